"""What is an inline run and what only looks like one; what the runs hold; how long it takes."""

import time

import pytest
from hypothesis import given
from results import texts

from somark_tools.inlines import (
    Code,
    Emphasis,
    Image,
    Inline,
    Insert,
    LineBreak,
    Link,
    Mark,
    Math,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Text,
    is_literal,
    parse_inlines,
    plain_text,
)
from somark_tools.inlines.parse import MAX_DEPTH

LITERAL = [
    "from $5 to $10, $20 a day",
    "价格$5和$10元",
    'set "$PS1" and "$PS2", or $HOME and $PATH, ${A} and ${B}, $a:$b',
    "“$PS1” 和 “$PS2”, “$LANG”或“$?”",
    "‘$A’ and ‘$B’, 「$A」或「$B」, （$A）（$B）",
    "2*3*4, a*b*c, 长*宽*高, 5* 10*, SELECT * FROM t, count(*), sum(*)",
    "*args, **kwargs; char *a, *b; src/**/*.js, /* a comment */",
    "*.txt and foo.*",
    "DEB_*_ARCH_* and DEB_*_CPU, snake_case_name, __init__ and __call__, _ and _",
    'the wildcards "*" and "_", \'%\' or "~~"',
    "* p < .05, ** p < .01; *p < .05, **p < .01",
    "x == y and z == w, (a)==(b), ====, +++, C++ and D++, i++ + ++j",
    "3~5天，6~8天, ~/a and ~/b, A~B~C, ~Pterm == ~Dterm, ~~ is LIKE, ~~* is ILIKE",
    "2^3^4, a^b^c, ^H or ^?, (^_^)",
    "the `stable' and the `unstable' branch, `chroot`ed",
    r"C:\*\new_folder\, \$5, \*a\*, a\_b",
    "[1] (see below) ![ ] [a] [b](",
    "** not strong **, * a *, _ a _, ~~ a ~~, == a ==",
    "**open, *open, _open, ~~open, `open, $open",
    "a**b**c",
]


@pytest.mark.parametrize("text", LITERAL)
def test_what_only_looks_like_syntax_stays_as_it_is(text: str) -> None:
    assert parse_inlines(text) == (Text(text),)


RUNS: list[tuple[str, tuple[Inline, ...]]] = [
    ("“$x$”或“$y$”", (Text("“"), Math("x", False), Text("”或“"), Math("y", False), Text("”"))),
    ("$f‘$(x)", (Math("f‘", False), Text("(x)"))),
    ("**a**", (Strong((Text("a"),)),)),
    ("__a b__", (Strong((Text("a b"),)),)),
    ("*a*", (Emphasis((Text("a"),)),)),
    ("_a_", (Emphasis((Text("a"),)),)),
    ("***a***", (Emphasis((Strong((Text("a"),)),)),)),
    ("**a *b* c**", (Strong((Text("a "), Emphasis((Text("b"),)), Text(" c"))),)),
    ("`a*b*`", (Code("a*b*"),)),
    ("`` a`b ``", (Code("a`b"),)),
    ("~~a~~", (Strike((Text("a"),)),)),
    ("==a==", (Mark((Text("a"),)),)),
    ("++a++", (Insert((Text("a"),)),)),
    ("==**a**==", (Mark((Strong((Text("a"),)),)),)),
    ("x^2^", (Text("x"), Superscript("2"))),
    ("a^{[42]}", (Text("a"), Superscript("[42]"))),
    ("a${}^{1}$", (Text("a"), Superscript("1"))),
    ("H~2~O", (Text("H"), Subscript("2"), Text("O"))),
    ("$ G _ {\\sigma} $", (Math(" G _ {\\sigma} "),)),
    ("$a<b$ <b>", (Math("a<b"), Text(" <b>"))),
    ("$a*b*c$ and $_i_$", (Math("a*b*c"), Text(" and "), Math("_i_"))),
    ("$$a$$", (Math("a", display=True),)),
    ("$$$a$$", (Text("$"), Math("a", display=True))),
    ("$n$th", (Math("n"), Text("th"))),
    ("![a\nb](c.png)", (Image("c.png", "a\nb"),)),
    ("[**a** b](u)", (Link("u", (Strong((Text("a"),)), Text(" b"))),)),
    ("a\nb", (Text("a"), LineBreak(), Text("b"))),
    ("**a\nb**", (Strong((Text("a"), LineBreak(), Text("b"))),)),
    ("**中文“粗体”**后文", (Strong((Text("中文“粗体”"),)), Text("后文"))),
    ("前文**“粗体”**后文", (Text("前文"), Strong((Text("“粗体”"),)), Text("后文"))),
    ("注：**重点**，内容", (Text("注："), Strong((Text("重点"),)), Text("，内容"))),
    ("“*重点*”", (Text("“"), Emphasis((Text("重点"),)), Text("”"))),
    ("**Note.** Then", (Strong((Text("Note."),)), Text(" Then"))),
    ("**$x$** is", (Strong((Math("x"),)), Text(" is"))),
    ("**a**^{1}", (Strong((Text("a"),)), Superscript("1"))),
]


@pytest.mark.parametrize(("text", "runs"), RUNS)
def test_runs(text: str, runs: tuple[Inline, ...]) -> None:
    assert parse_inlines(text) == runs


SYNTAX = "*_`~=+^$[]!{}"


@given(texts)
def test_runs_hold_every_character_but_the_syntax(text: str) -> None:
    runs = parse_inlines(text)
    if not any(_has(runs, kind) for kind in (Link, Image)):  # their addresses are not in the plain text
        left = [character for character in plain_text(runs) if character not in SYNTAX and not character.isspace()]
        assert left == [character for character in text if character not in SYNTAX and not character.isspace()]
    if is_literal(text):
        assert runs == ((Text(text),) if text else ())


def _has(runs: tuple[Inline, ...], kind: type[Inline]) -> bool:
    return any(isinstance(run, kind) or _has(getattr(run, "runs", ()), kind) for run in runs)


def test_runs_are_not_nested_too_deep_for_whoever_walks_them() -> None:
    runs: tuple[Inline, ...] = parse_inlines("*a **b " * 2000 + "c** d*" * 2000)
    depth = 0
    while inner := [run for run in runs if hasattr(run, "runs")]:
        depth += 1
        runs = tuple(each for run in inner for each in run.runs)  # type: ignore[union-attr]
    assert 2 <= depth <= MAX_DEPTH


@pytest.mark.parametrize(
    "piece",
    [
        *["*", "**", "_", "*a ", "**a ", " a*", "*a*", "**a** ", "a**", "_a ", "__a", "__a__b", "~~a ", "==a ", "++a "],
        *["`", "`a", "``a`", "``a ", "$", "$a", "$a ", "${a}:", "^{", "^{a", "a^1", "a^1^", "a~1", "a~1~", "[", "![a"],
        *["[a](", "*_", "*_~~", "*a_b", "\\", "$\\", "**“", "中**文"],
    ],
)
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    start = time.process_time()
    parse_inlines(piece * (50_000 // len(piece)))
    assert time.process_time() - start < 5
