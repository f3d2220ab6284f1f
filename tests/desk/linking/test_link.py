"""Claims become incidents: joined across reports, kept apart over days and places, never against a person."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khabar.desk.linking import Row, incident_id, link, link_records, row_of, rows_of
from khabar.desk.linking import comparisons as rules
from khabar.desk.linking.rows import row_of_claim
from khabar.model import Extraction
from khabar.record import record

DAY = date(2024, 5, 16)


def row(claim: str, report: str = "", **values: Any) -> Row:
    """A located shelling of 16 May in Busayrah."""
    given: dict[str, Any] = {
        "type": "shelling",
        "family": "explosion",
        "first": DAY,
        "last": values.get("first", DAY),
        "lat": 35.1536,
        "lon": 40.4262,
        "place": "البصيره",
        "admin1": "دير الزور",
        "perpetrators": ("syrian_regime",),
        "targets": ("civilians",),
        "words": ("مدفعيه", "قصفت", "الحي", "الشمالي"),
        "published": values.get("first", DAY),
    }
    return Row(claim=claim, report=report or f"r-{claim}", origin=report or f"r-{claim}", **{**given, **values})


def groups(rows: Sequence[Row], **options: Any) -> set[frozenset[str]]:
    return {frozenset(claims) for claims in link(rows, **options).incidents().values()}


def test_two_reports_of_one_event_are_one_incident() -> None:
    assert groups([row("a", killed=(3, 3)), row("b", killed=(3, 3))]) == {frozenset("ab")}


def test_the_same_town_on_another_day_is_another_incident() -> None:
    apart = row("b", first=DAY + timedelta(days=5), killed=(3, 3))
    assert groups([row("a", killed=(3, 3)), apart]) == {frozenset("a"), frozenset("b")}


def test_another_town_on_the_same_day_is_another_incident() -> None:
    apart = row("b", lat=36.51, lon=36.87, place="عفرين", admin1="حلب")
    assert len(groups([row("a"), apart])) == 2


def test_a_report_that_tells_of_two_villages_tells_of_two_incidents() -> None:
    village = row("b", "r1", lat=35.26, lon=40.43, place="الصور")
    assert groups([row("a", "r1"), village]) == {frozenset("a"), frozenset("b")}


def test_two_sides_of_one_report_tell_of_one_incident() -> None:
    one = row("a", "r1", type="arrest_raid", chain=("sdf",), killed=(2, None))
    two = row("b", "r1", type="arrest_raid", chain=("us_coalition",), killed=(2, 2))
    assert groups([one, two]) == {frozenset("ab")}


def test_an_undated_telling_is_not_taken_for_the_dated_event_of_its_report() -> None:
    one = row("a", "r1", type="arrest_raid", chain=("sdf",), dated=False)
    assert groups([one, row("b", "r1", type="air_strike", chain=("amaq",))]) == {frozenset("a"), frozenset("b")}


def test_copies_of_one_text_tell_the_same_events_even_without_a_place() -> None:
    bare = {"lat": None, "lon": None, "place": "", "killed": (3, 3)}
    one, two = replace(row("a", **bare), origin="x"), replace(row("b", **bare), origin="x")
    other = replace(row("c", type="armed_clash", family="battle", **bare), origin="x")
    assert groups([one, two, other]) == {frozenset("ab"), frozenset("c")}


def test_accounts_of_one_happening_join_whatever_else_they_tell() -> None:
    one = row("r1:a", "r1", type="arrest_raid", chain=("sdf",), killed=(2, None))
    two = row("r1:b", "r1", type="air_strike", chain=("us_coalition",), killed=(9, 9), accounts=("r1:a",))
    assert groups([one, two]) == {frozenset({"r1:a", "r1:b"})}


def test_reports_on_six_days_in_a_row_are_not_chained_into_one_incident() -> None:
    rows = [row(f"c{n}", first=DAY + timedelta(days=n)) for n in range(6)]
    days = {r.claim: r.first for r in rows}
    for claims in link(rows).incidents().values():
        told = [day for c in claims if (day := days[c])]
        assert max(told) - min(told) <= timedelta(days=rules.settings()["incident"]["days"])


def test_villages_in_a_row_are_not_chained_into_one_incident() -> None:
    rows = [row(f"c{n}", lat=35.15 + n * 0.07, place=f"قرية {n}") for n in range(8)]
    at = {r.claim: r.lat for r in rows}
    limit = rules.settings()["incident"]["km"]
    for claims in link(rows).incidents().values():
        told = [lat for c in claims if (lat := at[c]) is not None]
        assert (max(told) - min(told)) * 111.2 <= limit


def test_any_order_gives_the_same_incidents() -> None:
    rows = [row(f"c{n}", first=DAY + timedelta(days=n % 4), killed=(n % 3, n % 3)) for n in range(12)]
    shuffled = list(rows)
    random.Random(7).shuffle(shuffled)
    assert link(rows).assignments == link(shuffled).assignments


def test_every_join_shows_its_evidence() -> None:
    (join,) = link([row("a", killed=(7, 7)), row("b", killed=(7, 7))]).joins
    assert {"type", "days", "kilometres", "parties", "killed"} <= set(join.parts)
    assert join.weight == pytest.approx(rules.prior() + sum(w for _, w in join.parts.values()), abs=0.01)
    assert join.outcome == "same" and 0.5 < join.probability < 1


def test_an_incident_is_named_after_its_first_claim_and_keeps_its_name() -> None:
    first = link([row("a"), row("b", published=DAY + timedelta(days=1))])
    assert set(first.assignments.values()) == {incident_id("a")}
    earlier = row("z", published=DAY - timedelta(days=1))
    later = link([row("a"), row("b"), earlier], previous=first.assignments)
    assert set(later.assignments.values()) == {incident_id("a")}


def test_the_larger_part_keeps_the_name_when_people_split() -> None:
    rows = [row(c) for c in "abc"]
    before = link(rows)
    assert len(set(before.assignments.values())) == 1
    after = link(rows, previous=before.assignments, apart=[("a", "b"), ("a", "c")])
    assert after.assignments["b"] == after.assignments["c"] == before.assignments["a"] != after.assignments["a"]


def test_a_merged_incident_points_to_its_successor() -> None:
    rows = [row("a"), row("b", first=DAY + timedelta(days=9))]
    before = link(rows)
    after = link(rows, previous=before.assignments, together=[("a", "b")])
    assert len(set(after.assignments.values())) == 1
    (gone,) = set(before.assignments.values()) - set(after.assignments.values())
    assert after.merged == {gone: after.assignments["a"]}


def test_what_people_joined_stays_joined_and_what_they_split_stays_split() -> None:
    far = row("c", lat=36.51, lon=36.87, place="عفرين", first=DAY + timedelta(days=40))
    found = groups([row("a"), row("b"), far], together=[("a", "c")], apart=[("a", "b"), ("c", "b")])
    assert found == {frozenset("ac"), frozenset("b")}


def test_a_join_that_contradicts_a_split_is_left_out_and_told() -> None:
    rows = [row(c) for c in "abc"]
    links = link(rows, together=[("a", "b"), ("b", "c")], apart=[("a", "c")])
    assert links.assignments["a"] != links.assignments["c"]
    assert links.conflicts == (("b", "c"),)


def test_pairs_in_doubt_wait_for_people() -> None:
    """From the same telling to another event, step by step: somewhere between the two is doubt."""
    steps = [
        row("b", killed=(3, 3)),
        row("b", first=DAY + timedelta(days=1), killed=(3, 3)),
        row("b", first=DAY + timedelta(days=1)),
        row("b", first=DAY + timedelta(days=1), killed=(4, 4)),
        row("b", first=DAY + timedelta(days=1), words=("مخيم", "راجمه", "نازحين")),
        row("b", first=DAY + timedelta(days=1), type="air_strike", killed=(4, 4)),
        row("b", first=DAY + timedelta(days=2), type="attack", killed=(40, 40), words=("مخيم", "راجمه", "نازحين")),
    ]
    found = [link([row("a", killed=(3, 3)), step]) for step in steps]
    joined = [links.assignments["a"] == links.assignments["b"] for links in found]
    assert joined[0] and not joined[-1] and not found[-1].undecided
    doubt = [links.undecided for links in found if links.undecided]
    known = rules.settings()["outcome"]
    for (match,) in doubt:
        assert (match.left, match.right, match.outcome) == ("a", "b", "undecided")
        assert known["undecided"] <= match.weight < known["same"]
    assert doubt and not any(links.undecided for links, one in zip(found, joined, strict=True) if one)


def test_few_claims_are_no_fault() -> None:
    assert link([]).assignments == {}
    assert link([row("a")]).assignments == {"a": incident_id("a")}


def test_two_claims_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        link([row("a", "r1"), row("a", "r2")])


def test_a_claim_of_the_model_and_its_json_give_one_row(invent: Any) -> None:
    told = invent(killed=(3, None), on=("civilians",), sources=("sohr",))
    whole = record(Extraction(told.report, (told.claim,)))
    flat = row_of(whole, whole["claims"][0])
    same = row_of_claim(
        told.claim, claim_id=f"{told.report.doc_id}:{told.claim.id}", report="r1", published=told.report.published
    )
    assert flat == same


def test_records_get_an_incident_for_every_claim(invent: Any) -> None:
    one, two, other = invent(), invent(), invent(place="عفرين")
    records = [record(Extraction(t.report, (t.claim,))) for t in (one, two, other)]
    ids = [c["incident_id"] for r in link_records(records) for c in r["claims"]]
    assert ids[0] == ids[1] != ids[2]
    assert "incident_id" not in records[0]["claims"][0]


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 2), st.integers(0, 4)), min_size=2, max_size=9
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=ROWS, pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()), max_size=4))
def test_the_incidents_part_the_claims_and_respect_every_split(
    told: list[tuple[int, int, int, int]], pairs: list[tuple[int, int, bool]]
) -> None:
    rows = [
        row(f"c{n}", f"r{report}", first=DAY + timedelta(days=day), lat=35.15 + km * 0.03, killed=(toll, toll))
        for n, (day, km, toll, report) in enumerate(told)
    ]
    named = [(f"c{a}", f"c{b}", joined) for a, b, joined in pairs if a != b and max(a, b) < len(rows)]
    apart = [(a, b) for a, b, joined in named if not joined]
    links = link(rows, together=[(a, b) for a, b, joined in named if joined], apart=apart)
    assert sorted(links.assignments) == sorted(r.claim for r in rows)
    assert all(links.assignments[a] != links.assignments[b] for a, b in apart)
    for a, b, joined in named:
        if joined and links.assignments[a] != links.assignments[b]:
            assert links.conflicts


@pytest.mark.shared
def test_the_raid_told_by_both_sides_is_one_incident_with_both_tolls(shared: Path) -> None:
    with (shared / "gold" / "dev.jsonl").open(encoding="utf-8") as handle:
        article = json.loads(handle.readline())
    by_incident: dict[str, set[str]] = defaultdict(set)
    for claim, incident in link(rows_of([article])).assignments.items():
        by_incident[incident].add(claim.rpartition(":")[2])
    raid = next(claims for claims in by_incident.values() if "c7" in claims)
    assert "c9" in raid and "c1" not in raid
    tolls = {(c["harm"]["killed"]["low"], c["harm"]["killed"]["high"]) for c in article["claims"] if c["id"] in raid}
    assert {(2, None), (2, 2)} <= tolls


def test_the_weights_cover_every_level() -> None:
    fitted = rules.weights()
    for name, levels in rules.comparisons().items():
        assert set(fitted[name]) == {level.name for level in levels}


def test_a_row_without_place_or_date_links_only_within_reason() -> None:
    bare = replace(row("b"), lat=None, lon=None, place="", first=None, last=None, dated=False, published=None)
    assert len(groups([row("a"), bare])) == 2
