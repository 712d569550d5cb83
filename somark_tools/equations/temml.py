r"""LaTeX → MathML as text, by Temml, which runs in QuickJS where both are at hand (extra `math`).

Formulas are untrusted: QuickJS has no files and no network here, little memory, little time, and a small stack. After
anything but a plain "this is no formula" from Temml, the context is thrown away. Each thread has a context of its own.
"""

import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

from somark_tools.equations.macros import MACROS
from somark_tools.errors import FormulaError

VENDOR = Path(__file__).with_name("vendor")
SCRIPTS = ("temml.min.js", "mhchem.js")  # in this order: mhchem defines commands of Temml
MEMORY = 128 << 20  # bytes; 10 MB are in use when Temml is loaded
SECONDS = 2.0  # of processor time for a formula; a page full of symbols needs some hundredths
MOST_KEPT = 4096  # formulas whose MathML is kept
LONGEST_KEPT = 8192  # characters of it
STACK = 768 << 10  # bytes: enough for what `latex.MAX_DEPTH` lets through, less than the stack of any thread

# Every failure that leaves the context whole is an answer. Answers travel as JSON: a text that Temml put together of
# parts has to be made one text before it can leave QuickJS.
_RENDER = """
function render(latex, display, macros) {
  try {
    const options = {displayMode: display, throwOnError: true, trust: false, xml: true, maxSize: [50, 50]};
    return JSON.stringify({mathml: temml.renderToString(latex, {...options, macros: JSON.parse(macros)})});
  } catch (error) {
    if (error instanceof RangeError || error.name === "InternalError") throw error;
    return JSON.stringify({error: String(error.message || error)});
  }
}
"""
_MACROS = json.dumps(dict(MACROS))
_DEFINED = re.compile(r"\\newcommand\s*+\*?\s*+\{?\s*+(\\[A-Za-z]++)")


class _Mine(threading.local):
    """What a thread has: its function `render`, or None before it was made, and after a failure."""

    render: Any = None


_mine = _Mine()
kept: dict[tuple[str, bool], str] = {}  # MathML by formula: Word and HTML ask for the same, and documents share many


@cache
def available() -> bool:
    """Return whether QuickJS is installed and Temml lies in `vendor`."""
    try:
        import quickjs  # noqa: F401
    except ImportError:
        return False
    return all((VENDOR / name).is_file() for name in SCRIPTS)


def temml(latex: str, *, display: bool) -> str:
    """Return the MathML of a formula. Raises `FormulaError` with Temml's words; only to be called if `available()`."""
    found = kept.get((latex, display))
    if found is None:
        found = _read(latex, display)
        if len(found) <= LONGEST_KEPT:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[latex, display] = found
    return found


def _read(latex: str, display: bool) -> str:
    if _mine.render is None:
        _mine.render = _loaded()
    try:
        answer = json.loads(_mine.render(latex, display, _macros(latex)))
    except Exception as error:  # out of time, memory or stack; what the context is in then is not known
        _mine.render = None
        raise FormulaError("it takes too much time, memory or depth") from error
    if "error" in answer:
        raise FormulaError(_said(answer["error"]))
    return str(answer["mathml"])


def _macros(latex: str) -> str:
    """Return the macros as JSON, without those that the formula defines: it may define new ones only."""
    defined = set(_DEFINED.findall(latex))
    return json.dumps({name: text for name, text in MACROS.items() if name not in defined}) if defined else _MACROS


def _loaded() -> Any:
    from quickjs import Context

    context = Context()
    context.set_memory_limit(MEMORY)
    context.set_max_stack_size(STACK)
    for name in SCRIPTS:
        context.eval((VENDOR / name).read_text("utf-8"))
    context.eval(_RENDER)
    context.set_time_limit(SECONDS)
    return context.get("render")


def _said(message: str) -> str:
    """Return the first line of Temml's message, without its own name for errors and without combining marks."""
    first = message.removeprefix("ParseError:").strip().partition("\n")[0]
    return "".join([c for c in first if c != "\u0332"]).strip().rstrip(":")
