"""Print how time and memory grow with the pages: a result repeated with shifted pages, each size in its own process.

    python benchmarks/growth.py [RESULT] [--pages 10 100 1000 10000] [--infer auto|always|never] [--json FILE]

A row says what reading and merging, Markdown, and chunks took of processor time, each a page, and the most memory that
the process had, in all and beyond the bytes of the result.
"""

import argparse
import copy
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from somark_tools import merge_cross_page, read, render_markdown, split

ROOT = Path(__file__).parent.parent
PAGES = [10, 100, 1000, 10_000]


def repeated(pages: list[dict[str, Any]], wanted: int) -> dict[str, Any]:
    """Return a result of so many pages: these over and over, page numbers and references shifted."""
    made: list[dict[str, Any]] = []
    while len(made) < wanted:
        start = len(made)
        for number, page in enumerate(copy.deepcopy(pages[: wanted - start])):
            page["page_num"] = start + number
            for block in page.get("blocks", []):
                for field in ("text_cross_page", "table_cross_page"):
                    if block.get(field):
                        block[field]["page_num"] += start - pages[0]["page_num"]
            made.append(page)
    return {"pages": made}


def default_result() -> Path:
    corpus = os.environ.get("SOMARK_CORPUS")
    return Path(corpus) / "dev/policy/longpar/outputs.json" if corpus else ROOT / "sample_results/paper/outputs.json"


def work(path: Path, infer: str, before: Path) -> dict[str, float]:
    """Return the seconds of each stage of one result, and the MiB that the process had at most.

    What is loaded once in a process, modules and lists of words, is loaded for the result `before`.
    """
    list(split(merge_cross_page(before, infer=infer), max_tokens=512))
    data = path.read_bytes()
    start = time.process_time()
    document = merge_cross_page(data, infer=infer)
    merged = time.process_time()
    render_markdown(document)
    rendered = time.process_time()
    for _ in split(document, max_tokens=512):
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {
        "merged": merged - start,
        "Markdown": rendered - merged,
        "chunks": time.process_time() - rendered,
        "MiB": peak,
        "bytes": len(data),
    }


def measured(result: Path, sizes: list[int], infer: str) -> Iterator[tuple[int, dict[str, float]]]:
    pages = [page.model_dump(by_alias=True, exclude_unset=True) for page in read(result).source.pages]
    for size in sizes:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(repeated(pages, size), file)
            file.flush()
            command = [sys.executable, __file__, file.name, "--infer", infer, "--before", str(result)]
            yield size, json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, nargs="?", default=default_result())
    parser.add_argument("--pages", type=int, nargs="+", default=PAGES)
    parser.add_argument("--infer", choices=["auto", "always", "never"], default="auto")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--before", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.before:
        print(json.dumps(work(args.result, args.infer, args.before)))
        return
    print("| pages | result | read, merge | Markdown | chunks | peak memory |")
    print("|--:|--:|--:|--:|--:|--:|")
    found = {}
    for size, figures in measured(args.result, args.pages, args.infer):
        found[size] = figures
        each = [f"{1000 * figures[stage] / size:.2f} ms" for stage in ("merged", "Markdown", "chunks")]
        print(f"| {size:,} | {figures['bytes'] / 1e6:.1f} MB | {' | '.join(each)} | {figures['MiB']:.0f} MiB |")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
