"""Builds the package and tries it as its users will: `make release-check`. Needs a network, and some minutes.

build: wheel and sdist; a wheel made from the sdist has the same files; without npm and network it goes on, and says so.
pythons: the core on each Python at hand, and with the oldest versions that it allows.
runners: uvx and pipx.
extras: each does what it promises, alone and in `all`, and where it is missing a command names it; their licences.
readers: the notebooks and the code of the docs, with what these tell their readers to install.

What is installed goes into new environments. Written are dist/ with the SBOM, and THIRD_PARTY.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from commands import ROOT, SAMPLE, environment, expect, first_json, path_with, run, tool
from extras import EXTRAS, NEEDS_EXTRA, Extra, program
from licences import licences_of, refused, third_party

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
VENDOR = "somark_tools/equations/vendor/"


def build(dist: Path) -> Path:
    """Build both into `dist`; return the wheel."""
    tool("build", "--outdir", dist, ROOT)
    [wheel], [sdist] = dist.glob("*.whl"), dist.glob("*.tar.gz")
    tool("twine", "check", "--strict", wheel, sdist)
    names = files(wheel)
    for name in ("temml.min.js", "mhchem.js", "LICENSE"):
        expect(VENDOR + name in names, f"the wheel has {name} of Temml")
    expect(any(name.endswith("licenses/THIRD_PARTY.md") for name in names), "the wheel has the licences")
    with tempfile.TemporaryDirectory() as again:
        run("tar", "-xzf", sdist, "-C", again)
        [unpacked] = Path(again).iterdir()
        tool("build", "--wheel", "--no-isolation", "--outdir", again, unpacked, **_OFFLINE)
        [rebuilt] = Path(again).glob("*.whl")
        expect(contents(rebuilt) == contents(wheel), "offline, the sdist builds a wheel of the same files and bytes")
        for vendored in (unpacked / VENDOR).iterdir():
            vendored.unlink()
        bare = Path(again, "bare")
        told = tool("build", "--wheel", "--no-isolation", "--outdir", bare, unpacked, **_OFFLINE)
        expect("Temml is left out" in told, "without its scripts and npm's registry the build goes on, and says so")
        [without] = bare.glob("*.whl")
        expect(not any(name.startswith(VENDOR) for name in files(without)), "that wheel has no half of Temml")
    return wheel


_OFFLINE = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_cache": "/nonexistent", "PIP_NO_INDEX": "1"}


def files(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check_core(python: Path, work: Path) -> None:
    """Try everything that needs no extra."""
    somark_tools = python.parent / "somark-tools"
    source = SAMPLE / "outputs.json"
    listed = run(
        python, "-c", "from somark_tools.render import FORMATS; print(*[fmt.name for fmt in FORMATS])", cwd=work
    )
    formats = [name for name in listed.split() if name not in NEEDS_EXTRA]
    run(somark_tools, "convert", source, "-o", work / "out", "--to", ",".join(formats), cwd=work)
    made = {path.name for path in (work / "out").iterdir()}
    expect(len(made) == len(formats), f"core formats: {', '.join(sorted(made))}")
    run(somark_tools, "batch", source, "-o", work / "batch", "--to", "md", cwd=work)
    run(somark_tools, "view", source, "-o", work / "v.html", cwd=work)
    for command in ("outline", "info", "explain", "lint"):
        first_json(run(somark_tools, command, source, "--json", cwd=work))


def check_missing(python: Path, work: Path) -> None:
    """See that each extra is named where it is missing."""
    somark_tools, source, pdf = python.parent / "somark-tools", SAMPLE / "outputs.json", SAMPLE / "document.pdf"
    for extra, command in (
        ("pdf", ["convert", source, "-o", "o.pdf", "--pdf", pdf]),
        ("pdf", ["convert", source, "-o", "o", "--to", "overlay", "--pdf", pdf]),
        ("view", ["view", source, "--serve"]),
        ("client", ["usage"]),
        ("ray", ["batch", source, "-o", "r", "--to", "md", "--engine", "ray"]),
    ):
        told = run(somark_tools, *command, cwd=work, ok=1)
        expect(f"somark-tools[{extra}]" in told and "Traceback" not in told, f"{command[0]} names {extra}")
    for extra in EXTRAS:
        if extra.missing is None:
            continue
        done = subprocess.run(
            [python, "-c", program(extra), SAMPLE], cwd=work, capture_output=True, text=True, check=False
        )
        expect(done.returncode and extra.missing in done.stderr, f"{extra.name} is named where it is missing")


def sbom(python: Path, out: Path | None = None) -> dict[str, Any]:
    """Return what is installed, as CycloneDX; with the scripts in the wheel, and valid, where it is written."""
    made = tool("cyclonedx_py", "environment", python, "--output-reproducible", "--of", "JSON", "--sv", "1.6")
    found = first_json(made)
    found["components"] = [part for part in found["components"] if part["name"] not in _OURS]
    if out:
        version, integrity = temml()
        found["components"].append(
            {
                "type": "library",
                "bom-ref": "temml",
                "name": "temml",
                "version": version,
                "purl": f"pkg:npm/temml@{version}",
                "description": f"in the wheel; npm integrity {integrity}",
                "licenses": [{"expression": "MIT AND Apache-2.0"}],
            }
        )
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator

        text = json.dumps(found, indent=2) + "\n"
        expect(JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None, f"{out.name} is valid CycloneDX")
        out.write_text(text, "utf-8")
    return found


_OURS = ("somark-tools", "pip", "setuptools", "wheel")


def temml() -> tuple[str, str]:
    hook = (ROOT / "hatch_build.py").read_text("utf-8")
    return re.findall(r'^VERSION = "(.+)"$', hook, re.M)[0], re.findall(r'^HASH = "(.+)"$', hook, re.M)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", default=[], help="An interpreter to try besides those found.")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    parser.add_argument("--only", choices=("build", *STAGES), action="append", help="Build, and try no more.")
    asked = parser.parse_args()
    timed("build")
    for old in asked.dist.glob("somark_tools-*"):
        old.unlink()
    wheel = build(asked.dist)
    with tempfile.TemporaryDirectory() as folder:
        for name in (name for name in STAGES if asked.only is None or name in asked.only):
            timed(name)
            work = Path(folder, name)
            work.mkdir()
            STAGES[name](work, wheel, asked)
    timed("done")


def timed(stage: str) -> None:
    print(f"{stage} ({time.monotonic() - _BEGUN:.0f} s)", flush=True)


_BEGUN = time.monotonic()


def try_pythons(work: Path, wheel: Path, asked: argparse.Namespace) -> None:
    """Try the core on each Python, and with the oldest versions that it allows."""
    for number, interpreter in enumerate(pythons(asked.python)):
        python = environment(work / f"core{number}", interpreter, wheel)
        print(f" {run(python, '--version').strip()}", flush=True)
        check_core(python, _made(work / f"w{number}"))
    print(" oldest versions", flush=True)
    oldest = environment(work / "lowest", sys.executable, "--resolution", "lowest-direct", wheel)
    check_core(oldest, _made(work / "oldest"))


def pythons(given: Sequence[str]) -> list[str]:
    """Return an interpreter of each version that is given or is on this machine, and say which is not here."""
    by_version: dict[str, str] = {}
    for interpreter in given:
        by_version.setdefault(run(interpreter, "-c", _VERSION).strip(), interpreter)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    for version in PYTHONS:
        command = [sys.executable, "-m", "uv", "python", "find", "--system", "--no-python-downloads", version]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        here = [*done.stdout.split(), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
        if here:
            by_version.setdefault(version, here[0])
        print(f" Python {version}: {by_version.get(version, 'not found')}", flush=True)
    return list(by_version.values())


_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def try_runners(work: Path, wheel: Path, _asked: argparse.Namespace) -> None:
    """Run it without installing it, as uvx and pipx do."""
    convert = ["somark-tools", "convert", SAMPLE / "outputs.json", "-o"]
    tool("uv", "tool", "run", "--from", wheel, *convert, work / "uvx.docx")
    expect((work / "uvx.docx").exists(), "uvx runs it")
    tool("uv", "tool", "run", "--from", f"{wheel}[pdf]", *convert, work / "uvx.pdf", "--pdf", SAMPLE / "document.pdf")
    expect((work / "uvx.pdf").exists(), "uvx runs it with an extra")
    tool("pipx", "run", "--spec", wheel, *convert, work / "pipx.docx", PIPX_HOME=str(work / "pipx"))
    expect((work / "pipx.docx").exists(), "pipx runs it")


def try_extras(work: Path, wheel: Path, asked: argparse.Namespace) -> None:
    """Try the core alone, each extra alone, and all together; write what they bring."""
    core = environment(work / "bare", sys.executable, wheel)
    check_missing(core, work)
    by_extra = {"core": licences_of(sbom(core))}
    for extra in EXTRAS:
        # no folder that a program of ours could take for the library of that name
        python = environment(work / f"extra-{extra.name}", sys.executable, f"{wheel}[{extra.name}]")
        check_extra(extra, python, work)
        by_extra[extra.name] = licences_of(sbom(python))
        expect(True, f"extra {extra.name}: {len(by_extra[extra.name])} packages")
    everything = environment(work / "extra-all", sys.executable, f"{wheel}[all]")
    together = [extra for extra in EXTRAS if extra.name in in_all()]
    for extra in together:
        check_extra(extra, everything, work)
    expect(together, f"[all] alone: {', '.join(extra.name for extra in together)}")
    sbom(everything, asked.dist / "sbom.cdx.json")
    (ROOT / "THIRD_PARTY.md").write_text(third_party(by_extra, temml()[0]), "utf-8")
    every = {name: licence for found in by_extra.values() for name, licence in found.items()}
    bad = {name: licence for name, licence in every.items() if refused(licence)}
    expect(not bad, f"{len(every)} licences that go with Apache-2.0{''.join(f'; {n}: {v}' for n, v in bad.items())}")


def check_extra(extra: Extra, python: Path, work: Path) -> None:
    run(python, "-c", program(extra), SAMPLE, cwd=work, PATH=path_with(python))


def in_all() -> set[str]:
    """Return the names of the extras that `all` joins."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    [joined] = extras["all"]
    return set(joined.partition("[")[2].rstrip("]").split(","))


def try_readers(work: Path, wheel: Path, _asked: argparse.Namespace) -> None:
    """Run the notebooks and the code of the docs with what they tell to install."""
    from readers import check_notebooks, check_pages

    check_notebooks(wheel, work)
    check_pages(wheel, work)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


STAGES: Mapping[str, Callable[[Path, Path, argparse.Namespace], None]] = {
    "pythons": try_pythons,
    "runners": try_runners,
    "extras": try_extras,
    "readers": try_readers,
}


if __name__ == "__main__":
    main()
