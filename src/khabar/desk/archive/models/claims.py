"""Claims: the identity that lasts, and the records of what each reading found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from khabar.desk.archive.models.bookkeeping import Job
from khabar.desk.archive.models.history import Interval, IntervalQuerySet
from khabar.desk.archive.models.reports import Report, ReportVersion


class Reading(models.Model):
    """One pass of one engine over one version: which claims came of it hangs on this row.

    `changes` lists what became of the claims that were there before (see `khabar.desk.ingest.comparing`).
    """

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="readings")
    engine = models.CharField(max_length=40, db_index=True)
    read_at = models.DateTimeField(default=timezone.now)
    statements = models.JSONField(default=list)
    relations = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    claims_found = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=list)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="readings")

    def __str__(self) -> str:
        return f"{self.version_id} read by {self.engine}"


class ClaimIdentity(models.Model):
    """What a report tells of one event, through all its versions and readings. People decide about this."""

    uid = models.CharField(max_length=20, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="claims")
    first_seen = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "claim identities"

    def __str__(self) -> str:
        return self.uid


class ClaimRecord(Interval):
    """A claim as one reading told it: `body` is the whole claim, the other columns are what is asked for often.

    `high` columns are null for an open upper end where `low` is set; both are null where no harm of the kind is told.
    Coordinates are WGS84 degrees. `h3` is the cell of resolution 7. Dates include both ends.
    """

    identity = models.ForeignKey(ClaimIdentity, on_delete=models.PROTECT, related_name="records")
    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="claims")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="claims")
    engine_id = models.CharField(max_length=80)
    body = models.JSONField()
    evidence = models.TextField()

    type = models.CharField(max_length=40)
    family = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=12)
    confidence = models.FloatField()

    start = models.DateField(null=True)
    end = models.DateField(null=True)
    date_basis = models.CharField(max_length=12, blank=True, default="")
    date_precision = models.CharField(max_length=16, blank=True, default="")

    place_name = models.CharField(max_length=300, blank=True, default="")
    place_name_en = models.CharField(max_length=300, blank=True, default="")
    place_precision = models.CharField(max_length=16, blank=True, default="")
    gazetteer_id = models.CharField(max_length=80, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_km = models.FloatField(null=True)
    h3 = models.CharField(max_length=16, blank=True, default="")
    country = models.CharField(max_length=40, blank=True, default="")
    admin1 = models.CharField(max_length=120, blank=True, default="")
    admin1_code = models.CharField(max_length=40, blank=True, default="")

    perpetrator_id = models.CharField(max_length=80, blank=True, default="")
    target_id = models.CharField(max_length=80, blank=True, default="")
    source_ids = models.JSONField(default=list)

    killed_low = models.PositiveIntegerField(null=True)
    killed_high = models.PositiveIntegerField(null=True)
    injured_low = models.PositiveIntegerField(null=True)
    injured_high = models.PositiveIntegerField(null=True)
    detained_low = models.PositiveIntegerField(null=True)
    detained_high = models.PositiveIntegerField(null=True)
    abducted_low = models.PositiveIntegerField(null=True)
    abducted_high = models.PositiveIntegerField(null=True)
    displaced_low = models.PositiveIntegerField(null=True)
    displaced_high = models.PositiveIntegerField(null=True)

    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    kept_for_decision = models.BooleanField(default=False)

    objects: ClassVar[IntervalQuerySet[ClaimRecord]] = IntervalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["identity"], condition=models.Q(valid_to__isnull=True), name="one_current_record_per_claim"
            ),
        )
        indexes = (
            models.Index(fields=["start", "type"], name="claim_by_day"),
            models.Index(fields=["type"], name="claim_by_type"),
            models.Index(fields=["country", "admin1"], name="claim_by_area"),
            models.Index(fields=["h3"], name="claim_by_cell"),
            models.Index(fields=["gazetteer_id"], name="claim_by_place"),
            models.Index(fields=["perpetrator_id"], name="claim_by_perpetrator"),
            models.Index(fields=["target_id"], name="claim_by_target"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.start or ''} {self.place_name}".strip()


class ClaimParty(models.Model):
    """A party of a claim record, for questions by actor."""

    record = models.ForeignKey(ClaimRecord, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=80, blank=True, default="", db_index=True)
    text = models.TextField()
    name_en = models.CharField(max_length=300, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name_plural = "claim parties"

    def __str__(self) -> str:
        return f"{self.role}: {self.text}"
