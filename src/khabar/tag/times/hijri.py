"""Days of other calendars: Hijri (Umm al-Qura tables, 1343-1500; a sighting may differ by a day) and Easter."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from hijridate import Gregorian, Hijri

FIRST_YEAR, LAST_YEAR = 1343, 1500


@lru_cache(maxsize=4096)
def from_hijri(year: int, month: int, day: int) -> date | None:
    """Gregorian day of a Hijri date; None outside the tables or for a day that the month does not have."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


@lru_cache(maxsize=4096)
def month_days(year: int, month: int) -> tuple[date, date] | None:
    """First and last Gregorian day of a Hijri month, or None outside the tables."""
    first = from_hijri(year, month, 1)
    if first is None:
        return None
    return first, first + timedelta(days=Hijri(year, month, 1).month_length() - 1)


def hijri_year(day: date) -> int:
    """Hijri year of a Gregorian day; the nearest by length of year outside the tables."""
    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except (ValueError, OverflowError):
        return round((day.year - 622) * 33 / 32)


def easter(year: int) -> date:
    """Easter Sunday of the western churches (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * el) // 433
    month = (h + el - 7 * m + 90) // 25
    return date(year, month, (h + el - 7 * m + 33 * month + 19) % 32)
