"""The parties of the actor table: who they are, what they are called, whom they stand below.

Tables: `actors`, `actor_aliases`, `actor_generics`, `state_parties`, `nationalities`, `outlet_contexts`.
A *context* is where a name means a party: a country code, "SY-NE" (the north-east of Syria), or a camp of outlets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from khabar.lexicon.table import load
from khabar.text.fold import key


@dataclass(frozen=True, slots=True)
class Actor:
    """A party. `active_from` is its first day, `active_to` the first day on which it is no more.

    `coding`: claims are coded at this level; finer parties roll up to the nearest such ancestor. `classes` are the
    generic nouns that may stand for it ("organisation": "التنظيم"). `acled`, `ucdp`: names in those data sets.
    """

    id: str
    name_en: str
    name_ar: str
    kind: str
    country: str = ""
    parent: str = ""
    coding: bool = False
    active_from: date | None = None
    active_to: date | None = None
    classes: frozenset[str] = frozenset()
    acled: str = ""
    ucdp: str = ""

    def active_on(self, day: date | None) -> bool:
        """True unless `day` lies outside the party's known life."""
        return _within(day, self.active_from, self.active_to)


@dataclass(frozen=True, slots=True)
class Reading:
    """A party that a name may mean; `contexts` empty: everywhere."""

    id: str
    contexts: frozenset[str] = frozenset()
    partisan: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """In `context`, a generic name means party `id` from `active_from` until before `active_to`."""

    context: str
    id: str
    active_from: date | None = None
    active_to: date | None = None

    def active_on(self, day: date | None) -> bool:
        return _within(day, self.active_from, self.active_to)


@dataclass(frozen=True, slots=True)
class Country:
    """A country with the party that acts for its state; `weight`: how much its mention tells that it is the scene."""

    code: str
    name_en: str
    state: str
    weight: float


def _within(day: date | None, start: date | None, end: date | None) -> bool:
    return day is None or ((start is None or start <= day) and (end is None or day < end))


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


@cache
def actors() -> dict[str, Actor]:
    """All parties by id, in table order."""
    return {
        row["id"]: Actor(
            row["id"], row["name_en"], row["name_ar"], row["kind"], row["country"], row["parent"], row["coding"],
            _day(row["active_from"]), _day(row["active_to"]), frozenset(row["classes"]), row["acled"], row["ucdp"],
        )
        for row in load("actors").rows
    }  # fmt: skip


@cache
def lineage(party: str) -> tuple[str, ...]:
    """The party and all above it, nearest first; () for an unknown id."""
    found: list[str] = []
    table = actors()
    while party in table and party not in found:
        found.append(party)
        party = table[party].parent
    return tuple(found)


@cache
def coarse_id(party: str | None) -> str | None:
    """The nearest of the party and its ancestors at which claims are coded; None if there is none."""
    return next((p for p in lineage(party or "") if actors()[p].coding), None)


@cache
def readings() -> dict[str, tuple[Reading, ...]]:
    """Folded name -> the parties it may mean, in table order."""
    found: dict[str, list[Reading]] = {}
    for row in load("actor_aliases").rows:
        reading = Reading(row["id"], frozenset(row["contexts"]), row["partisan"])
        found.setdefault(key(row["alias"]), []).append(reading)
    return {name: tuple(all_) for name, all_ in found.items()}


@cache
def generics() -> dict[str, str]:
    """Folded generic name -> its class ("الجيش" -> army)."""
    return {key(row["phrase"]): row["class"] for row in load("actor_generics").rows}


@cache
def stands() -> dict[str, tuple[Stand, ...]]:
    """Class of a generic name -> whom it means where and when."""
    found: dict[str, list[Stand]] = {}
    for row in load("state_parties").rows:
        stand = Stand(row["context"], row["id"], _day(row["active_from"]), _day(row["active_to"]))
        found.setdefault(row["class"], []).append(stand)
    return {name: tuple(all_) for name, all_ in found.items()}


@cache
def countries() -> dict[str, Country]:
    """Countries by code."""
    return {
        row["code"]: Country(row["code"], row["name_en"], row["state"], row["weight"])
        for row in load("nationalities").rows
    }


@cache
def outlet_contexts() -> dict[str, tuple[str, ...]]:
    """Folded name of an outlet -> the contexts that it brings with it."""
    return {key(row["outlet"]): row["contexts"] for row in load("outlet_contexts").rows}
