"""Breaking off and repeating neither loses nor doubles: killed processes, full disks, writers side by side."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from khabar.desk.archive.models import Band, ClaimIdentity, ClaimRecord, Family, Job, ReportVersion
from khabar.desk.archive.models import Report as Stored
from khabar.desk.ingest import commands
from khabar.desk.ingest.items import Item
from khabar.desk.ingest.routing import Intake
from khabar.desk.ingest.running import ingest, job
from khabar.errors import ArchiveError
from khabar.model import Report

REPORTS = {"sqlite": 10_000, "postgresql": 4_000}
# A process that ingests a file with a reader that finds one claim a report, and says when it has stored something.
PROGRAM = """
import sys
from khabar.desk.archive.opening import open_archive
open_archive()
from khabar.desk.ingest import commands
from khabar.desk.ingest.routing import Intake
from khabar.model import Claim, Extraction, Quote

class Reader:
    def extract(self, report):
        quote = Quote.of(report.text, 0, 3)
        return Extraction(report, (Claim("c", "shelling", "explosions", quote, quote),))

def tell(summary):
    if summary.counts["new_reports"]:
        print(summary.counts["new_reports"], flush=True)

commands.ingest_sources([sys.argv[1]], Intake(), reader=Reader, workers=int(sys.argv[2]), progress=tell)
"""


def corpus(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "reports.jsonl"
    lines = (
        json.dumps({"text": f"قصف رقم {i} على القرية", "url": f"https://a.example/{i}"}, ensure_ascii=False)
        for i in range(count)
    )
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def start(reports: Path, workers: int = 1) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(reports), str(workers)]
    environment = {**os.environ, "KHABAR_LOCK_TIMEOUT": "60"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment)


def assert_whole(count: int) -> None:
    """Every report is there once, with its version, its reading, its claim and its bands."""
    counts = [model.objects.count() for model in (Stored, ReportVersion, ClaimIdentity, ClaimRecord)]
    assert counts == [count] * 4
    assert ReportVersion.objects.filter(readings__isnull=True).count() == 0
    assert ReportVersion.objects.filter(family__isnull=True).count() == 0
    assert Band.objects.count() == 24 * Family.objects.count()


@pytest.mark.slow
@pytest.mark.usefixtures("archive")
def test_killed_in_the_middle(tmp_path: Path) -> None:
    count = REPORTS[connection.vendor]
    reports = corpus(tmp_path, count)
    for workers in (1, 2):
        process = start(reports, workers)
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 1000:
                break
        time.sleep(0.05 * workers)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        stored = Stored.objects.count()
        assert 1000 <= stored < count
        assert ClaimRecord.objects.count() == ReportVersion.objects.count() == stored
    end = start(reports)
    end.communicate()
    assert end.returncode == 0
    assert_whole(count)
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["interrupted", "interrupted", "done"]


@pytest.mark.slow
@pytest.mark.usefixtures("archive")
def test_two_at_once(tmp_path: Path) -> None:
    reports = corpus(tmp_path, 2000)
    both = [start(reports), start(reports)]
    for process in both:
        process.communicate()
    assert [process.returncode for process in both] == [0, 0]
    assert_whole(2000)


def _items(count: int) -> Iterator[Item]:
    for i in range(count):
        text = f"قصف الجيش قرية{i} " + "كلام " * 200
        yield Item(Report(text, url=f"https://a.example/{i}"), "s", f"s#{i}")


def test_a_full_disk(sqlite_archive: Path, simple_reader: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 700}")
    with pytest.raises(ArchiveError, match="disk is full: free some space and repeat"):
        commands.ingest_sources(["s"], _Fixed(_items(2000)), reader=simple_reader, workers=1)
    stored = Stored.objects.count()
    assert 0 < stored < 2000
    assert ClaimRecord.objects.count() == stored
    connection.close()  # the limit goes with the connection
    summary = commands.ingest_sources(["s"], _Fixed(_items(2000)), reader=simple_reader, workers=1)
    assert (summary.counts["known"], summary.counts["new_reports"]) == (stored, 2000 - stored)
    assert Stored.objects.count() == ClaimRecord.objects.count() == 2000


class _Fixed(Intake):
    """An intake of given items."""

    def __init__(self, items: Iterator[Item]) -> None:
        super().__init__()
        self._items = items

    def items(self, sources: Any) -> Iterator[Item]:
        return self._items


@pytest.mark.usefixtures("archive")
def test_interrupted_by_hand(simple_reader: Any) -> None:
    def items() -> Iterator[Item]:
        yield from _items(600)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), job("ingest") as row:
        ingest(items(), row, reader=simple_reader, workers=1)
    row.refresh_from_db()
    assert row.state == "interrupted"
    assert Stored.objects.count() % 250 == 0
    with job("ingest") as row:
        ingest(_items(600), row, reader=simple_reader, workers=1)
    assert Stored.objects.count() == ClaimRecord.objects.count() == 600
