"""A command → what it printed; what is to be installed → a new environment with it. What fails stops the check."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_results" / "annual-report"
BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command: object, cwd: Path | None = None, ok: int = 0, given: str | None = None, **environ: str) -> str:
    """Run a command, with `given` as its input; return what it printed. Stops the check where it ends otherwise
    than with `ok`."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": "", **environ},
        input=given,
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


def environment(where: Path, python: str, *installed: object) -> Path:
    """Make an environment with what is to be installed; return its python."""
    tool("uv", "venv", "--quiet", "--python", python, where)
    tool("uv", "pip", "install", "--quiet", "--python", where / BIN / "python", *installed)
    return where / BIN / "python"


def path_with(python: Path) -> str:
    """Return a PATH on which the commands of an environment come first."""
    return f"{python.parent}{os.pathsep}{os.environ['PATH']}"


def expect(holds: object, what: str) -> None:
    """Say what holds; stop where it does not."""
    if not holds:
        sys.exit(f"FAILED: {what}")
    print(f"  {what}", flush=True)
