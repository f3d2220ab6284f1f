"""From a page to its time expressions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from operator import attrgetter
from typing import Literal

from khabar.lexicon import load
from khabar.model import DatePrecision, Finding, Quote
from khabar.tag.times.calendar import Impossible, Resolved, settings
from khabar.tag.times.compose import atoms, composed
from khabar.tag.times.reading import Direction, Frame, Reading, Relative, TimeMention
from khabar.tag.times.resolver import Resolver
from khabar.tag.times.units import Unit, Units
from khabar.text.fold import key
from khabar.text.page import Page, segment
from khabar.text.words import ByWord, forms

_DAYS = {"moment": 0.0, "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0,
         "month": 30.4, "year": 365.25, "decade": 3652.5, "century": 36525.0}  # fmt: skip
_NEAR = 120  # characters between a word of announcement and its date
_REACH = 5  # units between "منذ" and its date: "منذ بدء المظاهرات قبل 7 أيام"
_HANGING = frozenset({"that_day", "other_day", "duration"})
_MIN, _MAX = date(1900, 1, 1), date(2200, 1, 1)


def times(text: str, reference: date | datetime | None = None) -> tuple[TimeMention, ...]:
    """Time expressions of a text, in order.

    `reference` is the moment of publication; without it only explicit dates have days. A text that is nothing but
    an expression ("الخميس القادم") is a query: it has no news tense, and a bare weekday or feast lies ahead.
    """
    return tag_times(segment(text), reference)


def tag_times(page: Page, reference: date | datetime | None) -> tuple[TimeMention, ...]:
    """Time expressions of a page, in order, none overlapping another."""
    read = Units(page)
    query = _is_query(page, read.units)
    parts = atoms(read.units, read.code, query)
    if not parts:
        return ()
    moment, doubt = _moment(reference)
    readings = composed(read.units, parts, query)
    found: list[TimeMention] = []
    for reading in readings:
        future = not query and _is_future(page, read.units[reading.i].start)
        anchor = _told(found, moment) if reading.anaphor and reading.kind not in _HANGING else moment
        mention = _mention(page, read.units, reading, Frame(anchor, query, future), doubt)
        if mention is not None:
            found.append(mention)
    return tuple(found)


def _told(found: Sequence[TimeMention], moment: datetime | None) -> datetime | None:
    """Start of the last dated expression: "نهاية الشهر نفسه" counts from it."""
    day = next((mention.first for mention in reversed(found) if mention.first is not None), None)
    return datetime.combine(day, time()) if day is not None else moment


def usable(reference: date | None) -> date | None:
    """The day of publication, or None if it is absurd (outside 1900-2199)."""
    return reference if reference is not None and _MIN <= reference < _MAX else None


def _moment(reference: date | datetime | None) -> tuple[datetime | None, Finding | None]:
    """The reference as a moment; a finding where it is missing or absurd."""
    if reference is None:
        return None, Finding("reference.missing", "no day of publication: expressions relative to it have no date")
    day = reference.date() if isinstance(reference, datetime) else reference
    if usable(day) is None:
        return None, Finding(
            "reference.absurd", f"day of publication {day.isoformat()} is outside 1900-2199 and not used"
        )
    if isinstance(reference, datetime):
        return reference.replace(tzinfo=None), None
    return datetime.combine(reference, time()), None


def _is_query(page: Page, units: Sequence[Unit]) -> bool:
    return len(page.tokens) <= settings()["query_words"] and not any(not unit.kind and unit.value for unit in units)


@cache
def _future_words() -> frozenset[str]:
    return frozenset(key(row["word"]) for row in load("time_tense").rows)


def _is_future(page: Page, start: int) -> bool:
    """A word of announcement stands before the expression in its sentence ("من المقرر أن")."""
    at = bisect_right(page.sentences, start, key=attrgetter("start")) - 1
    if at < 0:
        return False
    sentence = page.sentences[at]
    begin = bisect_left(page.tokens, start - _NEAR, sentence.first, sentence.last, key=attrgetter("start"))
    end = bisect_left(page.tokens, start, begin, min(sentence.last, begin + _NEAR), key=attrgetter("start"))
    return any(_announces.over(page.tokens, begin, end))


_announces = ByWord(lambda word: any(form.text in _future_words() for form in forms(word)))


def _mention(page: Page, units: Sequence[Unit], r: Reading, frame: Frame, doubt: Finding | None) -> TimeMention | None:
    if frame.query and r.kind == "duration" and r.i and units[r.i - 1].kind in {"in", "from"}:
        r.kind, r.direction = "offset", "after" if units[r.i - 1].kind == "in" else "since"
    relative = _relative(page, units, r, frame)
    opens = _edge(units, r, frame)
    start, end = units[r.i].start, units[r.j - 1].end
    quote = Quote.of(page.text, start, end)
    resolver = Resolver(frame)
    try:
        resolved = resolver.resolve(r)
        findings = [replace(finding, quote=quote) for finding in resolver.findings]
    except Impossible as fault:
        resolved = Resolved("TIME" if r.hour is not None else "DATE", None)
        findings = [Finding(fault.code, f"{quote.text}: {fault}", quote)]
    if doubt is not None and resolved.value is None and not findings and resolved.form != "anaphoric":
        findings.append(replace(doubt, quote=quote))
    _open(resolved, opens, frame)
    precision: DatePrecision = resolved.precision
    return TimeMention(
        start,
        end,
        quote.text,
        resolved.type,
        resolved.value,
        resolved.first,
        resolved.last,
        precision,
        resolved.form,
        relative,
        tuple(findings),
        weekday=r.weekday,
        year_told=r.year is not None,
        opens=opens == "since" or r.direction == "since",
        daypart=r.daypart,
        lag=resolver.lag,
    )


def _relative(page: Page, units: Sequence[Unit], r: Reading, frame: Frame) -> Relative | None:
    """Distance from another event; the reading then keeps only its duration ("بعد | يومين | من الهجوم")."""
    if r.kind in {"that_day", "other_day"}:
        side: Direction = "after" if r.direction == "after" else "before" if r.direction == "before" else "same"
        return Relative(0.0 if side == "same" else 1.0, side, "named" if units[r.i].kind == "morrow" else "told")
    if r.amount is None or r.until is not None or r.weekday is not None:
        return None
    unit, number = r.amount
    days = None if number is None else number * _DAYS.get(unit, 1.0)
    tied: Literal["named", "told"] = "named" if _names_event(units, r) else "told"
    if r.kind == "duration":
        direction = r.direction or _preceded(units, r)
        if direction:
            return Relative(days, "after" if direction == "after" else "before")
        within = not frame.future and r.i > 0 and units[r.i - 1].kind in {"in", "most"} and unit != "moment"
        return Relative(days, "within") if within else None
    if r.kind != "offset" or frame.query or r.direction == "since":
        return None
    if ((r.direction == "after" and frame.future) or r.direction == "before") and tied == "told":
        return None
    direction = r.direction
    r.kind, r.i = "duration", r.i + 1
    while units[r.i].kind == "about":
        r.i += 1
    return Relative(days, "after" if direction == "after" else "before", tied)


def _names_event(units: Sequence[Unit], r: Reading) -> bool:
    """The event follows: "بعد يومين من", "بعد يومين على"; but "قبل يومين على البلدة" tells where."""
    if r.j >= len(units):
        return False
    after = units[r.j].kind
    hedged = any(unit.kind == "hedge" for unit in units[r.i : r.j])
    return after == "from" or (after == "on" and (r.direction == "after" or hedged))


def _preceded(units: Sequence[Unit], r: Reading) -> str | None:
    """ "سبق هذه العملية بنحو | 24 ساعة": the verb stands a few words before."""
    lead = [unit.kind for unit in units[max(0, r.i - 3) : r.i]]
    if "by" not in lead:
        return None
    for unit in reversed(units[max(0, r.i - 8) : r.i]):
        if unit.kind == "precede":
            return "before" if unit.value == "before" else "after"
    return None


def _edge(units: Sequence[Unit], r: Reading, frame: Frame) -> str:
    """Kind of the preposition that opens or closes the time line at the expression."""
    if r.kind in {"range", "duration", "span", "set", "ref", "now"}:
        return ""
    at = r.i - 1
    while frame.query and at > 0 and units[at].kind == "in":
        at -= 1
    kind = units[at].kind if at >= 0 else ""
    if frame.query and kind in {"since", "to", "before", "after", "from"}:
        r.i = at
        return kind
    while at > 0 and r.i - at <= _REACH and (kind in {"in", "part"} or (not kind and units[at].value)):
        at -= 1
        kind = units[at].kind
    return "since" if kind in {"since", "began"} else ""


def _open(resolved: Resolved, edge: str, frame: Frame) -> None:
    """Apply "منذ" (news: up to publication), or any open end of a query."""
    if not edge or resolved.value is None or resolved.first is None or frame.reference is None:
        return
    if frame.query:
        _open_query(resolved, edge)
        return
    today = frame.reference.date()
    if resolved.type == "TIME" or resolved.first > today:
        return
    far = resolved.precision == "day" and today - resolved.first > timedelta(days=settings()["since_days"])
    if not far:
        resolved.last, resolved.precision = today, "open"


def _open_query(resolved: Resolved, edge: str) -> None:
    first = resolved.first.isoformat() if resolved.first else ""
    bound = (resolved.value or first) if resolved.type == "TIME" else first
    resolved.value = f"{bound}/.." if edge in {"since", "after", "from"} else f"../{bound}"
    resolved.type, resolved.precision = "RANGE", "open"
