"""Build the sample results: source.html in; images/, document.pdf and outputs.json out.

    python sample_results/build.py [NAME ...]

Needs weasyprint, matplotlib, segno, pypdfium2, Pillow and the Noto CJK and DejaVu fonts.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import layout
import lxml.html
import matplotlib
import numpy
import pictures
import pypdfium2
import weasyprint
from weasyprint.text.fonts import FontConfiguration

HERE = Path(__file__).parent
STIX = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # a Times-like face, and the same one the formulas use
STIX_FACES = (
    ("STIXGeneral", "normal", "normal"),
    ("STIXGeneralItalic", "normal", "italic"),
    ("STIXGeneralBol", "bold", "normal"),
    ("STIXGeneralBolIta", "bold", "italic"),
)
CSS_PIXELS_PER_POINT = 96 / 72
INK = 48  # how far from the paper's grey a pixel must be to count as ink
UNTRIMMED = ("table", "blank")  # their boxes are ruled, not inked
UNREFERENCED = re.compile(r"^(page[-_])?(header|footer)$", re.IGNORECASE)


class Sample(NamedTuple):
    """What is fixed about one sample."""

    name: str
    record_id: int
    page_size: tuple[int, int]
    first_idx: int
    math_size: float  # CSS pixels


SAMPLES = (
    Sample("annual-report", 20310, (1240, 1754), 0, 14),
    Sample("paper", 20311, (1240, 1754), 1, 12.7),
    Sample("exam", 20312, (1190, 1684), 0, 14.7),
    Sample("contract-zh", 20313, (1240, 1754), 0, 14),
)


def main(names: list[str]) -> None:
    """Build the samples of these names, or all of them."""
    for sample in SAMPLES:
        if not names or sample.name in names:
            build(sample)


def build(sample: Sample) -> None:
    """Write the pictures, the PDF and the result of one sample."""
    folder = HERE / sample.name
    (folder / "images").mkdir(exist_ok=True)
    for path, draw in pictures.PICTURES.items():
        if path.startswith(f"{sample.name}/"):
            (HERE / path).write_bytes(draw())
    fonts = FontConfiguration()
    document = weasyprint.HTML(
        string=prepare((folder / "source.html").read_text(encoding="utf-8"), folder, sample.math_size),
        base_url=str(folder) + "/",
    ).render(stylesheets=[weasyprint.CSS(string=font_faces(), font_config=fonts)], font_config=fonts)
    pdf = document.write_pdf(pdf_identifier=sample.name.encode())
    (folder / "document.pdf").write_bytes(pdf)
    pages = layout.pages(document, *sample.page_size, sample.first_idx)
    tighten(pages, pdf)
    text = json.dumps(envelope(sample, pages), ensure_ascii=False, indent=1)
    (folder / "outputs.json").write_text(text + "\n", encoding="utf-8")


def font_faces() -> str:
    """Return the @font-face rules of the family "STIX"."""
    return "".join(
        f'@font-face {{font-family: STIX; src: url("{(STIX / name).as_uri()}.ttf"); '
        f"font-weight: {weight}; font-style: {style}}}\n"
        for name, weight, style in STIX_FACES
    )


def prepare(source: str, folder: Path, math_size: float) -> str:
    """Return the source with its formulas drawn and the labels of its pictures filled in.

    `<m>x ^ {2}</m>` becomes a picture that reads `$x ^ {2}$`; in an equation it becomes the content of the block.
    """
    tree: Any = lxml.html.document_fromstring(source)
    for math in list(tree.iter("m")):
        latex, parent = math.text.strip(), math.getparent()
        display = parent.get("data-label") in ("equation", "cs_equation")
        svg, width, height, depth = pictures.formula(latex, math_size, display)
        picture = lxml.html.Element("img", src="data:image/svg+xml;base64," + base64.b64encode(svg).decode())
        picture.set("alt", latex)
        picture.set("style", f"width:{width:.2f}px;height:{height:.2f}px;vertical-align:{-depth:.2f}px")
        picture.set("data-content", f"${latex}$")
        picture.tail = math.tail
        parent.replace(math, picture)
        if display:
            parent.set("data-format", "latex")
            parent.set("data-content", parent.get("data-content", latex))
            for number in re.findall(r"\\tag *\{(.*?)\}", latex):
                tag = lxml.html.Element("span", {"class": "number"})
                tag.text = f"({number.strip()})"
                parent.append(tag)
    for picture in tree.iter("img"):
        if picture.get("data-label"):
            picture.set("data-format", "image")
            picture.set("data-image", picture.get("data-image") or picture.get("src"))
            if picture.get("data-image") == "inline":
                data = base64.b64encode((folder / picture.get("src")).read_bytes()).decode()
                picture.set("data-image", f"data:image/png;base64,{data}")
            picture.set("data-content", picture.get("alt", ""))
    return str(lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))


def tighten(pages: list[dict[str, Any]], pdf: bytes) -> None:
    """Shrink the boxes of the blocks, in place, to the ink that the printed page shows inside them."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    for page, sheet in zip(pages, document, strict=True):
        width, height = page["page_size"]["w"], page["page_size"]["h"]
        image = sheet.render(scale=2 * width / sheet.get_width()).to_pil().convert("L")
        grey = numpy.asarray(image.resize((width, height))).astype(int)
        for block in page["blocks"]:
            if block["type"] in UNTRIMMED:
                continue
            x1, y1, x2, y2 = block["bbox"]
            crop = grey[y1:y2, x1:x2]
            ink = numpy.abs(crop - numpy.bincount(crop.ravel()).argmax()) > INK
            rows, columns = numpy.flatnonzero(ink.any(axis=1)), numpy.flatnonzero(ink.any(axis=0))
            if rows.size:
                edges = (columns[0] - 1, rows[0] - 1, columns[-1] + 2, rows[-1] + 2)
                block["bbox"] = [int(edge + shift) for edge, shift in zip(edges, (x1, y1, x1, y1), strict=True)]


def envelope(sample: Sample, pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the pages as /parse/async_check replies with them."""
    file_name = "document.pdf"
    return {
        "code": 0,
        "message": "查询成功",
        "data": {
            "record_id": sample.record_id,
            "task_id": hashlib.md5(sample.name.encode()).hexdigest(),
            "status": "SUCCESS",
            "file_name": file_name,
            "metadata": {"page_num": len(pages), "file_type": ".pdf"},
            "result": {
                "file_name": file_name,
                "outputs": {"markdown": markdown(pages), "json": {"pages": pages}},
            },
        },
    }


def markdown(pages: list[dict[str, Any]]) -> str:
    """Return the contents one after the other, with the marks of headings, pictures, formulas and code."""
    parts = []
    for block in (block for page in pages for block in page["blocks"]):
        content = block["content"]
        if UNREFERENCED.match(block["type"]) or block.get("display") is False:
            continue
        if block["img_url"] and not block["img_url"].startswith("data:"):
            content = f"![{content}]({block['img_url']})"
        elif block["format"] == "latex":
            content = f"$$\n{content}\n$$"
        elif block["type"] == "code":
            content = f"```{block.get('code_language', '')}\n{content}\n```"
        elif block["type"] == "title":
            content = "#" * block.get("title_level", 1) + f" {content}"
        if content:
            parts.append(content)
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
