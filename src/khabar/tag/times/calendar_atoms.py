"""Calendar dates, months, years and weekdays as patterns capture them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from khabar.tag.times.capture import Builder, Found, Match, captured, number_of, reading_of
from khabar.tag.times.reading import Reading
from khabar.tag.times.units import Unit


def month_fields(units: Sequence[Unit], match: Match, reading: Reading) -> Reading | None:
    """Fill month, year, step and calendar from the groups of a month and its tail; None .

    Of two months that differ ("تشرين الثاني / كانون الأول") only the first is read.
    """
    unit = captured(units, match, "m")
    if unit is not None:
        other = captured(units, match, "o")
        if other is not None and (other.value != unit.value or other.kind[:5] != unit.kind[:5]):
            reading.j = match.end("m")
            reading.month, reading.hijri = unit.value, unit.kind.startswith("hijri")
            return reading
        reading.month, reading.hijri = unit.value, unit.kind.startswith("hijri")
    reading.year = number_of(units, match, "y") if captured(units, match, "y") else number_of(units, match, "yw")
    step, year_step = number_of(units, match, "k"), number_of(units, match, "yk")
    told = any(captured(units, match, f"t{n}") for n in range(4))
    if step is not None:
        reading.month_step = step
    elif year_step is not None or told or captured(units, match, "sy"):
        reading.shift = ("year", year_step or 0)
        reading.anaphor = captured(units, match, "sy") is not None
    if reading.year is not None and is_other_number(units, match):
        reading.year, reading.j = None, match.start("y") - 1
        return reading
    era = captured(units, match, "e")
    if era is not None and era.kind == "era_hijri":
        reading.hijri = True
    if reading.year is not None and reading.month is None:
        reading.hijri = reading.hijri or 1300 <= reading.year < 1500
    if reading.year is not None and unit is not None and reading.hijri and unit.kind.startswith("month"):
        reading.hijri = False
    return reading


def is_other_number(units: Sequence[Unit], match: Match) -> bool:
    """ "في 10 آب، 2000 شخص": a number after a comma that counts the next word is no year."""
    at = match.start("y")
    after = units[match.end()] if match.end() < len(units) else None
    return at > 0 and units[at - 1].kind == "comma" and after is not None and not after.kind and bool(after.value)


def calendar_date(units: Sequence[Unit], match: Match) -> Found:
    day = number_of(units, match, "d")
    if is_name(units, match) and not (captured(units, match, "y") or captured(units, match, "k")):
        return reading_of(match, "name", weak=True)
    month = captured(units, match, "m")
    if month is not None and month.kind.endswith("ambiguous") and units[match.start("d") + 1].kind == "dash":
        return None
    reading = month_fields(units, match, reading_of(match, "calendar", day=day))
    if reading is not None and match.start() and units[match.start() - 1].kind == "memorial_head":
        reading.event = units[match.start() - 1].value
    return reading if day is not None and day <= 99 else None


def this_month(units: Sequence[Unit], match: Match) -> Found:
    day, step = number_of(units, match, "d"), number_of(units, match, "k")
    if day is None or day > 31:
        return None
    return reading_of(
        match, "calendar", day=day, shift=("month", step or 0), anaphor=captured(units, match, "s") is not None
    )


def month_atom(units: Sequence[Unit], match: Match) -> Found:
    reading = month_fields(units, match, reading_of(match, "month"))
    if reading is None:
        return None
    number = number_of(units, match, "n")
    if number is not None:
        if not 1 <= number <= 12:
            return None
        reading.month = number
    sure = captured(units, match, "w") or captured(units, match, "o")
    unit = captured(units, match, "m")
    told = reading.year is not None or reading.month_step is not None or reading.shift is not None
    if unit is not None and unit.kind.endswith("ambiguous") and not sure and not told:
        reading.weak = not after_preposition(units, match.start())
    return reading


def half_month(units: Sequence[Unit], match: Match) -> Found:
    """ "نصف شهر مارس": its middle."""
    reading = month_atom(units, match)
    if isinstance(reading, Reading):
        reading.part, reading.weak = "mid", False
    return reading if units[match.start("x")].value == 30 else None


def numbered_month(units: Sequence[Unit], match: Match) -> Found:
    """ "الشهر التاسع سنة 2014"; without a year it may count the months of a war."""
    reading = month_atom(units, match)
    if isinstance(reading, Reading) and reading.year is None:
        reading.query_only = True
    return reading


def after_preposition(units: Sequence[Unit], at: int) -> bool:
    return at > 0 and units[at - 1].kind in {"in", "since", "from", "to", "part", "by", "between", "on"}


def day_range(units: Sequence[Unit], match: Match) -> Found:
    first, last = number_of(units, match, "a"), number_of(units, match, "b")
    whole = month_fields(units, match, reading_of(match, "calendar", day=last))
    if whole is None or first is None or last is None or max(first, last) > 31:
        return None
    lead = captured(units, match, "lead")
    joined = units[match.start("s")].kind == "and" and match.end("s") == match.start("s") + 1
    if joined and (lead is None or lead.kind != "between"):
        if first >= last and units[match.start("a")].kind != "number":
            return None
        left = reading_of(match, "calendar", day=first, month=whole.month, hijri=whole.hijri)
        left.year, left.shift, left.month_step = whole.year, whole.shift, whole.month_step
        left.i, left.j, whole.i = match.start("a"), match.end("a"), match.start("b")
        return [*_earlier_days(units, left), left, whole]
    if first >= last:
        return None
    start = reading_of(match, "calendar", day=first, month=whole.month, hijri=whole.hijri)
    start.year, start.shift, start.month_step = whole.year, whole.shift, whole.month_step
    start.until = whole
    start.kind = "range"
    return start


def _earlier_days(units: Sequence[Unit], left: Reading) -> list[Reading]:
    """The days before the last two of a list: "في | 3 | و5 و7 أيار"."""
    found: list[Reading] = []
    at = left.i - 2
    while at >= 0 and units[at + 1].kind == "and" and units[at].kind == "number" and 1 <= units[at].value <= 31:
        found.insert(0, replace(left, i=at, j=at + 1, day=units[at].value, findings=[]))
        at -= 2
    return found


def numeric_date(units: Sequence[Unit], match: Match) -> Found:
    a, b, c = (number_of(units, match, name) for name in "abc")
    if a is None or b is None or c is None:
        return None
    year, month, day = (a, b, c) if a > 99 or units[match.start("a")].kind == "year4" else (c, b, a)
    if units[match.start("a")].kind != "year4" and units[match.start("c")].kind != "year4":
        if not (1 <= month <= 12 and 1 <= day <= 31) or c > 99:
            return None
        year = 2000 + c if c < 50 else 1900 + c
    if month > 12 >= day:
        day, month = month, day
    hijri = captured(units, match, "e") is not None and units[match.start("e")].kind == "era_hijri"
    return reading_of(match, "calendar", year=year, month=month, day=day, hijri=hijri or 1300 <= year < 1500)


def short_numeric(units: Sequence[Unit], match: Match) -> Found:
    day, month = number_of(units, match, "a"), number_of(units, match, "b")
    around = {units[at].kind for at in (match.start() - 1, match.end()) if 0 <= at < len(units)}
    if day is None or month is None or not (1 <= month <= 12 and 1 <= day <= 31) or around & {"slash", "dash", "colon"}:
        return None
    if match.end() < len(units) and units[match.end()].kind in {
        "unit",
        "unit_plural",
        "year4",
        "number",
        "day",
        "year",
    }:
        return None
    return reading_of(match, "calendar", month=month, day=day)


def english_date(units: Sequence[Unit], match: Match) -> Found:
    day, month, year = (number_of(units, match, name) for name in "dmy")
    return reading_of(match, "calendar", year=year, month=month, day=day)


def dotted(units: Sequence[Unit], match: Match) -> Found:
    day, month, year = units[match.start()].value
    return reading_of(match, "calendar", year=year, month=month, day=day)


def month_year(units: Sequence[Unit], match: Match) -> Found:
    month = number_of(units, match, "a")
    if month is None or not 1 <= month <= 12 or (match.start() and units[match.start() - 1].kind == "slash"):
        return None
    return reading_of(match, "month", month=month, year=number_of(units, match, "y"))


def year_atom(units: Sequence[Unit], match: Match) -> Found:
    year = number_of(units, match, "y") if captured(units, match, "y") else number_of(units, match, "yw")
    if year is None or (captured(units, match, "yw") and not 1000 <= year <= 2200):
        return None
    era = captured(units, match, "e")
    hijri = era is not None and era.kind == "era_hijri"
    return reading_of(match, "year", year=year, hijri=hijri or (era is None and 1300 <= year < 1500))


def bare_year(units: Sequence[Unit], match: Match) -> Found:
    """A year without its noun: "حرب 1948", "( 1996 )", "خلال 2016"; a count or a name's number is none."""
    reading = year_atom(units, match)
    if isinstance(reading, Reading) and reading.hijri and captured(units, match, "e"):
        return reading
    if not isinstance(reading, Reading) or reading.year is None or not 1850 <= reading.year < 2100:
        return None
    before = units[match.start() - 1].kind if match.start() else ""
    after = units[match.end()] if match.end() < len(units) else None
    if after is not None and after.kind in {"unit", "unit_plural", "slash", "colon", "fraction", "dash"}:
        return None
    enclosed = before == "open" and after is not None and after.kind == "close"
    if enclosed or before in {"year_head", "memorial_head", "since", "season_bare", "date_head"}:
        return reading
    if before in {"to", "in", "from", "by"}:
        return reading if reading.year > 1900 and reading.year % 500 else None
    closed = after is None or after.kind in {"close", "comma", "open"} or (not after.kind and not after.value)
    reading.weak = not (closed and not before and reading.year >= 1900)
    return reading


def first_ones(units: Sequence[Unit], match: Match) -> Found:
    """ "الأشهر الثلاثة الأولى" of a year that follows."""
    number = number_of(units, match, "n")
    if (
        units[match.start()].value != "month"
        or number is None
        or not 1 <= number <= 12
        or number_of(units, match, "o") != 1
    ):
        return None
    return reading_of(match, "term", fraction=("M", number), weak=True)


def years(units: Sequence[Unit], match: Match) -> Found:
    first, last = number_of(units, match, "a"), number_of(units, match, "b")
    if first is None or last is None or not 1800 <= first < last <= 2100 or last - first > 150:
        return None
    start = reading_of(match, "range", year=first)
    start.until = reading_of(match, "year", year=last)
    return start


def bracketed(builder: Builder) -> Builder:
    """The span of a bracketed date is the date alone, unless its noun stands before the bracket."""

    def build_reading(units: Sequence[Unit], match: Match) -> Found:
        found = builder(units, match)
        if isinstance(found, Reading) and units[match.start()].kind == "open":
            found.i += 1
            if units[found.j - 1].kind == "close":
                found.j -= 1
        return found

    return build_reading


def numeric_pair(units: Sequence[Unit], match: Match) -> Found:
    """ "14 / 15 / 2 / ( 1941 )": two days of one month."""
    first, last = number_of(units, match, "s"), number_of(units, match, "t")
    month, year = number_of(units, match, "b"), number_of(units, match, "c")
    if first is None or last is None or not first < last <= 31:
        return None
    start = reading_of(match, "range", year=year, month=month, day=first)
    start.until = reading_of(match, "calendar", year=year, month=month, day=last)
    return start


def is_name(units: Sequence[Unit], match: Match) -> bool:
    """ "حي السبت", "شارع 17 تموز", "حركة 20 فبراير" are names."""
    return match.start() > 0 and units[match.start() - 1].kind == "name_head"


def weekday_atom(units: Sequence[Unit], match: Match) -> Found:
    if is_name(units, match) and match.end() == match.start() + 1:
        return reading_of(match, "name", weak=True)
    weekday, step = number_of(units, match, "w"), number_of(units, match, "k")
    return reading_of(match, "weekday", weekday=weekday, month_step=step)


def nth_day(units: Sequence[Unit], match: Match) -> Found:
    """ "آخر خميس", "ثالث يوم", "الأسبوع الأول": -1 is the last."""
    order = captured(units, match, "n")
    if order is None or (order.kind == "part" and order.value != "end"):
        return None
    nth = -1 if order.kind in {"part", "last"} else order.value
    weekday = number_of(units, match, "w")
    unit = captured(units, match, "u")
    if unit is not None and unit.value != "week":
        return None
    if units[match.start()].kind == "weekday" and order.kind == "ordinal":
        dated = [unit.kind for unit in units[match.end() : match.end() + 2]]
        if order.value > 5 and not (dated and dated[0] == "from"):
            day = order.value if order.value <= 31 else None
            return reading_of(
                match, "calendar", day=day, weekday=units[match.start()].value, shift=("month", 0), query_only=True
            )
        if order.value > 5 or (len(dated) == 2 and dated[0] == "from" and dated[1] in {"month", "month_ambiguous"}):
            return None
    kind = "nth_weekday" if weekday is not None else "nth_week" if unit is not None else "nth_day"
    return reading_of(match, kind, weekday=weekday, nth=nth, weak=True)
