"""Temml's npm package, by version and hash → the scripts in `somark_tools/equations/vendor`, which are not committed.

Hatchling runs this before it builds a wheel or an sdist, also for an editable install; by hand: `python
hatch_build.py`. An sdist carries the scripts, so a wheel that is built from it needs neither npm nor a network. In a
checkout without npm, or if what npm brings is not what is expected, the build goes on without the scripts, and formulas
are read by latex2mathml.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand
    BuildHookInterface = object

VERSION = "0.13.5"
HASH = "sha512-aPkDDgunanpLNL0ql32HbolqLep+w8DRcVXRql7rWrMt/PhczdLgL4UBYYVU3BYjCNjkGq4EqwIicu/zWr1iOg=="
# Member of the package → name in `vendor`. mhchem's long form has the notice of its authors.
FILES = {
    "package/dist/temml.min.js": "temml.min.js",
    "package/contrib/mhchem/mhchem.js": "mhchem.js",
    "package/LICENSE": "LICENSE",
}
VENDOR = Path("somark_tools", "equations", "vendor")
SECONDS = 120  # until npm is given up


class TemmlHook(BuildHookInterface):  # type: ignore[misc, valid-type]
    """Fetches the scripts before a wheel or an sdist is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing, and say so if it can't be had."""
        problem = fetched(Path(self.root))
        if problem:
            self.app.display_warning(f"Temml is left out ({problem}): formulas will be read by latex2mathml")


def fetched(root: Path) -> str:
    """Put the scripts into the vendor folder below `root`, unless they are there; return what went wrong, or ""."""
    vendor = root / VENDOR
    stamp = vendor / "VERSION"
    names = [vendor / name for name in FILES.values()]
    if all(name.is_file() for name in names) and stamp.is_file() and stamp.read_text("utf-8") == f"{VERSION} {HASH}\n":
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"temml@{VERSION}", "--silent", "--fetch-retries=1", "--pack-destination", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, cwd=folder)
        except (OSError, subprocess.SubprocessError) as error:
            return f"npm failed: {error}"
        package = next(Path(folder).glob("temml-*.tgz"), None)
        if package is None:
            return "npm brought no package"
        if _hash(package) != HASH:
            return f"the package has another hash than the one of version {VERSION}"
        with tarfile.open(package) as archive:
            contents = {name: archive.extractfile(member) for member, name in FILES.items()}
            vendor.mkdir(exist_ok=True)
            for name, file in contents.items():
                (vendor / name).write_bytes(file.read() if file else b"")
    stamp.write_text(f"{VERSION} {HASH}\n", "utf-8")
    return ""


def _hash(path: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


if __name__ == "__main__":
    sys.exit(fetched(Path(__file__).parent) or None)
