"""The ingest itself: items in, known ones passed over, the others read in worker processes and stored in batches."""

from __future__ import annotations

import os
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib import import_module
from itertools import chain, islice
from typing import Any

from django.utils import timezone

from khabar.desk.archive.models import Job
from khabar.desk.archive.opening import explain
from khabar.desk.ingest.copies import signature
from khabar.desk.ingest.identity import Identity, aware, identify, storable
from khabar.desk.ingest.items import Item, Outcome, Read, Summary
from khabar.desk.ingest.settings import settings
from khabar.desk.ingest.storing import is_known, known_hashes, store
from khabar.errors import InputError, KhabarError
from khabar.model import Extraction, Report
from khabar.record import ENGINE
from khabar.run.pool import Failure as NotRead
from khabar.run.pool import Reads, Work, results

MakeReader = Callable[[], Reads]
Progress = Callable[[Summary], None]


def default_reader() -> Reads:
    """The reader with the installed places."""
    reader: Reads = import_module("khabar.pipeline").default_reader()
    return reader


def finish(extraction: Extraction) -> Read:
    """What a worker makes of a report beside reading it."""
    return Read(extraction, signature(extraction.report.text))


def ingest(
    items: Iterable[Item],
    job: Job,
    *,
    reader: MakeReader = default_reader,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Bring `items` into the archive: new ones are read and stored, known ones passed over, faulty ones set aside.

    Batches are stored whole or not at all, so that breaking off and repeating neither loses nor doubles.
    Raises django.db.Error where the database refuses.
    """
    summary = Summary()
    waiting: deque[tuple[Item, Identity | None]] = deque()
    under_way: set[tuple[str, str]] = set()
    fresh = _fresh(items, waiting, under_way, summary, progress)
    first = list(islice(fresh, 1))
    if not first:  # the reader is not even loaded
        return summary
    outcomes = results(chain(first, fresh), Work(reader, finish), workers=workers)
    with closing(outcomes):  # type: ignore[type-var]
        for batch in _batches(_paired(outcomes, waiting)):
            store(batch, job, summary)
            under_way.difference_update((o.identity.key, o.identity.content) for o in batch if o.identity)
            if progress:
                progress(summary)
    return summary


def _fresh(
    items: Iterable[Item],
    waiting: deque[tuple[Item, Identity | None]],
    under_way: set[tuple[str, str]],
    summary: Summary,
    progress: Progress | None,
) -> Iterator[Report | InputError]:
    """Reports that the archive lacks, and errors, each noted in `waiting` in the same order."""
    source = iter(items)
    while batch := list(islice(source, settings()["batch"]["look_up"])):
        made = [(item, _identified(item)) for item in batch]
        held = known_hashes([identity for _, identity in made if identity])
        known = 0
        for item, identity in made:
            summary.counts["seen"] += 1
            if isinstance(item.content, InputError) or identity is None:
                waiting.append((item, None))
                yield item.content
                continue
            mark = (identity.key, identity.content)
            past = held.get(identity.key)
            if mark in under_way or (past and is_known(identity, aware(item.content.retrieved), *past)):
                known += 1
                continue
            under_way.add(mark)
            report = storable(item.content)
            waiting.append((replace(item, content=report), identity))
            yield report
        summary.counts["known"] += known
        if progress:
            progress(summary)


def _identified(item: Item) -> Identity | None:
    return identify(item.content) if isinstance(item.content, Report) else None


def _paired(outcomes: Iterable[Read | NotRead], waiting: deque[tuple[Item, Identity | None]]) -> Iterator[Outcome]:
    for outcome in outcomes:
        item, identity = waiting.popleft()
        yield Outcome(item, identity, outcome.error if isinstance(outcome, NotRead) else outcome)


def _batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """Batches of a size that one transaction holds, smaller where they come in slowly."""
    rules = settings()["batch"]
    batch: list[Outcome] = []
    since = time.monotonic()
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= rules["store"] or time.monotonic() - since > rules["seconds"]:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


@contextmanager
def job(kind: str, arguments: dict[str, Any] | None = None) -> Iterator[Job]:
    """A job's row, closed with how it went; jobs whose process died are marked as interrupted."""
    _close_dead(kind)
    row = Job.objects.create(
        kind=kind, engine=ENGINE, arguments={**(arguments or {}), "pid": os.getpid(), "host": socket.gethostname()}
    )
    try:
        yield row
    except KeyboardInterrupt:
        _end(row, Job.State.INTERRUPTED, "interrupted")
        raise
    except Exception as error:
        _end(row, Job.State.FAILED, str(error) if isinstance(error, KhabarError) else explain(str(error)))
        raise
    _end(row, Job.State.DONE)


def _end(row: Job, state: str, error: str = "") -> None:
    from django.db import Error

    row.state, row.error, row.finished_at = state, error, timezone.now()
    try:
        row.save(update_fields=["state", "error", "finished_at"])
    except Error:  # what went wrong with the database is being told already
        if state == Job.State.DONE:
            raise


def _close_dead(kind: str) -> None:
    for row in Job.objects.filter(kind=kind, state=Job.State.RUNNING):
        here = row.arguments.get("host") == socket.gethostname()
        if here and not _lives(row.arguments.get("pid")):
            _end(row, Job.State.INTERRUPTED, "the process ended before the job did")


def _lives(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
