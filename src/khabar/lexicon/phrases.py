"""Find the phrases of a table in a page, word by word, through clitics, quotes and articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from khabar.text.lookout import Lookout
from khabar.text.words import ByWord, Token, bare, forms, words

T = TypeVar("T")
_END = ""  # no word is empty: the trie keeps a phrase's values under it
_new = tuple.__new__  # quicker than the constructor of a NamedTuple
_QUOTES = frozenset("\"'")


class Match(NamedTuple, Generic[T]):
    """A phrase found: words `[first, last)`, characters `[start, end)` of the text as given, the row's value.

    `prefix` is what was glued before it ("وب"); the character span starts after it.
    """

    first: int
    last: int
    start: int
    end: int
    value: T
    prefix: str = ""


class Phrases(Generic[T]):
    """A trie of phrases over folded words.

    `article=False` makes the definite article of every word optional ("التحالف الدولي" = "تحالف دولي").
    The longest phrase at a word wins; all values of an equal phrase are returned.
    """

    def __init__(self, entries: Iterable[tuple[str, T]], *, article: bool = True) -> None:
        self._norm = (lambda word: word) if article else bare
        self._root: dict[str, Any] = {}
        self._openings = ByWord(self._opening)
        self._opens = Lookout(lambda: self._root, article=article)
        for phrase, value in entries:
            node = self._root
            for word in words(phrase):
                if word not in _QUOTES:
                    node = node.setdefault(self._norm(word), {})
            if node is not self._root:
                node.setdefault(_END, []).append(value)

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[Match[T]]:
        """Matches that begin at words `[first, last)`, in order; matches may overlap."""
        found: list[Match[T]] = []
        stop = len(tokens) if last is None else last
        for at in self._opens.among(tokens, first, stop):
            for node, prefix in self._openings[tokens[at].word]:
                end, values = self._walk(tokens, at + 1, stop, node)
                if values is not None:
                    word, start, _ = tokens[at]
                    close, glued = tokens[end - 1].end, word[:prefix]
                    found += [_new(Match, (at, end, start + prefix, close, value, glued)) for value in values]
                    break
        return found

    def _opening(self, word: str) -> tuple[tuple[dict[str, Any], int], ...]:
        """Nodes at which a written word may begin a phrase, each with the length of its prefix."""
        root, norm = self._root, self._norm
        return tuple([(root[key], prefix) for text, prefix in forms(word) if (key := norm(text)) in root])

    def _walk(self, tokens: Sequence[Token], at: int, stop: int, node: dict[str, Any]) -> tuple[int, list[T] | None]:
        end, values = at, node.get(_END)
        while at < stop:
            word = tokens[at].word
            if word in _QUOTES:
                at += 1
                continue
            node = node.get(self._norm(word))  # type: ignore[assignment]
            if node is None:
                break
            at += 1
            if _END in node:
                end, values = at, node[_END]
        return end, values


def longest(matches: Iterable[Match[T]]) -> list[Match[T]]:
    """Leftmost-longest choice among overlapping matches."""
    chosen: list[Match[T]] = []
    for match in sorted(matches, key=lambda m: (m.first, -m.last)):
        if not chosen or match.first >= chosen[-1].last:
            chosen.append(match)
    return chosen
