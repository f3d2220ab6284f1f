"""Which of the places of one name is meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from khabar.lexicon.gazetteer import GazetteerEntry, kilometres
from khabar.lexicon.gazetteer.spelling import words
from khabar.lexicon.table import load
from khabar.resolve.places.location import Location, governorate, unit_key
from khabar.tag.places import PlaceMention


@cache
def weights() -> dict[str, float]:
    """Weight of each piece of evidence (`place_ranking`)."""
    return {row["evidence"]: row["weight"] for row in load("place_ranking").rows}


@cache
def settings() -> dict[str, Any]:
    """Distances in km (`place_ranking`)."""
    return dict(load("place_ranking").about["settings"])


@cache
def radii() -> dict[str, float]:
    """Radius in km by feature (`place_directions`)."""
    return dict(load("place_directions").about["settings"]["radius"])


_UNITS = frozenset({"country", "adm1", "adm2", "adm3"})


@dataclass(slots=True)
class Ranked:
    """A candidate with its score and what made it."""

    entry: GazetteerEntry
    score: float
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str, weight: float) -> None:
        """Count a piece of evidence."""
        self.score += weight
        self.reasons.append(reason)


def position(entry: GazetteerEntry) -> tuple[float, float, float] | None:
    """`(lat, lon, radius_km)` of an entry; of its governorate where the list gives no coordinates."""
    if entry.lat is not None and entry.lon is not None:
        return entry.lat, entry.lon, entry.radius_km or radii()[entry.feature]
    found = governorate(entry.country, entry.admin[0])
    return found[1:] if found else None


def alone(mention: PlaceMention, surface: str, prefer_unit: bool) -> list[Ranked]:
    """Candidates scored by name, feature and head; those listed twice are joined."""
    told = words(surface)
    weight = weights()
    found = []
    for entry in distinct(mention.candidates):
        ranked = Ranked(entry, 0.0)
        if words(entry.name) == told:
            ranked.add("same_name", weight["same_name"])
        feature = entry.feature if entry.feature in weight else "ppl"
        ranked.add(feature, weight[feature])
        if entry.population:
            ranked.add("fame", weight["fame"] * math.log10(max(10, entry.population)))
        fit = _head_fit(mention, entry, prefer_unit)
        if fit:
            ranked.add(fit, weight[fit])
        found.append(ranked)
    return found


def _head_fit(mention: PlaceMention, entry: GazetteerEntry, prefer_unit: bool) -> str:
    unit = entry.feature in {"adm1", "country", "region"}
    if mention.kind == "admin" and mention.head:
        if entry.feature.startswith("adm"):
            return "head_fits"
        units = any(other.feature.startswith("adm") for other in mention.candidates)
        return "head_against" if units and entry.feature == "ppl" else ""
    if prefer_unit:
        return "head_fits" if entry.feature == "adm1" else ""
    if entry.feature.startswith("adm") or unit:
        return "head_against" if mention.kind == "settlement" else ""
    return "head_fits" if mention.head and entry.feature in {"ppl", "neighbourhood", "camp"} else ""


def distinct(entries: Iterable[GazetteerEntry]) -> list[GazetteerEntry]:
    """Entries without those that list the same place again (same kind, near each other): the first stays."""
    kept: list[GazetteerEntry] = []
    near = settings()["same_place_km"]
    for entry in entries:
        if not any(_same(entry, other, near) for other in kept):
            kept.append(entry)
    return kept


def _same(one: GazetteerEntry, two: GazetteerEntry, near: float) -> bool:
    if one.country != two.country or (one.feature in _UNITS) != (two.feature in _UNITS):
        return False
    if one.feature != two.feature and {one.feature, two.feature} & {"country", "adm1"}:
        return False
    if one.feature == two.feature == "adm1":
        return unit_key(one.admin[0]) == unit_key(two.admin[0])
    if one.lat is None or two.lat is None or one.lon is None or two.lon is None:
        return one.admin == two.admin and one.lat is two.lat
    return kilometres(one.lat, one.lon, two.lat, two.lon) <= near


def in_container(ranked: Ranked, container: Location) -> float:
    """How a candidate fits a containing place as resolved: 1 inside, -1 elsewhere, between where little can be said.

    The same governorate is something, even if the told side of it ("ريف حماة الشمالي الغربي") is not where it lies.
    """
    entry = ranked.entry
    if container.gazetteer_id is None or (container.gazetteer_id == entry.id):
        return 0.0
    if entry.country and container.country and entry.country != container.country:
        return -1.0
    if container.precision == "country":
        return 1.0 if entry.country else 0.0
    shared = _same_units(entry, container)
    near = _nearness(entry, container)
    if shared and near >= 0:
        return 1.0
    if shared or near > 0:
        return 0.6
    return near


def _same_units(entry: GazetteerEntry, container: Location) -> bool:
    """Whether both lie in one governorate, or in one district where the container is one."""
    held = {unit_key(name) for name in entry.admin if name}
    units = [unit for unit in container.admin if unit.level >= 1]
    if container.precision in {"admin2", "admin3"}:
        units = units[-1:]
    return bool(units) and unit_key(units[0].name_ar) in held


def _nearness(entry: GazetteerEntry, container: Location) -> float:
    """1 within the container's reach, 0 not far beyond it, else -1."""
    place = position(entry)
    if place is None or container.lat is None or container.lon is None or container.radius_km is None:
        return 0.0
    values = settings()
    reach = max(container.radius_km * values["container_reach"], values["least_reach_km"])
    away = kilometres(place[0], place[1], container.lat, container.lon)
    if away <= reach:
        return 1.0
    return 0.0 if away <= reach * 2 else -1.0


def in_unit(entry: GazetteerEntry, unit: GazetteerEntry) -> bool:
    """Whether an entry lies in a governorate, by name."""
    return entry.country == unit.country and unit_key(entry.admin[0]) == unit_key(unit.admin[0])


def pull(ranked: Ranked, others: Sequence[tuple[float, float]]) -> float:
    """Between 0 and 1: how near the other places of the report are (the two nearest count)."""
    place = position(ranked.entry)
    if place is None or not others:
        return 0.0
    lat, lon, _ = place
    far = settings()["pull_km"]
    pulls = [math.exp(-away / far) for away in sorted([_away(lat, lon, *other) for other in others])[:2]]
    return sum(pulls) / len(pulls)


_away = lru_cache(maxsize=20_000)(kilometres)  # the same few places stand beside each other all over a report


def by_country(entry: GazetteerEntry, scene: Mapping[str, float], hint: str | None) -> list[tuple[str, float]]:
    """Evidence, with its weights, from the countries of the report (their share of the foremost) and of its outlet."""
    country = entry.country
    if entry.feature == "country" or not country:
        return []
    weight = weights()
    found = [("hint_country", weight["hint_country"])] if country == hint else []
    share = scene.get(country)
    if share:
        found.append(("scene_country", weight["scene_country"] * share))
    elif scene and country != hint:
        found.append(("other_country", weight["other_country"]))
    return found
