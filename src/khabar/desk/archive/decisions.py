"""What people decided: write it down, and see what of it stands."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from khabar.desk.archive.models import ClaimIdentity, Decision, Incident
from khabar.errors import ArchiveError

# While one of these stands, the machine leaves the claim's values alone.
BINDING = (Decision.Kind.CONFIRMED, Decision.Kind.CORRECTED, Decision.Kind.RETRACTED)


def decide(
    kind: str,
    *,
    by: str,
    reason: str,
    claim: ClaimIdentity | None = None,
    other_claim: ClaimIdentity | None = None,
    incident: Incident | None = None,
    other_incident: Incident | None = None,
    field: str = "",
    was: Any = None,
    value: Any = None,
    at: datetime | None = None,
) -> Decision:
    """Append a decision; raises ArchiveError for one without a person, a reason or a subject."""
    if kind not in Decision.Kind.values:
        raise ArchiveError(f"there is no decision {kind!r}: choose one of {', '.join(Decision.Kind.values)}")
    if not by.strip() or not reason.strip():
        raise ArchiveError("a decision needs who made it, and a reason")
    if claim is None and incident is None:
        raise ArchiveError("a decision needs a claim or an incident that it is about")
    return Decision.objects.create(
        kind=kind,
        made_by=by,
        reason=reason,
        claim=claim,
        other_claim=other_claim,
        incident=incident,
        other_incident=other_incident,
        field=field,
        was=was,
        value=value,
        made_at=at or timezone.now(),
    )


def revoke(decision: Decision, *, by: str, reason: str, at: datetime | None = None) -> Decision:
    """Undo a decision by a later one; both stay on record."""
    if not by.strip() or not reason.strip():
        raise ArchiveError("a decision needs who made it, and a reason")
    return Decision.objects.create(
        kind=Decision.Kind.REVOKED,
        made_by=by,
        reason=reason,
        claim=decision.claim,
        incident=decision.incident,
        revokes=decision,
        made_at=at or timezone.now(),
    )


def standing(as_of: datetime | None = None) -> QuerySet[Decision]:
    """Decisions that stand now, or stood at `as_of`, oldest first."""
    made: QuerySet[Decision] = Decision.objects.exclude(kind=Decision.Kind.REVOKED)
    revoked: QuerySet[Decision] = Decision.objects.filter(kind=Decision.Kind.REVOKED, revokes__isnull=False)
    if as_of is not None:
        made, revoked = made.filter(made_at__lte=as_of), revoked.filter(made_at__lte=as_of)
    return made.exclude(pk__in=revoked.values("revokes")).order_by("made_at", "pk")


def corrections(as_of: datetime | None = None) -> dict[int, dict[str, Any]]:
    """Corrected values by claim identity (pk) and field path; a later correction of a field wins."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = standing(as_of).filter(kind=Decision.Kind.CORRECTED, claim__isnull=False)
    for claim, field, value in rows.values_list("claim_id", "field", "value"):
        found[claim][field] = value
    return dict(found)


def bound(identities: list[int]) -> set[int]:
    """Those of `identities` (pks) whose values a person decided about."""
    return set(standing().filter(kind__in=BINDING, claim__in=identities).values_list("claim_id", flat=True))
