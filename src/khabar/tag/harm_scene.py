"""A sentence with its harm words, its counts of people and its cues, looked up by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from khabar.lexicon import Match
from khabar.tag.harm_words import HarmWord, find_cues, find_words
from khabar.tag.quantities import Quantity, groups
from khabar.text import Token

_OPEN_PUNCTUATION = frozenset("\"'()[]«»-")
_CLOSERS = frozenset(".؛:!?؟…")


class Scene:
    """A sentence with its harm words, its counts and its cues, looked up by word."""

    def __init__(self, tokens: Sequence[Token], first: int, last: int) -> None:
        self.tokens, self.first, self.last = tokens, first, last
        self.words = find_words(tokens, first, last)
        self.groups = groups(tokens, first, last)
        self.cues = find_cues(tokens, first, last)
        self._starts = [group.first for group in self.groups]
        self._word_at = {m.first: m for m in self.words}
        self._turns = {m.first for role in ("turn", "wound", "inverted") for m in self.cues.get(role, ())}
        self._inverted = {m.first for m in self.cues.get("inverted", ())}
        self._clauses = {m.first for m in self.cues.get("clause", ())}
        self._agents = {m.first for m in self.cues.get("agent", ())}
        self._wounds = {m.first for m in self.cues.get("wound", ())}
        self._with = {m.first: m for m in self.cues.get("with", ())}
        self._part = {m.first for m in self.cues.get("part", ())}

    def following(self, at: int) -> Iterator[Quantity]:
        """Counts that begin at word `at` or later."""
        yield from self.groups[bisect_left(self._starts, at) :]

    def preceding(self, at: int) -> Iterator[Quantity]:
        """Counts that end at word `at` or earlier, the nearest first."""
        for group in reversed(self.groups[: bisect_left(self._starts, at)]):
            if group.last <= at:
                yield group

    def word_at(self, at: int) -> Match[HarmWord] | None:
        return self._word_at.get(at)

    def is_turn(self, at: int) -> bool:
        """Whether a word cannot name a victim: a preposition, an adverb, punctuation, the end."""
        return at >= self.last or at in self._turns or not self.tokens[at].is_word or at in self._word_at

    def is_inverted(self, at: int) -> bool:
        """Whether a word after a verb shows that the victims follow ("قتل فيها 11")."""
        return at in self._inverted

    def has_agent(self, first: int, last: int) -> bool:
        """Whether those who did it are told in words `[first, last)` ("على أيدي")."""
        return any(at in self._agents for at in range(first, last))

    def is_wound(self, at: int) -> bool:
        return at in self._wounds

    def has_clause(self, first: int, last: int) -> bool:
        """Whether a new clause opens in words `[first, last)`."""
        return any(at in self._clauses for at in range(first, last))

    def is_open(self, first: int, last: int, *, commas: bool = False, words: bool = False, parts: bool = False) -> bool:
        """Whether nothing in words `[first, last)` closes the clause: a stop, and, where not allowed, a comma,
        another harm word, a part of the count ("بينهم")."""
        for at in range(first, last):
            word = self.tokens[at].word
            if word in _CLOSERS or (word in "،," and not commas) or (at in self._part and not parts):
                return False
            if not words and at in self._word_at:
                return False
        return True

    def skip(self, at: int) -> int:
        """`at`, or the word after opening quotes and brackets."""
        while at < self.last and self.tokens[at].word in _OPEN_PUNCTUATION:
            at += 1
        return at

    def company(self, at: int) -> Match[Any] | None:
        return self._with.get(at)
