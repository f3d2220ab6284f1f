"""GeoNames country dumps (19 tab-separated columns) with alternateNamesV2.

Columns: https://download.geonames.org/export/dump/readme.txt
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from khabar.lexicon.gazetteer.entry import Feature
from khabar.lexicon.gazetteer.spelling import is_arabic
from khabar.lexicon.gazetteer.validate import Raw
from khabar.lexicon.table import load


@cache
def _features() -> dict[str, Feature]:
    return {row["code"]: row["feature"] for row in load("geonames_features").rows}


def feature(kind: str, code: str) -> Feature | None:
    """khabar's feature of a GeoNames class and code; None for what is no place of news (hotels, wells)."""
    table = _features()
    return table.get(f"{kind}.{code}") or table.get(kind)


@cache
def _governorates() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in load("governorates").rows:
        found.setdefault((row["country"], row["geonames"]), row["name_ar"])
    return found


def alternates(lines: Iterable[tuple[int, str]]) -> dict[str, list[str]]:
    """Arabic names by geonameid out of alternateNamesV2: preferred first, no historic or colloquial."""
    found: dict[str, list[str]] = {}
    for _, line in lines:
        cells = line.split("\t")
        if len(cells) < 4 or cells[2] not in {"ar", ""} or not is_arabic(cells[3]):
            continue
        if any(cell == "1" for cell in cells[6:8]):
            continue
        names = found.setdefault(cells[1], [])
        names.insert(0 if cells[2] == "ar" and cells[4:5] == ["1"] else len(names), cells[3])
    return found


def raws(lines: Iterable[tuple[int, str]], names: Mapping[str, Sequence[str]]) -> Iterator[Raw]:
    """Rows of a dump; `names` adds Arabic names by geonameid."""
    units = _governorates()
    for line, text in lines:
        cells = text.split("\t")
        if len(cells) < 15:
            yield Raw(line, "", (text[:60],), lat="?", lon="?")
            continue
        kind = feature(cells[6], cells[7])
        if kind is None:
            continue
        arabic = [*names.get(cells[0], ()), *(n for n in cells[3].split(",") if is_arabic(n))]
        yield Raw(
            line,
            cells[0],
            tuple(arabic) or (cells[1],),
            cells[1],
            kind,
            cells[4],
            cells[5],
            (units.get((cells[8], cells[10]), ""), "", ""),
            cells[8],
            cells[14],
            source="geonames",
        )
