"""Print how long bytes → merged Markdown takes, as a multiple of `json.loads` of the same bytes, in one run.

    python benchmarks/markdown.py RESULT... [--rounds 5] [--at-most 15]

For each result the best of the rounds counts, for both sides alike. `--at-most` makes it exit 1 above that ratio.
"""

import argparse
import json
import sys
from pathlib import Path

from timing import best

from somark_tools import merge_cross_page, read, render_markdown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-most", type=float)
    args = parser.parse_args()
    worst = 0.0
    print(f"{'result':50} {'bytes':>10} {'json.loads':>11} {'read':>7} {'merged':>7} {'Markdown':>9}")
    for path in args.results:
        data = path.read_bytes()
        floor = best(lambda data=data: json.loads(data), args.rounds)
        reading = best(lambda data=data: read(data), args.rounds) / floor
        merging = best(lambda data=data: merge_cross_page(data), args.rounds) / floor
        markdown = best(lambda data=data: render_markdown(merge_cross_page(data)), args.rounds) / floor
        worst = max(worst, markdown)
        name = "/".join(path.parts[-3:])
        print(f"{name:50} {len(data):>10,} {1000 * floor:>8.1f} ms {reading:>6.1f}x {merging:>6.1f}x {markdown:>8.1f}x")
    return 1 if args.at_most is not None and worst > args.at_most else 0


if __name__ == "__main__":
    sys.exit(main())
