"""Annotations hold offsets, no text, and come whole again beside their corpus alone."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from training.align import label
from training.documents import ANNOTATIONS, annotated, folds_of, main, packed, read_lines, text_hash, unpacked

from khabar.tag.triggers import tag_triggers
from khabar.text import segment

TEXT = """قصف مدفعي على بلدة النيرب
قالت وكالة محلية إن قوات النظام قصفت النيرب بريف إدلب أمس، ما أدى إلى مقتل مدنيين اثنين."""
CLAIM: dict[str, Any] = {
    "type": "shelling",
    "evidence": "قوات النظام قصفت النيرب",
    "date": {"start": "2020-02-03", "end": "2020-02-03", "basis": "event"},
    "place": {"name": "النيرب", "within": ["ريف إدلب"]},
    "actors": [{"text": "قوات النظام", "id": "syrian_regime", "role": "perpetrator"}],
    "harm": {"killed": {"low": 2, "high": 2}},
    "sources": [{"text": "وكالة محلية", "id": None}],
    "status": "reported",
    "told": [(0, 3), (49, 53), (73, 77)],
}
BARE = {**CLAIM, "date": None, "place": None, "actors": [], "harm": {}, "sources": [], "told": []}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl.gz"
    record = {"id": "own-1", "outlet": "وكالة", "published": "2020-02-04", "title": None, "text": TEXT}
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


@pytest.mark.parametrize("claim", [CLAIM, BARE])
def test_a_claim_comes_whole_again_beside_its_text(claim: dict[str, Any]) -> None:
    assert unpacked(TEXT, json.loads(json.dumps(packed(TEXT, claim)))) == claim


def test_words_that_the_text_does_not_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="سراقب"):
        packed(TEXT, {**CLAIM, "evidence": "قصف سراقب"})


def test_annotations_are_written_and_read_beside_the_corpus(corpus: Path, tmp_path: Path) -> None:
    source, output = tmp_path / "annotated.jsonl", tmp_path / "own.jsonl"
    source.write_text(json.dumps({"doc_id": "own-1", "text": TEXT, "claims": [CLAIM]}) + "\n", "utf-8")
    main(corpus, source, output)
    assert "النيرب" not in output.read_text("utf-8")
    [doc] = annotated(output, read_lines(corpus))
    assert (doc["doc_id"], doc["outlet"], doc["text"], doc["claims"]) == ("own-1", "وكالة", TEXT, [CLAIM])


def test_a_text_that_the_corpus_lacks_leaves_the_annotations_as_they_were(corpus: Path, tmp_path: Path) -> None:
    source, output = tmp_path / "annotated.jsonl", tmp_path / "own.jsonl"
    source.write_text(json.dumps({"doc_id": "own-2", "text": TEXT, "claims": []}) + "\n", "utf-8")
    output.write_text("as before", "utf-8")
    with pytest.raises(SystemExit, match="own-2"):
        main(corpus, source, output)
    assert output.read_text("utf-8") == "as before"


@pytest.mark.parametrize(("name", "text", "fault"), [("own-2", TEXT, "not there"), ("own-1", "غيره", "is another")])
def test_a_text_gone_or_changed_is_named(corpus: Path, tmp_path: Path, name: str, text: str, fault: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps({"doc_id": name, "text": text_hash(text), "claims": []}) + "\n", "utf-8")
    with pytest.raises(ValueError, match=f"{name} .*{fault}"):
        list(annotated(path, read_lines(corpus)))


def test_documents_with_claims_are_told_where_they_are_told(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    claim = {key: value for key, value in CLAIM.items() if key != "told"}
    path.write_text(json.dumps({"doc_id": "own-1", "text": text_hash(TEXT), "told": [[[0, 3]]]}) + "\n", "utf-8")
    gold = {"doc_id": "own-1", "outlet": "وكالة", "published": None, "title": None, "text": TEXT, "claims": [claim]}
    [doc] = annotated(path, [gold])
    assert doc["claims"] == [{**claim, "told": [[0, 3]]}]


def test_a_word_tells_of_a_claim_in_its_evidence_or_again_elsewhere() -> None:
    page = segment(TEXT)
    triggers = tag_triggers(page)
    told = [(t.start, t.end) for t in triggers]
    labelled = label({"text": TEXT, "claims": [{**CLAIM, "told": told}]}, triggers)
    evidence = TEXT.index(CLAIM["evidence"])
    inside = [evidence <= t.start < evidence + len(CLAIM["evidence"]) for t in triggers]
    assert [bool(claims) for claims in labelled.inside] == inside
    assert [bool(claims) for claims in labelled.again] == [not one for one in inside]
    assert labelled.told(range(len(triggers))) == {0}
    assert any(inside) and not all(inside)


def test_a_word_in_the_evidence_that_tells_of_something_else_is_no_trigger_of_the_claim() -> None:
    triggers = tag_triggers(segment(TEXT))
    evidence = TEXT.index(CLAIM["evidence"])
    told = [(t.start, t.end) for t in triggers if t.start < evidence]
    labelled = label({"text": TEXT, "claims": [{**CLAIM, "told": told}]}, triggers)
    assert not any(labelled.inside)


def test_shipped_annotations_hold_offsets_and_known_names_alone() -> None:
    for path in ANNOTATIONS.glob("*.jsonl"):
        for doc in read_lines(path):
            assert json.dumps(doc, ensure_ascii=False).isascii(), doc["doc_id"]


def test_outlets_keep_to_one_fold_and_folds_are_alike_in_size() -> None:
    outlets = ["a"] * 5 + ["b"] * 3 + ["c"] * 2 + ["d"]
    assert folds_of(outlets, 2) == {"a": 0, "b": 1, "c": 1, "d": 0}


def runs(text: str, length: int = 6) -> set[tuple[str, ...]]:
    """All runs of so many words."""
    words = re.findall(r"\w+", text)
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


@pytest.mark.shared
def test_no_annotated_text_tells_in_the_words_of_one_that_judges(shared: Path) -> None:
    judging = [*read_lines(shared / "gold" / "dev.jsonl"), *read_lines(shared / "airwars" / "docs.jsonl.gz")]
    known = set().union(*(runs(doc["text"]) for doc in judging))
    for name in ("conflict", "news"):
        corpus = read_lines(shared / "corpus" / f"{name}.jsonl.gz")
        for doc in annotated(ANNOTATIONS / f"{name}.jsonl", corpus):
            told = runs(doc["text"])
            assert len(told & known) <= len(told) / 6, doc["doc_id"]


@pytest.mark.shared
def test_no_document_of_dev_is_fitted_to(shared: Path) -> None:
    dev = {text_hash(d["text"]) for d in read_lines(shared / "gold" / "dev.jsonl")}
    assert not dev & {doc["text"] for path in ANNOTATIONS.glob("*.jsonl") for doc in read_lines(path)}
