"""Place lists as they are published, read row by row: the format is told from the file itself."""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer import geojson, geonames, pcodes, tabular
from khabar.lexicon.gazetteer.entry import GazetteerRow
from khabar.lexicon.gazetteer.validate import ListReport, Raw, rows

_KNOWN = "a 12-column CSV, a GeoNames dump (.txt, .zip), an OCHA P-code table (.csv, .xlsx) or GeoJSON"
_ENDINGS = (".txt", ".tsv", ".csv", ".json", ".geojson")
_PROBE = 65536
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def read_rows(path: Path, report: ListReport) -> Iterable[GazetteerRow]:
    """Rows of the list at `path` that can be used; `report` is told of the others.

    Raises GazetteerError, with line where there is one, for a file of no known format, a broken or half-downloaded
    archive, or one that cannot be read.
    """
    source = re.split(r"[.]", path.name, maxsplit=1)[0] or "list"
    try:
        yield from rows(_raws(path, report), report, source)
    except (zipfile.BadZipFile, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise GazetteerError(
            f"the archive is broken or only half downloaded ({error}); download it again", path=path
        ) from error
    except OSError as error:
        raise GazetteerError(f"cannot be read: {error.strerror or error}", path=path) from error
    except (csv.Error, UnicodeError) as error:
        raise GazetteerError(f"cannot be read as a table: {error}", path=path, line=report.rows + 1) from error


def _raws(path: Path, report: ListReport) -> Iterator[Raw]:
    with path.open("rb") as handle:
        head = handle.read(_PROBE)
    if not head.strip():
        raise GazetteerError("is empty", path=path)
    if head.startswith(b"PK"):
        return _zipped(path, report)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise GazetteerError("is an old Excel file; save it as .xlsx or .csv", path=path)
    return _text(path, report)


def _zipped(path: Path, report: ListReport) -> Iterator[Raw]:
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/") and "readme" not in n.lower()]
    if "xl/workbook.xml" in names:
        report.format = "OCHA P-code table (XLSX)"
        return pcodes.workbook(path)
    if not names:
        raise GazetteerError("is an archive without files", path=path)
    alternates = [n for n in names if "alternate" in n.lower()]
    tables = [n for n in names if n not in alternates and n.lower().endswith(_ENDINGS)]
    if not tables:
        raise GazetteerError(f"is an archive without a list ({', '.join(names[:3])}); expected {_KNOWN}", path=path)
    return _text(path, report, sorted(tables, key=len)[0])


@contextmanager
def opened(path: Path, member: str | None = None) -> Iterator[IO[bytes]]:
    """The bytes of a list, out of its archive."""
    if member is not None:
        with zipfile.ZipFile(path) as archive, archive.open(member) as inner:
            yield inner
    else:
        with path.open("rb") as probe:
            packed = probe.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as handle:
            yield handle  # type: ignore[misc]


def _text(path: Path, report: ListReport, member: str | None = None) -> Iterator[Raw]:
    with opened(path, member) as handle:
        head = handle.read(_PROBE)
    encoding = _encoding(head, path)
    start = head.decode(encoding, errors="ignore").lstrip("\ufeff \r\n\t")
    if start.startswith(("{", "[")):
        report.format = "GeoJSON"
        with opened(path, member) as handle:
            return geojson.raws(handle.read().decode(encoding), path)
    first = start.splitlines()[0] if start else ""
    if first.count("\t") in {18, 19}:
        report.format = "GeoNames dump"
        return geonames.raws(_lines(path, member, encoding), _alternates(path))
    delimiter = max(",;\t|", key=first.count)
    columns = [c.strip().strip('"').lower() for c in next(csv.reader([first], delimiter=delimiter), [])]
    table = _table(path, member, encoding, delimiter)
    if set(columns) >= tabular.REQUIRED:
        report.format = "12-column CSV"
        return tabular.raws(table)
    if pcodes.fits(columns):
        report.format = "OCHA P-code table (CSV)"
        return pcodes.raws(table, columns)
    shown = ", ".join(columns[:8])[:120]
    raise GazetteerError(f"has columns no list is known by ({shown}); expected {_KNOWN}", path=path, line=1)


def _encoding(head: bytes, path: Path) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1256"):
        try:
            text = head[: head.rfind(b"\n") + 1 or len(head)].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return encoding
    raise GazetteerError(f"is no text; expected {_KNOWN}", path=path)


def _lines(path: Path, member: str | None, encoding: str) -> Iterator[tuple[int, str]]:
    with opened(path, member) as handle:
        for number, line in enumerate(io.TextIOWrapper(handle, encoding, errors="replace", newline=""), 1):
            yield number, line.rstrip("\r\n")


def _table(path: Path, member: str | None, encoding: str, delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    with opened(path, member) as handle:
        text = io.TextIOWrapper(handle, encoding, errors="replace", newline="")
        reader = csv.reader(text, delimiter=delimiter)
        columns = [c.strip().lower() for c in next(reader)]
        for cells in reader:
            if cells:
                yield reader.line_num, dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=False))


def _alternates(path: Path) -> dict[str, list[str]]:
    """Arabic names by geonameid from an alternateNamesV2 file beside the dump or inside its archive."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            inside = [n for n in archive.namelist() if "alternate" in n.lower()]
        if inside:
            return geonames.alternates(_lines(path, inside[0], "utf-8"))
    for other in sorted(path.parent.glob("alternateNames*")):
        if other.suffix in {".txt", ".zip"} and other != path:
            member = None
            if other.suffix == ".zip":
                with zipfile.ZipFile(other) as archive:
                    member = next((n for n in archive.namelist() if n.lower().startswith("alternatenames")), None)
            return geonames.alternates(_lines(other, member, "utf-8"))
    return {}
