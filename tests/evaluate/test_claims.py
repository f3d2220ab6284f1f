from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from khabar.errors import InputError
from khabar.evaluate.claims import Rate, evaluate, read_claims

TEXT = "قُتل جندي في هجوم شنه مسلحون على حاجز في البصيرة، وقصفت طائرات موقعًا في هجين."


def claim(**fields: Any) -> dict[str, Any]:
    return {
        "type": "attack",
        "evidence": "هجوم شنه مسلحون على حاجز في البصيرة",
        "date": None,
        "place": {"name": "البصيرة", "within": []},
        "actors": [{"text": "مسلحون", "id": None, "role": "perpetrator"}],
        "harm": {"killed": {"low": 1, "high": 1, "text": "قتل جندي"}},
        "sources": [],
        "status": "reported",
        **fields,
    }


def document(*claims: dict[str, Any]) -> dict[str, Any]:
    return {"doc_id": "d", "text": TEXT, "claims": list(claims)}


def test_the_truth_scores_full() -> None:
    scores = evaluate([document(claim())], [document(claim())])
    assert scores.slots == Rate(5, 5, 5)
    assert scores.records.value == 1.0
    assert scores.mistakes == []


def test_a_missing_document_finds_nothing() -> None:
    scores = evaluate([document(claim())], [])
    assert scores.rates["detection"] == Rate(0, 0, 1)
    assert scores.rates["detection"].f1 == 0.0
    assert [mistake.predicted for mistake in scores.mistakes] == [None]


def test_values_count_only_inside_pairs() -> None:
    stray = claim(type="air_strike", evidence="قصفت طائرات", place={"name": "هجين"})
    scores = evaluate([document(claim())], [document(claim(status="denied"), stray)])
    assert scores.rates["detection"] == Rate(1, 2, 1)
    assert scores.rates["status"] == Rate(0, 2, 1)
    assert {mistake.fields for mistake in scores.mistakes} == {("status",), ()}


def test_another_type_of_the_family_is_detected_but_not_typed() -> None:
    scores = evaluate([document(claim())], [document(claim(type="armed_clash"))])
    assert scores.rates["detection"].right == 1
    assert scores.rates["typed"].right == 0
    assert scores.records.value == 0.0


def test_a_dropped_source_reported_as_fact_is_laundering() -> None:
    sourced = claim(sources=[{"text": "ناشطون", "id": None}])
    assert evaluate([document(sourced)], [document(claim())]).laundered.value == 1.0
    assert evaluate([document(sourced)], [document(claim(status="alleged"))]).laundered.value == 0.0


def test_parties_agree_by_id_else_by_name_without_article() -> None:
    gold = claim(actors=[{"text": "المسلحون", "id": None, "role": "perpetrator"}])
    assert evaluate([document(gold)], [document(claim())]).rates["actors"].right == 1
    named = claim(actors=[{"text": "المسلحون", "id": "a", "role": "perpetrator"}])
    other = claim(actors=[{"text": "المسلحون", "id": "b", "role": "perpetrator"}])
    assert evaluate([document(named)], [document(other)]).rates["actors"].right == 0


@pytest.mark.parametrize("line", ["{", "[]", '{"doc_id": "x"}', '{"doc_id": "x", "claims": []}'])
def test_a_broken_gold_file_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(document(), ensure_ascii=False) + "\n" + line + "\n")
    with pytest.raises(InputError, match=r"gold\.jsonl, line 2"):
        read_claims(path, gold=True)


def spoilt(documents: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Predictions that are right in part."""
    chance = random.Random(seed)
    types = [claim["type"] for one in documents for claim in one["claims"]]
    places = [claim["place"] for one in documents for claim in one["claims"]]
    made = []
    for one in documents:
        claims = []
        for gold in one["claims"]:
            claim = copy.deepcopy(gold)
            spoil = chance.random()
            if spoil < 0.2:
                continue
            if spoil < 0.3:
                claims.append(copy.deepcopy(claim))
            for field, value in (("type", chance.choice(types)), ("place", chance.choice(places)), ("date", None)):
                if chance.random() < 0.2:
                    claim[field] = value
            if chance.random() < 0.3:
                claim["sources"], claim["status"] = [], "reported"
            if chance.random() < 0.3:
                claim["actors"], claim["evidence"] = claim["actors"][1:], claim["evidence"][5:]
            claims.append(claim)
        chance.shuffle(claims)
        made.append({"doc_id": one["doc_id"], "claims": claims})
    return made


@pytest.mark.shared
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_figures_are_those_of_the_reference_scorer(shared: Path, tmp_path: Path, seed: int) -> None:
    gold = shared / "gold" / "dev.jsonl"
    documents = read_claims(gold, gold=True)
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(one) for one in spoilt(documents, seed)))
    command = [sys.executable, str(shared / "gold" / "score.py"), str(gold), str(predicted), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = evaluate(documents, read_claims(predicted)).as_dict()
    assert ours.keys() == theirs.keys()
    for name, figures in theirs.items():
        assert ours[name] == pytest.approx(figures)
