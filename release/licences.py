"""SBOMs of environments (CycloneDX) → the list of licences, and whether each goes with Apache-2.0."""

import re
from collections.abc import Mapping
from typing import Any

# Licences under which a dependency may be used by, and shipped beside, software under Apache-2.0.
PERMISSIVE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|HPND|BSD(-[23]-Clause)?|0BSD|Apache(-2\.0| Software| License)?|PSF(-2\.0)?|Python-2\.0"
    r"|Python Software Foundation|CNRI-Python|ISC|Unlicense|Zlib|CC0-1\.0|MPL-2\.0|Mozilla Public License 2\.0)"
    r"(?![\w.])",
    re.IGNORECASE,
)
_STRICT = re.compile(r"GPL|SSPL|BUSL|Commons Clause|proprietary|non-?commercial", re.IGNORECASE)
# Whose metadata name no licence, or hold its whole text: what the licence in their files is.
SEEN: Mapping[str, str] = {
    "pypdfium2": "BSD-3-Clause, Apache-2.0",
    "quickjs-ng": "MIT",
    "asttokens": "Apache-2.0",
    "tiktoken": "MIT",
    "protobuf": "BSD-3-Clause",
    "ray": "Apache-2.0",
}
_LONGEST = 60  # characters of a name; more is a whole text

_TOP = """# Third parties

Written by `release/check.py`; not edited by hand.

## In the wheel

[Temml](https://temml.org) {version}, which turns LaTeX into MathML, with its extension mhchem: MIT, with its notice in
`somark_tools/equations/vendor/LICENSE`; mhchem: Apache-2.0, with its notice at the head of its file.

## What is installed beside it

None of these is part of the wheel; pip installs them. Each is under a licence that goes with Apache-2.0 (MPL-2.0 covers
the files of that library alone).

| package | licence | needed by |
|---|---|---|
"""


def licences_of(sbom: Mapping[str, Any]) -> dict[str, str]:
    """Return name → licence of the components of an SBOM."""
    return {component["name"]: _licence(component) for component in sbom.get("components", ())}


def _licence(component: Mapping[str, Any]) -> str:
    name = component["name"]
    if name in SEEN:
        return SEEN[name]
    entries = component.get("licenses", ())
    expressions = [entry["expression"] for entry in entries if "expression" in entry]
    named = [entry["license"] for entry in entries if "license" in entry]
    ids = [licence["id"] for licence in named if "id" in licence]
    names = [_short(licence.get("name", "")) for licence in named]
    found = expressions or ids or [name for name in names if name]
    return ", ".join(dict.fromkeys(found)) or "unknown"


def _short(name: str) -> str:
    name = name.rpartition("::")[2].strip()
    if len(name) <= _LONGEST and not name.startswith("declared license"):
        return name
    known = PERMISSIVE.search(name)
    return known[0] if known and not _STRICT.search(name) else ""


def refused(licence: str) -> bool:
    """Return whether a licence, or one of those that all hold, is none that goes with Apache-2.0.

    >>> [refused(text) for text in ("MIT", "GPL-3.0-only OR MIT", "MIT AND GPL-3.0-only", "unknown")]
    [False, False, True, True]
    """
    return not all(
        any(PERMISSIVE.search(choice) and not _STRICT.search(choice) for choice in re.split(r"\bOR\b|, ", every))
        for every in re.split(r"\bAND\b", licence)
    )


def third_party(by_extra: Mapping[str, Mapping[str, str]], temml: str) -> str:
    """Return the list as Markdown. `by_extra`: name of the extra ("core" first) → name of a package → licence."""
    licences: dict[str, str] = {}
    needed: dict[str, list[str]] = {}
    for extra, found in by_extra.items():
        for name, licence in found.items():
            licences[name] = licence
            if "core" not in needed.setdefault(name, []):
                needed[name].append(extra)
    rows = [
        f"| {name} | {licences[name]} | {', '.join(needed[name])} |\n" for name in sorted(licences, key=str.casefold)
    ]
    return _TOP.format(version=temml) + "".join(rows)
