"""Incidents, which claims belong to them and why, and what people decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from khabar.desk.archive.models.bookkeeping import Job
from khabar.desk.archive.models.claims import ClaimIdentity
from khabar.desk.archive.models.history import AppendOnly, Interval, IntervalQuerySet


class Incident(Interval):
    """Claims judged to tell of the same happening. `uid` never changes; a merged incident points to its successor."""

    uid = models.CharField(max_length=20, unique=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="incidents")

    objects: ClassVar[IntervalQuerySet[Incident]] = IntervalQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.uid


class Decision(AppendOnly):
    """What a person did, with reason and time. Undone only by a later decision that `revokes` it.

    The subject is a claim, an incident, or a pair of either (`joined`, `split`). A correction names the `field` by
    its path in the claim (`date.start`, `harm.killed.low`), what it `was` and its new `value`.
    """

    class Kind(models.TextChoices):
        """What was done."""

        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        JOINED = "joined"
        SPLIT = "split"
        RETRACTED = "retracted"
        REVOKED = "revoked"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    claim = models.ForeignKey(ClaimIdentity, null=True, on_delete=models.PROTECT, related_name="decisions")
    other_claim = models.ForeignKey(ClaimIdentity, null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="decisions")
    other_incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=80, blank=True, default="")
    was = models.JSONField(null=True)
    value = models.JSONField(null=True)
    reason = models.TextField()
    made_by = models.CharField(max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    revokes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="revoked_by")

    def __str__(self) -> str:
        return f"{self.kind} by {self.made_by}"


class Membership(Interval):
    """A claim's place in an incident: by whom, and why.

    `weight` is the match weight (log2 of the odds) of the strongest join; `evidence` holds its parts; `against` is the
    claim it was joined to (empty for the first of an incident).
    """

    class By(models.TextChoices):
        """Who put it there: the machine never moves what a person placed."""

        MACHINE = "machine"
        PERSON = "person"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="memberships")
    claim = models.ForeignKey(ClaimIdentity, on_delete=models.PROTECT, related_name="memberships")
    by = models.CharField(max_length=8, choices=By.choices, default=By.MACHINE)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="memberships")
    against = models.ForeignKey(ClaimIdentity, null=True, on_delete=models.PROTECT, related_name="+")
    weight = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    evidence = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="memberships")

    objects: ClassVar[IntervalQuerySet[Membership]] = IntervalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(valid_to__isnull=True), name="one_current_incident_per_claim"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.incident_id}"


class Match(Interval):
    """A compared pair of claims that is worth keeping: above all the undecided ones, which wait for people."""

    class Outcome(models.TextChoices):
        """The verdict on the pair."""

        SAME = "same"
        DIFFERENT = "different"
        UNDECIDED = "undecided"

    left = models.ForeignKey(ClaimIdentity, on_delete=models.PROTECT, related_name="matches_left")
    right = models.ForeignKey(ClaimIdentity, on_delete=models.PROTECT, related_name="matches_right")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, db_index=True)
    weight = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    evidence = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="matches")

    objects: ClassVar[IntervalQuerySet[Match]] = IntervalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "matches"
        constraints = (
            models.UniqueConstraint(
                fields=["left", "right"], condition=models.Q(valid_to__isnull=True), name="one_current_match_per_pair"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left_id} ~ {self.right_id}: {self.outcome}"
