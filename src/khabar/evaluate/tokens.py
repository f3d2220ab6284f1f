"""Words touched by spans: how far two readers mark the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from khabar.evaluate.claims import Rate

Role = Literal["source", "target", "verb"]
ROLES: tuple[Role, ...] = ("source", "target", "verb")
Offsets = tuple[int, int]
SpanRates = dict[str, Rate]
_WORD = re.compile(r"[^\W_](?:[\w\u064b-\u0655\u0670]*)|_+")


class Spans(NamedTuple):
    """Who did it, to whom, and the word that says so: offsets into the sentence."""

    source: tuple[Offsets, ...] = ()
    target: tuple[Offsets, ...] = ()
    verb: tuple[Offsets, ...] = ()


def words(text: str) -> list[Offsets]:
    """The words of a text, vowel marks included."""
    return [found.span() for found in _WORD.finditer(text)]


def touched(spans: Iterable[Offsets], tokens: Sequence[Offsets]) -> frozenset[int]:
    """Indices of the words that any of the spans touches."""
    wanted = list(spans)
    return frozenset(
        at for at, (first, last) in enumerate(tokens) for start, end in wanted if first < end and start < last
    )


def majority(marks: Sequence[Iterable[Offsets]], tokens: Sequence[Offsets]) -> frozenset[int]:
    """Indices of the words that at least half of the annotators mark."""
    votes = Counter(at for spans in marks for at in touched(spans, tokens))
    return frozenset(at for at, number in votes.items() if 2 * number >= len(marks))
