from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from khabar.cli import run
from khabar.errors import InputError
from khabar.evaluate.gsr import EVENTS, Answer, answer, read_gsr, score, settings
from khabar.evaluate.tokens import Spans, majority, touched, words
from khabar.lexicon.event_types import FAMILY
from khabar.model import Candidate, Extraction, Harm, Party, Quote

SHOT = "أطلق مسلحون النار على حارس المصرف في عدن"
CALM = "ناقش المجلس أسعار الخبز"
MARCH = "تظاهر العشرات أمام البلدية"


def sentence(name: str, text: str, label: str, accept: int, reject: int) -> dict[str, Any]:
    return {
        "id": name, "doc": name[0], "text": text, "label": label, "accept": accept, "reject": reject,
        "total": accept + reject,
    }  # fmt: skip


def marked(text: str, **parts: str) -> dict[str, Any]:
    found = {role: parts.get(role) for role in ("source", "target", "verb")}
    return {
        role: {"offsets": [[text.index(part), text.index(part) + len(part)]] if part else []}
        for role, part in found.items()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        sentence("a1", SHOT, "yes", 3, 0),
        sentence("a2", CALM, "easy no", 0, 3),
        sentence("b1", MARCH, "difficult no", 1, 2),
    ]
    two = [
        marked(SHOT, source="مسلحون", target="حارس المصرف", verb="أطلق"),
        marked(SHOT, source="مسلحون", target="حارس"),
    ]
    files = {
        "dev.assault.detection.jsonl": rows,
        "dev.assault.spans.jsonl": [{**rows[0], "annotators": two}],
        "dev.protest.detection.jsonl": [sentence("b1", MARCH, "yes", 2, 0), sentence("a2", CALM, "easy no", 0, 2)],
        "dev.protest.spans.jsonl": [],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return tmp_path


def spans(text: str, **parts: str) -> Spans:
    return Spans(**{role: ((text.index(part), text.index(part) + len(part)),) for role, part in parts.items()})


def test_figures_count_sentences_and_words(folder: Path) -> None:
    told = spans(SHOT, source="مسلحون", target="النار على حارس")
    answers = {
        "a1": Answer({"assault": 0.9, "protest": 0.0}, {"assault": told, "protest": Spans()}),
        "b1": Answer({"assault": 0.6, "protest": 0.0}, {"assault": Spans(), "protest": Spans()}),
    }
    scores = score(read_gsr(folder), answers)
    assault = scores.detection["assault"]
    assert (assault.label.precision, assault.label.recall) == (0.5, 1.0)
    assert assault.clean.f1 == 1.0 and assault.auc == 1.0
    assert scores.detection["protest"].label.f1 == 0.0
    assert scores.spans["assault"]["source"].f1 == 1.0
    target = scores.spans["assault"]["target"]
    assert (target.right, target.predicted, target.gold) == (1, 3, 2)


def test_the_score_of_a_claim_is_its_confidence_in_all_types_of_the_event(extraction: Extraction) -> None:
    (claim,) = extraction.claims
    assert answer(extraction).scores == {"assault": pytest.approx(claim.confidence), "protest": 0.0}
    torn = replace(claim, runners_up=(Candidate("protest_peaceful", 0.25, "type"), Candidate("attack", 0.1, "type")))
    scores = answer(replace(extraction, claims=(torn,))).scores
    assert scores["assault"] == pytest.approx(claim.confidence * 0.75)
    assert scores["protest"] == pytest.approx(claim.confidence * 0.25)
    assert answer(replace(extraction, claims=())) == Answer(
        {"assault": 0.0, "protest": 0.0}, {"assault": Spans(), "protest": Spans()}
    )


def test_parties_and_the_telling_word_become_spans(extraction: Extraction) -> None:
    text = extraction.report.text
    found = answer(extraction).spans["assault"]
    assert [text[slice(*at)] for at in found.source] == ["الحوثيون"]
    assert [text[slice(*at)] for at in found.target] == ["سوق"]
    assert [text[slice(*at)] for at in found.verb] == ["قصفًا"]
    (claim,) = extraction.claims
    bare = replace(claim, actors=claim.actors[:1], harm=claim.harm[:1])
    assert [text[slice(*at)] for at in answer(replace(extraction, claims=(bare,))).spans["assault"].target] == [
        "مدنيين"
    ]


def test_numbers_are_no_part_of_a_party_and_no_verb(extraction: Extraction) -> None:
    text = "أدى القصف إلى سقوط ثلاثة جرحى في حي الزهور، وكان خمسة مدنيين قرب المكان"
    (claim,) = extraction.claims

    def quote(part: str) -> Quote:
        return Quote.of(text, text.index(part), text.index(part) + len(part))

    told = replace(
        claim,
        trigger=quote("القصف"),
        actors=(Party(quote("خمسة مدنيين"), "target"),),
        harm=(Harm("injured", 3, 3, quote("ثلاثة جرحى"), ""),),
    )
    report = replace(extraction.report, text=text)
    found = answer(replace(extraction, report=report, claims=(told,))).spans["assault"]
    assert [text[slice(*at)] for at in found.target] == ["مدنيين"]
    assert [text[slice(*at)] for at in found.verb] == ["القصف"]


def test_words_of_at_least_half_of_the_annotators_count() -> None:
    tokens = words("قُتل اثنان، أمس")
    assert len(tokens) == 3
    assert touched([(2, 7)], tokens) == {0, 1}
    assert majority([[(0, 4)], [(0, 10)], []], tokens) == {0}


def test_every_type_of_the_table_exists() -> None:
    assert all(kind in FAMILY for event in EVENTS for kind in settings()[event]["types"])


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}'])
def test_a_broken_sentence_is_named_with_file_and_line(folder: Path, line: str) -> None:
    path = folder / "dev.protest.spans.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(InputError, match=rf"{path.name}.*2.*no sentence"):
        read_gsr(folder)
    with pytest.raises(InputError, match=r"test\.assault"):
        read_gsr(folder, "test")


def test_the_verb_reads_the_sentences(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "gsr", str(folder), "--workers", "1"]) == 0
    assert "assault label" in capfd.readouterr().out
    assert run(["evaluate", "gsr", str(folder), "--workers", "1", "--json"]) == 0
    figures = json.loads(capfd.readouterr().out)
    assert set(figures) == set(EVENTS) and set(figures["assault"]["spans"]) == {"source", "target", "verb"}


@pytest.mark.shared
def test_figures_are_those_of_the_data_sets_own_scorer(shared: Path) -> None:
    gsr = read_gsr(shared / "gsr")
    answers = {name: _invented(name, text) for name, text in gsr.sentences().items()}
    ours, theirs = score(gsr, answers), _scorer(shared)
    for event in EVENTS:
        predicted = {name: _plain(given, event) for name, given in answers.items()}
        found = theirs.detect(gsr.detection[event], predicted, event, settings()[event]["threshold"], boot=1)
        figures = ours.detection[event]
        for name, rate in (("label", figures.label), ("clean", figures.clean), ("majority", figures.majority)):
            assert (rate.precision, rate.recall, rate.f1) == pytest.approx([found[name][x] for x in ("P", "R", "F1")])
        assert (figures.auc, figures.average_precision) == pytest.approx((found["label"]["AUC"], found["label"]["AP"]))
        first = theirs.span_eval(gsr.marked[event], predicted)["first"]
        for role, rate in ours.spans[event].items():
            assert (rate.precision, rate.recall, rate.f1) == pytest.approx([first[role][x] for x in ("P", "R", "F1")])


def _invented(name: str, text: str) -> Answer:
    at = sum(map(ord, name)) % max(1, len(text) - 9)
    found = Spans(((at, at + 9),), ((0, at // 2),) if at > 1 else (), ())
    return Answer({event: (at + 7 * len(event)) % 10 / 10 for event in EVENTS}, dict.fromkeys(EVENTS, found))


def _plain(given: Answer, event: str) -> dict[str, Any]:
    return {
        event: given.scores[event],
        "spans": [{r: [list(s) for s in v] for r, v in given.spans[event]._asdict().items()}],
    }


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gsr_score", shared / "gsr" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
