"""Builds the package and tries it as its users will: `make release-check`. Needs a network, and some minutes.

Built are wheel and sdist; a wheel made from the sdist has the same files; without npm and network a build goes on, and
says so. Installed are, each into a new environment: the core for each Python at hand, the core with the oldest versions
that it allows, and each extra; each does what it promises, and without it a command names it. Written are dist/ with
the SBOM, and THIRD_PARTY.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from extras import EXTRAS, NEEDS_EXTRA, program
from licences import licences_of, refused, third_party

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_results" / "annual-report"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
BIN = "Scripts" if os.name == "nt" else "bin"
VENDOR = "somark_tools/equations/vendor/"


def run(*command: object, cwd: Path | None = None, ok: int = 0, **environ: str) -> str:
    """Run a command; return what it printed. Stops the check where it ends otherwise than with `ok`."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": "", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != ok:
        sys.exit(f"FAILED ({done.returncode}): {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def first_json(printed: str) -> Any:
    """Return the JSON that a program printed before its messages."""
    return json.JSONDecoder().raw_decode(printed)[0]


def tool(module: str, *arguments: object, cwd: Path | None = None, **environ: str) -> str:
    """Run a tool of the group `release`."""
    return run(sys.executable, "-m", module, *arguments, cwd=cwd, **environ)


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


def environment(where: Path, python: str, *installed: object) -> Path:
    """Make an environment with what is to be installed; return its python."""
    tool("uv", "venv", "--quiet", "--python", python, where)
    tool("uv", "pip", "install", "--quiet", "--python", where / BIN / "python", *installed)
    return where / BIN / "python"


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


def expect(holds: object, what: str) -> None:
    """Say what holds; stop where it does not."""
    if not holds:
        sys.exit(f"FAILED: {what}")
    print(f"  {what}", flush=True)


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
    parser.add_argument("--only-build", action="store_true", help="Build and look into the files; install nothing.")
    asked = parser.parse_args()
    print("build", flush=True)
    for old in asked.dist.glob("somark_tools-*"):
        old.unlink()
    wheel = build(asked.dist)
    if asked.only_build:
        return
    with tempfile.TemporaryDirectory() as folder:
        try_installed(Path(folder), wheel, asked.dist, [*asked.python, *found_pythons()])


def found_pythons() -> list[str]:
    """Return the interpreters of this machine, and say which are not here."""
    pythons = []
    for version in PYTHONS:
        command = [sys.executable, "-m", "uv", "python", "find", "--system", "--no-python-downloads", version]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(f"Python {version}: {done.stdout.strip() or 'not found'}", flush=True)
        pythons += done.stdout.split()
    return pythons


def try_installed(work: Path, wheel: Path, dist: Path, pythons: list[str]) -> None:
    """Install it in all the ways, and try it."""
    for number, interpreter in enumerate(pythons):
        python = environment(work / f"core{number}", interpreter, wheel)
        print(f"core, {run(python, '--version').strip()}", flush=True)
        (work / f"w{number}").mkdir()
        check_core(python, work / f"w{number}")
    print("core, oldest versions", flush=True)
    (work / "oldest").mkdir()
    check_core(environment(work / "lowest", sys.executable, "--resolution", "lowest-direct", wheel), work / "oldest")
    core = environment(work / "bare", sys.executable, wheel)
    check_missing(core, work)
    told = tool("uv", "tool", "run", "--from", wheel, "somark-tools", "--version", cwd=work)
    expect("somark-tools, version" in told, "uvx runs it")
    by_extra = {"core": licences_of(sbom(core))}
    for extra in EXTRAS:
        python = environment(work / extra.name, sys.executable, f"{wheel}[{extra.name}]")
        told = run(
            python, "-c", program(extra), SAMPLE, cwd=work, PATH=f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        )
        by_extra[extra.name] = licences_of(sbom(python))
        expect(True, f"extra {extra.name}: {len(by_extra[extra.name])} packages")
    everything = environment(work / "all", sys.executable, f"{wheel}[all]")
    sbom(everything, dist / "sbom.cdx.json")
    (ROOT / "THIRD_PARTY.md").write_text(third_party(by_extra, temml()[0]), "utf-8")
    every = {name: licence for found in by_extra.values() for name, licence in found.items()}
    bad = {name: licence for name, licence in every.items() if refused(licence)}
    expect(not bad, f"{len(every)} licences that go with Apache-2.0{''.join(f'; {n}: {v}' for n, v in bad.items())}")


if __name__ == "__main__":
    main()
