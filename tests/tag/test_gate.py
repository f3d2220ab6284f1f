"""The gate before the reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khabar.tag.gate import may_tell_of_events

_MARKET = "افتتح وزير الزراعة معرض الزهور السنوي في حديقة المدينة، وتجول بين أجنحة المشاركين من عشر دول. " * 5


def test_general_news_stays_outside() -> None:
    assert not may_tell_of_events(_MARKET)


@pytest.mark.parametrize("word", ["قصف", "وبالقصف", "سيقصفون", "قُصِفَ", "غاراتهم", "يقتحمون"])
def test_one_strong_word_in_any_form_opens_it(word: str) -> None:
    assert may_tell_of_events(f"{_MARKET} {word} {_MARKET}")


def test_letters_inside_another_word_do_not() -> None:
    assert not may_tell_of_events(f"{_MARKET} الشنطة والمقصف {_MARKET}")


def test_weak_words_count_by_the_length_of_the_text() -> None:
    weak = "خلفت أضرارا. "
    assert may_tell_of_events(_MARKET[:310] + weak * 3)
    assert not may_tell_of_events(_MARKET * 3 + weak)


def test_short_texts_are_always_read() -> None:
    assert may_tell_of_events("وقع الطرفان اتفاقا.")


@pytest.mark.shared
def test_no_report_with_claims_stays_outside(shared: Path) -> None:
    lines = (shared / "gold" / "train.jsonl").read_text("utf-8").splitlines()
    texts = [document["text"] for document in map(json.loads, lines) if document["claims"]]
    kept = sum(map(may_tell_of_events, texts))
    assert kept >= 0.995 * len(texts)
