"""An incident as it may be published: settlement level at the finest, no private persons; a flat row, its tellings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from khabar.desk.linking.incident import HARMS, Incident, PartyTold, Telling, Told, Where
from khabar.desk.releases.fields import policy
from khabar.desk.releases.gathered import Gathered, Verdict
from khabar.lexicon import load
from khabar.text.fold import key

Value = str | int | float | list[str] | None


@dataclass(frozen=True, slots=True)
class Published:
    """`row` holds the fields of `formats/fields.toml`; `tellings` every value told and by whom; `summary` one line."""

    row: dict[str, Value]
    tellings: list[dict[str, Any]]
    summary: str
    verdicts: tuple[Verdict, ...] = ()
    engines: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return str(self.row["incident_id"])


@cache
def _types() -> dict[str, dict[str, Any]]:
    return {row["type"]: row for row in load("event_types").rows}


@cache
def _actors() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for table in ("source_names", "actors") for row in load(table).rows}


def actor_name(actor: str) -> str:
    """English name of a party, agency or outlet on the lists, else its id."""
    return str(_actors().get(actor, {}).get("name_en") or actor)


@cache
def _classes() -> dict[str, str]:
    return {key(form): row["class"] for row in load("people").rows for form in (row["singular"], *row["plural"])}


def category(kind: str, text: str) -> str:
    """How a party on no list is shown: by its kind, else by the first noun for people in its wording."""
    shown: dict[str, str] = policy()["categories"]
    if kind in shown:
        return shown[kind]
    for word in key(text).split():
        found = _classes().get(word) or _classes().get(word.removeprefix("ال"))
        if found in shown:
            return shown[found]
    return str(policy()["unlisted_party"])


def is_due(incident: Incident, today: date, delay_days: int) -> bool:
    """True once the delay has passed: since the event, else since its first report, else since it came in."""
    day = incident.day.end if incident.day else None
    told = [found for t in incident.tellings if (found := t.published or t.seen)]
    last = day or min(told, default=None)
    return last is not None and last + timedelta(days=delay_days) <= today


def publish(gathered: Gathered) -> Published:
    """The incident with nothing in it that could lead to a house or a private person."""
    incident = gathered.incident
    row = {
        **_what(incident),
        **_when(incident),
        **_where(incident.place),
        **_who(incident),
        **_tolls(incident),
        **_standing(incident),
        **_told_by(incident.tellings),
    }
    return Published(row, [_telling(t) for t in incident.tellings], _summary(row), gathered.verdicts, gathered.engines)


def _what(incident: Incident) -> dict[str, Value]:
    about = _types().get(incident.type, {})
    return {
        "incident_id": incident.id,
        "event_type": incident.type,
        "event_family": about.get("family") or "",
        "acled_event_type": about.get("acled_event") or "",
        "acled_sub_event_type": about.get("acled_sub_event") or "",
    }


def _when(incident: Incident) -> dict[str, Value]:
    day = incident.day
    return {
        "date_start": day.start.isoformat() if day else None,
        "date_end": day.end.isoformat() if day else None,
        "date_precision": day.precision if day else "",
    }


def _where(place: Where | None) -> dict[str, Value]:
    rules = policy()
    places = rules["coordinate_decimals"]
    admin = {u.level: u.name_en or u.name_ar for u in place.admin} if place else {}
    located = place is not None and place.lat is not None and place.lon is not None
    return {
        "place": place.name if place else "",
        "place_en": place.name_en if place else "",
        "admin1": admin.get(1, ""),
        "admin2": admin.get(2, ""),
        "country": place.country if place else "",
        "lat": round(place.lat, places) if place and located and place.lat is not None else None,
        "lon": round(place.lon, places) if place and located and place.lon is not None else None,
        "radius_km": max(place.radius_km or 0.0, rules["least_radius_km"]) if place and located else None,
        "place_precision": place.precision if place else "unlocated",
    }


def _who(incident: Incident) -> dict[str, Value]:
    def of(role: str) -> list[Told[PartyTold]]:
        return [p for p in incident.parties if p.value.role == role]

    return {
        "perpetrators": _unique(p.value.id for p in of("perpetrator")),
        "perpetrator_names": _unique(_shown(p.value) for p in of("perpetrator")),
        "targets": _unique(p.value.id for p in of("target")),
        "target_names": _unique(_shown(p.value) for p in of("target")),
        "supporters": _unique(p.value.id for p in of("support")),
    }


def _shown(party: PartyTold) -> str:
    return actor_name(party.id) if party.id else category(party.kind, party.text)


def _unique(values: Iterable[str]) -> list[str]:
    # "; " joins lists in CSV
    return [v.replace("; ", ", ") for v in dict.fromkeys(values) if v]


def _tolls(incident: Incident) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for kind in HARMS:
        estimate = incident.estimate(kind)
        found[f"{kind}_best"] = estimate.best if estimate else None
        if kind in ("killed", "injured"):
            found[f"{kind}_low"] = estimate.low if estimate else None
            found[f"{kind}_high"] = estimate.high if estimate else None
    return found


def _standing(incident: Incident) -> dict[str, Value]:
    return {
        "rule": incident.rule,
        "grade": incident.grade,
        "grade_reason": incident.why_grade,
        "statuses": sorted({t.claim.status for t in incident.tellings}),
        "origins": sum(incident.origins.values()),
        **{f"origins_{side}": incident.origins.get(side, 0) for side in ("perpetrator", "target", "other")},
    }


def _told_by(tellings: tuple[Telling, ...]) -> dict[str, Value]:
    days = sorted(t.published.isoformat() for t in tellings if t.published)
    return {
        "reports": len({t.report for t in tellings}),
        "claims": len(tellings),
        "sources": _unique(actor_name(s.id) for t in tellings for s in t.claim.sources if s.id),
        "outlets": _unique(t.outlet for t in tellings),
        "urls": _unique(t.url for t in tellings),
        "first_published": days[0] if days else None,
        "last_published": days[-1] if days else None,
    }


def _telling(telling: Telling) -> dict[str, Any]:
    """A claim as published: its values, its chain, and where in which text it stands, without quoting it."""
    claim = telling.claim
    unlisted = policy()["unlisted_source"]
    return {
        "claim_id": telling.claim_id,
        "type": claim.type,
        "status": claim.status,
        "date_start": claim.date.start.isoformat() if claim.date else None,
        "date_end": claim.date.end.isoformat() if claim.date else None,
        "place": claim.place.quote.text if claim.place else "",
        "parties": [
            {"role": a.role, "id": a.id or "", "name": actor_name(a.id) if a.id else category(a.kind, a.quote.text)}
            for a in claim.actors
        ],
        "harm": {h.kind: {"low": h.low, "high": h.high} for h in claim.harm},
        "sources": [{"id": s.id or "", "name": actor_name(s.id) if s.id else unlisted} for s in claim.sources],
        "origin": telling.origin,
        "confidence": round(claim.confidence, 4),
        "report": telling.report,
        "outlet": telling.outlet,
        "url": telling.url,
        "published": telling.published.isoformat() if telling.published else None,
        "evidence": [claim.evidence.start, claim.evidence.end],
        "trigger": {"text": claim.trigger.text, "start": claim.trigger.start, "end": claim.trigger.end},
    }


def _summary(row: dict[str, Value]) -> str:
    """One line without names of private persons: "Shelling at Afrin on 2021-06-12; killed 7; fair"."""
    what = str(_types().get(str(row["event_type"]), {}).get("name_en") or row["event_type"])
    line = what[:1].upper() + what[1:]
    if where := row["place_en"] or row["place"]:
        line += f" at {where}"
    if row["date_start"]:
        line += (
            f" on {row['date_start']}"
            if row["date_start"] == row["date_end"]
            else (f" between {row['date_start']} and {row['date_end']}")
        )
    tolls = [f"{kind} {row[f'{kind}_best']}" for kind in HARMS if row[f"{kind}_best"] is not None]
    return "; ".join([line, *tolls, str(row["grade"])])
