"""A sentence with its harm words, its counts of people and its cues, looked up by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from khabar.lexicon import Match
from khabar.tag.harm_words import HarmWord, find_cues, reach
from khabar.tag.quantities import Quantity, groups
from khabar.text import Token

_OPEN_PUNCTUATION = frozenset("\"'()[]«»-:")
_CLOSERS = frozenset(".؛:!?؟…")


_TURNS = ("turn", "wound", "inverted", "agent", "with", "clause", "deny", "part")


class Scene:
    """A sentence with its harm words, its counts and its cues, looked up by word."""

    def __init__(self, tokens: Sequence[Token], first: int, last: int, words: list[Match[HarmWord]]) -> None:
        self.tokens, self.first, self.last = tokens, first, last
        self.words = words
        self.groups = groups(tokens, first, last)
        self.cues = find_cues(tokens, first, last)
        self._starts = [group.first for group in self.groups]
        self._word_at = {m.first: m for m in self.words}
        at = {role: {m.first for m in found} for role, found in self.cues.items()}
        self._turns = set().union(*(at.get(role, ()) for role in _TURNS))
        self._turns |= {g.first for g in self.groups if g.kind in ("time", "month") and not g.counted}
        self._inverted = at.get("inverted", set())
        self._clauses = at.get("clause", set())
        self._agents = at.get("agent", set())
        self._wounds = at.get("wound", set())
        self._with = {m.first: m for m in self.cues.get("with", ())}
        self._each = {m.first: m.last for m in self.cues.get("each", ())}
        self._generics = {m.last for m in self.cues.get("generic", ())}
        self._recalls = {m.last for m in self.cues.get("recall", ())}
        self._part = at.get("part", set())

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
        if at >= self.last or at in self._turns or at in self._word_at:
            return True
        word = self.tokens[at].word
        return len(word) == 1 and word != "و" and not word.isdecimal()

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
        """`at`, or the word after opening quotes, brackets and "كل من"."""
        at = self._each.get(at, at)
        while at < self.last and self.tokens[at].word in _OPEN_PUNCTUATION:
            at += 1
        return at

    def list_after(self, at: int, limit: int) -> int | None:
        """Where a list of names opens ("كلا من") within `limit` words of word `at`."""
        near = (word for word in self._each if at <= word <= at + limit)
        return next((word for word in near if self.is_open(at, word)), None)

    def is_illness(self, at: int) -> bool:
        """Whether an illness is told at word `at` or soon after."""
        limit = reach("harm_cues")["illness"]
        return any(at <= m.first < at + limit for m in self.cues.get("illness", ()))

    def is_generic(self, at: int) -> bool:
        """Whether a harm word names a place or a kind of case ("مراكز احتجاز")."""
        return at in self._generics

    def is_recalled(self, at: int) -> bool:
        """Whether a word stands after "إثر" or the like ("قتل رجل إثر إصابته")."""
        return at in self._recalls

    def company(self, at: int) -> Match[Any] | None:
        return self._with.get(at)
