"""Which party a wording means, weighed by date and context."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from khabar.lexicon import load
from khabar.lexicon.parties import actors, countries, lineage, readings, stands
from khabar.model import Candidate


class Clue(NamedTuple):
    """What decides who is meant: a name of the table, a generic class, a nationality, a fixed party."""

    name: str = ""
    cls: str = ""
    nation: str = ""
    party: str = ""
    pronoun: str = ""
    loyal: bool = False


@cache
def _weights() -> dict[str, float]:
    return dict(load("state_parties").about["weights"])


@cache
def _fallbacks() -> dict[str, str]:
    return dict(load("state_parties").about["fallbacks"])


def weigh(clue: Clue, contexts: Mapping[str, float], day: date | None) -> tuple[Candidate, ...]:
    """Parties that the clue may mean, best first. `contexts` holds a weight of 0..1 a context."""
    if clue.party and not clue.name:
        return (Candidate(clue.party, 1.0, "told"),)
    if clue.nation and not _proper(clue):
        found = _of_nation(clue, day)
        return (Candidate(found, 1.0, f"nationality {clue.nation}"),) if found else ()
    scored: dict[str, Candidate] = {}
    for candidate in [*_named(clue, contexts, day), *_generic(clue.cls, contexts, day)]:
        if candidate.value not in scored or scored[candidate.value].score < candidate.score:
            scored[candidate.value] = candidate
    ranked = sorted(scored.values(), key=lambda c: -c.score)
    return tuple(_proxy(clue, ranked, contexts))


def _proper(clue: Clue) -> bool:
    """Does the name outweigh the nationality ("تنظيم القاعدة اليمني", but not "الاحتلال الروسي")?"""
    named = readings().get(clue.name, ())
    return not clue.cls and any(not reading.contexts or clue.nation in reading.contexts for reading in named)


def _named(clue: Clue, contexts: Mapping[str, float], day: date | None) -> list[Candidate]:
    weights, found = _weights(), []
    for reading in readings().get(clue.name, ()):
        if reading.contexts:
            context = max(sorted(reading.contexts), key=lambda c: contexts.get(c, 0.0))
            if clue.cls and contexts and context not in contexts:
                continue  # "المقاومة" names nobody where no context speaks for a party of that name
            score, reason = contexts.get(context, 0.0) + weights["named"], f"name in {context}"
        else:
            score, reason = weights["anywhere"], "name"
        if not actors()[reading.id].active_on(day):
            score *= weights["inactive"]
        found.append(Candidate(reading.id, score, reason))
    return found


def _generic(cls: str, contexts: Mapping[str, float], day: date | None) -> list[Candidate]:
    found = [
        Candidate(stand.id, contexts[stand.context], f"{cls} of {stand.context}")
        for stand in stands().get(cls, ())
        if contexts.get(stand.context, 0.0) > 0 and stand.active_on(day)
    ]
    if fallback := _fallbacks().get(cls):
        found.append(_general(cls, fallback, contexts))
    return found


def _general(cls: str, fallback: str, contexts: Mapping[str, float]) -> Candidate:
    """The general party of a class, strong where the likeliest country has none of its own ("شرطي" in France)."""
    scenes = {c: w for c, w in contexts.items() if c in countries() and c[:2] == c}
    if scenes:
        country = max(sorted(scenes), key=lambda c: scenes[c])
        if all(stand.context != country for stand in stands().get(cls, ())):
            state = countries()[country].state
            party = state if state and fallback in lineage(state) else fallback
            return Candidate(party, scenes[country], f"{cls} of {country}")
    return Candidate(fallback, _weights().get(cls, _weights()["fallback"]), f"{cls}, country unknown")


def _of_nation(clue: Clue, day: date | None) -> str:
    """The party of class `cls` that acts for a country, else its state, else the general party of that class."""
    for cls in (clue.cls, "state"):
        for stand in stands().get(cls, ()):
            if stand.context == clue.nation and stand.active_on(day):
                return stand.id
    state = countries()[clue.nation].state
    return state or _fallbacks().get(clue.cls, "")


def _proxy(clue: Clue, ranked: list[Candidate], contexts: Mapping[str, float]) -> list[Candidate]:
    """Those loyal to a foreign state are not that state: "ميليشيات موالية لإيران"."""
    if not clue.loyal or not ranked:
        return ranked
    country = actors()[ranked[0].value].country
    for stand in stands().get("proxy", ()):
        if stand.context == country and actors()[ranked[0].value].kind == "state":
            return [Candidate(stand.id, ranked[0].score, f"loyal to {ranked[0].value}"), *ranked]
    return ranked
