"""The incidents that an export or a release is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from khabar.desk.linking.incident import Rule
from khabar.desk.releases.fields import policy
from khabar.desk.releases.filters import Filter, known_actor, known_day, known_moment, known_place, known_rule
from khabar.desk.releases.gathered import Gathered
from khabar.desk.releases.gathering import gather
from khabar.desk.releases.published import Published, is_due, publish
from khabar.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, in words as given. `delay` is days, None for the policy's."""

    since: str | None = None
    where: str | None = None
    actor: str | None = None
    rule: str = "lowest"
    as_of: str | None = None
    delay: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Incidents to publish, by id; `waiting` are too recent, `retracted` were withdrawn by people."""

    incidents: list[Published]
    waiting: int
    retracted: list[Gathered]
    rule: Rule
    as_of: datetime
    delay: int


def select(wish: Wish) -> Selection:
    """Gather what a wish asks for. Raises ConfigError for an unknown value, naming likely ones."""
    rule = known_rule(wish.rule)
    as_of = known_moment(wish.as_of) if wish.as_of else None
    since = known_day(wish.since) if wish.since else None
    delay = policy()["delay_days"] if wish.delay is None else wish.delay
    if delay < 0:
        raise ConfigError(f"the delay cannot be {delay} days: use 0 or more", value=str(delay))
    moment = as_of or datetime.now(UTC)
    everything = list(gather(as_of, rule))
    incidents = [g.incident for g in everything]
    chosen = Filter(
        since=since,
        where=known_place(wish.where, incidents) if wish.where else "",
        actor=known_actor(wish.actor, incidents) if wish.actor else "",
    )
    taken = [g for g in everything if chosen.takes(g.incident)]
    standing = [g for g in taken if not g.retracted]
    due = [g for g in standing if is_due(g.incident, moment.date(), delay)]
    return Selection(
        [publish(g) for g in due],
        len(standing) - len(due),
        [g for g in taken if g.retracted],
        rule,
        moment,
        delay,
    )
