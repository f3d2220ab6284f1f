"""Hours and parts of day as patterns capture them."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.tag.times.capture import Found, Match, captured, number_of, reading_of
from khabar.tag.times.units import Unit

_FIGURE_LEADS = frozenset(("in", "on", "about"))
_HOUR_LEADS = frozenset(["in", "on", "about", "from", "to", "since", "between", "before", "after"])


def _is_list(units: Sequence[Unit], match: Match) -> bool:
    """ "3 و5" counts days or people, no hour and its minutes."""
    unit = captured(units, match, "mw")
    return unit is not None and units[match.end() - 1] is unit


def _is_other_figure(units: Sequence[Unit], match: Match, hour: int) -> bool:
    """Counts, "الغارة الثالثة: 10:40", "الساعة 30 دقيقة", and the minute of a film ("الدقيقة 01:06")."""
    lead = units[match.start()].kind
    before = units[match.start() - 1] if match.start() else None
    after = units[match.end()].kind if match.end() < len(units) else ""
    if lead == "number" and _is_list(units, match):
        return True
    if lead in {"ordinal", "words"} and match.group("mi") is not None:
        return True
    if before is not None and before.kind == "unit_def" and before.value == "minute":
        return True
    return hour > 24 and after in {"unit", "unit_plural"}


def clock(units: Sequence[Unit], match: Match) -> Found:
    hour = number_of(units, match, "h")
    if hour is None:
        return None
    if _is_other_figure(units, match, hour):
        return None
    minute, second = number_of(units, match, "mi"), number_of(units, match, "se")
    words = number_of(units, match, "mw")
    if units[match.start("h")].kind in {"words", "ordinal"} and hour > 24:
        if units[match.end() - 1].kind != "unit":
            return None
        hour, words = hour % 10, hour - hour % 10
    if minute is None:
        minute = number_of(units, match, "fx") if words is None else words
    back = number_of(units, match, "xf") or number_of(units, match, "xw")
    if back:
        hour, minute = (hour - 1) % 24, 60 - back
    reading = reading_of(match, "clock", hour=hour, minute=minute, second=second)
    lead = units[match.start()].kind
    if lead != "hour_word" and match.group("mi") is None:
        reading.weak = True
        if not (
            match.start() and units[match.start() - 1].kind in (_HOUR_LEADS if lead == "ordinal" else _FIGURE_LEADS)
        ):
            reading.query_only = True
    return reading


def decimal_clock(units: Sequence[Unit], match: Match) -> Found:
    """ "الساعة 5.30": hours and minutes with a full stop between."""
    hour, _, minute = str(units[match.start("h")].value).replace(",", ".").partition(".")
    if len(hour) > 2 or len(minute) != 2:
        return None
    return reading_of(match, "clock", hour=int(hour), minute=int(minute))


def minute(units: Sequence[Unit], match: Match) -> Found:
    value = number_of(units, match, "n")
    return None if value is None else reading_of(match, "minute", minute=value, query_only=True)


def daypart(units: Sequence[Unit], match: Match) -> Found:
    """A part of a day to be named; "منتصف ليلة" after "بعد" lies in the next day."""
    value = units[match.start("x")].value
    if value in {"MN", "ML"}:
        late = match.start() > 0 and units[match.start() - 1].kind == "after"
        value = "AN" if late else "N" + ("I" if value == "MN" else "L")
    return reading_of(match, "daypart", daypart=value, weak=True)


def weak_daypart(units: Sequence[Unit], match: Match) -> Found:
    """ "الصباح" alone is no date, but "منذ الصباح" is."""
    lone = match.start() > 0 and units[match.start() - 1].kind not in {"since", "to"}
    reading = reading_of(match, "daypart", daypart=units[match.start("x")].value, weak=lone)
    reading.query_only = match.start() == 0
    return reading
