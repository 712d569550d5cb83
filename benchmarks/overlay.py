"""Print how fast pages become PNG overlays, against the bare pages drawn by pypdfium2, in one run.

python benchmarks/overlay.py RESULT PDF [--pages 300]

The bare pages are timed four times: drawn and thrown away, as pictures of Pillow, saved by Pillow at its quickest, and
saved by what saves the overlays.
"""

import argparse
import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image
from timing import best

from somark_tools import Assets, Document, merge_cross_page
from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.render.overlay.packing import deflate, packed
from somark_tools.render.overlay.png import png
from somark_tools.render.overlay.scene import scenes


def bare(pdf: Path, document: Document, positions: list[int], then: Callable[[pypdfium2.PdfBitmap], object]) -> None:
    """Draw the pages as pypdfium2 does, at the size of the result's pages, and do something with each."""
    with pypdfium2.PdfDocument(pdf) as opened:
        for position in positions:
            page = opened[position]
            width = document.pages[position].width or page.get_width()
            then(page.render(scale=width / page.get_width()))


def saved(picture: Image.Image) -> None:
    picture.save(io.BytesIO(), "PNG", compress_level=1)


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
    ours = best(lambda: overlays(args.pdf, document, positions), args.rounds)
    print(f"{args.pages} pages as PNG overlays, packed by {deflate.__name__}: {ours:.2f} s")
    for what, then in (
        ("drawn, and thrown away", lambda bitmap: bitmap),
        ("as pictures of Pillow", lambda bitmap: bitmap.to_pil()),
        ("saved as PNG by Pillow", lambda bitmap: saved(bitmap.to_pil())),
        ("saved as PNG as overlays are", lambda bitmap: packed(bitmap.to_pil())),
    ):
        took = best(lambda then=then: bare(args.pdf, document, positions, then), args.rounds)
        print(f"bare pages {what}: {took:.2f} s; overlays run at {took / ours:.0%} of their speed")


if __name__ == "__main__":
    main()
