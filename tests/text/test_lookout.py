"""What is waited for is found, whoever else looks and in whatever order the texts come."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.text import fold, tokenize
from khabar.text.lookout import Lookout

_WORDS = ("قصف", "الرقه", "و", "اليوم", "،", "12")


def _text(words: list[str]) -> str:
    return " ".join(words)


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from(_WORDS)), min_size=1, max_size=4), st.lists(st.sampled_from(_WORDS)))
def test_a_lookout_finds_its_words_in_every_text_beside_the_others(texts: list[list[str]], wanted: list[str]) -> None:
    lookouts = [Lookout(wanted=lambda word, mine=mine: word == mine) for mine in wanted]
    for words in texts:
        tokens = tokenize(fold(_text(words)))
        for lookout, mine in zip(lookouts, wanted, strict=True):
            places = [at for at, word in enumerate(words) if word == mine]
            assert lookout.among(tokens) == places
            assert lookout.among(list(tokens)) == places


@given(st.lists(st.sampled_from(_WORDS)), st.integers(0, 8), st.integers(0, 8))
def test_only_words_of_the_stretch_asked_for_are_told(words: list[str], first: int, size: int) -> None:
    lookout = Lookout(wanted=lambda word: word in ("قصف", "12"))
    last = min(first + size, len(words))
    places = [at for at in range(first, last) if words[at] in ("قصف", "12")]
    assert lookout.among(tokenize(fold(_text(words))), first, last) == places


def test_words_that_were_looked_at_can_be_sent_to_another_process() -> None:
    tokens = tokenize(fold("قصف على الرقة"))
    Lookout(wanted=lambda word: word == "قصف").among(tokens)
    assert pickle.loads(pickle.dumps(tokens)) == tokens
