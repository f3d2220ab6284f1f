"""Light stems of written words: what a table of stems is looked up with."""

from __future__ import annotations

from functools import cache, lru_cache

from khabar.lexicon.table import load
from khabar.text.words import forms

_SHORTEST = 3


def _affixes(kind: str) -> list[str]:
    found = [row["affix"] for row in load("affixes").rows if row["kind"] == kind]
    return sorted(found, key=len, reverse=True)


@cache
def _prefixes() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Prefixes, with what a stem may begin with in their place.

    Forms IV, VII, VIII and X lose their alef in the imperfect: "يستهدف" comes from "استهدف".
    """
    articles = [(affix, ("",)) for affix in _affixes("article")]
    return (*articles, *((affix, ("", "ا")) for kind in ("imperfect", "future") for affix in _affixes(kind)))


@cache
def _suffixes() -> tuple[frozenset[str], int]:
    """The suffixes, and the length of the longest."""
    suffixes = _affixes("suffix")
    return frozenset(suffixes), len(suffixes[0])


def _without_prefix(form: str) -> list[str]:
    found = [form]
    for prefix, heads in _prefixes():
        if form.startswith(prefix):
            found += [head + form[len(prefix) :] for head in heads]
    return found


def _without_suffix(rest: str) -> list[str]:
    found: list[str] = []
    suffixes, longest = _suffixes()
    for size in range(min(longest, len(rest) - _SHORTEST + 1), 0, -1):
        if rest[-size:] in suffixes:
            # A ta marbuta opens up before a suffix: "غارتهم", "غارتين" come from "غاره".
            found += [rest[:-size], rest[:-size] + "ه"]
    return found


@lru_cache(maxsize=30_000)
def stems(word: str) -> tuple[str, ...]:
    """Possible stems of a folded word, the written forms first: "وسيستهدفونها" -> (..., "استهدف", ...)."""
    found: list[str] = []
    for text, _ in forms(word):
        for rest in _without_prefix(text):
            if len(rest) >= 2:
                found.append(rest)
            found += _without_suffix(rest)
    return tuple(dict.fromkeys(found))
