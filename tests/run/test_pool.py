from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from khabar.errors import ConfigError, InputError
from khabar.model import Extraction, Report
from khabar.run.pool import BATCH, Failure, Work, results


class Reader:
    """Fails on texts that say so."""

    def extract(self, report: Report) -> Extraction:
        if report.text == "fault":
            raise ZeroDivisionError("oops")
        return Extraction(report)


def finish(extraction: Extraction) -> tuple[str, int]:
    return extraction.report.doc_id, os.getpid()


WORK = Work(Reader, finish)


def reports(count: int, fault: int | None = None) -> Iterator[Report | InputError]:
    for number in range(count):
        if number == 5:
            yield InputError("broken")
        yield Report("fault" if number == fault else "نص", str(number))


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_input_order_with_failures_in_place(workers: int) -> None:
    found = list(results(reports(200, fault=7), WORK, workers=workers))
    assert [outcome[0] for outcome in found if not isinstance(outcome, Failure)] == [
        str(n) for n in range(200) if n != 7
    ]
    assert [at for at, outcome in enumerate(found) if isinstance(outcome, Failure)] == [5, 8]
    assert "ZeroDivisionError: oops" in str(found[8].error)  # type: ignore[union-attr]


def test_many_reports_are_read_elsewhere_and_few_here() -> None:
    def pids(count: int) -> set[int]:
        return {outcome[1] for outcome in results(reports(count), WORK, workers=2) if not isinstance(outcome, Failure)}

    assert pids(3) == {os.getpid()}
    assert os.getpid() not in pids(200)


def test_input_is_taken_only_as_fast_as_it_is_read() -> None:
    taken = 0

    def source() -> Iterator[Report]:
        nonlocal taken
        for number in range(5000):
            taken += 1
            yield Report("نص", str(number))

    found = results(source(), WORK, workers=2)
    next(found)
    assert taken <= BATCH * 10
    found.close()  # type: ignore[attr-defined]


def vanish(extraction: Extraction) -> None:
    os._exit(9)


def test_a_worker_that_is_killed_is_told_and_the_way_out(recwarn: pytest.WarningsRecorder) -> None:
    with pytest.raises(ConfigError, match="--workers"):
        list(results(reports(200), Work(Reader, vanish), workers=2))


def test_a_report_in_another_language_is_not_read() -> None:
    report = Report("fault", "1", language="en")
    assert next(results([report], WORK)) == ("1", os.getpid())
