"""One pass over the words of a text for all that wait for some of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from threading import Lock

from khabar.text.words import ByWord, Token, Tokens, spelled


class Lookout:
    """Words that somebody waits for: the first ones of a table's phrases, triggers, words of time.

    `wanted` says whether a folded word is waited for; by far most are not. The first lookout that asks a text has all
    of its words looked at once, for every lookout there is: a look at each word for each would take longer than all
    that follows. A lookout joins the others with its second text, since some are made for one text.
    """

    __slots__ = ("_asked", "wanted")

    def __init__(self, wanted: Callable[[str], object]) -> None:
        self.wanted = wanted
        self._asked = False

    def among(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[int]:
        """Indices of the words of `[first, last)` that it waits for."""
        stop = len(tokens) if last is None else last
        if not isinstance(tokens, Tokens):
            return self._alone(tokens, first, stop)
        if self not in tokens.found:
            self._look(tokens)
        found = tokens.found[self]
        return found[bisect_left(found, first) : bisect_left(found, stop)] if found else found

    def _alone(self, tokens: Sequence[Token], first: int, last: int) -> list[int]:
        return [at for at, word in enumerate(spelled(tokens, first, last), first) if self.wanted(word)]

    def _look(self, tokens: Tokens) -> None:
        if not tokens.found:
            tokens.found = _Watch.current.look(tokens)
        if self not in tokens.found:
            tokens.found[self] = self._alone(tokens, 0, len(tokens))
            if self._asked:
                _Watch.join(self)
            self._asked = True


class _Watch:
    """All lookouts that there are at a time, and who waits for a word."""

    current: _Watch
    _lock = Lock()

    def __init__(self, lookouts: tuple[Lookout, ...] = ()) -> None:
        self._lookouts = lookouts
        self._waiting = ByWord(self._who_waits)

    @classmethod
    def join(cls, lookout: Lookout) -> None:
        """Another watch takes over, so that no word is answered for by fewer lookouts than there are."""
        with cls._lock:
            if lookout not in cls.current._lookouts:
                cls.current = cls((*cls.current._lookouts, lookout))

    def _who_waits(self, word: str) -> tuple[Lookout, ...]:
        return tuple([lookout for lookout in self._lookouts if lookout.wanted(word)])

    def look(self, tokens: Tokens) -> dict[Lookout, list[int]]:
        """Indices of the words that each lookout waits for."""
        found: dict[Lookout, list[int]] = {lookout: [] for lookout in self._lookouts}
        for at, waiting in enumerate(self._waiting.over(tokens)):
            for lookout in waiting:
                found[lookout].append(at)
        return found


_Watch.current = _Watch()
