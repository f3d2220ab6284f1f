"""Claims as the linker sees them: one flat row a claim, made from a record of `khabar extract` or of the archive."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from khabar.desk.linking.comparisons import settings
from khabar.lexicon.event_types import FAMILY
from khabar.lexicon.stems import stems
from khabar.lexicon.table import load
from khabar.model import Claim
from khabar.text.fold import fold, key
from khabar.text.words import bare, forms, tokenize

_RADIUS_KM = 2.0  # of a place whose precision nobody gave: a settlement


@dataclass(frozen=True, slots=True)
class Row:
    """A claim flattened for linking.

    `claim` and `report` are unique in the input. `first` and `last` are the days of the event; `dated` is False where
    the report's day of publication stands in. Distances are kilometres, coordinates degrees. `chain` is the sources
    as keys, outermost first. `origin` is shared by reports that copy one text. `accounts` are claims of the same
    report that tell the same happening.
    """

    claim: str
    report: str
    type: str
    family: str = ""
    first: date | None = None
    last: date | None = None
    dated: bool = True
    loose_date: bool = False
    lat: float | None = None
    lon: float | None = None
    radius_km: float = 2.0
    place: str = ""
    within: tuple[str, ...] = ()
    admin1: str = ""
    perpetrators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    killed: tuple[int, int | None] | None = None
    injured: tuple[int, int | None] | None = None
    chain: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    origin: str = ""
    published: date | None = None
    accounts: tuple[str, ...] = ()


@cache
def kin() -> dict[str, tuple[str, ...]]:
    """Claim type -> the types under which the same happening is often told, from `data/kin.csv`."""
    text = (resources.files("khabar.desk.linking") / "data" / "kin.csv").read_text("utf-8")
    return {r["type"]: tuple(filter(None, r["told_as"].split("|"))) for r in csv.DictReader(text.splitlines())}


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value[:10]) if value else None


def _toll(harm: Mapping[str, Any], kind: str) -> tuple[int, int | None] | None:
    told = harm.get(kind)
    return (int(told["low"]), None if told.get("high") is None else int(told["high"])) if told else None


def _parties(claim: Mapping[str, Any], role: str) -> tuple[str, ...]:
    ids = {a["id"] for a in claim.get("actors") or () if a.get("role") == role and a.get("id")}
    return tuple(sorted(ids - set(settings()["generic_parties"])))


@cache
def _means_stems() -> frozenset[str]:
    return frozenset(key(row["stem"]) for row in load("triggers").rows if row["kind"] == "means")


@lru_cache(maxsize=100_000)
def _means_stem(word: str) -> str:
    return max((s for s in stems(word) if s in _means_stems()), key=len, default="")


def means_of(text: str) -> tuple[str, ...]:
    """Stems of the weapons and other means named in a text (table `triggers`)."""
    return tuple(sorted({_means_stem(t.word) for t in tokenize(fold(text)) if len(t.word) > 2} - {""}))


@lru_cache(maxsize=100_000)
def _content(word: str) -> str:
    """A folded word without its article and what is glued before it ("وبالقصف" -> "قصف")."""
    return bare(next((f.text for f in forms(word) if f.text.startswith("ال")), word))


def words_of(*texts: str) -> tuple[str, ...]:
    """Distinct content words (four letters and more, or numbers) of texts, folded, articles off."""
    found = set()
    for text in texts:
        for token in tokenize(fold(text)):
            word = _content(token.word)
            if len(word) >= 4 or word.isdigit():
                found.add(word)
    return tuple(sorted(found))


def _admin1(place: Mapping[str, Any]) -> str:
    for unit in place.get("admin") or ():
        if unit.get("level") == 1:
            return key(unit.get("name_ar") or unit.get("name_en") or "")
    return ""


def row_of(
    record: Mapping[str, Any], claim: Mapping[str, Any], *, claim_id: str | None = None, origin: str | None = None
) -> Row:
    """The row of one claim of a document record (the JSON shape of `khabar extract`).

    The claim's id is made unique by its report's (`doc_id:id`) unless `claim_id` is given.
    Raises KeyError for a claim without `id` or `type`, ValueError for a date that is none.
    """
    report = str(record.get("doc_id") or record.get("url") or "")
    when, place, harm = claim.get("date") or {}, claim.get("place") or {}, claim.get("harm") or {}
    published = _day(record.get("published"))
    first, last = _day(when.get("start")), _day(when.get("end"))
    known = first is not None
    first, last = first or published, last or first or published
    lat, lon = place.get("lat"), place.get("lon")
    return Row(
        claim=claim_id or f"{report}:{claim['id']}",
        report=report,
        type=claim["type"],
        family=FAMILY.get(claim["type"]) or claim.get("family") or "",
        first=first,
        last=last,
        dated=known,
        loose_date=bool(first and last and (last - first).days > 1) or when.get("basis") == "statement",
        lat=lat if _sound(lat) else None,
        lon=lon if _sound(lat) else None,
        radius_km=float(place["radius_km"]) if place.get("radius_km") is not None else _RADIUS_KM,
        place=key(place.get("name") or ""),
        within=tuple(sorted({key(w) for w in place.get("within") or ()} - {""})),
        admin1=_admin1(place),
        perpetrators=_parties(claim, "perpetrator"),
        targets=_parties(claim, "target"),
        killed=_toll(harm, "killed"),
        injured=_toll(harm, "injured"),
        chain=tuple(s.get("id") or key(s.get("text") or "") for s in claim.get("sources") or ()),
        means=means_of(claim.get("evidence") or ""),
        words=words_of(
            claim.get("evidence") or "",
            *(h.get("text") or "" for h in harm.values()),
            *(a.get("text") or "" for a in claim.get("actors") or ()),
            place.get("landmark") or "",
        ),
        origin=origin or report,
        published=published,
        accounts=tuple(f"{report}:{a}" for a in claim.get("accounts") or ()),
    )


def row_of_claim(
    claim: Claim, *, claim_id: str, report: str, published: date | None = None, origin: str | None = None
) -> Row:
    """The row of a claim of the model; `accounts` are looked up among the report's claims as `report:id`."""
    when, place = claim.date, claim.place
    harm = {h.kind: (h.low, h.high) for h in claim.harm}
    first, last = (when.start, when.end) if when else (published, published)
    located = place is not None and _sound(place.lat) and _sound(place.lon)
    return Row(
        claim=claim_id,
        report=report,
        type=claim.type,
        family=FAMILY.get(claim.type) or claim.family,
        first=first,
        last=last,
        dated=when is not None,
        loose_date=when is not None and ((when.end - when.start).days > 1 or when.basis == "statement"),
        lat=place.lat if place and located else None,
        lon=place.lon if place and located else None,
        radius_km=place.radius_km if place and place.radius_km is not None else _RADIUS_KM,
        place=key(place.quote.text) if place else "",
        within=tuple(sorted({key(q.text) for q in place.within})) if place else (),
        admin1=next((key(u.name_ar or u.name_en) for u in place.admin if u.level == 1), "") if place else "",
        perpetrators=_party_ids(claim, "perpetrator"),
        targets=_party_ids(claim, "target"),
        killed=harm.get("killed"),
        injured=harm.get("injured"),
        chain=tuple(s.id or key(s.quote.text) for s in claim.sources),
        means=means_of(claim.evidence.text),
        words=words_of(
            claim.evidence.text,
            *(h.quote.text for h in claim.harm),
            *(a.quote.text for a in claim.actors),
            place.landmark.text if place and place.landmark else "",
        ),
        origin=origin or report,
        published=published,
        accounts=tuple(f"{report}:{a}" for a in claim.accounts),
    )


def _party_ids(claim: Claim, role: str) -> tuple[str, ...]:
    ids = {a.id for a in claim.actors if a.role == role and a.id}
    return tuple(sorted(ids - set(settings()["generic_parties"])))


def _sound(value: Any) -> bool:
    return value is not None and math.isfinite(value)


def rows_of(records: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Rows of all claims of document records, in order. An id that comes again gets a number: `doc:c1#2`."""
    times: Counter[str] = Counter()
    for record in records:
        for claim in record.get("claims") or ():
            row = row_of(record, claim)
            times[row.claim] += 1
            yield replace(row, claim=f"{row.claim}#{times[row.claim]}") if times[row.claim] > 1 else row
