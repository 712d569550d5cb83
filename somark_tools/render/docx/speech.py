"""The language of a document → what Word is told: languages for proofing, fonts for East Asian text, the direction."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from docx.document import Document as WordFile

from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.render.docx.xml import Element, name, w
from somark_tools.wording.language import RIGHT_TO_LEFT, language_of
from somark_tools.wording.usage import Usage

UNKNOWN = "x-none"  # Word then proofs nothing, which is better than all of it in a wrong language

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
# Word wants a country. A language that is not here is given as it is.
_USUAL: Mapping[str, str] = MappingProxyType(
    {
        "ar": "ar-SA", "cs": "cs-CZ", "da": "da-DK", "de": "de-DE", "el": "el-GR", "en": "en-US", "es": "es-ES",
        "fa": "fa-IR", "fi": "fi-FI", "fr": "fr-FR", "he": "he-IL", "hi": "hi-IN", "it": "it-IT", "ja": "ja-JP",
        "ko": "ko-KR", "nl": "nl-NL", "pl": "pl-PL", "pt": "pt-PT", "ru": "ru-RU", "sv": "sv-SE", "th": "th-TH",
        "tr": "tr-TR", "uk": "uk-UA", "ur": "ur-PK", "vi": "vi-VN", "zh": "zh-CN",
    }
)  # fmt: skip
_EAST_ASIAN = frozenset(["zh", "ja", "ko"])
_TRADITIONAL = re.compile(r"zh-(?:Hant|TW|HK|MO)", re.IGNORECASE)


class Fonts(NamedTuple):
    """The fonts for East Asian text, where Latin text has serifs, and where it has none."""

    serif: str
    sans: str


_IN_STYLES = Fonts("SimSun", "SimHei")  # of styles.xml
_FONTS: Mapping[str, Fonts] = MappingProxyType(
    {
        "zh": _IN_STYLES,
        "zh-TW": Fonts("PMingLiU", "Microsoft JhengHei"),
        "ja": Fonts("MS Mincho", "Yu Gothic"),
        "ko": Fonts("Batang", "Malgun Gothic"),
    }
)


class Speech(NamedTuple):
    """The language of the document ("" if unknown), those of its Latin, East Asian and right-to-left text, as tags."""

    main: str
    latin: str
    east_asian: str
    complex: str

    @property
    def right_to_left(self) -> bool:
        """Whether the document is written from right to left."""
        return _primary(self.main) in RIGHT_TO_LEFT


def speech_of(document: Document, language: str | None = None) -> Speech:
    """Return the languages, told from the text unless one is given. Raises OutputError for what is no language tag."""
    if language is not None and not _TAG.fullmatch(language):
        raise OutputError(f"{language!r} is no language tag: say, for example, en or zh-CN")
    main = language or _told(document)
    primary = _primary(main)
    full = _USUAL.get(main.lower(), main)
    if primary in _EAST_ASIAN:
        return Speech(main, "en-US", full, "ar-SA")
    if primary in RIGHT_TO_LEFT:
        return Speech(main, "en-US", "zh-CN", full)
    return Speech(main, full or UNKNOWN, "zh-CN", "ar-SA")


def set_speech(word: WordFile, speech: Speech, *, fonts: bool) -> None:
    """Set the languages of the file, and of its styles the `fonts` for East Asian text and the direction."""
    styles = word.styles.element
    defaults = styles.find(f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{name('w:rPr')}")
    if defaults is not None:
        _set_language(defaults, speech)
    if fonts:
        chosen = _fonts(speech.east_asian)
        of_font = dict(zip(_IN_STYLES, chosen, strict=True))
        for found in styles.iter(name("w:rFonts")):
            font = found.get(name("w:eastAsia"), "")
            found.set(name("w:eastAsia"), of_font.get(font, font))
    theme = word.settings.element.find(name("w:themeFontLang"))
    if theme is not None:
        for key, tag in (("val", speech.latin), ("eastAsia", speech.east_asian), ("bidi", speech.complex)):
            theme.set(name(f"w:{key}"), tag)


def _set_language(properties: Element, speech: Speech) -> None:
    made = w("lang", val=speech.latin, eastAsia=speech.east_asian, bidi=speech.complex)
    found = properties.find(name("w:lang"))
    if found is not None:
        properties.replace(found, made)
        return
    later = [properties.find(name(f"w:{local}")) for local in ("eastAsianLayout", "specVanish", "oMath")]
    following = next((element for element in later if element is not None), None)
    properties.insert(len(properties) if following is None else properties.index(following), made)


def _told(document: Document) -> str:
    language = language_of(document)
    if language:
        return language
    usual = document.derived(Usage.of).language
    return usual if usual != "en" else ""


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _fonts(tag: str) -> Fonts:
    return _FONTS["zh-TW" if _TRADITIONAL.match(tag) else _primary(tag)]
