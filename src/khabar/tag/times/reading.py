"""What the grammar understood of an expression, before any reference date is known."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

from khabar.model import DatePrecision, Finding

TimeType = Literal["DATE", "TIME", "DURATION", "SET", "RANGE"]
Direction = Literal["before", "after", "same", "within"]


@dataclass(frozen=True, slots=True)
class Relative:
    """Distance from another event of the text: `days` (None: not counted), on which side of it.

    `anchor` is where that event stands: named after the expression ("بعد يومين من الهجوم") or told before it
    ("بعد ذلك بيومين", "سبق هذه العملية بنحو 24 ساعة"). "within" is a stretch of time up to the telling
    ("خلال ستة أيام").
    """

    days: float | None
    direction: Direction
    anchor: Literal["named", "told"] = "told"


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression of a text.

    `[start, end)` are code points of the text as given, `text` is what stands there. `value` is ISO 8601 / TIMEX3
    (ranges half-open, "a/b"; ".." an open end), None where it cannot be known. `first` and `last` are the calendar
    days covered, both inclusive; None for durations, sets and what has no date. `form` says how the text names it:
    explicit (a calendar date), deictic ("أمس"), weekday, relative ("قبل يومين"), period ("الأسبوع الماضي"),
    daypart, running ("لليوم الثالث على التوالي"), anaphoric ("ذلك اليوم"), feast, present, duration, set, vague
    ("مؤخرا"). `weekday` is 0 for Monday; `opens` after "منذ"; `lag` the days by which the text's own today differs
    from the reference; `hangs_on` the index of the mention from which `khabar.resolve.dates` took the days.
    """

    start: int
    end: int
    text: str
    type: TimeType
    value: str | None
    first: date | None
    last: date | None
    precision: DatePrecision
    form: str
    relative: Relative | None = None
    findings: tuple[Finding, ...] = ()
    weekday: int | None = None
    year_told: bool = False
    opens: bool = False
    daypart: str | None = None
    lag: int = 0
    hangs_on: int | None = None


@dataclass(slots=True)
class Reading:
    """Units `[i, j)` and the fields they fill in; absent ones are None."""

    i: int
    j: int
    kind: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hijri: bool = False
    weekday: int | None = None
    nth: int | None = None
    shift: tuple[str, int] | None = None
    month_step: int | None = None
    deictic: int | None = None
    part: str | None = None
    daypart: str | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    amount: tuple[str, float | None] | None = None
    direction: str | None = None
    feast: tuple[str, int | None, int, int] | None = None
    season: str | None = None
    fraction: tuple[str, int] | None = None
    span_years: int | None = None
    value: str | None = None
    weak: bool = False
    query_only: bool = False
    anaphor: bool = False
    event: str | None = None
    until: Reading | None = None
    findings: list[Finding] = field(default_factory=list)

    def merged(self, other: Reading) -> Reading | None:
        """Both readings as one if no field says two things."""
        result = Reading(min(self.i, other.i), max(self.j, other.j), self.kind)
        for name in _FIELDS:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine and theirs and mine != theirs and not isinstance(mine, bool):
                return None
            if mine is not None and theirs is not None and mine != theirs and not isinstance(mine, bool):
                return None
            setattr(result, name, mine if mine is not None and mine is not False else theirs)
        result.weak = self.weak and other.weak
        result.query_only = self.query_only and other.query_only
        result.findings = [*self.findings, *other.findings]
        return result


_FIELDS = tuple(
    f.name for f in fields(Reading) if f.name not in {"i", "j", "kind", "weak", "query_only", "findings", "until"}
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is resolved against: the reference moment, and the tense of its sentence."""

    reference: datetime | None
    query: bool = False
    future: bool = False
