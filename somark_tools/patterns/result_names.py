"""The name of a file that holds a result → the name without what tells its form."""

import re

_SUFFIX = re.compile(r"(\.document)?(\.json)?(\.gz|\.zip)?$", re.IGNORECASE)


def stem_of(name: str) -> str:
    """Return the name without `.json`, `.json.gz`, `.zip`, `.document.json`; "" if nothing else is in it.

    >>> stem_of("report.v2.JSON.gz")
    'report.v2'
    """
    return _SUFFIX.sub("", name)
