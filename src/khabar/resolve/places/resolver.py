"""Resolve the place mentions of a report together: each by its name, its containers, and the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry
from khabar.lexicon.table import load
from khabar.model import Candidate, PlacePrecision, PlaceValue, Quote
from khabar.resolve.places.extent import middle, shifted, toward
from khabar.resolve.places.location import Location, admin_chain
from khabar.resolve.places.ranking import (
    Ranked,
    alone,
    by_country,
    in_container,
    in_unit,
    position,
    pull,
    settings,
    weights,
)
from khabar.tag.places import PlaceMention
from khabar.tag.places.words import settings as reach
from khabar.text.page import Page

_NEARBY = 30  # mentions to either side: a long digest must not cost its square
_PRECISION: dict[str, PlacePrecision] = {
    "country": "country",
    "region": "area",
    "natural": "area",
    "adm1": "admin1",
    "adm2": "admin2",
    "adm3": "admin3",
}


def resolve_places(
    page: Page,
    mentions: Sequence[PlaceMention],
    gazetteer: Gazetteer,
    *,
    outlet: str | None = None,
    country_hint: str | None = None,
) -> tuple[Location | None, ...]:
    """Locations parallel to `mentions`; None where nothing can be said of a place.

    `outlet` and `country_hint` (ISO 3166-1 alpha-2) weigh in where the text leaves the country open.
    """
    return _Resolver(page, mentions, country_hint or _outlet_country(outlet)).resolve()


@cache
def _outlets() -> dict[str, str]:
    found = {}
    for row in load("outlet_contexts").rows:
        code = next((context[:2] for context in row["contexts"] if context[:2].isupper()), "")
        if code:
            found[row["outlet"]] = code
    return found


def _outlet_country(outlet: str | None) -> str | None:
    return _outlets().get(outlet or "")


class _Resolver:
    def __init__(self, page: Page, mentions: Sequence[PlaceMention], hint: str | None) -> None:
        self.page = page
        self.mentions = mentions
        self.hint = hint
        self.scene: Counter[str] = Counter()
        self.shares: dict[str, float] = {}
        self.votes: dict[tuple[str, bool], list[tuple[str, float]]] = {}
        self.found: list[Location | None] = [None] * len(mentions)
        self.sure: list[tuple[float, float] | None] = [None] * len(mentions)
        self.names = [mention.name for mention in mentions]
        self.lines = [self._line(mention) for mention in mentions]
        self.ranked = self._alone()
        self.leads = self._leads()

    def resolve(self) -> tuple[Location | None, ...]:
        """Two rounds: the second sees where the first put the others."""
        self._count_scene()
        top = max(self.scene.values(), default=0)
        self.shares = {country: votes / top for country, votes in self.scene.items()}
        for round_ in (1, 2):
            for at in self._outer_first():
                self.found[at] = self._locate(at, final=round_ == 2)
        return tuple(self.found)

    def _alone(self) -> list[list[Ranked]]:
        """Candidates of every mention by themselves, read once for each wording."""
        done: dict[tuple[object, ...], list[Ranked]] = {}
        found = []
        for mention in self.mentions:
            surface, unit = self._surface(mention), self._prefers_unit(mention)
            wording = (surface, unit, mention.kind, mention.head, id(mention.candidates))
            if wording not in done:
                done[wording] = alone(mention, surface, unit)
            found.append(done[wording])
        return found

    def _leads(self) -> list[GazetteerEntry | None]:
        """For every mention the governorate last named before it in its paragraph ("الرقة: قصف قرية ...")."""
        found: list[GazetteerEntry | None] = []
        line, lead = -1, None
        for mention, here in zip(self.mentions, self.lines, strict=True):
            if here != line:
                line, lead = here, None
            found.append(lead)
            if not mention.in_name and not mention.origin and mention.kind != "road":
                lead = next((entry for entry in mention.candidates if entry.feature == "adm1"), lead)
        return found

    def _surface(self, mention: PlaceMention) -> str:
        if mention.anchor_start >= 0:
            return self.page.text[mention.anchor_start : mention.anchor_end]
        return mention.name

    @staticmethod
    def _prefers_unit(mention: PlaceMention) -> bool:
        area = mention.kind == "area" and mention.anchor_start >= 0 and mention.distance_km is None
        return area and mention.head in {"", "ريف", "أرياف", "ريفي", "محافظة", "ولاية"}

    def _outer_first(self) -> list[int]:
        return sorted(range(len(self.mentions)), key=lambda at: (len(self.mentions[at].within), at))

    def _count_scene(self) -> None:
        """Countries of the report: those of its countries, governorates and cities, the best candidate of each."""
        for ranked, mention in zip(self.ranked, self.mentions, strict=True):
            if not ranked or mention.in_name:
                continue
            best = max(ranked, key=lambda r: r.score)
            weight = 2 if best.entry.feature in {"country", "adm1"} or best.entry.population > 100_000 else 0
            abroad = [r.score for r in ranked if r.entry.country != best.entry.country]
            if abroad and best.score - max(abroad) < settings()["clear_margin"]:
                continue
            if not abroad:
                weight += 1
            if weight and best.entry.country:
                self.scene[best.entry.country] += weight

    def _locate(self, at: int, *, final: bool) -> Location | None:
        mention = self.mentions[at]
        containers = [found for number in mention.within if (found := self.found[number]) is not None]
        ranked = self._rank(at, containers)
        if not ranked or ranked[0].score < weights()["enough"] or self._elsewhere(ranked[0]):
            self.sure[at] = None
            return self._unlisted(at, containers, ranked)
        best = ranked[0]
        margin = best.score - ranked[1].score if len(ranked) > 1 else 9.0
        place = position(best.entry)
        self.sure[at] = place[:2] if place and margin > 1 and not mention.in_name else None
        return self._listed(mention, best, ranked[1:] if final else [])

    def _rank(self, at: int, containers: Sequence[Location]) -> list[Ranked]:
        others = self._others(at)
        lead = None if containers else self.leads[at]
        found = []
        for base in self.ranked[at]:
            evidence = [*self._told(base, containers, lead, others), *self._votes(base)]
            score = base.score
            for _, weight in evidence:
                score += weight
            found.append(Ranked(base.entry, score, [*base.reasons, *[reason for reason, _ in evidence]]))
        if len(found) > 1:
            found.sort(key=lambda r: (-r.score, -r.entry.population, r.entry.id))
        return found

    @staticmethod
    def _told(
        base: Ranked, containers: Sequence[Location], lead: GazetteerEntry | None, others: Sequence[tuple[float, float]]
    ) -> list[tuple[str, float]]:
        """What the text says of a candidate: its containers, the unit of its paragraph, and how near the others are."""
        weight = weights()
        found = []
        fits = min([in_container(base, container) for container in containers]) if containers else 0.0
        if fits > 0:
            found.append(("container_fits", weight["container_fits"] * fits))
        elif fits < 0:
            found.append(("container_against", weight["container_against"]))
        if lead is not None and in_unit(base.entry, lead):
            found.append(("paragraph_unit", weight["paragraph_unit"]))
        near = pull(base, others) if others else 0.0
        if near > 0.05:
            found.append(("near_others", weight["near_others"] * near))
        return found

    def _votes(self, base: Ranked) -> list[tuple[str, float]]:
        """What the countries of the report say of a candidate."""
        place = base.entry.country, base.entry.feature == "country"
        if place not in self.votes:
            self.votes[place] = by_country(base.entry, self.shares, self.hint)
        return self.votes[place]

    def _others(self, at: int) -> list[tuple[float, float]]:
        """Where other names nearby in the text surely lie, each place once."""
        own = self.names[at]
        first = max(0, at - _NEARBY)
        around = zip(self.sure[first : at + _NEARBY], self.names[first : at + _NEARBY], strict=True)
        return list(dict.fromkeys([place for place, name in around if place and name != own]))

    @staticmethod
    def _elsewhere(best: Ranked) -> bool:
        return "container_against" in best.reasons

    def _listed(self, mention: PlaceMention, best: Ranked, losers: Sequence[Ranked]) -> Location | None:
        entry = best.entry
        place = position(entry)
        if place is None:
            return None
        lat, lon, radius = place
        precision = _PRECISION.get(entry.feature, "settlement")
        if entry.lat is None:
            precision = "admin1"
        if mention.far and mention.kind == "road":
            lat, lon, radius = middle(place, mention.far)
            precision = "near"
        elif mention.distance_km is not None:
            lat, lon, radius = shifted(mention, entry, place)
            precision = "near"
        elif mention.kind == "area" and mention.anchor_start >= 0:
            lat, lon, radius = shifted(mention, entry, place)
            precision = "area"
        elif mention.anchor_start >= 0 and precision == "settlement" and mention.kind != "settlement":
            precision, radius = "near", max(radius, settings()["near_km"])
        kept = tuple(_candidate(r) for r in losers[: settings()["kept"]])
        return Location(
            round(lat, 6),
            round(lon, 6),
            round(radius, 1),
            precision,
            entry.id,
            entry.name_en,
            admin_chain(entry),
            entry.country or None,
            kept,
            round(best.score, 3),
            " + ".join(best.reasons),
        )

    def _unlisted(self, at: int, containers: Sequence[Location], ranked: Sequence[Ranked]) -> Location | None:
        """A place that no list holds lies in what the text says contains it, else near what was last spoken of."""
        twin = self._twin(at)
        if not containers and twin is not None:
            return twin
        base = next(iter(containers), None) or self._beside(at)
        if base is None or base.precision == "country":
            base = self._lead_unit(at) or base or self._last_unit(at)
        lost = tuple(_candidate(r) for r in ranked[: settings()["kept"]])
        if base is None:
            return None
        precision: PlacePrecision = "near" if base.precision in {"settlement", "near"} else base.precision
        if base.precision == "area" and base.admin and base.admin[-1].level == 1:
            precision = "admin1"
        lat, lon, radius = base.lat, base.lon, base.radius_km
        mention = self.mentions[at]
        if mention.countryside and lat is not None and lon is not None and radius is not None:
            lat, lon, radius = toward(lat, lon, max(radius, reach()["country_side"]), mention.bearing)
            precision = "area"
        return Location(
            lat,
            lon,
            radius,
            precision,
            None,
            "",
            base.admin,
            base.country,
            lost,
            0.0,
            "not listed: placed in its container",
        )

    def _line(self, mention: PlaceMention) -> int:
        number = self.page.sentence_at(mention.start)
        return -1 if number is None else self.page.sentences[number].line

    def _twin(self, at: int) -> Location | None:
        """Where the same name lies that the report tells more of elsewhere."""
        name = self.mentions[at].name
        for other, found in zip(self.mentions, self.found, strict=True):
            if other.within and found is not None and other.name == name and found.precision != "country":
                return found
        return None

    def _beside(self, at: int) -> Location | None:
        """The town a side of which is told in the same sentence: "قرية س، الآهلة بالسكان، جنوب مدينة كوباني"."""
        sentence = self.page.sentence_at(self.mentions[at].start)
        for number in range(at + 1, min(at + 3, len(self.mentions))):
            other = self.mentions[number]
            if self.page.sentence_at(other.start) != sentence:
                return None
            if other.bearing is not None and other.kind == "area" and not other.origin:
                return self.found[number]
        return None

    def _lead_unit(self, at: int) -> Location | None:
        lead = self.leads[at]
        place = position(lead) if lead is not None else None
        if lead is None or place is None:
            return None
        return Location(*place, "admin1", lead.id, lead.name_en, admin_chain(lead), lead.country or None)

    def _last_unit(self, at: int) -> Location | None:
        line = self.lines[at]
        for number in range(at - 1, -1, -1):
            found, other = self.found[number], self.mentions[number]
            if found is None or other.in_name or other.origin or found.gazetteer_id is None:
                continue
            if self.lines[number] == line and found.precision in {"admin1", "admin2", "area", "country"}:
                return found
        if self.scene:
            top = max(sorted(self.scene), key=lambda c: self.scene[c])
            for found in self.found:
                if found is not None and found.precision == "country" and found.country == top:
                    return found
        return None


def _candidate(ranked: Ranked) -> Candidate:
    name = ranked.entry.name_en or ranked.entry.name
    unit = f" ({ranked.entry.admin[0] or ranked.entry.country})"
    return Candidate(f"{ranked.entry.id} {name}{unit}", round(ranked.score, 3), " + ".join(ranked.reasons))


def place_value(
    page: Page,
    mentions: Sequence[PlaceMention],
    locations: Sequence[Location | None],
    index: int,
    landmark: int | None = None,
) -> PlaceValue:
    """The place of a claim from mention `index`; `landmark` is the index of a finer mention that goes beside it."""
    mention, location = mentions[index], locations[index]
    holders = list(mention.within)
    quote = Quote.of(page.text, mention.start, mention.end)
    spot = None
    if landmark is not None:
        spot = Quote.of(page.text, mentions[landmark].start, mentions[landmark].end)
    elif _is_beside(mention) and (mention.anchor_start >= 0 or holders):
        spot = quote
        if mention.anchor_start >= 0:
            quote = Quote.of(page.text, mention.anchor_start, mention.anchor_end)
        else:
            quote = _container_quote(page, mentions[holders.pop(0)])
    within = tuple(_container_quote(page, mentions[number]) for number in holders)
    if location is None:
        return PlaceValue(quote, within, spot)
    return PlaceValue(
        quote,
        within,
        spot,
        location.name_en,
        location.lat,
        location.lon,
        location.radius_km,
        location.gazetteer_id,
        location.precision,
        location.admin,
        location.country,
        location.candidates,
    )


def _is_beside(mention: PlaceMention) -> bool:
    """A landmark, or the road of one town, goes beside the place it lies in: "طريق القحطانية"."""
    return mention.landmark_kind == "landmark" or (mention.kind == "road" and not mention.far)


def _container_quote(page: Page, mention: PlaceMention) -> Quote:
    return Quote.of(page.text, mention.start, mention.end)
