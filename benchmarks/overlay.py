"""Print how fast pages become PNG overlays, against the bare pages drawn by pypdfium2 and saved alike, in one run.

python benchmarks/overlay.py RESULT PDF [--pages 300]
"""

import argparse
import io
from pathlib import Path

import pypdfium2
from timing import best

from somark_tools import Assets, Document, merge_cross_page
from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.render.overlay.png import COMPRESSION, png
from somark_tools.render.overlay.scene import scenes


def bare(pdf: Path, document: Document, positions: list[int], *, save: bool) -> None:
    """Draw the pages as pypdfium2 does, at the size of the result's pages, and make PNG of them."""
    with pypdfium2.PdfDocument(pdf) as opened:
        for position in positions:
            page = opened[position]
            width = document.pages[position].width or page.get_width()
            picture = page.render(scale=width / page.get_width()).to_pil()
            if save:
                picture.save(io.BytesIO(), "PNG", compress_level=COMPRESSION)


def overlays(pdf: Path, document: Document, positions: list[int]) -> None:
    with Backgrounds(Assets(pdf=pdf)) as backgrounds:
        for drawn in scenes(document, positions):
            png(drawn, backgrounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    document = merge_cross_page(args.result)
    positions = [number % len(document.pages) for number in range(args.pages)]
    drawn = best(lambda: bare(args.pdf, document, positions, save=False), args.rounds)
    saved = best(lambda: bare(args.pdf, document, positions, save=True), args.rounds)
    ours = best(lambda: overlays(args.pdf, document, positions), args.rounds)
    print(
        f"{args.pages} pages: drawn {drawn:.1f} s, drawn and saved as PNG {saved:.1f} s, as PNG overlays {ours:.1f} s"
    )
    print(f"overlays run at {saved / ours:.0%} of the speed of bare pages")


if __name__ == "__main__":
    main()
