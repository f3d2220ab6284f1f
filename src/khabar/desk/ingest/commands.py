"""What the verbs of the command line do with an open archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from django.utils import timezone

from khabar.desk.archive.models import Failure, Feed
from khabar.desk.archive.opening import plain_errors
from khabar.desk.ingest import failures, rereading, running
from khabar.desk.ingest.items import Summary
from khabar.desk.ingest.routing import Intake
from khabar.desk.ingest.running import MakeReader, Progress, default_reader


def ingest_sources(
    sources: Sequence[str],
    intake: Intake,
    *,
    options: dict[str, Any] | None = None,
    reader: MakeReader = default_reader,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Bring `sources` into the archive. `options` are kept with items set aside, for trying again.

    Raises ArchiveError where the database refuses; what was stored before stays.
    """
    arguments = {"sources": list(sources)[:100], "options": options or {}}
    with closing(intake), plain_errors(), running.job("ingest", arguments) as job:
        summary = running.ingest(intake.items(sources), job, reader=reader, workers=workers, progress=progress)
        failures.resolve_sources(intake.finished, job, timezone.now())
        remember_feeds(intake)
    return summary


def remember_feeds(intake: Intake) -> None:
    """Keep what conditional requests need: only now, when all that the feeds told is stored."""
    for state in intake.feeds:
        known = {"etag": state.etag, "last_modified": state.last_modified, "polled_at": timezone.now()}
        Feed.objects.update_or_create(url=state.url, defaults=known)


def reread(
    *,
    everything: bool = False,
    unread_only: bool = False,
    reader: MakeReader = default_reader,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read stored reports again; raises ArchiveError where the database refuses."""
    versions = rereading.to_read(everything=everything, unread_only=unread_only)
    with plain_errors(), running.job("reread", {"everything": everything}) as job:
        return rereading.reread(versions, job, reader=reader, workers=workers, progress=progress)


def count_to_read(*, everything: bool = False) -> int:
    """How many reports `reread` would read."""
    with plain_errors():
        return rereading.to_read(everything=everything).count()


def set_aside() -> list[Failure]:
    """Items that wait to be tried again, oldest first."""
    with plain_errors():
        return list(failures.open_failures())


def retry(
    make_intake: Callable[[dict[str, Any]], Intake],
    *,
    reader: MakeReader = default_reader,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Try everything set aside again: sources are gone through anew, stored reports that were not read are read.

    `make_intake` makes an Intake of the options that the item was met with.
    """
    total = Summary()
    groups: dict[str, tuple[dict[str, Any], list[str]]] = {}
    unread = False
    for failure in set_aside():
        unread = unread or bool(failure.report_key)
        if not failure.report_key and failure.source != "-":  # standard input is gone
            options, sources = groups.setdefault(repr(sorted(failure.options.items())), (failure.options, []))
            if failure.source not in sources:
                sources.append(failure.source)
    for options, sources in groups.values():
        intake = make_intake(options)
        total.absorb(
            ingest_sources(sources, intake, options=options, reader=reader, workers=workers, progress=progress)
        )
    if unread:
        total.absorb(reread(unread_only=True, reader=reader, workers=workers, progress=progress))
    return total
