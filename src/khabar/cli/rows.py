"""Claims as CSV: one row a claim, several values of a cell separated by "; "."""

from __future__ import annotations

import csv
import io
from typing import Any

from khabar.model import Extraction
from khabar.record import record

_ROLES = {"perpetrator": "perpetrator", "target": "target", "support": "supporter"}
_HARMS = ("killed", "injured", "detained", "abducted", "displaced")
_DATE = ("start", "end", "basis", "precision")
_PLACE = {
    "name": "place",
    "name_en": "place_en",
    "landmark": "landmark",
    "lat": "lat",
    "lon": "lon",
    "radius_km": "radius_km",
    "precision": "place_precision",
    "gazetteer_id": "gazetteer_id",
    "country": "country",
}
COLUMNS = (
    *("doc_id", "outlet", "published", "url"),
    *("claim_id", "type", "family", "status"),
    *(f"date_{name}" for name in _DATE),
    *_PLACE.values(),
    "within",
    *(f"{name}{ending}" for name in _ROLES.values() for ending in ("s", "_ids")),
    *(f"{kind}_{end}" for kind in _HARMS for end in ("low", "high")),
    *("sources", "source_ids", "confidence", "evidence", "start", "end", "summary_en", "summary_ar"),
)
HEAD = ",".join(COLUMNS) + "\n"


def as_rows(extraction: Extraction) -> str:
    """The rows of a report's claims, without a head."""
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS, lineterminator="\n")
    whole = record(extraction)
    about = {name: whole[name] for name in ("doc_id", "outlet", "published", "url")}
    writer.writerows({**about, **_row(claim)} for claim in whole["claims"])
    return made.getvalue()


def _row(claim: dict[str, Any]) -> dict[str, Any]:
    date, place = claim["date"] or {}, claim["place"] or {}
    plain = ("type", "family", "status", "confidence", "evidence", "start", "end")
    return {
        "claim_id": claim["id"],
        **{name: claim[name] for name in plain},
        **{f"date_{name}": date.get(name) for name in _DATE},
        **{column: place.get(name) for name, column in _PLACE.items()},
        "within": "; ".join(place.get("within") or ()),
        **_parties(claim["actors"]),
        **{f"{kind}_{end}": harm[end] for kind, harm in claim["harm"].items() for end in ("low", "high")},
        **_named("source", claim["sources"]),
        **{f"summary_{lang}": text for lang, text in claim["summary"].items()},
    }


def _parties(actors: list[dict[str, Any]]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for role, name in _ROLES.items():
        cells.update(_named(name, [actor for actor in actors if actor["role"] == role]))
    return cells


def _named(name: str, parties: list[dict[str, Any]]) -> dict[str, str]:
    return {
        f"{name}s": "; ".join(party["text"] for party in parties),
        f"{name}_ids": "; ".join(party["id"] or "" for party in parties),
    }
