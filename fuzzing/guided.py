"""`python -m fuzzing.guided TARGET [CORPUS] [options of libFuzzer]`: bytes that reach new code, by atheris.

Atheris is no dependency of the project: `pip install atheris` where there are wheels (CPython 3.11 to 3.13, Linux).
What raises anything but a SomarkError is written to a file `crash-...`, and tried again with the name of that file.
"""

import sys
from collections.abc import Callable, Mapping

import atheris

with atheris.instrument_imports(include=["somark_tools"]):
    from somark_tools import SomarkError, latex_to_omml, merge_cross_page, parse_inlines, read, render_markdown
    from somark_tools.inlines import joined_texts
    from somark_tools.tables import read_table, write_html


def _read(data: bytes) -> None:
    read(data)


def _result(data: bytes) -> None:
    """Lay the text out over blocks of a result, so that the fields of one need not be found."""
    labels = ("text", "title", "table", "equation", "code", "choice", "figure_caption", "footnote")
    parts = [data[start : start + 60] for start in range(0, len(data), 60)]
    blocks = [{"type": labels[part[0] % 8], "content": _text(part[1:]), "idx": n} for n, part in enumerate(parts)]
    render_markdown(merge_cross_page({"pages": [{"blocks": blocks[::2]}, {"blocks": blocks[1::2]}]}, infer="always"))


def _tables(data: bytes) -> None:
    grid = read_table(_text(data))
    sent = read({"pages": [{"blocks": [{"type": "table", "content": _text(data)}]}]}).blocks[0]
    assert read_table(write_html(sent)).columns == grid.columns


def _inlines(data: bytes) -> None:
    joined_texts(parse_inlines(_text(data)))


def _formula(data: bytes) -> None:
    latex_to_omml(_text(data), display=len(data) % 2 == 0)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "read": _read, "result": _result, "tables": _tables, "inlines": _inlines, "omml": _formula,
}  # fmt: skip


def main() -> None:
    """Run one of the targets until something breaks."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"python -m fuzzing.guided {{{','.join(TARGETS)}}} [CORPUS] [-max_total_time=SECONDS ...]\n{__doc__}")
    target = TARGETS[sys.argv[1]]

    def once(data: bytes) -> None:
        try:
            target(data)
        except SomarkError:
            return

    atheris.Setup([sys.argv[0], *sys.argv[2:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
