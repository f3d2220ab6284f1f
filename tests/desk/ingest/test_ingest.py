"""Reports come in once, whatever happens; changed pages become versions and their claims are compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import h3
import pytest

from khabar.desk.archive.body import to_claim
from khabar.desk.archive.decisions import decide
from khabar.desk.archive.models import (
    ClaimIdentity,
    ClaimParty,
    ClaimRecord,
    Failure,
    Family,
    Job,
    Outlet,
    Reading,
    ReportVersion,
)
from khabar.desk.archive.models import Report as Stored
from khabar.desk.ingest.items import Item, Summary
from khabar.desk.ingest.running import ingest, job
from khabar.errors import InputError
from khabar.model import Report

pytestmark = pytest.mark.usefixtures("archive")
DAY = date(2024, 5, 1)
MORNING = datetime(2024, 5, 1, 8, tzinfo=UTC)
URL = "https://wakala.example/news/7"


@pytest.fixture
def take(simple_reader: Any) -> Any:
    """Ingest reports (or errors) as one source; returns the summary."""

    def run(*contents: Report | InputError) -> Summary:
        items: Iterable[Item] = (Item(content, "list", f"list#{i}") for i, content in enumerate(contents))
        with job("ingest") as row:
            return ingest(items, row, reader=simple_reader, workers=1)

    return run


def page(text: str, *, hour: int | None = None, **fields: Any) -> Report:
    retrieved = None if hour is None else MORNING + timedelta(hours=hour)
    return Report(text, **{"url": URL, "outlet": "وكالة الفرات", "published": DAY, "retrieved": retrieved, **fields})


def told() -> dict[str, tuple[str, int | None]]:
    """Current claims by identity: perpetrator, killed."""
    rows = ClaimRecord.objects.current().select_related("identity")
    return {row.identity.uid: (row.perpetrator_id, row.killed_low) for row in rows}


def test_a_report_is_stored_with_its_claims(take: Any) -> None:
    text = "صباح اليوم قصف الجيش الشحيل فقتل 3 وفي المساء قصف الفصيل هجين"
    summary = take(page(text, title="عنوان", doc_id="d7"))
    assert (summary.counts["new_reports"], summary.counts["claims"]) == (1, 2)
    version = ReportVersion.objects.get()
    assert (version.text, version.title, version.doc_id, version.published) == (text, "عنوان", "d7", DAY)
    assert version.report.canonical_url == URL
    assert version.report.outlet == Outlet.objects.get(name="وكالة الفرات")
    record = ClaimRecord.objects.current().get(perpetrator_id="الجيش")
    assert (record.type, record.start, record.place_name, record.killed_low, record.killed_high) == (
        "shelling",
        DAY,
        "الشحيل",
        3,
        3,
    )
    assert (record.gazetteer_id, record.version, record.reading.version) == ("g-الشحيل", version, version)
    assert record.h3 == h3.latlng_to_cell(35.95, 39.01, 7)
    claim = to_claim(record.body)
    assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.text == record.evidence
    assert ClaimParty.objects.get(record=record).actor_id == "الجيش"


def test_the_same_again_is_known(take: Any) -> None:
    reports = [page("قصف الجيش الشحيل"), page("قصف الجيش هجين", url=None)]
    take(*reports)
    again = take(*reports)
    assert again.counts == {"seen": 2, "known": 2}
    assert (Stored.objects.count(), ReportVersion.objects.count(), ClaimRecord.objects.count()) == (2, 2, 2)


def test_known_reports_do_not_even_load_the_reader(take: Any) -> None:
    reports = [page("قصف الجيش الشحيل"), page("قصف الجيش هجين", url=None)]
    take(*reports)

    def never() -> Any:
        raise AssertionError("the reader was loaded")

    with job("ingest") as row:
        summary = ingest([Item(report, "s", "s") for report in reports], row, reader=never)
    assert summary.counts["known"] == 2


def test_one_page_under_two_addresses_and_twice_in_one_run_is_one(take: Any) -> None:
    summary = take(
        page("قصف الجيش الشحيل"),
        page("قصف الجيش الشحيل", url="http://www.wakala.example/news/7/?utm_source=feed#more"),
        page("قصف  الجيش الشحيل\n"),
    )
    assert (summary.counts["new_reports"], summary.counts["known"]) == (1, 2)
    assert ReportVersion.objects.count() == 1


def test_a_changed_page_is_a_new_version_and_its_claims_are_compared(take: Any) -> None:
    take(page("قصف الجيش الشحيل فقتل 3 وقصف الفصيل هجين", hour=0))
    before = told()
    changed = "تحديث: قصف الجيش الشحيل فقتل 5 وقصف الجيش الباغوز"
    summary = take(page(changed, hour=1))
    assert (summary.counts["new_versions"], summary.counts["new_reports"]) == (1, 0)
    kinds = {entry["kind"]: entry for entry in summary.changes}
    assert set(kinds) == {"changed", "added", "removed"}
    assert kinds["changed"]["fields"] == {"harm": [{"killed": [3, 3]}, {"killed": [5, 5]}]}
    assert Reading.objects.latest("pk").changes == summary.changes
    same = kinds["changed"]["claim"]
    assert (before[same], told()[same]) == (("الجيش", 3), ("الجيش", 5))
    first, second = ReportVersion.objects.order_by("number")
    assert (first.number, first.standing, second.number, second.standing) == (1, "superseded", 2, "current")
    assert first.superseded_at is not None
    assert ClaimRecord.objects.count() == 4, "what was told before is kept"


def test_the_archive_answers_as_of_a_moment(take: Any) -> None:
    take(page("قصف الجيش الشحيل فقتل 3", hour=0))
    between = datetime.now(UTC)
    take(page("قصف الجيش الشحيل فقتل 5", hour=1))
    then = ClaimRecord.objects.as_of(between)
    assert [row.killed_low for row in then] == [3]
    assert [row.killed_low for row in ClaimRecord.objects.current()] == [5]
    assert [row.killed_low for row in ClaimRecord.objects.as_of(between - timedelta(days=1))] == []
    assert ClaimRecord.objects.current().get().supersedes == then.get()


def test_a_page_that_goes_back_to_its_first_text_is_a_version(take: Any) -> None:
    for hour, toll in enumerate((3, 5, 3)):
        take(page(f"قصف الجيش الشحيل فقتل {toll}", hour=hour))
    assert [v.standing for v in ReportVersion.objects.order_by("number")] == ["superseded", "superseded", "current"]
    assert list(told().values()) == [("الجيش", 3)]
    assert ClaimIdentity.objects.count() == 1


def test_a_page_that_shows_the_day_it_is_looked_at_is_no_new_version(take: Any) -> None:
    take(page("قصف الجيش الشحيل", hour=0))
    assert take(page("قصف الجيش الشحيل", hour=30, published=DAY + timedelta(days=1))).counts["known"] == 1
    assert ReportVersion.objects.get().published == DAY


def test_a_date_mended_in_a_file_is_a_new_version(take: Any) -> None:
    take(page("قصف الجيش الشحيل"))
    summary = take(page("قصف الجيش الشحيل", published=DAY + timedelta(days=1)))
    assert [entry["fields"] for entry in summary.changes] == [
        {"date": [["2024-05-01", "2024-05-01"], ["2024-05-02", "2024-05-02"]]}
    ]


def test_a_moment_without_a_zone_does_no_harm(take: Any) -> None:
    take(page("قصف الجيش الشحيل فقتل 3", hour=0))
    naive = page("قصف الجيش الشحيل فقتل 5", retrieved=datetime(2024, 5, 1, 7))
    assert take(naive).counts["late"] == 1


def test_an_archived_older_text_does_not_win_over_a_newer_one(take: Any) -> None:
    take(page("قصف الجيش الشحيل فقتل 5", hour=5))
    summary = take(page("قصف الجيش الشحيل فقتل 3", hour=1))
    assert summary.counts["late"] == 1
    assert list(told().values()) == [("الجيش", 5)]
    assert take(page("قصف الجيش الشحيل فقتل 3", hour=1)).counts["known"] == 1


def test_two_texts_of_one_page_in_one_file_come_out_the_same_the_second_time(take: Any) -> None:
    both = [page("قصف الجيش الشحيل فقتل 3"), page("قصف الجيش الشحيل فقتل 5")]
    first = take(*both)
    assert (first.counts["new_reports"], first.counts["new_versions"]) == (1, 1)
    assert take(*both).counts == {"seen": 2, "known": 2}
    assert list(told().values()) == [("الجيش", 5)]


def test_a_claim_that_comes_back_has_its_own_identity_again(take: Any) -> None:
    for hour, text in enumerate(("قصف الجيش الشحيل", "لا شيء", "قصف الجيش الشحيل فقتل 2")):
        take(page(text, hour=hour))
    assert ClaimIdentity.objects.count() == 1
    assert list(told().values()) == [("الجيش", 2)]


@pytest.mark.parametrize("later", ["قصف الجيش الشحيل فقتل 9", "لا شيء"])
def test_what_a_person_confirmed_stays_when_the_page_changes(take: Any, later: str) -> None:
    take(page("قصف الجيش الشحيل فقتل 3", hour=0))
    claim = ClaimIdentity.objects.get()
    decide("confirmed", by="Rima", reason="two witnesses", claim=claim)
    summary = take(page(later, hour=1))
    assert summary.counts["claims_kept"] == 1
    record = ClaimRecord.objects.current().get()
    assert (record.identity, record.killed_low, record.kept_for_decision) == (claim, 3, True)


def test_copies_form_one_family_with_the_first_told_as_origin(take: Any) -> None:
    text = "قصف الجيش الشحيل فقتل 3 " + " ".join(f"كلمة{i}" for i in range(80))
    later = DAY + timedelta(days=1)
    summary = take(
        page(text + " نسخة", url="https://b.example/1", outlet="ب", published=later),
        page(text, url="https://a.example/1", outlet="أ"),
        page(text + " نقلا", url="https://c.example/1", outlet="ج", published=later),
        page("قصف الفصيل هجين " + " ".join(f"لفظ{i}" for i in range(80)), url="https://d.example/1"),
        page(text, url="https://e.example/1", published=DAY + timedelta(days=60)),
    )
    assert summary.counts["copies"] == 2
    assert Family.objects.count() == 3
    family = Family.objects.get(versions__url="https://b.example/1")
    assert family.versions.count() == 3
    assert family.origin is not None
    assert family.origin.url == "https://a.example/1"


def test_families_are_found_across_runs(take: Any) -> None:
    text = " ".join(f"كلمة{i}" for i in range(60))
    take(page(text, url="https://a.example/1"))
    assert take(page(text, url="https://b.example/1")).counts["copies"] == 1
    assert Family.objects.count() == 1


def test_an_item_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(take: Any) -> None:
    summary = take(page("قصف الجيش الشحيل"), InputError("broken JSON", path="list", line=2))
    assert (summary.counts["new_reports"], summary.counts["set_aside"]) == (1, 1)
    assert summary.errors == ["list, line 2: broken JSON"]
    failure = Failure.objects.get()
    assert (failure.source, failure.item, failure.attempts) == ("list", "list#1", 1)
    take(page("قصف الجيش الشحيل"), InputError("broken JSON", path="list", line=2))
    assert Failure.objects.get().attempts == 2


def test_a_report_that_the_reader_fails_on_is_kept_and_set_aside(take: Any) -> None:
    summary = take(page("عطب"), page("قصف الجيش الشحيل", url=None))
    assert (summary.counts["new_reports"], summary.counts["set_aside"]) == (2, 1)
    unread = ReportVersion.objects.get(readings__isnull=True)
    assert unread.text == "عطب"
    assert Failure.objects.get().report_key == unread.report.key


def test_characters_that_no_database_holds(take: Any) -> None:
    text = "قصف الجيش\0 \ud800 قصف الجيش الشحيل"
    take(page(text, title="\0", outlet="و\udfff", doc_id="\0", url="https://a.example/\0\ud800"))
    version = ReportVersion.objects.get()
    assert len(version.text) == len(text)
    assert [finding["code"] for finding in version.findings] == ["text.replaced"]
    assert ClaimRecord.objects.current().count() == 1
    assert take(page(text, title="\0", outlet="و\udfff", url="https://a.example/\0\ud800")).counts["known"] == 1


def test_a_text_in_another_language_is_kept_but_not_read(take: Any) -> None:
    summary = take(page("Shelling قصف الجيش الشحيل", language="en"))
    assert (summary.counts["new_reports"], summary.counts["other_language"], summary.counts["claims"]) == (1, 1, 0)


def test_counts_beyond_what_a_column_holds(take: Any) -> None:
    take(page("قصف الجيش الشحيل فقتل 99999999999"))
    record = ClaimRecord.objects.get()
    assert record.killed_low == 2_147_483_647
    assert to_claim(record.body).harm[0].low == 99_999_999_999


def test_a_job_tells_what_was_done(take: Any) -> None:
    take(page("قصف الجيش الشحيل"))
    row = Job.objects.get()
    assert (row.kind, row.state, row.counts["new_reports"]) == ("ingest", "done", 1)
    assert row.finished_at is not None


def test_a_job_whose_process_is_gone_is_closed_by_the_next(take: Any) -> None:
    import socket

    dead = Job.objects.create(kind="ingest", arguments={"pid": 2**22 + 1, "host": socket.gethostname()})
    elsewhere = Job.objects.create(kind="ingest", arguments={"pid": 2**22 + 1, "host": "other.example"})
    take(page("قصف الجيش الشحيل"))
    assert Job.objects.get(pk=dead.pk).state == "interrupted"
    assert Job.objects.get(pk=elsewhere.pk).state == "running"


def test_many_reports_through_worker_processes(simple_reader: Any) -> None:
    items = [Item(page(f"قصف الجيش الشحيل فقتل {i}", url=f"https://a.example/{i}"), "s", str(i)) for i in range(700)]
    with job("ingest") as row:
        summary = ingest(items, row, reader=simple_reader, workers=2)
    assert summary.counts["new_reports"] == 700
    tolls = ClaimRecord.objects.current().order_by("pk").values_list("killed_low", "version__url")
    assert list(tolls) == [(i, f"https://a.example/{i}") for i in range(700)]
