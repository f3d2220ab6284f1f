"""Coded incidents as labels: which claim of a report stands for which incident, and how well links agree."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from khabar.desk.linking.comparisons import settings
from khabar.desk.linking.rows import Row


@dataclass(frozen=True, slots=True)
class Coded:
    """An incident coded by people, with the reports that tell of it. Degrees; days inclusive."""

    id: str
    first: date
    last: date
    lat: float
    lon: float
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`recall`: share of pairs of reports on one incident whose claims are joined; `false_joins`: share of pairs on
    two incidents near in time that are; `b_cubed`: F1 over the claims."""

    same: int
    recall: float
    different: int
    false_joins: float
    b_cubed: float


def coded_incidents(docs: Iterable[Mapping[str, Any]], incidents: Iterable[Mapping[str, Any]]) -> list[Coded]:
    """Located incidents of Airwars records, with the documents that cite them."""
    reports: dict[str, list[str]] = defaultdict(list)
    for doc in docs:
        for incident in doc["incidents"]:
            reports[incident].append(doc["doc_id"])
    return [
        Coded(
            i["airwars_id"],
            date.fromisoformat(i["date"]),
            date.fromisoformat(i["date_end"] or i["date"]),
            i["lat"],
            i["lon"],
            tuple(reports[i["airwars_id"]]),
        )
        for i in incidents
        if i["lat"] is not None
    ]


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points in degrees."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h))


def representatives(rows: Sequence[Row], incidents: Iterable[Coded]) -> dict[str, dict[str, int]]:
    """Incident -> report -> number of the row that stands for it: the nearest in place, then in time."""
    of_report: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_report[row.report].append(at)
    found: dict[str, dict[str, int]] = {}
    for incident in incidents:
        for report in incident.reports:
            near = [n for at in of_report[report] if (n := _nearness(rows[at], incident, at)) is not None]
            if near:
                found.setdefault(incident.id, {})[report] = min(near, key=lambda n: n[:2])[2]
    return found


def _nearness(row: Row, incident: Coded, at: int) -> tuple[float, int, int] | None:
    limits = settings()["fit"]
    if row.lat is None or row.lon is None or not row.dated or row.first is None or row.last is None:
        return None
    km = kilometres(row.lat, row.lon, incident.lat, incident.lon)
    days = max(0, (incident.first - row.last).days, (row.first - incident.last).days)
    return (km, days, at) if km <= limits["match_km"] and days <= limits["match_days"] else None


def pairs_of_one(found: Mapping[str, Mapping[str, int]]) -> list[tuple[int, int]]:
    """Pairs of rows that stand for one incident in two reports."""
    return [pair for rows in found.values() for pair in itertools.combinations(rows.values(), 2)]


def pairs_of_two(found: Mapping[str, Mapping[str, int]], incidents: Iterable[Coded]) -> list[tuple[int, int]]:
    """Pairs of rows that stand for two incidents near in time which no report tells together."""
    by_id = {i.id: i for i in incidents}
    apart = settings()["fit"]["apart_days"]
    pairs: list[tuple[int, int]] = []
    for one, two in itertools.combinations(found, 2):
        if abs((by_id[one].first - by_id[two].first).days) <= apart and not set(found[one]) & set(found[two]):
            pairs += itertools.product(found[one].values(), found[two].values())
    return pairs


def agreement(
    group_of: Sequence[int] | Mapping[int, int],
    same: Sequence[tuple[int, int]],
    different: Sequence[tuple[int, int]],
    found: Mapping[str, Mapping[str, int]],
) -> Agreement:
    """How well groups (row -> group) agree with the labelled pairs."""
    joined = sum(group_of[a] == group_of[b] for a, b in same)
    wrong = sum(group_of[a] == group_of[b] for a, b in different)
    return Agreement(
        len(same), joined / max(1, len(same)), len(different), wrong / max(1, len(different)), _b_cubed(group_of, found)
    )


def _b_cubed(group_of: Sequence[int] | Mapping[int, int], found: Mapping[str, Mapping[str, int]]) -> float:
    items = [(incident, group_of[row]) for incident, rows in found.items() for row in rows.values()]
    precision = recall = 0.0
    for truth, told in items:
        both = sum(t == truth and g == told for t, g in items)
        precision += both / sum(g == told for _, g in items)
        recall += both / sum(t == truth for t, _ in items)
    return 2 * precision * recall / (precision + recall) / max(1, len(items)) if items else 0.0
