"""Claims before and after: of a page that changed, or of an engine that reads better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.fuzz import ratio

from khabar.desk.ingest.settings import settings
from khabar.model import Claim

Kind = Literal["same", "changed", "added", "removed", "kept"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of a claim before and after; None where there is none."""

    old: int | None
    new: int | None


def pair_up(old: Sequence[Claim], new: Sequence[Claim]) -> list[Pair]:
    """Which claim of `new` is which of `old`: by id, then by likeness; in the order of `new`, those gone last."""
    matched: dict[int, int] = {}
    by_id = {claim.id: i for i, claim in enumerate(old)}
    for j, claim in enumerate(new):
        if claim.id in by_id and by_id[claim.id] not in matched.values():
            matched[j] = by_id[claim.id]
    rest_old = [i for i in range(len(old)) if i not in matched.values()]
    rest_new = [j for j in range(len(new)) if j not in matched]
    scored = sorted((-likeness(old[i], new[j]), j, i) for i in rest_old for j in rest_new)
    for score, j, i in scored:
        if -score >= settings()["claims"]["enough"] and j not in matched and i not in matched.values():
            matched[j] = i
    gone = [Pair(i, None) for i in range(len(old)) if i not in matched.values()]
    return [Pair(matched.get(j), j) for j in range(len(new))] + gone


def likeness(one: Claim, other: Claim) -> float:
    """How surely two claims tell the same, 0..1; 0 across families of events."""
    if one.family != other.family:
        return 0.0
    weights = settings()["claims"]
    return float(
        weights["evidence"] * ratio(one.evidence.text, other.evidence.text) / 100
        + weights["type"] * (one.type == other.type)
        + weights["place"] * (_place(one) == _place(other))
        + weights["date"] * (_date(one) == _date(other))
        + weights["actors"] * (_actors(one) == _actors(other))
    )


def _place(claim: Claim) -> Any:
    place = claim.place
    return None if place is None else (place.gazetteer_id or place.quote.text)


def _date(claim: Claim) -> Any:
    return None if claim.date is None else (claim.date.start.isoformat(), claim.date.end.isoformat())


def _actors(claim: Claim) -> list[list[str]]:
    return sorted([party.role, party.id or party.quote.text] for party in claim.actors)


def told(claim: Claim) -> dict[str, Any]:
    """What a claim says, without offsets and scores: two claims that say the same compare equal here."""
    place = claim.place
    return {
        "type": claim.type,
        "status": claim.status,
        "date": list(_date(claim) or ()) or None,
        "place": place and {"name": place.quote.text, "gazetteer_id": place.gazetteer_id, "precision": place.precision},
        "actors": _actors(claim),
        "harm": {harm.kind: [harm.low, harm.high] for harm in claim.harm},
        "sources": [source.id or source.quote.text for source in claim.sources],
    }


def differences(before: Claim, after: Claim) -> dict[str, list[Any]]:
    """Fields that say something else now: name -> [before, after]."""
    old, new = told(before), told(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def change(uid: str, kind: Kind, before: Claim | None, after: Claim | None) -> dict[str, Any]:
    """One entry of `Reading.changes`."""
    fields: Mapping[str, Any] = differences(before, after) if before is not None and after is not None else {}
    shown = after or before
    evidence = shown.evidence.text if shown is not None else ""
    return {"claim": uid, "kind": kind, "fields": dict(fields), "evidence": evidence}
