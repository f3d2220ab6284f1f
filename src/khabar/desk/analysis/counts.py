"""Incidents counted by day, week or month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from khabar.desk.linking.incident import Incident
from khabar.errors import ConfigError

Step = Literal["day", "week", "month"]
Part = Literal["claimed", "attributed"]
STEPS: tuple[Step, ...] = get_args(Step)
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Series:
    """Counts by step. `undated` incidents and those `spread` over more than one step are in no count.

    `parts` splits the counts; `panel` are the outlets counted, empty for all.
    """

    step: Step
    starts: tuple[date, ...]
    counts: tuple[int, ...]
    parts: dict[Part, tuple[int, ...]]
    undated: int
    spread: int
    panel: tuple[str, ...] = ()


def step_start(day: date, step: Step) -> date:
    """First day of the step that holds `day`; weeks begin on Monday (ISO 8601)."""
    match step:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
    return day


def next_step(start: date, step: Step) -> date:
    """First day of the step after the one that begins at `start`."""
    match step:
        case "week":
            return start + timedelta(days=7)
        case "month":
            return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=1)


def steps_of(period: Period, step: Step) -> list[date]:
    """First days of all steps that a period touches."""
    found = [step_start(period.start, step)]
    while (following := next_step(found[-1], step)) <= period.end:
        found.append(following)
    return found


def known_step(value: str) -> Step:
    """`value` as a step; raises ConfigError for another."""
    for step in STEPS:
        if step == value.strip().lower():
            return step
    raise ConfigError(f"cannot count by {value!r}: choose one of {', '.join(STEPS)}", value=value)


def part_of(incident: Incident) -> Part:
    """claimed: its perpetrators own it in some telling; attributed: it is only told of them by others."""
    return "claimed" if any(t.claim.status == "claimed" for t in incident.tellings) else "attributed"


def count(
    incidents: Iterable[Incident], step: Step, period: Period | None = None, panel: Sequence[str] | None = None
) -> Series:
    """Count incidents by the step in which they lie, over `period` or from the first to the last of them.

    With a `panel`, only incidents that one of its outlets tells are counted. Denied incidents are not.
    """
    held = [i for i in incidents if i.grade != "denied" and _told_by(i, panel)]
    dated = [i for i in held if i.day is not None]
    spread = [i for i in dated if i.day and step_start(i.day.start, step) != step_start(i.day.end, step)]
    placed = [(step_start(i.day.start, step), part_of(i)) for i in dated if i.day and i not in spread]
    if period is not None:
        first, last = step_start(period.start, step), period.end
        placed = [(start, part) for start, part in placed if first <= start <= last]
    starts = steps_of(period or _extent(placed), step) if placed or period else []
    return Series(
        step,
        tuple(starts),
        _tally((start for start, _ in placed), starts),
        {part: _tally((start for start, p in placed if p == part), starts) for part in PARTS},
        len(held) - len(dated),
        len(spread),
        tuple(panel or ()),
    )


def _extent(placed: Sequence[tuple[date, Part]]) -> Period:
    return Period(min(start for start, _ in placed), max(start for start, _ in placed))


def _tally(found: Iterable[date], starts: Sequence[date]) -> tuple[int, ...]:
    counts = Counter(found)
    return tuple(counts[start] for start in starts)


def _told_by(incident: Incident, panel: Sequence[str] | None) -> bool:
    return panel is None or any(t.outlet in panel for t in incident.tellings)


def fixed_panel(
    published: Mapping[str, Iterable[date]], period: Period, step: Step, share: float = 0.9
) -> tuple[str, ...]:
    """Outlets that published something in at least `share` of the steps of a period.

    A trend over them is no artefact of outlets that came or went.
    """
    starts = steps_of(period, step)
    needed = share * len(starts)
    first: Callable[[date], date] = lambda day: step_start(day, step)  # noqa: E731
    kept = {
        outlet: len({first(day) for day in days if period.holds(day)} & set(starts))
        for outlet, days in published.items()
    }
    return tuple(sorted(outlet for outlet, steps in kept.items() if steps >= needed and outlet))
