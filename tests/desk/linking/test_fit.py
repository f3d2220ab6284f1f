"""The weights come from counts, soundly, and meet the bars on incidents coded by people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from khabar.desk.linking import comparisons as rules
from khabar.desk.linking.cluster import Edge, Limits, group
from khabar.desk.linking.fit import read_lines, weights_from
from khabar.desk.linking.labels import (
    Coded,
    agreement,
    coded_incidents,
    kilometres,
    pairs_of_one,
    pairs_of_two,
    representatives,
)
from khabar.desk.linking.link import link
from khabar.desk.linking.rows import Row, rows_of
from khabar.record import record

LIMITS = Limits(same=1.0, average=0.0, absent=-4.0, days=2, km=15.0, spot_km=5.0)


def test_what_was_never_seen_weighs_nothing_and_agreement_never_weighs_less() -> None:
    levels = rules.comparisons()
    m = {name: np.zeros(len(found)) for name, found in levels.items()}
    u = {name: np.zeros(len(found)) for name, found in levels.items()}
    m["type"] += np.array([60.0, 10.0, 0.0, 0.0])
    u["type"] += np.array([100.0, 300.0, 200.0, 400.0])
    fitted = weights_from(m, u)
    told = [fitted["type"][level.name] for level in levels["type"]]
    assert told[0] > 0 > told[-1] and told == sorted(told, reverse=True)
    assert set(fitted["killed"].values()) == {0.0}
    assert fitted["telling"]["same report"] == rules.settings()["fixed"]["telling"]["same report"]


def test_a_claim_stands_for_the_incident_it_is_nearest_to() -> None:
    coded = [Coded("x", date(2024, 5, 1), date(2024, 5, 1), 35.0, 40.0, ("r1", "r2"))]

    def at(claim: str, report: str, lat: float, day: int) -> Row:
        return Row(claim, report, "shelling", first=date(2024, 5, day), last=date(2024, 5, day), lat=lat, lon=40.0)

    rows = [at("far", "r1", 35.2, 1), at("near", "r1", 35.01, 3), at("late", "r2", 35.0, 9)]
    assert representatives(rows, coded) == {"x": {"r1": 1}}


def test_agreement_counts_as_the_scorer_does() -> None:
    found = {"x": {"r1": 0, "r2": 1}, "y": {"r3": 2}}
    coded = [Coded(n, date(2024, 5, 1), date(2024, 5, 1), 35.0, 40.0, ()) for n in "xy"]
    same, different = pairs_of_one(found), pairs_of_two(found, coded)
    assert (same, sorted(different)) == ([(0, 1)], [(0, 2), (1, 2)])
    joined = agreement({0: 0, 1: 0, 2: 0}, same, different, found)
    assert (joined.recall, joined.false_joins) == (1.0, 1.0)
    right = agreement({0: 0, 1: 0, 2: 1}, same, different, found)
    assert (right.recall, right.false_joins, right.b_cubed) == (1.0, 0.0, 1.0)


def test_a_strong_edge_does_not_join_groups_that_disagree_on_the_whole() -> None:
    rows = [Row(str(n), f"r{n}", "shelling") for n in range(4)]
    edges = [Edge(0, 1, 6.0), Edge(2, 3, 6.0), Edge(1, 2, 2.0)]
    found = group(rows, edges, LIMITS)
    assert found.groups == [[0, 1], [2, 3]]
    assert [why for _, why in found.refused] == ["average"]


def test_kilometres() -> None:
    assert kilometres(33.5138, 36.2765, 36.2021, 37.1343) == pytest.approx(309, abs=3)


@pytest.mark.shared
@pytest.mark.slow
def test_links_meet_the_bars_on_coded_incidents(shared: Path) -> None:
    from khabar.pipeline import Reader
    from khabar.sources.record import from_record

    docs = read_lines(shared / "airwars" / "docs.jsonl.gz")
    coded = coded_incidents(docs, read_lines(shared / "airwars" / "incidents.jsonl"))
    reader = Reader([shared / "gazetteer" / "syria_merged.csv.gz"])
    rows = list(rows_of(record(reader.extract(from_record(doc))) for doc in docs))
    assignments = link(rows).assignments
    found = representatives(rows, coded)
    numbers = {row.claim: at for at, row in enumerate(rows)}
    names = {incident: at for at, incident in enumerate(sorted(set(assignments.values())))}
    group_of = {numbers[claim]: names[incident] for claim, incident in assignments.items()}
    got = agreement(group_of, pairs_of_one(found), pairs_of_two(found, coded), found)
    assert got.same >= 50 and got.different >= 100
    assert got.recall >= 0.70 and got.false_joins <= 0.02, got
