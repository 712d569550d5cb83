"""The files of the viewer → its style, script and markup as they stand in the page, and the policy of the page."""

import base64
import hashlib
from pathlib import Path

from somark_tools.render.html.style import STYLE as CONTENT_STYLE

_FOLDER = Path(__file__).parent / "page"
_SCRIPTS = ("data", "panes", "selection", "lists", "search", "marks", "keys")  # in this order; they share one scope


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


STYLE = CONTENT_STYLE + _read("viewer.css")
SCRIPT = '(() => {\n"use strict";\n' + "".join([_read(f"{name}.js") for name in _SCRIPTS]) + "})();\n"
SHELL = _read("shell.html")


def policy(*, served: bool) -> str:
    """Return the policy: this script, this style, pictures that are data; from a server also its pictures and marks."""
    pictures, marks = ("data: 'self'", "'self'") if served else ("data:", "'none'")
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(SCRIPT)}",
            f"style-src {_hash(STYLE)}",
            f"img-src {pictures}",
            f"connect-src {marks}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
