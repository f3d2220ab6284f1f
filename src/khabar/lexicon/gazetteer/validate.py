"""Hold the rows of a place list to what a map needs, and keep account of what was skipped or mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import asin, cos, isfinite, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from khabar.lexicon.gazetteer.entry import Feature, GazetteerEntry, GazetteerRow
from khabar.lexicon.gazetteer.spelling import is_arabic, place_key
from khabar.lexicon.table import load

_EARTH_KM = 6371.0
_REMEMBERED_PLACES = 2_000_000
_SHOWN = 5


class Note(NamedTuple):
    """One row that was skipped or mended, and why."""

    line: int
    reason: str
    value: str


@dataclass(slots=True)
class ListReport:
    """What became of the rows of one list: `kept`, and per reason how many were `skipped` or `mended`.

    `notes` shows the first five rows of each reason.
    """

    path: Path | None = None
    format: str = ""
    rows: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)

    def skip(self, line: int, reason: str, value: str = "") -> None:
        """Count a row that is left out."""
        self.skipped[reason] += 1
        self._note(self.skipped[reason], line, reason, value)

    def mend(self, line: int, reason: str, value: str = "") -> None:
        """Count a row that is kept with a change."""
        self.mended[reason] += 1
        self._note(self.mended[reason], line, reason, value)

    def _note(self, count: int, line: int, reason: str, value: str) -> None:
        if count <= _SHOWN:
            self.notes.append(Note(line, reason, value[:80]))


class Raw(NamedTuple):
    """A row as a reader found it, all text; `names` are in any script, the first is the main one.

    `source` begins its id where it differs from the list's.
    """

    line: int
    ref: str
    names: tuple[str, ...]
    name_en: str = ""
    feature: Feature = "ppl"
    lat: str = ""
    lon: str = ""
    admin: tuple[str, str, str] = ("", "", "")
    country: str = ""
    population: str = ""
    code: str = ""
    source: str = ""


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points given in degrees."""
    a, b = radians(lat1), radians(lat2)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(h)))


@cache
def _discs() -> dict[str, tuple[float, float, float]]:
    return {row["iso"]: (row["lat"], row["lon"], row["radius_km"]) for row in load("countries").rows}


def _number(text: str) -> float | None:
    try:
        found = float(text.strip().replace(",", ".").replace("٫", "."))
    except ValueError:
        return None
    return found if isfinite(found) else None


def in_country(lat: float, lon: float, country: str, slack: float = 1.6) -> bool:
    """Whether a point lies near the country; True where the country is not in the table."""
    disc = _discs().get(country)
    return disc is None or kilometres(lat, lon, disc[0], disc[1]) <= disc[2] * slack + 100


def coordinates(raw: Raw, report: ListReport) -> tuple[float | None, float | None] | None:
    """`(lat, lon)` of a row, swapped ones put right; `(None, None)` where there are none; None where they are wrong."""
    if not raw.lat.strip() and not raw.lon.strip():
        return None, None
    lat, lon = _number(raw.lat), _number(raw.lon)
    told = f"{raw.lat}, {raw.lon}"
    if lat is None or lon is None:
        report.skip(raw.line, "coordinates are no numbers", told)
        return None
    if lat == 0 and lon == 0:
        report.mend(raw.line, "coordinates 0, 0 stand for none", told)
        return None, None
    fits, mirrored = abs(lat) <= 90 and abs(lon) <= 180, abs(lon) <= 90 and abs(lat) <= 180
    here = fits and in_country(lat, lon, raw.country)
    if not here and mirrored and raw.country in _discs() and in_country(lon, lat, raw.country):
        report.mend(raw.line, "latitude and longitude were swapped", told)
        return lon, lat
    if not fits:
        report.skip(raw.line, "coordinates are out of range", told)
        return None
    if not here:
        report.skip(raw.line, f"coordinates lie far outside {raw.country}", told)
        return None
    return lat, lon


def rows(raws: Iterable[Raw], report: ListReport, source: str) -> Iterable[GazetteerRow]:
    """Rows fit for an index; `report` is told of all others. `source` begins their ids."""
    seen: set[int] = set()
    for raw in raws:
        report.rows += 1
        arabic = _arabic(raw.names)
        if not arabic:
            report.skip(raw.line, "no name in Arabic letters", raw.name_en or " ".join(raw.names))
            continue
        place = coordinates(raw, report)
        if place is None:
            continue
        lat, lon = place
        if lat is None and not any(raw.admin) and not raw.country:
            report.skip(raw.line, "neither coordinates nor a containing unit", arabic[0])
            continue
        near = (None, None) if lat is None or lon is None else (round(lat, 2), round(lon, 2))
        mark = hash((place_key(arabic[0]), raw.feature, *near, raw.country, raw.admin if lat is None else ""))
        if mark in seen:
            report.skip(raw.line, "repeats a place", arabic[0])
            continue
        if len(seen) < _REMEMBERED_PLACES:
            seen.add(mark)
        if lat is None:
            report.mend(raw.line, "kept without coordinates, placed by its unit", arabic[0])
        report.kept += 1
        yield _row(raw, arabic, lat, lon, source)


def _arabic(names: Iterable[str]) -> tuple[str, ...]:
    """Names in Arabic letters, once each; joined ones apart too ("معارة النعسان_معارة الحاسكي")."""
    found: dict[str, None] = {}
    for name in names:
        if is_arabic(name):
            found[name.strip()] = None
            if "_" in name or "/" in name:
                parts = [part.strip() for part in name.replace("_", "/").split("/")]
                found.update(dict.fromkeys(part for part in parts if is_arabic(part)))
    return tuple(found)


def _row(raw: Raw, arabic: tuple[str, ...], lat: float | None, lon: float | None, source: str) -> GazetteerRow:
    people = _number(raw.population) or 0
    entry = GazetteerEntry(
        f"{raw.source or source}:{raw.ref}",
        arabic[0],
        raw.name_en,
        raw.feature,
        lat,
        lon,
        raw.admin,
        raw.country,
        int(people),
        raw.code,
    )
    return GazetteerRow(entry, arabic[1:], raw.line)
