"""Read stored reports again with a newer engine: people's decisions stay, and what changed is listed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from khabar.desk.archive.body import to_finding
from khabar.desk.archive.models import Job, Reading, ReportVersion
from khabar.desk.ingest import failures
from khabar.desk.ingest.claims import store_readings
from khabar.desk.ingest.identity import Identity
from khabar.desk.ingest.items import Item, Outcome, Read, Summary
from khabar.desk.ingest.running import MakeReader, Progress, default_reader, finish
from khabar.desk.ingest.settings import settings
from khabar.model import Report
from khabar.record import ENGINE
from khabar.run.pool import Failure as NotRead
from khabar.run.pool import Work, results


def to_read(*, everything: bool = False, unread_only: bool = False) -> QuerySet[ReportVersion]:
    """Present texts that this engine has not read; `everything`: all; `unread_only`: those that none could read."""
    versions = ReportVersion.objects.filter(standing=ReportVersion.Standing.CURRENT)
    if unread_only:
        return versions.filter(readings__isnull=True)
    if everything:
        return versions
    return versions.exclude(pk__in=Reading.objects.filter(engine=ENGINE).values("version"))


def reread(
    versions: QuerySet[ReportVersion],
    job: Job,
    *,
    reader: MakeReader = default_reader,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read `versions` again and bring their claims up to date. Claims that people decided about stay as they are.

    Batches are stored whole or not at all. Raises django.db.Error where the database refuses.
    """
    summary = Summary()
    waiting: deque[tuple[ReportVersion, Report]] = deque()
    texts = _texts(versions, waiting)
    first = list(islice(texts, 1))
    if not first:
        return summary
    outcomes = results(chain(first, texts), Work(reader, finish), workers=workers)
    with closing(outcomes):  # type: ignore[type-var]
        for batch in _batches(outcomes, waiting):
            _store(batch, job, summary)
            if progress:
                progress(summary)
    return summary


def _texts(versions: QuerySet[ReportVersion], waiting: deque[tuple[ReportVersion, Report]]) -> Iterator[Report]:
    """The texts in order of arrival, a slice at a time, so that memory stays flat while rows are written."""
    last = 0
    size = settings()["batch"]["look_up"]
    while rows := list(versions.filter(pk__gt=last).select_related("report__outlet").order_by("pk")[:size]):
        last = rows[-1].pk
        for version in rows:
            text = _report(version)
            waiting.append((version, text))
            yield text


def _report(version: ReportVersion) -> Report:
    outlet = version.report.outlet
    return Report(
        version.text,
        doc_id=version.doc_id,
        outlet=outlet.name if outlet else None,
        title=version.title or None,
        published=version.published,
        url=version.url or None,
        retrieved=version.retrieved,
        language=version.language,
        findings=tuple(to_finding(body) for body in version.findings),
    )


def _batches(
    outcomes: Iterable[Read | NotRead], waiting: deque[tuple[ReportVersion, Report]]
) -> Iterator[list[tuple[ReportVersion, Outcome]]]:
    batch = []
    for outcome in outcomes:
        version, text = waiting.popleft()
        where = version.source or version.report.uid
        identity = Identity(version.report.key, version.content_hash)
        result = outcome.error if isinstance(outcome, NotRead) else outcome
        batch.append((version, Outcome(Item(text, where, where), identity, result)))
        if len(batch) >= settings()["batch"]["store"]:
            yield batch
            batch = []
    if batch:
        yield batch


def _store(batch: Sequence[tuple[ReportVersion, Outcome]], job: Job, summary: Summary) -> None:
    now = timezone.now()
    counted = Summary()
    read = [(version, o.result) for version, o in batch if isinstance(o.result, Read)]
    with transaction.atomic():
        before = set(Reading.objects.filter(version__in=[v.pk for v, _ in read]).values_list("version_id", flat=True))
        store_readings([pair for pair in read if pair[0].pk in before], job, now, counted, again=True)
        store_readings([pair for pair in read if pair[0].pk not in before], job, now, counted)
        failures.set_aside([o for _, o in batch if not isinstance(o.result, Read)], job, now, counted)
        failures.resolve_reports([version.report.key for version, _ in read], now)
        counted.counts["reread"] += len(read)
        job.counts = dict(summary.counts + counted.counts)
        job.save(update_fields=["counts"])
    summary.absorb(counted)
