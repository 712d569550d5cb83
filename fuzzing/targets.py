"""The ways in: the bytes of a file and a random source → nothing, or what is raised.

A SomarkError is an answer. Anything else that is raised, and an answer that takes too long, is a find.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

from lxml import etree
from pydantic import SecretStr

from fuzzing.laws import hold
from somark_tools import Assets, Document, Table, TextBlock, merge_cross_page
from somark_tools.errors import SomarkError
from somark_tools.render import FORMATS

Target = Callable[[bytes, Random], None]
_INFERS = ("auto", "always", "never")
_XML = etree.XMLParser(resolve_entities=False, huge_tree=False)
_PDF = Path(__file__).parents[1] / "sample_results" / "paper" / "document.pdf"
_OPTIONS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "md": {
        "dialect": ("gfm", "somarkdown"), "tables": ("auto", "html"), "page_marks": (True,), "anchors": (True,),
        "front_matter": (True,), "outline": (True,), "images": ("keep", "folder", "data", "drop"),
        "descriptions": (False,), "footnotes": (True,), "furniture": (True,), "heading_shift": (1, 6),
    },
    "html": {"furniture": (True,)},
    "docx": {"toc": (True,), "headers": (True,), "page_breaks": (True,), "bookmarks": (True,)},
    "chunks": {"max_tokens": (1, 16, 100, 8192), "tokenizer": ("estimate", "characters")},
    "overlay": {"scale": (0.1,), "layers": (("boxes",), ("all",))},
    "overlay-sheet": {},
    "overlay-pdf": {},
}  # fmt: skip


def _merged(data: bytes, random: Random) -> Document:
    return merge_cross_page(data, infer=random.choice(_INFERS))  # type: ignore[arg-type]


def _laws(data: bytes, random: Random) -> None:
    hold(data)


def _rendering(name: str) -> Target:
    fmt = next(fmt for fmt in FORMATS if fmt.name == name)

    def render(data: bytes, random: Random) -> None:
        document = _merged(data, random)
        given = [(key, random.choice(values)) for key, values in _OPTIONS.get(name, {}).items()]
        options = dict(option for option in given if option[0] == "scale" or random.random() < 0.3)
        if fmt.assets:
            options["assets"] = Assets(folder=_PDF.parent, pdf=_PDF if fmt.suffix == ".pdf" else None)
        made = fmt.load()(document, **options)
        for suffix, content in made if fmt.folder else [(fmt.suffix, made)]:
            _CHECKS.get(Path(suffix).suffix or suffix, _encodable)(content)

    return render


def _encodable(content: str | bytes) -> None:
    assert isinstance(content, bytes) or content.encode() is not None


def _is_json(content: str) -> None:
    json.loads(content.encode())


def _is_json_lines(content: str) -> None:
    for line in content.encode().split(b"\n"):
        assert not line or isinstance(json.loads(line), dict)


def _is_xml(content: bytes) -> None:
    etree.fromstring(content, _XML)


def _is_package(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name), _XML)


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    ".json": _is_json,
    ".jsonl": _is_json_lines,
    ".svg": _is_xml,
    ".docx": _is_package,
}


def _lint(data: bytes, random: Random) -> None:
    from somark_tools.linter import FINDING_FORMATS, lint

    found = list(lint(data))
    for write in FINDING_FORMATS.values():
        write(found).encode()


def _looks(data: bytes, random: Random) -> None:
    """Ask a document all that can be asked."""
    from somark_tools import cell_sources, findings, page_index, piece_at, row_sources, to_networkx
    from somark_tools.outline import outline_json, outline_lines

    document = _merged(data, random)
    outline_json(document).encode()
    list(outline_lines(document))
    list(findings(document))
    to_networkx(document)
    document._repr_html_().encode()  # type: ignore[attr-defined]
    for block in document.blocks:
        document.section(block.id)
        if isinstance(block, Table):
            row_sources(document, block)
            cell_sources(document, block)
        elif isinstance(block, TextBlock):
            for position in range(0, len(block.text), 7):
                piece_at(block, position)
    for page in document.pages:
        page_index(document, page.number).at(5, 5)


def _viewer(data: bytes, random: Random) -> None:
    from somark_tools import render_viewer

    render_viewer(_merged(data, random), lang=random.choice((None, "zh"))).encode()


def _review(data: bytes, random: Random) -> None:
    from somark_tools.viewer.review import parsed_review

    parsed_review(data, "review")


def _pictures(data: bytes, random: Random) -> None:
    from somark_tools import markdown_images

    with _File(data) as path:
        for _, content in markdown_images(_merged(data, random), Assets.beside(path)):
            assert content


_WAITS = ("", "3", "x", "9" * 400, "-1", "nan", "Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 99 Oct 99999 99:99:99 +9999")


def _reply(data: bytes, random: Random) -> None:
    """Read the bytes as what the service answers, mostly as the result in a reply."""
    from somark_tools.client import replies
    from somark_tools.client.settings import Access

    access = Access("https://a.example", random.choice((None, SecretStr("sk-0123456789abcdef"))))
    body = _in_reply(data, random) if random.random() < 0.7 else data
    raw = replies.RawReply(random.choice((200, 200, 200, 400, 429, 500, 302)), random.choice(_WAITS), body)
    reply = replies.decoded(raw, access)
    for ask in (replies.sync_result, replies.task_id_of, replies.usage_of):
        with suppress(SomarkError):
            ask(reply)
    checked = replies.task_reply(reply)
    replies.has_ended(checked)
    replies.result_of(checked)


def _in_reply(data: bytes, random: Random) -> bytes:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    status = random.choice(("SUCCESS", "", "queuing"))
    outputs = {"json": random.choice((value, json.dumps(value)))}
    return json.dumps({"code": 0, "data": {"status": status, "task_id": "t", "result": {"outputs": outputs}}}).encode()


def _package(data: bytes, random: Random) -> None:
    from somark_tools.client.package import unpacked

    for name, content in unpacked(data, most_bytes=1 << 24, most_files=100):
        assert name
        assert content is not None


def _docling(data: bytes, random: Random) -> None:
    from somark_tools import from_docling, to_docling

    from_docling(to_docling(_merged(data, random)))


def _frames(data: bytes, random: Random) -> None:
    from somark_tools import to_arrow, to_pandas

    for block in _merged(data, random).blocks:
        if isinstance(block, Table):
            to_pandas(block)
            to_arrow(block)


class _File:
    """A file with the bytes, for as long as it is looked at."""

    def __init__(self, data: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name, "outputs.json")
        self.path.write_bytes(data)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *error: object) -> None:
        self._folder.cleanup()


def _commands(folder: Path, path: Path, random: Random) -> Iterator[list[str]]:
    infer = ["--infer", random.choice(_INFERS)]
    yield ["info", str(path), *infer]
    yield ["outline", str(path), *random.choice(([], ["--json"]))]
    yield ["explain", str(path), *random.choice(([], ["0:0"])), *infer]
    yield ["lint", str(path), "--format", random.choice(("text", "json", "sarif", "github"))]
    names = random.sample(("md", "html", "txt", "json", "document", "blocks", "chunks", "docx"), 3)
    halves = random.choice(([], ["--join-halves"]))
    yield ["convert", str(path), "-o", str(folder / "out"), "--to", ",".join(names), *halves]
    yield ["convert", str(path), "-o", str(folder / "a.md"), "--review", str(path)]
    yield ["view", str(path), "-o", str(folder / "v.html")]


def _command(data: bytes, random: Random) -> None:
    """Run one command as a person does: 0, 1 with a message, or 2 with a message."""
    from click.testing import CliRunner

    from somark_tools.cli import somark_tools

    with _File(data) as path:
        arguments = random.choice(list(_commands(path.parent, path, random)))
        done = CliRunner().invoke(somark_tools, arguments)
    if done.exception is not None and not isinstance(done.exception, SomarkError | SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2)
    assert done.exit_code == 0 or done.output or str(done.exception), "no message"


_ADAPTERS = {"docling": ("docling_core", _docling), "frames": ("pandas", _frames)}

TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "laws": _laws,
        **{fmt.name: _rendering(fmt.name) for fmt in FORMATS},
        "lint": _lint,
        "looks": _looks,
        "viewer": _viewer,
        "review": _review,
        "pictures": _pictures,
        "reply": _reply,
        "package": _package,
        "command": _command,
        **{name: target for name, (library, target) in _ADAPTERS.items() if find_spec(library)},
    }
)
