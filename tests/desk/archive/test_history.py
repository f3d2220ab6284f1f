"""Nothing is overwritten: intervals are only closed, decisions only appended, and the past can be asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from khabar.desk.archive.decisions import bound, corrections, decide, revoke, standing
from khabar.desk.archive.models import ClaimIdentity, Decision, Incident, Membership, Report
from khabar.errors import ArchiveError

pytestmark = pytest.mark.usefixtures("archive")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _claim(name: str) -> ClaimIdentity:
    report = Report.objects.create(key=f"text:{name}", uid=f"r{name}")
    return ClaimIdentity.objects.create(uid=f"c{name}", report=report)


def test_rows_hold_from_one_moment_to_another() -> None:
    claim = _claim("1")
    first, second = (Incident.objects.create(uid=f"i{n}") for n in range(2))
    Membership.objects.create(incident=first, claim=claim, valid_from=NOON)
    assert Membership.objects.filter(claim=claim).close(NOON + HOUR) == 1
    Membership.objects.create(incident=second, claim=claim, valid_from=NOON + HOUR)

    def incident_at(moment: datetime | None) -> list[str]:
        return list(Membership.objects.as_of(moment).values_list("incident__uid", flat=True))

    assert incident_at(NOON - HOUR) == []
    assert incident_at(NOON) == ["i0"]
    assert incident_at(NOON + HOUR) == ["i1"]
    assert incident_at(None) == ["i1"]


def test_a_claim_is_in_one_incident_at_a_time() -> None:
    claim, incident = _claim("1"), Incident.objects.create(uid="i0")
    Membership.objects.create(incident=incident, claim=claim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(incident=Incident.objects.create(uid="i1"), claim=claim)


def test_closing_again_changes_nothing() -> None:
    claim, incident = _claim("1"), Incident.objects.create(uid="i0")
    row = Membership.objects.create(incident=incident, claim=claim, valid_from=NOON)
    Membership.objects.all().close(NOON + HOUR)
    assert Membership.objects.all().close(NOON + 2 * HOUR) == 0
    row.refresh_from_db()
    assert row.valid_to == NOON + HOUR


def test_decisions_are_never_changed_or_deleted() -> None:
    made = decide("confirmed", by="Rima", reason="seen on video", claim=_claim("1"))
    made.reason = "other"
    with pytest.raises(ArchiveError, match="append"):
        made.save()
    with pytest.raises(ArchiveError, match="never deleted"):
        made.delete()
    with pytest.raises(ArchiveError, match="append"):
        Decision.objects.filter(pk=made.pk).update(reason="other")
    with pytest.raises(ArchiveError, match="never deleted"):
        Decision.objects.all().delete()
    assert Decision.objects.get().reason == "seen on video"


@pytest.mark.parametrize(
    ("kind", "by", "reason"), [("approved", "Rima", "why"), ("confirmed", " ", "why"), ("confirmed", "Rima", "")]
)
def test_a_decision_needs_a_kind_a_person_and_a_reason(kind: str, by: str, reason: str) -> None:
    with pytest.raises(ArchiveError):
        decide(kind, by=by, reason=reason, claim=_claim("1"))
    assert not Decision.objects.exists()


def test_a_decision_needs_a_subject() -> None:
    with pytest.raises(ArchiveError, match="claim or an incident"):
        decide("confirmed", by="Rima", reason="why")


def test_a_revoked_decision_stands_no_more_but_stood_then() -> None:
    claim = _claim("1")
    made = decide("corrected", by="Rima", reason="typo", claim=claim, field="harm.killed.low", value=3, at=NOON)
    assert bound([claim.pk]) == {claim.pk}
    revoke(made, by="Omar", reason="the first was right", at=NOON + HOUR)
    assert list(standing()) == []
    assert bound([claim.pk]) == set()
    assert list(standing(NOON)) == [made]
    assert corrections(NOON) == {claim.pk: {"harm.killed.low": 3}}
    assert corrections() == {}


def test_the_later_correction_of_a_field_wins() -> None:
    claim = _claim("1")
    for hour, value in ((0, 3), (1, 4)):
        at = NOON + hour * HOUR
        decide("corrected", by="Rima", reason="count", claim=claim, field="harm.killed.low", value=value, at=at)
    assert corrections() == {claim.pk: {"harm.killed.low": 4}}
    assert corrections(NOON) == {claim.pk: {"harm.killed.low": 3}}
