"""Print how the time to read and merge grows with the pages: a result repeated with shifted pages, in one run.

python benchmarks/growth.py RESULT [--pages 300] [--times 10] [--infer auto|always|never]
"""

import argparse
import copy
import gc
import json
import time
from pathlib import Path
from typing import Any

from somark_tools import merge_cross_page, read


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


def best(result: dict[str, Any], infer: str, rounds: int = 3) -> float:
    data = json.dumps(result).encode()
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        merge_cross_page(data, infer=infer)
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--infer", choices=["auto", "always", "never"], default="auto")
    args = parser.parse_args()
    pages = [page.model_dump(by_alias=True, exclude_unset=True) for page in read(args.result).source.pages]
    few, many = (best(repeated(pages, count), args.infer) for count in (args.pages, args.pages * args.times))
    print(f"{args.pages} pages: {few:.2f} s; {args.pages * args.times} pages: {many:.2f} s; ratio {many / few:.1f}")


if __name__ == "__main__":
    main()
