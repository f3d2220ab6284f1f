"""The words of killing, injuring, detaining, abducting and displacing, and the cues around them, from the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from khabar.lexicon import Match, Phrases, load, longest
from khabar.lexicon.nouns import noun
from khabar.model import HarmKind
from khabar.text import Token, forms, key
from khabar.text.lookout import Lookout

_COUNT_OF_SUFFIX: dict[str, tuple[int, int | None]] = {"one": (1, 1), "two": (2, 2), "many": (2, None)}


class HarmWord(NamedTuple):
    """A row of `harm_words`; `pronoun` is the count of victims that a suffix tells ("مقتلهم": 2 or more)."""

    kind: HarmKind
    pattern: str
    needs: str
    before: frozenset[str]
    after: frozenset[str]
    pronoun: tuple[int, int | None] | None = None


@cache
def _rows() -> tuple[tuple[str, HarmWord], ...]:
    found: list[tuple[str, HarmWord]] = []
    for row in load("harm_words").rows:
        before, after = (frozenset(map(key, row[column])) for column in ("before", "after"))
        word = HarmWord(cast(HarmKind, row["kind"]), row["pattern"], row["needs"], before, after)
        phrase = key(row["phrase"])
        found.append((phrase, word))
        alone = not before and not after and (" " not in phrase or phrase.endswith(" علي"))
        if alone and word.pattern in ("masdar", "verb", "active", "plural"):
            found.extend(_suffixed(phrase, word))
    return tuple(found)


def _suffixed(phrase: str, word: HarmWord) -> Iterator[tuple[str, HarmWord]]:
    """ "اعتقاله", "إصابتهم", "خطفوه": the victim is a suffix."""
    stem = phrase[:-1] + "ت" if phrase[-1] == "ه" else phrase.removesuffix("ا")
    if word.needs and word.kind not in ("injured", "displaced"):
        return
    for suffix, number in load("harm_words").about["suffixes"].items():
        form = stem + key(suffix)
        if noun(form) is None:  # "أسره" reads as "أسرة"
            yield form, word._replace(pronoun=_COUNT_OF_SUFFIX[number])


@cache
def _phrases() -> Phrases[HarmWord]:
    return Phrases(_rows())


def _is_harmed(word: str) -> bool:
    head = noun(word)
    return head is not None and head.domain == "harm"


harmed = Lookout(wanted=_is_harmed)
"""Nouns for those who were harmed ("قتيل")."""


@cache
def reach(name: str) -> dict[str, int]:
    """The longest stretches of words that table `name` allows between two parts of a telling."""
    return {k: int(v) for k, v in load(name).about["reach"].items()}


@cache
def _cues() -> Phrases[str]:
    return Phrases((row["phrase"], row["role"]) for row in load("harm_cues").rows)


def find_cues(tokens: Sequence[Token], first: int, last: int) -> dict[str, list[Match[Any]]]:
    """Cues of words `[first, last)` by role."""
    found: dict[str, list[Match[Any]]] = {}
    for match in _cues().find(tokens, first, last):
        found.setdefault(match.value, []).append(match)
    return found


def find_words(tokens: Sequence[Token], first: int, last: int) -> list[Match[HarmWord]]:
    """Harm words of `[first, last)` whose companions ("لقي ... مصرعه") are there; the companion is no second one."""
    found = []
    spent: set[int] = set()
    for match in longest(_phrases().find(tokens, first, last)):
        word = match.value
        if word.before and not _has(tokens, word.before, max(first, match.first - 12), match.first):
            continue
        if word.after:
            at = next((i for i in range(match.last, last) if tokens[i].word in word.after), None)
            if at is None or at - match.first > reach("harm_words")["companion"]:
                continue
            spent.add(at)
        if match.first not in spent:
            found.append(match)
    return found


def _has(tokens: Sequence[Token], words: frozenset[str], first: int, last: int) -> bool:
    return any(form.text in words for token in tokens[first:last] for form in forms(token.word))
