"""Pages of the docs and notebooks → run, each in a new environment with what it tells its readers to install.

That the code prints what stands below it, the tests see, with all libraries at hand.
"""

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from commands import ROOT, environment, expect, path_with, run

sys.path.insert(0, str(ROOT / "tests"))

from desk import laid
from doc_pages import PAGES, code_of, commands_of, elsewhere, extras_in, words_of

_FOR_AUTHORS = {"CONTRIBUTING.md"}
_INSTALL = re.compile(r"pip install ([^`\n]+)")
# What runs the blocks of a page, in the environment of its reader: Python as one session, commands by the shell.
_SESSION = """
import json, subprocess, sys
session = {}
for language, text in json.load(sys.stdin):
    if language == "python":
        exec(compile(text, "page", "exec"), session)
        continue
    done = subprocess.run(text, shell=True, capture_output=True, text=True)
    found = " lint " in text and done.returncode == 1  # what it is for
    if done.returncode and not found:
        sys.exit(f"{text}\\n{done.stdout}{done.stderr}")
"""


def check_pages(wheel: Path, work: Path, pages: Sequence[Path] = ()) -> None:
    """Run the code of each page (all, unless some are given)."""
    environments: dict[tuple[str, ...], Path] = {}
    for page in pages or PAGES:
        code = [*_runnable(page)]
        if page.name in _FOR_AUTHORS or not code:
            continue
        needed = requirements(page.read_text("utf-8"), wheel)
        if needed not in environments:
            environments[needed] = environment(work / f"reader{len(environments)}", sys.executable, *needed)
        python = environments[needed]
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(dir=work) as folder, laid(Path(folder)) as environ:
            run(python, "-c", _SESSION, cwd=Path(folder), given=json.dumps(code), PATH=path_with(python), **environ)
        expect(True, f"{page.relative_to(ROOT)}: {_told(needed, wheel)}, {time.monotonic() - begun:.0f} s")


def check_notebooks(wheel: Path, work: Path) -> None:
    """Execute each notebook in a folder that has what a clone has beside it."""
    clone = work / "clone"
    shutil.copytree(ROOT / "notebooks", clone / "notebooks")
    for beside in ("sample_results", "tests"):
        (clone / beside).symlink_to(ROOT / beside)
    for path in sorted((clone / "notebooks").glob("*.ipynb")):
        needed = requirements(_prose(path), wheel)
        python = environment(work / path.stem, sys.executable, *needed, "nbclient", "ipykernel")
        begun = time.monotonic()
        run(python.parent / "jupyter-execute", path, cwd=path.parent, PATH=path_with(python))
        expect(True, f"{path.name}: {_told(needed, wheel)}, {time.monotonic() - begun:.0f} s")


def requirements(text: str, wheel: Path) -> tuple[str, ...]:
    """Return what a text tells to install, with the wheel for this package and its extras."""
    extras, others = set(), set()
    for line in _INSTALL.findall(text):
        extras |= extras_in(line)
        words = (word.strip("'") for word in line.partition("#")[0].split())
        others |= {word for word in words if not re.match(r"\.|somark-tools", word)}
    return (f"{wheel}[{','.join(sorted(extras))}]" if extras else str(wheel), *sorted(others))


def _told(needed: Sequence[str], wheel: Path) -> str:
    return " ".join(needed).replace(str(wheel), "somark-tools")


def _runnable(page: Path) -> Iterator[tuple[str, str]]:
    """Yield language and text of what of a page can be run here: Python, and commands of ours."""
    for code in code_of(page):
        if code.language == "python":
            yield "python", code.text
        elif code.language == "sh":
            yield from (("sh", line) for line in code.text.splitlines() if _ours(line))
    yield from (("sh", line) for line in commands_of(page) if _ours(line))


def _ours(line: str) -> bool:
    return words_of(line)[0] == "somark-tools" and not elsewhere(line)


def _prose(notebook: Path) -> str:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
