"""Pairs -> groups: strongest joins first, never against a person, never chained over days or places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from khabar.desk.linking.rows import Row

Refusal = Literal["", "weight", "days", "places", "average", "person"]


class Edge(NamedTuple):
    """Rows `a < b` with their match weight (log2 odds)."""

    a: int
    b: int
    weight: float


class Limits(NamedTuple):
    """`same`, `average`, `absent` are match weights; `days` and `km` bound a whole group; places further apart than
    `spot_km` that one report tells of are two places."""

    same: float
    average: float
    absent: float
    days: int
    km: float
    spot_km: float


@dataclass(slots=True)
class _Group:
    members: list[int]
    first: int | None = None  # the latest first day and the earliest last day of its members
    last: int | None = None
    box: tuple[float, float, float, float] | None = None  # south, west, north, east of its settlements
    towards: dict[int, tuple[float, int]] = field(default_factory=dict)  # other group -> sum of weights, pairs
    apart: set[int] = field(default_factory=set)
    spots: dict[str, set[tuple[float, float]]] = field(default_factory=dict)  # report -> settlements it tells of


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of row numbers, each sorted; `joins` are the edges that merged two groups, `refused` those that did not
    although they were strong enough, with the reason; `conflicts` are joins of people that their splits forbid."""

    groups: list[list[int]]
    joins: list[Edge]
    refused: list[tuple[Edge, Refusal]]
    conflicts: list[tuple[int, int]]


def _diagonal(box: tuple[float, float, float, float]) -> float:
    south, west, north, east = box
    narrow = math.cos(math.radians((south + north) / 2))
    return 111.2 * math.hypot(north - south, (east - west) * narrow)


def _both_boxes(
    one: tuple[float, float, float, float] | None, two: tuple[float, float, float, float] | None
) -> tuple[float, float, float, float] | None:
    if one is None or two is None:
        return one or two
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])


def _days_between(one: _Group, two: _Group) -> int:
    """Days between the two members of both groups that lie furthest apart; 0 where a group has no date."""
    if one.first is None or one.last is None or two.first is None or two.last is None:
        return 0
    return max(one.first, two.first) - min(one.last, two.last)


def _told_apart(one: _Group, two: _Group, spot_km: float) -> bool:
    """Whether a report tells of both groups as of two places: by definition two events."""
    if len(one.spots) > len(two.spots):
        one, two = two, one
    return any(
        _diagonal((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))) > spot_km
        for report, spots in one.spots.items()
        if report in two.spots
        for a in spots
        for b in two.spots[report]
    )


class _Clusters:
    def __init__(self, rows: Sequence[Row], limits: Limits, coarse_km: float) -> None:
        self.limits = limits
        self.of = list(range(len(rows)))
        self.groups = {number: self._single(number, row, coarse_km) for number, row in enumerate(rows)}

    @staticmethod
    def _single(number: int, row: Row, coarse_km: float) -> _Group:
        group = _Group([number])
        if row.first is not None and row.last is not None:
            group.first, group.last = row.first.toordinal(), row.last.toordinal()
        if row.lat is not None and row.lon is not None and row.radius_km <= coarse_km:
            group.box = (row.lat, row.lon, row.lat, row.lon)
            group.spots[row.report] = {(row.lat, row.lon)}
        return group

    def refusal(self, one: int, two: int) -> Refusal:
        """Why groups `one` and `two` may not be merged; empty if they may."""
        a, b = self.groups[one], self.groups[two]
        if two in a.apart:
            return "person"
        if _days_between(a, b) > self.limits.days:
            return "days"
        if _told_apart(a, b, self.limits.spot_km):
            return "places"
        box = _both_boxes(a.box, b.box)
        if a.box is not None and b.box is not None and box is not None and _diagonal(box) > self.limits.km:
            return "places"
        return "" if self.average(one, two) >= self.limits.average else "average"

    def average(self, one: int, two: int) -> float:
        """Mean match weight over all pairs of members; a pair never compared counts `absent`."""
        total, known = self.groups[one].towards.get(two, (0.0, 0))
        pairs = len(self.groups[one].members) * len(self.groups[two].members)
        return (total + (pairs - known) * self.limits.absent) / pairs

    def merge(self, one: int, two: int) -> None:
        """Move the smaller of two groups into the larger."""
        if len(self.groups[one].towards) + len(self.groups[one].members) < len(self.groups[two].towards) + len(
            self.groups[two].members
        ):
            one, two = two, one
        into, gone = self.groups[one], self.groups.pop(two)
        for member in gone.members:
            self.of[member] = one
        into.members += gone.members
        into.box = _both_boxes(into.box, gone.box)
        for report, spots in gone.spots.items():
            into.spots.setdefault(report, set()).update(spots)
        if gone.first is not None and gone.last is not None:
            into.first = gone.first if into.first is None else max(into.first, gone.first)
            into.last = gone.last if into.last is None else min(into.last, gone.last)
        into.towards.pop(two, None)
        for other, (total, known) in gone.towards.items():
            if other != one:
                self._add(one, other, total, known)
            self.groups[other].towards.pop(two, None)
        for other in gone.apart:
            self.groups[other].apart.discard(two)
            self.keep_apart(one, other)

    def keep_apart(self, one: int, two: int) -> None:
        self.groups[one].apart.add(two)
        self.groups[two].apart.add(one)

    def _add(self, one: int, two: int, total: float, known: int) -> None:
        before, count = self.groups[one].towards.get(two, (0.0, 0))
        self.groups[one].towards[two] = self.groups[two].towards[one] = (before + total, count + known)

    def load(self, edges: Iterable[Edge]) -> None:
        """Count every edge between its groups."""
        for edge in edges:
            one, two = self.of[edge.a], self.of[edge.b]
            if one != two:
                self._add(one, two, edge.weight, 1)


def group(
    rows: Sequence[Row],
    edges: Sequence[Edge],
    limits: Limits,
    *,
    together: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    coarse_km: float = 12.0,
) -> Grouping:
    """Greedy average-linkage over `edges`, strongest first, ties by row number.

    `together` and `apart` are what people decided: joined whatever the weights say, and never joined. A join that
    contradicts a split is left out and listed in `conflicts`.
    """
    clusters = _Clusters(rows, limits, coarse_km)
    for a, b in apart:
        clusters.keep_apart(a, b)
    together = list(together)
    clusters.load(_within_components(len(rows), edges, limits.same, together))
    conflicts = []
    for a, b in together:
        one, two = clusters.of[a], clusters.of[b]
        if one == two:
            continue
        if two in clusters.groups[one].apart:
            conflicts.append((a, b))
        else:
            clusters.merge(one, two)
    joins, refused = _agglomerate(clusters, edges, limits)
    return Grouping(sorted(sorted(g.members) for g in clusters.groups.values()), joins, refused, conflicts)


def _within_components(
    size: int, edges: Sequence[Edge], same: float, together: Iterable[tuple[int, int]]
) -> list[Edge]:
    """Edges between rows that strong edges could bring together at all: no other edge ever matters."""
    root = list(range(size))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for edge in edges:
        if edge.weight >= same:
            root[find(edge.a)] = find(edge.b)
    for a, b in together:
        root[find(a)] = find(b)
    return [edge for edge in edges if find(edge.a) == find(edge.b)]


def _agglomerate(
    clusters: _Clusters, edges: Sequence[Edge], limits: Limits
) -> tuple[list[Edge], list[tuple[Edge, Refusal]]]:
    joins: list[Edge] = []
    refused: list[tuple[Edge, Refusal]] = []
    for edge in sorted((e for e in edges if e.weight >= limits.same), key=lambda e: (-e.weight, e.a, e.b)):
        one, two = clusters.of[edge.a], clusters.of[edge.b]
        if one == two:
            continue
        reason = clusters.refusal(one, two)
        if reason:
            refused.append((edge, reason))
        else:
            clusters.merge(one, two)
            joins.append(edge)
    # What was refused early may have found its way into one group since.
    return joins, [(e, why) for e, why in refused if clusters.of[e.a] != clusters.of[e.b]]
