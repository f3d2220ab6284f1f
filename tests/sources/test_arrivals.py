from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

import khabar
from khabar.errors import InputError
from khabar.model import Report
from khabar.sources import arrivals, reports

TEXT = "أصيب رجل بانفجار لغم في ريف حماة."


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_folders_are_read_in_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT + "ب")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.jsonl").write_bytes(lines({"text": TEXT, "doc_id": "1"}, {"text": TEXT, "doc_id": "2"}))
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.txt").write_text(TEXT)
    (tmp_path / "z.pdf").write_bytes(b"%PDF")
    assert [report.text[-1] for report in reports([tmp_path]) if isinstance(report, Report)] == [".", ".", "ب"]


def test_a_broken_line_is_an_error_with_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(
        lines({"text": TEXT}) + b'{"text": \n\n[1]\n\xff\xfe\n' + b"[" * 100_000 + b"\n" + lines({"text": TEXT})
    )
    found = list(arrivals([path]))
    assert [arrival.line for arrival in found] == [1, 2, 4, 5, 6, 7]
    assert [isinstance(arrival.item, Report) for arrival in found] == [True, False, False, False, False, True]
    assert str(found[1].item).startswith(f"{path}, line 2: broken JSON")


def test_gzip_is_told_by_content_and_a_cut_one_yields_what_came_before(tmp_path: Path) -> None:
    import random

    noise = random.Random(1)
    rows = [{"text": TEXT + "".join(noise.choices("ابتثجحخد", k=400))} for _ in range(300)]
    whole = gzip.compress(lines(*rows))
    (tmp_path / "x.jsonl").write_bytes(whole)
    (tmp_path / "y.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    assert len(list(reports([tmp_path / "x.jsonl"]))) == 300
    cut = list(reports([tmp_path / "y.jsonl.gz"]))
    assert 10 < len(cut) < 300
    assert "cut short" in str(cut[-1])
    assert all(isinstance(report, Report) for report in cut[:-1])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b"\xef\xbb\xbf \n\n", "is empty"),
        ("empty.jsonl", b"\n", "is empty"),
        ("x.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "text"),
        ("x.html", b"<html><body></body></html>", "no article"),
    ],
)
def test_what_cannot_be_read_says_so_and_names_the_file(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    (error,) = reports([tmp_path / name])
    assert isinstance(error, InputError)
    assert message in str(error) and name in str(error)


def test_missing_files_and_folders_without_reports(tmp_path: Path) -> None:
    missing, empty = reports([tmp_path / "no.txt", tmp_path])
    assert "no such file" in str(missing)
    assert "holds no reports" in str(empty)


def test_an_oversized_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as big:
        big.truncate(100_000_000)
    (error,) = reports([tmp_path / "big.txt"])
    assert "larger than 16 MB" in str(error)


def test_content_tells_the_kind_where_the_name_does_not(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(lines({"text": TEXT, "doc_id": "q"}))
    (tmp_path / "plain").write_text(TEXT)
    first, second = reports([tmp_path / "lines", tmp_path / "plain"])
    assert isinstance(first, Report) and first.doc_id == "q"
    assert isinstance(second, Report) and second.text == TEXT


def test_what_is_given_stands_in_for_lines_and_wins_over_pages(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(lines({"text": TEXT, "published": "2020-01-01"}, {"text": TEXT}))
    first, second = reports([tmp_path / "x.jsonl"], published=date(2021, 1, 1))
    assert isinstance(first, Report) and first.published == date(2020, 1, 1)
    assert isinstance(second, Report) and second.published == date(2021, 1, 1)


def test_line_ends_and_presentation_forms_stay_as_given(tmp_path: Path) -> None:
    text = "ﻗﺘﻞ شخص\r\nمـ ـقـ ـتل آخر\u2028\u202e.\n"
    (tmp_path / "x.txt").write_bytes(text.encode())
    assert khabar.read(tmp_path / "x.txt").text == text


def test_read_takes_a_text_or_a_path(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT)
    assert khabar.read(str(tmp_path / "x.txt")).text == khabar.read(TEXT).text == TEXT
    assert khabar.read(TEXT, published="2021-03-18").published == date(2021, 3, 18)
    for wrong in ("no-such.txt", ""):
        with pytest.raises(InputError):
            khabar.read(wrong)
    with pytest.raises(InputError, match="no date"):
        khabar.read(TEXT, published="soon")
