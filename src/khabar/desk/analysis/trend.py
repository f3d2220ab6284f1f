"""A trend: counts by step, what changed between two periods, change points; as a table, CSV and chart."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from khabar.desk.analysis.changes import LEAST_STEPS, ChangePoint, change_points
from khabar.desk.analysis.counts import PARTS, Period, Series, Step, count
from khabar.desk.analysis.rates import LEVEL, Ratio, dispersion, rate_ratio
from khabar.desk.linking.incident import Incident
from khabar.errors import ConfigError

_SHORT_DAYS = 28  # periods up to four weeks are compared by their days, longer ones by their weeks


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts with what can be said about them. `ratio` compares `periods`, where two were given."""

    title: str
    series: Series
    split: bool
    changes: tuple[ChangePoint, ...]
    periods: tuple[Period, Period] | None = None
    ratio: Ratio | None = None

    @property
    def dispersion(self) -> float:
        return dispersion(self.series.counts)


def trend(
    incidents: Sequence[Incident],
    *,
    title: str,
    step: Step,
    period: Period | None = None,
    periods: tuple[Period, Period] | None = None,
    panel: Sequence[str] | None = None,
    split: bool = False,
) -> Trend:
    """Count `incidents` by `step` over `period`, and compare two `periods` where they are given."""
    series = count(incidents, step, period, panel)
    ratio = compare(incidents, periods, panel) if periods else None
    return Trend(title, series, split, tuple(change_points(series.starts, series.counts)), periods, ratio)


def compare(incidents: Iterable[Incident], periods: tuple[Period, Period], panel: Sequence[str] | None = None) -> Ratio:
    """Rate ratio of the second period over the first, counted by days or weeks of their own."""
    width = 1 if max(p.days for p in periods) <= _SHORT_DAYS else 7
    held = list(incidents)
    first, second = (_chunks(held, period, width, panel) for period in periods)
    return rate_ratio(first, second, periods[0].days, periods[1].days)


def _chunks(incidents: Sequence[Incident], period: Period, width: int, panel: Sequence[str] | None) -> list[int]:
    daily = count([i for i in incidents if _within(i, period)], "day", period, panel).counts
    whole = [sum(daily[at : at + width]) for at in range(0, len(daily), width)]
    if width > 1 and len(daily) % width and len(whole) > 1:
        whole[-2:] = [whole[-2] + whole[-1]]  # a part of a week is no week
    return whole


def _within(incident: Incident, period: Period) -> bool:
    return incident.day is not None and period.holds(incident.day.start) and period.holds(incident.day.end)


def known_period(value: str) -> Period:
    """A period written START..END (days, YYYY-MM-DD); raises ConfigError for another."""
    first, dots, last = value.partition("..")
    try:
        period = Period(date.fromisoformat(first.strip()), date.fromisoformat(last.strip()))
    except ValueError:
        raise ConfigError(f"{value!r} is no period: write 2020-05-01..2020-05-31", value=value) from None
    if not dots or period.end < period.start:
        raise ConfigError(f"the period {value!r} ends before it begins: write the earlier day first", value=value)
    return period


def as_csv(found: Trend) -> str:
    """One row a step: its first day, the count, and the parts where they were asked for."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow([found.series.step, "incidents", *(PARTS if found.split else ())])
    for at, start in enumerate(found.series.starts):
        parts = [found.series.parts[part][at] for part in PARTS] if found.split else []
        writer.writerow([start.isoformat(), found.series.counts[at], *parts])
    return made.getvalue()


def as_text(found: Trend) -> str:
    """The trend for a terminal: a table with bars, then what can be said in sentences."""
    series = found.series
    if not series.starts:
        return f"{found.title}\nno incidents with a date\n"
    widest = max(series.counts) or 1
    head = f"{series.step:<12}{'incidents':>9}" + ("".join(f"{p:>12}" for p in PARTS) if found.split else "")
    lines = [found.title, "", head]
    for at, start in enumerate(series.starts):
        parts = "".join(f"{series.parts[p][at]:>12}" for p in PARTS) if found.split else ""
        bar = "█" * round(30 * series.counts[at] / widest)
        lines.append(f"{start.isoformat():<12}{series.counts[at]:>9}{parts}  {bar}".rstrip())
    return "\n".join([*lines, "", *sentences(found)]) + "\n"


def sentences(found: Trend) -> list[str]:
    """What the counts say, and what they do not."""
    series = found.series
    said = []
    if found.ratio and found.periods:
        said.append(_comparison(found.ratio, found.periods))
    if len(series.counts) < LEAST_STEPS:
        said.append(
            f"{len(series.counts)} {series.step}s are too few to look for change points ({LEAST_STEPS} needed)."
        )
    elif not found.changes:
        said.append("No change point: the counts are compatible with one steady rate.")
    for change in found.changes:
        said.append(
            f"Change point at {change.start}: {change.before:.1f} a {series.step} before, {change.after:.1f} after."
        )
    if found.dispersion > 1:
        said.append(f"The counts vary {found.dispersion:.1f} times as much as chance alone (Poisson) would have it.")
    if series.panel:
        said.append(f"Counted in a fixed panel of {len(series.panel)} outlets: {', '.join(series.panel)}.")
    if series.undated or series.spread:
        said.append(f"Not counted: {series.undated} undated, {series.spread} told for more than one {series.step}.")
    said.append("Counts are of reported incidents: they change with what outlets see and tell, too.")
    return said


def _comparison(ratio: Ratio, periods: tuple[Period, Period]) -> str:
    told = (
        f"{ratio.first} incidents from {periods[0].start} to {periods[0].end}, "
        f"{ratio.second} from {periods[1].start} to {periods[1].end}"
    )
    if ratio.ratio is None:
        return f"{told}: too few data ({ratio.too_few})."
    words = {"up": "the rate rose", "down": "the rate fell", "unclear": "no change can be told from chance"}
    how = "quasi-Poisson" if ratio.dispersion > 1 else "Poisson, exact"
    return (
        f"{told}: {words[ratio.changed]} (rate ratio {ratio.ratio:.2f}, {LEVEL:.0%} interval {ratio.low:.2f} to "
        f"{ratio.high:.2f}, {how})."
    )


def chart(found: Trend) -> dict[str, Any]:
    """The trend as a Vega-Lite specification."""
    import altair as alt

    series = found.series
    rows = _bars(found)
    color = (
        alt.Color("part:N", title=None, scale=alt.Scale(domain=list(PARTS), range=["#b5482a", "#2f5d8a"]))
        if found.split
        else alt.value("#2f5d8a")
    )
    bars = (
        alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%e %b %Y", labelAngle=-35, labelOverlap=True),
            ),
            x2="end:T",
            y=alt.Y("low:Q", title=f"incidents a {series.step}", axis=alt.Axis(tickMinStep=1)),
            y2="high:Q",
            color=color,
        )
    )
    layers: list[Any] = [bars]
    if found.changes:
        marks = [{"start": c.start.isoformat()} for c in found.changes]
        lines = alt.Chart(alt.Data(values=marks))  # type: ignore[no-untyped-call]
        layers.append(lines.mark_rule(color="black", strokeDash=[4, 3]).encode(x="start:T"))
    whole = alt.layer(*layers).properties(
        width=720, height=260, title=alt.TitleParams(found.title, subtitle=_subtitle(found), anchor="start")
    )
    spec: dict[str, Any] = json.loads(whole.configure_view(stroke=None).to_json())
    return spec


def _bars(found: Trend) -> list[dict[str, Any]]:
    """Bars from `start` to `end` and `low` to `high`, the parts of a step one upon the other."""
    series, bars = found.series, []
    for at, start in enumerate(series.starts):
        low = 0
        for part in PARTS if found.split else ("incidents",):
            high = low + (series.parts[part][at] if part in PARTS else series.counts[at])
            if high > low:
                end = _end(series, at).isoformat()
                bars.append({"start": start.isoformat(), "end": end, "part": part, "low": low, "high": high})
            low = high
    return bars


def _end(series: Series, at: int) -> date:
    if at + 1 < len(series.starts):
        return series.starts[at + 1]
    return series.starts[at] + timedelta(days={"day": 1, "week": 7, "month": 30}[series.step])


def _subtitle(found: Trend) -> list[str]:
    return [line for sentence in sentences(found)[:3] for line in _wrapped(sentence)]


def _wrapped(sentence: str, width: int = 115) -> list[str]:
    import textwrap

    return textwrap.wrap(sentence, width)


def as_svg(found: Trend) -> bytes:
    """The chart as SVG."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart(found))).encode("utf-8")


def as_png(found: Trend) -> bytes:
    """The chart as PNG at twice its size."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(chart(found), scale=2))
