"""A report's own trend statement held against the archive: supported, contradicted, or not enough data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from khabar.desk.analysis.counts import Period
from khabar.desk.analysis.rates import Ratio
from khabar.desk.analysis.trend import compare
from khabar.desk.linking.incident import Incident
from khabar.desk.releases.filters import actors_of, place_names
from khabar.model import Statement
from khabar.text.fold import key

Verdict = Literal["supported", "contradicted", "not enough data"]
_USUAL_DAYS = 14  # what "lately" is taken to mean where a statement names no period


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict with its grounds. `periods` are the time before and the time of the statement."""

    verdict: Verdict
    reason: str
    statement: Statement
    periods: tuple[Period, Period] | None = None
    ratio: Ratio | None = None


def check(statement: Statement, incidents: Iterable[Incident], *, published: date | None, report: str = "") -> Checked:
    """Hold a statement against `incidents`: its own period against the equally long one before.

    Incidents that only the statement's own `report` tells are left out: nobody confirms himself. A rise is supported
    where the interval of the rate ratio lies above 1, contradicted where it lies below; a steady state is contradicted
    by either.
    """
    if statement.actor_id is None:
        return Checked("not enough data", "the statement names no party that is on the list of actors", statement)
    periods = _periods(statement, published)
    if periods is None:
        return Checked("not enough data", "neither the statement nor its report has a date", statement)
    place = key(statement.place.text) if statement.place else ""
    held = [i for i in incidents if _counts(i, statement.actor_id, place, report)]
    ratio = compare(held, periods)
    verdict, reason = _judge(statement, ratio)
    return Checked(verdict, reason, statement, periods, ratio)


def _periods(statement: Statement, published: date | None) -> tuple[Period, Period] | None:
    end = statement.end or published
    if end is None:
        return None
    start = statement.start or end - timedelta(days=_USUAL_DAYS - 1)
    now = Period(min(start, end), end)
    return Period(now.start - timedelta(days=now.days), now.start - timedelta(days=1)), now


def _counts(incident: Incident, actor: str, place: str, report: str) -> bool:
    if actor not in actors_of(incident) or all(t.report == report for t in incident.tellings):
        return False
    return not place or any(place == name or place in name.split() for name in place_names(incident))


def _judge(statement: Statement, ratio: Ratio) -> tuple[Verdict, str]:
    if ratio.ratio is None:
        return "not enough data", ratio.too_few
    found = {"up": "the rate rose", "down": "the rate fell", "unclear": "no change can be told from chance"}
    reason = found[ratio.changed]
    if statement.direction == "steady":
        return ("not enough data" if ratio.changed == "unclear" else "contradicted"), reason
    if ratio.changed == "unclear":
        return "not enough data", reason
    return ("supported" if ratio.changed == statement.direction else "contradicted"), reason


def as_text(checked: Checked) -> str:
    """The verdict in sentences."""
    statement = checked.statement
    lines = [f"{checked.verdict}: {checked.reason}", f"statement: {statement.quote.text}"]
    if checked.periods and checked.ratio:
        before, now = checked.periods
        lines += [
            f"before: {before.start} to {before.end}: {checked.ratio.first} incidents",
            f"then:   {now.start} to {now.end}: {checked.ratio.second} incidents",
        ]
        if checked.ratio.ratio is not None:
            interval = f"{checked.ratio.low:.2f} to {checked.ratio.high:.2f}"
            lines.append(f"rate ratio {checked.ratio.ratio:.2f} (95% interval {interval})")
    lines.append("Counts are of incidents that other reports in the archive tell.")
    return "\n".join(lines) + "\n"


def statement_id(report: str, number: int) -> str:
    """The id of a report's statement, counted from 1."""
    return f"{report}:s{number}"


def split_id(value: str) -> tuple[str, int] | None:
    """Report and number of a statement id; None if it is none."""
    report, colon, number = value.strip().rpartition(":s")
    return (report, int(number)) if colon and report and number.isdecimal() else None


def numbered(report: str, statements: Sequence[Statement]) -> list[tuple[str, Statement]]:
    """A report's statements with their ids."""
    return [(statement_id(report, at), statement) for at, statement in enumerate(statements, 1)]
