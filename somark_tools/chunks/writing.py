"""A block, or some of its characters → the Markdown that stands in a chunk, and how many tokens it has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

from somark_tools.assets.beside import Assets
from somark_tools.chunks.chunk import Fragment, Part, Range
from somark_tools.chunks.emphasis import cut_out
from somark_tools.chunks.options import Options
from somark_tools.chunks.tokens import Count, blank_line_of, counts, estimate, stands_alone, token_counter
from somark_tools.document import Document
from somark_tools.model import Block, Code, Contents, Heading, Paragraph, Region, Table, TextBlock
from somark_tools.render.markdown.blocks import HANDLERS
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.escape import at_line_start
from somark_tools.render.markdown.inlines import markdown
from somark_tools.render.markdown.options import Options as MarkdownOptions
from somark_tools.render.markdown.tables import table_markdown
from somark_tools.tables import fits_pipe

BLANK_LINE = "\n\n"
Way = Literal["pipe", "html", "rows"]
_LEADERS = re.compile(  # to the page numbers of a table of contents
    r"(?<![ \t])(?:[ \t]*+(?:\.{4,}|…{2,})|[ \t]++\.(?:[ \t]\.){3,})[ \t]*"
)
_FAR_OVER = 8  # characters for each token of the limit: a text of so many is measured by its beginning,
_MEASURED = 2  # of which that is so many
_MARKDOWN: tuple[Literal["pipe", "html"], ...] = ("pipe", "html")


class Item(NamedTuple):
    """What stands in one chunk as it is: its Markdown and tokens, what it covers, and what it is tied to.

    `tie` is "next" for what must not end a chunk, "previous" for what goes with what stands before it. `rules` say why
    it is cut, or over the limit, as it is. Of a piece of a table, `fragment` counts from the start of `text`. `exact`
    tells that the text has just these tokens wherever it stands between blank lines.
    """

    text: str
    tokens: int
    parts: tuple[Part, ...]
    kind: str
    tie: str = ""
    rules: tuple[str, ...] = ()
    fragment: Fragment | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """How the blocks of one document are written and counted."""

    document: Document
    options: Options
    count: Count = field(init=False)
    context: Context = field(init=False)
    as_tables: Mapping[Way, Context] = field(init=False)
    sums: bool = field(init=False)  # whether the tokens of what stands between blank lines add up
    between: int = field(init=False)  # the tokens of a blank line
    _prefixes: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        wanted = MarkdownOptions(
            lists=False,  # a chunk may begin anywhere in one
            images="drop",
            descriptions=self.options.descriptions,
            furniture=self.options.furniture,
        )
        object.__setattr__(self, "count", token_counter(self.options.tokenizer))
        object.__setattr__(self, "context", Context(self.document, wanted, Assets()))
        contexts = {way: Context(self.document, replace(wanted, tables=way), Assets()) for way in _MARKDOWN}
        object.__setattr__(self, "as_tables", MappingProxyType(contexts))
        blank_line = blank_line_of(self.count)
        object.__setattr__(self, "sums", blank_line is not None)
        object.__setattr__(self, "between", max(1, self.count(BLANK_LINE)) if blank_line is None else blank_line)

    def block(self, block: Block) -> str:
        """Return the Markdown of a whole block."""
        text = HANDLERS[type(block)](block, self.context)
        return _LEADERS.sub(" ... ", text) if isinstance(block, Contents) else text

    def characters(self, block: TextBlock, part: Range) -> str:
        """Return the Markdown of some characters of a block, as if the block had no others."""
        if part == (0, len(block.text)):
            return self.block(block)
        if isinstance(block, Code):
            text = block.text[slice(*part)].rstrip()
            return self.block(replace(block, text=text.lstrip("\r\n"))) if text else ""
        return self.block(replace(block, text=cut_out(block.text, part)))

    def bare(self, block: TextBlock, part: Range) -> str:
        """Return what is counted of these characters while cuts are sought; program text without its fences."""
        text = block.text[slice(*part)]
        if isinstance(block, Code) or (isinstance(block, Paragraph | Region) and self.context.escapes.is_plain(text)):
            return text
        return self.characters(block, part)

    def around(self, block: TextBlock) -> int:
        """Return how many tokens stand around what `bare` returns."""
        return self.count(self.block(replace(block, text=""))) + 1 if isinstance(block, Code) else 0

    def way(self, table: Table) -> Way:
        """Return how a table, and each piece of it, is written."""
        if self.options.tables == "auto":
            return "pipe" if fits_pipe(table) else "html"
        return self.options.tables

    def table(self, table: Table, way: Literal["pipe", "html"]) -> str:
        """Return the Markdown of a table or of some of its rows."""
        return table_markdown(table, self.as_tables[way])

    def whole(self, block: Block, tie: str = "") -> Item:
        """Return a whole block of text as an item whose tokens are not counted."""
        length = len(block.text) if isinstance(block, TextBlock) else 0
        kind = kind_of(block)
        return Item(self.block(block), 0, (Part(block.id, kind, (0, length)),), kind, tie)

    def counted(self, items: Sequence[Item]) -> list[Item]:
        """Return the items with their tokens: all at once, and of those far over the limit only about."""
        far, measured = _FAR_OVER * self.options.max_tokens, _MEASURED * self.options.max_tokens
        texts = [item.text if len(item.text) <= far else item.text[:measured] for item in items]
        return [
            self.exactly(item, tokens)
            if len(text) == len(item.text)
            else item._replace(tokens=tokens * estimate(item.text) // estimate(text))
            for item, text, tokens in zip(items, texts, counts(self.count, texts), strict=True)
        ]

    def exactly(self, item: Item, tokens: int) -> Item:
        """Return an item with the tokens of its text."""
        exact = self.adds_up(item.text)
        return Item(item.text, tokens, item.parts, item.kind, item.tie, item.rules, item.fragment, exact)

    def adds_up(self, text: str) -> bool:
        """Return whether a text has the same tokens wherever it stands between blank lines."""
        return self.sums and stands_alone(self.count, text)

    def line(self, heading: Heading) -> str:
        """Return a heading as it stands in the prefix of a chunk: on one line, as Markdown, without its signs."""
        return markdown(" ".join(heading.text.split()), self.context)

    def prefix(self, lines: tuple[str, ...]) -> str:
        """Return the prefix that names these headings, outermost first."""
        return at_line_start(" > ".join(filter(None, lines)), self.context.escapes) if lines else ""

    def count_prefixes(self, prefixes: Iterable[str]) -> None:
        """Count prefixes that will be asked for, those that were not counted before, all at once."""
        new = [prefix for prefix in dict.fromkeys(prefixes) if prefix and prefix not in self._prefixes]
        self._prefixes.update(zip(new, counts(self.count, new), strict=True))

    def of_prefix(self, prefix: str) -> int:
        """Return the tokens of a prefix; each is counted once."""
        tokens = self._prefixes.get(prefix)
        if tokens is None:
            tokens = self._prefixes[prefix] = self.count(prefix) if prefix else 0
        return tokens


def kind_of(block: Block) -> str:
    """Return the kind of a block as the JSON of a document has it."""
    return str(getattr(block, "kind", "block"))
