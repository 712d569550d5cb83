"""A Document and its assets → the viewer: one HTML page with everything in it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from somark_tools.arguments import check_choice, check_document
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.render.html.escape import attributes, clean, escaped
from somark_tools.render.overlay.scene import Scene, scenes
from somark_tools.viewer.content import page_contents
from somark_tools.viewer.data import viewer_data
from somark_tools.viewer.files import SCRIPT, SHELL, STYLE, policy
from somark_tools.viewer.pictures import page_pictures
from somark_tools.viewer.review import Review, load_review
from somark_tools.viewer.words import WORDS
from somark_tools.wording.language import language_of

_NOTHING = Assets()


def render_viewer(
    document: Document, *, assets: Assets = _NOTHING, lang: str | None = None, review: Path | None = None
) -> str:
    """Return the document as one HTML page that shows its pages with their boxes beside its content.

    Pictures of the pages come from `assets` (`page_images` or `pdf`) and are part of the page, as are the pictures
    of the content that are at hand; nothing is loaded when the page is opened. `lang` is `en` or `zh`: the language in
    which the page begins to speak; by default that of the document. `review` is a file of marks to show. Raises
    OutputError for another language, for a page image or PDF that can't be read, and as `read_review` does.
    """
    check_document(document, assets)
    if lang is not None:
        check_choice("lang", lang, tuple(WORDS))
    marks = load_review(review) if review else None
    drawn = every_scene(document)
    pictures = page_pictures(drawn, assets)
    return viewer_page(document, drawn, assets, lang, pictures=pictures, served=False, review=marks)


def every_scene(document: Document) -> tuple[Scene, ...]:
    """Return what is to be drawn over each page."""
    return tuple(scenes(document, range(len(document.pages))))


def viewer_page(
    document: Document,
    drawn: Sequence[Scene],
    assets: Assets,
    lang: str | None,
    *,
    pictures: Iterable[str],
    served: bool,
    review: Review | None = None,
) -> str:
    """Return the page; `pictures` has the address of the picture of each page, or "". `served`: marks can be saved.

    `review` holds the marks to show where none can be saved.
    """
    language = lang or ("zh" if language_of(document) == "zh" else "en")
    kept = list(pictures)
    have = [bool(address) for address in kept]
    data = viewer_data(document, drawn, language, pictures=have, served=served, review=review)
    return "\n".join(
        [
            f"<!DOCTYPE html>\n<html{attributes(lang=language)}>\n<head>",
            '<meta charset="utf-8">',
            f"<meta{attributes(http_equiv='Content-Security-Policy', content=policy(served=served))}>",
            '<meta name="referrer" content="no-referrer">',
            '<link rel="icon" href="data:,">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(document.name or 'SoMark')}</title>",
            f"<style>{STYLE}</style>\n</head>\n<body>",
            SHELL,
            *_templates(document, assets),
            *_pictures(kept),
            f'<script type="application/json" id="data">{_json(data)}</script>',
            f"<script>{SCRIPT}</script>",
            "</body>\n</html>\n",
        ]
    )


def _templates(document: Document, assets: Assets) -> Iterator[str]:
    """Yield the content of each page in an element that does nothing until the script takes it out."""
    for content in page_contents(document, assets):
        yield f'<template class="content">{content}</template>'


def _pictures(addresses: Iterable[str]) -> Iterator[str]:
    """Yield each address in an element of its own, so that it is not even read before the page is seen."""
    for position, address in enumerate(addresses):
        if address:
            yield f'<script type="text/plain" id="picture-{position}">{escaped(address)}</script>'


def _json(data: object) -> str:
    """Return the data as JSON that can't end the element around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return clean(text).replace("<", "\\u003c")
