"""Which mentions contain which, as the text tells it: "قرية الزر بريف دير الزور الشرقي"."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.tag.places.hit import Hit
from khabar.tag.places.judge import Judge
from khabar.text.words import Token

_RANK = {"landmark": 0, "road": 0, "camp": 1, "settlement": 2, "area": 3, "admin": 4, "country": 5}
_LINKS = frozenset(
    {
        (),
        ("في",),
        ("،",),
        ("،", "في"),
        ("من",),
        ("التابعه",),
        ("التابعة", "ل"),
        ("ضمن",),
        ("(",),
        ("-",),
        (",",),
        ('"',),
        ('"', "في"),
        (")",),
        (")", "في"),
        ("داخل",),
    }
)


def contain(hits: Sequence[Hit], tokens: Sequence[Token]) -> None:
    """Set `within` of every hit (indices into `hits`, inner to outer)."""
    outer: dict[int, int] = {}
    for at in range(len(hits) - 1):
        if _contains(hits[at + 1], hits[at], tokens):
            outer[at] = at + 1
    for at in range(len(hits) - 2, -1, -1):
        if at not in outer and _listed(hits[at], hits[at + 1], tokens) and at + 1 in outer:
            outer[at] = outer[at + 1]
    for at, hit in enumerate(hits):
        step = outer.get(at)
        while step is not None and len(hit.within) < 4:
            hit.within.append(step)
            step = outer.get(step)


def _rank(hit: Hit) -> int:
    if hit.kind == "settlement" and hit.told.refs and (hit.head is None or hit.head.word.startswith("منطق")):
        return 3
    if hit.head is not None and hit.head.kind == "natural":
        return 1
    if hit.head is not None and hit.head.word.startswith(("حي", "أحياء", "حيي", "محلة")):
        return 1
    return _RANK[hit.kind]


def _contains(outer: Hit, inner: Hit, tokens: Sequence[Token]) -> bool:
    gap = tuple(token.word for token in tokens[inner.last : outer.phrase])
    if gap not in _LINKS or outer.kind in {"landmark", "road", "camp"}:
        return False
    if outer.prefix.startswith(("و", "ف")):
        return False
    linked = outer.prefix in {"ب", "ل"} or gap or outer.directed
    if not linked or (gap in {("،",), (",",), ("-",)} and not _introduced(outer)):
        return False
    side = inner.countryside and inner.anchor is None
    return side or _rank(outer) >= _rank(inner) or outer.directed


def _introduced(outer: Hit) -> bool:
    return outer.prefix == "ب" or outer.directed or outer.kind in {"area", "admin", "country"}


def _listed(one: Hit, two: Hit, tokens: Sequence[Token]) -> bool:
    gap = [token.word for token in tokens[one.last : two.phrase]]
    joined = two.prefix.startswith("و") or two.name.prefix.startswith("و")
    return (not gap and joined) or (gap in (["،"], [","]) and (joined or two.prefix == ""))


__all__ = ["Judge", "contain"]
