"""Incidents out of the archive, as they stand or as they stood at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from khabar.desk.archive import decisions
from khabar.desk.archive.body import to_claim
from khabar.desk.archive.models import ClaimRecord, Decision, Incident, Membership
from khabar.desk.linking.incident import Rule, Telling, summarise
from khabar.desk.releases.gathered import Gathered, Verdict
from khabar.errors import ArchiveError
from khabar.model import Claim

_BATCH = 500
_NOT_NEEDED = (
    *(f"version__{name}" for name in ("text", "findings", "signature")),
    *(f"reading__{name}" for name in ("statements", "relations", "findings", "changes")),
)


def gather(as_of: datetime | None = None, rule: Rule = "lowest") -> Iterator[Gathered]:
    """Incidents by id, with corrections applied and retracted claims left out, as they stood at `as_of` (now)."""
    verdicts = _verdicts(as_of)
    fixes = decisions.corrections(as_of)
    retracted = {claim for found in verdicts.values() for v in found if v.kind == "retracted" and (claim := v.claim)}
    for uid, records in _by_incident(as_of):
        kept = [r for r in records if r.identity.uid not in retracted]
        if kept:
            about = verdicts.get(uid, [])
            confirmed = any(v.kind == Decision.Kind.CONFIRMED for v in about)
            tellings = [_telling(record, fixes.get(record.identity_id, {})) for record in kept]
            shown = summarise(uid, tellings, rule=rule, confirmed=confirmed)
            yield Gathered(shown, tuple(about), tuple(sorted({r.reading.engine for r in kept})))


def _by_incident(as_of: datetime | None) -> Iterator[tuple[str, list[ClaimRecord]]]:
    """Incidents by id, with the records of their claims; loaded in batches of incidents."""
    memberships: QuerySet[Membership] = Membership.objects.as_of(as_of)
    members: dict[str, list[int]] = defaultdict(list)
    for uid, claim in memberships.order_by("incident__uid", "pk").values_list("incident__uid", "claim_id"):
        members[uid].append(claim)
    uids = list(members)
    for start in range(0, len(uids), _BATCH):
        chunk = uids[start : start + _BATCH]
        records = _records([claim for uid in chunk for claim in members[uid]], as_of)
        for uid in chunk:
            yield uid, [records[claim] for claim in members[uid] if claim in records]


def _records(claims: list[int], as_of: datetime | None) -> dict[int, ClaimRecord]:
    found: dict[int, ClaimRecord] = {}
    for start in range(0, len(claims), _BATCH):
        rows = (
            ClaimRecord.objects.as_of(as_of)
            .filter(identity_id__in=claims[start : start + _BATCH])
            .select_related("identity", "reading", "version__report__outlet", "version__family")
            .defer(*_NOT_NEEDED)
        )
        found.update({record.identity_id: record for record in rows})
    return found


def _telling(record: ClaimRecord, fixes: Mapping[str, Any]) -> Telling:
    version = record.version
    return Telling(
        claim_id=record.identity.uid,
        claim=_corrected_claim(record, fixes),
        report=version.report.uid,
        family=version.family.uid if version.family else "",
        outlet=version.report.outlet.name if version.report.outlet else "",
        url=version.url or version.report.canonical_url,
        published=version.published,
        seen=record.identity.first_seen.date(),
    )


def _corrected_claim(record: ClaimRecord, fixes: Mapping[str, Any]) -> Claim:
    try:
        return to_claim(corrected(record.body, fixes))
    except ValueError as error:
        told = ", ".join(f"{field} = {value!r}" for field, value in fixes.items())
        raise ArchiveError(
            f"a correction of claim {record.identity.uid} makes no sense ({told}): revoke the decision", value=told
        ) from error


def corrected(body: Mapping[str, Any], fixes: Mapping[str, Any]) -> dict[str, Any]:
    """A claim's body with corrected values put in by path (`date.start`, `harm.killed.low`); unknown paths are left."""
    if not fixes:
        return dict(body)
    whole: dict[str, Any] = deepcopy(dict(body))
    for path, value in fixes.items():
        *steps, last = path.split(".")
        at: Any = whole
        for step in steps:
            at = _step(at, step)
        if isinstance(at, dict) and last in at:
            at[last] = value
    return whole


def _step(at: Any, step: str) -> Any:
    if isinstance(at, dict):
        return at.get(step)
    if isinstance(at, list):
        if step.isdecimal():
            return at[int(step)] if int(step) < len(at) else None
        return next((item for item in at if isinstance(item, dict) and item.get("kind") == step), None)
    return None


def _verdicts(as_of: datetime | None) -> dict[str, list[Verdict]]:
    """Incident id -> decisions that stand about it or its claims, oldest first."""
    incident_of = dict(Membership.objects.as_of(as_of).values_list("claim__uid", "incident__uid"))
    standing = set(incident_of.values())
    merged = dict(Incident.objects.filter(merged_into__isnull=False).values_list("uid", "merged_into__uid"))
    found: dict[str, list[Verdict]] = defaultdict(list)
    for decision in decisions.standing(as_of).select_related("claim", "incident"):
        claim = decision.claim.uid if decision.claim else ""
        uid = decision.incident.uid if decision.incident else incident_of.get(claim, "")
        while uid in merged and uid not in standing:
            uid = merged[uid]
        if uid:
            found[uid].append(Verdict(decision.kind, decision.reason, decision.made_at, claim))
    return found
