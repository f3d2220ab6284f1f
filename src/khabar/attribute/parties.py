"""Which parties a source speaks for, and who stands on whose side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from khabar.lexicon import load
from khabar.lexicon.parties import actors, lineage
from khabar.tag.actors import THINGS, ActorMention
from khabar.text import Page, key


class Named(NamedTuple):
    """A party mentioned at words `[first, last)`; `prefix` is what is glued before it."""

    first: int
    last: int
    id: str
    kind: str
    prefix: str
    generic: bool = False


def named_parties(page: Page, mentions: Sequence[ActorMention]) -> dict[int, Named]:
    """The known parties among the actor mentions, by the word at which they begin."""
    starts = [t.start for t in page.tokens]
    found: dict[int, Named] = {}
    for m in mentions:
        if m.id is None or m.kind in THINGS or m.kind in ("unknown", "person"):
            continue
        first = max(0, bisect_left(starts, m.start + 1) - 1)
        last = bisect_left(starts, m.end)
        prefix = key(page.text[starts[first] : m.start]) if starts[first] < m.start else ""
        found[first] = Named(first, last, m.id, m.kind, prefix, m.generic)
    return found


@cache
def line(party: str) -> tuple[str, ...]:
    """The party and all above it, nearest first; an outlet stands below the party whose voice it is."""
    side = _voices().get(party, "")
    own = lineage(party) or (party,)
    return (*own, *(p for p in line(side) if p not in own)) if side and side != party else own


@cache
def _voices() -> dict[str, str]:
    return {row["id"]: row["side"] for row in load("source_names").rows if row["side"]}


@cache
def _blocs(relation: str) -> tuple[tuple[str, frozenset[str]], ...]:
    rows = load("source_blocs").rows
    return tuple((row["bloc"], frozenset(row["members"])) for row in rows if row["relation"] == relation)


def _bound(relation: str, one: frozenset[str], other: frozenset[str]) -> bool:
    return any(
        bloc in a and not members.isdisjoint(b)
        for bloc, members in _blocs(relation)
        for a, b in ((one, other), (other, one))
    )


@cache
def same_side(one: str, other: str) -> bool:
    """True if one stands below the other, both are arms of one state, or one is of the other's bloc."""
    first, second = frozenset(line(one)), frozenset(line(other))
    if not first.isdisjoint(second) or _bound("member", first, second):
        return True
    return bool(_countries(first) & _countries(second))


def _countries(side: frozenset[str]) -> set[str]:
    """The states whose arms these parties are."""
    return {actors()[p].country for p in side if p in actors() and actors()[p].kind == "state"} - {""}


@cache
def allied(one: str, other: str) -> bool:
    """True if the two fight side by side without being of one bloc."""
    return not same_side(one, other) and _bound("ally", frozenset(line(one)), frozenset(line(other)))
