"""One event told twice is one claim; told otherwise by others, it is another account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from khabar.frame.accounts import related, without_doubles
from khabar.model import Claim, Harm, Report
from khabar.pipeline import default_reader

TEXT = "أفاد المرصد السوري بمقتل ثلاثة أشخاص في قصف لقوات النظام على مدينة درعا أمس الأحد."


@pytest.fixture
def told() -> Claim:
    (claim,) = default_reader().extract(Report(TEXT, published=date(2021, 5, 3))).claims
    assert claim.place and claim.date and claim.harm and claim.sources
    return claim


def with_toll(claim: Claim, low: int) -> tuple[Harm, ...]:
    return (replace(claim.harm[0], low=low, high=low), *claim.harm[1:])


def test_what_a_second_telling_leaves_open_makes_no_claim(told: Claim) -> None:
    again = replace(told, id="again", sources=(), date=None, harm=(), confidence=0.99)
    kept, doubles = without_doubles([again, told])
    assert [claim.id for claim in kept] == [told.id]
    assert [claim.id for claim in doubles] == ["again"]


def test_the_day_and_the_toll_of_a_second_telling_are_kept(told: Claim) -> None:
    bare = replace(told, id="bare", date=None, harm=(), confidence=0.99)
    (kept,), _ = without_doubles([bare, told])
    assert (kept.id, kept.date, kept.harm) == ("bare", told.date, told.harm)


def test_another_toll_day_place_or_teller_makes_a_claim_of_its_own(told: Claim) -> None:
    assert told.place and told.date
    others = [
        replace(told, id="toll", harm=with_toll(told, 9)),
        replace(told, id="day", date=replace(told.date, start=date(2021, 4, 1), end=date(2021, 4, 1))),
        replace(told, id="nowhere", place=None),
        replace(told, id="teller", sources=(replace(told.sources[0], id="sdf"),)),
        replace(told, id="type", type="air_strike"),
    ]
    kept, doubles = without_doubles([told, *others])
    assert not doubles
    assert len(kept) == len(others) + 1


def test_accounts_of_one_happening_name_each_other(told: Claim) -> None:
    other = replace(told, id="other", harm=with_toll(told, 9))
    assert {claim.id: claim.accounts for claim in related([told, other])} == {told.id: ("other",), "other": (told.id,)}
