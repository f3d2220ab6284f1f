"""Which predicted claim tells of the same event as which gold claim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from khabar.lexicon.event_types import FAMILY

Claim = Mapping[str, Any]
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_PUNCTUATION = re.compile(r"[^\w\s]+")
_SPELLINGS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARTICLE = "ال"


def name_key(name: str | None) -> str:
    """What two spellings of a name have in common: no vowel marks, one alef, no punctuation, no articles."""
    plain = _PUNCTUATION.sub(" ", _MARKS.sub("", name or "")).translate(_SPELLINGS)
    return " ".join(_without_article(word) for word in plain.split())


def _without_article(word: str) -> str:
    return word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) > 4 else word


def same_name(one: str | None, other: str | None) -> bool:
    """Equal, or one is a run of whole words of the other."""
    a, b = name_key(one), name_key(other)
    return bool(a and b) and (f" {a} " in f" {b} " or f" {b} " in f" {a} ")


def same_party(one: Claim, other: Claim) -> bool:
    """By id where both have one, else by name."""
    if one.get("id") and other.get("id"):
        return bool(one["id"] == other["id"])
    return same_name(one.get("text"), other.get("text"))


def days(claim: Claim) -> tuple[Any, Any] | None:
    """First and last day."""
    date = claim.get("date")
    return (date.get("start"), date.get("end")) if date else None


def place_of(claim: Claim) -> str | None:
    """The place as named."""
    return (claim.get("place") or {}).get("name")


def pair(text: str, gold: Sequence[Claim], predicted: Sequence[Claim]) -> list[tuple[int, int]]:
    """Indices of gold and predicted claims that tell of the same, the most alike first; none is used twice."""
    likeness = [
        (-alike, at, to)
        for at, one in enumerate(gold)
        for to, other in enumerate(predicted)
        if (alike := _likeness(text, one, other)) is not None
    ]
    pairs: dict[int, int] = {}
    for _, at, to in sorted(likeness):
        if at not in pairs and to not in pairs.values():
            pairs[at] = to
    return list(pairs.items())


def _likeness(text: str, gold: Claim, predicted: Claim) -> float | None:
    """None where families differ, or neither evidence nor place has anything in common."""
    if FAMILY.get(gold["type"]) != FAMILY.get(predicted["type"]):
        return None
    evidence = _overlap(_span(text, gold), _span(text, predicted))
    place = same_name(place_of(gold), place_of(predicted))
    if not evidence and not place:
        return None
    neither_placed = place_of(gold) is None and place_of(predicted) is None
    parties = sum(any(same_party(a, b) for b in predicted.get("actors") or ()) for a in gold.get("actors") or ())
    return float(
        2 * (gold["type"] == predicted["type"])
        + 1.5 * evidence
        + (2 if place else 0.5 * neither_placed)
        + 0.25 * (days(gold) == days(predicted))
        + 0.1 * parties
    )


def _span(text: str, claim: Claim) -> tuple[int, int] | None:
    evidence = claim.get("evidence") or ""
    start = claim.get("start")
    if start is None:
        start = text.find(evidence) if evidence else -1
    return (start, start + len(evidence)) if start >= 0 else None


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    """The common part of two spans, as a share of the shorter."""
    if not one or not other:
        return 0.0
    shorter = max(1, min(one[1] - one[0], other[1] - other[0]))
    return max(0.0, (min(one[1], other[1]) - max(one[0], other[0])) / shorter)
