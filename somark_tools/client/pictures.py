"""A result → the addresses of its pictures; and the result with other addresses in their place."""

import html
import re
from collections.abc import Iterator, Mapping

from somark_tools.client.replies import ParsedResult, parsed
from somark_tools.wire import Result, WireBlock, WirePage

# In a content: `![description](address)`, and `<img src="address">` in the cells of a table. No other letters count as
# the ASCII ones of `img` and `src`, and `data-src` is another attribute.
_MARKDOWN = re.compile(r"(!\[[^\[\]]*\]\(\s*)([^\s()<>]+)")
_HTML = re.compile(r"(<img(?=[\s/])[^<>]*?[\s/\"']src\s*=\s*)([\"'])(.*?)\2", re.IGNORECASE | re.DOTALL | re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)  # one letter is a drive of Windows


def picture_addresses(result: Result) -> tuple[str, ...]:
    """Return the addresses of pictures that are elsewhere, each once, in reading order: no paths, no data URIs."""
    found = (address for page in result.pages for block in page.blocks or () for address in _addresses(block))
    return tuple(dict.fromkeys(address for address in found if _is_elsewhere(address)))


def with_addresses(result: Result, addresses: Mapping[str, str]) -> ParsedResult:
    """Return the result with these addresses in place of those; nothing else is changed."""
    return parsed(result, pages=[_page(page, addresses) for page in result.pages])


def _is_elsewhere(address: str) -> bool:
    return bool(_SCHEME.match(address)) and not address.lower().startswith("data:")


def _addresses(block: WireBlock) -> Iterator[str]:
    if block.img_url:
        yield block.img_url
    for match in _MARKDOWN.finditer(block.content or ""):
        yield match[2]
    for match in _HTML.finditer(block.content or ""):
        yield html.unescape(match[3])


def _page(page: WirePage, addresses: Mapping[str, str]) -> WirePage:
    if not any(address in addresses for block in page.blocks or () for address in _addresses(block)):
        return page
    return page.model_copy(update={"blocks": [_block(block, addresses) for block in page.blocks or ()]})


def _block(block: WireBlock, addresses: Mapping[str, str]) -> WireBlock:
    changes: dict[str, str] = {}
    if block.img_url and block.img_url in addresses:
        changes["img_url"] = addresses[block.img_url]
    if block.content:
        content = _MARKDOWN.sub(lambda found: found[1] + addresses.get(found[2], found[2]), block.content)
        changes["content"] = _HTML.sub(lambda found: _source(found, addresses), content)
    return block.model_copy(update=changes)


def _source(found: re.Match[str], addresses: Mapping[str, str]) -> str:
    return f"{found[1]}{found[2]}{addresses.get(html.unescape(found[3]), found[3])}{found[2]}"
