"""Run every benchmark, one after the other, and write `report.md` with what came out, and its plots.

    python benchmarks/report.py [--out benchmarks/report.md] [--only stages growth ...]

Takes some 20 minutes. Figures hold for the machine and the run: ratios are what to look at. A benchmark whose peer is
not installed says so in its place. Needs `pip install --group bench`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import plots

HERE = Path(__file__).parent
ROOT = HERE.parent
PACKAGES = ("pydantic", "orjson", "pypdfium2", "docling-core", "python-docx", "pypandoc-binary", "ray")


@dataclass(frozen=True)
class Section:
    """A benchmark of the report: its program and arguments, what is asked of it, and why if that is missed."""

    title: str
    program: str
    target: str
    arguments: tuple[str, ...] = ()
    plotted: bool = False
    missed: str = ""


SAMPLE = str(ROOT / "sample_results/annual-report/outputs.json")
PDF = str(ROOT / "sample_results/annual-report/document.pdf")
SECTIONS = (
    Section(
        "Stages, as multiples of `json.loads`",
        "stages",
        "Bytes to merged Markdown at most 8, Word at most 15. `orjson` and `pydantic` are the floors of decoding and "
        "of validation.",
        plotted=True,
        missed="Markdown by five to thirteen times `json.loads`, Word by up to 17 where there are many tables and "
        "lists, with 950 formulas by 130. No single step is slow. Reading makes checked objects of every block, "
        "a third of which is pydantic's time; merging looks at every block and break several times. In Word each "
        "paragraph is several elements of lxml. A formula takes 0.4 ms in Temml, which QuickJS interprets, and nearly "
        "as long again from MathML to Word; formulas that are kept are forgotten here before each round.",
    ),
    Section(
        "Growth with the pages",
        "growth",
        "10,000 pages under 1.5 GiB; a page takes the same time however many there are.",
        plotted=True,
    ),
    Section("Start", "startup", "`--help` under 0.25 s, `import somark_tools` under 0.15 s."),
    Section("Markdown beside docling-core", "docling", "At least 5 times as fast from the same content."),
    Section(
        "Word beside pandoc and python-docx", "word", "At least 5 times as fast as pandoc.", ("--pages", "10", "300")
    ),
    Section(
        "Chunks beside docling-core's HybridChunker",
        "chunks",
        "At least 5 times as fast, no column worse. Over the limit are but formulas on lines of their own, which are "
        "never cut, and say so in the `rules` of their chunks.",
    ),
    Section(
        "The same, counted by a function of which nothing is known",
        "chunks",
        "At least 5 times as fast.",
        ("--tokenizer", "function"),
        missed="A text is counted as a block, to see what fits, and as part of a chunk, for the count that a chunk "
        "tells is exact. Of a tokenizer the first count may do for both; of a function nobody knows.",
    ),
    Section(
        "Overlays beside bare pages",
        "overlay",
        "At least 60 % of the speed of bare pages.",
        (SAMPLE, PDF),
        missed="It is met beside pages that are saved as PNG, too. Beside pages that are drawn and thrown away it "
        "can't be: packing a page as PNG takes longer than drawing it.",
    ),
    Section("Batches beside a bare loop", "batch", "At most 15 % of overhead.", (SAMPLE, "--kills", "--ray")),
)


def run(section: Section, figures: Path) -> str:
    """Return what a benchmark printed, as Markdown; where it could not run, what it said last."""
    command = [sys.executable, str(HERE / f"{section.program}.py"), *section.arguments]
    command += ["--json", str(figures)] if section.plotted else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    printed = done.stdout.strip()
    if not printed:
        return f"Could not run: `{(done.stderr.strip().splitlines() or ['no output'])[-1]}`"
    return printed if printed.startswith("|") else f"```text\n{printed}\n```"


def about() -> str:
    """Return which machine and which versions the figures are of."""
    names = [f"{name} {found}" for name in PACKAGES if (found := _version(name))]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{platform.python_implementation()} {platform.python_version()}; {', '.join(names)}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def written(parts: Mapping[str, str]) -> str:
    """Return the report of these titles and texts."""
    head = (
        "# Benchmarks\n\n"
        "Written by `python benchmarks/report.py`. Each table is of one run, both sides in turn on the same machine; "
        "compare within a table only. docvortex is not among the peers: it takes MinerU's middle JSON, with a box for "
        f"each line, which a SoMark result does not hold.\n\n{about()}\n\n"
    )
    return head + "\n\n".join(f"## {title}\n\n{text}" for title, text in parts.items()) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE / "report.md")
    parser.add_argument("--only", nargs="+", choices=[section.program for section in SECTIONS])
    args = parser.parse_args()
    parts = {}
    with tempfile.TemporaryDirectory() as folder:
        for section in SECTIONS:
            if args.only and section.program not in args.only:
                continue
            print(f"{section.title} ..", file=sys.stderr)
            figures = Path(folder) / f"{section.program}.json"
            text = f"{section.target}\n\n{run(section, figures)}"
            text += f"\n\nWhere it is missed: {section.missed}" if section.missed else ""
            if figures.exists():
                picture = args.out.with_name(f"{args.out.stem}-{section.program}.svg")
                picture.write_text(plots.PLOTS[section.program](json.loads(figures.read_text("utf-8"))), "utf-8")
                text += f"\n\n![{section.title}]({picture.name})"
            parts[section.title] = text
    args.out.write_text(written(parts), "utf-8")


if __name__ == "__main__":
    main()
