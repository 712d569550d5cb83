"""What a person found right or wrong in the viewer ↔ a JSON file; from it, decisions about joins.

    {"format": "somark-review", "version": 1,
     "blocks": [{"page": 0, "idx": 7, "verdict": "wrong", "comment": "is a caption"}],
     "merges": [{"earlier": [0, 7], "later": [1, 0], "joined": true, "verdict": "right", "comment": ""}]}

Blocks are named by the page number and idx of their first piece. `joined` is what the toolkit had done about the pair.
"""

from codecs import BOM_UTF8
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from somark_tools.decisions import Address, Decisions
from somark_tools.errors import FormatError, SourceError

_MOST_COMMENT = 4000  # characters


class _Mark(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Literal["right", "wrong", ""] = ""
    comment: str = Field("", max_length=_MOST_COMMENT)


class BlockMark(_Mark):
    """What was found about a block."""

    page: int
    idx: int

    @property
    def key(self) -> object:
        """What the mark is about."""
        return self.page, self.idx


class MergeMark(_Mark):
    """What was found about two blocks having been joined, or left apart."""

    earlier: Address
    later: Address
    joined: bool

    @property
    def key(self) -> object:
        """What the mark is about."""
        return self.earlier, self.later


class Review(BaseModel):
    """The marks of one result; each block and each pair has one at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["somark-review"] = "somark-review"
    version: Literal[1] = 1
    blocks: tuple[BlockMark, ...] = ()
    merges: tuple[MergeMark, ...] = ()

    def with_marks(self, changed: "Review") -> "Review":
        """Return the review with those marks instead of its own; a mark that says nothing takes the old one away."""
        blocks = {mark.key: mark for mark in (*self.blocks, *changed.blocks)}
        merges = {mark.key: mark for mark in (*self.merges, *changed.merges)}
        return Review(
            blocks=tuple(mark for mark in blocks.values() if mark.verdict or mark.comment),
            merges=tuple(mark for mark in merges.values() if mark.verdict or mark.comment),
        )

    @property
    def decisions(self) -> Decisions:
        """What the verdicts about merges decide: right leaves things as they were found, wrong turns them round."""
        return {
            (mark.earlier, mark.later): mark.joined == (mark.verdict == "right") for mark in self.merges if mark.verdict
        }

    def to_json(self) -> str:
        """Return the review as the JSON of its file."""
        return self.model_dump_json(indent=2) + "\n"


def read_review(path: str | Path) -> Decisions:
    """Return the decisions about joins in a review file, as `merge_cross_page(result, keep=...)` takes them.

    Raises SourceError if there is no such file, FormatError, with the place, if it is no review.
    """
    return load_review(Path(path)).decisions


def load_review(path: Path) -> Review:
    """Return the review in a file; raises as `read_review` does."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = getattr(error, "strerror", None) or error
        raise SourceError(f"the review can't be read: {why}", place=str(path)) from error
    return parsed_review(content, str(path))


def parsed_review(content: bytes, place: str) -> Review:
    """Return the review that JSON holds; `place` is what an error speaks of."""
    try:
        return Review.model_validate_json(content.removeprefix(BOM_UTF8))  # editors of Windows write it
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        raise FormatError(f"no review: ${where}: {first['msg']}", place=place) from error
