"""All that the taggers found on one page: what framing works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khabar.attribute.isnad import Isnad
from khabar.model import Report, Statement
from khabar.resolve.places import Location
from khabar.tag.actors import ActorMention
from khabar.tag.harm import HarmMention
from khabar.tag.places import PlaceMention
from khabar.tag.times import TimeMention
from khabar.tag.triggers import TriggerMention
from khabar.text.page import Page


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of a page, each kind in text order; `locations` runs beside `places`."""

    report: Report
    page: Page
    triggers: Sequence[TriggerMention]
    times: Sequence[TimeMention]
    places: Sequence[PlaceMention]
    locations: Sequence[Location | None]
    actors: Sequence[ActorMention]
    harms: Sequence[HarmMention]
    isnad: Isnad
    boilerplate: frozenset[int]
    statements: tuple[Statement, ...] = ()
