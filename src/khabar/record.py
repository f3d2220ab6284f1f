"""Extraction -> JSON: one object a report, in the shape that `khabar schema` prints.

Built by hand, not by a model class: this runs for every report. Offsets are code points of `text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from khabar import __version__
from khabar.model import (
    Candidate,
    Claim,
    DateValue,
    Extraction,
    Finding,
    Harm,
    Party,
    PlaceValue,
    Quote,
    Rejected,
    Relation,
    Report,
    Source,
    Statement,
)
from khabar.summary import summarize

ENGINE = f"khabar {__version__}"
# Characters that end a line for some readers, turn text around on a screen, or cannot be written as UTF-8.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def record(extraction: Extraction) -> dict[str, Any]:
    """The report and all that was read in it."""
    report = extraction.report
    return {
        **_report(report),
        "claims": [_claim(claim, report) for claim in extraction.claims],
        "statements": [_statement(statement) for statement in extraction.statements],
        "relations": [_relation(relation) for relation in extraction.relations],
        "findings": _findings(unique((*report.findings, *extraction.findings))),
        "engine": ENGINE,
    }


def unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without repetitions, in order."""
    return tuple(dict.fromkeys(findings))


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON in UTF-8 letters; line separators, bidi controls and lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _report(report: Report) -> dict[str, Any]:
    return {
        "doc_id": report.doc_id,
        "outlet": report.outlet,
        "published": report.published.isoformat() if report.published else None,
        "title": report.title,
        "url": report.url,
        "language": report.language,
        "text": report.text,
    }


def _claim(claim: Claim, report: Report) -> dict[str, Any]:
    return {
        "id": claim.id,
        "type": claim.type,
        "family": claim.family,
        "evidence": claim.evidence.text,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "trigger": _quote(claim.trigger),
        "date": _date(claim.date),
        "place": _place(claim.place),
        "actors": [_party(party) for party in claim.actors],
        "harm": {harm.kind: _harm(harm) for harm in claim.harm},
        "sources": [_source(source) for source in claim.sources],
        "status": claim.status,
        "confidence": round(claim.confidence, 4),
        "reasons": list(claim.reasons),
        "candidates": _candidates(claim.runners_up),
        "accounts": list(claim.accounts),
        "summary": summarize(claim, report.outlet)._asdict(),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {"text": quote.text, "start": quote.start, "end": quote.end}


def _maybe(quote: Quote | None) -> dict[str, Any] | None:
    return _quote(quote) if quote else None


def _span(quote: Quote) -> list[int]:
    return [quote.start, quote.end]


def _candidates(candidates: tuple[Candidate, ...]) -> list[dict[str, Any]]:
    return [{"value": c.value, "score": round(c.score, 4), "reason": c.reason} for c in candidates]


def _findings(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [{"code": f.code, "message": f.message, "quote": _maybe(f.quote)} for f in findings]


def _date(date: DateValue | None) -> dict[str, Any] | None:
    if date is None:
        return None
    return {
        "start": date.start.isoformat(),
        "end": date.end.isoformat(),
        "text": date.quote.text,
        "basis": date.basis,
        "span": _span(date.quote),
        "precision": date.precision,
        "candidates": _candidates(date.runners_up),
        "findings": _findings(date.findings),
    }


def _place(place: PlaceValue | None) -> dict[str, Any] | None:
    if place is None:
        return None
    landmark = {"landmark": place.landmark.text, "landmark_span": _span(place.landmark)} if place.landmark else {}
    return {
        "name": place.quote.text,
        "within": [quote.text for quote in place.within],
        **landmark,
        "span": _span(place.quote),
        "within_spans": [_span(quote) for quote in place.within],
        "name_en": place.name_en or None,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
        "gazetteer_id": place.gazetteer_id,
        "precision": place.precision,
        "admin": [
            {"level": unit.level, "name_ar": unit.name_ar, "name_en": unit.name_en or None, "code": unit.code or None}
            for unit in place.admin
        ],
        "country": place.country,
        "candidates": _candidates(place.candidates),
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "text": party.quote.text,
        "id": party.id,
        "role": party.role,
        "span": _span(party.quote),
        "name_en": party.name_en or None,
        "kind": party.kind or None,
        "partisan": party.partisan,
        "candidates": _candidates(party.runners_up),
    }


def _harm(harm: Harm) -> dict[str, Any]:
    return {
        "low": harm.low,
        "high": harm.high,
        "text": harm.quote.text,
        "span": _span(harm.quote),
        "victims": harm.victims or None,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "text": source.quote.text,
        "id": source.id,
        "span": _span(source.quote),
        "name_en": source.name_en or None,
        "tie": _maybe(source.tie),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        **_quote(statement.quote),
        "subject": _maybe(statement.subject),
        "direction": statement.direction,
        "place": _maybe(statement.place),
        "period": {
            "start": statement.start.isoformat() if statement.start else None,
            "end": statement.end.isoformat() if statement.end else None,
        },
        "actor_id": statement.actor_id,
    }


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "kind": relation.kind,
        **_quote(relation.quote),
        "subject": {**_quote(relation.subject), "id": relation.subject_id},
        "object": {**_quote(relation.object), "id": relation.object_id},
    }


def rejected(item: Rejected) -> dict[str, Any]:
    """A trigger that made no claim, for `khabar explain`."""
    return {**_quote(item.quote), "reason": item.reason, "score": round(item.score, 4)}
