"""Distances told of a place: "على بعد 20 كم شرق الرقة", "على مسافة خمسة كيلومترات من سراقب"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from khabar.lexicon.numerals import scan
from khabar.lexicon.table import load
from khabar.tag.places.hit import Hit
from khabar.tag.places.words import direction
from khabar.text.fold import key
from khabar.text.words import Token

_REACH = 9
_FARTHEST_KM = 500.0


@cache
def _units() -> dict[str, float]:
    return {key(row["word"]): row["km"] for row in load("place_units").rows}


@cache
def _links() -> frozenset[str]:
    return frozenset(key(word) for word in load("place_units").about["settings"]["links"])


def read_distance(hit: Hit, tokens: Sequence[Token]) -> None:
    """Set `distance_km` of a hit where the words before it tell one, and `bearing` where they tell a direction."""
    at = hit.phrase - 1
    stop = max(-1, at - _REACH)
    bearing = hit.bearing if hit.directed else None
    while at > stop:
        word = tokens[at].word
        if word in _units():
            break
        turn = direction(word)
        if turn is not None and turn[0].bearing is not None:
            bearing = turn[0].bearing
        elif word not in _links():
            return
        at -= 1
    else:
        return
    if at < 0:
        return
    numbers = scan(tokens, max(0, at - 5), at)
    if numbers and numbers[-1].last == at:
        away = float(numbers[-1].value) * _units()[tokens[at].word]
    elif tokens[at].word in _dual():
        away = 2.0 * _units()[tokens[at].word]
    else:
        return
    if 0 < away <= _FARTHEST_KM:
        hit.distance_km, hit.bearing = away, bearing
        hit.directed = hit.directed or bearing is not None


@cache
def _dual() -> frozenset[str]:
    return frozenset(key(row["word"]) for row in load("place_units").rows if row["dual"])
