"""Every kind of source becomes items; what is wrong with one never stops the others."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khabar.desk.archive.models import Failure, Feed, ReportVersion
from khabar.desk.archive.models import Report as Stored
from khabar.desk.ingest import commands
from khabar.desk.ingest.routing import Intake, expected
from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.fetch import Policy

PARAGRAPH = "قصف الجيش الشحيل فقتل 3 مدنيين في سوق البلدة صباح اليوم الثلاثاء بحسب مصادر محلية تحدثت إلى مراسلنا هناك. "
PAGE = f"<html><head><title>قصف</title></head><body><article><h1>قصف</h1><p>{PARAGRAPH * 4}</p></article></body></html>"
POLICY = Policy(allow_private=True, pause_seconds=0)


def intake(**fields: Any) -> Intake:
    return Intake(policy=POLICY, **fields)


def feed(site: Any, *paths: str, updated: str = "") -> str:
    stamp = f"<updated>{updated}</updated>" if updated else ""
    entries = "".join(f'<entry><title>خبر</title><link href="{site.url(p)}"/>{stamp}</entry>' for p in paths)
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة الفرات</title>{entries}</feed>'
    return str(site.put("/feed", body, content_type="application/atom+xml", etag=f'"{len(body)}{updated}"'))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One report of every kind of file, and one broken line."""
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.txt").write_text("قصف الجيش هجين", "utf-8")
    (made / "b.html").write_text(PAGE, "utf-8")
    (made / "c.jsonl").write_text(json.dumps({"text": "قصف الفصيل الباغوز"}) + "\n{broken\n", "utf-8")
    with gzip.open(made / "d.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(json.dumps({"text": "قصف الفصيل البصيرة"}) + "\n")
    (made / "e.csv").write_text("text\nقصف الفصيل ذيبان\n", "utf-8")
    message = {"id": 2, "type": "message", "date": "2024-05-01T08:00:00", "text": "قصف الفصيل الحوايج"}
    (made / "result.json").write_text(json.dumps({"name": "قناة", "id": 1, "messages": [message]}), "utf-8")
    (made / "notes.md").write_text("no report", "utf-8")
    (made / ".hidden.txt").write_text("no report", "utf-8")
    return made


@pytest.mark.usefixtures("archive")
def test_a_folder_of_everything(folder: Path, simple_reader: Any) -> None:
    summary = commands.ingest_sources([str(folder)], intake(), reader=simple_reader, workers=1)
    assert (summary.counts["new_reports"], summary.counts["set_aside"], summary.counts["claims"]) == (6, 1, 9)
    failure = Failure.objects.get()
    assert (failure.source, failure.item) == (str(folder / "c.jsonl"), f"{folder / 'c.jsonl'}#2")
    assert "broken JSON" in failure.message
    again = commands.ingest_sources([str(folder)], intake(), reader=simple_reader, workers=1)
    assert (again.counts["known"], again.counts["set_aside"]) == (6, 1)


@pytest.mark.usefixtures("archive")
def test_what_was_set_aside_is_tried_again_with_its_options(folder: Path, simple_reader: Any) -> None:
    options = {"given": {"outlet": "وكالة"}}
    intakes: list[dict[str, Any]] = []

    def make(kept: dict[str, Any]) -> Intake:
        intakes.append(kept)
        return intake(given=dict(kept["given"]))

    commands.ingest_sources([str(folder)], make(options), options=options, reader=simple_reader, workers=1)
    still = commands.retry(make, reader=simple_reader, workers=1)
    assert still.counts["set_aside"] == 1
    assert Failure.objects.get().attempts == 2
    (folder / "c.jsonl").write_text(
        json.dumps({"text": "قصف الفصيل الباغوز"}) + "\n" + json.dumps({"text": "قصف الفصيل غرانيج"}), "utf-8"
    )
    mended = commands.retry(make, reader=simple_reader, workers=1)
    assert (mended.counts["new_reports"], mended.counts["known"], mended.counts["set_aside"]) == (1, 1, 0)
    assert intakes == [options] * 3
    assert commands.set_aside() == []
    assert ReportVersion.objects.get(text="قصف الفصيل غرانيج").report.outlet is not None


@pytest.mark.usefixtures("archive")
def test_a_page_and_what_became_of_it(site: Any, simple_reader: Any) -> None:
    url = site.put("/news/1", PAGE)
    take = lambda: commands.ingest_sources([url], intake(), reader=simple_reader, workers=1)  # noqa: E731
    assert take().counts["new_reports"] == 1
    version = ReportVersion.objects.get()
    assert (version.url, version.retrieved is not None) == (url, True)
    assert take().counts["known"] == 1
    site.put("/news/1", PAGE.replace("فقتل 3", "فقتل 5"))
    assert take().counts["new_versions"] == 1


@pytest.mark.usefixtures("archive")
def test_a_feed_brings_its_pages_once(site: Any, simple_reader: Any) -> None:
    for path in ("/1", "/2"):
        site.put(path, PAGE.replace("الشحيل", f"الشحيل {path}"))
    url = feed(site, "/1", "/2", "/gone")
    take = lambda: commands.ingest_sources([url], intake(), reader=simple_reader, workers=1)  # noqa: E731
    first = take()
    assert (first.counts["new_reports"], first.counts["set_aside"]) == (2, 1)
    assert first.errors == [f"{site.url('/gone')}: answers HTTP 404 Not Found"]
    assert Stored.objects.filter(outlet__name="وكالة الفرات").count() == 2
    assert Feed.objects.get().etag
    asked = len(site.asked)
    assert take().counts["new_reports"] == 0
    assert site.paths()[asked:].count("/1") == 0, "known pages are not asked for again"


@pytest.mark.usefixtures("archive")
def test_an_entry_that_was_updated_is_fetched_again(site: Any, simple_reader: Any) -> None:
    site.put("/1", PAGE)
    commands.ingest_sources([feed(site, "/1")], intake(), reader=simple_reader, workers=1)
    site.put("/1", PAGE.replace("فقتل 3", "فقتل 5"))
    url = feed(site, "/1", updated="2099-01-01T00:00:00Z")
    assert commands.ingest_sources([url], intake(), reader=simple_reader, workers=1).counts["new_versions"] == 1


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ("", "application/rss+xml", "answers with nothing"),
        (PAGE, "application/rss+xml", "web page where a feed was expected"),
        ("%PDF", "application/pdf", "no page of text but application/pdf"),
        ("", "text/html", "answers with nothing"),
        ("<html></html>", "text/html", "no article text"),
    ],
)
@pytest.mark.usefixtures("archive")
def test_answers_that_are_of_no_use(site: Any, simple_reader: Any, body: str, kind: str, reason: str) -> None:
    url, good = site.put("/x", body, content_type=kind), site.put("/good", PAGE)
    summary = commands.ingest_sources([url, good], intake(), reader=simple_reader, workers=1)
    assert (summary.counts["new_reports"], summary.counts["set_aside"]) == (1, 1)
    assert reason in summary.errors[0]
    site.put("/x", PAGE.replace("الشحيل", "هجين"))
    assert commands.retry(lambda _: intake(), reader=simple_reader, workers=1).counts["new_reports"] == 1
    assert commands.set_aside() == []


def test_missing_files_and_empty_folders_are_errors_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    items = list(intake().items([str(tmp_path / "none.txt"), str(tmp_path / "none.csv"), str(tmp_path / "empty")]))
    assert [type(item.content) for item in items] == [InputError] * 3
    assert "no such file" in str(items[0].content).lower()
    assert "looked for .txt" in str(items[2].content)


def test_a_telegram_export_as_a_web_page(tmp_path: Path) -> None:
    head = '<html><head><link href="css/style.css" rel="stylesheet"/></head><body>'
    page = f'{head}<div class="page_wrap"><div class="page_body chat_page"><p>{PARAGRAPH}</p></div></div></body></html>'
    (tmp_path / "messages.html").write_text(page, "utf-8")
    (item,) = intake().items([str(tmp_path)])
    assert isinstance(item.content, InputError)
    assert "format JSON" in item.content.message
    (tmp_path / "messages.html").write_text(PAGE, "utf-8")
    (item,) = intake().items([str(tmp_path)])
    assert isinstance(item.content, Report), "an article of that name is an article"


def test_given_fields_reach_every_kind(folder: Path) -> None:
    given = {"outlet": "وكالة", "published": date(2024, 5, 3)}
    reports = [item.content for item in intake(given=given).items([str(folder)]) if isinstance(item.content, Report)]
    assert {(report.outlet, report.published) for report in reports} == {("وكالة", date(2024, 5, 3))}
    assert len(reports) == 6


def test_how_many_items_to_expect(folder: Path, tmp_path: Path) -> None:
    assert expected([str(folder / "c.jsonl"), str(folder / "d.jsonl.gz"), str(folder / "a.txt")]) == 4
    assert expected([str(folder / "e.csv")]) is None
    assert expected(["https://a.example/"]) is None
    assert expected([str(tmp_path / "none.txt")]) == 1
