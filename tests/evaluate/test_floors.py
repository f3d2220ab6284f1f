from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from khabar.evaluate.claims import evaluate, read_claims
from khabar.pipeline import Reader
from khabar.record import record
from khabar.sources import from_record

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))["floors"]


@cache
def read(gold: Path, gazetteer: Path) -> list[dict[str, Any]]:
    reader = Reader([gazetteer])
    return [record(reader.extract(from_record(document))) for document in read_claims(gold, gold=True)]


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor.get("doc_id", floor["file"]))
def test_scores_do_not_fall(shared: Path, floor: dict[str, Any]) -> None:
    gold = shared / floor["file"]
    assert hashlib.sha256(gold.read_bytes()).hexdigest() == floor["sha256"], "the data changed: measure the floors anew"
    documents = [one for one in read_claims(gold, gold=True) if one["doc_id"] == floor.get("doc_id", one["doc_id"])]
    scores = evaluate(documents, read(gold, shared / floor["gazetteer"]))
    assert scores.rates["detection"].f1 >= floor["detection"]
    assert scores.slots.f1 >= floor["slots"]
    assert scores.laundered.value <= floor.get("laundered", 1.0)


@pytest.mark.shared
@pytest.mark.slow
def test_records_of_real_reports_keep_the_schema_and_their_offsets(shared: Path) -> None:
    import json

    from khabar.record import to_json
    from khabar.schema import Document

    for made in read(shared / FLOORS[0]["file"], shared / FLOORS[0]["gazetteer"]):
        document = Document.model_validate(json.loads(to_json(made)))
        for claim in document.claims:
            cited = [claim.trigger, *(source.tie for source in claim.sources if source.tie)]
            spans = [(quote.text, quote.start, quote.end) for quote in cited]
            spans += [(claim.evidence, claim.start, claim.end)]
            spans += [(actor.text, *actor.span) for actor in claim.actors]
            spans += [(source.text, *source.span) for source in claim.sources]
            assert all(document.text[start:end] == text for text, start, end in spans)
        assert len({claim.id for claim in document.claims}) == len(document.claims)
