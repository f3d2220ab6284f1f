from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from khabar.cli import run
from khabar.errors import InputError
from khabar.evaluate.airwars import days_apart, distance, evaluate, read_incidents, read_reports


def claim(
    lat: float | None = 35.0,
    day: str | None = "2024-05-16",
    killed: tuple[int, int | None] | None = (2, 2),
    **more: Any,
) -> dict[str, Any]:
    harm = {"killed": {"low": killed[0], "high": killed[1]}} if killed else {}
    place = {"name": "سرمين", "lat": lat, "lon": 40.0}
    return {"place": place, "date": {"start": day, "end": day} if day else None, "harm": harm, **more}


def incident(name: str, lat: float | None = 35.0, day: str = "2024-05-16", killed: Any = (2, 3)) -> dict[str, Any]:
    return {
        "airwars_id": name, "date": day, "date_end": None, "lat": lat, "lon": 40.0, "civ_killed": list(killed),
        "place_ar": "سرمين",
    }  # fmt: skip


def told(name: str, *incidents: str) -> dict[str, Any]:
    return {"doc_id": name, "text": "خبر", "incidents": list(incidents)}


def found_in(claims: list[dict[str, Any]], **given: Any) -> Any:
    return evaluate([told("d", "i")], [incident("i", **given)], [{"doc_id": "d", "claims": claims}])


def test_the_nearest_claim_within_reach_counts() -> None:
    scores = found_in([claim(35.2, killed=(9, 9)), claim(35.01), claim(35.0, "2024-05-19")])
    assert scores.found.value == scores.within5.value == scores.killed.value == 1.0
    assert scores.km == pytest.approx(1.11, abs=0.01)
    assert found_in([claim(35.2)]).within5.value == 0.0


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ([], "no claim"),
        ([claim(day=None)], "undated"),
        ([claim(day="2024-05-20")], "another date"),
        ([claim(36.0)], "another place"),
        ([claim(None)], "place unknown"),
        ([{**claim(), "place": None}], "no place"),
        ([claim(36.0, "2023-01-01")], "neither place nor date"),
        ([claim(36.0), claim(day=None)], "place and date in different claims"),
    ],
)
def test_what_is_not_found_says_why(claims: list[dict[str, Any]], why: str) -> None:
    scores = found_in(claims)
    assert scores.found.value == 0.0 and scores.km is None
    assert [missed.why for missed in scores.missed] == [why]


@pytest.mark.parametrize(
    ("killed", "coded", "right"),
    [
        ((2, 2), (2, 3), 1),
        ((4, 4), (2, 3), 0),
        ((1, None), (9, 9), 1),
        (None, (0, 2), 1),
        (None, (1, 2), 0),
        ((2, 2), (2, None), 1),
    ],
)
def test_tolls_are_right_if_their_ranges_meet(killed: Any, coded: Any, right: int) -> None:
    assert found_in([claim(killed=killed)], killed=coded).killed == (right, 1)


def test_tolls_and_places_that_are_not_coded_are_not_judged() -> None:
    assert found_in([claim()], killed=(None, None)).killed == (0, 0)
    assert found_in([claim()], lat=None).found == (0, 0)


def test_links_are_counted_between_reports() -> None:
    documents = [told("a", "i"), told("b", "i"), told("c", "j"), told("d", "far")]
    incidents = [incident("i"), incident("j", day="2024-05-20"), incident("far", day="2024-07-01")]
    predicted = [
        {"doc_id": "a", "claims": [claim(incident_id="x")]},
        {"doc_id": "b", "claims": [claim(incident_id="x")]},
        {"doc_id": "c", "claims": [claim(day="2024-05-20", incident_id="x")]},
        {"doc_id": "d", "claims": [claim(day="2024-07-01", incident_id="x")]},
    ]
    scores = evaluate(documents, incidents, predicted)
    assert scores.links == (1, 1) and scores.false_joins == (2, 2)
    assert evaluate(documents, incidents, [{**p, "claims": [claim()]} for p in predicted]).links.part == 0


def test_distance_and_days() -> None:
    assert distance({"place": {"lat": 0.0, "lon": 0.0}}, {"lat": 0.0, "lon": 180.0}) == pytest.approx(20015, abs=1)
    assert distance({"place": None}, incident("i")) is None
    span = {**incident("i"), "date_end": "2024-05-18"}
    days = [days_apart(claim(day=f"2024-05-{day}"), span) for day in (14, 16, 18, 21)]
    assert days == [2, 0, 0, 3] and days_apart(claim(day=None), span) is None


def test_files_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("{}\n", "utf-8")
    with pytest.raises(InputError, match="has no doc_id, text, incidents"):
        read_reports(path)
    path.write_text("\n{\n", "utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl.*2.*broken JSON"):
        read_incidents(path)
    with pytest.raises(InputError, match="not listed"):
        evaluate([told("d", "i")], [], [])


def test_the_verb_reads_reports_or_scores_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    documents, coded, predicted = (tmp_path / name for name in ("docs.jsonl.gz", "incidents.jsonl", "predicted.jsonl"))
    documents.write_bytes(gzip.compress((json.dumps(told("d", "i")) + "\n").encode()))
    coded.write_text(json.dumps(incident("i")), "utf-8")
    predicted.write_text(json.dumps({"doc_id": "d", "claims": [claim(day=None)]}), "utf-8")
    assert run(["evaluate", "airwars", str(documents), str(coded), "--workers", "1", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["found"] == {"share": 0.0, "n": 1}
    assert run(["evaluate", "airwars", str(documents), str(coded), "--predicted", str(predicted), "--errors"]) == 0
    shown = capfd.readouterr().out
    assert "found        0.000 of 1" in shown and "d  undated: 2024-05-16 سرمين" in shown


@pytest.mark.shared
def test_figures_are_those_of_the_data_sets_own_scorer(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("airwars_score", shared / "airwars" / "score.py")
    assert spec is not None and spec.loader is not None
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    documents = read_reports(shared / "airwars" / "docs.jsonl.gz")
    incidents = read_incidents(shared / "airwars" / "incidents.jsonl")
    predicted = _invented(documents, {i["airwars_id"]: i for i in incidents})
    ours = evaluate(documents, incidents, predicted).as_dict()
    told, _ = theirs.score(documents, incidents, predicted)
    for name in ("found", "within5", "killed"):
        assert ours[name]["share"] == pytest.approx(told[name])
    assert ours["km"] == pytest.approx(told["km"])
    assert (ours["links"]["n"], ours["false_joins"]["n"]) == (told["links"]["same"], told["links"]["different"])
    assert ours["links"]["share"] == pytest.approx(told["links"]["recall"])
    assert ours["false_joins"]["share"] == pytest.approx(told["links"]["false_joins"])


def _invented(documents: list[dict[str, Any]], incidents: dict[str, Any]) -> list[dict[str, Any]]:
    """Claims near the incidents of each report, some too far off."""
    made = []
    for number, document in enumerate(documents):
        claims = []
        for key in document["incidents"]:
            coded = incidents[key]
            place = {"name": "x", "lat": (coded["lat"] or 30) + number % 7 / 20, "lon": coded["lon"] or 30}
            toll = {"low": number % 3, "high": None if number % 5 == 0 else number % 3 + 1}
            dates = {"start": coded["date"], "end": coded["date"]} if number % 6 else None
            claims.append({"place": place, "date": dates, "harm": {"killed": toll}, "incident_id": f"i{number % 3}"})
        made.append({"doc_id": document["doc_id"], "claims": claims})
    return made
