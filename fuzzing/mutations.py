"""A JSON value and a random source → the value with something wrong in it; likewise bytes.

Each mutation is a function of the value at one place; `mutated` chooses places and mutations.
"""

import codecs
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

_Mutation = Callable[[Any, Random], Any]

NUMBERS: Sequence[Any] = (
    0, -1, 1, 2, 3, 7, 0.5, -0.0, 1e-300, 1e300, -1e300, 2**31, 2**53 + 1, 2**63, 2**64, 10**30, float("nan"),
    float("inf"), True, False, 65_534, 1190, 1684,
)  # fmt: skip
TEXTS: Sequence[str] = (
    "", " ", "\n", "\0", "\ufeff", "\ud800", "\udfff\ud800", "\ufffe", "\u202eabc\u202c",
    "a\u0301\u0301\u0301", "👩‍👩‍👧",
    "שלום עולם (12) abc", "مرحبا ١٢٣", "縦書きの文章。「一」", "\x1b[31m", "\x85\u2028\u2029", "]]>", "<!--",
    "</script>", "{{x}}",
    "%s%n", "a" * 300, "1." * 200, "(" * 200, "中" * 300, "^{[1]}" * 50, "javascript:alert(1)", "//x", "C:\\a\\b.png",
    "../../etc/passwd", "data:image/png;base64,AAAA", "data:image/png;base64,iVBORw0KGgo=",
    "file:///x", "images/a.png",
    "| a | b |\n|---|---|\n| 1 | 2 |", "```\ncode", "# heading", "1. one\n2. two", "Table 1", "图 1-1", "[^1]: note",
    "0:0", "title", "table", "Text", "html", "latex", "2024-01-01", "iv", "第三章 总则", "A.1.2.3.4.5.6.7", "=" * 40,
)  # fmt: skip
TABLES: Sequence[str] = (
    "<table>", "<table><tr>", "<table></table><table><tr><td>x", "<tr><td>a</td></tr>", "a<table><td>b</table>c",
    '<table><tr><td rowspan="65534" colspan="65534">x</td></tr></table>',
    '<table><tr><td rowspan="0">x</td><td colspan="0">y</td></tr><tr><td>z</td></tr></table>',
    '<table><tr><td rowspan="-3" colspan="2.5">x</td><td colspan="1e9">y</td></tr></table>',
    '<table>' + '<tr><td colspan="1000">x</td></tr>' * 8 + "</table>",
    "<table>" + "<tr><td>" * 60, "<table><tr><td><table><tr><td>in</td></tr></table>out</td></tr></table>",
    "<table><thead></thead><tbody></tbody><tfoot><tr><td>f</td></tr></tfoot></table>",
    "<table><caption>c</caption><colgroup><col span=9></colgroup><tr><th>h<td>d</table>",
    "<table><tr></tr><tr></tr></table>", "<table><tr><td>$a<b$</td><td>$c>d$</td></tr></table>",
    '<table><tr><td><img src="images/a.png" alt="</td>"></td></tr></table>',
    "<table><tr><td><ul><li>a<li>b</ul><p>q<br/>r</td></tr></table>", "<div>" * 150 + "x",
    "<table>&#0;&#x110000;&nope;</table>",
    "|a|b\n|-|:-:|\n|1|2|3|\n||", "<table><tr><td>" + "x" * 3000 + "</td></tr></table>",
)  # fmt: skip
FORMULAS: Sequence[str] = (
    r"\frac{a}{b", r"\left( x", r"\begin{aligned} a &= b \\ c", r"\end{array}", "{" * 120 + "x",
    r"\sqrt{" * 100 + "x",
    r"\begin{array}{" + "c" * 300 + "}" + "&" * 299 + r"\end{array}", r"x_{1}_{2}^{3}^{4}",
    r"\def\a{\a\a}\a", r"\newcommand",
    r"\ce{->[a][b]}", r"\smiles{C1=CC}", r"\tag{1}\tag{2}", r"\text{$x$}", r"\text{" * 40, r"\color{#zz}x", "a" * 500,
    r"\begin{cases}" * 30, r"\xrightarrow[]{}", r"\mathrm{\mathbf{\mathit{x}}}",
    "$$x$$ $y$ \\(z\\)", r"\\" * 100, "&" * 100,
    r"\hspace{99999em}", r"\rule{9999cm}{9999cm}", r"\unicode{x110000}", r"\char", "'" * 60,
    r"\sum" * 40, "_" * 30, "^" * 30,
)  # fmt: skip


def mutated(value: Any, random: Random) -> Any:
    """Return the value with up to six mutations."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6))):
        value = _at_some_place(value, random)
    return value


def _at_some_place(value: Any, random: Random) -> Any:
    """Descend to some place, and mutate there: mostly deep, where the blocks are."""
    if isinstance(value, dict) and value and random.random() < 0.93:
        key = random.choice(list(value))
        return value | {key: _at_some_place(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.85:
        at = random.randrange(len(value))
        return [*value[:at], _at_some_place(value[at], random), *value[at + 1 :]]
    return random.choice(_FOR.get(type(value), _FOR_ANY))(value, random)


def _any(value: Any, random: Random) -> Any:
    simple: list[Any] = [None, [], {}, "", "x", 0, True, -1, [None], {"x": 1}, [[[]]]]
    return random.choice([*simple, random.choice(NUMBERS), random.choice(TEXTS)])


def _deep(value: Any, random: Random) -> Any:
    for _ in range(random.choice((3, 50, 150, 400))):
        value = [value] if random.random() < 0.5 else {random.choice(("x", "data", "result", "blocks")): value}
    return value


def _nudged(value: Any, random: Random) -> Any:
    return value + random.choice((-1, 1, 0.5, -100, 1000))


def _number(value: Any, random: Random) -> Any:
    return random.choice(NUMBERS)


def _as_text(value: Any, random: Random) -> Any:
    return str(value)


def _text(value: Any, random: Random) -> Any:
    return random.choice(TEXTS)


def _odd_table(value: Any, random: Random) -> Any:
    return random.choice(TABLES)


def _odd_formula(value: Any, random: Random) -> Any:
    return random.choice((*FORMULAS, f"a ${random.choice(FORMULAS)}$ b"))


def _spliced(value: str, random: Random) -> str:
    at, end = sorted((random.randint(0, len(value)), random.randint(0, len(value))))
    put = random.choice((*TEXTS, *TABLES, *FORMULAS, value[at:end], ""))
    return value[:at] + put[:4000] + value[random.choice((at, end)) :]


def _repeated(value: str, random: Random) -> str:
    at = random.randint(0, len(value))
    part = value[at : at + random.choice((1, 2, 8, 40))]
    return value[:at] + part * random.choice((2, 20, 200)) + value[at:]


def _truncated(value: str, random: Random) -> str:
    return value[: random.randint(0, len(value))]


def _wrongly_decoded(value: str, random: Random) -> str:
    return value.encode("utf-8", "surrogatepass").decode(random.choice(("latin-1", "cp1252", "gbk")), "replace")


def _character(value: str, random: Random) -> str:
    at = random.randint(0, len(value))
    character = chr(random.choice((random.randrange(0x80), random.randrange(0x3000), random.randrange(0x11_0000))))
    return value[:at] + character + value[at + random.randint(0, 1) :]


def _span(value: str, random: Random) -> str:
    number = random.choice(("0", "2", "9", "65534", "x", "-1", "1e3", ""))
    name = random.choice(("rowspan", "colspan"))
    return value.replace("<td", f'<td {name}="{number}"', random.choice((1, 3, -1)))


def _dropped(value: Any, random: Random) -> Any:
    at = random.randrange(len(value)) if value else 0
    if isinstance(value, dict):
        return {key: held for number, (key, held) in enumerate(value.items()) if number != at}
    return [*value[:at], *value[at + 1 :]]


def _doubled(value: list[Any], random: Random) -> list[Any]:
    at = random.randrange(len(value)) if value else 0
    large = value and isinstance(value[at], list | dict)
    return [*value[:at], *value[at : at + 1] * random.choice((2, 2, 3, 3 if large else 40)), *value[at + 1 :]]


def _reordered(value: list[Any], random: Random) -> list[Any]:
    return random.sample(value, len(value))


def _swapped(value: list[Any], random: Random) -> list[Any]:
    return value[::-1]


def _crossed(value: dict[str, Any], random: Random) -> dict[str, Any]:
    """Give a key the value of another."""
    if not value:
        return {}
    keys = list(value)
    return value | {random.choice(keys): value[random.choice(keys)]}


def _referring(value: dict[str, Any], random: Random) -> dict[str, Any]:
    field = random.choice(("text_cross_page", "table_cross_page"))
    return value | {field: {"page_num": random.randint(-1, 3), "block_idx": random.randint(-1, 9)}}


def _captioned(value: dict[str, Any], random: Random) -> dict[str, Any]:
    return value | {"captions": [random.randint(-1, 9) for _ in range(random.randint(0, 4))]}


def _relabelled(value: dict[str, Any], random: Random) -> dict[str, Any]:
    labels = (
        "text title figure figure_caption table table_caption equation header footer sider footnote cate cate_item "
        "code choice blank reference qrcode stamp cs cs_equation nonsense"
    )
    return value | {"type": random.choice(labels.split())}


def _renamed(value: dict[str, Any], random: Random) -> dict[str, Any]:
    key = random.choice(list(value)) if value else ""
    return {(random.choice(TEXTS) if name == key else name): held for name, held in value.items()}


def _boxed(value: dict[str, Any], random: Random) -> dict[str, Any]:
    return value | {"bbox": [random.choice((*NUMBERS, 10, 100, 500.5, 900, 1600)) for _ in range(4)]}


_FOR_ANY: Sequence[_Mutation] = (_any,)
_FOR_STR: Sequence[_Mutation] = (
    _any, _text, _text, _odd_table, _odd_formula, _spliced, _spliced, _repeated, _truncated,
    _wrongly_decoded, _character,
    _character, _span,
)  # fmt: skip
_FOR_NUMBER: Sequence[_Mutation] = (_any, _nudged, _nudged, _number, _number, _as_text)
_FOR: dict[type, Sequence[_Mutation]] = {
    str: _FOR_STR,
    int: _FOR_NUMBER,
    float: _FOR_NUMBER,
    bool: (_any, lambda value, random: not value),
    type(None): (_any, _text, _number),
    list: (_any, _deep, _dropped, _doubled, _doubled, _reordered, _swapped),
    dict: (_any, _deep, _dropped, _dropped, _crossed, _referring, _referring, _captioned, _relabelled, _relabelled,
           _renamed, _boxed),
}  # fmt: skip


def encoded(value: Any) -> bytes:
    """Return the JSON of a value, in ASCII; lone surrogates, NaN and Infinity stay what they are."""
    return json.dumps(value).encode()


def spoiled(data: bytes, random: Random) -> bytes:
    """Return the bytes of a file damaged or packed, as files are on their way."""
    return random.choice(_SPOILS)(data, random)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 4, 30))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _recoded(data: bytes, random: Random) -> bytes:
    encoding = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "gb18030", "utf-7"))
    text = json.dumps(json.loads(data), ensure_ascii=random.random() < 0.5)
    return text.replace(" ", "\r\n", 3).encode(encoding, "replace")


def _gzipped(data: bytes, random: Random) -> bytes:
    packed = gzip.compress(data, 1, mtime=0)  # the same each time
    return random.choice((packed, _cut(packed, random), _flipped(packed, random), packed + packed, packed + b"x"))


def _zipped(data: bytes, random: Random) -> bytes:
    stream = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(stream, "w", method) as package:
        name = random.choice(("outputs.json", "a/b.json", "ü.json", "OUTPUTS.JSON", "x.json.md", "x.json"))
        for entry, content in ((name, data), ("main.md", b"# x")):
            info = zipfile.ZipInfo(entry)  # of a fixed time
            info.compress_type = method
            package.writestr(info, content)
    packed = stream.getvalue()
    return random.choice((packed, _cut(packed, random), _flipped(packed, random), _flipped(packed, random)))


_WRAPPINGS = (
    (codecs.BOM_UTF8, b""), (b"\n\r \t", b"\n"), (b"[", b"]"), (b"", b"\0"), (b"\x1f\x8b", b""), (b"PK\x03\x04", b""),
)  # fmt: skip


def _around(data: bytes, random: Random) -> bytes:
    before, after = random.choice((*_WRAPPINGS, (b"", data)))
    return before + data + after


_SPOILS = (_cut, _flipped, _recoded, _gzipped, _zipped, _around)
