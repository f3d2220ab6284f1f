"""Atoms of time expressions: patterns over units, each with the reading it yields."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from khabar.tag.times.calendar_atoms import (
    bare_year,
    bracketed,
    calendar_date,
    day_range,
    dotted,
    english_date,
    first_ones,
    half_month,
    month_atom,
    month_year,
    nth_day,
    numbered_month,
    numeric_date,
    numeric_pair,
    short_numeric,
    this_month,
    weekday_atom,
    year_atom,
    years,
)
from khabar.tag.times.capture import Builder, for_query, plain, valued, weak
from khabar.tag.times.clock_atoms import clock, daypart, decimal_clock, minute, weak_daypart
from khabar.tag.times.pattern import Pattern, build
from khabar.tag.times.span_atoms import (
    after_lam,
    century,
    decade,
    deictic,
    distance,
    distance_since,
    duration_atom,
    every,
    feast,
    feast_day,
    other_event,
    period,
    running_day,
    season,
    season_step,
    span_to_today,
    term,
    weekend,
    weekly,
)

_MONTH = "month|month_ambiguous|hijri|hijri_ambiguous"
_OTHER = f"((slash|dash)? open? slash? (o={_MONTH}) close?)?"
_ERA = "(e=era_hijri|era_common)?"
_YEAR = f"(slash|comma|from|(from|in|by|for)? in? (year|year_def))? open? (y=year4) close? {_ERA}"
_YEAR_WORDS = "(from|in|by|for)? in? (year|year_def) (y=words)"
_STEP = (
    "(from|in|by)? (t=this)? (year|year_def) (k=modifier)|(from|in|by)? (t=this) (year|year_def)"
    "|(from|in|by)? year_def (t=this)|(from|in|by)? year_def (sy=same)"
)
_TAIL = f"({_YEAR}|{_YEAR_WORDS.replace('(y=', '(yw=')}|{_STEP.replace('(k=', '(yk=').replace('(t=', '(t{n}=')}"
_TAIL += "|(k=modifier))?"
_DOM = "number|ordinal|words"
_UNIT = "unit|unit_plural|day|year|month_word"
_COUNT = "number|words|count|decimal|year4"
DURATION = (
    f"(({_COUNT}) ({_UNIT})|number slash number ({_UNIT})|fraction ({_UNIT})|unit_dual (and fraction)?|few unit_plural"
    f"|({_UNIT}) words|({_UNIT}) and fraction|unit_plural|({_UNIT}))"
)
_MINUTES = (
    "(colon (mi=number) (colon (se=number))?)? (and (fx=fraction)|and (mw=words|number) (unit|unit_plural)?"
    "|except (xf=fraction)|except (xw=words|number) (unit|unit_plural)?)?"
)


def _numbered(text: str) -> str:
    """Give repeated group names `t{n}` their numbers."""
    parts = text.split("t{n}=")
    return "".join(part + (f"t{at}=" if at < len(parts) - 1 else "") for at, part in enumerate(parts))


_TAIL = _numbered(_TAIL)


class Rule(NamedTuple):
    """A pattern and what a match of it means."""

    pattern: Pattern
    builder: Builder


@cache
def rules() -> tuple[Rule, ...]:
    """All rules; of the matches at a unit the longest wins, then the first in this order."""
    month = f"month_word? (m={_MONTH}) {_OTHER}"
    table: list[tuple[str, Builder]] = [
        (
            f"open? (lead=from|between)? (a={_DOM}) (s=to|dash|and to|and|slash) from? (b={_DOM}) (from|slash)?"
            f" {month} {_TAIL}",
            day_range,
        ),
        (f"(lead=from|between)? (m={_MONTH}) {_OTHER} (a=number) (s=dash|to) (b=number)", day_range),
        (f"(d={_DOM}) (from|slash|dash)? {month} {_TAIL}", calendar_date),
        (f"(d={_DOM}) (from)? month_word (m=number|words|ordinal) {_TAIL}", calendar_date),
        (f"month_word? (m={_MONTH}) {_OTHER} (d=number|ordinal)", lambda u, m: for_query(calendar_date(u, m))),
        ("(d=number|ordinal|words) from? this? month_def (k=modifier)? (s=same)?", this_month),
        ("(d=number) (k=modifier)", this_month),
        (
            "(date_head colon?)? open (a=number|year4) (slash|dash) (b=number) (slash|dash) (c=number|year4) close?"
            f" {_ERA}",
            bracketed(numeric_date),
        ),
        (f"(a=number|year4) (slash|dash) (b=number) (slash|dash) open? (c=number|year4) close? {_ERA}", numeric_date),
        (
            f"({_MONTH}) open (a=number|year4) (slash|dash) (b=number) (slash|dash) (c=number|year4) close? {_ERA}",
            numeric_date,
        ),
        ("(date_head)? open? (s=number) slash (t=number) slash (b=number) slash open? (c=year4) close?", numeric_pair),
        ("(m=month_english) (d=number) comma (y=year4)", english_date),
        ("(d=number) (m=month_english) comma? (y=year4)", english_date),
        ("(s=number) dash (t=number) slash (b=number) slash (c=year4)", numeric_pair),
        ("dotted", dotted),
        ("(a=number) slash (b=number)", short_numeric),
        ("(a=number) dash (b=number)", lambda u, m: for_query(short_numeric(u, m))),
        (f"(x=fraction) {month} {_TAIL}", half_month),
        (f"(x=fraction) (w=month_word) (n=number|words|ordinal) {_TAIL}", half_month),
        ("(a=number) slash (y=year4)", month_year),
        (f"date_head {month} open (y=year4) close", month_atom),
        (f"(w=month_word)? (m={_MONTH}) {_OTHER} {_TAIL}", month_atom),
        (f"(w=month_word) (n=number|words|ordinal) {_TAIL}", month_atom),
        (f"(w=month_def) (n=ordinal) {_TAIL}", numbered_month),
        ("(u=unit_def|month_def|year_def) (s=same)", period),
        ("(s=same) (u=unit_def|month_def|year_def)", period),
        (f"date_head open (y=year4) close {_ERA}", year_atom),
        (f"(year|year_def) open? (y=year4) close? {_ERA}", year_atom),
        ("this? (year|year_def) (yw=words)", year_atom),
        ("open (y=year4) close (e=era_hijri|era_common)", year_atom),
        (f"(y=year4) {_ERA}", bare_year),
        ("(a=year4) (dash|slash|to) (b=year4)", years),
        ("(from|between) (year|year_def)? (a=year4) (to|and to|and) (year|year_def)? (b=year4)", years),
        ("day? (w=weekday) (k=modifier)?", weekday_atom),
        ("(w=weekday) open day close", weekday_atom),
        ("open day close (w=weekday)", weekday_atom),
        ("day (w=weekday_bare)", weekday_atom),
        ("(w=weekday) (n=last|ordinal)", nth_day),
        ("(n=ordinal|part) day? (w=weekday_bare|weekday)", nth_day),
        ("(n=ordinal|part) day", nth_day),
        ("(today) (n=ordinal|last)", nth_day),
        ("(u=unit_def) (n=ordinal|last)", nth_day),
        ("(n=ordinal|part) (u=unit|unit_def)", nth_day),
        ("(w=weekday_bare)", lambda u, m: weak(weekday_atom(u, m))),
        ("day? (x=deictic)", deictic),
        ("this? (x=today)", deictic),
        ("(x=today) this", deictic),
        ("(u=today) (k=modifier)", period),
        ("(u=unit_def|month_def|year_def|hour_word) (e=era_hijri)? (k=modifier)", period),
        ("(t=this) (u=unit_def|month_def|year_def|hour_word)", period),
        ("(u=unit_def|month_def|year_def|hour_word) (t=this)", period),
        ("(u=unit_def|month_def|year_def|hour_word)", period),
        (
            "(u=unit_def) (n=words|number|ordinal)",
            lambda u, m: minute(u, m) if u[m.start("u")].value == "minute" else None,
        ),
        (
            "(u=unit_def) (n=ordinal|words|number)",
            lambda u, m: century(u, m) if u[m.start("u")].value == "century" else None,
        ),
        ("(u=unit_dual_def) (k=modifier)", span_to_today),
        ("(u=unit_plural_def) (n=words|number|count) (k=modifier)", span_to_today),
        ("(n=words|number|count) (u=unit|unit_plural|day|year|month_word) (k=modifier)", span_to_today),
        (f"(h=hedge)? (x={DURATION[1:-1]})", duration_atom),
        (f"(q=before|after|since) (hedge|about)? (x={DURATION[1:-1]})", distance),
        (f"(q=since|from) about (x={DURATION[1:-1]})", distance_since),
        (f"(q=before|after) (that|this) by (about|hedge)? (x={DURATION[1:-1]})", other_event),
        (f"hour_word (h=number|ordinal|words) {_MINUTES} zone?", clock),
        ("hour_word (h=words|ordinal) unit zone?", clock),
        ("hour_word (h=decimal) zone?", decimal_clock),
        (f"(h=ordinal|number|words) {_MINUTES} zone?", clock),
        ("(h=number) colon (mi=number) (colon (se=number))? zone?", clock),
        ("(x=daypart)", daypart),
        ("(x=daypart_either)", valued("daypart", "daypart")),
        ("(x=daypart_adverb)", valued("daypart", "daypart")),
        ("(x=daypart_weak)", weak_daypart),
        ("this (x=daypart_weak)", valued("daypart", "daypart", deictic=0)),
        ("this (x=daypart_adverb)", valued("daypart", "daypart", deictic=0)),
        ("midnight", plain("clock", hour=0, minute=0)),
        ("midday", plain("clock", hour=12, minute=0)),
        ("period_name", plain("ref")),
        ("unit_plural_def (n=number|words) (o=ordinal)", first_ones),
        ("(from|between)? years_of (a=year4) (to|and to|and|dash) (b=year4)", years),
        ("(x=night)", valued("night", "deictic", daypart="NI")),
        ("now", plain("now")),
        ("this now", plain("now")),
        ("just_now", plain("just_now", deictic=0)),
        ("past_ref", plain("ref", value="PAST_REF")),
        ("future_ref", plain("ref", value="FUTURE_REF")),
        ("that_day", plain("that_day", anaphor=True)),
        ("that (today|unit_def|month_def|year_def)", plain("that_day", anaphor=True)),
        ("(x=other_day)", valued("other_day", "direction", anaphor=True)),
        ("(x=set)", valued("set", "value")),
        ("set (w=weekday_bare|weekday)", weekly),
        ("every day? (w=weekday_bare|weekday)", weekly),
        (f"every (x={DURATION[1:-1]})", every),
        ("(x=fraction) (n=ordinal|last)", term),
        ("(x=part)", valued("part", "part", weak=True)),
        ("season_word (x=season)", valued("season", "season")),
        ("(x=season)", season),
        ("(x=season) (k=modifier)", season_step),
        ("(x=season_bare) (from|in)? open? (y=year4) close?", season_step),
        ("season_word? (x=season_bare)", valued("season", "season", weak=True)),
        ("unit? (x=decade)", decade),
        ("(n=ordinal) (unit_plural|day) (x=feast) ((from|in|by|for)? (year|year_def)? (y=year4))?", feast_day),
        ("(today|day) (n=ordinal) (from|in|by)? (x=feast) ((from|in|by|for)? (year|year_def)? (y=year4))?", feast_day),
        ("day? (x=feast) ((from|in|by|for)? (year|year_def)? open? (y=year4) close?)?", feast),
        ("weekend (k=modifier)?", weekend),
        ("for (today|day) (n=ordinal) running?", after_lam),
        ("today (n=ordinal) running", plain("running", deictic=0)),
        ("that_day (n=ordinal) running?", running_day),
        ("morrow", plain("other_day", direction="after", anaphor=True)),
    ]
    return tuple(Rule(build(source), builder) for source, builder in table)
