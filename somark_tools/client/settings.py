"""Arguments, environment and the official SDK's config file → where to send requests, with which key, how often."""

import os
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from pydantic import SecretStr

from somark_tools.errors import KeyRefusedError, SourceError

BASES: Mapping[str, str] = MappingProxyType({"cn": "https://somark.cn/api/v1", "ai": "https://somark.ai/api/v1"})
_HOSTS = frozenset(("somark.cn", "somark.ai", "somark.tech"))
_PLACE = "the API key"
_LEAST_SECRET = 8  # characters
_OLD_PATHS_END = "2026-12-31"


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is tried, with what seconds between: `first`, doubled each time, up to `most`."""

    attempts: int = 6
    first: float = 0.5
    most: float = 30.0
    jitter: float = 1.0


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How a client behaves. Times are seconds; `per_second` None is no limit of the rate.

    `timeout` bounds a silence of the service, `parse_timeout` that before the reply to `parse`; `reply_timeout` a whole
    reply once it has begun. `old_paths` asks below `/extract`, for deployments that know no `/parse`.
    """

    per_second: float | None = 4.0
    retries: Retries = field(default_factory=Retries)
    timeout: float = 60.0
    parse_timeout: float = 900.0
    reply_timeout: float = 600.0
    max_reply_bytes: int = 1 << 30
    old_paths: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """Where the service is, and the key for it; None for deployments that need none."""

    base_url: str
    key: SecretStr | None

    def redacted(self, text: str) -> str:
        """Return the text without the key: the service may repeat it in its messages.

        A short one is no secret but a word for deployments that ask for any key (`x`, `data`), and texts may have it.
        """
        key = self.key.get_secret_value() if self.key else ""
        return text.replace(key, "***") if len(key) >= _LEAST_SECRET else text


def access(
    api_key: str | SecretStr | None,
    base_url: str | None,
    *,
    environ: Mapping[str, str] = os.environ,
    config_file: Path | None = None,
) -> Access:
    """Return where to go, with which key: the arguments, else SOMARK_BASE_URL and SOMARK_API_KEY, else the config file.

    `base_url` is `cn` (the default), `ai`, or a URL. A key that was not given as an argument is sent to SoMark itself,
    or to the URL of the environment or the config file, and never to another URL that an argument names. Raises
    KeyRefusedError where SoMark itself is to be asked without a key.
    """
    config = _config(config_file)
    found = base_url or environ.get("SOMARK_BASE_URL") or config.get("base_url") or "cn"
    url = _checked(BASES.get(found, found))
    if api_key is None and (base_url is None or urlsplit(url).hostname in _HOSTS):
        api_key = environ.get("SOMARK_API_KEY") or config.get("api_key")
    key = _key(api_key)
    if key is None and urlsplit(url).hostname in _HOSTS:
        raise KeyRefusedError("there is none: set SOMARK_API_KEY, or api_key in ~/.somark/config.toml", place=_PLACE)
    return Access(url, key)


def warn_of_old_paths() -> None:
    """Warn that the paths below `/extract` are about to end."""
    message = f"the paths below /extract end on {_OLD_PATHS_END}: leave out old_paths as soon as the service allows"
    warnings.warn(message, DeprecationWarning, stacklevel=4)


def _checked(url: str) -> str:
    place = url if "@" not in url else "the base URL"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise SourceError(f"no base URL: say {', '.join(BASES)}, or an address with http(s)", place=place)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SourceError("a base URL has no user, password, query or fragment", place="the base URL")
    return url.rstrip("/")


def _key(given: str | SecretStr | None) -> SecretStr | None:
    """Return the key without the line end that it may have in a file or variable; None if nothing is left."""
    key = (given.get_secret_value() if isinstance(given, SecretStr) else given or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise SourceError("has characters that no key has: copy it again", place=_PLACE) from None
    return SecretStr(key) if key else None


def _config(path: Path | None) -> Mapping[str, str]:
    try:
        values = tomllib.loads((path or Path.home() / ".somark" / "config.toml").read_text("utf-8"))
    except (OSError, ValueError, RuntimeError):  # no file, no TOML, no home
        return {}
    return {name: value for name, value in values.items() if isinstance(value, str)}
