from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest

from khabar.evaluate import airwars, gsr
from khabar.evaluate.calibration import brier
from khabar.evaluate.claims import evaluate, read_claims
from khabar.evaluate.temporal import suite_row
from khabar.pipeline import Reader
from khabar.record import record
from khabar.sources import from_record

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["floors"]
SYRIA = "gazetteer/syria_merged.csv.gz"


@cache
def reader(gazetteer: Path) -> Reader:
    return Reader([gazetteer])


@cache
def read_gold(shared: Path) -> list[dict[str, Any]]:
    documents = read_claims(shared / "gold/dev.jsonl", gold=True)
    return [record(reader(shared / SYRIA).extract(from_record(document))) for document in documents]


def claims(shared: Path, doc_id: str | None = None) -> dict[str, Any]:
    gold = read_claims(shared / "gold/dev.jsonl", gold=True)
    scores = evaluate([one for one in gold if one["doc_id"] == (doc_id or one["doc_id"])], read_gold(shared))
    return {**scores.as_dict(), "brier": brier(scores.outcomes)}


def gsr_dev(shared: Path) -> dict[str, Any]:
    sentences = gsr.read_gsr(shared / "gsr")
    wary = Reader(least=gsr.settings()["span_confidence"])
    reports = [from_record({"doc_id": name, "text": text}) for name, text in sentences.sentences().items()]
    return gsr.score(sentences, {report.doc_id: gsr.answer(wary.extract(report)) for report in reports}).as_dict()


def airwars_dev(shared: Path) -> dict[str, Any]:
    documents = airwars.read_reports(shared / "airwars/docs.jsonl.gz")
    coded = airwars.read_incidents(shared / "airwars/incidents.jsonl")
    read = [record(reader(shared / SYRIA).extract(from_record(document))) for document in documents]
    return airwars.evaluate(documents, coded, read).as_dict()


def times(shared: Path) -> dict[str, Any]:
    """By the suites' own scorer: precision, recall and F1 by suite and way of counting."""
    suites = shared / "temporal/suites.jsonl"
    rows = [json.loads(line) for line in suites.read_text("utf-8").splitlines()]
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as predicted:
        predicted.writelines(json.dumps(suite_row(row)) + "\n" for row in rows)
        predicted.flush()
        command = [sys.executable, str(shared / "temporal/score.py"), str(suites), predicted.name, "--json"]
        return dict(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


MEASURES: dict[str, Callable[..., dict[str, Any]]] = {
    "claims": claims, "gsr": gsr_dev, "airwars": airwars_dev, "times": times
}  # fmt: skip


def figure(scores: Any, path: str) -> float:
    """The number at the end of a dotted path ("assault.spans.verb.f1")."""
    for step in path.split("."):
        scores = scores[int(step)] if isinstance(scores, list) else scores[step]
    return float(scores)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor["name"])
def test_scores_do_not_fall(shared: Path, floor: dict[str, Any]) -> None:
    for name, digest in floor["sha256"].items():
        found = hashlib.sha256((shared / name).read_bytes()).hexdigest()
        assert found == digest, f"{name} changed: measure the floors anew"
    scores = MEASURES[floor["measure"]](shared, **floor.get("given", {}))
    missed = {path: figure(scores, path) for path, least in floor["least"].items() if figure(scores, path) < least}
    missed |= {
        path: figure(scores, path) for path, most in floor.get("most", {}).items() if figure(scores, path) > most
    }
    assert not missed


@pytest.mark.shared
@pytest.mark.slow
def test_records_of_real_reports_keep_the_schema_and_their_offsets(shared: Path) -> None:
    from khabar.record import to_json
    from khabar.schema import Document

    for made in read_gold(shared):
        document = Document.model_validate(json.loads(to_json(made)))
        for claim in document.claims:
            cited = [claim.trigger, *(source.tie for source in claim.sources if source.tie)]
            spans = [(quote.text, quote.start, quote.end) for quote in cited]
            spans += [(claim.evidence, claim.start, claim.end)]
            spans += [(actor.text, *actor.span) for actor in claim.actors]
            spans += [(source.text, *source.span) for source in claim.sources]
            assert all(document.text[start:end] == text for text, start, end in spans)
        assert len({claim.id for claim in document.claims}) == len(document.claims)
