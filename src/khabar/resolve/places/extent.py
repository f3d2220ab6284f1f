"""Discs that stand for areas: sides of a region, a distance from a town, the middle of a road."""

from __future__ import annotations

import math
from collections.abc import Sequence

from khabar.lexicon.gazetteer import GazetteerEntry, kilometres
from khabar.resolve.places.ranking import position
from khabar.tag.places import PlaceMention
from khabar.tag.places.words import settings

_KM_PER_DEGREE = 111.2
_TOWNS = frozenset({"ppl", "neighbourhood", "camp", "adm3"})
Disc = tuple[float, float, float]
"""`(lat, lon, radius_km)`."""


def moved(lat: float, lon: float, away: float, bearing: float) -> tuple[float, float]:
    """The point `away` km from another at `bearing` degrees clockwise from north."""
    turn = math.radians(bearing)
    north, east = away * math.cos(turn), away * math.sin(turn)
    return lat + north / _KM_PER_DEGREE, lon + east / (_KM_PER_DEGREE * max(0.1, math.cos(math.radians(lat))))


def toward(lat: float, lon: float, radius: float, bearing: float | None) -> Disc:
    """The side of a disc that lies toward a bearing; its middle for None."""
    values = settings()
    if bearing is None:
        return lat, lon, radius
    at = moved(lat, lon, radius * values["shift"], bearing)
    return round(at[0], 6), round(at[1], 6), round(radius * values["extent"], 1)


def shifted(mention: PlaceMention, entry: GazetteerEntry, place: Disc) -> Disc:
    """The disc of an area drawn from an anchor: "شرقي ديرالزور", "ريف حلب الشمالي", "20 كم شرق الرقة"."""
    lat, lon, radius = place
    values = settings()
    if mention.distance_km is not None:
        away = mention.distance_km
        if mention.bearing is None:
            return lat, lon, max(radius, away)
        return (*moved(lat, lon, away, mention.bearing), max(radius, away * values["distance_error"]))
    if entry.feature in _TOWNS:
        radius = values["country_side"] if mention.countryside else values["town_reach"]
    return toward(lat, lon, radius, mention.bearing)


def middle(place: Disc, far: Sequence[GazetteerEntry]) -> Disc:
    """The middle of a road from a place to the nearest place of the far end's name."""
    ends = [found for entry in far if (found := position(entry)) is not None]
    if not ends:
        return place
    end = min(ends, key=lambda e: kilometres(place[0], place[1], e[0], e[1]))
    half = kilometres(place[0], place[1], end[0], end[1]) / 2
    return (place[0] + end[0]) / 2, (place[1] + end[1]) / 2, max(half, place[2])
