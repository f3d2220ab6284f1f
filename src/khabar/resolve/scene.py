"""Which country's affairs a text tells of: countries, towns, nationalities and parties named in it vote.

Votes of the headline and the first sentences count more; outside powers ("واشنطن") count less, by the `weight` of the
table `nationalities`. The scene at a sentence mixes the votes of the text with those near the sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from khabar.lexicon import Phrases, load
from khabar.lexicon.inflect import noun_forms
from khabar.lexicon.parties import actors, countries, outlet_contexts, stands
from khabar.tag.actors import ActorMention
from khabar.text import key
from khabar.text.page import Page

_VAGUE = 0.5
_REACH = 2


@cache
def _cues() -> Phrases[tuple[str, float]]:
    """Names of countries and towns (full votes) and nationalities (half votes)."""
    entries: list[tuple[str, tuple[str, float]]] = []
    for row in load("nationalities").rows:
        code, weight = row["code"], row["weight"]
        entries += [(name, (code, weight)) for name in (*row["names"], *row["cues"])]
        adjectives = (*row["masculine"], *row["feminine"])
        taken = {key(name) for name in row["names"]}
        entries += [
            (form.text, (code, weight * _VAGUE))
            for form in noun_forms(adjectives, row["plural"])
            if form.state in ("absolute", "construct") and form.text not in taken
        ]
    for row in load("actor_words").rows:
        if row["class"] == "gathering":
            entries += [(form.text, ("protest", 1.0)) for form in noun_forms((row["word"],), row["plural"])]
    return Phrases(entries)


@dataclass(frozen=True, slots=True)
class Scene:
    """Votes by context (country code, "SY-NE", camp of outlets): of the whole text and of each sentence."""

    whole: Mapping[str, float]
    sentences: Sequence[Mapping[str, float]]
    given: Mapping[str, float] = field(default_factory=dict)

    def at(self, sentence: int) -> dict[str, float]:
        """Weight of 0..1 a context at a sentence: text, neighbourhood and what was given from outside."""
        settings = _settings()
        near = defaultdict(float, self.sentences[sentence])
        if sentence:
            for context, vote in self.sentences[sentence - 1].items():
                near[context] += vote * settings["previous"]
        mixed: defaultdict[str, float] = defaultdict(float)
        for votes, share in ((self.whole, settings["whole"]), (near, settings["near"])):
            top = max(votes.values(), default=0.0)
            for context, vote in votes.items():
                mixed[context] += share * vote / top
        for context, weight in self.given.items():
            mixed[context] += weight
        return dict(mixed)

    @property
    def country(self) -> str | None:
        """ISO code of the country that the text as a whole tells of; None if nothing tells."""
        votes = {c: v for c, v in self.whole.items() if c in countries() and len(c) == 2}
        return max(votes, key=lambda c: (votes[c], c)) if votes else None


@cache
def _settings() -> dict[str, float]:
    return dict(load("nationalities").about["scene"])


def read_scene(
    page: Page, mentions: Sequence[ActorMention], outlet: str | None = None, country: str | None = None
) -> Scene:
    """Count the votes of a page; `outlet` and ISO `country` add what is known from outside the text."""
    settings = _settings()
    sentences: list[defaultdict[str, float]] = [_named_places(page, index) for index in range(len(page.sentences))]
    for mention in mentions:
        index = page.sentence_at(mention.start)
        if index is not None:
            for context, vote in _party_votes(mention):
                sentences[index][context] += vote
    whole: defaultdict[str, float] = defaultdict(float)
    for index, votes in enumerate(sentences):
        first = settings["first"] if index < settings["first_sentences"] else 1.0
        for context, vote in votes.items():
            whole[context] += vote * first
    brought = outlet_contexts().get(key(outlet or ""), ())
    given = {context: settings["outlet" if context in countries() else "camp"] for context in brought}
    if country:
        given[country] = settings["country"]
    return Scene(whole, sentences, given)


def country_after(page: Page, end: int) -> str | None:
    """The country of the place that follows the words up to `end`: "الشرطة في كابول", "قوات الأمن في بلدة هانجو"."""
    at = page.token_at(end - 1) + 1
    if at + 1 >= len(page.tokens) or page.tokens[at].word not in _inside():
        return None
    matches = _cues().find(page.tokens, at + 1, min(at + 1 + _REACH, len(page.tokens)))
    return next((m.value[0] for m in matches if m.value[0] in countries()), None)


@cache
def _inside() -> frozenset[str]:
    return frozenset(map(key, load("actor_words").about["joins"]["in_words"]))


def _named_places(page: Page, index: int) -> defaultdict[str, float]:
    sentence = page.sentences[index]
    votes: defaultdict[str, float] = defaultdict(float)
    for match in _cues().find(page.tokens, sentence.first, sentence.last):
        _vote(votes, *match.value)
    return votes


def _vote(votes: defaultdict[str, float], context: str, weight: float) -> None:
    """A region votes for itself and for its country."""
    votes[context] += weight
    if context in countries() and len(context) > 2:
        votes[context[:2]] += weight * _settings()["region"]


def _party_votes(mention: ActorMention) -> list[tuple[str, float]]:
    """A party named without doubt speaks for its country."""
    if not mention.candidates or len(mention.candidates) > 1 or mention.clue.nation:
        return []
    party = actors()[mention.candidates[0].value]
    camps = [(stand.context, 1.0) for stand in stands().get("camp", ()) if stand.id == party.id and mention.partisan]
    if party.country not in countries() or party.kind == "media":
        return camps
    return [(party.country, countries()[party.country].weight * _settings()["party"]), *camps]


def document_country(page: Page, mentions: Sequence[ActorMention]) -> str | None:
    """ISO code of the country that most places and parties of a text belong to."""
    return read_scene(page, mentions).country
