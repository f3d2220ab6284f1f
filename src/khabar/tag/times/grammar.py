"""Atoms of time expressions: patterns over units, each with the reading it yields."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from khabar.tag.times.pattern import Pattern, build
from khabar.tag.times.reading import Reading
from khabar.tag.times.units import Unit

_HOUR_LEADS = frozenset("in on about from to since between before after".split())

Match = re.Match[str]
Found = Reading | list[Reading] | None
Builder = Callable[[Sequence[Unit], Match], Found]

_MONTH = "month|month_ambiguous|hijri|hijri_ambiguous"
_OTHER = "((slash|dash)? open? slash? (o={m}) close?)?".format(m=_MONTH)
_ERA = "(e=era_hijri|era_common)?"
_YEAR = f"(slash|comma|from|(from|in|by|for)? in? (year|year_def))? open? (y=year4) close? {_ERA}"
_YEAR_WORDS = "(from|in|by|for)? in? (year|year_def) (y=words)"
_STEP = "(from|in|by)? (t=this)? (year|year_def) (k=modifier)|(from|in|by)? (t=this) (year|year_def)|(from|in|by)? year_def (t=this)|(from|in|by)? year_def (sy=same)"
_TAIL = f"({_YEAR}|{_YEAR_WORDS.replace('(y=', '(yw=')}|{_STEP.replace('(k=', '(yk=').replace('(t=', '(t{n}=')}"
_TAIL += "|(k=modifier))?"
_DOM = "number|ordinal|words"
_UNIT = "unit|unit_plural|day|year|month_word"
_COUNT = "number|words|count|decimal|year4"
DURATION = (
    f"(({_COUNT}) ({_UNIT})|number slash number ({_UNIT})|fraction ({_UNIT})|unit_dual (and fraction)?|few unit_plural"
    f"|({_UNIT}) words|({_UNIT}) and fraction|unit_plural|({_UNIT}))"
)
_MINUTES = (
    "(colon (mi=number) (colon (se=number))?)? (and (fx=fraction)|and (mw=words|number) (unit|unit_plural)?"
    "|except (xf=fraction)|except (xw=words|number) (unit|unit_plural)?)?"
)


def _numbered(text: str) -> str:
    """Give repeated group names `t{n}` their numbers."""
    parts = text.split("t{n}=")
    return "".join(part + (f"t{at}=" if at < len(parts) - 1 else "") for at, part in enumerate(parts))


_TAIL = _numbered(_TAIL)


def _get(units: Sequence[Unit], match: Match, name: str) -> Unit | None:
    at = match.start(name) if name in match.re.groupindex else -1
    return units[at] if at >= 0 else None


def _value(units: Sequence[Unit], match: Match, name: str) -> int | None:
    unit = _get(units, match, name)
    return None if unit is None or not isinstance(unit.value, int) else unit.value


def _reading(match: Match, kind: str, **values: object) -> Reading:
    reading = Reading(match.start(), match.end(), kind)
    for name, value in values.items():
        setattr(reading, name, value)
    return reading


def _month_fields(units: Sequence[Unit], match: Match, reading: Reading) -> Reading | None:
    """Fill month, year, step and calendar from the groups of a month and its tail; None .

    Of two months that differ ("تشرين الثاني / كانون الأول") only the first is read.
    """
    unit = _get(units, match, "m")
    if unit is not None:
        other = _get(units, match, "o")
        if other is not None and (other.value != unit.value or other.kind[:5] != unit.kind[:5]):
            reading.j = match.end("m")
            reading.month, reading.hijri = unit.value, unit.kind.startswith("hijri")
            return reading
        reading.month, reading.hijri = unit.value, unit.kind.startswith("hijri")
    reading.year = _value(units, match, "y") if _get(units, match, "y") else _value(units, match, "yw")
    step, year_step = _value(units, match, "k"), _value(units, match, "yk")
    told = any(_get(units, match, f"t{n}") for n in range(4))
    if step is not None:
        reading.month_step = step
    elif year_step is not None or told or _get(units, match, "sy"):
        reading.shift = ("year", year_step or 0)
        reading.anaphor = _get(units, match, "sy") is not None
    if reading.year is not None and _is_other_number(units, match):
        reading.year, reading.j = None, match.start("y") - 1
        return reading
    era = _get(units, match, "e")
    if era is not None and era.kind == "era_hijri":
        reading.hijri = True
    if reading.year is not None and reading.month is None:
        reading.hijri = reading.hijri or 1300 <= reading.year < 1500
    if reading.year is not None and unit is not None and reading.hijri and unit.kind.startswith("month"):
        reading.hijri = False
    return reading


def _is_other_number(units: Sequence[Unit], match: Match) -> bool:
    """"في 10 آب، 2000 شخص": a number after a comma that counts the next word is no year."""
    at = match.start("y")
    after = units[match.end()] if match.end() < len(units) else None
    return at > 0 and units[at - 1].kind == "comma" and after is not None and not after.kind and bool(after.value)


def _calendar(units: Sequence[Unit], match: Match) -> Found:
    day = _value(units, match, "d")
    if _is_name(units, match) and not (_get(units, match, "y") or _get(units, match, "k")):
        return _reading(match, "name", weak=True)
    reading = _month_fields(units, match, _reading(match, "calendar", day=day))
    if reading is not None and match.start() and units[match.start() - 1].kind == "memorial_head":
        reading.event = units[match.start() - 1].value
    return reading if day is not None and day <= 99 else None


def _this_month(units: Sequence[Unit], match: Match) -> Found:
    day, step = _value(units, match, "d"), _value(units, match, "k")
    if day is None or day > 31:
        return None
    return _reading(match, "calendar", day=day, shift=("month", step or 0), anaphor=_get(units, match, "s") is not None)


def _month(units: Sequence[Unit], match: Match) -> Found:
    reading = _month_fields(units, match, _reading(match, "month"))
    if reading is None:
        return None
    number = _value(units, match, "n")
    if number is not None:
        if not 1 <= number <= 12:
            return None
        reading.month = number
    sure = _get(units, match, "w") or _get(units, match, "o")
    unit = _get(units, match, "m")
    told = reading.year is not None or reading.month_step is not None or reading.shift is not None
    if unit is not None and unit.kind.endswith("ambiguous") and not sure and not told:
        reading.weak = not _after_preposition(units, match.start())
    return reading


def _half_month(units: Sequence[Unit], match: Match) -> Found:
    """"نصف شهر مارس": its middle."""
    reading = _month(units, match)
    if isinstance(reading, Reading):
        reading.part, reading.weak = "mid", False
    return reading if units[match.start("x")].value == 30 else None


def _numbered_month(units: Sequence[Unit], match: Match) -> Found:
    """"الشهر التاسع سنة 2014"; without a year it may count the months of a war."""
    reading = _month(units, match)
    if isinstance(reading, Reading) and reading.year is None:
        reading.query_only = True
    return reading


def _after_preposition(units: Sequence[Unit], at: int) -> bool:
    return at > 0 and units[at - 1].kind in {"in", "since", "from", "to", "part", "by", "between", "on"}


def _day_range(units: Sequence[Unit], match: Match) -> Found:
    first, last = _value(units, match, "a"), _value(units, match, "b")
    whole = _month_fields(units, match, _reading(match, "calendar", day=last))
    if whole is None or first is None or last is None or max(first, last) > 31:
        return None
    lead = _get(units, match, "lead")
    joined = units[match.start("s")].kind == "and" and match.end("s") == match.start("s") + 1
    if joined and (lead is None or lead.kind != "between"):
        if first >= last and units[match.start("a")].kind != "number":
            return None
        left = _reading(match, "calendar", day=first, month=whole.month, hijri=whole.hijri)
        left.year, left.shift, left.month_step = whole.year, whole.shift, whole.month_step
        left.i, left.j, whole.i = match.start("a"), match.end("a"), match.start("b")
        return [left, whole]
    if first >= last:
        return None
    start = _reading(match, "calendar", day=first, month=whole.month, hijri=whole.hijri)
    start.year, start.shift, start.month_step = whole.year, whole.shift, whole.month_step
    start.until = whole
    start.kind = "range"
    return start


def _numeric(units: Sequence[Unit], match: Match) -> Found:
    a, b, c = (_value(units, match, name) for name in "abc")
    if a is None or b is None or c is None:
        return None
    year, month, day = (a, b, c) if a > 99 or units[match.start("a")].kind == "year4" else (c, b, a)
    if units[match.start("a")].kind != "year4" and units[match.start("c")].kind != "year4":
        if not (1 <= month <= 12 and 1 <= day <= 31) or c > 99:
            return None
        year = 2000 + c if c < 50 else 1900 + c
    if month > 12 >= day:
        day, month = month, day
    hijri = _get(units, match, "e") is not None and units[match.start("e")].kind == "era_hijri"
    return _reading(match, "calendar", year=year, month=month, day=day, hijri=hijri or 1300 <= year < 1500)


def _short_numeric(units: Sequence[Unit], match: Match) -> Found:
    day, month = _value(units, match, "a"), _value(units, match, "b")
    around = {units[at].kind for at in (match.start() - 1, match.end()) if 0 <= at < len(units)}
    if day is None or month is None or not (1 <= month <= 12 and 1 <= day <= 31) or around & {"slash", "dash", "colon"}:
        return None
    if match.end() < len(units) and units[match.end()].kind in {"unit", "unit_plural", "year4", "number", "day", "year"}:
        return None
    return _reading(match, "calendar", month=month, day=day)


def _english(units: Sequence[Unit], match: Match) -> Found:
    day, month, year = (_value(units, match, name) for name in "dmy")
    return _reading(match, "calendar", year=year, month=month, day=day)


def _dotted(units: Sequence[Unit], match: Match) -> Found:
    day, month, year = units[match.start()].value
    return _reading(match, "calendar", year=year, month=month, day=day)


def _month_year(units: Sequence[Unit], match: Match) -> Found:
    month = _value(units, match, "a")
    if month is None or not 1 <= month <= 12 or (match.start() and units[match.start() - 1].kind == "slash"):
        return None
    return _reading(match, "month", month=month, year=_value(units, match, "y"))


def _year(units: Sequence[Unit], match: Match) -> Found:
    year = _value(units, match, "y") if _get(units, match, "y") else _value(units, match, "yw")
    if year is None or (_get(units, match, "yw") and not 1000 <= year <= 2200):
        return None
    era = _get(units, match, "e")
    hijri = era is not None and era.kind == "era_hijri"
    return _reading(match, "year", year=year, hijri=hijri or (era is None and 1300 <= year < 1500))


def _bare_year(units: Sequence[Unit], match: Match) -> Found:
    """A year without its noun: "حرب 1948", "( 1996 )", "خلال 2016"; a count or a name's number is none."""
    reading = _year(units, match)
    if isinstance(reading, Reading) and reading.hijri and _get(units, match, "e"):
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


def _first_ones(units: Sequence[Unit], match: Match) -> Found:
    """"الأشهر الثلاثة الأولى" of a year that follows."""
    number = _value(units, match, "n")
    if units[match.start()].value != "month" or number is None or not 1 <= number <= 12 or _value(units, match, "o") != 1:
        return None
    return _reading(match, "term", fraction=("M", number), weak=True)


def _years(units: Sequence[Unit], match: Match) -> Found:
    first, last = _value(units, match, "a"), _value(units, match, "b")
    if first is None or last is None or not 1800 <= first < last <= 2100 or last - first > 150:
        return None
    start = _reading(match, "range", year=first)
    start.until = _reading(match, "year", year=last)
    return start


def _is_name(units: Sequence[Unit], match: Match) -> bool:
    """"حي السبت", "شارع 17 تموز", "حركة 20 فبراير" are names."""
    return match.start() > 0 and units[match.start() - 1].kind == "name_head"


def _weekday(units: Sequence[Unit], match: Match) -> Found:
    if _is_name(units, match) and match.end() == match.start() + 1:
        return _reading(match, "name", weak=True)
    weekday, step = _value(units, match, "w"), _value(units, match, "k")
    return _reading(match, "weekday", weekday=weekday, month_step=step)


def _nth(units: Sequence[Unit], match: Match) -> Found:
    """"آخر خميس", "ثالث يوم", "الأسبوع الأول": -1 is the last."""
    order = _get(units, match, "n")
    if order is None or (order.kind == "part" and order.value != "end"):
        return None
    nth = -1 if order.kind in {"part", "last"} else order.value
    weekday = _value(units, match, "w")
    unit = _get(units, match, "u")
    if unit is not None and unit.value != "week":
        return None
    if units[match.start()].kind == "weekday" and order.kind == "ordinal":
        dated = [unit.kind for unit in units[match.end() : match.end() + 2]]
        if order.value > 5 and not (dated and dated[0] == "from"):
            day = order.value if order.value <= 31 else None
            return _reading(match, "calendar", day=day, weekday=units[match.start()].value, shift=("month", 0), query_only=True)
        if order.value > 5 or (len(dated) == 2 and dated[0] == "from" and dated[1] in {"month", "month_ambiguous"}):
            return None
    kind = "nth_weekday" if weekday is not None else "nth_week" if unit is not None else "nth_day"
    return _reading(match, kind, weekday=weekday, nth=nth, weak=True)


def _deictic(units: Sequence[Unit], match: Match) -> Found:
    unit = units[match.start("x")]
    if unit.kind == "today" and match.end() < len(units) and units[match.end()].kind == "ordinal":
        return None
    return _reading(match, "deictic", deictic=0 if unit.kind == "today" else unit.value)


def _unit(unit: Unit) -> str:
    names = {"day": "day", "today": "day", "year": "year", "year_def": "year", "month_word": "month", "month_def": "month"}
    return "hour" if unit.kind == "hour_word" else names.get(unit.kind) or str(unit.value)


def _period(units: Sequence[Unit], match: Match) -> Found:
    unit, step = units[match.start("u")], _value(units, match, "k") or 0
    era = _get(units, match, "e")
    reading = _reading(match, "period", shift=(_unit(unit), step), hijri=era is not None)
    reading.anaphor = _get(units, match, "s") is not None
    if reading.anaphor:
        return reading
    if _get(units, match, "k") is None and _get(units, match, "t") is None and _get(units, match, "t0") is None:
        reading.query_only = True
    return reading


def duration(units: Sequence[Unit], i: int, j: int) -> tuple[str, float | None] | None:
    """Unit and amount of the duration in units `[i, j)`; an amount of None is a bare plural."""
    amount: float | None = None
    name = ""
    for at in range(i, j):
        unit = units[at]
        if unit.kind in {"unit", "unit_plural", "day", "year", "month_word"} and not name:
            name = _unit(unit)
            if amount is None and unit.kind not in {"unit_plural"}:
                amount = 1
        elif unit.kind in {"unit_dual", "unit_dual_def"}:
            name, amount = _unit(unit), 2
        elif unit.kind == "fraction":
            amount = (amount or 0) + unit.value / 60
        elif unit.kind == "slash":
            whole, part = units[at - 1].value, units[at + 1].value
            return (_unit(units[j - 1]), whole / part) if part else None
        elif unit.kind in {"number", "words", "count", "year4"} and not name:
            amount = unit.value
        elif unit.kind == "words" and unit.value != 1:
            return None
        elif unit.kind == "decimal":
            amount = _decimal(unit.value)
    if amount == 1 and (j - i == 1 and name in {"decade", "century"} or units[j - 1].kind == "unit_plural"):
        return None
    return (name, amount) if name else None


def _decimal(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _duration(units: Sequence[Unit], match: Match) -> Found:
    i, j = match.span("x")
    amount = duration(units, i, j)
    if amount is None:
        return None
    kinds = [unit.kind for unit in units[i:j]]
    if kinds[0] == "words" and i and units[i - 1].kind in {"number", "count"}:
        return None
    if kinds[-1] == "year" and j < len(units) and units[j].kind in {"year4", "open"} and kinds[0] == "number":
        after = units[j + 1].kind if j + 1 < len(units) else ""
        if units[j].kind == "year4" or after == "year4":
            return None
    if kinds[-1] == "day" and j < len(units) and units[j].kind in {"weekday", "deictic", "weekday_bare"}:
        return None
    reading = _reading(match, "duration", amount=amount)
    before = units[match.start() - 1].kind if match.start() else ""
    if before == "lasted":
        return reading
    if kinds == ["day"] and _get(units, match, "h") is None:
        return None
    if kinds == ["unit_plural"] and before in {"for", "most", "about"}:
        return None if _is_age(units, match, amount[0]) else reading
    if len(kinds) == 1 and kinds[0] != "unit_dual" and _get(units, match, "h") is None:
        reading.query_only = True
    return None if _is_age(units, match, amount[0]) else reading


def _is_age(units: Sequence[Unit], match: Match, unit: str) -> bool:
    """"البالغ من العمر 12 عاما", "ابنة الثمانية أشهر", and after a name: "(48 عاما)"."""
    if "age" in {units[at].kind for at in range(max(0, match.start() - 2), match.start())}:
        return True
    if unit != "year" or not match.start() or units[match.start() - 1].kind not in {"comma", "open", "dash"}:
        return False
    after = units[match.end()] if match.end() < len(units) else None
    return after is None or after.kind in {"comma", "close", "dash"} or not (after.kind or after.value)


def _offset(units: Sequence[Unit], match: Match) -> Found:
    amount = duration(units, *match.span("x"))
    if amount is None or (match.end() < len(units) and units[match.end()].kind == "year4"):
        return None
    return _reading(match, "offset", amount=amount, direction=units[match.start("q")].kind)


def _since(units: Sequence[Unit], match: Match) -> Found:
    """"منذ نحو أسبوعين", and with the preposition of speech "من نحو أسبوعين"."""
    reading = _offset(units, match)
    if isinstance(reading, Reading):
        reading.direction = "since"
    return reading


def _other_event(units: Sequence[Unit], match: Match) -> Found:
    """"قبل ذلك بيوم", "سبق هذه العملية بنحو 24 ساعة": the duration, told from another event."""
    amount = duration(units, *match.span("x"))
    if amount is None:
        return None
    side = units[match.start("q")].kind
    reading = _reading(match, "duration", amount=amount, direction=side, anaphor=True)
    reading.i = match.start("x")
    return reading


def _span(units: Sequence[Unit], match: Match) -> Found:
    """"الأيام الأربعة الماضية", "الأسبوعين الماضيين", "الـ24 ساعة الماضية"."""
    step = _value(units, match, "k") or 0
    count = _get(units, match, "n")
    unit = units[match.start("u")]
    number = 2 if unit.kind in {"unit_dual", "unit_dual_def"} else count.value if count else None
    if number is None or step == 0:
        return None
    return _reading(match, "span", amount=(_unit(unit), number), direction="before" if step < 0 else "after")


def _clock(units: Sequence[Unit], match: Match) -> Found:
    hour = _value(units, match, "h")
    if hour is None:
        return None
    minute, second = _value(units, match, "mi"), _value(units, match, "se")
    words = _value(units, match, "mw")
    if units[match.start("h")].kind in {"words", "ordinal"} and hour > 24:
        if units[match.end() - 1].kind != "unit":
            return None
        hour, words = hour % 10, hour - hour % 10
    if minute is None:
        minute = _value(units, match, "fx") if words is None else words
    back = _value(units, match, "xf") or _value(units, match, "xw")
    if back:
        hour, minute = (hour - 1) % 24, 60 - back
    reading = _reading(match, "clock", hour=hour, minute=minute, second=second)
    lead = units[match.start()].kind
    if lead != "hour_word" and match.group("mi") is None:
        reading.weak = True
        if not (match.start() and units[match.start() - 1].kind in _HOUR_LEADS):
            reading.query_only = True
    return reading


def _decimal_clock(units: Sequence[Unit], match: Match) -> Found:
    """"الساعة 5.30": hours and minutes with a full stop between."""
    hour, _, minute = str(units[match.start("h")].value).replace(",", ".").partition(".")
    if len(hour) > 2 or len(minute) != 2:
        return None
    return _reading(match, "clock", hour=int(hour), minute=int(minute))


def _minute(units: Sequence[Unit], match: Match) -> Found:
    value = _value(units, match, "n")
    return None if value is None else _reading(match, "minute", minute=value, query_only=True)


def _simple(kind: str, **values: object) -> Builder:
    def build_reading(units: Sequence[Unit], match: Match) -> Found:
        reading = _reading(match, kind, **values)
        return reading

    return build_reading


def _with(kind: str, field: str, **values: object) -> Builder:
    """A reading whose `field` is the value of the unit captured as x."""

    def build_reading(units: Sequence[Unit], match: Match) -> Found:
        reading = _reading(match, kind, **values)
        setattr(reading, field, units[match.start("x")].value)
        return reading

    return build_reading


def _daypart(units: Sequence[Unit], match: Match) -> Found:
    """A part of a day to be named; "منتصف ليلة" after "بعد" lies in the next day."""
    value = units[match.start("x")].value
    if value in {"MN", "ML"}:
        late = match.start() > 0 and units[match.start() - 1].kind == "after"
        value = "AN" if late else "N" + ("I" if value == "MN" else "L")
    return _reading(match, "daypart", daypart=value, weak=True)


def _weak_daypart(units: Sequence[Unit], match: Match) -> Found:
    """"الصباح" alone is no date, but "منذ الصباح" is."""
    lone = match.start() > 0 and units[match.start() - 1].kind not in {"since", "to"}
    reading = _reading(match, "daypart", daypart=units[match.start("x")].value, weak=lone)
    reading.query_only = match.start() == 0
    return reading


def _after_lam(units: Sequence[Unit], match: Match) -> Found:
    reading = _reading(match, "running", deictic=0)
    reading.i += 1
    return reading


def _weekend(units: Sequence[Unit], match: Match) -> Found:
    return _reading(match, "weekend", month_step=_value(units, match, "k"))


def _running_day(units: Sequence[Unit], match: Match) -> Found:
    return _reading(match, "running", deictic=0, nth=units[match.start("n")].value)


def _weekly(units: Sequence[Unit], match: Match) -> Found:
    return _reading(match, "set", weekday=_value(units, match, "w"), value=f"XXXX-WXX-{units[match.start('w')].value + 1}")


def _every(units: Sequence[Unit], match: Match) -> Found:
    amount = duration(units, *match.span("x"))
    if amount is None or amount[1] is None:
        return None
    return _reading(match, "set", amount=amount, weak=amount[1] == 1 and units[match.start("x")].kind == "words")


def _term(units: Sequence[Unit], match: Match) -> Found:
    share, order = units[match.start("x")].value, units[match.start("n")]
    number = order.value if order.kind == "ordinal" else {15: 4, 30: 2}.get(share, 0)
    letter = {15: "Q", 30: "H"}.get(share)
    if letter is None or not 1 <= number <= (4 if letter == "Q" else 2):
        return None
    return _reading(match, "term", fraction=(letter, number), weak=True)


def _season(units: Sequence[Unit], match: Match) -> Found:
    reading = _reading(match, "season", season=units[match.start("x")].value)
    reading.weak = not _after_preposition(units, match.start())
    return reading


def _season_step(units: Sequence[Unit], match: Match) -> Found:
    step = _value(units, match, "k")
    reading = _reading(match, "season", season=units[match.start("x")].value, year=_value(units, match, "y"))
    reading.month_step = step
    return reading


def _decade(units: Sequence[Unit], match: Match) -> Found:
    """"تسعينيات القرن الماضي"; "في العشرينات من العمر" is an age."""
    if {unit.kind for unit in units[match.end() : match.end() + 2]} & {"age"}:
        return None
    return _reading(match, "decade", span_years=units[match.start("x")].value, shift=("century", -1))


def _century(units: Sequence[Unit], match: Match) -> Found:
    number = units[match.start("n")].value
    if not 1 <= number <= 21:
        return None
    return _reading(match, "century", value=f"{number - 1:02d}", nth=number)


def _feast(units: Sequence[Unit], match: Match) -> Found:
    return _reading(match, "feast", feast=units[match.start("x")].value, year=_value(units, match, "y"))


class Rule(NamedTuple):
    """A pattern and what a match of it means."""

    pattern: Pattern
    builder: Builder


@cache
def rules() -> tuple[Rule, ...]:
    """All rules; of the matches at a unit the longest wins, then the first in this order."""
    month = f"month_word? (m={_MONTH}) {_OTHER}"
    table: list[tuple[str, Builder]] = [
        (f"open? (lead=from|between)? (a={_DOM}) (s=to|dash|and to|and|slash) from? (b={_DOM}) (from|slash)? {month} {_TAIL}", _day_range),
        (f"(lead=from|between)? (m={_MONTH}) {_OTHER} (a=number) (s=dash|to) (b=number)", _day_range),
        (f"(d={_DOM}) (from|slash|dash)? {month} {_TAIL}", _calendar),
        (f"(d={_DOM}) (from)? month_word (m=number|words|ordinal) {_TAIL}", _calendar),
        (f"month_word? (m={_MONTH}) {_OTHER} (d=number|ordinal)", lambda u, m: _query(_calendar(u, m))),
        ("(d=number|ordinal|words) from? this? month_def (k=modifier)? (s=same)?", _this_month),
        ("(d=number) (k=modifier)", _this_month),
        (f"(date_head colon?)? open (a=number|year4) (slash|dash) (b=number) (slash|dash) (c=number|year4) close? {_ERA}", _bracketed(_numeric)),
        (f"(a=number|year4) (slash|dash) (b=number) (slash|dash) open? (c=number|year4) close? {_ERA}", _numeric),
        (f"({_MONTH}) open (a=number|year4) (slash|dash) (b=number) (slash|dash) (c=number|year4) close? {_ERA}", _numeric),
        ("(date_head)? open? (s=number) slash (t=number) slash (b=number) slash open? (c=year4) close?", _numeric_pair),
        ("(m=month_english) (d=number) comma (y=year4)", _english),
        ("(d=number) (m=month_english) comma? (y=year4)", _english),
        ("dotted", _dotted),
        ("(a=number) slash (b=number)", _short_numeric),
        ("(a=number) dash (b=number)", lambda u, m: _query(_short_numeric(u, m))),
        (f"(x=fraction) {month} {_TAIL}", _half_month),
        (f"(x=fraction) (w=month_word) (n=number|words|ordinal) {_TAIL}", _half_month),
        ("(a=number) slash (y=year4)", _month_year),
        (f"date_head {month} open (y=year4) close", _month),
        (f"(w=month_word)? (m={_MONTH}) {_OTHER} {_TAIL}", _month),
        (f"(w=month_word) (n=number|words|ordinal) {_TAIL}", _month),
        (f"(w=month_def) (n=ordinal) {_TAIL}", _numbered_month),
        ("(u=unit_def|month_def|year_def) (s=same)", _period),
        ("(s=same) (u=unit_def|month_def|year_def)", _period),
        (f"date_head open (y=year4) close {_ERA}", _year),
        (f"(year|year_def) open? (y=year4) close? {_ERA}", _year),
        ("this? (year|year_def) (yw=words)", _year),
        ("open (y=year4) close (e=era_hijri|era_common)", _year),
        (f"(y=year4) {_ERA}", _bare_year),
        ("(a=year4) (dash|slash|to) (b=year4)", _years),
        ("(from|between) (year|year_def)? (a=year4) (to|and to|and) (year|year_def)? (b=year4)", _years),
        ("day? (w=weekday) (k=modifier)?", _weekday),
        ("(w=weekday) open day close", _weekday),
        ("open day close (w=weekday)", _weekday),
        ("day (w=weekday_bare)", _weekday),
        ("(w=weekday) (n=last|ordinal)", _nth),
        ("(n=ordinal|part) day? (w=weekday_bare|weekday)", _nth),
        ("(n=ordinal|part) day", _nth),
        ("(today) (n=ordinal|last)", _nth),
        ("(u=unit_def) (n=ordinal|last)", _nth),
        ("(n=ordinal|part) (u=unit|unit_def)", _nth),
        ("(w=weekday_bare)", lambda u, m: _weak(_weekday(u, m))),
        ("day? (x=deictic)", _deictic),
        ("this? (x=today)", _deictic),
        ("(x=today) this", _deictic),
        ("(u=today) (k=modifier)", _period),
        (f"(u=unit_def|month_def|year_def|hour_word) (e=era_hijri)? (k=modifier)", _period),
        ("(t=this) (u=unit_def|month_def|year_def|hour_word)", _period),
        ("(u=unit_def|month_def|year_def|hour_word) (t=this)", _period),
        ("(u=unit_def|month_def|year_def|hour_word)", _period),
        ("(u=unit_def) (n=words|number|ordinal)", lambda u, m: _minute(u, m) if u[m.start("u")].value == "minute" else None),
        ("(u=unit_def) (n=ordinal|words|number)", lambda u, m: _century(u, m) if u[m.start("u")].value == "century" else None),
        ("(u=unit_dual_def) (k=modifier)", _span),
        ("(u=unit_plural_def) (n=words|number|count) (k=modifier)", _span),
        ("(n=words|number|count) (u=unit|unit_plural|day|year|month_word) (k=modifier)", _span),
        (f"(h=hedge)? (x={DURATION[1:-1]})", _duration),
        (f"(q=before|after|since) (hedge|about)? (x={DURATION[1:-1]})", _offset),
        (f"(q=since|from) about (x={DURATION[1:-1]})", _since),
        (f"(q=before|after) (that|this) by (about|hedge)? (x={DURATION[1:-1]})", _other_event),
        (f"hour_word (h=number|ordinal|words) {_MINUTES} zone?", _clock),
        ("hour_word (h=words|ordinal) unit zone?", _clock),
        ("hour_word (h=decimal) zone?", _decimal_clock),
        (f"(h=ordinal|number|words) {_MINUTES} zone?", _clock),
        ("(h=number) colon (mi=number) (colon (se=number))? zone?", _clock),
        ("(x=daypart)", _daypart),
        ("(x=daypart_either)", _with("daypart", "daypart")),
        ("(x=daypart_adverb)", _with("daypart", "daypart")),
        ("(x=daypart_weak)", _weak_daypart),
        ("this (x=daypart_weak)", _with("daypart", "daypart", deictic=0)),
        ("this (x=daypart_adverb)", _with("daypart", "daypart", deictic=0)),
        ("midnight", _simple("clock", hour=0, minute=0)),
        ("midday", _simple("clock", hour=12, minute=0)),
        ("period_name", _simple("ref")),
        ("unit_plural_def (n=number|words) (o=ordinal)", _first_ones),
        ("(from|between)? years_of (a=year4) (to|and to|and|dash) (b=year4)", _years),
        ("(x=night)", _with("night", "deictic", daypart="NI")),
        ("now", _simple("now")),
        ("this now", _simple("now")),
        ("just_now", _simple("just_now", deictic=0)),
        ("past_ref", _simple("ref", value="PAST_REF")),
        ("future_ref", _simple("ref", value="FUTURE_REF")),
        ("that_day", _simple("that_day", anaphor=True)),
        ("that (today|unit_def|month_def|year_def)", _simple("that_day", anaphor=True)),
        ("(x=other_day)", _with("other_day", "direction", anaphor=True)),
        ("(x=set)", _with("set", "value")),
        ("set (w=weekday_bare|weekday)", _weekly),
        ("every day? (w=weekday_bare|weekday)", _weekly),
        (f"every (x={DURATION[1:-1]})", _every),
        ("(x=fraction) (n=ordinal|last)", _term),
        ("(x=part)", _with("part", "part", weak=True)),
        ("season_word (x=season)", _with("season", "season")),
        ("(x=season)", _season),
        ("(x=season) (k=modifier)", _season_step),
        ("(x=season_bare) (from|in)? open? (y=year4) close?", _season_step),
        ("season_word? (x=season_bare)", _with("season", "season", weak=True)),
        ("unit? (x=decade)", _decade),
        ("day? (x=feast) ((from|in|by|for)? (year|year_def)? open? (y=year4) close?)?", _feast),
        ("weekend (k=modifier)?", _weekend),
        ("for (today|day) (n=ordinal) running?", _after_lam),
        ("today (n=ordinal) running", _simple("running", deictic=0)),
        ("that_day (n=ordinal) running?", _running_day),
        ("morrow", _simple("other_day", direction="after", anaphor=True)),
    ]
    return tuple(Rule(build(source), builder) for source, builder in table)


def _query(found: Found) -> Found:
    if isinstance(found, Reading):
        found.query_only = True
    return found


def _weak(found: Found) -> Found:
    if isinstance(found, Reading):
        found.weak = True
    return found


def _bracketed(builder: Builder) -> Builder:
    """The span of a bracketed date is the date alone, unless its noun stands before the bracket."""

    def build_reading(units: Sequence[Unit], match: Match) -> Found:
        found = builder(units, match)
        if isinstance(found, Reading) and units[match.start()].kind == "open":
            found.i += 1
            if units[found.j - 1].kind == "close":
                found.j -= 1
        return found

    return build_reading


def _numeric_pair(units: Sequence[Unit], match: Match) -> Found:
    """"14 / 15 / 2 / ( 1941 )": two days of one month."""
    first, last = _value(units, match, "s"), _value(units, match, "t")
    month, year = _value(units, match, "b"), _value(units, match, "c")
    if first is None or last is None or not first < last <= 31:
        return None
    start = _reading(match, "range", year=year, month=month, day=first)
    start.until = _reading(match, "calendar", year=year, month=month, day=last)
    return start
