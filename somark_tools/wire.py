"""What the service sends, as pydantic models: results, pages, blocks, references and task replies.

Documented fields are strict (a text where an integer belongs is an error that names its place); fields that only some
sources send may be absent or null; unknown fields are kept in `model_extra`. Nothing is repaired here: see `reading/`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[int | float, Field(union_mode="left_to_right")]


class Wire(BaseModel):
    """Base of all wire models: strict, frozen, keeping what it does not know."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")


class PageSize(Wire):
    """Width and height of the rendered page in pixels: the space that `bbox` lives in."""

    h: Number | None = None
    w: Number | None = None


class TextReference(Wire):
    """On a block that continues another one: the page (0-based) and the `idx` of the block it continues."""

    page_num: int
    block_idx: int


class TableReference(TextReference):
    """The same for tables; `target_has_header` says whether the table pointed at has a header."""

    target_has_header: bool | None = None


class WireBlock(Wire):
    """One block as sent. `idx` is a label that is unique in its page, not a position."""

    idx: int | None = None
    type: str | None = None
    bbox: list[Number | None] | None = None
    content: str | None = None
    format: str | None = None
    captions: list[int] | None = None
    img_url: str | None = None
    title_level: int | None = None
    text_cross_page: TextReference | None = None
    table_cross_page: TableReference | None = None
    display: bool | None = None
    code_language: str | None = None


class FormulaNumber(Wire):
    """A formula number that the service could not attach to a formula."""

    idx: int | None = None
    content: str | None = None


class WirePage(Wire):
    """One page as sent; `page_num` is 0-based."""

    page_num: int | None = None
    page_size: PageSize | None = None
    blocks: list[WireBlock] | None = None
    merge_content_from_pre_page: bool | None = None
    unattached_formula_numbering: list[FormulaNumber] | None = None


class RecordedEvidence(Wire):
    """Why something recorded stands, as `model.Evidence`."""

    origin: Literal["stated", "inferred", "decided"]
    rules: list[str] | None = None
    vetoes: list[str] | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0


class RecordedBlock(Wire):
    """What is known of a block of a merged result beyond its wire fields; `level` is that of a heading."""

    kind: str | None = None
    evidence: RecordedEvidence | None = None
    level: Annotated[int, Field(ge=1)] | None = None


class RecordedEdge(Wire):
    """A relation between two blocks of a merged result that the wire fields don't tell; ids as those of a Document."""

    source: str
    relation: Literal["continues", "caption_of", "note_of", "part_of"]
    target: str
    evidence: RecordedEvidence


Finite = int | Annotated[float, Field(allow_inf_nan=False)]


class RecordedJoin(Wire):
    """A block that was joined to an earlier one and is removed: page number and idx of both as they were sent.

    `block` is the id of the block that holds its content now, `bbox` its own box, on the page of that number.
    """

    block: str
    earlier: Annotated[list[int], Field(min_length=2, max_length=2)]
    later: Annotated[list[int], Field(min_length=2, max_length=2)]
    bbox: Annotated[list[Finite], Field(min_length=4, max_length=4)] | None = None
    evidence: RecordedEvidence


class Record(Wire):
    """What `render_json` says about a merged result, beside the fields of the service.

    `cuts`: pages (by `page_num`) with which parts begin that were parsed alone; nothing is stated of the break before.
    """

    merged: bool = False
    cuts: list[int] | None = None
    title: str | None = None
    blocks: dict[str, RecordedBlock] | None = None
    edges: list[RecordedEdge] | None = None
    joins: list[RecordedJoin] | None = None


class Result(Wire):
    """The JSON output of one document: `outputs.json`. `somark_tools` is in results that this toolkit merged."""

    pages: list[WirePage]
    somark_tools: Record | None = None

    @property
    def record(self) -> Record | None:
        """What is known of a result whose continuations were merged already; None of one as the service sent it."""
        return self.somark_tools if self.somark_tools and self.somark_tools.merged else None


class Outputs(Wire):
    """The outputs that were asked for: Markdown text, JSON (an object or a JSON string), and a ZIP address."""

    markdown: str | None = None
    json_: Annotated[Result | str | None, Field(alias="json")] = None
    zip: str | None = None


class TaskResult(Wire):
    """`data.result` of a reply."""

    file_name: str | None = None
    imgs: list[str] | None = None
    outputs: Outputs | None = None


class TaskMetadata(Wire):
    """`data.metadata` of a reply: here `page_num` is the number of pages, and `file_type` a suffix such as `.pdf`."""

    page_num: int | None = None
    file_type: str | None = None


class TaskData(Wire):
    """`data` of a reply; `status` is QUEUING, PROCESSING, SUCCESS or FAILED, in any case; no `result` until SUCCESS."""

    record_id: int | None = None
    task_id: str | None = None
    status: str | None = None
    file_name: str | None = None
    error: object = None
    metadata: TaskMetadata | None = None
    result: TaskResult | None = None


class TaskReply(Wire):
    """The whole reply of `/parse/async_check` (and of `/parse/sync`, which has no status); `code` 0 is success."""

    code: int
    message: str | None = None
    data: TaskData | None = None
