"""What an incident shows: every value told and by whom, the displayed ones by a named rule, its origins and grade.

Pure functions over the claims of one incident. Nothing is averaged: a displayed value is always one that was told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar, get_args

from khabar.attribute.parties import same_side
from khabar.desk.linking.sides import Side, origin_of, side_of
from khabar.model import AdminUnit, Claim, DatePrecision, HarmKind, PlacePrecision

Rule = Literal["lowest", "highest", "latest", "most_origins"]
Grade = Literal["claimed only", "single source", "fair", "confirmed", "contested", "denied"]
RULES: tuple[Rule, ...] = get_args(Rule)
HARMS: tuple[HarmKind, ...] = get_args(HarmKind)

T = TypeVar("T", bound=Hashable)
# "عدد من القتلى": a plural that nobody counted; it never outbids a count.
_UNCOUNTED = 2
_PRECISE: tuple[PlacePrecision, ...] = (
    "settlement",
    "near",
    "area",
    "admin3",
    "admin2",
    "admin1",
    "country",
    "unlocated",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim with where it was told. `claim_id` and `report` are unique; `family` is shared by copies of one text;
    `seen` is the day on which the archive first had it."""

    claim_id: str
    claim: Claim
    report: str
    family: str = ""
    outlet: str = ""
    url: str = ""
    published: date | None = None
    seen: date | None = None

    @property
    def origin(self) -> str:
        """Who is behind it: the innermost source that is known, else the text itself, whoever copied it."""
        return origin_of(self.claim, self.family or self.report)


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value, the claims that tell it, the origins behind them, and their sides."""

    value: T
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    sides: tuple[Side, ...]
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people; `high` is None for an open upper end."""

    low: int
    high: int | None

    @property
    def counted(self) -> bool:
        return self.high is not None or self.low > _UNCOUNTED


@dataclass(frozen=True, slots=True)
class Day:
    """When, both ends inclusive."""

    start: date
    end: date
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class Where:
    """A place as resolved. Degrees and kilometres."""

    name: str
    name_en: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: PlacePrecision
    admin: tuple[AdminUnit, ...]
    country: str
    gazetteer_id: str


@dataclass(frozen=True, slots=True)
class PartyTold:
    """A party of the event. `name_en` is empty where it is on no list."""

    id: str
    name_en: str
    kind: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """The lowest and highest number told, and the displayed one; `open` where the highest names no upper end."""

    low: int
    best: int
    high: int
    open: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """A happening as all its claims tell it. Sequences of `Told` begin with the displayed value."""

    id: str
    rule: Rule
    types: tuple[Told[str], ...]
    days: tuple[Told[Day], ...]
    places: tuple[Told[Where], ...]
    parties: tuple[Told[PartyTold], ...]
    tolls: dict[HarmKind, tuple[Told[Toll], ...]]
    origins: dict[Side, int]
    grade: Grade
    why_grade: str
    tellings: tuple[Telling, ...]

    @property
    def type(self) -> str:
        return self.types[0].value

    @property
    def day(self) -> Day | None:
        return self.days[0].value if self.days else None

    @property
    def place(self) -> Where | None:
        return self.places[0].value if self.places else None

    def estimate(self, kind: HarmKind) -> Estimate | None:
        """Low, best and high of one kind of harm; None where no claim tells of it."""
        told = self.tolls.get(kind)
        if not told:
            return None
        counted = [t.value for t in told if t.value.counted] or [t.value for t in told]
        highs = [t.value.low if t.value.high is None else t.value.high for t in told]
        top = max(range(len(told)), key=lambda at: highs[at])
        return Estimate(min(t.low for t in counted), told[0].value.low, highs[top], told[top].value.high is None)


def summarise(
    incident_id: str, tellings: Iterable[Telling], *, rule: Rule = "lowest", confirmed: bool = False
) -> Incident:
    """The incident that `tellings` make up; `confirmed` where a person confirmed it.

    Denials tell that something is denied and no values, unless nothing else is told.
    Raises ValueError without tellings.
    """
    every = tuple(sorted(tellings, key=lambda t: (t.published or date.max, t.claim_id)))
    if not every:
        raise ValueError(f"incident {incident_id} has no claims")
    telling = tuple(t for t in every if t.claim.status != "denied") or every
    perpetrators = {a.id for t in telling for a in t.claim.actors if a.role == "perpetrator" and a.id}
    targets = {a.id for t in telling for a in t.claim.actors if a.role == "target" and a.id}

    def side(one: Telling) -> Side:
        return side_of(one.claim, perpetrators, targets)

    grade, why = grade_of(every, side, confirmed)
    return Incident(
        id=incident_id,
        rule=rule,
        types=_by_support(telling, side, lambda t: [t.claim.type]),
        days=_days(telling, side),
        places=_places(telling, side),
        parties=_by_support(telling, side, _parties_of),
        tolls={kind: told for kind in HARMS if (told := _tolls(telling, side, kind, rule))},
        origins=_origins(telling, side),
        grade=grade,
        why_grade=why,
        tellings=every,
    )


def _told(value: T, by: Sequence[Telling], side: Callable[[Telling], Side]) -> Told[T]:
    dated = [t.published for t in by if t.published]
    return Told(
        value,
        tuple(t.claim_id for t in by),
        tuple(sorted({t.origin for t in by})),
        tuple(sorted({side(t) for t in by})),
        max(dated, default=None),
    )


def _collect(
    tellings: Sequence[Telling], side: Callable[[Telling], Side], values: Callable[[Telling], Sequence[T]]
) -> list[Told[T]]:
    by: dict[T, list[Telling]] = {}
    for telling in tellings:
        for value in dict.fromkeys(values(telling)):
            by.setdefault(value, []).append(telling)
    return [_told(value, found, side) for value, found in by.items()]


def _by_support(
    tellings: Sequence[Telling], side: Callable[[Telling], Side], values: Callable[[Telling], Sequence[T]]
) -> tuple[Told[T], ...]:
    """Values with the most origins first; among equals the one told first."""
    return tuple(sorted(_collect(tellings, side, values), key=lambda t: (-len(t.origins), -len(t.claims))))


def _parties_of(telling: Telling) -> list[PartyTold]:
    return [
        PartyTold(a.id or "", a.name_en, a.kind, a.role, "" if a.id else a.quote.text) for a in telling.claim.actors
    ]


def _days(tellings: Sequence[Telling], side: Callable[[Telling], Side]) -> tuple[Told[Day], ...]:
    def values(telling: Telling) -> list[Day]:
        when = telling.claim.date
        return [Day(when.start, when.end, when.precision)] if when else []

    events = {t.claim_id for t in tellings if t.claim.date and t.claim.date.basis == "event"}

    def order(told: Told[Day]) -> tuple[bool, int, int, date]:
        dates_event = bool(events & set(told.claims))
        return not dates_event, (told.value.end - told.value.start).days, -len(told.origins), told.value.start

    return tuple(sorted(_collect(tellings, side, values), key=order))


def _places(tellings: Sequence[Telling], side: Callable[[Telling], Side]) -> tuple[Told[Where], ...]:
    def values(telling: Telling) -> list[Where]:
        place = telling.claim.place
        if place is None:
            return []
        return [
            Where(
                place.quote.text,
                place.name_en,
                place.lat,
                place.lon,
                place.radius_km,
                place.precision,
                place.admin,
                place.country or "",
                place.gazetteer_id or "",
            )
        ]

    def order(told: Told[Where]) -> tuple[int, int, int]:
        return _PRECISE.index(told.value.precision), -len(told.origins), -len(told.claims)

    return tuple(sorted(_collect(tellings, side, values), key=order))


def _tolls(
    tellings: Sequence[Telling], side: Callable[[Telling], Side], kind: HarmKind, rule: Rule
) -> tuple[Told[Toll], ...]:
    def values(telling: Telling) -> list[Toll]:
        return [Toll(h.low, h.high) for h in telling.claim.harm if h.kind == kind]

    return tuple(sorted(_collect(tellings, side, values), key=lambda t: (not t.value.counted, *_rank(t, rule))))


def _rank(told: Told[Toll], rule: Rule) -> tuple[int, ...]:
    """Sort key that puts the value of the rule first; ties go to the lower number."""
    low = told.value.low
    high = low if told.value.high is None else told.value.high
    match rule:
        case "highest":
            return (-high, -low)
        case "latest":
            return (-(told.latest.toordinal() if told.latest else 0), low, high)
        case "most_origins":
            return (-len(told.origins), -len(told.claims), low, high)
    return (low, high)


def _origins(tellings: Sequence[Telling], side: Callable[[Telling], Side]) -> dict[Side, int]:
    sides = {t.origin: side(t) for t in tellings}
    counts = Counter(sides.values())
    return {name: counts[name] for name in get_args(Side) if counts[name]}


def grade_of(
    tellings: Sequence[Telling], side: Callable[[Telling], Side], confirmed: bool = False
) -> tuple[Grade, str]:
    """Grade and reason, after Airwars' civilian harm grading (airwars.org/about/methodology).

    confirmed: a person confirmed it. denied: nobody tells of it but to deny it. contested: one side denies what
    others tell, or origins blame different parties. claimed only: its perpetrators alone tell of it. fair: two or
    more independent origins. single source: one.
    """
    if confirmed:
        return "confirmed", "a person confirmed it"
    told = [t for t in tellings if t.claim.status != "denied"]
    if not told:
        return "denied", "it is only told to be denied"
    if len(told) < len(tellings):
        return "contested", "one party denies what others tell"
    if blamed := _rival_blame(told):
        return "contested", f"different parties are blamed: {', '.join(blamed)}"
    if all(t.claim.status == "claimed" and side(t) == "perpetrator" for t in told):
        return "claimed only", "its perpetrators alone tell of it"
    origins = {t.origin for t in told}
    if len(origins) > 1:
        return "fair", f"{len(origins)} independent origins"
    return "single source", "one origin"


def _rival_blame(tellings: Sequence[Telling]) -> list[str]:
    """Known perpetrators where two origins name none on a common side; empty for clashes, where both sides act."""
    if all(t.claim.type == "armed_clash" for t in tellings):
        return []
    blamed: dict[str, set[str]] = {}
    for telling in tellings:
        names = {a.id for a in telling.claim.actors if a.role == "perpetrator" and a.id and a.id != "unknown"}
        if names:
            blamed.setdefault(telling.origin, set()).update(names)
    sets = list(blamed.values())
    rivals = any(
        not any(same_side(a, b) for a in one for b in two) for at, one in enumerate(sets) for two in sets[at + 1 :]
    )
    return sorted(set().union(*sets)) if rivals else []
