"""The extras: what each promises, as a program that works with it, and what is said where it is missing."""

from typing import NamedTuple

# Each program gets the folder of a sample result as its first argument.
_START = """
import sys
from pathlib import Path
from somark_tools import Table, merge_cross_page
folder = Path(sys.argv[1])
source = folder / "outputs.json"
"""


class Extra(NamedTuple):
    """An extra: a program that needs it, and what the error without it says (None: it works less well without)."""

    name: str
    program: str
    missing: str | None


EXTRAS: tuple[Extra, ...] = (
    Extra(
        "pdf",
        "from somark_tools import overlay_pdf\n"
        "assert overlay_pdf(merge_cross_page(source), folder / 'document.pdf').startswith(b'%PDF')\n"
        "import pikepdf, pypdfium2",
        "somark-tools[pdf]",
    ),
    Extra(
        "math",
        "import quickjs, latex2mathml\n"
        "from somark_tools import latex_to_mathml\n"
        "assert [part.tag for part in latex_to_mathml(r'\\frac{1}{2}').iter() if part.tag.endswith('mfrac')]",
        None,
    ),
    Extra(
        "graph",
        "from somark_tools import to_networkx\nassert len(to_networkx(merge_cross_page(source)))",
        "somark-tools[graph]",
    ),
    Extra("view", "from somark_tools.viewer.server import desk, serve", None),
    Extra(
        "client",
        "from somark_tools.client import Client, upload_parts\n"
        "assert list(upload_parts(folder / 'document.pdf'))\n"
        "with Client(api_key='sk-none', base_url='http://127.0.0.1:9'): pass",
        "somark-tools[client]",
    ),
    Extra(
        "parquet",
        "from somark_tools import chunks_parquet, split\n"
        "assert chunks_parquet(split(merge_cross_page(source))).startswith(b'PAR1')",
        "somark-tools[parquet]",
    ),
    Extra("notebook", "import ipykernel\nassert merge_cross_page(source)._repr_html_()", None),
    Extra(
        "pandas",
        "from somark_tools.adapters.tables import to_arrow, to_pandas\n"
        "tables = [block for block in merge_cross_page(source).blocks if isinstance(block, Table)]\n"
        "assert tables\n"
        "assert [to_pandas(table).shape[0] for table in tables] == [to_arrow(table).num_rows for table in tables]",
        "somark-tools[pandas]",
    ),
    Extra(
        "docling",
        "from somark_tools.adapters.docling import from_docling, to_docling\n"
        "assert from_docling(to_docling(merge_cross_page(source))).blocks",
        "somark-tools[docling]",
    ),
    Extra(
        "langchain",
        "from somark_tools.adapters.langchain import SomarkLoader\nassert list(SomarkLoader([source]).lazy_load())",
        "langchain",
    ),
    Extra(
        "llamaindex",
        "from somark_tools.adapters.llamaindex import SomarkReader\nassert SomarkReader().load_data([source])",
        "llama",
    ),
    Extra(
        "haystack",
        "from somark_tools.adapters.haystack import SomarkConverter\n"
        "assert SomarkConverter().run([source])['documents']",
        "haystack",
    ),
    Extra(
        "ray",
        "import subprocess, tempfile\n"
        "words = ['batch', str(source), '-o', tempfile.mkdtemp(), '--to', 'md', '--engine', 'ray']\n"
        "command = [sys.executable, '-m', 'somark_tools', *words]\n"
        "for attempt in range(3):\n"
        "    done = subprocess.run(command, capture_output=True, text=True)\n"
        "    if 'timed out during startup' not in done.stderr: break\n"  # Ray gives itself 30 s, few on a busy machine
        "if done.returncode: sys.exit(done.stderr)",
        "somark-tools[ray]",
    ),
)
NEEDS_EXTRA = ("overlay-pdf",)  # the formats that the core can't write


def program(extra: Extra) -> str:
    """Return the program of an extra, whole."""
    return f"{_START}{extra.program}\n"
