"""Every kind of reading against a reference: hours, parts of day, durations, distances, ranges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from khabar.tag.times.calendar import (
    DAY,
    Impossible,
    Resolved,
    duration_value,
    month_span,
    settings,
    shifted,
    week_of,
)
from khabar.tag.times.hijri import hijri_year
from khabar.tag.times.period_resolver import PeriodResolver
from khabar.tag.times.reading import Reading


class Resolver(PeriodResolver):
    """Resolves readings of one frame (reference, tense)."""

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
        tonight = r.kind == "night" and r.deictic == 0
        if self.frame.query and first is not None and hours and (day.form == "daypart" or tonight):
            return self._hours_of(first, hours)
        code = "NI" if part in {"NL", "AN", "AA"} else part
        value = f"{first.isoformat()}T{code}" if first else None
        if first is not None and last is not None:
            if part == "AN":
                first = last = first + DAY if day.form != "daypart" else first
            elif (
                r.until is not None
                or (part == "NL" and (r.deictic or 0) < 0 and r.kind != "weekday")
                or r.kind == "night"
            ):
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
            days = {
                "day": 1.0,
                "night": 1.0,
                "week": 7.0,
                "hour": 1 / 24,
                "minute": 1 / 1440,
                "month": 30.4,
                "year": 365.25,
            }
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
        stepped = left.month_step is not None or left.shift is not None or right.month is None
        if left.month is not None and left.year is None and end.first is not None and not stepped and not left.hijri:
            told = right.year if right.year is not None else end.first.year
            left.year = told - (1 if left.month > (right.month or 12) else 0)
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
            if getattr(right, name) is None and not any(
                getattr(right, other) is not None for other in ("weekday", "deictic", "day")
            ):
                setattr(right, name, getattr(left, name))
        start, end = self.resolve(left), self.resolve(right)
        if start.value is None or end.value is None:
            return Resolved("RANGE", None, start.first, end.last, "range", start.form)
        return Resolved("RANGE", f"{start.value}/{end.value}", start.first, end.last, "range", start.form)
