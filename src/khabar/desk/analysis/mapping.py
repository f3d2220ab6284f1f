"""A map of published incidents in one HTML file that asks nothing of the network.

Drawn on a plain graticule with the names of governorates; Arabic names are text of the page, shaped by the browser.
"""

from __future__ import annotations

import html
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from khabar.desk.releases.published import Published
from khabar.lexicon import load

_HERE = resources.files("khabar.desk.analysis")
_LEAFLET = "js_lib_leaflet"
_NEAR = 3.0  # degrees around the incidents within which governorates are named
_WIDE_KM = 12.0  # a wider place is an area: drawn hollow
_GOLDEN = math.pi * (3 - math.sqrt(5))


@cache
def _groups() -> list[dict[str, str]]:
    return list(tomllib.loads((_HERE / "map.toml").read_text("utf-8"))["group"])


def _leaflet(name: str) -> str:
    return (resources.files(_LEAFLET) / "static" / _LEAFLET / name).read_text("utf-8")


def as_html(incidents: Sequence[Published], *, title: str, note: str) -> str:
    """The map. Incidents without coordinates are counted in the note and not drawn."""
    located = [p for p in incidents if p.row["lat"] is not None]
    if missing := len(incidents) - len(located):
        note += f" {missing} of {len(incidents)} incidents have no coordinates and are not drawn."
    page = (_HERE / "map.html").read_text("utf-8")
    parts = {
        "lang": "en",
        "title": html.escape(title),
        "note": html.escape(note),
        "leaflet_css": _leaflet("leaflet.css"),
        "leaflet_js": _script(_leaflet("leaflet.js")),
        "data": _script(json.dumps(_data(located), ensure_ascii=False)),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found.group(1)], page)


def _script(text: str) -> str:
    """Text that cannot end the script element it stands in, nor ask for a source map."""
    lines = (line for line in text.split("\n") if not line.startswith("//# sourceMappingURL"))
    return "\n".join(lines).replace("</", "<\\/").replace("<!--", "<\\!--")


def _data(located: Sequence[Published]) -> dict[str, Any]:
    seen: Counter[tuple[Any, Any]] = Counter()
    drawn = []
    for published in sorted(located, key=lambda p: (str(p.row["date_start"] or "undated"), p.id)):
        spot = (published.row["lat"], published.row["lon"])
        drawn.append(_incident(published, seen[spot]))
        seen[spot] += 1
    return {
        "colours": {group["family"]: group["colour"] for group in _groups()},
        "legend": [[group["family"], group["name"]] for group in _groups()],
        "wide_km": _WIDE_KM,
        "incidents": drawn,
        "sites": _sites(located),
        "areas": _areas(located),
    }


def _incident(published: Published, before: int) -> dict[str, Any]:
    row = published.row
    killed = row["killed_best"] if isinstance(row["killed_best"], int) else 0
    return {
        "lat": row["lat"],
        "lon": row["lon"],
        "shown": _beside(float(str(row["lat"])), float(str(row["lon"])), before),
        "radius_km": row["radius_km"],
        "size": round(5 + 2 * math.sqrt(min(killed, 100)), 1),
        "group": row["event_family"],
        "place": row["place"],
        "place_en": row["place_en"],
        "line": published.summary,
        "facts": [[name, value] for name, value in _facts(published) if value],
    }


def _beside(lat: float, lon: float, before: int) -> list[float]:
    """Incidents of one settlement side by side, on a spiral around it: their places in it are not published."""
    reach = 0.018 * math.sqrt(before)
    turn = before * _GOLDEN
    return [
        round(lat + reach * math.sin(turn), 4),
        round(lon + reach * math.cos(turn) / math.cos(math.radians(lat)), 4),
    ]


def _facts(published: Published) -> list[tuple[str, str]]:
    row = published.row

    def listed(name: str) -> str:
        value = row[name]
        return ", ".join(value) if isinstance(value, list) else str(value or "")

    def toll(kind: str) -> str:
        low, best, high = (row[f"{kind}_{end}"] for end in ("low", "best", "high"))
        return "" if best is None else f"{best}" if low == high else f"{best} (told: {low} to {high})"

    days = str(row["date_start"] or "undated")
    if row["date_end"] != row["date_start"]:
        days += f" to {row['date_end']}"
    return [
        ("when", days),
        ("what", str(row["acled_sub_event_type"])),
        ("by", listed("perpetrator_names")),
        ("against", listed("target_names")),
        ("killed", toll("killed")),
        ("injured", toll("injured")),
        ("grade", f"{row['grade']}: {row['grade_reason']}"),
        ("outlets", listed("outlets")),
    ]


def _sites(located: Sequence[Published]) -> list[dict[str, Any]]:
    """Places to be named, those with the most incidents first."""
    counts = Counter((p.row["place"], p.row["lat"], p.row["lon"]) for p in located)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return [
        {"name": name, "lat": lat, "lon": lon, "size": min(14, 2 * math.sqrt(n))} for (name, lat, lon), n in ordered
    ]


def _areas(located: Sequence[Published]) -> list[dict[str, Any]]:
    if not located:
        return []
    lats, lons = ([float(str(p.row[name])) for p in located] for name in ("lat", "lon"))
    return [
        {"name": row["name_ar"], "lat": row["lat"], "lon": row["lon"]}
        for row in load("governorates").rows
        if min(lats) - _NEAR <= row["lat"] <= max(lats) + _NEAR and min(lons) - _NEAR <= row["lon"] <= max(lons) + _NEAR
    ]
