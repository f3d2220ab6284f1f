"""Where a mention lies: coordinates with an extent, what contains it, and the places that lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from khabar.lexicon.gazetteer import GazetteerEntry
from khabar.lexicon.gazetteer.entry import ADMIN_FEATURES
from khabar.lexicon.table import load
from khabar.model import AdminUnit, Candidate, PlacePrecision
from khabar.text.fold import key
from khabar.text.words import bare


@dataclass(frozen=True, slots=True)
class Location:
    """A resolved place. `lat`, `lon` in degrees (WGS84), `radius_km` of the disc that stands for it.

    `gazetteer_id` is None for a place that no list holds: then the location is that of what contains it, and
    `precision` says so. `candidates` holds the losers with score and reason, best first; `reason` is why this one won.
    """

    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: PlacePrecision
    gazetteer_id: str | None = None
    name_en: str = ""
    admin: tuple[AdminUnit, ...] = ()
    country: str | None = None
    candidates: tuple[Candidate, ...] = ()
    score: float = 0.0
    reason: str = ""


@cache
def _codes() -> dict[str, tuple[int, int]]:
    return {row["precision"]: (row["acled"], row["ucdp"]) for row in load("place_precision").rows}


def acled_precision(precision: PlacePrecision) -> int:
    """ACLED's geo precision, 1 (town) to 3 (region)."""
    return _codes()[precision][0]


def ucdp_precision(precision: PlacePrecision) -> int:
    """UCDP's where_prec, 1 (exact) to 7 (unknown)."""
    return _codes()[precision][1]


@cache
def _countries() -> dict[str, AdminUnit]:
    rows = load("countries").rows
    return {row["iso"]: AdminUnit(0, row["name_ar"], row["name_en"], row["iso"]) for row in rows}


@cache
def _governorates() -> dict[tuple[str, str], tuple[AdminUnit, float, float, float]]:
    found: dict[tuple[str, str], tuple[AdminUnit, float, float, float]] = {}
    for row in load("governorates").rows:
        unit = AdminUnit(1, row["name_ar"], row["name_en"], row["pcode"] or row["iso"])
        for name in (row["name_ar"], *row["aliases"]):
            found.setdefault((row["country"], unit_key(name)), (unit, row["lat"], row["lon"], row["radius_km"]))
    return found


@cache
def _dropped() -> frozenset[str]:
    return frozenset(key(row["head"]) for row in load("place_heads").rows if row["strip"])


@lru_cache(maxsize=10_000)
def unit_key(name: str) -> str:
    """A unit's name without "محافظة" and articles, to compare lists with each other."""
    parts = key(name).split()
    while len(parts) > 1 and parts[0] in _dropped():
        parts = parts[1:]
    return " ".join(bare(part) for part in parts)


def governorate(country: str, name: str) -> tuple[AdminUnit, float, float, float] | None:
    """The first-level unit of that Arabic name with centre and radius (km), if the table has it."""
    return _governorates().get((country, unit_key(name))) if name else None


def admin_chain(entry: GazetteerEntry) -> tuple[AdminUnit, ...]:
    """The units that contain an entry, outer to inner, itself left out unless it is the country or governorate."""
    own = (entry.feature, entry.name_en, entry.code) if entry.feature in ADMIN_FEATURES else ("", "", "")
    return _chain(entry.country, entry.admin, *own)


@lru_cache(maxsize=5_000)
def _chain(country: str, names: Sequence[str], feature: str, name_en: str, code: str) -> tuple[AdminUnit, ...]:
    """`feature`, `name_en` and `code` are those of the entry itself, if it is a unit."""
    chain = []
    if country:
        chain.append(_countries().get(country) or AdminUnit(0, country, country, country))
    for level, name in enumerate(names, 1):
        if not name:
            continue
        known = governorate(country, name) if level == 1 else None
        own = code if feature == f"adm{level}" else ""
        chain.append(known[0] if known else AdminUnit(level, name, name_en if own else "", own))
    return tuple(chain)
