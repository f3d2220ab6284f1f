"""Counts over time, how surely they changed, and a report's own trend held against them."""

from __future__ import annotations

import csv
import io
import math
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.cli import run
from khabar.desk.analysis import asking
from khabar.desk.analysis.changes import change_points
from khabar.desk.analysis.counts import Period, Step, count, fixed_panel, step_start, steps_of
from khabar.desk.analysis.rates import dispersion, rate_ratio
from khabar.desk.analysis.statements import check
from khabar.desk.analysis.trend import as_csv, as_png, as_svg, as_text, known_period, sentences, trend
from khabar.desk.linking.incident import Incident, Telling, summarise
from khabar.desk.linking.store import link_archive
from khabar.errors import ConfigError
from khabar.model import Quote, Report, Statement

MONDAY = date(2024, 4, 1)


def incident(invent: Any, day: date | None, n: int = 0, **options: Any) -> Incident:
    told = invent(day=day, **options)
    report = told.report
    one = Telling(told.claim.id, told.claim, report.doc_id, "", report.outlet, report.url, report.published)
    return summarise(f"i{told.claim.id}", [one])


def spread(invent: Any, counts: list[int], step: int = 7, start: date = MONDAY, **options: Any) -> list[Incident]:
    """`counts` incidents a step, over its days in turn."""
    return [
        incident(invent, start + timedelta(days=at * step + i % step), **options)
        for at, n in enumerate(counts)
        for i in range(n)
    ]


def test_weeks_begin_on_monday_and_empty_ones_count(invent: Any) -> None:
    days = [MONDAY, MONDAY + timedelta(days=6), MONDAY + timedelta(days=21)]
    series = count([incident(invent, day) for day in days], "week")
    assert series.starts == tuple(MONDAY + timedelta(days=7 * n) for n in range(4))
    assert series.counts == (2, 0, 0, 1)


def test_the_undated_and_the_denied_are_not_counted(invent: Any) -> None:
    held = [incident(invent, None), incident(invent, MONDAY), incident(invent, MONDAY, status="denied")]
    series = count(held, "day")
    assert (sum(series.counts), series.undated) == (1, 1)


def test_claimed_and_attributed_make_up_the_whole(invent: Any) -> None:
    claimed = incident(invent, MONDAY, sources=("sdf",), status="claimed")
    series = count([claimed, incident(invent, MONDAY), incident(invent, MONDAY)], "day")
    assert series.parts == {"claimed": (1,), "attributed": (2,)} and series.counts == (3,)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 200), st.sampled_from(["day", "week", "month"]))
def test_steps_cover_a_period_without_gaps(start: date, days: int, step: Step) -> None:
    period = Period(start, start + timedelta(days=days))
    starts = steps_of(period, step)
    assert starts[0] <= period.start and starts[-1] <= period.end
    assert {step_start(period.start + timedelta(days=n), step) for n in range(period.days)} == set(starts)


def test_a_fixed_panel_holds_the_outlets_that_were_there_all_along() -> None:
    weeks = [MONDAY + timedelta(days=7 * n) for n in range(10)]
    period = Period(weeks[0], weeks[-1] + timedelta(days=6))
    told = {"old": weeks, "new": weeks[6:], "gone": weeks[:3], "": weeks}
    assert fixed_panel(told, period, "week") == ("old",)


def test_a_new_outlet_makes_no_trend_in_a_fixed_panel(invent: Any) -> None:
    held = spread(invent, [2] * 4, outlet="old") + spread(invent, [0, 0, 5, 5], outlet="new")
    assert count(held, "week").counts == (2, 2, 7, 7)
    assert count(held, "week", panel=("old",)).counts == (2, 2, 2, 2)


def test_the_exact_interval_is_that_of_the_binomial() -> None:
    # 10 and 25 events in equal times; scipy.stats.binomtest(25, 35).proportion_ci() gives 0.5370 and 0.8536.
    ratio = rate_ratio([2, 3, 3, 2], [6, 6, 7, 6], 28, 28)
    assert ratio.ratio == pytest.approx(2.5) and ratio.dispersion == 1.0
    assert ratio.low == pytest.approx(0.5370 / 0.4630, rel=0.002)
    assert ratio.high == pytest.approx(0.8536 / 0.1464, rel=0.002)
    assert ratio.changed == "up"


def test_longer_periods_are_allowed_for() -> None:
    assert rate_ratio([5, 5, 5], [5, 5, 5, 5, 5, 5], 21, 42).ratio == pytest.approx(1.0)


def test_too_few_events_say_nothing() -> None:
    few = rate_ratio([0, 0, 1], [1, 2, 1], 21, 21)
    assert few.ratio is None and few.changed == "unclear" and "5 events" in few.too_few
    assert "2 steps" in rate_ratio([9, 9], [9, 9, 9], 14, 21).too_few


def test_none_before_is_a_rise_with_no_upper_end() -> None:
    ratio = rate_ratio([0, 0, 0], [4, 5, 4], 21, 21)
    assert ratio.changed == "up" and ratio.high == math.inf and ratio.low is not None and ratio.low > 1


def test_bursts_widen_the_interval() -> None:
    calm = rate_ratio([5, 5, 5, 5], [9, 9, 9, 9], 28, 28)
    bursts = rate_ratio([0, 20, 0, 0], [36, 0, 0, 0], 28, 28)
    assert bursts.dispersion > 5 and bursts.changed == "unclear"
    assert calm.dispersion == 1.0 and calm.low and bursts.low and bursts.low < calm.low


def test_dispersion_of_poisson_counts_is_one() -> None:
    dice = random.Random(3)
    counts = [sum(dice.random() < 0.05 for _ in range(100)) for _ in range(200)]
    assert dispersion(counts) == 1.0
    assert dispersion([c * 5 for c in counts]) == pytest.approx(5, rel=0.3)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    dice = random.Random(11)

    def weeks(rate: float) -> list[int]:
        return [sum(dice.random() < rate / 50 for _ in range(50)) for _ in range(8)]

    held = 0
    for _ in range(300):
        ratio = rate_ratio(weeks(3), weeks(6), 56, 56)
        held += ratio.low is not None and ratio.high is not None and ratio.low <= 2 <= ratio.high
    assert held / 300 >= 0.93


def test_a_step_in_the_rate_is_found_where_it_is() -> None:
    starts = [MONDAY + timedelta(days=7 * n) for n in range(20)]
    (point,) = change_points(starts, [2, 3, 1, 2, 2, 3, 2, 1, 2, 2, 9, 8, 10, 9, 11, 8, 9, 10, 9, 8])
    assert point.start == starts[10] and point.before == pytest.approx(2) and point.after > 8


def test_a_steady_rate_seldom_has_change_points() -> None:
    dice = random.Random(5)
    starts = [MONDAY + timedelta(days=7 * n) for n in range(30)]
    series = [[sum(dice.random() < 0.1 for _ in range(40)) for _ in starts] for _ in range(100)]
    assert sum(bool(change_points(starts, counts)) for counts in series) <= 5
    assert change_points(starts[:5], [0, 0, 9, 9, 9]) == []


def test_the_trend_speaks_plainly(invent: Any) -> None:
    held = spread(invent, [1, 1, 0, 1, 4, 5, 4, 6], sources=("sohr",))
    periods = (known_period("2024-04-01..2024-04-28"), known_period("2024-04-29..2024-05-26"))
    found = trend(held, title="الحوادث", step="week", periods=periods, split=True)
    said = " ".join(sentences(found))
    assert "the rate rose (rate ratio 6.33" in said and "Counts are of reported incidents" in said
    text = as_text(found)
    assert "attributed" in text and "2024-05-20" in text
    table = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [int(r["incidents"]) for r in table] == [1, 1, 0, 1, 4, 5, 4, 6]
    few = trend(held[:2], title="t", step="week", periods=periods)
    assert "too few data" in " ".join(sentences(few))
    assert "no incidents" in as_text(trend([], title="t", step="week"))


def test_the_chart_is_a_picture(invent: Any) -> None:
    found = trend(spread(invent, [1, 2, 1, 2, 2, 9, 9, 8, 9]), title="حوادث البصيرة", step="week", split=True)
    assert found.changes
    svg = as_svg(found).decode("utf-8")
    assert svg.startswith("<svg") and "حوادث" in svg and "http://" not in svg.replace("http://www.w3.org", "")
    assert as_png(found).startswith(b"\x89PNG")


@pytest.mark.parametrize("value", ["2024-05-01", "May..June", "2024-05-09..2024-05-01", ".."])
def test_what_is_no_period_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="period"):
        known_period(value)


def statement(text: str = "ازدياد نشاط التنظيم", **values: Any) -> Statement:
    given: dict[str, Any] = {"start": date(2024, 5, 1), "end": date(2024, 5, 21), "actor_id": "islamic_state"}
    return Statement(Quote(text, 0, len(text)), **{**given, **values})


def around(invent: Any, before: list[int], after: list[int], **options: Any) -> list[Incident]:
    parties = {"by": ("islamic_state",), **options}
    return spread(invent, before, 7, date(2024, 4, 11), **parties) + spread(
        invent, after, 7, date(2024, 5, 2), **parties
    )


def test_a_statement_is_supported_contradicted_or_left_open(invent: Any) -> None:
    rise, fall = around(invent, [1, 1, 1], [5, 6, 5]), around(invent, [5, 6, 5], [1, 1, 1])
    assert check(statement(), rise, published=None).verdict == "supported"
    assert check(statement(), fall, published=None).verdict == "contradicted"
    assert check(statement(direction="down"), fall, published=None).verdict == "supported"
    assert check(statement(direction="steady"), rise, published=None).verdict == "contradicted"
    even = check(statement(), around(invent, [3, 3, 3], [3, 4, 3]), published=None)
    assert even.verdict == "not enough data" and even.ratio and (even.ratio.first, even.ratio.second) == (9, 10)
    assert check(statement(), [], published=None).verdict == "not enough data"


def test_nobody_confirms_himself(invent: Any) -> None:
    held = around(invent, [0, 0, 0], [4, 4, 4])
    own = [replace(i, tellings=tuple(replace(t, report="own") for t in i.tellings)) for i in held]
    assert check(statement(), own, published=None, report="own").verdict == "not enough data"
    assert check(statement(), own, published=None, report="other").verdict == "supported"


def test_only_the_party_and_the_place_of_the_statement_count(invent: Any) -> None:
    elsewhere = around(invent, [0, 0, 0], [5, 5, 5], place="عفرين")
    others = around(invent, [0, 0, 0], [5, 5, 5], by=("sdf",))
    place = Quote("دير الزور", 0, 9)
    for held in (elsewhere, others):
        assert check(statement(place=place), held, published=None).verdict == "not enough data"
    here = around(invent, [0, 0, 0], [5, 5, 5])
    assert check(statement(place=place), here, published=None).verdict == "supported"


def test_a_statement_without_period_is_about_the_last_two_weeks(invent: Any) -> None:
    undated = statement(start=None, end=None)
    found = check(undated, [], published=date(2024, 5, 21))
    assert found.periods and found.periods[1] == Period(date(2024, 5, 8), date(2024, 5, 21))
    assert check(undated, [], published=None).reason.startswith("neither")
    assert "no party" in check(statement(actor_id=None), [], published=None).reason


def test_the_verbs(store: Any, invent: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = "ازدياد نشاط التنظيم"
    report = Report(f"تقرير: {words} في أيار.", doc_id="s", url="https://news.example/s", published=date(2024, 5, 21))
    told = [
        invent(day=date(2024, 4, 10 + n) if n < 3 else date(2024, 5, n), by=("islamic_state",), outlet="الفرات")
        for n in range(18)
    ]
    store(told, (statement(words),), (report,))
    link_archive()
    assert run(["trend", "--actor", "islamic_state", "--in", "دير الزور", "--split", "claimed,attributed"]) == 0
    shown = capfd.readouterr().out
    assert "Islamic State" in shown and "claimed" in shown
    for name in ("t.svg", "t.png", "t.csv"):
        assert run(["trend", "--by", "day", "--output", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 50
    capfd.readouterr()
    assert run(["trend", "--by", "year"]) == 1
    assert "day, week, month" in capfd.readouterr().err
    assert run(["trend", "--actor", "nobody-at-all"]) == 1
    assert "no actor" in capfd.readouterr().err
    assert run(["trend", "--period", "2024-05-01..2024-05-09"]) == 2
    assert run(["check", "--list"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    name = line.split()[0]
    assert name.endswith(":s1") and words in line
    assert run(["check", name]) == 0
    assert capfd.readouterr().out.startswith(asking.check_statement(name).verdict)
    assert run(["check", "r1:s7"]) == 1
    assert "--list" in capfd.readouterr().err
