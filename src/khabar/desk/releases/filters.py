"""Which incidents: since when, where, of which actor, and as of when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from rapidfuzz import process

from khabar.desk.linking.incident import RULES, Incident, Rule
from khabar.desk.linking.sides import bodies
from khabar.errors import ConfigError
from khabar.lexicon import load, names
from khabar.text.fold import key


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that an incident must all meet; empty ones hold always. `where` is a folded place or area name."""

    since: date | None = None
    until: date | None = None
    where: str = ""
    actor: str = ""

    def takes(self, incident: Incident) -> bool:
        day = incident.day
        if self.since and (day is None or day.end < self.since):
            return False
        if self.until and (day is None or day.start > self.until):
            return False
        if self.where and self.where not in place_names(incident):
            return False
        return not self.actor or self.actor in actors_of(incident)


def place_names(incident: Incident) -> set[str]:
    """Folded names and codes of the places and areas that an incident is told for."""
    found: set[str] = set()
    for told in incident.places:
        place = told.value
        found |= {key(place.name), key(place.name_en), key(place.country)}
        for unit in place.admin:
            found |= {key(unit.name_ar), key(unit.name_en), key(unit.code)}
    return found - {""}


def actors_of(incident: Incident) -> set[str]:
    """Ids of all parties of an incident, with the bodies that they are part of."""
    return {body for told in incident.parties if told.value.id for body in bodies(told.value.id)}


def known_rule(value: str) -> Rule:
    """`value` as a rule ("most origins" too); raises ConfigError for an unknown one."""
    wanted = value.strip().lower().replace(" ", "_").replace("-", "_")
    for rule in RULES:
        if rule == wanted:
            return rule
    raise ConfigError(f"there is no rule {value!r}: choose one of {', '.join(RULES)}", value=value)


def known_actor(value: str, incidents: Iterable[Incident] = ()) -> str:
    """The id of an actor given by its id or name; raises ConfigError, with likely ones, for an unknown one."""
    ids: dict[str, str] = {}
    for table in ("source_names", "actors"):
        if table in names():
            for row in load(table).rows:
                ids.update({key(row["id"]): row["id"], key(row["name_en"]): row["id"]})
                ids.update({key(row.get("name_ar") or row.get("name") or ""): row["id"]})
    if "actor_aliases" in names():
        for row in load("actor_aliases").rows:
            ids.setdefault(key(row["alias"]), row["id"])
    for incident in incidents:
        ids.update({key(actor): actor for actor in actors_of(incident)})
    return _choose("actor", value, ids)


def known_place(value: str, incidents: Sequence[Incident]) -> str:
    """The folded name of a place or area told in the archive; raises ConfigError, with likely ones, for others."""
    told = {name: name for incident in incidents for name in place_names(incident)}
    return _choose("place", value, told)


def _choose(what: str, value: str, known: dict[str, str]) -> str:
    wanted = key(value)
    if wanted in known:
        return known[wanted]
    likely = [match for match, score, _ in process.extract(wanted, list(known), limit=3) if score >= 60]
    hint = f"did you mean {', '.join(likely)}?" if likely else "none is known by a name like it"
    raise ConfigError(f"no {what} {value!r}: {hint}", value=value)


def known_day(value: str) -> date:
    """A day written YYYY-MM-DD; raises ConfigError for another."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ConfigError(f"{value!r} is no date: write YYYY-MM-DD", value=value) from None


def known_moment(value: str) -> datetime:
    """A day (its end, UTC) or an ISO date and time; raises ConfigError for another."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ConfigError(f"{value!r} is no moment: write YYYY-MM-DD or YYYY-MM-DDTHH:MM", value=value) from None
    if len(value.strip()) <= 10:
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
