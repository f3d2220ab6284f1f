"""CSV and Parquet of texts -> reports, a batch of rows at a time."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.record import from_record
from khabar.sources.text import decode

_SAMPLE = 65_536
_CELL_LIMIT = 16_000_000
_ROWS = 500


@cache
def _usual_names() -> dict[str, list[str]]:
    about = tomllib.loads((resources.files("khabar.data") / "columns.toml").read_text("utf-8"))
    names: dict[str, list[str]] = about["columns"]
    return names


def columns_of(header: Iterable[str], path: Path, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column holds which field of a report; `chosen` (field -> column) wins over the usual names.

    Raises InputError for a table without a text column, or a chosen column that is not there.
    """
    header = list(header)
    lowered = {name.strip().lower(): name for name in reversed(header)}
    usual = _usual_names()
    found = {}
    for field, names in usual.items():
        for name in names:
            if name in lowered:
                found[field] = lowered[name]
                break
    for field, name in (chosen or {}).items():
        if field not in usual:
            raise InputError(f"there is no field {field!r}: choose one of {', '.join(usual)}", path=path, value=field)
        if name not in header:
            raise InputError(f"has no column {name!r}, only {_listed(header)}", path=path, value=name)
        found[field] = name
    if "text" not in found:
        message = f"has no text column, only {_listed(header)}: name one with --column text=NAME"
        raise InputError(message, path=path)
    return found


def _listed(header: list[str]) -> str:
    shown = ", ".join(header[:12]) or "nothing"
    return shown + (", ..." if len(header) > 12 else "")


def _report(
    row: Mapping[str, Any], columns: Mapping[str, str], path: Path, number: int, given: Any
) -> Report | InputError:
    record = {field: row.get(name) for field, name in columns.items()}
    if record.get("doc_id") is not None and not isinstance(record["doc_id"], str):
        record["doc_id"] = str(record["doc_id"])
    try:
        return from_record({**record, **given})
    except InputError as error:
        return InputError(error.message, path=path, line=number, value=error.value)


def parquet_reports(
    path: Path, columns: Mapping[str, str] | None = None, **given: Any
) -> Iterator[Report | InputError]:
    """Every row of a Parquet file; lines in errors are row numbers from 1."""
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            chosen = columns_of(file.schema_arrow.names, path, columns)
            number = 0
            for batch in file.iter_batches(_ROWS, columns=sorted(set(chosen.values()))):
                for row in batch.to_pylist():
                    number += 1
                    yield _report(row, chosen, path, number, given)
    except InputError as error:
        yield error
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        yield InputError(f"is no readable Parquet file ({str(error).splitlines()[0]}): write it again", path=path)


def csv_reports(path: Path, columns: Mapping[str, str] | None = None, **given: Any) -> Iterator[Report | InputError]:
    """Every row of a CSV with a head line (comma, semicolon, tab or bar); UTF-8, UTF-16 or windows-1256."""
    csv.field_size_limit(_CELL_LIMIT)
    try:
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE)
            if not head.strip():
                raise InputError("is empty", path=path)
            stream.seek(0)
            text = io.TextIOWrapper(stream, _encoding(head), errors="replace", newline="")
            reader = csv.DictReader(text, delimiter=_delimiter(decode(head).text))
            chosen = columns_of([name for name in reader.fieldnames or [] if name], path, columns)
            for row in reader:
                yield _report(row, chosen, path, reader.line_num, given)
    except InputError as error:
        yield InputError(error.message, path=path, line=error.line, value=error.value)
    except csv.Error as error:
        yield InputError(
            f"is no readable CSV ({error}): what came before was read", path=path, line=reader.line_num + 1
        )
    except OSError as error:
        yield InputError(error.strerror or str(error), path=path)


def _encoding(head: bytes) -> str:
    # A sample may end inside a character: that is no reason to doubt UTF-8.
    found = decode(head[: len(head) - len(head) % 2]).encoding if len(head) < _SAMPLE else _encoding_of_sample(head)
    return "utf-8-sig" if found == "utf-8" else "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else found


def _encoding_of_sample(head: bytes) -> str:
    for cut in range(4):
        piece = head[: len(head) - cut]
        try:
            piece.decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "utf-8"
    return decode(head).encoding


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t|", key=first.count)
