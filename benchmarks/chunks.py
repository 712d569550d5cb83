"""Print chunks made here beside those of docling-core's HybridChunker: same content, same tokenizer, one run.

    python benchmarks/chunks.py [RESULT ...] [--tokenizer bpe|function|estimate] [--max-tokens 512] [--at-least 5] ...

The merged Document of each RESULT (by default one of each kind in the corpus, or the samples) is built anew as a
DoclingDocument in memory, outside of all timing. Then both are split, by the tokens of a vocabulary that is made from
the document (handed over as such, or as a function of which nothing is known), or estimated, and the chunks are looked
at in the same way:

* over the limit: chunks whose whole text has more tokens
* over a section: chunks with texts or tables from below two different headings
* no header: pieces of tables that have a header in chunks that lack words of it
* exact range: of the pieces of texts and tables that were cut, how many say which characters or rows they are
  (HybridChunker names the whole item)

The last line names the result with the worst ratio of speed; `--at-least` makes it exit 1 below that.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from docling import as_docling, of_size
from docling_core.transforms.chunker.hierarchical_chunker import (
    ChunkingDocSerializer,
    ChunkingSerializerProvider,
    DocChunk,
)
from docling_core.transforms.chunker.hybrid_chunker import HybridChunker
from docling_core.transforms.chunker.tokenizer.base import BaseTokenizer
from docling_core.transforms.serializer.markdown import MarkdownTableSerializer
from docling_core.types.doc import DocItemLabel, DoclingDocument, SectionHeaderItem, TableItem
from stages import default_results
from timing import best
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from somark_tools import (
    Caption,
    Chunk,
    Document,
    Figure,
    Footnote,
    Heading,
    Table,
    merge_cross_page,
    render_markdown,
    split,
    token_counter,
)
from somark_tools.tables import header_rows

VOCABULARY = 8000

# What goes with something else wherever it stands, and pictures: headings with nothing but one go with what follows.
TIED = (Heading, Caption, Footnote, Figure)
TIED_LABELS = frozenset(
    (DocItemLabel.SECTION_HEADER, DocItemLabel.CAPTION, DocItemLabel.FOOTNOTE, DocItemLabel.PICTURE)
)


class Tokens(BaseTokenizer):
    """The tokenizer of both sides."""

    count: Callable[[str], int]
    limit: int

    def count_tokens(self, text: str) -> int:
        return self.count(text)

    def get_max_tokens(self) -> int:
        return self.limit

    def get_tokenizer(self) -> Callable[[str], int]:
        return self.count


def learned(document: Document) -> Tokenizer:
    """Return a tokenizer as models have it, with a vocabulary made from the document: byte pairs."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, show_progress=False, initial_alphabet=made.pre_tokenizer.alphabet()
    )
    made.train_from_iterator(render_markdown(document).split("\n"), trainer)
    return made


def vocabulary(document: Document) -> Callable[[str], int]:
    return token_counter(learned(document))


def function(document: Document) -> Callable[[str], int]:
    tokenizer = learned(document)
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False))


TOKENIZERS: Mapping[str, Callable[[Document], Callable[[str], int]]] = MappingProxyType(
    {"bpe": vocabulary, "function": function, "estimate": lambda document: token_counter("estimate")}
)


class MarkdownTables(ChunkingSerializerProvider):
    """Tables as Markdown, as here; what HybridChunker does by default leaves the name of the first column out."""

    def get_serializer(self, doc: DoclingDocument) -> ChunkingDocSerializer:
        return ChunkingDocSerializer(doc=doc, table_serializer=MarkdownTableSerializer())


class Seen(NamedTuple):
    """A chunk of either side: its text, sections, blocks, and whether it says what of them it has."""

    text: str
    sections: frozenset[str]
    blocks: tuple[str, ...]
    is_exact: bool


class Found(NamedTuple):
    """What is counted of the chunks of one side."""

    chunks: int
    over: int
    across: int
    headless: int
    pieces: int
    exact: int


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", re.sub(r"</?\w+[^>]*>", " ", text)))


def counted(seen: Sequence[Seen], headers: dict[str, frozenset[str]], tokens: Tokens) -> Found:
    times = Counter(block for chunk in seen for block in chunk.blocks)
    cut = [(chunk, [block for block in chunk.blocks if times[block] > 1]) for chunk in seen]
    return Found(
        len(seen),
        sum(tokens.count(chunk.text) > tokens.limit for chunk in seen),
        sum(len(chunk.sections) > 1 for chunk in seen),
        sum(not headers[block] <= words(chunk.text) for chunk, blocks in cut for block in blocks if block in headers),
        sum(len(blocks) for _, blocks in cut),
        sum(len(blocks) for chunk, blocks in cut if chunk.is_exact),
    )


def ours(document: Document, chunks: Sequence[Chunk]) -> Iterator[Seen]:
    for chunk in chunks:
        own = [part for part in chunk.parts if not part.repeated]
        inner = [part.block for part in own if not isinstance(document.by_id[part.block], TIED)]
        sections = frozenset(path[-1].id if (path := document.section(block)) else "" for block in inner)
        exact = all(part.characters or part.rows for part in own)
        yield Seen(chunk.text, sections, tuple(dict.fromkeys(part.block for part in own)), exact)


def theirs(document: DoclingDocument, chunks: Sequence[tuple[DocChunk, str]]) -> Iterator[Seen]:
    section, sections = "", {}
    for item, _ in document.iterate_items():
        section = item.self_ref if isinstance(item, SectionHeaderItem) else section
        sections[item.self_ref] = section
    for chunk, text in chunks:
        items = [item for item in chunk.meta.doc_items if item.label not in TIED_LABELS]
        found = frozenset(sections.get(item.self_ref, "") for item in items)
        exact = any(getattr(prov, "charspan", None) for item in items for prov in item.prov)
        refs = tuple(dict.fromkeys(item.self_ref for item in chunk.meta.doc_items))
        yield Seen(text, found, refs, exact)


def header_words(document: Document, made: DoclingDocument) -> tuple[dict[str, frozenset[str]], ...]:
    """Return the words of the header of each table that has one, by the names that both sides give it."""
    tables = [block for block in document.blocks if isinstance(block, Table) and block.rows and not block.hidden]
    items = [item for item, _ in made.iterate_items() if isinstance(item, TableItem)]
    found: tuple[dict[str, frozenset[str]], ...] = ({}, {})
    for table, item in zip(tables, items, strict=True):
        head = table.rows[: header_rows(table)]
        said = words(" ".join(cell.text for row in head for cell in row.cells if "$" not in cell.text))
        if said and len(head) < len(table.rows):
            found[0][table.id] = found[1][item.self_ref] = said
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="*", default=default_results())
    parser.add_argument("--tokenizer", choices=TOKENIZERS, default="bpe")
    parser.add_argument("--max-tokens", type=int, default=512)
    parser.add_argument("--megabytes", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--at-least", type=float)
    args = parser.parse_args()
    print(f"docling-core {version('docling-core')}, limit {args.max_tokens} tokens, tokenizer {args.tokenizer}")
    print(
        f"{'':30}{'seconds':>9}{'chunks':>8}{'over limit':>12}{'over section':>14}{'no header':>11}{'exact range':>17}"
    )
    ratios = {}
    for path in args.results:
        document = merge_cross_page(of_size(path, int(args.megabytes * 1e6)))
        tokens = Tokens(count=TOKENIZERS[args.tokenizer](document), limit=args.max_tokens)
        name = "/".join(path.absolute().parts[-3:-1])
        ratios[name] = compared(name, document, tokens, args.rounds)
    worst = min(ratios, key=lambda name: ratios[name])
    print(f"worst: {worst}, {ratios[worst]:.1f} x as fast")
    return 1 if args.at_least is not None and ratios[worst] < args.at_least else 0


def compared(name: str, document: Document, tokens: Tokens, rounds: int) -> float:
    """Print both sides for one document; return how much faster the chunks are made here."""
    made = as_docling(document)
    headers, their_headers = header_words(document, made)
    chunker = HybridChunker(tokenizer=tokens, serializer_provider=MarkdownTables())

    def here() -> list[Chunk]:
        return list(split(document, max_tokens=tokens.limit, tokenizer=tokens.count))

    def there() -> list[tuple[DocChunk, str]]:
        return [(chunk, chunker.contextualize(chunk)) for chunk in chunker.chunk(made)]

    seconds, their_seconds = best(here, rounds), best(there, rounds)
    print(f"{name}, {their_seconds / seconds:.1f} x as fast")
    show("split", seconds, counted(list(ours(document, here())), headers, tokens))
    show("HybridChunker", their_seconds, counted(list(theirs(made, there())), their_headers, tokens))
    return their_seconds / seconds


def show(name: str, seconds: float, found: Found) -> None:
    exact = f"{found.exact:,} of {found.pieces:,}"
    counts = f"{found.chunks:>8,}{found.over:>12,}{found.across:>14,}{found.headless:>11,}{exact:>17}"
    print(f"  {name:28}{seconds:>9.2f}{counts}")


if __name__ == "__main__":
    sys.exit(main())
