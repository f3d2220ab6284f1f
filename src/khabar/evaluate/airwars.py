"""Claims held against civilian-harm incidents coded by people (Airwars): recall, accuracy of fields, linking.

A record codes one incident, so other claims of its reports are neither right nor wrong: precision cannot be told.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from math import asin, cos, inf, radians, sin, sqrt
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from khabar.errors import InputError
from khabar.evaluate.claims import Share

Claim = Mapping[str, Any]
Incident = Mapping[str, Any]
_REACH_KM, _REACH_DAYS, _CLOSE_KM, _NEAR_DAYS = 25, 2, 5, 7
_EARTH_KM = 12742  # diameter


class Missed(NamedTuple):
    """An incident that no claim of a report reaches, and how far its claims come."""

    doc_id: str
    incident: Incident
    why: str


@dataclass(frozen=True, slots=True)
class AirwarsScores:
    """`found`: located (report, incident) pairs with a claim within 25 km and 2 days; `within5`: of those found,
    within 5 km; `killed`: of those with a coded toll, ranges that meet; `km`: median distance; `links` and
    `false_joins`: pairs of reports of one incident, and of two at most 7 days apart, whose claims share an incident."""

    found: Share
    within5: Share
    killed: Share
    km: float | None
    links: Share
    false_joins: Share
    missed: tuple[Missed, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, for JSON."""
        shares = {name: getattr(self, name) for name in ("found", "within5", "killed", "links", "false_joins")}
        return {**{name: {"share": s.value, "n": s.of} for name, s in shares.items()}, "km": self.km}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, gzipped or not; raises InputError with file and line."""
    found = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    found.append(_object(line, path, number))
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", path=path) from None
    except (OSError, EOFError) as error:
        raise InputError(str(error), path=path) from None
    return found


def read_reports(path: Path) -> list[dict[str, Any]]:
    """Reports with the incidents they tell of; raises InputError for a line that is none."""
    return _checked(path, ("doc_id", "text", "incidents"))


def read_incidents(path: Path) -> list[dict[str, Any]]:
    """Coded incidents; raises InputError for a line that is none."""
    return _checked(path, ("airwars_id", "date", "date_end", "lat", "lon", "civ_killed"))


def _checked(path: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    found = read_lines(path)
    for number, value in enumerate(found, 1):
        lacking = [name for name in fields if name not in value]
        if lacking:
            raise InputError(f"object {number} has no {', '.join(lacking)}", path=path)
    return found


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"broken JSON: {error}", path=path, line=number) from None
    if not isinstance(value, dict):
        raise InputError("is no JSON object", path=path, line=number)
    return value


@dataclass(slots=True)
class _Tally:
    kilometres: list[float] = field(default_factory=list)
    tolls: list[bool] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    matched: dict[str, dict[str, Claim]] = field(default_factory=dict)

    def add(self, doc_id: str, key: str, incident: Incident, claims: Sequence[Claim]) -> None:
        best = nearest(claims, incident)
        if best is None:
            self.missed.append(Missed(doc_id, incident, _why(claims, incident)))
            return
        self.kilometres.append(best[0])
        self.matched.setdefault(key, {})[doc_id] = best[1]
        low, high = incident["civ_killed"]
        if low is not None:
            self.tolls.append(_meets((best[1].get("harm") or {}).get("killed"), low, low if high is None else high))


def evaluate(
    documents: Iterable[Mapping[str, Any]], incidents: Iterable[Incident], predicted: Iterable[Mapping[str, Any]]
) -> AirwarsScores:
    """Score the claims of `predicted` documents; a missing document counts as without claims."""
    known = {incident["airwars_id"]: incident for incident in incidents}
    claims = {document["doc_id"]: document.get("claims") or [] for document in predicted}
    tally = _Tally()
    for document in documents:
        for key in document["incidents"]:
            if key not in known:
                raise InputError(f"report {document['doc_id']} names an incident that is not listed", value=key)
            if known[key]["lat"] is not None:
                tally.add(document["doc_id"], key, known[key], claims.get(document["doc_id"], []))
    kms = tally.kilometres
    return AirwarsScores(
        Share(len(kms), len(kms) + len(tally.missed)),
        Share(sum(km <= _CLOSE_KM for km in kms), len(kms)),
        Share(sum(tally.tolls), len(tally.tolls)),
        median(kms) if kms else None,
        _share_of_joined(pair for found in tally.matched.values() for pair in combinations(found.values(), 2)),
        _share_of_joined(_of_two_incidents(tally.matched, known)),
        tuple(tally.missed),
    )


def nearest(claims: Iterable[Claim], incident: Incident) -> tuple[float, Claim] | None:
    """The nearest claim within 25 km and 2 days of an incident, with its distance in km."""
    near = []
    for claim in claims:
        km, days = distance(claim, incident), days_apart(claim, incident)
        if km is not None and days is not None and km <= _REACH_KM and days <= _REACH_DAYS:
            near.append((km, days, claim))
    best = min(near, key=lambda one: one[:2], default=None)
    return (best[0], best[2]) if best else None


def distance(claim: Claim, incident: Incident) -> float | None:
    """Great-circle distance in km; None for a claim without coordinates."""
    place = claim.get("place") or {}
    if place.get("lat") is None:
        return None
    lat1, lon1, lat2, lon2 = (radians(v) for v in (place["lat"], place["lon"], incident["lat"], incident["lon"]))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return _EARTH_KM * asin(sqrt(half))


def days_apart(claim: Claim, incident: Incident) -> int | None:
    """Days between a claim and an incident, 0 where they overlap; None for an undated claim."""
    told = claim.get("date") or {}
    if not told.get("start"):
        return None
    start, end = (date.fromisoformat(told[name][:10]) for name in ("start", "end"))
    first = date.fromisoformat(incident["date"])
    last = date.fromisoformat(incident["date_end"] or incident["date"])
    return max(0, (first - end).days, (start - last).days)


def _why(claims: Sequence[Claim], incident: Incident) -> str:
    """Which part of a claim fails, for the claim that comes closest."""
    if not claims:
        return "no claim"
    here = [c for c in claims if (km := distance(c, incident)) is not None and km <= _REACH_KM]
    then = [c for c in claims if (days := days_apart(c, incident)) is not None and days <= _REACH_DAYS]
    if here and then:
        return "place and date in different claims"
    if here:
        return "undated" if all(days_apart(c, incident) is None for c in here) else "another date"
    if not then:
        return "neither place nor date"
    if all(distance(c, incident) is None for c in then):
        return "place unknown" if any(c.get("place") for c in then) else "no place"
    return "another place"


def _meets(killed: Any, low: int, high: int) -> bool:
    if not killed:
        return low == 0
    top = inf if killed.get("high") is None else killed["high"]
    return bool(killed["low"] <= high and top >= low)


def _of_two_incidents(
    matched: Mapping[str, Mapping[str, Claim]], known: Mapping[str, Incident]
) -> Iterator[tuple[Claim, Claim]]:
    """Claims of different reports of two incidents at most 7 days apart."""
    for one, other in combinations(matched, 2):
        days = abs((date.fromisoformat(known[one]["date"]) - date.fromisoformat(known[other]["date"])).days)
        if days <= _NEAR_DAYS and not matched[one].keys() & matched[other].keys():
            yield from product(matched[one].values(), matched[other].values())


def _share_of_joined(pairs: Iterable[tuple[Claim, Claim]]) -> Share:
    joined = [a.get("incident_id") is not None and a.get("incident_id") == b.get("incident_id") for a, b in pairs]
    return Share(sum(joined), len(joined))
