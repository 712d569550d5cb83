"""Figures of a benchmark → a plot as SVG, by matplotlib."""

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "somark_tools"  # equal figures give equal files
mpl.rcParams["font.family"] = "sans-serif"
mpl.rcParams["svg.fonttype"] = "none"

from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")


def stages(found: Mapping[str, Mapping[str, float]]) -> str:
    """Return bars: for each stage one of each document, in multiples of `json.loads`."""
    names = [name for name in next(iter(found.values())) if name != "json.loads"]
    figure, axes = pyplot.subplots(figsize=(8, 0.42 * len(names) + 1))
    thick = 0.8 / len(found)
    for number, (document, figures) in enumerate(found.items()):
        places = [row + thick * number for row in range(len(names))]
        axes.barh(places, [figures.get(name, 0) for name in names], thick, label=document, color=COLOURS[number % 6])
    axes.set_yticks([row + 0.4 - thick / 2 for row in range(len(names))], names)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel("times json.loads of the same bytes")
    axes.legend(fontsize="small")
    return _svg(figure)


def growth(found: Mapping[str, Mapping[str, float]]) -> str:
    """Return two lines over the pages: milliseconds a page of each stage, and the peak memory."""
    pages = [int(size) for size in found]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(8, 3))
    for number, stage in enumerate(("merged", "Markdown", "chunks")):
        each = [1000 * figures[stage] / size for size, figures in zip(pages, found.values(), strict=True)]
        left.plot(pages, each, "o-", label="read, merge" if stage == "merged" else stage, color=COLOURS[number])
    left.set_ylabel("ms a page")
    left.set_ylim(bottom=0)
    left.legend(fontsize="small")
    right.plot(pages, [figures["MiB"] for figures in found.values()], "o-", color=COLOURS[3])
    right.axhline(1536, linestyle=":", color="gray")
    right.set_ylabel("peak memory, MiB")
    right.set_yscale("log")
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xlabel("pages")
    return _svg(figure)


def _svg(figure: Any) -> str:
    figure.tight_layout()
    made = io.StringIO()
    figure.savefig(made, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    return "\n".join(line.rstrip() for line in made.getvalue().splitlines()) + "\n"


PLOTS: Mapping[str, Callable[[Mapping[str, Mapping[str, float]]], str]] = MappingProxyType(
    {"stages": stages, "growth": growth}
)
