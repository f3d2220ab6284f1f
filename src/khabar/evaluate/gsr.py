"""Claims held against the Arabic event GSR of Open Event Data: which sentences tell of a PLOVER event, and who did what
to whom.

A sentence is read as a report of its own. Its score for an event is the confidence of its likeliest claim times the
odds of the types that the table `plover.toml` counts as that event.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

from khabar.errors import InputError
from khabar.evaluate.claims import Rate
from khabar.evaluate.ranking import area_under_curve, average_precision
from khabar.evaluate.tokens import ROLES, Offsets, SpanRates, Spans, majority, touched, words
from khabar.lexicon import load
from khabar.model import Claim, Extraction
from khabar.tag.actors import THINGS
from khabar.tag.quantities import tag_quantities
from khabar.tag.triggers import tag_triggers
from khabar.text import key, segment
from khabar.text.page import Page

Event = Literal["assault", "protest"]
EVENTS: tuple[Event, ...] = ("assault", "protest")
_PARTITIVE = 2  # words of "عناصر من"
Row = Mapping[str, Any]


class Answer(NamedTuple):
    """What the claims of one sentence say: scores (0 to 1) by event, and spans of the claim each rests on."""

    scores: dict[str, float]
    spans: dict[str, Spans]


@dataclass(frozen=True, slots=True)
class Detection:
    """Figures of one event. `label`: yes against every no; `clean`: against unanimous no; `majority`: by most votes."""

    label: Rate
    clean: Rate
    majority: Rate
    auc: float
    average_precision: float


@dataclass(frozen=True, slots=True)
class GsrScores:
    """Detection and span figures by event."""

    detection: dict[str, Detection]
    spans: dict[str, SpanRates]

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, for JSON."""
        return {event: {**_figures(d), "spans": _rates(self.spans[event])} for event, d in self.detection.items()}


def _figures(found: Detection) -> dict[str, Any]:
    schemes = {"label": found.label, "clean": found.clean, "majority": found.majority}
    return {**_rates(schemes), "auc": found.auc, "average_precision": found.average_precision}


def _rates(rates: Mapping[str, Rate]) -> dict[str, Any]:
    return {name: {"p": rate.precision, "r": rate.recall, "f1": rate.f1} for name, rate in rates.items()}


@cache
def settings() -> dict[str, Any]:
    """The table of events: types, thresholds."""
    return tomllib.loads((files(__package__) / "plover.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Gsr:
    """The sentences of one split: labelled ones and ones with marked parties, by event."""

    detection: dict[str, list[Row]]
    marked: dict[str, list[Row]]

    def sentences(self) -> dict[str, str]:
        """Texts by id, each once."""
        both = (*self.detection.values(), *self.marked.values())
        return {row["id"]: row["text"] for rows in both for row in rows}


def read_gsr(folder: Path, split: str = "dev") -> Gsr:
    """The files `SPLIT.EVENT.detection.jsonl` and `SPLIT.EVENT.spans.jsonl`; raises InputError with file and line."""

    def rows(kind: str) -> dict[str, list[Row]]:
        return {event: list(_rows(folder / f"{split}.{event}.{kind}.jsonl")) for event in EVENTS}

    return Gsr(rows("detection"), rows("spans"))


def _rows(path: Path) -> Iterator[Row]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError(error.strerror or str(error), path=path) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not all(isinstance(row[name], str) for name in ("id", "doc", "text", "label")):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            raise InputError('is no sentence with "id", "doc", "text" and "label"', path=path, line=number) from None
        yield row


def answer(extraction: Extraction) -> Answer:
    """Scores and spans from the claims of a sentence."""
    scores: dict[str, float] = {}
    spans: dict[str, Spans] = {}
    for event in EVENTS:
        types = frozenset(settings()[event]["types"])
        ranked = sorted(extraction.claims, key=lambda claim: -_score(claim, types))
        scores[event] = _score(ranked[0], types) if ranked else 0.0
        spans[event] = _spans(ranked[0], extraction.report.text) if ranked else Spans()
    return Answer(scores, spans)


def _score(claim: Claim, types: frozenset[str]) -> float:
    others = {candidate.value: candidate.score for candidate in claim.runners_up if candidate.reason == "type"}
    odds = {**others, claim.type: max(0.0, 1 - sum(others.values()))}
    return claim.confidence * sum(p for kind, p in odds.items() if kind in types)


def _spans(claim: Claim, text: str) -> Spans:
    """Perpetrators are the source; the people hit are the target, or else the first victims, or else the things hit,
    without their number and "members of"; the first word of the evidence that tells what happened is the verb."""
    page = segment(text)
    numbers = _numbers(page)
    sources = [party.quote.span for party in claim.actors if party.role == "perpetrator"]
    hit = [party for party in claim.actors if party.role == "target"]
    people = [party.quote.span for party in hit if party.kind not in THINGS]
    told = [(h.victims, text.find(h.victims, h.quote.start)) for h in claim.harm if h.victims]
    victims = [(at, at + len(who)) for who, at in told if at >= 0][:1]
    start, end = claim.evidence.span
    verbs = [(t.start, t.end) for t in tag_triggers(page) if start <= t.start < end and t.kind != "means"][:1]
    return Spans(
        tuple(_party_alone(span, text, numbers) for span in sources),
        tuple(_party_alone(span, text, numbers) for span in people or victims or [party.quote.span for party in hit]),
        tuple(verbs or [claim.trigger.span]),
    )


def _numbers(page: Page) -> list[Offsets]:
    """From the start of each number to the noun it counts, or to its end."""
    found = tag_quantities(page)
    return [(q.start, q.end if q.noun is None else page.tokens[q.noun].start) for q in found]


@cache
def _members() -> frozenset[str]:
    """Nouns for members of any party ("عناصر")."""
    rows = (row for row in load("actor_words").rows if row["class"] == "member" and not row["party"])
    return frozenset(key(form) for row in rows for form in (row["word"], *row["plural"]))


def _party_alone(span: Offsets, text: str, numbers: Iterable[Offsets]) -> Offsets:
    """`span` from its counted noun or its party on: annotators mark "مدنيين" of "ثلاثة مدنيين", "الجيش" of "عناصر من
    الجيش"."""
    start, end = span
    for first, noun in numbers:
        if first <= start < noun < end:
            start = noun
    told = text[start:end].split()
    of = load("actor_words").about["joins"]["from_words"]
    if len(told) > _PARTITIVE and key(told[0]) in _members() and told[1] in of:
        start = text.index(told[_PARTITIVE], start + len(told[0]) + len(told[1]))
    return start, end


def score(gsr: Gsr, answers: Mapping[str, Answer]) -> GsrScores:
    """Figures of `answers` (by sentence id); a sentence without one counts as having no event."""
    detection = {event: _detection(event, rows, answers) for event, rows in gsr.detection.items()}
    spans = {event: _span_rates(event, rows, answers) for event, rows in gsr.marked.items()}
    return GsrScores(detection, spans)


def _detection(event: str, rows: Sequence[Row], answers: Mapping[str, Answer]) -> Detection:
    limit = settings()[event]["threshold"]
    scored = {row["id"]: answers[row["id"]].scores[event] if row["id"] in answers else 0.0 for row in rows}

    def rate(sample: Iterable[tuple[Row, bool]]) -> Rate:
        told = [(scored[row["id"]] >= limit, true) for row, true in sample]
        return Rate(sum(p and t for p, t in told), sum(p for p, _ in told), sum(t for _, t in told))

    certain = [(row, row["label"] == "yes") for row in rows if row["label"] != "ambiguous"]
    voted = [row for row in rows if row["total"] >= 2 and row["accept"] != row["reject"]]
    ranked = [(scored[row["id"]], true) for row, true in certain]
    return Detection(
        rate(certain),
        rate((row, true) for row, true in certain if row["label"] != "difficult no"),
        rate((row, row["accept"] > row["reject"]) for row in voted),
        area_under_curve(ranked),
        average_precision(ranked),
    )


def _span_rates(event: str, rows: Sequence[Row], answers: Mapping[str, Answer]) -> SpanRates:
    rates: SpanRates = {role: Rate() for role in ROLES}
    for row in rows:
        tokens = words(row["text"])
        found = answers[row["id"]].spans[event] if row["id"] in answers else Spans()
        for role in ROLES:
            wanted = majority([_offsets(one, role) for one in row["annotators"]], tokens)
            told = touched(getattr(found, role), tokens)
            rates[role] += Rate(len(told & wanted), len(told), len(wanted))
    return rates


def _offsets(annotation: Row, role: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in annotation[role]["offsets"] or ()]
