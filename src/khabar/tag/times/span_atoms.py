"""Periods, durations, distances, sets, seasons and feasts as patterns capture them."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.tag.times.calendar_atoms import after_preposition
from khabar.tag.times.capture import Found, Match, captured, number_of, reading_of
from khabar.tag.times.reading import Reading
from khabar.tag.times.units import Unit


def deictic(units: Sequence[Unit], match: Match) -> Found:
    unit = units[match.start("x")]
    if unit.kind == "today" and match.end() < len(units) and units[match.end()].kind == "ordinal":
        return None
    return reading_of(match, "deictic", deictic=0 if unit.kind == "today" else unit.value)


def unit_name(unit: Unit) -> str:
    names = {
        "day": "day",
        "today": "day",
        "year": "year",
        "year_def": "year",
        "month_word": "month",
        "month_def": "month",
    }
    return "hour" if unit.kind == "hour_word" else names.get(unit.kind) or str(unit.value)


def period(units: Sequence[Unit], match: Match) -> Found:
    unit, step = units[match.start("u")], number_of(units, match, "k") or 0
    era = captured(units, match, "e")
    reading = reading_of(match, "period", shift=(unit_name(unit), step), hijri=era is not None)
    reading.anaphor = captured(units, match, "s") is not None
    if reading.anaphor:
        return reading
    reading.query_only = unit_name(unit) == "minute"
    if (
        captured(units, match, "k") is None
        and captured(units, match, "t") is None
        and captured(units, match, "t0") is None
    ):
        reading.query_only = True
    return reading


def span_to_today(units: Sequence[Unit], match: Match) -> Found:
    """ "الأيام الأربعة الماضية", "الأسبوعين الماضيين", "الـ24 ساعة الماضية"."""
    step = number_of(units, match, "k") or 0
    count = captured(units, match, "n")
    unit = units[match.start("u")]
    number = 2 if unit.kind in {"unit_dual", "unit_dual_def"} else count.value if count else None
    if number is None or step == 0:
        return None
    return reading_of(match, "span", amount=(unit_name(unit), number), direction="before" if step < 0 else "after")


def weekly(units: Sequence[Unit], match: Match) -> Found:
    return reading_of(
        match, "set", weekday=number_of(units, match, "w"), value=f"XXXX-WXX-{units[match.start('w')].value + 1}"
    )


def every(units: Sequence[Unit], match: Match) -> Found:
    amount = duration(units, *match.span("x"))
    if amount is None or amount[1] is None:
        return None
    return reading_of(match, "set", amount=amount, weak=amount[1] == 1 and units[match.start("x")].kind == "words")


def term(units: Sequence[Unit], match: Match) -> Found:
    share, order = units[match.start("x")].value, units[match.start("n")]
    number = order.value if order.kind == "ordinal" else {15: 4, 30: 2}.get(share, 0)
    letter = {15: "Q", 30: "H"}.get(share)
    if letter is None or not 1 <= number <= (4 if letter == "Q" else 2):
        return None
    return reading_of(match, "term", fraction=(letter, number), weak=True)


def season(units: Sequence[Unit], match: Match) -> Found:
    reading = reading_of(match, "season", season=units[match.start("x")].value)
    reading.weak = not after_preposition(units, match.start())
    return reading


def season_step(units: Sequence[Unit], match: Match) -> Found:
    step = number_of(units, match, "k")
    reading = reading_of(match, "season", season=units[match.start("x")].value, year=number_of(units, match, "y"))
    reading.month_step = step
    return reading


def decade(units: Sequence[Unit], match: Match) -> Found:
    """ "تسعينيات القرن الماضي"; "في العشرينات من العمر" is an age."""
    if {unit.kind for unit in units[match.end() : match.end() + 2]} & {"age"}:
        return None
    return reading_of(match, "decade", span_years=units[match.start("x")].value, shift=("century", -1))


def century(units: Sequence[Unit], match: Match) -> Found:
    number = units[match.start("n")].value
    if not 1 <= number <= 21:
        return None
    return reading_of(match, "century", value=f"{number - 1:02d}", nth=number)


def feast(units: Sequence[Unit], match: Match) -> Found:
    return reading_of(match, "feast", feast=units[match.start("x")].value, year=number_of(units, match, "y"))


def feast_day(units: Sequence[Unit], match: Match) -> Found:
    """ "ثاني أيام عيد الأضحى", "اليوم الثاني من العيد"."""
    reading = feast(units, match)
    order = number_of(units, match, "n")
    if not isinstance(reading, Reading) or order is None or not 1 <= order <= 10:
        return None
    reading.nth = order
    return reading


def weekend(units: Sequence[Unit], match: Match) -> Found:
    return reading_of(match, "weekend", month_step=number_of(units, match, "k"))


def after_lam(units: Sequence[Unit], match: Match) -> Found:
    reading = reading_of(match, "running", deictic=0)
    reading.i += 1
    return reading


def running_day(units: Sequence[Unit], match: Match) -> Found:
    return reading_of(match, "running", deictic=0, nth=units[match.start("n")].value)


def duration(units: Sequence[Unit], i: int, j: int) -> tuple[str, float | None] | None:
    """Unit and amount of the duration in units `[i, j)`; an amount of None is a bare plural."""
    amount: float | None = None
    name = ""
    for at in range(i, j):
        unit = units[at]
        if unit.kind in {"unit", "unit_plural", "day", "year", "month_word"} and not name:
            name = unit_name(unit)
            if amount is None and unit.kind not in {"unit_plural"}:
                amount = 1
        elif unit.kind in {"unit_dual", "unit_dual_def"}:
            name, amount = unit_name(unit), 2
        elif unit.kind == "fraction":
            amount = (amount or 0) + unit.value / 60
        elif unit.kind == "slash":
            whole, part = units[at - 1].value, units[at + 1].value
            return (unit_name(units[j - 1]), whole / part) if part else None
        elif unit.kind in {"number", "words", "count", "year4"} and not name:
            amount = unit.value
        elif unit.kind == "words" and unit.value != 1:
            return None
        elif unit.kind == "decimal":
            amount = decimal(unit.value)
    if amount == 1 and ((j - i == 1 and name in {"decade", "century"}) or units[j - 1].kind == "unit_plural"):
        return None
    return (name, amount) if name else None


def decimal(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def duration_atom(units: Sequence[Unit], match: Match) -> Found:
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
    reading = reading_of(match, "duration", amount=amount)
    before = units[match.start() - 1].kind if match.start() else ""
    if before == "lasted":
        return reading
    if kinds == ["day"] and captured(units, match, "h") is None:
        return None
    if kinds == ["unit_plural"] and before in {"for", "most", "about"}:
        return None if is_age(units, match, amount[0]) else reading
    if len(kinds) == 1 and kinds[0] != "unit_dual" and captured(units, match, "h") is None:
        reading.query_only = True
    return None if is_age(units, match, amount[0]) else reading


def is_age(units: Sequence[Unit], match: Match, unit: str) -> bool:
    """ "البالغ من العمر 12 عاما", "ابنة الثمانية أشهر", and after a name: "(48 عاما)"."""
    if "age" in {units[at].kind for at in range(max(0, match.start() - 2), match.start())}:
        return True
    if unit != "year" or not match.start() or units[match.start() - 1].kind not in {"comma", "open", "dash"}:
        return False
    after = units[match.end()] if match.end() < len(units) else None
    return after is None or after.kind in {"comma", "close", "dash"} or not (after.kind or after.value)


def distance(units: Sequence[Unit], match: Match) -> Found:
    amount = duration(units, *match.span("x"))
    if amount is None or (match.end() < len(units) and units[match.end()].kind == "year4"):
        return None
    return reading_of(match, "offset", amount=amount, direction=units[match.start("q")].kind)


def distance_since(units: Sequence[Unit], match: Match) -> Found:
    """ "منذ نحو أسبوعين", and with the preposition of speech "من نحو أسبوعين"."""
    reading = distance(units, match)
    if isinstance(reading, Reading):
        reading.direction = "since"
    return reading


def other_event(units: Sequence[Unit], match: Match) -> Found:
    """ "قبل ذلك بيوم", "سبق هذه العملية بنحو 24 ساعة": the duration, told from another event."""
    amount = duration(units, *match.span("x"))
    if amount is None:
        return None
    side = units[match.start("q")].kind
    reading = reading_of(match, "duration", amount=amount, direction=side, anaphor=True)
    reading.i = match.start("x")
    return reading
