"""Reports, their versions, and the families of near-copies they form."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from khabar.desk.archive.models.bookkeeping import Job


class Outlet(models.Model):
    """Who published. `key` is the folded name, so that spellings meet."""

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    home_url = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One publication, whatever its versions. `key` is its identity: canonical URL, or a hash where it has none."""

    key = models.CharField(max_length=80, unique=True)
    uid = models.CharField(max_length=20, unique=True)
    canonical_url = models.TextField(blank=True, default="")
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.PROTECT, related_name="reports")
    first_seen = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.canonical_url or self.uid


class Family(models.Model):
    """Near-copies of one text. Counts of independent origins count families, not reports."""

    uid = models.CharField(max_length=20, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.uid

    @property
    def origin(self) -> ReportVersion | None:
        """The member told first: by publication date, then by retrieval, then by arrival here."""
        dated = self.versions.order_by(
            models.F("published").asc(nulls_last=True), models.F("retrieved").asc(nulls_last=True), "pk"
        )
        return dated.first()


class ReportVersion(models.Model):
    """The text of a report as it stood when read. Never changed; a changed page is a new version."""

    class Standing(models.TextChoices):
        """Whether the version is the report's present text. `late`: an older text that arrived after a newer one."""

        CURRENT = "current"
        SUPERSEDED = "superseded"
        LATE = "late"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, db_index=True)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.CURRENT)
    text = models.TextField()
    title = models.TextField(blank=True, default="")
    doc_id = models.CharField(max_length=500, blank=True, default="")
    published = models.DateField(null=True, db_index=True)
    retrieved = models.DateTimeField(null=True)
    url = models.TextField(blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    source = models.TextField(blank=True, default="")
    findings = models.JSONField(default=list)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="versions")
    signature = models.BinaryField(null=True)
    stored_at = models.DateTimeField(default=timezone.now, db_index=True)
    superseded_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="one_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number}"


class Band(models.Model):
    """One band of a founder's MinHash signature: versions that share a band are looked at as possible near-copies.

    There are many of them, and they can be made anew from signatures: nothing is indexed or checked but the bucket.
    """

    bucket = models.BigIntegerField(db_index=True)
    version = models.ForeignKey(
        ReportVersion, on_delete=models.CASCADE, related_name="bands", db_constraint=False, db_index=False
    )
