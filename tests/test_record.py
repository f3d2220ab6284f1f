from __future__ import annotations

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.model import Extraction, Report
from khabar.record import record, to_json
from khabar.schema import Document, as_text, generated


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads((resources.files("khabar.data") / "claims.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_committed_schema_is_the_one_of_the_models() -> None:
    committed = (resources.files("khabar.data") / "claims.schema.json").read_text("utf-8")
    assert committed == as_text(generated()), "run python -m khabar.schema"


def test_a_record_keeps_the_schema(extraction: Extraction, validator: jsonschema.Draft202012Validator) -> None:
    made = json.loads(to_json(record(extraction)))
    validator.validate(made)
    Document.model_validate(made)
    validator.validate(json.loads(to_json(record(Extraction(Report("x"))))))


def spans(value: Any) -> list[tuple[str, int, int]]:
    """Every text with its span anywhere in a record."""
    found = []
    if isinstance(value, dict):
        if {"text", "start", "end"} <= value.keys() and isinstance(value["start"], int):
            found.append((value["text"], value["start"], value["end"]))
        if "span" in value:
            found.append((value.get("text") or value["name"], *value["span"]))
        if "evidence" in value:
            found.append((value["evidence"], value["start"], value["end"]))
        found += [span for inner in value.values() for span in spans(inner)]
    if isinstance(value, list):
        found += [span for inner in value for span in spans(inner)]
    return found


def test_every_cited_text_stands_where_its_span_says(extraction: Extraction) -> None:
    made = record(extraction)
    found = spans(made)
    assert len(found) >= 14
    for text, start, end in found:
        assert made["text"][start:end] == text


def test_a_claim_has_the_gold_fields(extraction: Extraction) -> None:
    (claim,) = record(extraction)["claims"]
    assert claim["date"]["start"] == "2021-03-17" and claim["date"]["text"] == "أمس"
    assert claim["place"]["name"] == "مأرب" and "landmark" not in claim["place"]
    assert claim["harm"]["injured"]["low"] == 5 and claim["harm"]["injured"]["high"] is None
    assert [(actor["role"], actor["id"]) for actor in claim["actors"]] == [("perpetrator", "houthis"), ("target", None)]


@given(st.text(alphabet=st.characters()))
def test_json_is_one_utf8_line_and_loses_nothing(text: str) -> None:
    line = to_json({"text": text})
    assert line.splitlines() == [line]
    assert json.loads(line.encode("utf-8").decode("utf-8")) == {"text": text}
