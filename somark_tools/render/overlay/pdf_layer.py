"""A Document and its source PDF → the PDF with the overlay as layers that a viewer can switch, and bookmarks."""

import io
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from somark_tools.arguments import check_document
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.render.overlay.bookmarks import set_bookmarks
from somark_tools.render.overlay.layers import LAYERS, USUAL, chosen
from somark_tools.render.overlay.layout import Layout, lay_out
from somark_tools.render.overlay.operators import (
    OPACITIES,
    box_operators,
    line_operators,
    plate_operators,
    tag_operators,
)
from somark_tools.render.overlay.pdf_space import Frame, frame
from somark_tools.render.overlay.scene import Scene, scenes

GROUP = "SoMark"
_NOTHING = Assets()


def overlay_pdf(document: Document, pdf: Path, *, layers: Iterable[str] = USUAL) -> bytes:
    """Return the source PDF with the overlay drawn into its pages as vector content.

    Each layer is an optional-content group, so that viewers can switch it; content and layers that were there stay. The
    outline of the document becomes the bookmarks, in place of others, if it has one. Pages beyond the end of the PDF
    are left out. Needs the extra `pdf`. Raises OutputError, which names the file, for a PDF that can't be read.
    """
    check_document(document)
    wanted = chosen(layers) - {"text", "legend"}
    drawn = list(scenes(document, range(len(document.pages)), wanted))
    pikepdf = _pikepdf(Path(pdf))
    try:
        with pikepdf.open(pdf) as opened:
            _overlaid(pikepdf, opened, document, drawn, [name for name in _DRAWN if name in wanted])
            output = io.BytesIO()
            opened.save(output, deterministic_id=True)
            return output.getvalue()
    except pikepdf.PasswordError as error:
        raise OutputError("the PDF is protected by a password", place=str(pdf)) from error
    except (pikepdf.PdfError, OSError) as error:
        raise OutputError(f"the PDF can't be read: {error}", place=str(pdf)) from error
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        # Any entry of a PDF may be of any type, and pikepdf tells that in all of these ways.
        raise OutputError(f"the PDF is broken: {error}", place=str(pdf)) from error


def overlay_pdf_beside(document: Document, *, assets: Assets = _NOTHING, layers: Iterable[str] = USUAL) -> bytes:
    """Return `overlay_pdf` of the PDF that the assets name. Raises OutputError if they name none."""
    if assets.pdf is None:
        raise OutputError("an overlay as PDF is drawn into the source PDF; say which (--pdf)")
    return overlay_pdf(document, assets.pdf, layers=layers)


def _overlaid(pikepdf: Any, pdf: Any, document: Document, drawn: list[Scene], layers: list[str]) -> None:
    pages = list(pdf.pages)[: len(drawn)]
    frames = [frame(page) for page in pages]
    groups, resources = _groups(pikepdf, pdf, layers), _resources(pikepdf, pdf)
    for page, place, shown in zip(pages, frames, drawn, strict=False):
        _draw(pikepdf, pdf, page, place, shown, groups, resources)
    set_bookmarks(pikepdf, pdf, document, frames, drawn)


def _draw(
    pikepdf: Any, pdf: Any, page: Any, place: Frame, shown: Scene, groups: Mapping[str, Any], resources: Any
) -> None:
    """Draw the layers of a page: each a form that belongs to its group, all behind one matrix."""
    layout = lay_out(shown)
    calls = []
    for name, group in groups.items():
        operators = _DRAWN[name](layout)
        if operators:
            form = pdf.make_stream(
                operators.encode("ascii", "replace"),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=[0, 0, shown.width, shown.height],
                Resources=resources,
                OC=group,
            )
            own = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(f"/SoMark.{shown.position}.{name}"))
            calls.append(f"{own} Do")
    if calls:
        matrix = " ".join(f"{number:.6f}" for number in place.matrix(shown.width, shown.height))
        page.contents_add(b"q\n", prepend=True)  # what the page leaves changed must not move the boxes
        page.contents_add(f"\nQ q {matrix} cm {' '.join(calls)} Q\n".encode())


def _furniture(layout: Layout, *, wanted: bool) -> str:
    return box_operators(mark for mark in layout.marks if mark.box.furniture is wanted)


def _links(layout: Layout, *, layer: str) -> str:
    lines = line_operators(line for line in layout.lines if line.layer == layer)
    return lines + plate_operators((plate for plate in layout.plates if plate.layer == layer), layout.unit)


def _tags(layout: Layout) -> str:
    return tag_operators(layout.marks, layout.unit)


# What each layer draws, from back to front. Levels stand in tags; text and legend are not drawn into a PDF.
_DRAWN: Mapping[str, Callable[[Layout], str]] = MappingProxyType(
    {
        "boxes": partial(_furniture, wanted=False),
        "furniture": partial(_furniture, wanted=True),
        **{layer.name: partial(_links, layer=layer.name) for layer in LAYERS if layer.colour},
        "tags": _tags,
    }
)


def _resources(pikepdf: Any, pdf: Any) -> Any:
    """Return fonts that every viewer has, and the opacities."""
    name, font = pikepdf.Name, {"Type": pikepdf.Name.Font, "Subtype": pikepdf.Name.Type1}
    letters = pikepdf.Dictionary(**font, BaseFont=name.Helvetica, Encoding=name.WinAnsiEncoding)
    symbols = pikepdf.Dictionary(**font, BaseFont=name.Symbol)
    opacities = {f"/P{round(100 * value)}": pikepdf.Dictionary(ca=value, CA=value) for value in OPACITIES}
    return pdf.make_indirect(
        pikepdf.Dictionary(Font=pikepdf.Dictionary(F=letters, S=symbols), ExtGState=pikepdf.Dictionary(opacities))
    )


def _groups(pikepdf: Any, pdf: Any, layers: Iterable[str]) -> dict[str, Any]:
    """Return an optional-content group for each layer, entered into the catalogue under one heading."""
    groups = {
        name: pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(f"{GROUP} {name}")))
        for name in layers
    }
    properties = pdf.Root.get("/OCProperties")
    if properties is None:
        properties = pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[], D=pikepdf.Dictionary(Order=[]))
    for holder, key in ((properties, "/OCGs"), (properties.D, "/Order")):
        if holder.get(key) is None:
            holder[key] = pikepdf.Array()
    properties.OCGs.extend(groups.values())
    properties.D.Order.append(pikepdf.Array([pikepdf.String(GROUP), *groups.values()]))
    if properties.D.get("/BaseState") == pikepdf.Name.OFF:
        properties.D.ON = pikepdf.Array([*properties.D.get("/ON", []), *groups.values()])
    return groups


def _pikepdf(path: Path) -> Any:
    try:
        return import_module("pikepdf")
    except ImportError as error:
        hint = "drawing into a PDF needs pikepdf: pip install 'somark-tools[pdf]'"
        raise OutputError(hint, place=str(path)) from error
