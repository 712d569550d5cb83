"""How a document writes: its words, its options, whether it puts blanks between scripts. Made when asked for."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from somark_tools.document import Document
from somark_tools.model import Table, TextBlock

# Ideographs and kana: scripts written without blanks. Hangul is written with blanks.
HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u303a\u3041-\u30ff\u3105-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Their punctuation, which brings its own space.
WIDE = "\u3000-\u3004\u3008-\u3020\u303b-\u303f\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"

_WORD = re.compile(r"[^\W\d_]+(?:['’\-\u2010][^\W\d_]+)*")
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_MEETING = re.compile(rf"(?<=[{HAN}])( ?)([!-~])|([!-~])( ?)(?=[{HAN}])")
_SIGN = re.compile(r"([^\w\s])(\s?)(?=(\S))|(\w)(\s?)(?=([^\w\s]))")
_SMALL_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset("the of and to is in that for it with as are be this on not or by".split()),
    "de": frozenset("der die und das ist nicht mit den von zu ein eine auf für dem des sich auch".split()),
    "fr": frozenset("le la les des et est une dans pour que qui sur pas par avec du au ce".split()),
    "es": frozenset("el la los las es una en para que por con del se un como no más".split()),
    "it": frozenset("il la di che è per una un con non del della sono si le dei gli".split()),
    "pt": frozenset("os as é uma um para que por com do da não em se mais".split()),
    "nl": frozenset("de het een en van is niet dat met voor op zijn te aan ook bij er als".split()),
}
_ALIKE_AROUND = frozenset(("han", "letter", "digit"))
SAMPLE = 50_000  # characters of a document that its habits are learnt from
FEW_QUESTIONS = 120  # different ones: searching for so many words takes as long as counting all of them
MANY = 50  # as often is often
LONGEST_SMALL_WORD = 12  # with the signs around it
MIN_SMALL_WORDS = 5  # more of them than English ones tell another language


def kind_of(character: str) -> str:
    """Return the class of a character beside a script without blanks: `letter`, `digit`, `open`, `close` or `other`."""
    if character.isalpha():
        return "letter"
    if character.isdigit():
        return "digit"
    if character in "([{<\"'":
        return "open"
    return "close" if character in ")]}>.,;:!?%" else "other"


class Usage:
    """Facts about how a document, or a part of it, is written."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._answers: dict[tuple[str, int], int] = {}  # of the first questions: many are asked twice

    @staticmethod
    def of(document: Document) -> "Usage":
        """Return the usage of a whole document."""
        return Usage(_texts(document))

    @cached_property
    def _lower(self) -> str:
        # Most texts are ASCII, and those are lowered much faster than one long text that is not.
        plain = [text for text in self._texts if text.isascii()]
        others = [text.lower() for text in self._texts if not text.isascii()]
        return "\n".join(["\n".join(plain).lower(), *others]).replace("\u2010", "-")

    @cached_property
    def _words(self) -> Counter[str]:
        """How often each word occurs; words with hyphens count as a whole and in their parts."""
        words = _counted(self._lower.split())
        for word in [word for word in words if "-" in word]:
            for part in word.split("-"):
                words[part] += words[word]
        return words

    def count(self, word: str, enough: int = MANY) -> int:
        """Return how often a word, in lower case and with its hyphens, occurs: alone or as a part of a hyphenated one.

        The first questions are answered by searching the text, until it was found `enough` times; later it pays to
        count all words.
        """
        question = (word, enough)
        if question not in self._answers:
            if len(self._answers) >= FEW_QUESTIONS:
                return self._words[word]
            self._answers[question] = self._search(word, enough)
        return self._answers[question]

    def _search(self, word: str, enough: int) -> int:
        text, found, at = self._lower, 0, -1
        for _ in range(10 * MANY):
            at = text.find(word, at + 1)
            if at < 0:
                break
            found += not text[at - 1 : at].isalpha() and not text[at + len(word) : at + len(word) + 1].isalpha()
            if found >= enough:
                break
        return found

    @cached_property
    def options(self) -> frozenset[str]:
        """Command-line options such as `-e` and `--list` that occur."""
        return frozenset(option for text in self._texts for option in _OPTION.findall(text))

    @cached_property
    def language(self) -> str:
        """The language of its Latin text (ISO 639-1), told by small words; English where they don't tell."""
        parts = [part for part in "\n".join(self._sample).lower().split() if len(part) <= LONGEST_SMALL_WORD]
        words = _counted(parts)
        counts = {language: sum(words[word] for word in small) for language, small in _SMALL_WORDS.items()}
        likeliest = max(counts, key=counts.__getitem__)
        return likeliest if counts[likeliest] > counts["en"] + MIN_SMALL_WORDS else "en"

    @cached_property
    def _sample(self) -> Sequence[str]:
        """Texts from all over the document, of about SAMPLE characters together: enough to learn a habit from."""
        return self._texts[:: max(1, sum(map(len, self._texts)) // SAMPLE)]

    @cached_property
    def _meetings(self) -> Counter[tuple[str, str, bool]]:
        found = Counter(_MEETING.findall("\n".join(self._sample)))
        meetings: Counter[tuple[str, str, bool]] = Counter()
        for (after, second, first, before), number in found.items():
            pair = ("han", kind_of(second), bool(after)) if second else (kind_of(first), "han", bool(before))
            meetings[pair] += number
        return meetings

    def spaces_at_sign(self, left: str, right: str) -> bool | None:
        """Return whether a blank stands between two characters of which one is a sign; None: no clear evidence."""
        if left.isalnum() and right.isalnum():
            return None
        sign = right if left.isalnum() else left
        pair = (left if not left.isalnum() else _class(left), _class(right))
        texts = [text for text in self._texts if sign in text]
        ways = {spaced for text in texts for one, other, spaced in _at_signs(text, sign) if (one, other) == pair}
        return ways.pop() if len(ways) == 1 else None

    def spaces(self, left: str, right: str) -> bool | None:
        """Return whether a blank stands between these classes of characters (one is `han`); None: no evidence.

        Who writes a blank before a word or number writes one after it: where the one doesn't occur, the other tells.
        """
        for pair in ((left, right), (right, left)):
            spaced, direct = self._meetings[(*pair, True)], self._meetings[(*pair, False)]
            if spaced != direct:
                return spaced > direct
            if not _ALIKE_AROUND.issuperset(pair):
                break
        return None


def _counted(parts: Iterable[str]) -> Counter[str]:
    """Return how often each word occurs in parts of texts without blanks."""
    words = Counter(parts)  # most occur often: each is looked at once
    others = {part: words.pop(part) for part in [part for part in words if not part.isalpha()]}
    words.update(_WORD.findall("\n".join([part for part, number in others.items() if number == 1])))
    for part, number in others.items():
        if number > 1:
            for word in _WORD.findall(part):
                words[word] += number
    return words


def _at_signs(text: str, wanted: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each sign with the character before or after it, as classes, and whether a blank stands between them.

    Of which neither is the sign that is wanted, they are left out.
    """
    for found in _SIGN.findall(text):
        if wanted in found:
            sign, after, second, first, before, other = found
            yield (sign, _class(second), bool(after)) if sign else (_class(first), other, bool(before))


def _class(character: str) -> str:
    return "digit" if character.isdigit() else "letter" if character.isalpha() else character


def _texts(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, TextBlock):
            texts.append(block.text)
        elif isinstance(block, Table):
            texts += [cell.text for row in block.rows for cell in row.cells]
    return texts
