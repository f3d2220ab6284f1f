from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khabar.text import fold, forms, segment

LETTERS = "ابتثجحخدرزسشصضطظعغفقكلمنهويىةءأإآؤئ ًٌٍَُِّْـ\u200f\u202bﻻﷲﻣ٠۵5.،\n“”Aé😀\x00"
ARABIC = st.text(alphabet=st.sampled_from(LETTERS), max_size=80)


@given(ARABIC)
def test_every_folded_character_leads_back_inside_the_text(text: str) -> None:
    folded = fold(text)
    positions = [folded.position(i) for i in range(len(folded.text))]
    assert positions == sorted(positions)
    assert all(0 <= p < len(text) for p in positions)


@given(ARABIC)
def test_words_and_sentences_lie_in_order_inside_the_text(text: str) -> None:
    page = segment(text)
    last = 0
    for token in page.tokens:
        assert last <= token.start < token.end <= len(text)
        written = fold(text[token.start : token.end]).text
        assert token.word in written or written in token.word  # a ligature may hold letters of two words
        last = token.start
    for sentence in page.sentences:
        assert sentence.start < sentence.end and sentence.first < sentence.last


def test_split_letters_are_joined() -> None:
    text = "مـ ـقـ ـتل شخص"
    folded = fold(text)
    assert folded.text == "مقتل شخص"
    assert folded.span(0, 4) == (0, 10)


def test_letters_split_by_dots_are_joined() -> None:
    text = "قـ.ـتـ.ل طـ.فـ.ل في حلبـ. ثم"
    assert fold(text).text == "قتل طفل في حلب. ثم"
    first, second, *_ = segment(text).tokens
    assert text[first.start : first.end] == "قـ.ـتـ.ل"
    assert text[second.start : second.end] == "طـ.فـ.ل"


def test_marks_belong_to_the_letter_before() -> None:
    text = "قُتِلَ رجل"
    assert text[slice(*fold(text).span(0, 3))] == "قُتِلَ"


def test_clitics_come_off() -> None:
    assert {f.text: f.prefix for f in forms("وللرقه")}["الرقه"] == 3
    assert {f.text: f.prefix for f in forms("بالرقه")}["الرقه"] == 1
