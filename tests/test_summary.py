from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from khabar.lexicon.event_types import FAMILY
from khabar.model import Claim, DateValue, Extraction, Party, Quote, Status
from khabar.summary import summarize

STATUSES: tuple[Status, ...] = ("claimed", "reported", "accused", "denied", "alleged")


@pytest.fixture
def claim(extraction: Extraction) -> Claim:
    return extraction.claims[0]


def test_a_summary_says_who_says_who_did_what_where_when_with_what_toll(claim: Claim) -> None:
    summary = summarize(claim)
    assert summary.en == (
        "Saba (Yemen News Agency), citing a medical source, said that the Houthis (Ansar Allah) shelled a market in "
        "Marib on 17 March 2021, with 2 killed and at least 5 injured"
    )
    assert summary.ar == (
        "وكالة سبأ نقلًا عن مصدر طبي: قصف من جانب الحوثيون على سوق في مأرب في 17 آذار/مارس 2021؛ "
        "القتلى: 2، الجرحى: 5 على الأقل"
    )


def test_without_sources_the_outlet_tells(claim: Claim) -> None:
    told = replace(claim, sources=())
    assert summarize(told, "صوت حيس").en.startswith("Sut His said that")
    assert summarize(told).en.startswith("The report said that")
    assert summarize(told, "صوت حيس").ar.startswith("صوت حيس: ")


def test_an_accusation_names_whom_it_blames(claim: Claim) -> None:
    line = summarize(replace(claim, status="accused")).en
    assert "blamed the Houthis (Ansar Allah) for the shelling of a market in Marib on 17 March 2021" in line


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2021, 3, 1), date(2021, 3, 17), "between 1 and 17 March 2021"),
        (date(2021, 2, 1), date(2021, 3, 17), "between 1 February and 17 March 2021"),
        (date(2020, 12, 31), date(2021, 3, 17), "between 31 December 2020 and 17 March 2021"),
    ],
)
def test_ranges_are_told_in_as_few_words_as_will_do(claim: Claim, start: date, end: date, words: str) -> None:
    assert claim.date is not None
    told = replace(claim, date=DateValue(start, end, claim.date.quote))
    assert words in summarize(told).en


def test_a_known_short_name_is_used_from_the_second_mention_on(claim: Claim) -> None:
    party = Party(claim.trigger, "perpetrator", "x", "Some Group (SG)")
    told = summarize(
        replace(claim, actors=(party,), sources=(replace(claim.sources[0], id="x", name_en="Some Group (SG)"),))
    )
    assert told.en.startswith("Some Group (SG) said that SG fired")


@pytest.mark.parametrize("type_", sorted(FAMILY))
def test_every_type_has_a_line_for_whatever_is_known(claim: Claim, type_: str) -> None:
    perpetrator, target = claim.actors
    support = Party(Quote("طيران", 0, 5), "support", None, "an air force")
    for actors, status, sources in product(
        ((), (perpetrator,), (target,), (perpetrator, target, support)), STATUSES, (claim.sources, ())
    ):
        bare = replace(claim, type=type_, actors=actors, status=status, sources=sources, date=None, place=None, harm=())
        for line in summarize(bare, "وكالة"):
            assert line and "{" not in line and "  " not in line and "\n" not in line
            assert ("Houthis" in line or "الحوثيون" in line) == (perpetrator in actors)
