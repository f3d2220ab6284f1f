"""Items set aside: written down, listed, tried again, resolved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

from django.db.models import F, QuerySet

from khabar.desk.archive.models import Failure, Job
from khabar.desk.ingest.identity import storable_text
from khabar.desk.ingest.items import Outcome, Summary

_CHUNK = 5000  # names in one question to the database


def key_of(outcome: Outcome) -> str:
    """What tells one item set aside from another: where it stood, or which stored report it is."""
    item = outcome.item
    place = f"report {outcome.identity.key}" if outcome.identity else f"{item.source}\x1f{item.where}"
    return blake2b(place.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def set_aside(outcomes: Sequence[Outcome], job: Job, now: datetime, summary: Summary) -> None:
    """Write down what failed; an item that fails again counts one attempt more."""
    by_key = {key_of(outcome): outcome for outcome in outcomes}
    known = set(Failure.objects.filter(key__in=list(by_key)).values_list("key", flat=True))
    again = Failure.objects.filter(key__in=list(known))
    again.update(attempts=F("attempts") + 1, last_at=now, resolved_at=None, job=job)
    Failure.objects.bulk_create(_failure(key, outcome, job, now) for key, outcome in by_key.items() if key not in known)
    for outcome in outcomes:
        summary.note_error(str(outcome.result))


def _failure(key: str, outcome: Outcome, job: Job, now: datetime) -> Failure:
    item = outcome.item
    return Failure(
        key=key,
        source=storable_text(item.source),
        item=storable_text(item.where),
        message=storable_text(str(outcome.result)),
        options=job.arguments.get("options", {}),
        report_key=outcome.identity.key if outcome.identity else "",
        first_at=now,
        last_at=now,
        job=job,
    )


def resolve_sources(sources: Sequence[str], job: Job, now: datetime) -> None:
    """Mark what failed before in `sources` and did not in `job`, which went through all of them."""
    for start in range(0, len(sources), _CHUNK):
        names = [storable_text(source) for source in sources[start : start + _CHUNK]]
        rows = open_failures().filter(source__in=names, report_key="").exclude(job=job)
        rows.order_by().update(resolved_at=now)


def resolve_reports(keys: Iterable[str], now: datetime) -> int:
    """The same for reports that were stored but could not be read; `keys` are those of the reports."""
    return open_failures().filter(report_key__in=list(keys)).order_by().update(resolved_at=now)


def open_failures() -> QuerySet[Failure]:
    """Items that are still set aside, oldest first."""
    return Failure.objects.filter(resolved_at__isnull=True).order_by("first_at", "pk")
