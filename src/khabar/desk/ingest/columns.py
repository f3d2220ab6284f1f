"""A claim -> the columns of its record."""

from __future__ import annotations

from typing import Any

from khabar.desk.archive.body import to_json
from khabar.desk.archive.models import ClaimParty, ClaimRecord
from khabar.model import AdminUnit, Claim, PlaceValue

_HARM = ("killed", "injured", "detained", "abducted", "displaced")
_MOST = 2_147_483_647  # what an integer column of both databases holds
_RESOLUTION = 7


def record_of(claim: Claim, **links: Any) -> ClaimRecord:
    """The unsaved record of `claim`; `links` are its identity, version, reading and so on."""
    return ClaimRecord(**links, engine_id=claim.id[:80], **columns_of(claim))


def columns_of(claim: Claim) -> dict[str, Any]:
    """The columns, with texts cut to what the columns hold (`body` keeps them whole)."""
    return {
        "body": to_json(claim),
        "evidence": claim.evidence.text,
        "type": claim.type[:40],
        "family": claim.family[:40],
        "status": claim.status,
        "confidence": claim.confidence,
        "perpetrator_id": _first_id(claim, "perpetrator"),
        "target_id": _first_id(claim, "target"),
        "source_ids": [source.id or source.quote.text for source in claim.sources],
        **_when(claim),
        **(_where(claim.place) if claim.place else {}),
        **_harm(claim),
    }


def _first_id(claim: Claim, role: str) -> str:
    return next((party.id[:80] for party in claim.actors if party.role == role and party.id), "")


def _when(claim: Claim) -> dict[str, Any]:
    if claim.date is None:
        return {}
    date = claim.date
    return {"start": date.start, "end": date.end, "date_basis": date.basis, "date_precision": date.precision}


def _where(place: PlaceValue) -> dict[str, Any]:
    admin1 = next((unit for unit in place.admin if unit.level == 1), AdminUnit(1, ""))
    return {
        "place_name": place.quote.text[:300],
        "place_name_en": place.name_en[:300],
        "place_precision": place.precision,
        "gazetteer_id": (place.gazetteer_id or "")[:80],
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
        "h3": cell(place.lat, place.lon),
        "country": (place.country or "")[:40],
        "admin1": (admin1.name_en or admin1.name_ar)[:120],
        "admin1_code": admin1.code[:40],
    }


def cell(lat: float | None, lon: float | None) -> str:
    """The H3 cell of a point in degrees; "" for no point."""
    if lat is None or lon is None:
        return ""
    import h3

    return str(h3.latlng_to_cell(lat, lon, _RESOLUTION))


def _harm(claim: Claim) -> dict[str, int | None]:
    columns: dict[str, int | None] = {}
    for harm in claim.harm:
        if harm.kind in _HARM and f"{harm.kind}_low" not in columns:
            columns[f"{harm.kind}_low"] = min(harm.low, _MOST)
            columns[f"{harm.kind}_high"] = None if harm.high is None else min(harm.high, _MOST)
    return columns


def parties_of(claim: Claim, record: ClaimRecord) -> list[ClaimParty]:
    """The unsaved rows of the claim's parties; `record` must be stored."""
    return [
        ClaimParty(
            record=record,
            role=party.role,
            actor_id=(party.id or "")[:80],
            text=party.quote.text,
            name_en=party.name_en[:300],
            kind=party.kind[:40],
        )
        for party in claim.actors
    ]
