"""The rooms: who may import whom, what must be complete, what must stay light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

import somark_tools
from somark_tools.inlines import INLINES
from somark_tools.model import KINDS
from somark_tools.render import FORMATS, blocks, docx, text
from somark_tools.render.html.blocks import HANDLERS as HTML_HANDLERS
from somark_tools.render.html.inlines import HTML_INLINES
from somark_tools.render.markdown import blocks as markdown_blocks
from somark_tools.render.markdown import inlines as markdown_inlines

PACKAGE = ROOT / "somark_tools"

# A room may import those above it. Rooms of one line are strangers to each other.
ROOMS: tuple[tuple[str, ...], ...] = (
    ("errors", "version", "collector", "patterns", "summary", "zip_faults"),
    ("whole_files", "wire", "failures", "geometry", "equations", "inlines"),
    ("model", "assets"),
    ("labels", "tables"),
    ("soundness",),
    ("document",),
    ("arguments",),
    ("graph", "outline", "wording", "reading", "decisions"),
    ("layout", "client"),
    ("lists",),
    ("transforms.inference",),
    (
        "transforms.continuations",
        "transforms.continued_tables",
        "transforms.captions",
        "transforms.halves",
        "transforms.furniture",
        "transforms.table_notes",
        "transforms.references",
        "transforms.regions",
        "transforms.cut_headings",
        "transforms.stitch",
        "transforms.headings",
    ),
    ("transforms",),
    ("merge",),
    ("explain", "provenance", "linter"),
    (
        "render.markdown",
        "render.docx",
        "render.html",
        "render.json",
        "render.document",
        "render.text",
        "render.blocks",
        "render.overlay",
    ),
    ("chunks",),
    ("render",),
    ("viewer",),
    ("batch", "adapters"),
    ("cli",),
    ("__init__", "__main__"),
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}


def room_of(module: str) -> str:
    """Return the room that a module lies in: itself, or the package around it that is one room."""
    while module not in RANK:
        assert "." in module, f"{module} is in no room"
        module = module.rpartition(".")[0]
    return module


def test_every_room_is_there() -> None:
    assert RANK.keys() - {"__init__"} <= {room for path in FILES for room in ancestors(module_name(path))}


def ancestors(module: str) -> Iterator[str]:
    while module:
        yield module
        module = module.rpartition(".")[0]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("somark_tools."):
            yield (node.module or "").removeprefix("somark_tools.")
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: a relative import"


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(module_name(path))
    for imported in imports(path):
        other = room_of(imported)
        assert other == room or RANK[other] < RANK[room], f"{room} must not import {other}"


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_a_module_holds_one_idea(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    "handlers", [markdown_blocks.HANDLERS, HTML_HANDLERS, text.TEXTS, blocks.KIND_NAMES, docx.HANDLERS]
)
def test_every_renderer_handles_every_kind(handlers: object) -> None:
    assert set(handlers) == set(KINDS)


@pytest.mark.parametrize(
    "handlers", [markdown_inlines.MARKDOWN_INLINES, markdown_inlines.HTML_INLINES, HTML_INLINES, docx.INLINE_HANDLERS]
)
def test_every_renderer_handles_every_inline(handlers: object) -> None:
    assert set(handlers) == set(INLINES)


def test_every_format_loads() -> None:
    assert all(callable(fmt.load()) for fmt in FORMATS)
    assert len({fmt.name for fmt in FORMATS}) == len(FORMATS)


def test_public_names_are_sorted_and_all_there() -> None:
    names = somark_tools.__all__

    def isort_style(name: str) -> tuple[int, str]:
        return 0 if name.isupper() else 1 if name[0].isupper() else 2, name

    assert names == sorted(names, key=isort_style)
    assert set(names) == set(somark_tools._HOME_OF)
    for name in names:
        assert getattr(somark_tools, name) is not None
    modules = {path.stem for path in PACKAGE.iterdir()}
    assert not modules & set(names), "a module would hide a public name"
    with pytest.raises(AttributeError):
        somark_tools.nothing_of_the_kind  # noqa: B018


@pytest.mark.parametrize("arguments", [["-c", "import somark_tools"], ["-m", "somark_tools", "--help"]])
def test_help_and_import_load_nothing_heavy(arguments: list[str]) -> None:
    heavy = {
        "pydantic",
        "docx",
        "lxml",
        "shapely",
        "PIL",
        "numpy",
        "selectolax",
        "markdown_it",
        "rich",
        "httpx2",
        "tenacity",
        "quickjs",
        "latex2mathml",
        "starlette",
        "uvicorn",
        "docling_core",
        "pandas",
        "langchain_core",
        "llama_index",
        "haystack",
        "tokenizers",
        "pyarrow",
    }
    done = subprocess.run([sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "somark_tools" in loaded
    assert not loaded & heavy
