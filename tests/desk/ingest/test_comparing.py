"""Which claim is which, before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from khabar.desk.ingest.comparing import Pair, differences, likeness, pair_up
from khabar.model import Claim, DateValue, Party, PlaceValue, Quote

TEXT = "شن الطيران الحربي غارة على قرية تل الحمام أسفرت عن إصابات"


def claim(id_: str, place: str = "تل الحمام", actor: str = "الطيران", **fields: object) -> Claim:
    quote = Quote(TEXT, 0, len(TEXT))
    day = date(2024, 5, 1)
    made = Claim(
        id_,
        "air_strike",
        "explosions",
        quote,
        Quote("غارة", 18, 22),
        DateValue(day, day, quote),
        PlaceValue(Quote(place, 0, len(place))),
        (Party(Quote(actor, 0, len(actor)), "perpetrator"),),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def test_the_id_decides_first() -> None:
    old, new = [claim("a"), claim("b")], [claim("b", place="كفر نبل"), claim("a", actor="المدفعية")]
    assert pair_up(old, new) == [Pair(1, 0), Pair(0, 1)]


def test_likeness_decides_for_the_rest() -> None:
    old = [claim("a"), claim("b", place="كفر نبل", actor="المدفعية")]
    new = [claim("x", place="كفر نبل", actor="المدفعية"), claim("y", actor="المدفعية")]
    assert pair_up(old, new) == [Pair(1, 0), Pair(0, 1)]


def test_what_is_new_and_what_is_gone() -> None:
    assert pair_up([], [claim("a")]) == [Pair(None, 0)]
    assert pair_up([claim("a")], []) == [Pair(0, None)]


def test_other_families_are_never_alike() -> None:
    assert likeness(claim("a"), claim("b", family="protests")) == 0
    assert likeness(claim("a"), claim("b")) == 1


def test_another_place_and_another_party_is_another_claim() -> None:
    other = claim("b", place="هجين", actor="الفصيل", evidence=Quote("قصف الفصيل هجين", 0, 15))
    assert pair_up([claim("a")], [other]) == [Pair(None, 0), Pair(0, None)]


def test_differences_name_the_fields() -> None:
    assert differences(claim("a"), claim("b", confidence=0.9)) == {}
    assert differences(claim("a"), claim("a", status="denied")) == {"status": ["reported", "denied"]}
