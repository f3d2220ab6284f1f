"""Readings against a reference day: which days they cover, and how ISO 8601 and TIMEX3 write them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from khabar.lexicon import load
from khabar.model import DatePrecision
from khabar.tag.times.hijri import from_hijri
from khabar.tag.times.reading import TimeType

DAY = timedelta(days=1)
UNIT_CODES = {
    "second": "S", "moment": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "month": "M",
    "year": "Y", "decade": "E", "century": "C",
}  # fmt: skip
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
_LENGTHS: tuple[tuple[DatePrecision, int], ...] = (("day", 1), ("week", 7), ("month", 31), ("year", 366))


@dataclass(slots=True)
class Resolved:
    """Type, value and days of an expression; `value` None where it cannot be known."""

    type: TimeType
    value: str | None
    first: date | None = None
    last: date | None = None
    precision: DatePrecision = "day"
    form: str = "explicit"
    moment: datetime | None = None


@cache
def memorials() -> dict[tuple[str, int, int], int]:
    """Years of days that name an event ("هجمات 11 سبتمبر")."""
    return {(row["head"], row["month"], row["day"]): row["year"] for row in load("time_memorials").rows}


class Impossible(ValueError):
    """The expression names a day, hour or year that does not exist; `code` is that of the finding."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month; `month` may run over the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def shifted(day: date, months: int) -> date:
    """The same day `months` later, the month's last day where it has no such day."""
    first, last = month_span(day.year, day.month + months)
    return min(first + timedelta(days=day.day - 1), last)


def week_of(day: date) -> tuple[date, str]:
    """Monday of the ISO week of a day, and the week's name."""
    year, week, weekday = day.isocalendar()
    return day - timedelta(days=weekday - 1), f"{year:04d}-W{week:02d}"


def settings() -> dict[str, Any]:
    """Thresholds of the resolver, kept beside the words."""
    return load("time_words").about["settings"]  # type: ignore[no-any-return]


def real_day(year: int, month: int, day: int, hijri: bool) -> date:
    if hijri:
        found = from_hijri(year, month, day)
        if found is None:
            raise Impossible("date.hijri", f"Hijri {year}-{month}-{day} is outside the tables (1343-1500) or its month")
        return found
    if not 1000 <= year <= 2200:
        raise Impossible("date.year", f"year {year:04d} is no year of this calendar")
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        fault = f"{year}-{month:02d} has no day {day}" if 1 <= month <= 12 else f"no year has a month {month}"
        raise Impossible("date.impossible", fault)
    return date(year, month, day)


def duration_value(unit: str, number: float | None) -> str:
    """ "P2D", "PT36H", "P10Y"; "X" for a number that is not told."""
    code = UNIT_CODES.get(unit, "D")
    if number is not None and code in "EC":
        code, number = "Y", number * (10 if code == "E" else 100)
    if number is not None and code == "H" and number != int(number):
        code, number = "M", number * 60
    clock = "T" if unit in {"second", "moment", "minute", "hour"} else ""
    amount = "X" if number is None else f"{number:g}" if number < 10**6 else str(int(number))
    return f"P{clock}{amount}{code}"
