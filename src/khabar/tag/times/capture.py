"""What a matched pattern captured, and the readings built from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from khabar.tag.times.reading import Reading
from khabar.tag.times.units import Unit

Match = re.Match[str]
Found = Reading | list[Reading] | None
Builder = Callable[[Sequence[Unit], Match], Found]


def captured(units: Sequence[Unit], match: Match, name: str) -> Unit | None:
    at = match.start(name) if name in match.re.groupindex else -1
    return units[at] if at >= 0 else None


def number_of(units: Sequence[Unit], match: Match, name: str) -> int | None:
    unit = captured(units, match, name)
    return None if unit is None or not isinstance(unit.value, int) else unit.value


def reading_of(match: Match, kind: str, **values: object) -> Reading:
    reading = Reading(match.start(), match.end(), kind)
    for name, value in values.items():
        setattr(reading, name, value)
    return reading


def plain(kind: str, **values: object) -> Builder:
    def build_reading(units: Sequence[Unit], match: Match) -> Found:
        reading = reading_of(match, kind, **values)
        return reading

    return build_reading


def valued(kind: str, field: str, **values: object) -> Builder:
    """A reading whose `field` is the value of the unit captured as x."""

    def build_reading(units: Sequence[Unit], match: Match) -> Found:
        reading = reading_of(match, kind, **values)
        setattr(reading, field, units[match.start("x")].value)
        return reading

    return build_reading


def for_query(found: Found) -> Found:
    if isinstance(found, Reading):
        found.query_only = True
    return found


def weak(found: Found) -> Found:
    if isinstance(found, Reading):
        found.weak = True
    return found
