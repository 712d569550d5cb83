"""Document → SoMark's own JSON again, merged: continuations stand in the block that they continue."""

from typing import get_args

from pydantic_core import to_json

from somark_tools.arguments import check_choice, check_document
from somark_tools.document import Document
from somark_tools.render.json.fields import Fields
from somark_tools.render.json.held import Continuations, held, written
from somark_tools.render.json.names import Names
from somark_tools.render.json.record import record


def render_json(document: Document, *, continuations: Continuations = "remove", inferred: bool = False) -> str:
    """Return the result as JSON, readable by whatever reads `outputs.json`.

    The first block of each chain holds the merged content. The blocks that continue it are removed; with
    `continuations="empty"` they stay, without content, and each with a reference to a block before it. Captions that
    were dropped because they repeat another one are removed or emptied likewise.

    Everything else is as sent, unknown fields included, but for what names blocks. A reference or caption list that
    names a removed block names the block that holds its content now, and where it can't, the name goes. A reference
    that the document overruled goes too, and no page says any longer that it goes on. Blocks without `idx` get the
    number that was theirs where blocks before them were removed.

    What the toolkit inferred is not in these fields, unless `inferred` is true: then it is written into `title_level`
    (of each heading, the level taken), `captions` (those found for a block on its page) and `type` (`header` and
    `footer` of furniture, `figure_caption` and `table_caption` of captions, `footnote` of notes that came as text).

    The result of a merged document has one field more, `somark_tools`: it says that the result is merged, and what the
    other fields don't tell. With it, `merge_cross_page` gives the same headings, texts, tables and captions again.
    Raises OutputError for other `continuations`.
    """
    check_document(document)
    check_choice("continuations", continuations, get_args(Continuations))
    holders = held(document, continuations)
    places = written(document, holders, continuations)
    fields = Fields(document, holders, Names(document, places), inferred)
    result = document.source.model_dump(by_alias=True, exclude_unset=True)
    for page, kept in zip(result["pages"], places, strict=True):
        if document.merged and page.get("merge_content_from_pre_page"):
            page["merge_content_from_pre_page"] = False
        if page.get("blocks"):
            page["blocks"] = [fields.of(page["blocks"][place.block], place, at) for at, place in enumerate(kept)]
    if document.merged:
        result.pop("somark_tools", None)  # it stands last
        result["somark_tools"] = record(document, result, places, holders, fields)
    return to_json(result, inf_nan_mode="null").decode()
