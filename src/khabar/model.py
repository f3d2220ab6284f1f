"""The nouns of khabar as frozen, slotted records.

Offsets are code points of `Report.text` as given, half-open. A value of a claim is built from a `Quote`, the
characters that support it: a value without evidence cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

Role = Literal["perpetrator", "target", "support"]
HarmKind = Literal["killed", "injured", "detained", "abducted", "displaced"]
Status = Literal["claimed", "reported", "accused", "denied", "alleged"]
Basis = Literal["event", "statement"]
DatePrecision = Literal["instant", "day", "part_of_day", "week", "month", "year", "range", "open"]
PlacePrecision = Literal["settlement", "near", "area", "admin3", "admin2", "admin1", "country", "unlocated"]


class Span(NamedTuple):
    """`[start, end)` in code points of the report's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim support: `text == report.text[start:end]`."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Quote:
        """Cut `[start, end)` out of `text`; raises ValueError for an empty or outlying span."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span [{start}, {end}) lies outside a text of {len(text)} code points")
        return cls(text[start:end], start, end)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Finding:
    """Doubt about the data, with a stable code (`date.impossible`, `published.contradicted`, ...)."""

    code: str
    message: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading that was weighed; the loser stays so that a reviewer sees why it lost."""

    value: str
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One text as published. `text` never changes: everything else points into it."""

    text: str
    doc_id: str = ""
    outlet: str | None = None
    title: str | None = None
    published: date | None = None
    url: str | None = None
    retrieved: datetime | None = None
    language: str = "ar"
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DateValue:
    """The day(s) of an event, both ends inclusive."""

    start: date
    end: date
    quote: Quote
    basis: Basis = "event"
    precision: DatePrecision = "day"
    runners_up: tuple[Candidate, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """A containing unit; `level` 0 is the country, 1 the governorate."""

    level: int
    name_ar: str
    name_en: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Where an event happened: as told (`quote`, `within`) and as resolved (coordinates with a radius in km)."""

    quote: Quote
    within: tuple[Quote, ...] = ()
    landmark: Quote | None = None
    name_en: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    gazetteer_id: str | None = None
    precision: PlacePrecision = "unlocated"
    admin: tuple[AdminUnit, ...] = ()
    country: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A party that takes part, with the wording of the text; `id` is its key in the actor table."""

    quote: Quote
    role: Role
    id: str | None = None
    name_en: str = ""
    kind: str = ""
    partisan: bool = False
    runners_up: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Harm:
    """A toll of one kind. `high` is None for an open upper end; `victims` is who was hurt, as told."""

    kind: HarmKind
    low: int
    high: int | None
    quote: Quote
    victims: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One link of the isnad; `tie` is its allegiance as told ("التابع للإدارة الذاتية")."""

    quote: Quote
    id: str | None = None
    name_en: str = ""
    tie: Quote | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One event, at one place, on one day, as told by one chain of sources (outermost first)."""

    id: str
    type: str
    family: str
    evidence: Quote
    trigger: Quote
    date: DateValue | None = None
    place: PlaceValue | None = None
    actors: tuple[Party, ...] = ()
    harm: tuple[Harm, ...] = ()
    sources: tuple[Source, ...] = ()
    status: Status = "reported"
    confidence: float = 0.5
    reasons: tuple[str, ...] = ()
    runners_up: tuple[Candidate, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A trend told by the report ("زيادة نشاط خلايا التنظيم"): no claim, but kept."""

    quote: Quote
    subject: Quote | None = None
    direction: Literal["up", "down", "steady"] = "up"
    place: Quote | None = None
    start: date | None = None
    end: date | None = None
    actor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie between two parties told in the text ("التابعة لـ", "بقيادة"), or a short name defined by it."""

    kind: str
    subject: Quote
    object: Quote
    quote: Quote
    subject_id: str | None = None
    object_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A trigger that made no claim, and why."""

    quote: Quote
    reason: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one report yields."""

    report: Report
    claims: tuple[Claim, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
