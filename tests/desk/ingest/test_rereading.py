"""A newer engine reads the archive again; what people decided stays, what changed is listed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from khabar.desk.archive.decisions import decide
from khabar.desk.archive.models import ClaimIdentity, ClaimRecord, Decision, Failure, Incident, Membership, Reading
from khabar.desk.ingest import claims, commands, rereading
from khabar.desk.ingest.items import Item
from khabar.desk.ingest.running import ingest, job
from khabar.model import Report

pytestmark = pytest.mark.usefixtures("archive")
TEXTS = ("قصف الجيش الشحيل فقتل 3", "ضرب الجيش هجين", "قصف الفصيل الباغوز وضرب الجيش البصيرة")


@pytest.fixture
def archived(archive: str, simple_reader: Any) -> Any:
    items = [Item(Report(text, url=f"https://a.example/{i}"), "s", f"s#{i}") for i, text in enumerate(TEXTS)]
    with job("ingest") as row:
        ingest(items, row, reader=simple_reader, workers=1)
    return partial(simple_reader, True)


@pytest.fixture
def newer(archived: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (claims, rereading):
        monkeypatch.setattr(module, "ENGINE", "khabar 99")


def test_the_same_engine_has_nothing_to_read(archived: Any) -> None:
    assert commands.count_to_read() == 0
    assert commands.reread(reader=archived).counts["reread"] == 0


@pytest.mark.usefixtures("newer")
def test_a_newer_engine_adds_what_it_finds_and_leaves_the_rest(archived: Any) -> None:
    before = {record.pk for record in ClaimRecord.objects.current()}
    assert commands.count_to_read() == 3
    summary = commands.reread(reader=archived)
    assert summary.counts["reread"] == 3
    assert (summary.counts["claims_same"], summary.counts["claims_added"]) == (2, 2)
    assert {entry["kind"] for entry in summary.changes} == {"added"}
    assert before < {record.pk for record in ClaimRecord.objects.current()}, "unchanged records stand"
    assert commands.count_to_read() == 0
    assert Reading.objects.filter(engine="khabar 99").count() == 3


@pytest.mark.usefixtures("newer")
def test_decisions_and_memberships_survive(archived: Any, simple_reader: Any) -> None:
    commands.reread(reader=archived)
    found = {record.place_name: record.identity for record in ClaimRecord.objects.current()}
    incident = Incident.objects.create(uid="i1")
    for name in ("هجين", "الشحيل"):
        Membership.objects.create(incident=incident, claim=found[name], by="person")
    decide("confirmed", by="Rima", reason="seen", claim=found["هجين"])
    decide("joined", by="Rima", reason="one raid", claim=found["هجين"], other_claim=found["الشحيل"])

    summary = commands.reread(everything=True, reader=simple_reader)
    assert (summary.counts["claims_kept"], summary.counts["claims_removed"]) == (1, 1)
    assert set(ClaimRecord.objects.current().values_list("place_name", flat=True)) == {"الشحيل", "هجين", "الباغوز"}
    assert Decision.objects.count() == 2
    assert Membership.objects.current().count() == 2
    assert ClaimIdentity.objects.count() == 4


def test_reports_that_could_not_be_read_are_read_when_the_fault_is_gone(simple_reader: Any) -> None:
    class Mended(simple_reader):  # type: ignore[misc]
        def extract(self, report: Report) -> Any:
            from dataclasses import replace

            return simple_reader.extract(self, replace(report, text=report.text.replace("عطب", "قصف")))

    report = Report("عطب الجيش الشحيل", url="https://a.example/1")
    with job("ingest") as row:
        ingest([Item(report, "s", "s#1")], row, reader=simple_reader, workers=1)
    assert commands.reread(unread_only=True, reader=simple_reader).counts["set_aside"] == 1
    assert Failure.objects.get(resolved_at=None).attempts == 2
    summary = commands.retry(lambda options: None, reader=Mended)  # type: ignore[arg-type,return-value]
    assert (summary.counts["reread"], summary.counts["claims_added"]) == (1, 0)
    assert ClaimRecord.objects.current().count() == 1
    assert not Failure.objects.filter(resolved_at=None).exists()
