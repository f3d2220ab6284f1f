"""The reader over many reports: results in input order, memory bounded, in this process or in several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, Protocol, TypeVar

from khabar.errors import ConfigError, InputError, KhabarError
from khabar.model import Extraction, Report

T = TypeVar("T")
BATCH = 16  # reports a task: large enough that handing them over costs little beside reading them
_AHEAD = 3  # tasks a worker that wait or are being done, so that memory does not grow with the input


class Reads(Protocol):
    """What `khabar.pipeline.Reader` does."""

    def extract(self, report: Report) -> Extraction:
        """All that `report` yields."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that was not read, and why."""

    error: KhabarError


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """How a report is read, and what is made of the outcome (in the worker, so that little is handed back)."""

    reader: Callable[[], Reads]
    finish: Callable[[Extraction], T]


def read_one(reader: Reads, report: Report) -> Extraction:
    """`reader` on one report; one in another language yields nothing but its findings."""
    if report.language != "ar":
        return Extraction(report, findings=report.findings)
    return reader.extract(report)


def results(
    reports: Iterable[Report | InputError], work: Work[T], *, workers: int | None = None
) -> Iterator[T | Failure]:
    """What `work` makes of every report, in input order; a report that fails is a `Failure` in its place.

    A few reports are read here; for more, `workers` processes are started (default: one a processor).
    """
    workers = workers or usable_processors()
    source = iter(reports)
    first = list(islice(source, BATCH * 2))
    rest = chain(first, source)
    if workers < 2 or len(first) < BATCH * 2:
        _start_here(work)
        for item in rest:
            outcome: T | Failure = _do(item, work)
            yield outcome
    else:
        yield from _in_processes(rest, work, workers)


def usable_processors() -> int:
    """Processors that this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        return os.cpu_count() or 1


def _in_processes(items: Iterable[Report | InputError], work: Work[T], workers: int) -> Iterator[T | Failure]:
    if _forks():
        _start_here(work)  # loaded once, shared by every worker
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork" if _forks() else "spawn"), _start, (work,))
    waiting: deque[Future[list[T | Failure]]] = deque()
    source = iter(items)
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (batch := list(islice(source, BATCH))):
                waiting.append(pool.submit(_do_all, batch))
            if not waiting:
                break
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise ConfigError("a worker process was killed, most likely for want of memory: use fewer --workers") from None
    finally:
        _stop(pool, waiting)


def _stop(pool: ProcessPoolExecutor, waiting: deque[Future[list[T | Failure]]]) -> None:
    busy = any(not future.done() for future in waiting)
    processes = list((pool._processes or {}).values()) if busy else []
    answers = pool._result_queue
    pool.shutdown(wait=not busy, cancel_futures=True)
    for process in processes:  # interrupted: nobody waits for what they are doing
        process.terminate()
    if processes:  # one that was ended half-way through an answer leaves a reader that waits for the rest
        answers._writer.close()  # type: ignore[attr-defined]


def _forks() -> bool:
    return sys.platform == "linux"


# What this process reads with: set once, as neither readers nor what they hold can be sent from process to process.
_here: dict[str, Any] = {}


def _start_here(work: Work[T]) -> None:
    _here.update(reader=work.reader(), work=work)


def _start(work: Work[T]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if _here.get("work") is not work:
        _start_here(work)


def _leave_with_parent() -> None:
    """End this process when the one that started it is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do_all(batch: list[Report | InputError]) -> list[Any]:
    return [_do(item, _here["work"]) for item in batch]


def _do(item: Report | InputError, work: Work[T]) -> T | Failure:
    if isinstance(item, InputError):
        return Failure(item)
    try:
        return work.finish(read_one(_here["reader"], item))
    except KhabarError as error:
        return Failure(error)
    except Exception as error:  # one report must not end the batch; the message asks for a bug report
        if os.environ.get("KHABAR_DEBUG"):
            raise
        fault = f"{type(error).__name__}: {error}"
        return Failure(
            InputError(f"report {item.doc_id} could not be read, a fault of khabar ({fault}); please report it")
        )
