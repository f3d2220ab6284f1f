"""What the desk did: jobs, items set aside, feeds, releases."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """One run of a command that writes to the archive."""

    class State(models.TextChoices):
        """How it went. A job that was killed stays `running`."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        INTERRUPTED = "interrupted"

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    engine = models.CharField(max_length=40, blank=True, default="")
    arguments = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"


class Failure(models.Model):
    """An item that was set aside; `resolved_at` is set when it comes through after all.

    `options` are those of the command that met it. `report_key` names a report that is stored but could not be read.
    """

    key = models.CharField(max_length=64, unique=True)
    source = models.TextField()
    item = models.TextField()
    message = models.TextField()
    options = models.JSONField(default=dict)
    report_key = models.CharField(max_length=80, blank=True, default="")
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, db_index=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="failures")

    def __str__(self) -> str:
        return f"{self.item}: {self.message}"


class Feed(models.Model):
    """What is remembered of a feed between polls. `interval` is in seconds."""

    url = models.TextField(unique=True)
    outlet = models.CharField(max_length=200, blank=True, default="")
    etag = models.TextField(blank=True, default="")
    last_modified = models.TextField(blank=True, default="")
    interval = models.PositiveIntegerField(default=900)
    polled_at = models.DateTimeField(null=True)
    next_poll_at = models.DateTimeField(null=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.url


class Release(models.Model):
    """A frozen, numbered export of the archive as it stood at `as_of`."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    as_of = models.DateTimeField()
    folder = models.TextField()
    incidents = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    checksums = models.JSONField(default=dict)
    changelog = models.JSONField(default=list)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="releases")

    def __str__(self) -> str:
        return f"release {self.number}"
