"""Claims -> incidents, in memory: compare, group, name."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from khabar.desk.linking import comparisons as rules
from khabar.desk.linking.cluster import Edge, Grouping, Limits, Refusal, group
from khabar.desk.linking.pairs import Pairs, compare
from khabar.desk.linking.rows import Row, rows_of

Outcome = Literal["same", "different", "undecided"]


@dataclass(frozen=True, slots=True)
class Match:
    """Two claims compared. `weight` is log2 odds; `parts` holds comparison -> (level, weight); `reason` says why a
    strong pair was not joined (days, places, average, person) or that it was simply too weak (weight)."""

    left: str
    right: str
    weight: float
    outcome: Outcome
    parts: Mapping[str, tuple[str, float]]
    reason: Refusal = ""

    @property
    def probability(self) -> float:
        return 1 / (1 + math.exp2(-self.weight))


@dataclass(frozen=True, slots=True)
class Links:
    """`assignments` claim -> incident; `joins` are the matches that made the incidents; `undecided` wait for people;
    `merged` is a former incident -> the one that took its claims; `conflicts` are people's joins left out because
    their splits forbid them."""

    assignments: dict[str, str]
    joins: tuple[Match, ...] = ()
    undecided: tuple[Match, ...] = ()
    merged: dict[str, str] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str], ...] = ()

    def incidents(self) -> dict[str, tuple[str, ...]]:
        """Incident -> its claims, both in order."""
        found: dict[str, list[str]] = defaultdict(list)
        for claim, incident in self.assignments.items():
            found[incident].append(claim)
        return {incident: tuple(found[incident]) for incident in sorted(found)}


def incident_id(anchor: str) -> str:
    """The id of an incident named after its first claim."""
    return "i" + hashlib.blake2s(anchor.encode(), digest_size=8).hexdigest()


def _limits() -> Limits:
    known = rules.settings()
    return Limits(
        same=known["outcome"]["same"],
        average=known["outcome"]["average"],
        absent=known["incident"]["absent_weight"],
        days=known["incident"]["days"],
        km=known["incident"]["km"],
        spot_km=known["incident"]["spot_km"],
    )


def _order(row: Row) -> tuple[date, str, str]:
    return row.published or row.first or date.max, row.report, row.claim


def link(
    claims: Iterable[Row],
    *,
    previous: Mapping[str, str] | None = None,
    together: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
    retired: Iterable[str] = (),
    memory: str = "1500MB",
) -> Links:
    """Join claims into incidents; the same claims in any order give the same incidents.

    `previous` is a former assignment: an incident keeps its id as long as its claims stay together.
    `together` and `apart` are pairs of claims that people joined or split; pairs with unknown claims are passed over.
    `retired` are ids that must not be given again.
    `memory` caps DuckDB ("1500MB"). Raises ValueError if two claims have one id.
    """
    rows = sorted(claims, key=_order)
    numbers = {row.claim: at for at, row in enumerate(rows)}
    if len(numbers) < len(rows):
        twice = next(claim for claim, count in Counter(r.claim for r in rows).items() if count > 1)
        raise ValueError(f"two claims have the id {twice!r}: make ids unique over all reports")
    pairs = compare(rows, memory=memory)
    edges = [Edge(*e) for e in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.weight.tolist(), strict=True)]
    grouping = group(
        rows,
        edges,
        _limits(),
        together=_known(together, numbers),
        apart=_known(apart, numbers),
        coarse_km=rules.settings()["candidates"]["coarse_km"],
    )
    ids, merged = _names(rows, grouping, previous or {}, set(retired))
    assignments = {rows[member].claim: ids[at] for at, members in enumerate(grouping.groups) for member in members}
    joins, undecided = _matches(rows, pairs, grouping)
    return Links(
        {row.claim: assignments[row.claim] for row in rows},
        joins,
        undecided,
        merged,
        tuple((rows[a].claim, rows[b].claim) for a, b in grouping.conflicts),
    )


def _known(pairs: Iterable[tuple[str, str]], numbers: Mapping[str, int]) -> list[tuple[int, int]]:
    return [(numbers[a], numbers[b]) for a, b in pairs if a in numbers and b in numbers and a != b]


def _names(
    rows: Sequence[Row], grouping: Grouping, previous: Mapping[str, str], retired: set[str]
) -> tuple[list[str], dict[str, str]]:
    """An id for each group: the former one that most of its claims bear, else one made from its first claim."""
    wishes = []
    for at, members in enumerate(grouping.groups):
        borne = Counter(previous[rows[m].claim] for m in members if rows[m].claim in previous)
        wishes += [(-count, former, at) for former, count in borne.items()]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, former, at in sorted(wishes):
        if at not in ids and former not in taken:
            ids[at] = former
            taken.add(former)
    merged = {former: ids[at] for _, former, at in sorted(wishes, reverse=True) if former not in taken}
    held = taken | retired | set(previous.values())
    for at, members in enumerate(grouping.groups):
        if at not in ids:
            ids[at] = _fresh(rows[members[0]].claim, held)
            held.add(ids[at])
    return [ids[at] for at in range(len(grouping.groups))], merged


def _fresh(anchor: str, held: set[str]) -> str:
    name, turn = incident_id(anchor), 1
    while name in held:  # its anchor was split off an incident that keeps the name
        turn += 1
        name = incident_id(f"{anchor}#{turn}")
    return name


def _matches(rows: Sequence[Row], pairs: Pairs, grouping: Grouping) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    wanted = {(e.a, e.b) for e in grouping.joins}
    refused: dict[tuple[int, int], Refusal] = {(e.a, e.b): why for e, why in grouping.refused}
    group_of = {m: at for at, members in enumerate(grouping.groups) for m in members}
    unsure = rules.settings()["outcome"]["undecided"]
    joins: list[Match] = []
    open_pairs: dict[tuple[int, int], int] = {}
    for at in range(len(pairs)):
        a, b = int(pairs.left[at]), int(pairs.right[at])
        if (a, b) in wanted:
            joins.append(_match(rows, pairs, at, "same", ""))
        elif pairs.weight[at] >= unsure and group_of[a] != group_of[b]:
            between = (min(group_of[a], group_of[b]), max(group_of[a], group_of[b]))
            best = open_pairs.get(between)
            if best is None or pairs.weight[at] > pairs.weight[best]:
                open_pairs[between] = at
    undecided = []
    for at in sorted(open_pairs.values()):
        why = refused.get((int(pairs.left[at]), int(pairs.right[at])), "weight")
        if why not in {"person", "days", "places"}:
            undecided.append(_match(rows, pairs, at, "undecided", why))
    return tuple(joins), tuple(undecided)


def _match(rows: Sequence[Row], pairs: Pairs, at: int, outcome: Outcome, reason: Refusal) -> Match:
    given = rules.weights()
    parts = {}
    for name, levels in rules.comparisons().items():
        level = levels[int(pairs.levels[name][at])]
        if not level.silent:
            parts[name] = (level.name, given[name].get(level.name, 0.0))
    left, right = rows[int(pairs.left[at])].claim, rows[int(pairs.right[at])].claim
    return Match(left, right, round(float(pairs.weight[at]), 3), outcome, parts, reason)


def link_records(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Document records (as `khabar extract` prints them) with `incident_id` added to every claim."""
    rows = list(rows_of(records))
    assignments = link(rows).assignments
    ids = iter([assignments[row.claim] for row in rows])
    return [
        {**record, "claims": [{**claim, "incident_id": next(ids)} for claim in record.get("claims") or ()]}
        for record in records
    ]
