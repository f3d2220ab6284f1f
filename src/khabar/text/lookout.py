"""One pass over the words of a text for all that wait for some of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from threading import Lock

from khabar.text.words import ByWord, Token, Tokens, bare, forms, spelled


def _never(_: str) -> bool:
    return False


class Lookout:
    """Words that somebody waits for: the first ones of a table's phrases, triggers, words of time.

    `openers` gives folded words that are waited for, whatever is glued before them; without `article` they have none,
    and words are waited for with it or without. `wanted` says of a written word whether it is waited for besides.

    The first lookout that asks a text has all of its words looked at once, for every lookout there is: a look at each
    word for each would take longer than all that follows. A lookout joins the others with its second text, since some
    are made for one text.
    """

    __slots__ = ("_asked", "article", "openers", "wanted")

    def __init__(
        self,
        openers: Callable[[], Collection[str]] = tuple,
        wanted: Callable[[str], object] = _never,
        *,
        article: bool = True,
    ) -> None:
        self.openers, self.wanted, self.article = openers, wanted, article
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
        return [at for at, word in enumerate(spelled(tokens, first, last), first) if self._waits(word)]

    def _waits(self, word: str) -> bool:
        openers = self.openers()
        texts = (text if self.article else bare(text) for text, _ in forms(word))
        return any(text in openers for text in texts) or bool(self.wanted(word))

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
        self._judging = [(number, one) for number, one in enumerate(lookouts) if one.wanted is not _never]
        self._waiting = ByWord(self._who_waits)

    @classmethod
    def join(cls, lookout: Lookout) -> None:
        """Another watch takes over, so that no word is answered for by fewer lookouts than there are."""
        with cls._lock:
            if lookout not in cls.current._lookouts:
                cls.current = cls((*cls.current._lookouts, lookout))

    @cached_property
    def _by_opener(self) -> dict[tuple[str, bool], list[int]]:
        found: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for number, lookout in enumerate(self._lookouts):
            for word in lookout.openers():
                found[word, lookout.article].append(number)
        return dict(found)

    def _who_waits(self, word: str) -> tuple[int, ...]:
        """Numbers of the lookouts that wait for a word."""
        waiting = [number for number, lookout in self._judging if lookout.wanted(word)]
        known = self._by_opener
        for text, _ in forms(word):
            waiting += known.get((text, True), ())
            waiting += known.get((bare(text), False), ())
        return tuple(dict.fromkeys(waiting))

    def look(self, tokens: Tokens) -> dict[Lookout, list[int]]:
        """Indices of the words that each lookout waits for."""
        found: list[list[int]] = [[] for _ in self._lookouts]
        for at, waiting in enumerate(self._waiting.over(tokens)):
            for number in waiting:
                found[number].append(at)
        return dict(zip(self._lookouts, found, strict=True))


_Watch.current = _Watch()
