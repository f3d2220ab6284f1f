"""Atoms side by side become one expression: "مساء" "أمس" "الخميس" "21 من أيار"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from khabar.tag.times.grammar import Rule, rules
from khabar.tag.times.reading import Reading
from khabar.tag.times.units import BREAK, Unit

_DAY = frozenset({"deictic", "weekday", "calendar", "night", "feast", "period", "other_day", "that_day"})
_OPEN_ENDED = frozenset({"month", "period", "year", "feast", "season"})
_TIGHT = {
    "daypart": _DAY,
    "clock": _DAY | {"daypart"},
    "deictic": frozenset({"weekday", "calendar", "daypart", "clock", "deictic"}),
    "weekday": frozenset({"calendar", "daypart", "clock", "period", "offset", "deictic", "year"}),
    "calendar": frozenset({"daypart", "clock", "weekday"}),
    "feast": frozenset({"daypart", "clock"}),
    "night": frozenset({"weekday", "calendar"}),
    "period": frozenset({"weekday", "daypart", "clock"}),
    "offset": frozenset({"weekday"}),
    "part": _OPEN_ENDED | {"term", "decade", "century"},
    "season": frozenset({"year", "period"}),
    "decade": frozenset({"period"}),
    "term": frozenset({"year", "period"}),
    "nth_weekday": frozenset({"month", "period"}),
    "nth_day": frozenset({"month", "period"}),
    "nth_week": frozenset({"month", "period"}),
    "month": frozenset({"year"}),
}
_LINKED: dict[tuple[str, ...], dict[str, frozenset[str]]] = {
    (): _TIGHT,
    ("comma",): {
        "deictic": frozenset({"weekday", "calendar"}),
        "weekday": frozenset({"calendar"}),
        "daypart": frozenset({"weekday"}),
    },
    ("open",): {
        "deictic": frozenset({"weekday", "calendar", "deictic"}),
        "weekday": frozenset({"calendar"}),
        "calendar": frozenset({"weekday"}),
        "night": frozenset({"weekday"}),
    },
    ("namely",): {"weekday": frozenset({"calendar"}), "deictic": frozenset({"calendar"})},
    ("from",): {
        "clock": _DAY | {"daypart"},
        "daypart": _DAY,
        "weekday": frozenset({"period", "clock", "month"}),
        "deictic": frozenset({"clock"}),
        "part": _OPEN_ENDED,
        "season": frozenset({"year", "period"}),
        "term": frozenset({"year", "period"}),
        "decade": frozenset({"period"}),
        "nth_weekday": frozenset({"month", "period"}),
        "nth_day": frozenset({"month", "period"}),
        "nth_week": frozenset({"month", "period"}),
    },
    ("in",): {
        "deictic": frozenset({"clock"}),
        "weekday": frozenset({"clock"}),
        "calendar": frozenset({"clock"}),
        "clock": frozenset({"daypart"}),
        "nth_weekday": frozenset({"month", "period"}),
        "term": frozenset({"year", "period"}),
    },
}
_LINKED["in",]["weekday"] |= {"calendar"}
_LINKED["in",]["deictic"] |= {"calendar"}
_LINKED["in",] |= {"nth_day": frozenset({"month", "period"}), "nth_week": frozenset({"month", "period"})}
_LINKED["comma",] |= {"calendar": frozenset({"clock"})}
_LINKED["comma",]["weekday"] |= {"clock"}
_LINKED["comma",]["deictic"] |= {"clock"}
_LINKED["on",] = {"deictic": frozenset({"clock"}), "weekday": frozenset({"clock"})}
_LINKED["namely", "for"] = _LINKED["namely",]
_LINKED["comma", "namely"] = _LINKED["namely",]
_LINKED["comma", "in"] = _LINKED["in",]
_LINKED["by",] = dict(_LINKED["in",])
_LINKED["day",] = {"clock": _DAY, "daypart": _DAY, "deictic": frozenset({"weekday", "calendar"})}
_NAMELY = {("namely",), ("namely", "for"), ("comma", "namely"), ("slash",), ("dash",)}
_MAIN = (
    *("calendar", "nth_weekday", "nth_day", "nth_week", "term", "season", "decade", "century", "weekday", "deictic"),
    *("night", "feast", "month", "year", "period", "that_day", "other_day", "part", "clock", "daypart"),
)
_MAIN_ORDER = {kind: at for at, kind in enumerate(_MAIN)}
_NIGHT_LINKS: tuple[tuple[str, ...], ...] = ((), ("dash",), ("to",), ("slash",), ("and",), ("from", "to"), ("comma",))


@cache
def _by_first() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules():
        for code in rule.pattern.firsts:
            found[code].append(rule)
    return {code: tuple(some) for code, some in found.items()}


@cache
def _opening() -> re.Pattern[str]:
    """A unit with which some pattern may begin."""
    return re.compile(f"[{''.join(map(re.escape, sorted(_by_first())))}]")


def atoms(units: Sequence[Unit], code: str, query: bool = False) -> list[Reading]:
    """Leftmost-longest readings of single patterns; those that only a query may use are left out of a text."""
    found: list[Reading] = []
    table, done = _by_first(), 0
    for at in [match.start() for match in _opening().finditer(code)]:
        best = _best(units, code, at, table[code[at]], query) if at >= done else []
        if best:
            found.extend(best)
            done = max(reading.j for reading in best)
    return found


def _best(units: Sequence[Unit], code: str, at: int, candidates: Sequence[Rule], query: bool) -> list[Reading]:
    matches = [
        (match.end(), -order, match, rule)
        for order, rule in enumerate(candidates)
        if (match := rule.pattern.regex.match(code, at)) is not None
    ]
    for _, _, match, rule in sorted(matches, key=lambda entry: entry[:2], reverse=True):
        built = rule.builder(units, match)
        if built is not None:
            found = built if isinstance(built, list) else [built]
            if not query and found[0].query_only and (found[0].weak or found[0].kind in _ONLY_ALONE):
                continue
            for reading in found:
                _unbracket(units, reading)
            return found
    return []


def _unbracket(units: Sequence[Unit], reading: Reading) -> None:
    """Leave a closing bracket out that was opened before the expression."""
    if units[reading.j - 1].kind == "close" and not any(u.kind == "open" for u in units[reading.i : reading.j]):
        reading.j -= 1


def _gap(units: Sequence[Unit], left: Reading, right: Reading) -> tuple[str, ...]:
    return tuple(unit.kind or BREAK for unit in units[left.j : right.i])


def _joined(units: Sequence[Unit], left: Reading, tail: str, right: Reading) -> Reading | None:
    """Both as one expression, if words between them and their fields allow it."""
    if right.i - left.j > 2 or (right.kind == "clock" and right.weak):
        return None
    gap = _gap(units, left, right)
    night = left.daypart in {"NI", "NL", "AN"} and left.weekday is not None and left.until is None
    if (
        night
        and right.kind == "weekday"
        and gap in _NIGHT_LINKS
        and (right.weekday or 0) == ((left.weekday or 0) + 1) % 7
    ):
        left.until, left.j = right, right.j
        return left
    if left.kind == right.kind == "calendar":
        return _renamed(left, right) if gap in _NAMELY and left.hijri != right.hijri else None
    allowed = _LINKED.get(gap, {}).get(tail, frozenset())
    if right.kind not in allowed or not _fits(left, tail, right) or not _closed(units, gap, right):
        return None
    return _merged(left, right)


def _closed(units: Sequence[Unit], gap: tuple[str, ...], right: Reading) -> bool:
    """Take in the bracket that closes what `gap` opened; False if there is none."""
    if gap != ("open",):
        return True
    closed = right.j < len(units) and units[right.j].kind == "close"
    right.j += closed
    return closed


def _merged(left: Reading, right: Reading) -> Reading | None:
    if left.kind == right.kind == "deictic" and left.deictic == 0:
        left.deictic = right.deictic  # the editor's note beside a quote: "اليوم (أمس)"
    whole = left.merged(right)
    if whole is None:
        return None
    whole.until = left.until or right.until
    whole.weak = whole.query_only = False
    whole.kind = min(left.kind, right.kind, key=lambda kind: _MAIN_ORDER.get(kind, 99))
    return whole


def _renamed(left: Reading, right: Reading) -> Reading:
    """ "28 رمضان 1441هـ الموافق 21 مايو 2020": the day of the common calendar stands for both."""
    common = right if left.hijri else left
    common.i, common.j = left.i, right.j
    common.weekday = left.weekday if right.weekday is None else right.weekday
    common.deictic = left.deictic if right.deictic is None else right.deictic
    common.daypart = left.daypart or right.daypart
    return common


def _fits(left: Reading, tail: str, right: Reading) -> bool:
    if right.kind == "period" and right.shift is not None:
        unit = right.shift[0]
        units = {
            "weekday": {"week"},
            "daypart": {"day"},
            "clock": {"day"},
            "season": {"year"},
            "term": {"year"},
            "decade": {"century"},
            "nth_weekday": {"month", "year"},
            "nth_day": {"month", "year", "week"},
            "nth_week": {"month"},
            "part": {"week", "month", "year", "century", "decade"},
        }
        if unit not in units.get(tail, set()):
            return False
    if tail == "offset":
        return left.amount is not None and left.amount[0] == "week" and left.direction != "since"
    if tail == "period":
        if left.weekday is not None and right.kind in {"clock", "daypart"}:
            return True
        return left.shift is not None and left.shift[0] == ("week" if right.kind == "weekday" else "day")
    return not (tail == "weekday" and right.kind == "year")


def composed(units: Sequence[Unit], parts: Sequence[Reading], query: bool) -> list[Reading]:
    """Expressions in order: neighbours joined, the weak ones that stayed alone left out."""
    found: list[Reading] = []
    parts = _hours(units, parts)
    current: Reading | None = None
    tail = ""
    for part in parts:
        whole = _joined(units, current, tail, part) if current is not None else None
        if whole is None:
            if current is not None:
                found.append(current)
            current, tail = part, part.kind
        else:
            current, tail = whole, part.kind
    if current is not None:
        found.append(current)
    found = [_plain_weekday(units, reading) for reading in found]
    _share_years(units, found)
    return [r for r in ranged(units, found, query) if _stands(r, query)]


def _hours(units: Sequence[Unit], parts: Sequence[Reading]) -> list[Reading]:
    """Hours without "الساعة" and their part of day, joined before a day is looked for ("الخامسة مساء")."""
    found: list[Reading] = []
    for part in parts:
        left = found[-1] if found else None
        whole = _hour_of(units, left, part) if left is not None else None
        if whole is not None:
            found[-1] = whole
            continue
        found.append(part)
    return found


def _hour_of(units: Sequence[Unit], left: Reading, part: Reading) -> Reading | None:
    if left.kind != "clock" or part.kind != "daypart" or part.deictic is not None:
        return None
    gap = _gap(units, left, part)
    whole = left.merged(part) if gap in {(), ("in",)} or (left.weak and gap == ("from",)) else None
    if whole is not None:
        whole.weak = whole.query_only = False
    return whole


def _stands(reading: Reading, query: bool) -> bool:
    """Whether an expression may stand alone; in a query even a bare "ثلاثاء" may, but "أحد", "اثنين" are numbers."""
    bare = query and reading.kind == "weekday" and reading.weekday not in _ALSO_NUMBERS
    return (not reading.weak or bare) and (query or not reading.query_only)


def _plain_weekday(units: Sequence[Unit], reading: Reading) -> Reading:
    """ "الجمعة الرابعة من مسيرة العودة" is a Friday: its number counts no days of a month."""
    if reading.weak and reading.kind == "nth_weekday" and units[reading.i].kind == "weekday":
        return Reading(reading.i, reading.i + 1, "weekday", weekday=reading.weekday)
    return reading


def _share_years(units: Sequence[Unit], readings: Sequence[Reading]) -> None:
    """ "في يناير وفبراير من العام الماضي": the year belongs to both months."""
    for left, right in pairwise(readings):
        dated = right.year is not None or (right.shift is not None and right.shift[0] == "year")
        undated = left.year is None and left.shift is None and left.month_step is None
        months = right.month is not None and left.month is not None
        if dated and undated and months and _gap(units, left, right) == ("and",):
            left.year, left.shift = right.year, right.shift


_ONLY_ALONE = frozenset({"calendar", "minute"})  # kinds that a text could not join to others
_ALSO_NUMBERS = frozenset({0, 6})  # Monday "اثنين", Sunday "أحد"
_ENDS = frozenset(
    {
        *("calendar", "weekday", "deictic", "month", "year", "clock", "night", "daypart", "period", "feast"),
        *("nth_weekday", "nth_day", "nth_week"),
    }
)


def ranged(units: Sequence[Unit], readings: Sequence[Reading], query: bool) -> list[Reading]:
    """Pairs under "من ... إلى" and "بين ... و" become ranges."""
    found: list[Reading] = []
    at = 0
    while at < len(readings):
        left = readings[at]
        right = readings[at + 1] if at + 1 < len(readings) else None
        if right is not None and (not (left.weak or right.weak) or query) and _is_range(units, left, right):
            lead = left.i - 1
            left.until, left.j = right, right.j
            if lead >= 0 and units[lead].kind in {"from", "between"}:
                left.i = lead
            at += 1
            left.kind, left.weak, left.query_only = "range", False, False
        found.append(left)
        at += 1
    return found


def _is_range(units: Sequence[Unit], left: Reading, right: Reading) -> bool:
    if left.kind not in _ENDS or right.kind not in _ENDS or left.until is not None or right.until is not None:
        return False
    gap = _gap(units, left, right)
    lead = units[left.i - 1].kind if left.i else ""
    if lead == "between":
        return gap == ("and",)
    if gap in {("to",), ("and", "to"), ("for",), ("for", "for"), ("dash",)}:
        inside = any(unit.kind == "from" for unit in units[left.i : left.j])
        clocks = left.kind == right.kind == "clock"
        return (
            lead == "from"
            or (inside and left.hour is not None)
            or (clocks and gap != ("for",))
            or (gap == ("dash",) and left.kind == right.kind == "calendar")
        )
    return False
