"""WARC files: streamed, and what is wrong with them said."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.warc import warc_reports

PARAGRAPH = "أعلنت مصادر محلية في بلدة الشحيل مقتل ثلاثة مدنيين في قصف مدفعي استهدف سوق البلدة صباح اليوم الثلاثاء. "
PAGE = f"""<html><head><title>قصف على الشحيل</title><meta charset="{{charset}}"></head><body><article>
<h1>قصف على الشحيل</h1><p>{PARAGRAPH * 3}</p><p>{PARAGRAPH * 2}</p></article></body></html>"""
NOTE = "صورة"


def write(path: Path, *records: tuple[str, str, bytes], squeezed: bool = True) -> Path:
    """Responses as (url, content type, body)."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=squeezed)
        for url, kind, body in records:
            headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2024-05-02T10:00:00Z"},
            )
            writer.write_record(record)
    return path


def page(charset: str = "utf-8") -> bytes:
    return PAGE.format(charset=charset).encode(charset)


@pytest.mark.parametrize("squeezed", [True, False])
def test_pages_become_reports_and_the_rest_is_passed_over(tmp_path: Path, squeezed: bool) -> None:
    path = write(
        tmp_path / "a.warc.gz",
        ("https://a.example/logo.png", "image/png", b"\x89PNG"),
        ("https://a.example/1", "text/html; charset=utf-8", page()),
        ("https://a.example/2.txt", "text/plain", PARAGRAPH.encode()),
        squeezed=squeezed,
    )
    first, second = warc_reports(path, outlet="وكالة", published=date(2024, 5, 1))
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert PARAGRAPH.strip() in first.text
    assert (first.url, first.outlet, first.published) == ("https://a.example/1", "وكالة", date(2024, 5, 1))
    assert first.retrieved == datetime(2024, 5, 2, 10, tzinfo=UTC)
    assert second.text.strip() == PARAGRAPH.strip()


def test_a_page_in_windows_1256_told_by_the_header(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc", ("https://a.example/1", "text/html; charset=windows-1256", page("windows-1256")))
    (report,) = warc_reports(path)
    assert isinstance(report, Report)
    assert PARAGRAPH.strip() in report.text


def test_a_page_without_an_article_is_an_error_in_its_place(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.warc",
        ("https://a.example/list", "text/html", b"<html><body></body></html>"),
        ("https://a.example/1", "text/html", page()),
    )
    first, second = warc_reports(path)
    assert isinstance(first, InputError)
    assert "https://a.example/list" in str(first)
    assert isinstance(second, Report)


@pytest.mark.parametrize("squeezed", [True, False])
def test_a_file_cut_short_gives_what_came_before(tmp_path: Path, squeezed: bool) -> None:
    pages = [(f"https://a.example/{i}", "text/html", page()) for i in range(3)]
    whole = write(tmp_path / "a.warc.gz", *pages, squeezed=squeezed).read_bytes()
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(whole[: int(len(whole) * 0.9)])
    *good, last = warc_reports(path)
    assert [type(item) for item in good] == [Report, Report]
    assert isinstance(last, InputError)
    assert "cut short or damaged" in last.message


@pytest.mark.parametrize(
    "content",
    [
        b"<html>not a warc</html>",
        gzip.compress(b"some other file" * 50),
        b"\x1f\x8bbroken",
        b"\x00" * 300,
        b"WARC/1.0\r\n",
    ],
)
def test_another_file_with_this_ending(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    (error,) = warc_reports(path)
    assert isinstance(error, InputError)
    assert error.message
    assert "Traceback" not in error.message


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"")
    (error,) = warc_reports(tmp_path / "a.warc")
    assert isinstance(error, InputError)
    assert error.message == "is empty"


def test_a_missing_file(tmp_path: Path) -> None:
    (error,) = warc_reports(tmp_path / "none.warc")
    assert isinstance(error, InputError)
    assert "No such file" in error.message
