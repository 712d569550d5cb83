"""An item of docling → the fields of a SoMark block that says the same, and the kind of block that it becomes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from docling_core.types.doc import (
    CodeItem,
    CodeLanguageLabel,
    DocItem,
    DocItemLabel,
    FormulaItem,
    ListItem,
    PictureItem,
    SectionHeaderItem,
    TableItem,
    TitleItem,
)
from docling_core.types.doc.document import DescriptionAnnotation, FloatingItem, FormItem, KeyValueItem

from somark_tools.adapters.docling.grids import html_of
from somark_tools.adapters.docling.making import ENTRIES
from somark_tools.adapters.docling.walk import Found
from somark_tools.patterns.wrapping import delimited, fenced

Json = dict[str, Any]

_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        DocItemLabel.FOOTNOTE: ("footnote", "footnote"),
        DocItemLabel.CAPTION: ("figure_caption", "caption"),
        DocItemLabel.PAGE_HEADER: ("header", "furniture"),
        DocItemLabel.PAGE_FOOTER: ("footer", "furniture"),
    }
)
_BOXES: Mapping[str, str] = MappingProxyType(
    {DocItemLabel.CHECKBOX_SELECTED: "☑ ", DocItemLabel.CHECKBOX_UNSELECTED: "☐ "}
)


def described(found: Found) -> tuple[Json, str]:
    """Return the fields `type`, `content` and what else an item needs, and the name of the kind."""
    return _ITEMS.get(type(found.item), _text)(found, found.item)


def _text(found: Found, item: Any) -> tuple[Json, str]:
    label, kind = _LABELS.get(item.label, ("text", "paragraph"))
    return {"type": label, "content": _BOXES.get(item.label, "") + found.text}, kind


def _entry(found: Found, item: ListItem) -> tuple[Json, str]:
    if found.inside == ENTRIES:
        return {"type": "cate_item", "content": item.text}, "contents"
    return {"type": "text", "content": found.text}, "paragraph"


def _heading(found: Found, item: SectionHeaderItem) -> tuple[Json, str]:
    return {"type": "title", "content": found.text, "title_level": item.level}, "heading"


def _title(found: Found, item: TitleItem) -> tuple[Json, str]:
    return {"type": "title", "content": found.text, "title_level": 1}, "heading"


def _code(found: Found, item: CodeItem) -> tuple[Json, str]:
    known = item.code_language is not CodeLanguageLabel.UNKNOWN
    language = item.code_language.value.lower() if known else ""
    return {"type": "code", "content": fenced(item.text, language), "code_language": language or None}, "code"


def _formula(found: Found, item: FormulaItem) -> tuple[Json, str]:
    return {"type": "equation", "format": "latex", "content": delimited(item.text or item.orig)}, "formula"


def _picture(found: Found, item: PictureItem) -> tuple[Json, str]:
    told = [each.text for each in item.__dict__["annotations"] if isinstance(each, DescriptionAnnotation)]
    if item.meta is not None and item.meta.description is not None:
        told = [item.meta.description.text]
    return {"type": "figure", "content": "\n".join(told), "img_url": _address(item)}, "figure"


def _table(found: Found, item: TableItem) -> tuple[Json, str]:
    return {"type": "table", "format": "html", "content": html_of(item.data), "img_url": _address(item)}, "table"


def _fields(found: Found, item: KeyValueItem | FormItem) -> tuple[Json, str]:
    return {"type": "text", "content": "\n".join([cell.text for cell in item.graph.cells])}, "paragraph"


def _address(item: FloatingItem) -> str:
    return "" if item.image is None else str(item.image.uri)


_ITEMS: Mapping[type[DocItem], Callable[[Found, Any], tuple[Json, str]]] = MappingProxyType(
    {
        ListItem: _entry,
        SectionHeaderItem: _heading,
        TitleItem: _title,
        CodeItem: _code,
        FormulaItem: _formula,
        PictureItem: _picture,
        TableItem: _table,
        KeyValueItem: _fields,
        FormItem: _fields,
    }
)
