"""Places told in one list: "بلدتي البصيرة وهجين وقرية العزبة" are three places of one happening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from khabar.tag.places import PlaceMention
from khabar.text.page import Page

_GAP = 2
_AND = "و"


class Listed(NamedTuple):
    """A place's list: the index of its first place, its own number in it from 0, and how many it holds."""

    leader: int
    order: int
    size: int


def listed(page: Page, places: Sequence[PlaceMention]) -> list[Listed]:
    """The list that each place stands in. A container ("بريف حلب") belongs to no list: it is a list of its own."""
    held = {at for place in places for at in place.within}
    found = [Listed(at, 0, 1) for at in range(len(places))]
    run: list[int] = []
    runs = []
    for at in range(len(places)):
        if at in held or places[at].origin or places[at].in_name:
            continue
        if not (run and _goes_on(page, places, run[-1], at)):
            run = []
            runs.append(run)
        run.append(at)
    for run in runs:
        for order, at in enumerate(run):
            found[at] = Listed(run[0], order, len(run))
    return found


def _goes_on(page: Page, places: Sequence[PlaceMention], one: int, two: int) -> bool:
    """True if place `two` is joined to place `one` (and its containers) by "و" or a comma."""
    a, b = places[one], places[two]
    start = b.head_start if 0 <= b.head_start < b.start else b.start
    end = max([a.end, *(places[at].end for at in a.within if a.start < places[at].start < start)])
    if start < end or page.sentence_at(a.start) != page.sentence_at(start):
        return False
    low, high = page.token_at(end - 1) + 1, page.token_at(start)
    between = page.tokens[low:high]
    glued = page.tokens[high].word.startswith(_AND) and page.tokens[high].start < start
    joined = glued or any(t.word == _AND or not t.is_word for t in between)
    return joined and sum(t.is_word for t in between) <= _GAP - 1
