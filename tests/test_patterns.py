"""Patterns of texts: letters that only look like the ASCII letters of a word, alike but for case, break nothing."""

import pytest
from results import result, text

from somark_tools import merge_cross_page, render_docx
from somark_tools.patterns.caption_labels import label_in, may_mention, mentions_in
from somark_tools.patterns.caption_text import name_in
from somark_tools.patterns.numbering import number
from somark_tools.patterns.page_numbers import readings
from somark_tools.patterns.phrases import is_running

ODD = {"i": "ıİ", "s": "ſ", "k": "\u212a"}  # `re` takes them for the letters, whatever their case
WORDS = ("Fig", "Figures", "Tabs", "Listing", "supplementary Fig", "Chapter Five", "Chapter Six", "Section", "ix")


@pytest.mark.parametrize("word", WORDS)
def test_letters_that_look_alike_are_read_or_left(word: str) -> None:
    for place, letter in enumerate(word.lower()):
        for odd in ODD.get(letter, ""):
            written = f"{word[:place]}{odd}{word[place + 1 :]}"
            for shown in (f"{written} 3", f"see {written}. 3, 4", written, f"{written}: on"):
                label_in(shown)
                list(mentions_in(shown))
                name_in(shown)
                number([shown])
                readings(shown)
                sent = result([{"type": "title", "content": shown}, text(shown), {"type": "caption", "content": shown}])
                assert render_docx(merge_cross_page(sent))


@pytest.mark.parametrize(
    "shown", ["see Table 3", "见图2", "ｓｅｅ　Ｆｉｇ. 3", "SUPPLEMENTARY FIGS. 1 and 2", "附表 3", "cf. Abb. 2"]
)
def test_what_is_mentioned_may_be(shown: str) -> None:
    assert list(mentions_in(shown))
    assert may_mention(shown)


def test_what_begins_in_lower_case_is_no_running_head_however_long_it_is() -> None:
    assert is_running("The Archive")
    assert is_running("The Archive " * 60)
    assert not is_running("the rest of it " + "Archive " * 60)
