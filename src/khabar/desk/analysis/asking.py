"""Questions to the archive: a trend, a report's statement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from khabar.desk.analysis.counts import Period, fixed_panel, known_step
from khabar.desk.analysis.statements import Checked, check, numbered, split_id
from khabar.desk.analysis.trend import Trend, known_period, trend
from khabar.desk.archive.body import to_statement
from khabar.desk.archive.models import Reading, ReportVersion
from khabar.desk.linking.incident import Incident
from khabar.desk.releases.filters import Filter, known_actor, known_day, known_moment, known_place
from khabar.desk.releases.gathering import gather
from khabar.desk.releases.published import actor_name
from khabar.errors import ArchiveError, ConfigError
from khabar.model import Statement


@dataclass(frozen=True, slots=True)
class Question:
    """What `khabar trend` was asked, in words as given."""

    actor: str | None = None
    place: str | None = None
    by: str = "week"
    split: bool = False
    fixed_panel: bool = False
    since: str | None = None
    until: str | None = None
    periods: list[str] = field(default_factory=list)
    as_of: str | None = None


def ask(question: Question) -> Trend:
    """Answer from the archive. Raises ConfigError for an unknown value, naming likely ones."""
    step = known_step(question.by)
    periods = [known_period(p) for p in question.periods]
    everything = _incidents(question.as_of)
    chosen = Filter(
        known_day(question.since) if question.since else None,
        known_day(question.until) if question.until else None,
        known_place(question.place, everything) if question.place else "",
        known_actor(question.actor, everything) if question.actor else "",
    )
    taken = [i for i in everything if chosen.takes(i)]
    extent = _extent(taken, chosen, periods)
    panel = fixed_panel(published_days(), extent, step) if question.fixed_panel and extent else None
    if panel is not None and not panel:
        raise ConfigError("no outlet published all the time: leave --fixed-panel out or shorten the time")
    return trend(
        taken,
        title=_title(question, chosen.actor),
        step=step,
        period=extent,
        periods=(periods[0], periods[1]) if periods else None,
        panel=panel,
        split=question.split,
    )


def _incidents(as_of: str | None) -> list[Incident]:
    moment = known_moment(as_of) if as_of else None
    return [g.incident for g in gather(moment) if not g.retracted]


def _extent(incidents: list[Incident], chosen: Filter, periods: list[Period]) -> Period | None:
    days = [d for i in incidents if i.day for d in (i.day.start, i.day.end)]
    first = chosen.since or min([*days, *(p.start for p in periods)], default=None)
    last = chosen.until or max([*days, *(p.end for p in periods)], default=None)
    return Period(first, max(first, last)) if first and last else None


def _title(question: Question, actor: str) -> str:
    title = f"Incidents involving {actor_name(actor)}" if actor else "Incidents"
    return f"{title} in {question.place}" if question.place else title


def published_days() -> dict[str, set[date]]:
    """Outlet -> days on which it published anything that is in the archive."""
    found: dict[str, set[date]] = defaultdict(set)
    rows = ReportVersion.objects.filter(published__isnull=False, report__outlet__isnull=False)
    for outlet, day in rows.values_list("report__outlet__name", "published").distinct():
        if outlet and day:
            found[outlet].add(day)
    return found


def statements(report: str | None = None) -> list[tuple[str, Statement]]:
    """Statements of the present texts of all reports, or of one, with their ids, as the latest reading found them."""
    readings = Reading.objects.filter(version__standing=ReportVersion.Standing.CURRENT)
    if report is not None:
        readings = readings.filter(version__report__uid=report)
    latest: dict[str, list[Statement]] = {}
    for uid, told in readings.order_by("pk").values_list("version__report__uid", "statements"):
        latest[uid] = [to_statement(body) for body in told]
    return [pair for uid, told in latest.items() for pair in numbered(uid, told)]


def check_statement(statement_id: str, as_of: str | None = None) -> Checked:
    """Hold the statement `REPORT:sN` against the archive. Raises ArchiveError for an unknown one."""
    parts = split_id(statement_id)
    known = dict(statements(parts[0])) if parts else {}
    if parts is None or statement_id.strip() not in known:
        there = f"{parts[0]} has {', '.join(known) or 'none'}; " if parts else ""
        raise ArchiveError(
            f"there is no statement {statement_id!r}: {there}`khabar check --list` shows them all", value=statement_id
        )
    version = ReportVersion.objects.filter(report__uid=parts[0], standing=ReportVersion.Standing.CURRENT).first()
    published = version.published if version else None
    return check(known[statement_id.strip()], _incidents(as_of), published=published, report=parts[0])
