"""CSV and Parquet of texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.tabular import csv_reports, parquet_reports

ROWS: dict[str, list[Any]] = {
    "id": [1, 2],
    "Title": ["عنوان", None],
    "body": ["قصف على الشحيل", 'قال: "سقط ثلاثة"\nفي السوق'],
    "date": [date(2024, 5, 1), None],
    "source": ["وكالة", "إذاعة"],
}


def parquet(path: Path, columns: dict[str, list[Any]]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_parquet(tmp_path: Path) -> None:
    first, second = parquet_reports(parquet(tmp_path / "a.parquet", ROWS), outlet="سواها")
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.text, first.title, first.published) == ("قصف على الشحيل", "عنوان", date(2024, 5, 1))
    assert (first.doc_id, second.doc_id) == ("1", "2")
    assert (second.text, second.title) == (ROWS["body"][1], None)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("windows-1256", "\t"), ("utf-16", ",")]
)
def test_csv(tmp_path: Path, encoding: str, delimiter: str) -> None:
    quoted = 'قال: ""سقط ثلاثة من المدنيين""\nفي السوق على أطراف البلدة'
    lines = [
        ("text", "outlet", "published"),
        ("قصف على الشحيل في ريف دير الزور", "وكالة", "2024-05-01"),
        (f'"{quoted}"', "إذاعة", ""),
    ]
    path = csv(tmp_path / "a.csv", "\n".join(delimiter.join(line) for line in lines), encoding)
    first, second = csv_reports(path)
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.text, first.outlet, first.published) == (lines[1][0], "وكالة", date(2024, 5, 1))
    assert second.text == quoted.replace('""', '"')


def test_a_large_csv_is_read_beyond_the_sample(tmp_path: Path) -> None:
    line = "قصف على الشحيل " * 20
    path = csv(tmp_path / "a.csv", "النص\n" + "\n".join(f"{line}{i}" for i in range(2000)))
    found = list(csv_reports(path))
    assert len(found) == 2000
    assert isinstance(found[-1], Report)
    assert found[-1].text == f"{line}1999"


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_no_text_column(tmp_path: Path, suffix: str) -> None:
    columns = {"a": ["1"], "b": ["2"]}
    path = tmp_path / f"x.{suffix}"
    read: Any = csv_reports if suffix == "csv" else parquet_reports
    csv(path, "a,b\n1,2\n") if suffix == "csv" else parquet(path, columns)
    (error,) = read(path)
    assert isinstance(error, InputError)
    assert error.message == "has no text column, only a, b: name one with --column text=NAME"
    (report,) = read(path, {"text": "b"})
    assert isinstance(report, Report)
    assert report.text == "2"


@pytest.mark.parametrize(
    ("columns", "reason"), [({"text": "c"}, "no column 'c', only a, b"), ({"words": "a"}, "no field 'words'")]
)
def test_a_column_that_is_not_there(tmp_path: Path, columns: dict[str, str], reason: str) -> None:
    (error,) = csv_reports(csv(tmp_path / "x.csv", "a,b\n1,2\n"), columns)
    assert isinstance(error, InputError)
    assert reason in error.message


def test_a_bad_row_is_an_error_in_its_place(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": ["قصف", None, "هدوء"]})
    first, second, third = parquet_reports(path)
    assert (type(first), type(third)) == (Report, Report)
    assert isinstance(second, InputError)
    assert second.line == 2


def test_a_text_column_of_numbers(tmp_path: Path) -> None:
    (error,) = parquet_reports(parquet(tmp_path / "a.parquet", {"text": [7]}))
    assert isinstance(error, InputError)
    assert "no string" in error.message


@pytest.mark.parametrize("content", [b"", b"PAR1", b"text\n", b"\x00" * 50])
def test_no_parquet(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    (error,) = parquet_reports(tmp_path / "a.parquet")
    assert isinstance(error, InputError)
    assert "no readable Parquet file" in error.message


def test_a_cut_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", ROWS)
    path.write_bytes(path.read_bytes()[:-20])
    (error,) = parquet_reports(path)
    assert isinstance(error, InputError)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "is empty"), (b"\x00\x01\x02" * 99, "binary"), (b"text\n", None)]
)
def test_no_csv(tmp_path: Path, content: bytes, reason: str | None) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    found = list(csv_reports(tmp_path / "a.csv"))
    assert [isinstance(item, InputError) and (reason or "") in item.message for item in found] == [True] * bool(reason)


def test_missing_files(tmp_path: Path) -> None:
    for read in (csv_reports, parquet_reports):
        (error,) = read(tmp_path / "none")
        assert isinstance(error, InputError)
