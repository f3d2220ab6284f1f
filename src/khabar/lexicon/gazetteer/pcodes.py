"""OCHA common operational data sets: tables of P-codes as HDX publishes them, CSV or XLSX.

Column names vary by country and year (`admin1Name_ar`, `ADM1_AR`, `NAME_AR`, `Pcode`, `admin2Pcode`, `Longitude`, ...):
they are told apart by their parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer.entry import Feature
from khabar.lexicon.gazetteer.validate import Raw

_LEVEL = re.compile(r"ad(?:mi|m)n?\s*_?(\d)")
_LEVELS: tuple[Feature, ...] = ("country", "adm1", "adm2", "adm3")


class _Columns:
    """Which column holds what."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.names: dict[int, str] = {}
        self.english: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.lat = self.lon = self.population = ""
        for column in columns:
            self._sort(column, column.replace(" ", "_"))

    def _sort(self, column: str, name: str) -> None:
        found = _LEVEL.search(name)
        level = int(found.group(1)) if found else 4
        if re.search(r"(^|_)(lat|latitude|y|y_coord|point_y|center_lat)($|_)|latitude", name):
            self.lat = self.lat or column
        elif re.search(r"(^|_)(lon|long|longitude|lng|x|x_coord|point_x|center_lon)($|_)|longitude", name):
            self.lon = self.lon or column
        elif "pcode" in name or name.endswith("_code"):
            self.codes.setdefault(level, column)
        elif re.search(r"_ar\d?$|name_?ar|arabic|arab", name):
            self.names.setdefault(level, column)
        elif re.search(r"_en\d?$|name_?en|english", name):
            self.english.setdefault(level, column)
        elif name.startswith("pop"):
            self.population = self.population or column


def fits(columns: Sequence[str]) -> bool:
    """Whether column names are those of a P-code table with Arabic names."""
    found = _Columns(columns)
    return bool(found.names) and bool(found.codes)


def raws(rows: Iterable[tuple[int, Mapping[str, str]]], columns: Sequence[str]) -> Iterator[Raw]:
    """One row for the place of every line, and one for every unit above it when it is first met."""
    found = _Columns(columns)
    met: set[str] = set()
    for line, row in rows:
        levels = sorted(level for level, column in found.names.items() if row.get(column, "").strip())
        deepest = levels[-1] if levels else 0
        for level in levels:
            code = row.get(found.codes.get(level, ""), "").strip()
            mark = code or "/".join(row.get(found.names[n], "") for n in levels if n <= level)
            if level == 0 or (level < deepest and mark in met):
                continue
            met.add(mark)
            yield _raw(line, row, found, level, code or mark, deepest)
        if not levels:
            english = next((row.get(c, "") for _, c in sorted(found.english.items(), reverse=True)), "")
            yield Raw(line, "", (english,), english)


def _raw(line: int, row: Mapping[str, str], found: _Columns, level: int, code: str, deepest: int) -> Raw:
    one, two, three = (
        row.get(found.names.get(n, ""), "").strip() if n <= level or level == 4 else "" for n in (1, 2, 3)
    )
    own = level == deepest
    feature = "ppl" if level == 4 else _LEVELS[level]
    country = next((c[:2] for c in [code] if re.match(r"[A-Z]{2}[\dG]", c)), "")
    return Raw(
        line,
        code,
        (row[found.names[level]].strip(),),
        row.get(found.english.get(level, ""), "").strip(),
        feature,
        row.get(found.lat, "") if own else "",
        row.get(found.lon, "") if own else "",
        (one, two, three),
        country,
        row.get(found.population, "") if own else "",
        code,
    )


def workbook(path: Path) -> Iterator[Raw]:
    """The sheets of a workbook that are P-code tables; raises GazetteerError if none is."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError) as error:
        raise GazetteerError(f"is no workbook that can be read: {error}", path=path) from error
    used = False
    for sheet in book.worksheets:
        cells = sheet.iter_rows(values_only=True)
        columns = [str(c or "").strip().lower() for c in next(cells, ())]
        if fits(columns):
            used = True
            yield from raws(_sheet_rows(cells, columns), columns)
    if not used:
        raise GazetteerError("holds no sheet with Arabic names and P-codes in its first row", path=path)


def _sheet_rows(cells: Iterable[Sequence[Any]], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(cells, 2):
        if any(cell is not None for cell in row):
            yield number, {c: "" if v is None else str(v) for c, v in zip(columns, row, strict=False)}
