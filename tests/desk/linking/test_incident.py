"""An incident shows all that was told, by whom, and why one value is displayed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from khabar.desk.linking.incident import Incident, Rule, Telling, Toll, summarise

EARLY, LATE = date(2024, 5, 16), date(2024, 5, 18)


def telling(told: Any, **changes: Any) -> Telling:
    report = told.report
    made = Telling(told.claim.id, told.claim, report.doc_id, report.doc_id, report.outlet, report.url, report.published)
    return replace(made, **changes)


@pytest.fixture
def tolls(invent: Any) -> list[Telling]:
    """Dead: 40 says the party that was hit, 2 the one that struck (late), 7 two outlets that copy nobody."""
    return [
        telling(invent(killed=(40, 40), by=("turkiye",), on=("sdf",), sources=("sdf",), published=EARLY)),
        telling(
            invent(killed=(2, 2), by=("turkiye",), on=("sdf",), sources=("turkiye",), published=LATE, status="claimed")
        ),
        telling(invent(killed=(7, 7), by=("turkiye",), on=("sdf",), published=EARLY)),
        telling(invent(killed=(7, 7), by=("turkiye",), on=("sdf",), sources=("sohr",), published=EARLY)),
    ]


@pytest.mark.parametrize(("rule", "shown"), [("lowest", 2), ("highest", 40), ("latest", 2), ("most_origins", 7)])
def test_the_rule_chooses_among_told_values(tolls: list[Telling], rule: Rule, shown: int) -> None:
    incident = summarise("i1", tolls, rule=rule)
    estimate = incident.estimate("killed")
    assert estimate and (estimate.low, estimate.best, estimate.high) == (2, shown, 40)
    assert {t.value for t in incident.tolls["killed"]} == {Toll(2, 2), Toll(7, 7), Toll(40, 40)}


def test_every_value_names_its_tellers_and_their_sides(tolls: list[Telling]) -> None:
    by_value = {t.value.low: t for t in summarise("i1", tolls).tolls["killed"]}
    assert by_value[40].sides == ("target",) and by_value[2].sides == ("perpetrator",)
    assert by_value[7].sides == ("other",) and len(by_value[7].origins) == 2


def test_origins_are_counted_by_side(tolls: list[Telling]) -> None:
    assert summarise("i1", tolls).origins == {"perpetrator": 1, "target": 1, "other": 2}


def test_an_uncounted_plural_never_outbids_a_count(invent: Any) -> None:
    some, counted = telling(invent(killed=(2, None))), telling(invent(killed=(9, 9)))
    estimate = summarise("i1", [some, counted]).estimate("killed")
    assert estimate and (estimate.low, estimate.best, estimate.high) == (9, 9, 9)
    alone = summarise("i1", [some]).estimate("killed")
    assert alone and (alone.best, alone.high, alone.open) == (2, 2, True)


def test_five_outlets_with_one_agency_text_are_one_source(invent: Any) -> None:
    copies = [telling(invent(outlet=f"outlet {n}"), family="one text") for n in range(5)]
    incident = summarise("i1", copies)
    assert sum(incident.origins.values()) == 1 and incident.grade == "single source"


def test_two_outlets_that_cite_one_monitor_are_one_source(invent: Any) -> None:
    incident = summarise("i1", [telling(invent(sources=("sohr",))), telling(invent(sources=("sohr",)))])
    assert sum(incident.origins.values()) == 1


def test_a_party_and_its_media_arm_are_one_source(invent: Any) -> None:
    told = [telling(invent(by=("islamic_state",), sources=(name,))) for name in ("amaq", "islamic_state")]
    assert summarise("i1", told).origins == {"perpetrator": 1}


def graded(*told: Any, **options: Any) -> Incident:
    return summarise("i1", [telling(t) for t in told], **options)


def test_grades(invent: Any) -> None:
    claimed = invent(by=("islamic_state",), sources=("amaq",), status="claimed")
    assert graded(claimed).grade == "claimed only"
    assert graded(invent()).grade == "single source"
    assert graded(invent(), invent(sources=("sohr",))).grade == "fair"
    assert graded(invent(), confirmed=True).grade == "confirmed"
    denial = invent(sources=("sdf",), status="denied")
    assert graded(denial).grade == "denied"
    assert graded(invent(), denial).grade == "contested"
    blame = graded(invent(by=("sdf",), sources=("sohr",)), invent(by=("turkiye",), sources=("sdf",)))
    assert blame.grade == "contested" and "sdf" in blame.why_grade and "turkiye" in blame.why_grade


def test_allies_are_no_rivals(invent: Any) -> None:
    told = graded(invent(by=("ypg",), sources=("sohr",)), invent(by=("sdf",), sources=("turkiye",)))
    assert told.grade == "fair"


def test_both_sides_of_a_clash_are_no_rivals(invent: Any) -> None:
    one, two = (
        invent(type="armed_clash", by=(name,), sources=(source,)) for name, source in [("sdf", "sohr"), ("sna", "sdf")]
    )
    assert graded(one, two).grade == "fair"


def test_a_denial_adds_no_values(invent: Any) -> None:
    incident = graded(invent(killed=(5, 5)), invent(killed=(0, 0), status="denied", sources=("sdf",)))
    assert [t.value.low for t in incident.tolls["killed"]] == [5]
    assert len(incident.tellings) == 2


def test_the_day_of_the_event_beats_the_day_of_its_claim(invent: Any) -> None:
    stated = invent(day=LATE)
    late = replace(stated.claim, date=replace(stated.claim.date, basis="statement"))
    incident = summarise("i1", [telling(stated, claim=late), telling(invent(day=EARLY))])
    assert incident.day and incident.day.start == EARLY


def test_an_incident_without_claims_is_a_fault() -> None:
    with pytest.raises(ValueError, match="i1"):
        summarise("i1", [])
