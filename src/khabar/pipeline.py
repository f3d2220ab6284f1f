"""The reader: segment -> tag -> resolve -> attribute -> frame, the one place that composes the stages.

Pure functions over one report; nothing is read but data files, nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from khabar.attribute import boilerplate_sentences, read_isnad
from khabar.frame.claims import claims_of
from khabar.frame.framing import frame
from khabar.frame.mentions import Mentions
from khabar.frame.models import Models, bundled
from khabar.frame.topic import doubt, hopeless
from khabar.lexicon.gazetteer import Gazetteer, open_gazetteer
from khabar.model import Extraction, Finding, Quote, Rejected, Report
from khabar.resolve.actors import resolve_actors
from khabar.resolve.dates import resolve_dates
from khabar.resolve.places import resolve_places
from khabar.resolve.scene import document_country
from khabar.tag.actors import ActorMention, tag_actors
from khabar.tag.gate import may_tell_of_events
from khabar.tag.harm import tag_harm
from khabar.tag.places import tag_places
from khabar.tag.relations import tag_relations
from khabar.tag.times import tag_times
from khabar.tag.trends import tag_statements
from khabar.tag.triggers import TriggerMention, tag_triggers
from khabar.text.page import Page, segment
from khabar.text.words import forms


class Reader:
    """Reads reports with one gazetteer and one set of models; safe to share, picklable by its arguments."""

    def __init__(
        self,
        gazetteer: Gazetteer | Sequence[str | Path] | None = None,
        models: Models | None = None,
        least: float | None = None,
    ) -> None:
        """`gazetteer`: an open one, or files to use beside the built-in and installed places. `least`: the confidence
        from which a claim is told, if another than the fitted one."""
        self.gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else open_gazetteer(tuple(gazetteer or ()))
        self.models = models or bundled()
        self.least = least

    def extract(self, report: Report) -> Extraction:
        """All that `report` yields: claims, statements, relations, and what was rejected."""
        if not may_tell_of_events(report.text):
            return Extraction(report, findings=report.findings)
        page = segment(report.text, report.title)
        triggers = tag_triggers(page)
        if not triggers:
            return Extraction(report, findings=report.findings)
        against = doubt(page)
        if self.least is None and hopeless(against):
            return Extraction(report, rejected=_unbelieved(page, triggers, against), findings=report.findings)
        mentions = tag(report, page, self.gazetteer, triggers)
        claims, rejected = claims_of(frame(mentions, self.models), self.models, against, self.least)
        relations = tag_relations(page, mentions.actors)
        findings = (*report.findings, *_doubts(mentions))
        return Extraction(report, claims, mentions.statements, relations, rejected, findings)


def tag(report: Report, page: Page, gazetteer: Gazetteer, triggers: Sequence[TriggerMention] | None = None) -> Mentions:
    """Every mention of the page, resolved. `triggers`: those of the page, where they are known."""
    boilerplate = boilerplate_sentences(page)
    times = resolve_dates(page, tag_times(page, report.published), report.published)
    places = tag_places(page, gazetteer)
    named = tag_actors(page, report.published, report.outlet)
    country = document_country(page, named)
    locations = resolve_places(page, places, gazetteer, outlet=report.outlet, country_hint=country)
    actors = resolve_actors(page, named, report.published, report.outlet, country)
    isnad = read_isnad(page, outlet=report.outlet, mentions=actors)
    told = _told(page, tag_triggers(page) if triggers is None else triggers, boilerplate, actors)
    trends = tag_statements(page, times, actors, places)
    return Mentions(report, page, told, times, places, locations, actors, tag_harm(page), isnad, boilerplate, trends)


def _unbelieved(page: Page, triggers: Sequence[TriggerMention], against: float) -> tuple[Rejected, ...]:
    reason = f"the page reads little like a report of violence: {against:+.2f}"
    return tuple(Rejected(Quote.of(page.text, t.start, t.end), reason, 0.0) for t in triggers)


def _told(
    page: Page, triggers: Sequence[TriggerMention], boilerplate: frozenset[int], actors: Sequence[ActorMention]
) -> tuple[TriggerMention, ...]:
    """Triggers of the text itself: not of its boilerplate, nor deeds in a party's name ("هيئة تحرير الشام")."""
    names = [(actor.start, actor.end, actor.clue.name.split(" ")) for actor in actors if actor.clue.name]

    def named(trigger: TriggerMention) -> bool:
        around = [name for start, end, name in names if start <= trigger.start < end]
        return any(form.text in name for name in around for form in forms(page.tokens[trigger.token].word))

    own = (trigger for trigger in triggers if trigger.sentence not in boilerplate)
    return tuple(trigger for trigger in own if trigger.kind != "event" or not named(trigger))


def _doubts(mentions: Mentions) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(finding for time in mentions.times for finding in time.findings))


@cache
def default_reader() -> Reader:
    """The reader with the installed places, made once a process."""
    return Reader()


__all__ = ["Reader", "default_reader", "may_tell_of_events", "tag"]
