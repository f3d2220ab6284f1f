"""Trend sentences: no claims, but kept ("زيادة نشاط خلايا التنظيم", "تراجعت وتيرة الهجمات")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Literal, Protocol, TypeVar

from khabar.lexicon import Match, Phrases, load
from khabar.model import Quote, Statement
from khabar.text import key
from khabar.text.page import Page, Sentence
from khabar.text.words import Token, bare, forms


class Mentioned(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class PartyMention(Mentioned, Protocol):
    @property
    def id(self) -> str | None: ...


M = TypeVar("M", bound=Mentioned)
Direction = Literal["up", "down", "steady"]


@cache
def _changes() -> Phrases[Direction]:
    rows = (row for row in load("trends").rows if row["direction"])
    return Phrases((row["word"], row["direction"]) for row in rows)


@cache
def _class(name: str) -> frozenset[str]:
    return frozenset(bare(key(row["word"])) for row in load("trends").rows if row["class"] == name)


@cache
def _reach() -> dict[str, int]:
    return dict(load("trends").about["reach"])


@cache
def _stops() -> frozenset[str]:
    return frozenset(key(word) for word in load("trends").about["stops"])


def tag_statements(
    page: Page,
    times: Sequence[Any] = (),
    actors: Sequence[PartyMention] = (),
    places: Sequence[Mentioned] = (),
) -> tuple[Statement, ...]:
    """Trend statements in text order.

    `times` may have `first` and `last` (dates, both ends inclusive) beside `start` and `end`; then the period is told.
    """
    found: list[Statement] = []
    for sentence in page.sentences:
        done = -1
        for match in _changes().find(page.tokens, sentence.first, sentence.last):
            activity = _activity(page.tokens, match.last, sentence.last)
            if activity is not None and match.first > done:
                found.append(_statement(page, sentence, match, activity, times, actors, places))
                done = activity
    return tuple(found)


def _activity(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Index of the activity that changes, a few link words on; "زيادة في عدد القتلى" names none."""
    for _ in range(_reach()["links"] + 1):
        if at >= stop:
            return None
        readings = {bare(form.text) for form in forms(tokens[at].word)} | _without_pronoun(tokens[at].word)
        following = tokens[at + 1].word if at + 1 < stop else ""
        if readings & _class("activity") and not (readings & _class("link") and bare(following) in _class("activity")):
            return at
        if not readings & _class("link"):
            return None
        at += 1
    return None


def _without_pronoun(word: str) -> set[str]:
    """ "نشاطه", "هجماتها" without the pronoun."""
    return {word[: -len(p)] for p in load("trends").about["pronouns"] if word.endswith(p)}


def _statement(
    page: Page,
    sentence: Sentence,
    match: Match[Direction],
    activity: int,
    times: Sequence[Any],
    actors: Sequence[PartyMention],
    places: Sequence[Mentioned],
) -> Statement:
    start, subject_end = page.tokens[activity].start, _genitive_end(page, activity, sentence.last)
    party = _party(page, sentence, activity, actors)
    if party is not None and party.end > subject_end:
        subject_end = party.end
    place = _nearest(page, _within(places, sentence), subject_end, _reach()["place"])
    time = _nearest(page, _within(times, sentence), subject_end, sentence.last - sentence.first)
    first, last = (getattr(time, "first", None), getattr(time, "last", None)) if time is not None else (None, None)
    return Statement(
        Quote.of(page.text, match.start, max(subject_end, place.end if place is not None else 0)),
        Quote.of(page.text, start, subject_end),
        match.value,
        Quote.of(page.text, place.start, place.end) if place is not None else None,
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
        party.id if party is not None else None,
    )


def _genitive_end(page: Page, at: int, stop: int) -> int:
    """End of the activity with the definite noun that it governs: "أعمال العنف"."""
    more = at + 1 < stop and page.tokens[at + 1].word.startswith("ال") and not page.tokens[at].word.startswith("ال")
    return page.tokens[at + 1 if more else at].end


def _within(mentions: Sequence[M], sentence: Sentence) -> list[M]:
    return [m for m in mentions if sentence.start <= m.start and m.end <= sentence.end]


def _party(page: Page, sentence: Sentence, activity: int, actors: Sequence[PartyMention]) -> PartyMention | None:
    """Whose activity: the party right after it, else (a pronoun) the one last named before it in the sentence."""
    token, mates = page.tokens[activity], _within(actors, sentence)
    after = next((m for m in mates if m.start >= token.end), None)
    if after is not None:
        between = {t.word for t in page.tokens[activity + 1 : page.token_at(after.start)]}
        if len(between) < _reach()["party"] and between.isdisjoint(_stops()):
            return after
    before = [m for m in mates if m.end <= token.start]
    return before[-1] if before and _without_pronoun(token.word) & _class("activity") else None


def _nearest(page: Page, mentions: Sequence[M], offset: int, reach: int) -> M | None:
    """The mention nearest to an offset, one behind it first."""
    at = page.token_at(offset)
    near = [(page.token_at(m.start) - at, m) for m in mentions]
    near = [(gap if gap >= 0 else reach - gap, m) for gap, m in near if abs(gap) <= reach]
    return min(near, key=lambda pair: pair[0])[1] if near else None
