"""The claims of a report held against each other: told once by one teller, and accounts of one happening by several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from khabar.model import Claim, PlaceValue
from khabar.text.fold import key
from khabar.text.words import bare_name, nested


def without_doubles(claims: Iterable[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The claims that tell something of their own, and those that tell once more what a sourced or surer one tells:
    "one event told twice by one source is one claim". A day or toll that only the second telling names is kept."""
    kept: list[Claim] = []
    doubles: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (not c.sources, -c.confidence, c.evidence.span, c.id)):
        at = next((at for at, other in enumerate(kept) if _tells_again(claim, other)), None)
        if at is None:
            kept.append(claim)
        else:
            kept[at] = _completed(kept[at], claim)
            doubles.append(claim)
    return kept, doubles


def _completed(claim: Claim, again: Claim) -> Claim:
    told = {harm.kind for harm in claim.harm}
    more = tuple(harm for harm in again.harm if harm.kind not in told)
    return replace(claim, date=claim.date or again.date, harm=(*claim.harm, *more))


def related(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims in text order; those that tell of one happening otherwise name each other as accounts of it."""
    ordered = sorted(claims, key=lambda c: (c.trigger.start, c.place.quote.start if c.place else 0))
    return tuple(
        replace(claim, accounts=others)
        if (others := tuple(o.id for o in ordered if o is not claim and _accounts(claim, o)))
        else claim
        for claim in ordered
    )


def _tells_again(one: Claim, two: Claim) -> bool:
    """A type and a place that agree, and no day, toll or teller that differs."""
    if one.id == two.id:
        return True
    if one.type != two.type or one.place is None or two.place is None or not _same_place(one.place, two.place):
        return False
    if one.date and two.date and (one.date.start, one.date.end) != (two.date.start, two.date.end):
        return False
    if one.sources and two.sources and sorted(_tellers(one)) != sorted(_tellers(two)):
        return False
    tolls = {harm.kind: (harm.low, harm.high) for harm in one.harm}
    return all(tolls.get(harm.kind, (harm.low, harm.high)) == (harm.low, harm.high) for harm in two.harm)


def _accounts(one: Claim, two: Claim) -> bool:
    """Whether two claims of a report tell of one happening: a kind, a place and a day that agree, told by others, with
    another toll, or denied."""
    if one.family != two.family or one.place is None or two.place is None or one.date is None or two.date is None:
        return False
    if _where(one.place) != _where(two.place) or one.date.end < two.date.start or two.date.end < one.date.start:
        return False
    tolls = [{(h.kind, h.low, h.high) for h in claim.harm} for claim in (one, two)]
    return _tellers(one) != _tellers(two) or tolls[0] != tolls[1] or "denied" in (one.status, two.status)


def _tellers(claim: Claim) -> tuple[str, ...]:
    return tuple(source.id or key(source.quote.text) for source in claim.sources)


def _where(place: PlaceValue) -> str:
    return place.gazetteer_id or key(place.quote.text)


def _same_place(one: PlaceValue, two: PlaceValue) -> bool:
    """One name, or one within the other ("كفرنبل", "مدينة كفرنبل")."""
    return nested(bare_name(one.quote.text), bare_name(two.quote.text))
