"""GeoJSON: Who's On First features and plain collections of points or areas, the Arabic name among the properties."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer.entry import FEATURES, Feature
from khabar.lexicon.gazetteer.spelling import is_arabic
from khabar.lexicon.gazetteer.validate import Raw

_WOF: dict[str, Feature] = {
    "country": "country",
    "region": "adm1",
    "county": "adm2",
    "localadmin": "adm3",
    "locality": "ppl",
    "borough": "neighbourhood",
    "neighbourhood": "neighbourhood",
    "macrohood": "neighbourhood",
    "campus": "landmark",
}


def raws(text: str, path: Path) -> Iterator[Raw]:
    """Rows of a GeoJSON text: a feature, a collection, or one feature a line; `line` counts features."""
    try:
        found = json.loads(text)
        features = found.get("features") or [found] if isinstance(found, dict) else found
    except json.JSONDecodeError as error:
        try:
            features = [json.loads(line) for line in text.splitlines() if line.strip().rstrip(",")]
        except json.JSONDecodeError:
            raise GazetteerError(
                f"is broken GeoJSON: {error.msg}; is it complete?", path=path, line=error.lineno
            ) from error
    if not isinstance(features, list):
        raise GazetteerError("is JSON, but no GeoJSON feature collection", path=path)
    for number, feature in enumerate(features, 1):
        yield _raw(number, feature)


def _raw(number: int, feature: Any) -> Raw:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return Raw(number, "", ("",), str(feature)[:40])
    arabic, latin = _names(properties)
    lon, lat = _point(feature.get("geometry"), properties)
    kind = str(properties.get("wof:placetype") or properties.get("feature") or properties.get("place") or "")
    ref = properties.get("wof:id") or properties.get("id") or feature.get("id") or number
    country = str(properties.get("wof:country") or properties.get("iso_a2") or properties.get("country") or "")
    feature_kind = _WOF.get(kind) or (cast(Feature, kind) if kind in FEATURES else "ppl")
    units = tuple(str(properties.get(f"adm{n}_ar") or "") for n in (1, 2, 3))
    return Raw(
        number,
        str(ref),
        tuple(arabic) or (latin,),
        latin,
        feature_kind,
        lat,
        lon,
        (units[0], units[1], units[2]),
        country.upper() if len(country) == 2 else "",
        str(properties.get("wof:population") or properties.get("population") or ""),
        source="wof" if "wof:id" in properties else "",
    )


def _names(properties: dict[str, Any]) -> tuple[list[str], str]:
    """Arabic names, those meant as names first, and a Latin one."""
    arabic: list[str] = []
    latin = ""
    for name, value in sorted(properties.items(), key=lambda item: ("ar" not in item[0].lower(), item[0])):
        foreign = name.startswith("name:") and not name.startswith(("name:ar", "name:en"))
        if "name" not in name.lower() or foreign:
            continue
        for text in value if isinstance(value, list) else [value]:
            if not isinstance(text, str) or not text.strip():
                continue
            if is_arabic(text):
                arabic.append(text)
            elif not latin or "en" in name.lower():
                latin = text
    return list(dict.fromkeys(arabic)), latin


def _point(geometry: Any, properties: dict[str, Any]) -> tuple[str, str]:
    """`(lon, lat)` as text: the point, the label point, or the middle of the outline's box."""
    for lon, lat in (("lbl:longitude", "lbl:latitude"), ("geom:longitude", "geom:latitude"), ("longitude", "latitude")):
        if properties.get(lon) is not None and properties.get(lat) is not None:
            return str(properties[lon]), str(properties[lat])
    points = list(_positions(geometry.get("coordinates") if isinstance(geometry, dict) else None))
    if not points:
        return "", ""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return str((min(xs) + max(xs)) / 2), str((min(ys) + max(ys)) / 2)


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list) or not coordinates:
        return
    if isinstance(coordinates[0], int | float) and len(coordinates) >= 2:
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _positions(part)
