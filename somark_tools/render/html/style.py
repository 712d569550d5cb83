"""The style sheet of a page, and the policy that lets the page show that style and pictures, and do nothing else."""

import base64
import hashlib
from pathlib import Path

STYLE = Path(__file__).with_name("style.css").read_text("utf-8")

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src 'self' http: https: data:; "
    "base-uri 'none'; form-action 'none'"
)
