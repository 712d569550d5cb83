"""`python -m fuzzing.patterns`: the time that each regular expression of somark_tools takes on texts made to slow it.

A pattern that takes more than linear time can be made to hang by one long text. Each is tried on repetitions of the
characters that it speaks of, at a length and at four times the length: the time may grow fourfold, and not much more.
It is tried as it is used: what only matches at the start of a text need not be quick to search through one.
"""

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType, ModuleType

import somark_tools

Use = Callable[[str], object]

# Characters: what doubles its time with each, and what takes their third power, is found before it takes for ever.
PROBES = (22, 300)
SHORT = 1_000  # characters
TIMES = 4
MOST_GROWTH = 9.0  # of the time, over TIMES the length: 4 is linear, 16 is quadratic
_LEAST = 0.003  # seconds for the long text; less is noise, and harms nobody
# Patterns that are slow on long texts, and see none: their name, and what bounds the text.
BOUNDED: Mapping[str, str] = MappingProxyType(
    {
        "patterns.caption_text._ENDS": "LONGEST characters, of a text that is a caption's name",
        "chunks.sentences._ITEM": "_FAR_ENOUGH characters before a full stop",
    }
)
_METHODS = frozenset(("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split"))
_ENDINGS = ("", "\0")
_FILLERS = tuple(" a1A(.$-|<>*_`~[\\\n\t\u3000中１一。é'\"&;:/=,^{x")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the regular expressions for texts that modules hold, by name; also those in their tables."""
    seen = set()
    for module in _modules():
        for name, value in sorted(vars(module).items()):
            for pattern in _held(value, 3):
                if isinstance(pattern.pattern, str) and (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    yield f"{module.__name__.removeprefix('somark_tools.')}.{name}", pattern


def slow(pattern: re.Pattern[str], uses: Sequence[Use]) -> str:
    """Return the unit of the text on which the pattern takes more than linear time, or ""."""
    for unit, ending in product(_units(pattern), _ENDINGS):
        for use in uses:
            if not _linear(use, unit, ending):
                return repr(unit + ending)
    return ""


@cache
def _source(module: str) -> str:
    """Return the text of a module, or of all."""
    files = sorted(Path(somark_tools.__path__[0]).rglob("*.py"))
    if module:
        path = importlib.import_module(f"somark_tools.{module}").__file__
        files = [file for file in files if str(file) == path]
    return "".join(file.read_text("utf-8") for file in files)


def uses(pattern: re.Pattern[str], name: str) -> list[Use]:
    """Return how modules use it, as far as its name tells; a pattern in a table is matched."""
    module, _, name = name.rpartition(".")
    methods = set(re.findall(rf"\b{name}\.(\w+)", _source(module if name.startswith("_") else "")))
    whole = [] if methods and methods <= {"match", "fullmatch"} else [lambda text: list(pattern.finditer(text))]
    started: list[Use] = [getattr(pattern, method) for method in ("match", "fullmatch") if method in methods]
    return (started + whole) if methods & _METHODS else [pattern.match, pattern.fullmatch]


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(somark_tools.__path__, "somark_tools."):
        if not found.name.endswith("__main__"):
            try:
                yield importlib.import_module(found.name)
            except ImportError:  # of an adapter, where its library is not installed
                continue


def _held(value: object, levels: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif levels and isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from _held(item, levels - 1)
    elif levels and isinstance(value, Mapping):
        for item in value.values():
            yield from _held(item, levels - 1)


def _units(pattern: re.Pattern[str]) -> list[str]:
    """Return what is repeated: single characters, and pieces of the pattern's own text and pairs of its characters."""
    literal = "".join(dict.fromkeys(c for c in pattern.pattern if not c.isalnum() or c.isdigit()))[:12]
    words = re.findall(r"\w{2,}|[^\w\s\\\[\](){}?*+.|^$]{2,}", pattern.pattern)[:8]
    pairs = [a + b for a, b in product(dict.fromkeys(literal[:4] + "a1 "), repeat=2) if a != b]
    return list(dict.fromkeys([*_FILLERS, *literal, *words, *pairs]))


def _linear(use: Use, unit: str, ending: str) -> bool:
    """Try again before a pattern is blamed: another process may have had the processor."""
    for _ in range(3):
        if any(_seconds(use, unit, ending, length) > _LEAST for length in PROBES):
            continue
        longer = _seconds(use, unit, ending, SHORT * TIMES)
        if longer < _LEAST or longer <= MOST_GROWTH * _seconds(use, unit, ending, SHORT):
            return True
    return False


def _seconds(use: Use, unit: str, ending: str, length: int) -> float:
    text = unit * (length // len(unit)) + ending
    began = time.process_time()
    use(text)
    return time.process_time() - began


def main() -> int:
    """Print the patterns that are slow; 1 if there are any."""
    count, bad = 0, 0
    for name, pattern in patterns():
        count += 1
        unit = "" if name in BOUNDED else slow(pattern, uses(pattern, name))
        if unit:
            bad += 1
            print(f"{name}: more than linear on {unit}: {pattern.pattern[:200]!r}", flush=True)
    print(f"{count} patterns, {bad} slow")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
