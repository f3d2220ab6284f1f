"""The gate before the reader: one scan of the text for words of which every report of an event holds some.

Most news fails it and is never cut into words.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick

from khabar.lexicon.stems import stems
from khabar.lexicon.table import load
from khabar.text.fold import fold, key


def may_tell_of_events(text: str) -> bool:
    """Whether `text` is short, or holds a strong word of the table, or enough weak ones for its length."""
    limits = load("gate").about["limits"]
    if len(text) <= limits["short"]:
        return True
    folded = fold(text).text
    wanted = min(limits["most_weak"], 1 + len(folded) // limits["letters_per_weak"])
    weak, done = 0, 0
    for _, start, end in _scanner().find_matches_as_indexes(folded, overlapping=True):
        if start < done:
            continue
        word, done = _word_around(folded, start, end)
        strength = _strength(word)
        weak += strength == "weak"
        if strength == "strong" or weak >= wanted:
            return True
    return False


@cache
def _rows() -> dict[str, str]:
    return {key(row["stem"]): row["strength"] for row in load("gate").rows}


@cache
def _scanner() -> AhoCorasick:
    """What every word of a stem holds: the imperfect drops the alef that opens it, a suffix the ta marbuta."""
    return AhoCorasick(sorted({stem.removeprefix("ا").removesuffix("ه") for stem in _rows()}))


def _word_around(text: str, start: int, end: int) -> tuple[str, int]:
    """The word that holds `[start, end)`, and where it ends."""
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end], end


@lru_cache(maxsize=30_000)
def _strength(word: str) -> str:
    """How much a word says for an event: its longest stem's row."""
    rows = _rows()
    return rows.get(max((stem for stem in stems(word) if stem in rows), key=len, default=""), "")
