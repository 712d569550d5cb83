"""Pictures → `![description](address)`, from an address that may be shown."""

import re

from somark_tools.addresses import image_address
from somark_tools.render.markdown.context import Context


def picture(address: str, description: str, context: Context) -> str:
    """Return a picture in Markdown, or "" for an address that may not be shown."""
    address = shown_address(address, context)
    if not address:
        return ""
    alt = " ".join(re.sub(r"([\\\[\]`*_~<&$])", r"\\\1", description).split())
    return f"![{alt}]({target(address)})"


def shown_address(address: str, context: Context) -> str:
    """Return the address to show a picture from, or ""."""
    return image_address(address)


def target(address: str) -> str:
    """Return an address as it stands between the parentheses of a link."""
    address = re.sub(r"([<>\\]|&(?=#?\w{1,31};))", r"\\\1", address)
    return f"<{address}>" if re.search(r"[\s()<>\\]", address) else address
