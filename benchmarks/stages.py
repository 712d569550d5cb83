"""Print what each stage takes as a multiple of `json.loads` of the same bytes, in one run.

    python benchmarks/stages.py [RESULT ...] [--rounds 5] [--json FILE]

Stages: orjson and pydantic, the floors of decoding and of validation; reading; reading and merging; each renderer and
chunks, of the merged document alone. The best of the rounds counts, for all alike. Results are those of the corpus (one
document of each kind) where `SOMARK_CORPUS` names it, else the samples.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from timing import best

from somark_tools import (
    Document,
    Result,
    merge_cross_page,
    read,
    render_blocks,
    render_docx,
    render_html,
    render_json,
    render_markdown,
    render_text,
    split,
)
from somark_tools.equations.temml import kept
from somark_tools.render.html.mathml import _mathml

ROOT = Path(__file__).parent.parent
KINDS = (
    "debref-en",
    "debref-zh",
    "pg-functions",
    "policy",
    "scipy",
)  # documents of the corpus, so far as they are there
RENDERERS: Mapping[str, Callable[[Document], object]] = MappingProxyType(
    {
        "Markdown": render_markdown,
        "HTML": render_html,
        "text": render_text,
        "JSON": render_json,
        "JSON Lines": render_blocks,
        "Word": render_docx,
        "chunks": lambda document: list(split(document, max_tokens=512)),
    }
)


def default_results() -> list[Path]:
    corpus = os.environ.get("SOMARK_CORPUS")
    if not corpus:
        return sorted(ROOT.glob("sample_results/*/outputs.json"))
    found = [sorted(Path(corpus).glob(f"dev/{kind}*/**/outputs.json"))[:1] for kind in KINDS]
    return [path for paths in found for path in paths]


def stages(data: bytes) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the name of each stage and its work, `json.loads` first."""
    yield "json.loads", lambda: json.loads(data)
    try:
        import orjson
    except ImportError:
        pass
    else:
        yield "orjson", lambda: orjson.loads(data)
    document = merge_cross_page(data)
    pages = document.source.model_dump_json(by_alias=True, exclude_unset=True).encode()
    yield "pydantic", lambda: Result.model_validate_json(pages)
    yield "read", lambda: read(data)
    yield "read, merge", lambda: merge_cross_page(data)
    yield "read, merge, Markdown", lambda: render_markdown(merge_cross_page(data))
    yield "read, merge, Word", lambda: cold(render_docx, merge_cross_page(data))
    for name, render in RENDERERS.items():
        yield f"only {name}", lambda render=render: cold(render, document)


def cold(render: Callable[[Document], object], document: Document) -> object:
    """Render as the first one does: formulas and lists that are kept would make all rounds but that one short."""
    kept.clear()
    _mathml.cache_clear()
    return render(document.with_edges(document.edges))


def measured(path: Path, rounds: int) -> dict[str, float]:
    """Return the multiple of `json.loads` for each stage; that itself in seconds."""
    seconds = {name: best(work, rounds) for name, work in stages(path.read_bytes())}
    floor = seconds.pop("json.loads")
    return {"json.loads": floor} | {name: taken / floor for name, taken in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    paths = args.results or default_results()
    found = {"/".join(path.parts[-3:-1]): measured(path, args.rounds) for path in paths}
    names = dict.fromkeys(name for figures in found.values() for name in figures)
    print(f"| stage | {' | '.join(found)} |")
    print(f"|---|{'--:|' * len(found)}")
    for name in names:
        shown = [f"{1000 * f[name]:.1f} ms" if name == "json.loads" else f"{f[name]:.1f}" for f in found.values()]
        print(f"| {name} | {' | '.join(shown)} |")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
