"""Days: calendar dates, weekdays and words like "أمس", against a reference day and the tense of the sentence."""

from __future__ import annotations

from datetime import date, timedelta

from khabar.model import Finding
from khabar.tag.times.calendar import (
    Impossible,
    Resolved,
    memorials,
    month_span,
    real_day,
    settings,
    week_of,
)
from khabar.tag.times.hijri import hijri_year
from khabar.tag.times.reading import Frame, Reading


class DayResolver:
    """Resolves what names a day; `findings` and `lag` gather what does not fit."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.now = frame.reference
        self.today = frame.reference.date() if frame.reference else None
        self.findings: list[Finding] = []
        self.lag = 0

    def _date_value(self, day: date | None) -> str | None:
        return day.isoformat() if day else None

    def _day(self, day: date | None, form: str) -> Resolved:
        return Resolved("DATE", self._date_value(day), day, day, "day", form)

    def _calendar(self, r: Reading) -> Resolved:
        day = r.day or 0
        if r.month is None:
            if self.today is None:
                _check_day_of_month(day)
                return self._day(None, "explicit")
            first, _ = month_span(self.today.year, self.today.month + (r.shift[1] if r.shift else 0))
            return self._day(real_day(first.year, first.month, day, False), "explicit")
        if r.year is not None:
            told = real_day(r.year, r.month, day, r.hijri)
            if r.weekday is not None and not r.hijri and told.weekday() != r.weekday:
                self._found("date.weekday", f"{told.isoformat()} is no such weekday")
            return self._day(self._as_told(r, told), "explicit")
        if self.today is None:
            if not r.hijri:
                real_day(2000, r.month, day, False)
            return self._day(None, "explicit")
        years = self._years(r)
        real = [found for year in years if (found := self._try(year, r.month, day, r.hijri)) is not None]
        if not real:
            return self._day(real_day(years[0], r.month, day, r.hijri), "explicit")
        if r.weekday is not None:
            near = self.today + timedelta(days=settings()["weekday_days_ahead"])
            fitting = [found for found in real if found.weekday() == r.weekday and found <= near]
            if fitting and not r.month_step and not r.shift:
                real = fitting
            elif real[0].weekday() != r.weekday:
                self._found("date.weekday", f"{real[0].isoformat()} is no such weekday")
        return self._day(self._as_told(r, real[0]), "explicit")

    def _as_told(self, r: Reading, day: date) -> date:
        """A date with "اليوم" or "أمس" before it shows how the text stands to its day of publication."""
        if r.deictic is not None and self.today is not None:
            lag = (day - self.today).days - r.deictic
            if lag:
                self.lag = lag if abs(lag) <= settings()["contradiction_days"] else 0
                self._found(
                    "published.contradicted", f"the text dates its own day {day}, {lag:+d} days from publication"
                )
        return day

    def _try(self, year: int, month: int, day: int, hijri: bool) -> date | None:
        try:
            return real_day(year, month, day, hijri)
        except Impossible:
            return None

    def _years(self, r: Reading) -> list[int]:
        """Years that a date without one may mean, the likeliest first."""
        today = self.today or date(2000, 1, 1)
        this = hijri_year(today) if r.hijri else today.year
        if r.shift is not None and r.shift[0] == "year":
            return [this + r.shift[1]]
        near = [this - 2, this - 1, this, this + 1, this + 2]
        starts = [(self._try(year, r.month or 1, r.day or 1, r.hijri), year) for year in near]
        dated = [(start, year) for start, year in starts if start is not None]
        slack = timedelta(days=settings()["days_ahead"])
        past = [year for start, year in reversed(dated) if start <= today + (slack if r.day else timedelta(0))]
        strictly = [year for start, year in reversed(dated) if self._ends_before(start, r, today)]
        ahead = [year for start, year in dated if start > today]
        match r.month_step:
            case -1:
                return strictly or [this]
            case -2:
                return strictly[1:] or [this - 1]
            case 1:
                return ahead or [this]
            case 2:
                return ahead[1:] or [this + 1]
            case 0:
                return [year for _, year in sorted(dated, key=lambda entry: abs((entry[0] - today).days))] or [this]
        known = memorials().get((r.event or "", r.month or 0, r.day or 0))
        if known is not None and known <= today.year:
            return [known]
        if self.frame.query:
            return [this, *past, *ahead]
        if self.frame.future:
            return [*(year for start, year in dated if start >= today), *past, this]
        return [*past, *ahead] or [this]

    def _ends_before(self, start: date, r: Reading, today: date) -> bool:
        if r.day is not None:
            return start < today
        if r.hijri:
            return start < today - timedelta(days=29)
        return (start.year, start.month) < (today.year, today.month)

    def _weekday(self, r: Reading) -> Resolved:
        weekday = r.weekday or 0
        today = self.today
        if today is None:
            return Resolved("DATE", None, form="weekday")
        if r.deictic is not None:
            return self._day(self._contradicted(today + timedelta(days=r.deictic), weekday), "deictic")
        if r.shift is not None and r.shift[0] == "week":
            monday, _ = week_of(today + timedelta(weeks=r.shift[1]))
            return self._day(monday + timedelta(days=weekday), "weekday")
        if r.amount is not None and r.amount[0] == "week":
            weeks = int(r.amount[1] or 1) * (1 if r.direction == "after" else -1)
            monday, _ = week_of(today + timedelta(weeks=weeks))
            return self._day(monday + timedelta(days=weekday), "weekday")
        back, ahead = (today.weekday() - weekday) % 7, (weekday - today.weekday()) % 7
        match r.month_step:
            case -1:
                days = -(back or 7)
            case -2:
                days = -(back or 7) - 7
            case 1:
                days = ahead or 7
            case 2:
                days = (ahead or 7) + 7
            case 0:
                days = weekday - today.weekday()
            case _:
                days = ahead if self.frame.query or self.frame.future else -back
        return self._day(today + timedelta(days=days), "weekday")

    def _contradicted(self, day: date, weekday: int) -> date:
        """The weekday wins over the day of publication if it lies within two days."""
        if day.weekday() == weekday:
            return day
        reach = settings()["contradiction_days"]
        for days in (n * sign for n in range(1, reach + 1) for sign in (-1, 1)):
            near = day + timedelta(days=days)
            if near.weekday() == weekday:
                self.lag = days
                self._found(
                    "published.contradicted", f"the text names the weekday of {near}, publication points to {day}"
                )
                return near
        self._found("published.contradicted", f"{day} is not the weekday that the text names")
        return day

    def _found(self, code: str, message: str) -> None:
        self.findings.append(Finding(code, message))

    def _deictic(self, r: Reading) -> Resolved:
        return self._day(self.today + timedelta(days=r.deictic or 0) if self.today else None, "deictic")


def _check_day_of_month(day: int) -> None:
    if not 1 <= day <= 31:
        raise Impossible("date.impossible", f"no month has a day {day}")
