"""Print how long a Document takes to become a Word file, and the peak memory, beside pandoc and plain python-docx.

    python benchmarks/word.py [--pages 10 1000] [--at-least 5]

A page has 10 paragraphs; there are 400 tables of 30 x 8 cells on 1,000 pages. pandoc (of pypandoc_binary) gets the same
document as HTML. python-docx makes it through its public functions twice: with `table.cell(row, column)`, as its own
documentation shows, and with the cells of each row, which is much faster. Each runs in a process of its own. The
seconds are of processor time, of the conversion alone (for pandoc, of its whole process); the memory is the most that
it had. `--at-least` makes it exit 1 where we are not so many times as fast as pandoc.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

PARAGRAPHS = 10  # on a page
ROWS, COLUMNS = 30, 8
TABLES_EACH = 5  # pages have two tables
_SENTENCE = "The copper price rose by a third in March, which was felt in every metre of cable that the crews laid. "


def result(pages: int) -> dict[str, Any]:
    """Return a result of so many pages."""
    return {"pages": [_page(number) for number in range(pages)]}


def _page(number: int) -> dict[str, Any]:
    blocks = [_block("title", f"Part {number + 1}", 0), *(_paragraph(number, n) for n in range(1, PARAGRAPHS))]
    if number % TABLES_EACH in (1, 3):
        rows = "".join(f"<tr>{''.join(_cells(number, row))}</tr>" for row in range(ROWS))
        blocks.append(_block("table", f"<table>{rows}</table>", PARAGRAPHS))
    return {"page_num": number, "page_size": {"w": 1190, "h": 1684}, "blocks": blocks}


def _paragraph(page: int, number: int) -> dict[str, Any]:
    return _block("text", f"{page}.{number}: {_SENTENCE * 4}", number)


def _cells(page: int, row: int) -> list[str]:
    return [f"<td>{'item' if column == 0 else page * row + column}</td>" for column in range(COLUMNS)]


def _block(label: str, content: str, idx: int) -> dict[str, Any]:
    return {"type": label, "content": content, "idx": idx, "bbox": [100, 100 + 60 * idx, 1090, 150 + 60 * idx]}


def ours(pages: int, folder: Path) -> float:
    from somark_tools import read, render_docx

    document = read(result(pages))
    start = time.process_time()
    (folder / "ours.docx").write_bytes(render_docx(document))
    return time.process_time() - start


def python_docx(pages: int, folder: Path) -> float:
    return by_python_docx(pages, folder, _fill_by_cell)


def python_docx_rows(pages: int, folder: Path) -> float:
    return by_python_docx(pages, folder, _fill_by_row)


def _fill_by_cell(table: Any, rows: Any) -> None:
    for number, row in enumerate(rows):
        for cell in row.cells:
            table.cell(number, cell.column).text = cell.text


def _fill_by_row(table: Any, rows: Any) -> None:
    for row, line in zip(rows, table.rows, strict=True):
        for cell, target in zip(row.cells, line.cells, strict=True):
            target.text = cell.text


def by_python_docx(pages: int, folder: Path, fill: Callable[[Any, Any], None]) -> float:
    import docx

    from somark_tools import Heading, Table, TextBlock, read

    document = read(result(pages))
    start = time.process_time()
    word = docx.Document()
    for block in document.blocks:
        if isinstance(block, Table):
            fill(word.add_table(len(block.rows), block.columns, style="Table Grid"), block.rows)
        elif isinstance(block, Heading):
            word.add_heading(block.text, block.level)
        elif isinstance(block, TextBlock):
            word.add_paragraph(block.text)
    word.save(str(folder / "plain.docx"))
    return time.process_time() - start


def html(pages: int, folder: Path) -> float:
    """Write what pandoc reads; its time is not compared."""
    from somark_tools import read, render_html

    (folder / "page.html").write_text(render_html(read(result(pages))), "utf-8")
    return 0.0


WORKS: Mapping[str, Callable[[int, Path], float]] = MappingProxyType(
    {"somark_tools": ours, "python-docx": python_docx, "python-docx rows": python_docx_rows, "html": html}
)


def measured(command: list[str]) -> tuple[float, float, str]:
    """Run a command; return its seconds, its peak memory in MiB, and what it printed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


def by_work(name: str, pages: int, folder: Path) -> tuple[float, float]:
    command = [sys.executable, __file__, "--work", name, "--pages", str(pages), "--folder", str(folder)]
    _, memory, printed = measured(command)
    return float(printed), memory


def by_pandoc(pages: int, folder: Path) -> tuple[float, float]:
    import pypandoc

    by_work("html", pages, folder)
    command = [pypandoc.get_pandoc_path(), str(folder / "page.html"), "-o", str(folder / "pandoc.docx")]
    return measured(command)[:2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 1000])
    parser.add_argument("--at-least", type=float)
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.work:
        print(WORKS[args.work](args.pages[0], args.folder))
        return 0
    slowest = float("inf")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'pages':>6} {'by':16} {'seconds':>8} {'a page':>10} {'peak':>9} {'times ours':>11}")
        for pages in args.pages:
            found = {work: by_work(work, pages, folder) for work in WORKS if work != "html"}
            found["pandoc"] = by_pandoc(pages, folder)
            for work, (seconds, memory) in found.items():
                ratio = seconds / found["somark_tools"][0]
                each = 1000 * seconds / pages
                print(f"{pages:>6} {work:16} {seconds:>8.2f} {each:>7.2f} ms {memory:>5.0f} MiB {ratio:>10.1f}x")
            slowest = min(slowest, found["pandoc"][0] / found["somark_tools"][0])
    return 1 if args.at_least is not None and slowest < args.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
