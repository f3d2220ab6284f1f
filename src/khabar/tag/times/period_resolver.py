"""Weeks, months, years and their parts; feasts, seasons, counted days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from khabar.tag.times.calendar import (
    DAY,
    SEASONS,
    Impossible,
    Resolved,
    month_span,
    settings,
    week_of,
)
from khabar.tag.times.day_resolver import DayResolver
from khabar.tag.times.hijri import easter, from_hijri, hijri_year, month_days
from khabar.tag.times.reading import Reading


class PeriodResolver(DayResolver):
    """Resolves what names a stretch of the calendar."""

    def _month(self, r: Reading) -> Resolved:
        month = r.month or 1
        if r.year is None and self.today is None:
            return Resolved("DATE", None, precision="month")
        if r.shift is not None and r.shift[0] == "month":
            return self._period(r, *r.shift)
        year = r.year if r.year is not None else self._years(r)[0]
        if r.hijri:
            days = month_days(year, month)
            if days is None and year > 1500 and self.today is not None:
                days = self._hijri_in(year, month)
            if days is None:
                raise Impossible("date.hijri", f"Hijri month {year}-{month} is outside the tables (1343-1500)")
            return Resolved("RANGE", f"{days[0]}/{days[1] + DAY}", days[0], days[1], "month")
        if not 1000 <= year <= 2200:
            raise Impossible("date.year", f"year {year:04d} is no year of this calendar")
        first, last = month_span(year, month)
        return Resolved("DATE", f"{year:04d}-{month:02d}", first, self._clip(first, last), "month")

    @staticmethod
    def _hijri_in(year: int, month: int) -> tuple[date, date] | None:
        """A Hijri month named with a Gregorian year ("رمضان 2019")."""
        near = hijri_year(date(year, 6, 30))
        for guess in (near, near - 1, near + 1):
            days = month_days(guess, month)
            if days is not None and days[0].year == year:
                return days
        return None

    def _year(self, r: Reading) -> Resolved:
        year = r.year or 0
        if r.hijri:
            first, end = from_hijri(year, 1, 1), month_days(year, 12)
            if first is None or end is None:
                raise Impossible("date.hijri", f"Hijri year {year} is outside the tables (1343-1500)")
            return Resolved("RANGE", f"{first}/{end[1] + DAY}", first, end[1], "year")
        if not 1000 <= year <= 2200:
            raise Impossible("date.year", f"year {year:04d} is no year of this calendar")
        return Resolved(
            "DATE", f"{year:04d}", date(year, 1, 1), self._clip(date(year, 1, 1), date(year, 12, 31)), "year"
        )

    def _clip(self, first: date, last: date) -> date:
        """A current period ends for the news with the day of publication."""
        if self.today is None or self.frame.query or self.frame.future or not first <= self.today < last:
            return last
        return self.today

    def _weekend(self, r: Reading) -> Resolved:
        """Saturday and Sunday, the last ones that have begun."""
        if self.today is None:
            return Resolved("DATE", None, precision="range", form="period")
        saturday = self.today - timedelta(days=(self.today.weekday() - 5) % 7)
        if self.frame.future or self.frame.query or (r.month_step or 0) > 0:
            saturday += timedelta(weeks=1)
        name = week_of(saturday)[1] + "-WE"
        return Resolved("DATE", name, saturday, self._clip(saturday, saturday + DAY), "range", "period")

    def _period(self, r: Reading, unit: str, step: int) -> Resolved:
        today, now = self.today, self.now
        if today is None or now is None:
            return Resolved("DATE", None, form="period")
        match unit:
            case "day":
                return self._day(today + timedelta(days=step), "deictic")
            case "night":
                return self._day(today + timedelta(days=step), "deictic")
            case "week":
                monday, name = week_of(today + timedelta(weeks=step))
                return Resolved("DATE", name, monday, self._clip(monday, monday + 6 * DAY), "week", "period")
            case "month":
                first, last = month_span(today.year, today.month + step)
                return Resolved("DATE", f"{first:%Y-%m}", first, self._clip(first, last), "month", "period")
            case "year" if r.hijri:
                return self._year(Reading(r.i, r.j, "year", year=hijri_year(today) + step, hijri=True))
            case "year":
                first, last = date(today.year + step, 1, 1), date(today.year + step, 12, 31)
                return Resolved("DATE", f"{first.year:04d}", first, self._clip(first, last), "year", "period")
            case "decade" | "century":
                length = 10 if unit == "decade" else 100
                start = max(1, (today.year // length + step) * length)
                value = str(start // length).zfill(3 if unit == "decade" else 2)
                return Resolved("DATE", value, date(start, 1, 1), date(start + length - 1, 12, 31), "range", "period")
        seconds = {"hour": 3600, "minute": 60}.get(unit, 1)
        return self._moment(now + timedelta(seconds=seconds * step), unit)

    def _moment(self, moment: datetime, unit: str) -> Resolved:
        value = f"{moment:%Y-%m-%dT%H:%M}" if moment.minute or unit != "hour" else f"{moment:%Y-%m-%dT%H}"
        return Resolved("TIME", value, moment.date(), moment.date(), "instant", "relative", moment)

    def _part(self, r: Reading, whole: Resolved) -> Resolved:
        """Beginning, middle or end of a period: days 1-10, 11-20, 21 to the end of a month."""
        if r.part is None or whole.first is None or whole.last is None:
            return whole
        first, last = self._share(
            "start" if r.part == "early" else r.part,
            whole.first,
            whole.last if whole.precision == "range" else self._full(whole),
        )
        value, kind = whole.value, whole.type
        if self.frame.query and whole.precision == "month":
            kind, value = "DATE", (first if r.part == "start" else first + 4 * DAY).isoformat()
            if r.part in {"end", "early"}:
                kind, value = "RANGE", f"{first}/{last + DAY}"
        if self.today is not None and not self.frame.future and first <= self.today < last:
            last = self.today
        return Resolved(kind, value, first, last, "range", whole.form)

    def _full(self, whole: Resolved) -> date:
        first = whole.first or date(2000, 1, 1)
        match whole.precision:
            case "week":
                return first + 6 * DAY
            case "month" if whole.type == "DATE":
                return month_span(first.year, first.month)[1]
            case "year" if whole.type == "DATE":
                return date(first.year, 12, 31)
        return whole.last or first

    @staticmethod
    def _share(part: str, first: date, last: date) -> tuple[date, date]:
        length = (last - first).days + 1
        if length <= 7:
            cuts = {"start": (0, 1), "mid": (2, 3), "end": (4, 6)}
        elif length <= 31:
            cuts = {"start": (0, 9), "mid": (10, 19), "end": (20, length - 1)}
        elif length <= 366:
            months = {"start": (1, 3), "mid": (5, 8), "end": (10, 12)}[part]
            return month_span(first.year, months[0])[0], month_span(first.year, months[1])[1]
        else:
            third = length // 3
            cuts = {"start": (0, third), "mid": (third, 2 * third), "end": (2 * third, length - 1)}
        return first + cuts[part][0] * DAY, min(first + cuts[part][1] * DAY, last)

    def _feast(self, r: Reading) -> Resolved:
        calendar, month, day, _ = r.feast or ("", None, 0, 0)
        if r.year is None and self.today is None:
            return Resolved("DATE", None, form="feast")
        days = sorted(self._feast_days(calendar, month or 1, day, r.year))
        if r.year is not None:
            inside = [found for found in days if found.year == r.year or (calendar == "hijri" and r.year < 1600)]
            if not inside:
                raise Impossible("date.hijri", f"the feast of {r.year} is outside the tables")
            return self._feast_day(inside[0], r)
        today = self.today or date(2000, 1, 1)
        slack = timedelta(days=settings()["feast_days_ahead"])
        past = [found for found in days if found <= today + slack]
        ahead = [found for found in days if found >= today]
        chosen = (ahead[:1] if self.frame.query or self.frame.future else past[-1:]) or days[-1:]
        if not chosen:
            raise Impossible("date.hijri", "the feast is outside the tables")
        return self._feast_day(chosen[0], r)

    def _feast_day(self, day: date, r: Reading) -> Resolved:
        day += timedelta(days=(r.nth or 1) - 1)
        found = self._day(day, "feast")
        found.last = day + timedelta(days=(r.feast or ("", None, 0, 1))[3] - 1)
        return found

    def _feast_days(self, calendar: str, month: int, day: int, year: int | None) -> Iterator[date]:
        around = (
            range(year - 1, year + 2)
            if year is not None
            else range((self.today or date.today()).year - 1, (self.today or date.today()).year + 2)
        )
        for one in around:
            if calendar == "gregorian" and 1 <= one <= 9998:
                yield date(one, month, day)
            elif calendar == "easter" and 1583 <= one <= 9998:
                yield easter(one) + timedelta(days=day)
        if calendar == "hijri":
            middle = (
                year
                if year is not None and year < 1600
                else hijri_year(date(around[1], 7, 1))
                if 1 <= around[1] <= 9998
                else 0
            )
            near = [middle] if year is not None and year < 1600 else range(middle - 2, middle + 3)
            yield from (found for one in near if (found := from_hijri(one, month, day)) is not None)

    def _nth(self, r: Reading) -> Resolved:
        month = self._month(r) if r.month is not None else self._period(r, *r.shift) if r.shift else None
        if month is None or month.first is None:
            return Resolved("DATE", None)
        first, last, nth = month.first, self._full(month), r.nth or 1
        if r.kind == "nth_week":
            monday = first - timedelta(days=first.weekday())
            monday += (7 if first.weekday() > 3 else 0) * DAY
            monday = week_of(last - 6 * DAY)[0] if nth == -1 else monday + timedelta(weeks=nth - 1)
            monday += (7 if nth != -1 and monday < first else 0) * DAY
            return Resolved("DATE", week_of(monday)[1], monday, monday + 6 * DAY, "week")
        if r.weekday is None:
            found = last if nth == -1 else first + (nth - 1) * DAY
        elif nth == -1:
            found = last - timedelta(days=(last.weekday() - r.weekday) % 7)
        else:
            found = first + timedelta(days=(r.weekday - first.weekday()) % 7, weeks=nth - 1)
        if not first <= found <= last:
            raise Impossible("date.impossible", f"{first:%Y-%m} has no such day")
        return self._day(found, "explicit")

    def _year_of(self, r: Reading) -> int | None:
        if r.year is not None:
            return r.year
        if self.today is None:
            return None
        return self.today.year + (r.shift[1] if r.shift and r.shift[0] == "year" else 0)

    def _term(self, r: Reading) -> Resolved:
        letter, number = r.fraction or ("Q", 1)
        year = self._year_of(r)
        if year is None or not 1000 <= year <= 2200:
            return Resolved("DATE", None, precision="range")
        if letter == "M":
            first, last = date(year, 1, 1), month_span(year, number)[1]
            return Resolved("RANGE", f"{first}/{last + DAY}", first, last, "range", "period")
        months = 3 if letter == "Q" else 6
        first, last = month_span(year, months * (number - 1) + 1)[0], month_span(year, months * number)[1]
        return Resolved("DATE", f"{year:04d}-{letter}{number}", first, self._clip(first, last), "range", "period")

    def _season(self, r: Reading) -> Resolved:
        start, end = SEASONS[r.season or "SP"]
        year = self._year_of(r)
        if year is not None and r.month_step is not None and self.today is not None:
            passed = month_span(year, end)[1] < self.today
            year += r.month_step + (1 if r.month_step == -1 and passed else 0)
        if year is None or not 1000 <= year <= 2200:
            return Resolved("DATE", None, precision="range", form="period")
        if (
            r.year is None
            and r.shift is None
            and r.month_step is None
            and self.today is not None
            and month_span(year, start)[0] > self.today
        ):
            year -= 0 if self.frame.future or self.frame.query else 1
        first, last = month_span(year, start)[0], month_span(year, end)[1]
        return Resolved("DATE", f"{year:04d}-{r.season}", first, self._clip(first, last), "range", "period")
