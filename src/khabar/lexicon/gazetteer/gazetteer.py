"""Several indexes read as one gazetteer, with the words of text remembered between pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from khabar.lexicon.gazetteer.entry import GazetteerEntry
from khabar.lexicon.gazetteer.index import EMPTY, Index, Node
from khabar.lexicon.gazetteer.spelling import is_arabic, place_key
from khabar.text.words import ByWord, bare, forms

_REMEMBERED = 60_000
_MANY = 2_000  # words asked for, some ten pages
_LONG = 500_000  # places of lists that are read through for them, in about a second
_ROOM = 16  # bytes a place, which has some two runs of words
Ref = tuple[int, int, int]
"""`(index number, place number, quality)`; the quality is that of `spelling`, with its article bit."""


class Run:
    """A run of words known to the gazetteer: `more` if longer names begin with it, `refs` the places it names."""

    __slots__ = ("more", "refs")

    def __init__(self, more: bool, refs: tuple[Ref, ...]) -> None:
        self.more = more
        self.refs = refs


class Gazetteer:
    """A read-only gazetteer over one or more indexes; safe to share between threads, cheap to pickle."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self.indexes = tuple(indexes)
        self._runs: dict[str, Run | None] = {}
        self.starts = ByWord(self._readings)
        """Readings of a folded written word that begin a name: `(length of the prefix, key, run)`."""
        self._entries: dict[tuple[int, int], GazetteerEntry] = {}
        self._asked = 0
        self._held: bytearray | None = None
        self.notes: dict[str, Any] = {}

    @classmethod
    def open(cls, paths: Iterable[Path]) -> Gazetteer:
        """Open index files. Raises GazetteerError for a file that is no index."""
        return cls([Index(path) for path in paths])

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[tuple[Index, ...]]]:
        return Gazetteer, (self.indexes,)

    def __len__(self) -> int:
        return sum(len(index) for index in self.indexes)

    def run(self, words: str) -> Run | None:
        """The run of folded words without articles ("دير زور"), or None."""
        try:
            return self._runs[words]
        except KeyError:
            pass
        if len(self._runs) >= _REMEMBERED:
            self._runs = {}
        found = self._runs[words] = self._look_up(words)
        return found

    def _count(self) -> None:
        """Once many words have been asked for, hold in memory which there are, if the lists are not very long.

        Most words of a text are none of them, and then need no look into a file. A byte stands for all words that share
        it, so the files still decide.
        """
        self._asked += 1
        if self._asked >= _MANY and 0 < len(self) <= _LONG:
            held = bytearray(_ROOM * len(self))
            for index in self.indexes:
                for words in index.runs():
                    held[hash(words) % len(held)] = 1
            self._held = held

    def _look_up(self, words: str) -> Run | None:
        if self._held is None:
            self._count()
        elif not self._held[hash(words) % len(self._held)]:
            return None
        nodes = [index.node(words) for index in self.indexes]
        if not any(nodes):
            return None
        known = [node or EMPTY for node in nodes]
        return Run(any(node.more for node in known), _merged(known))

    def _readings(self, word: str) -> tuple[tuple[int, str, Run], ...]:
        found = []
        for text, prefix in forms(word):
            words = bare(text)
            run = self._look_up(words)
            if run is not None:
                found.append((prefix, words, run))
        return tuple(found)

    def entries(self, refs: Iterable[Ref]) -> list[tuple[GazetteerEntry, int]]:
        """Entries with the quality of their match, in the order of `refs`."""
        wanted = list(refs)
        held = self._entries  # another thread may put a fresh one in its place
        for number, index in enumerate(self.indexes):
            missing = [p for n, p, _ in wanted if n == number and (n, p) not in held]
            for at in range(0, len(missing), 500):
                part = missing[at : at + 500]
                held.update(zip([(number, p) for p in part], index.places(part), strict=True))
        if len(held) > _REMEMBERED // 3:
            self._entries = {}
        return [(held[n, p], quality) for n, p, quality in wanted]

    def named(self, name: str) -> list[GazetteerEntry]:
        """Places of exactly this name, in any known spelling."""
        run = self.run(place_key(name))
        return [entry for entry, _ in self.entries(run.refs)] if run else []

    def search(self, text: str, limit: int = 20) -> list[GazetteerEntry]:
        """Places whose Arabic name begins with `text`, or whose English name contains it; best known first."""
        words, latin = (place_key(text), "") if is_arabic(text) else ("", text.strip())
        found = [entry for index in self.indexes for entry in index.search(words, latin, limit * 5)]
        found.sort(key=lambda e: (place_key(e.name) != words, len(e.name), -e.population))
        return found[:limit]


def _merged(nodes: Sequence[Node]) -> tuple[Ref, ...]:
    return tuple((n, place, quality) for n, node in enumerate(nodes) for place, quality in node.refs)
