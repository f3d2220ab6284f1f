"""JSON-LD: what was told as W3C Web Annotations on the reports, and who derived what in PROV-O.

The evidence is pointed to, not quoted: a position selector finds it in the report's text, refined by the trigger word
in its own letters. A quotation could name private persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khabar.desk.releases.published import Published

CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "prov": "http://www.w3.org/ns/prov#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "khabar": "urn:khabar:",
        "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
        "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
        "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
        "used": {"@id": "prov:used", "@type": "@id"},
        "startedAtTime": {"@id": "prov:startedAtTime", "@type": "xsd:dateTime"},
        "incident": {"@id": "khabar:incident", "@type": "@json"},
        "claim": {"@id": "khabar:claim", "@type": "@json"},
        "reason": "khabar:reason",
        "decided": "khabar:decided",
        "name": "http://schema.org/name",
    },
]
_CLAIM = ("type", "status", "date_start", "date_end", "place", "parties", "harm", "confidence")


def as_jsonld(incidents: Sequence[Published]) -> dict[str, Any]:
    """One graph: incidents (prov:Entity), annotations, the activities and agents behind them."""
    engines = sorted({engine for p in incidents for engine in p.engines})
    graph: list[dict[str, Any]] = [
        {"id": _urn("engine", engine), "type": "prov:SoftwareAgent", "name": engine} for engine in engines
    ]
    sources = {s["id"]: s["name"] for p in incidents for t in p.tellings for s in t["sources"] if s["id"]}
    graph += [{"id": _urn("source", i), "type": "prov:Agent", "name": name} for i, name in sorted(sources.items())]
    for published in incidents:
        graph.append(_incident(published))
        graph += [_annotation(published, telling) for telling in published.tellings]
        graph += [_decision(published, at) for at in range(len(published.verdicts))]
    return {"@context": CONTEXT, "@graph": graph}


def _urn(kind: str, name: str) -> str:
    return f"urn:khabar:{kind}:{name.replace(' ', '_')}"


def _incident(published: Published) -> dict[str, Any]:
    return {
        "id": _urn("incident", published.id),
        "type": "prov:Entity",
        "incident": published.row,
        "wasDerivedFrom": [_urn("claim", t["claim_id"]) for t in published.tellings],
        "wasAttributedTo": [_urn("engine", engine) for engine in published.engines],
    }


def _annotation(published: Published, telling: dict[str, Any]) -> dict[str, Any]:
    start, end = telling["evidence"]
    trigger = telling["trigger"]
    source = telling["url"] or _urn("report", telling["report"])
    return {
        "id": _urn("claim", telling["claim_id"]),
        "type": ["Annotation", "prov:Entity"],
        "motivation": "classifying",
        "body": {"type": "Dataset", "claim": {name: telling[name] for name in _CLAIM}},
        "target": {
            "source": source,
            "selector": {
                "type": "TextPositionSelector",
                "start": start,
                "end": end,
                "refinedBy": {"type": "TextQuoteSelector", "exact": trigger["text"]},
            },
        },
        "wasDerivedFrom": source,
        "wasAttributedTo": [_urn("source", s["id"]) for s in telling["sources"] if s["id"]],
        "wasGeneratedBy": [_urn("engine", engine) for engine in published.engines],
    }


def _decision(published: Published, at: int) -> dict[str, Any]:
    verdict = published.verdicts[at]
    about = _urn("claim", verdict.claim) if verdict.claim else _urn("incident", published.id)
    return {
        "id": f"{_urn('incident', published.id)}:decision:{at + 1}",
        "type": "prov:Activity",
        "decided": verdict.kind,
        "reason": verdict.reason,
        "used": about,
        "startedAtTime": verdict.at.isoformat(),
    }
