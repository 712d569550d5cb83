"""Results for tests: short forms written out, and hypothesis strategies for whole results."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from somark_tools.labels import LABELS

Json = dict[str, Any]


def result(*pages: Sequence[Json] | Json) -> Json:
    """Return a whole result; a page may be just its blocks, and a block just its type and content.

    Numbers, sizes, idx (from 0) and boxes (one below the other) are filled in where they are missing.
    """
    return {"pages": [_page(number, page) for number, page in enumerate(pages)]}


def _page(number: int, page: Sequence[Json] | Json) -> Json:
    page = dict(page) if isinstance(page, dict) else {"blocks": list(page)}
    page["blocks"] = [_block(position, block) for position, block in enumerate(page.get("blocks", []))]
    return {"page_num": number, "page_size": {"w": 840, "h": 1190}} | page


def _block(position: int, block: Json) -> Json:
    y = 100 + 60 * position
    return {"idx": position, "type": "text", "bbox": [80, y, 760, y + 40], "content": "", "captions": []} | block


def text(content: str, after: tuple[int, int] | None = None, **fields: Any) -> Json:
    """Return a text block; `after` is the (page, idx) that it continues."""
    reference = {"text_cross_page": {"page_num": after[0], "block_idx": after[1]}} if after else {}
    return {"type": "text", "content": content} | reference | fields


def table(rows: Sequence[Sequence[str]], after: tuple[int, int] | None = None, *, head: int = 0, **fields: Any) -> Json:
    """Return a table block without spans, its first `head` rows in a `thead`."""
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    thead = f"<thead>{''.join(lines[:head])}</thead>" if head else ""
    reference = {"table_cross_page": {"page_num": after[0], "block_idx": after[1]}} if after else {}
    content = f"<table>{thead}<tbody>{''.join(lines[head:])}</tbody></table>"
    return {"type": "table", "content": content, "format": "html"} | reference | fields


# -- strategies -----------------------------------------------------------------------------------------------------

_NASTY = "ab1 *_`<>[]()#|$~&;\\-+.^{}!:=\n\r\t\"'中文。，（é\u00a0\u3000\u200b"
_WORDS = ["the", "end-", "word", "$x_i$", "^{[1]}", "页面", "![a](b.png)", "**b**", "1.", "-", "#", "<b>", "&amp;", "|"]
# What makes syntax of its neighbours, or of what a line begins with.
_NEIGHBOURS = [
    *["x", "1", " ", "*", "_", "~", "`", "<", "&lt;", "\\", "!", "[", "]", "]: u", "](u)", "(u)", "$", "$$", "|a"],
    *["\n", "\r", "\n:-:", "\n---", "\n# T", "\r\r# T", "\n1. ", "\n<b>", "<script>", "*$a$*", "$a$", "$$a$$", "$<b>$"],
    *["$[a](u)$", "$]: u$", "$a\\ $", "$`$", "^{2}", "^{*}", "^{]}", "[a](u)", "[*](u)", "[ # T](//u)", "![a](b.png)"],
    *[
        "**a**",
        "*b*",
        "_c_",
        "`d`",
        "~~e~~",
        "==f==",
        "++g++",
        "x^2^",
        "H~2~O",
        "“",
        "中",
        "**“中”**后",
        "***",
        "``",
        "==",
    ],
]

texts = st.one_of(
    st.text(_NASTY, max_size=30),
    st.lists(st.sampled_from(_NEIGHBOURS), max_size=8).map("".join),
    st.lists(st.sampled_from(_WORDS), max_size=8).map(" ".join),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
labels = st.sampled_from(
    [label.name for label in LABELS] + [a for row in LABELS for a in row.aliases] + ["Text", "new"]
)
numbers = st.one_of(st.integers(-50, 1300), st.floats(-50, 1300))
boxes = st.one_of(st.none(), st.lists(numbers, min_size=4, max_size=4), st.lists(numbers, max_size=5))


@st.composite
def table_contents(draw: st.DrawFn) -> str:
    """HTML tables with spans that may be odd, sometimes pipe tables or anything."""
    if draw(st.integers(0, 9)) == 0:
        return draw(texts)
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        cells = []
        for _ in range(draw(st.integers(0, 4))):
            spans = draw(st.sampled_from(["", "", "", ' rowspan="2"', ' colspan="2"', ' rowspan="9"', ' colspan="x"']))
            tag = draw(st.sampled_from(["td", "td", "th"]))
            cells.append(
                f"<{tag}{spans}>{draw(st.sampled_from(['', 'x', '1', 'a<br>b', '$a<b$', 'n & m', '<p>q']))}</{tag}>"
            )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head = draw(st.integers(0, 1))
    thead = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
    return f"<table>{thead}{''.join(rows[head:])}</table>"


# What LaTeX is made of, and what breaks it.
_TOKENS = [
    " ",
    r"\ ",
    r"\text{a b}",
    r"\ce{H2O + ^{1}_2X}",
    *r"x 1 + = < & \\ { } ^ _ ' ~ # $ % | ( ) [ ] 中 é \ \, \quad \unknown \sin \lim \prime".split(),
    *r"\frac \sqrt \left( \right) \left. \right| \middle| \Big( \Big) \sum \int_0^1 \limits \binom \boxed".split(),
    *r"\begin{aligned} \end{aligned} \begin{array}{c|c} \end{array} \begin{cases} \end{cases} \hline \tag{1}".split(),
    *r"\mathbf \mathrm{d} \hat \overline \overset \underbrace \xrightarrow \not \cancel \phantom \operatorname".split(),
    *r"\color{red} \rule{1em}{1pt} \def\a{x} \a".split(),
]
soups = st.one_of(
    st.lists(st.sampled_from(_TOKENS), max_size=14).map("".join),
    st.lists(st.sampled_from(_TOKENS), max_size=14).map("{}".join),
    st.lists(st.sampled_from(_TOKENS), max_size=8).map(lambda tokens: " ".join(f"{{{token}}}" for token in tokens)),
    texts,
)

references = st.fixed_dictionaries({"page_num": st.integers(-1, 4), "block_idx": st.integers(-1, 5)})


@st.composite
def blocks(draw: st.DrawFn, number: int) -> Json:
    """A block with any label and fields that may be missing, null or broken, but of the documented types."""
    label = draw(labels)
    block: Json = {"type": label, "content": draw(table_contents() if label == "table" else texts)}
    if draw(st.integers(0, 9)):
        block["idx"] = number if draw(st.integers(0, 9)) else draw(st.integers(0, 6))
    block["bbox"] = draw(boxes)
    block["captions"] = draw(st.one_of(st.just([]), st.none(), st.lists(st.integers(0, 6), max_size=2)))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "format": st.sampled_from(["text", "html", "latex", "markdown", "odd", None]),
        "img_url": st.sampled_from(["", "images/a.png", "javascript:x", "http://a/b c.png", None]),
        "title_level": st.one_of(st.none(), st.integers(-1, 12)),
        "text_cross_page": st.one_of(st.none(), references),
        "table_cross_page": st.one_of(st.none(), references),
        "display": st.sampled_from([True, False, None]),
        "code_language": st.sampled_from(["python", "a b", None]),
        "unknown": st.just({"kept": [1]}),
    }
    for name, strategy in optional.items():
        if draw(st.integers(0, 2)) == 0:
            block[name] = draw(strategy)
    return block


@st.composite
def results(draw: st.DrawFn) -> Json:
    """Whole results of up to four pages."""
    pages = []
    for number in range(draw(st.integers(0, 4))):
        page: Json = {"blocks": [draw(blocks(position)) for position in range(draw(st.integers(0, 5)))]}
        if draw(st.integers(0, 9)):
            page["page_num"] = number
        if draw(st.integers(0, 9)):
            page["page_size"] = {"w": draw(st.integers(0, 1240)), "h": 1754}
        page["merge_content_from_pre_page"] = draw(st.booleans())
        pages.append(page)
    return {"pages": pages}


_CONTENTS = {
    "table": table_contents(),
    "table_caption": st.one_of(texts, st.sampled_from(["Table 1", "TABLE 1", "Table 1 (continued)", "续表 1", ""])),
}


@st.composite
def chained_results(draw: st.DrawFn) -> Json:
    """Results whose pages hold paragraphs and tables that go on over several pages, with true references."""
    pages = []
    last: dict[str, tuple[int, int]] = {}
    for number in range(draw(st.integers(1, 5))):
        page = []
        for position in range(draw(st.integers(1, 4))):
            label = draw(st.sampled_from(["text", "table", "code", "title", "header", "figure", "table_caption"]))
            content = draw(_CONTENTS.get(label, texts))
            block: Json = {"type": label, "content": content}
            if label == "table" and page and page[-1]["type"] == "table_caption" and draw(st.booleans()):
                block["captions"] = [position - 1]
            field = "table_cross_page" if label == "table" else "text_cross_page"
            if label in last and draw(st.booleans()):
                page_num, block_idx = last[label]
                block[field] = {"page_num": page_num, "block_idx": block_idx}
                if label == "table":
                    block[field]["target_has_header"] = draw(st.booleans())
            last[label] = (number, position)
            page.append(block)
        pages.append(page)
    return result(*pages)


@st.composite
def tables_of_other_columns(draw: st.DrawFn) -> Json:
    """Two parts of a table whose columns may differ, without spans."""
    cells = st.sampled_from(["", "", "a", "bc", "1", "2.5", "字", "Name", "long text here"])

    def rows() -> list[list[str]]:
        width = draw(st.integers(1, 6))
        return draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5))

    return result([table(rows(), head=draw(st.integers(0, 1)))], [table(rows(), (0, 0))])


_DIGITS = [("", "."), ("", ")"), ("(", ")"), ("", "、"), ("（", "）"), ("1.", "")]
_COUNTED = {  # how markers are printed: what is around the number, and the numbers from 1 on
    **{around: [str(number) for number in range(1, 13)] for around in _DIGITS},
    ("0", "."): list("123456789"),
    ("", "．"): list("１２３４５６７８９"),
    ("", ". "): list("abcdefghijkl"),
    ("(", ") "): ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
    ("", ") "): list("ABCDEFGHIJ"),
    ("（", "） "): ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
    ("", ""): list("①②③④⑤⑥⑦⑧⑨⑩"),
}  # fmt: skip
_BULLETS = ["•", "-", "*", "○", "·", "▪"]


@st.composite
def listed_results(draw: st.DrawFn) -> Json:
    """Results full of lists: markers that mostly count on, nested by edges and by lines, other blocks between them."""
    counted: dict[tuple[str, str], int] = {}

    def line() -> str:
        rest = draw(
            st.one_of(texts, st.sampled_from(["one", "**two** 2", "$x$", "三", "", "a [b](https://c.example)"]))
        )
        indent = draw(st.sampled_from(["", "", "", "  ", "\u3000"]))
        match draw(st.integers(0, 4)):
            case 0:
                return indent + rest
            case 1:
                return f"{indent}{draw(st.sampled_from(_BULLETS))} {rest}"
        around = draw(st.sampled_from(sorted(_COUNTED)))
        number = draw(st.sampled_from([counted.get(around, -1) + 1] * 4 + [0, 3]))
        counted[around] = number = number % len(_COUNTED[around])
        return f"{indent}{around[0]}{_COUNTED[around][number]}{around[1]}{draw(st.sampled_from(['', ' ', '　']))}{rest}"

    pages = []
    for _ in range(draw(st.integers(1, 3))):
        page = []
        for position in range(draw(st.integers(1, 8))):
            label = draw(st.sampled_from(["text"] * 8 + ["choice", "choice", "title", "table", "code", "figure"]))
            end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
            content = (
                draw(table_contents())
                if label == "table"
                else end.join(line() for _ in range(draw(st.sampled_from([1, 1, 1, 2, 4]))))
            )
            left = draw(st.sampled_from([80, 80, 110, 140]))
            box = draw(st.sampled_from([[left, 100 + 60 * position, 760, 140 + 60 * position]] * 5 + [None]))
            page.append({"type": label, "content": content, "bbox": box})
        pages.append(page)
    return result(*pages)


_KEYS = "pages blocks idx type bbox content data result outputs json code status x"
keys = st.sampled_from(_KEYS.split())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@st.composite
def mutated(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> object:
    """JSON values in which some value at some place was replaced by any other JSON value, or taken out."""
    value: Any = draw(values)
    for _ in range(draw(st.integers(1, 3))):
        value = _mutated(draw, value)
    return value


def mutated_results() -> st.SearchStrategy[object]:
    """Return results in which some value is another one."""
    return mutated(results())


def _mutated(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(value)))
        return {k: _mutated(draw, v) if k == key else v for k, v in value.items()}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], _mutated(draw, value[at]), *value[at + 1 :]]
    return draw(json_values)


_NUDGES: dict[type, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.one_of(st.integers(-2, 6), st.sampled_from([-(10**9), 1001, 10**9, 10**18, 10**30])),
    float: st.one_of(st.floats(-5, 1300), st.sampled_from([-1e300, 1e300, 0.5, 2.0])),
    str: st.one_of(texts, st.sampled_from(["0:0", "0:1", "1:0", "1:0#2", "9:9", "heading", "table", "continues"])),
}


@st.composite
def nudged(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> object:
    """JSON values in which some values are others of their type, or of any, or are taken out or doubled."""
    value: Any = draw(values)
    for _ in range(draw(st.integers(1, 3))):
        value = _nudged(draw, value)
    return value


def _nudged(draw: st.DrawFn, value: Any) -> Any:
    how = draw(st.integers(0, 9))
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        if how == 0:
            return {name: held for name, held in value.items() if name != key}
        return {name: _nudged(draw, held) if name == key else held for name, held in value.items()}
    if isinstance(value, list) and value:
        at = draw(st.integers(0, len(value) - 1))
        between = {0: [], 1: [value[at], value[at]], 2: [value[at - 1], value[at]]}.get(how)
        return [*value[:at], *([_nudged(draw, value[at])] if between is None else between), *value[at + 1 :]]
    return draw(json_values if how == 0 or type(value) not in _NUDGES else _NUDGES[type(value)])
