"""Readings against a reference day: which days they cover, and how ISO 8601 and TIMEX3 write them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from khabar.lexicon import load
from khabar.model import DatePrecision, Finding
from khabar.tag.times.hijri import easter, from_hijri, hijri_year, month_days
from khabar.tag.times.reading import Frame, Reading, TimeType

DAY = timedelta(days=1)
UNIT_CODES = {
    "second": "S", "moment": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "month": "M",
    "year": "Y", "decade": "E", "century": "C",
}  # fmt: skip
_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
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


def _real_day(year: int, month: int, day: int, hijri: bool) -> date:
    if hijri:
        found = from_hijri(year, month, day)
        if found is None:
            raise Impossible("date.hijri", f"Hijri date {year}-{month}-{day} is outside the tables (1343-1500) or its month")
        return found
    if not 1000 <= year <= 2200:
        raise Impossible("date.year", f"year {year:04d} is no year of this calendar")
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        raise Impossible("date.impossible", f"{year}-{month:02d} has no day {day}" if 1 <= month <= 12 else f"no month {month}")
    return date(year, month, day)


class Resolver:
    """Resolves readings of one frame (reference, tense)."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.now = frame.reference
        self.today = frame.reference.date() if frame.reference else None
        self.findings: list[Finding] = []
        self.lag = 0

    def resolve(self, r: Reading) -> Resolved:
        """Days and value of a reading; raises Impossible for what no calendar has."""
        if r.kind == "range" and r.until is not None:
            return self._range(r, r.until)
        if r.amount is not None and r.kind in {"duration", "span", "offset", "set"}:
            return self._amount(r)
        if r.kind == "set":
            return Resolved("SET", r.value, form="set")
        if r.kind == "ref":
            return Resolved("DATE", r.value, form="vague")
        if r.kind in {"that_day", "other_day", "running"}:
            return self._anaphoric(r)
        if r.kind in {"now", "just_now"}:
            value = "PRESENT_REF" if r.kind == "now" else self._date_value(self.today)
            return Resolved("DATE", value, self.today, self.today, form="present")
        if r.kind == "minute":
            return self._minute(r)
        if r.kind == "weekend":
            return self._weekend(r)
        day = self._days(r)
        if r.hour is not None:
            return self._clock(r, day)
        if r.daypart is not None:
            return self._daypart(r, day)
        return day

    # -- days, months, years -------------------------------------------------------------------------------------

    def _date_value(self, day: date | None) -> str | None:
        return day.isoformat() if day else None

    def _day(self, day: date | None, form: str) -> Resolved:
        return Resolved("DATE", self._date_value(day), day, day, "day", form)

    def _days(self, r: Reading) -> Resolved:
        if r.feast is not None:
            return self._feast(r)
        if r.nth is not None and r.kind.startswith("nth"):
            return self._nth(r)
        if r.fraction is not None:
            return self._term(r)
        if r.season is not None:
            return self._season(r)
        if r.span_years is not None:
            century = 1900 if r.shift is None or self.today is None else (self.today.year // 100 + r.shift[1]) * 100
            first = date(century + r.span_years, 1, 1)
            return self._part(r, Resolved("DATE", f"{first.year // 10}", first, date(first.year + 9, 12, 31), "range"))
        if r.kind == "century" and r.nth is not None:
            return Resolved("DATE", r.value, date((r.nth - 1) * 100 or 1, 1, 1), date(r.nth * 100 - 1, 12, 31), "range")
        if r.day is not None:
            return self._calendar(r)
        if r.weekday is not None:
            return self._weekday(r)
        if r.deictic is not None:
            return self._deictic(r)
        if r.month is not None:
            return self._part(r, self._month(r))
        if r.year is not None:
            return self._part(r, self._year(r))
        if r.shift is not None:
            return self._part(r, self._period(r, *r.shift))
        return Resolved("DATE", None, self.today, self.today, "day", "daypart")

    def _calendar(self, r: Reading) -> Resolved:
        day = r.day or 0
        if r.month is None:
            if self.today is None:
                self._real_day_of_month(day)
                return self._day(None, "explicit")
            first, _ = month_span(self.today.year, self.today.month + (r.shift[1] if r.shift else 0))
            return self._day(_real_day(first.year, first.month, day, False), "explicit")
        if r.year is not None:
            found = _real_day(r.year, r.month, day, r.hijri)
            if r.weekday is not None and not r.hijri and found.weekday() != r.weekday:
                self._found("date.weekday", f"{found.isoformat()} is no such weekday")
            return self._day(self._as_told(r, found), "explicit")
        if self.today is None:
            if not r.hijri:
                _real_day(2000, r.month, day, False)
            return self._day(None, "explicit")
        years = self._years(r)
        real = [found for year in years if (found := self._try(year, r.month, day, r.hijri)) is not None]
        if not real:
            return self._day(_real_day(years[0], r.month, day, r.hijri), "explicit")
        if r.weekday is not None:
            fitting = [found for found in real if found.weekday() == r.weekday]
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
                self._found("published.contradicted", f"the text dates its own day by {day}, {lag:+d} days from publication")
        return day

    @staticmethod
    def _real_day_of_month(day: int) -> None:
        if not 1 <= day <= 31:
            raise Impossible("date.impossible", f"no month has a day {day}")

    def _try(self, year: int, month: int, day: int, hijri: bool) -> date | None:
        try:
            return _real_day(year, month, day, hijri)
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
                return sorted((year for _, year in dated), key=lambda year: abs((dict((y, s) for s, y in dated)[year] - today).days))
        known = memorials().get((r.event or "", r.month or 0, r.day or 0))
        if known is not None and known <= today.year:
            return [known]
        if self.frame.query:
            return [this, *past, *ahead]
        if self.frame.future:
            return [*(year for start, year in dated if start >= today), *past]
        return [*past, *ahead]

    def _ends_before(self, start: date, r: Reading, today: date) -> bool:
        if r.day is not None:
            return start < today
        return (start.year, start.month) < (today.year, today.month) if not r.hijri else start < today - timedelta(days=29)

    def _month(self, r: Reading) -> Resolved:
        month = r.month or 1
        if r.year is None and self.today is None:
            return Resolved("DATE", None, precision="month")
        if r.shift is not None and r.shift[0] == "month":
            return self._period(r, *r.shift)
        year = r.year if r.year is not None else self._years(r)[0]
        if r.hijri:
            days = month_days(year, month) or (None if year >= 1000 else None)
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
        return Resolved("DATE", f"{year:04d}", date(year, 1, 1), self._clip(date(year, 1, 1), date(year, 12, 31)), "year")

    def _clip(self, first: date, last: date) -> date:
        """A current period ends for the news with the day of publication."""
        if self.today is None or self.frame.query or self.frame.future or not first <= self.today < last:
            return last
        return self.today

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
                self._found("published.contradicted", f"the text names the weekday of {near}, publication points to {day}")
                return near
        self._found("published.contradicted", f"{day} is not the weekday that the text names")
        return day

    def _found(self, code: str, message: str) -> None:
        self.findings.append(Finding(code, message))

    def _weekend(self, r: Reading) -> Resolved:
        """Saturday and Sunday, the last ones that have begun."""
        if self.today is None:
            return Resolved("DATE", None, precision="range", form="period")
        saturday = self.today - timedelta(days=(self.today.weekday() - 5) % 7)
        if self.frame.future or self.frame.query or (r.month_step or 0) > 0:
            saturday += timedelta(weeks=1)
        name = week_of(saturday)[1] + "-WE"
        return Resolved("DATE", name, saturday, self._clip(saturday, saturday + DAY), "range", "period")

    def _deictic(self, r: Reading) -> Resolved:
        return self._day(self.today + timedelta(days=r.deictic or 0) if self.today else None, "deictic")

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
        first, last = self._share("start" if r.part == "early" else r.part, whole.first, whole.last if whole.precision == "range" else self._full(whole))
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

    # -- feasts, seasons, counted days ---------------------------------------------------------------------------

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
        found = self._day(day, "feast")
        found.last = day + timedelta(days=(r.feast or ("", None, 0, 1))[3] - 1)
        return found

    def _feast_days(self, calendar: str, month: int, day: int, year: int | None) -> Iterator[date]:
        around = range(year - 1, year + 2) if year is not None else range((self.today or date.today()).year - 1, (self.today or date.today()).year + 2)
        for one in around:
            if calendar == "gregorian" and 1 <= one <= 9998:
                yield date(one, month, day)
            elif calendar == "easter" and 1583 <= one <= 9998:
                yield easter(one) + timedelta(days=day)
        if calendar == "hijri":
            middle = year if year is not None and year < 1600 else hijri_year(date(around[1], 7, 1)) if 1 <= around[1] <= 9998 else 0
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
        start, end = _SEASONS[r.season or "SP"]
        year = self._year_of(r)
        if year is not None and r.month_step is not None and self.today is not None:
            passed = month_span(year, end)[1] < self.today
            year += r.month_step + (1 if r.month_step == -1 and passed else 0)
        if year is None or not 1000 <= year <= 2200:
            return Resolved("DATE", None, precision="range", form="period")
        if r.year is None and r.shift is None and r.month_step is None and self.today is not None and month_span(year, start)[0] > self.today:
            year -= 0 if self.frame.future or self.frame.query else 1
        first, last = month_span(year, start)[0], month_span(year, end)[1]
        return Resolved("DATE", f"{year:04d}-{r.season}", first, self._clip(first, last), "range", "period")

    # -- hours and parts of day ----------------------------------------------------------------------------------

    def _clock(self, r: Reading, day: Resolved) -> Resolved:
        hour, minute, second = r.hour or 0, r.minute, r.second
        if hour > 24 or (minute or 0) > 59 or (second or 0) > 59:
            raise Impossible("time.impossible", f"no clock shows {hour}:{minute or 0:02d}")
        hour = self._hour(hour % 24, r.daypart)
        first = day.first or self.today
        if first is not None and hour < 6 and self._next_morning(r):
            first += DAY
        if first is None:
            return Resolved("TIME", None, None, None, "instant", day.form)
        value = f"{first.isoformat()}T{hour:02d}"
        if minute is not None:
            value += f":{minute:02d}" + (f":{second:02d}" if second is not None else "")
        moment = datetime(first.year, first.month, first.day, hour, minute or 0)
        return Resolved("TIME", value, first, first, "instant", day.form, moment)

    @staticmethod
    def _next_morning(r: Reading) -> bool:
        """The small hours of a night belong to the day after it ("الثانية من ليل الاثنين الثلاثاء")."""
        if r.daypart == "AN" or (r.daypart in {"NI", "NL"} and r.until is not None):
            return True
        return r.daypart in {"NI", "NL"} and r.hour == 0 and r.deictic is not None

    @staticmethod
    def _hour(hour: int, daypart: str | None) -> int:
        if daypart in {"EV", "AF", "MI"} and hour < 12 and not (daypart == "MI" and hour >= 10):
            return hour + 12
        if daypart in {"NI", "NL"}:
            return hour + 12 if 5 <= hour < 12 else hour % 12 if hour == 12 else hour
        return 0 if daypart in {"AN", "AA", "MO"} and hour == 12 else hour

    def _daypart(self, r: Reading, day: Resolved) -> Resolved:
        first = last = day.first
        part = r.daypart or "MO"
        if first is not None and (day.last or first) != first:
            return day
        hours = settings()["query_hours"].get(part)
        if self.frame.query and first is not None and hours and day.form == "daypart" or r.kind == "night" and self.frame.query and r.deictic == 0:
            return self._hours_of(first, hours)
        code = "NI" if part in {"NL", "AN", "AA"} else part
        value = f"{first.isoformat()}T{code}" if first else None
        if first is not None and last is not None:
            if part == "AN":
                first = last = first + DAY if day.form != "daypart" else first
            elif r.until is not None or (part == "NL" and (r.deictic or 0) < 0 and r.kind != "weekday") or r.kind == "night":
                last = last + DAY if r.kind != "night" or (r.deictic or 0) < 0 else last
        return Resolved("TIME", value, first, last, "part_of_day", day.form)

    @staticmethod
    def _hours_of(first: date, hours: list[int]) -> Resolved:
        """The hours of a part of day that a query asks for."""
        end = f"{first + DAY}T00" if hours[1] == 24 else f"{first}T{hours[1]:02d}"
        return Resolved("RANGE", f"{first}T{hours[0]:02d}/{end}", first, first, "part_of_day", "daypart")

    def _minute(self, r: Reading) -> Resolved:
        if self.now is None:
            return Resolved("TIME", None, precision="instant")
        minute = r.minute or 0
        if minute > 59:
            raise Impossible("time.impossible", f"no hour has a minute {minute}")
        return self._moment(self.now.replace(minute=minute), "minute")

    def _anaphoric(self, r: Reading) -> Resolved:
        if r.kind == "running":
            first = self.today - (r.nth - 1) * DAY if r.nth and r.nth < 1000 and self.today else self.today
            return Resolved("DATE", self._date_value(self.today), first, self.today, "day", "running")
        days = {"before": -1, "after": 1}.get(r.direction or "", 0)
        if r.kind == "other_day" and self.today is not None and self.frame.query:
            return self._day(self.today + days * DAY, "deictic")
        return Resolved("DATE", None, form="anaphoric")

    # -- durations, spans, distances -----------------------------------------------------------------------------

    def _amount(self, r: Reading) -> Resolved:
        unit, number = r.amount or ("day", None)
        code = duration_value(unit, number)
        if r.kind == "set":
            return Resolved("SET", code, form="set")
        if r.kind == "duration" or number is None:
            return self._vague(r, code) if r.kind == "offset" else Resolved("DURATION", code, form="duration")
        sign = 1 if r.direction == "after" else -1
        if r.kind == "span":
            return self._span(unit, number, sign, code)
        return self._offset(r, unit, number * sign)

    def _vague(self, r: Reading, code: str) -> Resolved:
        if r.direction == "after":
            return Resolved("DURATION", code, form="duration")
        return Resolved("DATE", "PAST_REF", form="vague")

    def _span(self, unit: str, number: float, sign: int, code: str) -> Resolved:
        if self.today is None:
            return Resolved("DURATION", code, form="period", precision="range")
        far = self._away(unit, number * sign)
        first, last = (far, self.today) if sign < 0 else (self.today, far)
        if self.frame.query and unit == "week" and number == int(number):
            monday = week_of(self.today)[0]
            start = monday + timedelta(weeks=1) if sign > 0 else monday - timedelta(weeks=int(number))
            end = start + timedelta(weeks=int(number))
            return Resolved("RANGE", f"{start}/{end}", start, end - DAY, "range", "period")
        return Resolved("DURATION", code, first, last, "range", "period")

    def _away(self, unit: str, number: float) -> date:
        today = self.today or date(2000, 1, 1)
        try:
            if unit in {"month", "year", "decade", "century"} and number == int(number):
                months = {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
                return shifted(today, int(number) * months)
            days = {"day": 1.0, "night": 1.0, "week": 7.0, "hour": 1 / 24, "minute": 1 / 1440, "month": 30.4, "year": 365.25}
            whole = number * days.get(unit, 0)
            return today + timedelta(days=int(whole) if unit in {"hour", "minute"} else round(whole))
        except (OverflowError, ValueError) as error:
            raise Impossible("date.year", f"{number:g} {unit}s away is outside the calendar") from error

    def _offset(self, r: Reading, unit: str, number: float) -> Resolved:
        if self.today is None or self.now is None:
            return Resolved("DATE", None, form="relative")
        away = self._away(unit, number)
        if r.hijri and unit == "year":
            return self._year(Reading(r.i, r.j, "year", year=hijri_year(self.today) + int(number), hijri=True))
        match unit:
            case "hour" | "minute" | "second" | "moment":
                return self._hours_away(unit, number, away)
            case "week":
                _, name = week_of(away)
                result = Resolved("DATE", name, away, away, "day", "relative")
            case "month":
                first, last = month_span(away.year, away.month)
                result = Resolved("DATE", f"{away:%Y-%m}", first, self._clip(first, last), "month", "relative")
            case "year" | "decade" | "century":
                first, last = date(away.year, 1, 1), date(away.year, 12, 31)
                value = str(away.year // 10) if unit == "decade" else f"{away.year:04d}"
                result = Resolved("DATE", value, first, self._clip(first, last), "year", "relative")
            case _:
                result = self._day(away, "relative")
        if r.direction == "since":
            result.first, result.last, result.precision = away, self.today, "open"
        return result

    def _hours_away(self, unit: str, number: float, away: date) -> Resolved:
        now = self.now or datetime(2000, 1, 1)
        seconds = {"hour": 3600, "minute": 60}.get(unit, 1)
        if now.hour or now.minute or now.second:
            try:
                return self._moment(now + timedelta(seconds=seconds * number), unit)
            except OverflowError as error:
                raise Impossible("date.year", f"{number:g} {unit}s away is outside the calendar") from error
        return Resolved("DATE", self._date_value(away), away, away, "day", "relative")

    # -- ranges --------------------------------------------------------------------------------------------------

    def _range(self, r: Reading, until: Reading) -> Resolved:
        left = Reading(r.i, r.j, "start")
        for name in ("year", "month", "day", "hijri", "weekday", "shift", "month_step", "deictic", "daypart", "hour",
                     "minute", "second", "feast", "nth", "part"):  # fmt: skip
            setattr(left, name, getattr(r, name))
        if r.nth is not None:
            left.kind = "nth_weekday" if r.weekday is not None else "nth_day"
        right = until
        if left.hour is not None and right.hour is not None:
            return self._hours(left, right)
        end = self.resolve(right)
        if left.month is not None and left.year is None and right.year is not None and end.first is not None:
            left.year = right.year - (1 if left.month > (right.month or 12) else 0)
        start = self.resolve(left)
        first, last = start.first, end.last
        if first is None or last is None or end.first is None:
            return Resolved("RANGE", None, first, last, "range", start.form)
        if last < first and left.weekday is not None and right.weekday is not None:
            start = self._day(first - 7 * DAY, "weekday")
            if self.frame.query or self.frame.future:
                start = self._day(first, "weekday")
                end = self._day(last + 7 * DAY, "weekday")
            first, last = start.first or first, end.last or last
        if last < first:
            raise Impossible("date.order", f"the range ends ({last}) before it begins ({first})")
        tail = self._full(end) if end.precision in {"month", "year", "week"} else last
        return Resolved("RANGE", f"{first}/{tail + DAY}", first, last, "range", start.form)

    def _hours(self, left: Reading, right: Reading) -> Resolved:
        if right.daypart is None and left.daypart is not None:
            right.daypart = left.daypart
        elif left.daypart is None and right.daypart is not None and (left.hour or 0) <= (right.hour or 0):
            left.daypart = right.daypart
        for name in ("weekday", "deictic", "day", "month", "year"):
            if getattr(right, name) is None and not any(getattr(right, other) is not None for other in ("weekday", "deictic", "day")):
                setattr(right, name, getattr(left, name))
        start, end = self.resolve(left), self.resolve(right)
        if start.value is None or end.value is None:
            return Resolved("RANGE", None, start.first, end.last, "range", start.form)
        return Resolved("RANGE", f"{start.value}/{end.value}", start.first, end.last, "range", start.form)


def duration_value(unit: str, number: float | None) -> str:
    """"P2D", "PT36H", "P10Y"; "X" for a number that is not told."""
    code = UNIT_CODES.get(unit, "D")
    if number is not None and code in "EC":
        code, number = "Y", number * (10 if code == "E" else 100)
    if number is not None and code == "H" and number != int(number):
        code, number = "M", number * 60
    clock = "T" if unit in {"second", "moment", "minute", "hour"} else ""
    amount = "X" if number is None else f"{number:g}" if number < 10**6 else str(int(number))
    return f"P{clock}{amount}{code}"
