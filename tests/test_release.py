"""What is released: the files of wheel and sdist, the extras, the licences, the workflows."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "release"))

from extras import EXTRAS, NEEDS_EXTRA, Extra, program
from licences import licences_of, refused, third_party
from readers import requirements

from somark_tools.render import FORMATS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SAMPLE = ROOT / "sample_results" / "annual-report"
VENDOR = "somark_tools/equations/vendor/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist of this checkout, and the wheel that was built from it without a network."""
    folder = tmp_path_factory.mktemp("dist")
    environ = {**os.environ, "npm_config_registry": "http://127.0.0.1:9/", "PIP_NO_INDEX": "1"}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def committed(under: str) -> set[str]:
    """Return the files below a folder that git would release: those that it does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", under]
    listed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    return {name for name in listed.splitlines() if (ROOT / name).exists()}


def test_the_wheel_has_the_package_and_the_notices_and_no_more(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {name.partition(".dist-info/")[2] for name in archive.namelist() if ".dist-info/" in name}
    vendored = {name for name in names if name.startswith(VENDOR)}
    assert names - vendored == committed("somark_tools")
    assert {"licenses/LICENSE", "licenses/THIRD_PARTY.md", "entry_points.txt", "METADATA"} <= about
    if (ROOT / VENDOR / "VERSION").exists():
        assert {VENDOR + name for name in ("LICENSE", "temml.min.js", "mhchem.js")} <= vendored
        assert "MIT License" in (ROOT / VENDOR / "LICENSE").read_text("utf-8")


def test_the_sdist_has_what_a_build_and_the_tests_need(built: Path) -> None:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("somark_tools", "tests", "release", "docs", "sample_results"):
        assert committed(folder) <= names
    assert {"hatch_build.py", "Makefile", "SECURITY.md", "LICENSE", "THIRD_PARTY.md", "CONTRIBUTING.md"} <= names


def test_every_extra_is_tried_by_the_release_check_and_named_in_the_readme() -> None:
    extras = PROJECT["optional-dependencies"]
    assert {extra.name for extra in EXTRAS} == set(extras) - {"all"}
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in extras:
        assert f"`{name}`" in readme or f"[{name}]" in readme, name
    for extra in EXTRAS:
        compile(program(extra), extra.name, "exec")


def test_what_a_text_tells_its_readers_to_install_is_told_from_it() -> None:
    text = "pip install . # or '.[all]'\n`pip install 'other[chunking]'`, `pip install 'somark-tools[math,pdf]' s3fs`"
    assert requirements(text, Path("x.whl")) == ("x.whl[all,math,pdf]", "other[chunking]", "s3fs")
    assert requirements("nothing", Path("x.whl")) == ("x.whl",)


def test_every_notebook_says_what_to_install_and_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert "pip install" in path.read_text("utf-8"), path.name
        assert f"(notebooks/{path.name})" in readme, path.name


# The libraries of the extras can't be imported in a process that begins with this.
WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""
LIBRARIES = (
    "pypdfium2", "pikepdf", "quickjs", "latex2mathml", "networkx", "starlette", "uvicorn", "httpx2", "tenacity",
    "pyarrow", "ipykernel", "pandas", "docling_core", "langchain_core", "langchain_text_splitters", "llama_index",
    "haystack", "ray", "fsspec",
)  # fmt: skip


def without_extras(program: str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT.format(names=set(LIBRARIES)) + program, *map(str, arguments)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "SOMARK_API_KEY": "sk-none"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environ, check=False)


COMMAND = "from somark_tools.cli import main; main()"


def test_the_core_needs_no_extra(tmp_path: Path) -> None:
    source = SAMPLE / "outputs.json"
    formats = [fmt.name for fmt in FORMATS if fmt.name not in NEEDS_EXTRA]
    done = without_extras(COMMAND, "convert", source, "-o", "out", "--to", ",".join(formats), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").iterdir())) == len(formats)
    for command in (["outline"], ["info"], ["explain"], ["lint"], ["view"]):
        done = without_extras(COMMAND, *command, source, cwd=tmp_path)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("pdf", ["convert", "SOURCE", "-o", "o.pdf", "--pdf", SAMPLE / "document.pdf"]),
        ("pdf", ["convert", "SOURCE", "-o", "o", "--to", "overlay", "--pdf", SAMPLE / "document.pdf"]),
        ("view", ["view", "SOURCE", "--serve"]),
        ("client", ["usage"]),
        ("ray", ["batch", "SOURCE", "-o", "r", "--to", "md", "--engine", "ray"]),
    ],
    ids=str,
)
def test_a_command_names_the_extra_that_is_missing(extra: str, arguments: list[object], tmp_path: Path) -> None:
    words = [SAMPLE / "outputs.json" if word == "SOURCE" else word for word in arguments]
    done = without_extras(COMMAND, *words, cwd=tmp_path)
    assert done.returncode == 1
    assert f"somark-tools[{extra}]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "extra", [extra for extra in EXTRAS if extra.missing and extra.name != "ray"], ids=lambda extra: extra.name
)
def test_a_function_names_the_extra_that_is_missing(extra: Extra, tmp_path: Path) -> None:
    done = without_extras(program(extra), SAMPLE, cwd=tmp_path)
    assert done.returncode != 0
    assert extra.missing in done.stderr


def test_the_licences_are_told_from_an_sbom() -> None:
    sbom = {
        "components": [
            {"name": "a", "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "declared license file: X"}}]},
            {"name": "b", "licenses": [{"expression": "Apache-2.0 OR BSD-3-Clause"}]},
            {"name": "c", "licenses": [{"license": {"name": "Copyright .. MIT License\n" + "x" * 900}}]},
            {"name": "d", "licenses": [{"license": {"name": "License :: OSI Approved :: BSD License"}}]},
            {"name": "e"},
            {"name": "f", "licenses": [{"license": {"id": "GPL-3.0-only"}}]},
        ]
    }
    found = licences_of(sbom)
    assert found == {
        "a": "MIT", "b": "Apache-2.0 OR BSD-3-Clause", "c": "MIT", "d": "BSD License", "e": "unknown",
        "f": "GPL-3.0-only",
    }  # fmt: skip
    assert [name for name, licence in found.items() if refused(licence)] == ["e", "f"]
    listed = third_party({"core": {"a": "MIT"}, "pdf": {"a": "MIT", "b": "BSD"}}, "1.0")
    assert "| a | MIT | core |\n| b | BSD | pdf |\n" in listed


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_list_of_licences_has_every_dependency_and_none_that_is_refused() -> None:
    listed = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), re.M)[1:]
    names = {normal(name) for name, _ in listed}
    wanted = [
        *PROJECT["dependencies"],
        *(line for group in PROJECT["optional-dependencies"].values() for line in group),
    ]
    needed = {normal(re.split(r"[\[><=!~ ]", line)[0]) for line in wanted} - {"somark-tools"}
    assert needed <= names
    assert not [name for name, licence in listed if refused(licence)]
    hook = (ROOT / "hatch_build.py").read_text("utf-8")
    assert re.findall(r'^VERSION = "(.+)"', hook, re.M)[0] in (ROOT / "THIRD_PARTY.md").read_text("utf-8")


def test_the_workflow_runs_what_the_check_of_the_repository_runs_on_each_python() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert "- run: bash .ci/run\n" in workflow
    versions = json.loads(re.findall(r"^ +python: (\[.*\])$", workflow, re.M)[0])
    classified = [name.rpartition(":: ")[2] for name in PROJECT["classifiers"]]
    assert versions == [version for version in classified if re.fullmatch(r"3\.\d+", version)]
    assert PROJECT["requires-python"] == f">={versions[0]}"


def test_only_the_job_that_publishes_may_more_than_read() -> None:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        workflow = path.read_text("utf-8")
        assert "\npermissions:\n  contents: read\n" in workflow
        assert re.findall(r": write\b", workflow) == ([": write"] if path.name == "release.yml" else [])
        assert "secrets." not in workflow
