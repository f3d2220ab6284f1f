"""Mentions of parties: groups, forces, crews, weapons and premises of theirs, civilians and persons by role.

`tag_actors` finds them and reads what stands in the mention itself; who "the army" or "the organisation" is in this
text is settled by `khabar.resolve.actors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from khabar.lexicon import load
from khabar.lexicon.parties import actors, countries, outlet_contexts, readings
from khabar.model import Candidate, Span
from khabar.tag.party_choice import Clue, weigh
from khabar.tag.party_phrases import PartyPhrase, PhraseReader, place_names
from khabar.tag.quantities import unhedged
from khabar.text.fold import key
from khabar.text.page import Page

THINGS = frozenset({"premise", "vehicle", "property"})
"""Kinds of mentions that are no people."""
_PLACE_WORDS = 3
_NO_CLUE = Clue()
_OWN_CLASS = {"force": "forces", "instrument": "air"}


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A party as mentioned: `text == page.text[start:end]`.

    `id` is the finest party known, a key of the actor table, or None; `coarse_id` of `khabar.lexicon.parties` leads
    to the level at which claims are coded. `kind` is that party's kind, or premise, vehicle, property, person,
    member, force. `head` spans the first word of the party or thing, `owner` the party inside "مقرات قسد".
    `generic`: which party it is follows from the text only. `number` is one, two or many.
    `clue` is what decides who is meant, `candidates` the weighed parties, best first.
    """

    start: int
    end: int
    text: str
    id: str | None
    kind: str
    head: Span
    generic: bool = False
    instrument: bool = False
    partisan: bool = False
    civilian: bool = False
    named: bool = False
    number: str = "many"
    owner: Span | None = None
    clue: Clue = _NO_CLUE
    candidates: tuple[Candidate, ...] = ()


def tag_actors(
    page: Page, published: date | None = None, outlet: str | None = None, country: str | None = None
) -> tuple[ActorMention, ...]:
    """Mentions of parties on a page, in text order, none inside another.

    Ambiguous names are read by `published`, the outlet and the ISO code `country` of the scene where given;
    `khabar.resolve.actors.resolve_actors` goes on from the text.
    """
    contexts = given_contexts(outlet, country)
    found: list[ActorMention] = []
    for sentence in page.sentences:
        for phrase in PhraseReader(page, sentence).phrases():
            mention = _mention(page, phrase, contexts, published)
            if mention is not None:
                found.append(mention)
    return tuple(found)


def given_contexts(outlet: str | None, country: str | None) -> dict[str, float]:
    """Contexts told from outside the text."""
    contexts = dict.fromkeys(outlet_contexts().get(key(outlet or ""), ()), 0.5)
    if country:
        contexts[country] = 1.0
    return contexts


def _mention(page: Page, phrase: PartyPhrase, contexts: Mapping[str, float], day: date | None) -> ActorMention | None:
    deciding, clue = _decided(phrase)
    if not _worth_a_mention(page, phrase, clue):
        return None
    start, head = phrase.start, (phrase.head_start, phrase.head_end)
    if phrase.head.cls == "act":
        start, head = _without_act(page, phrase, deciding)
    candidates = weigh(clue, contexts, day)
    party = candidates[0].value if candidates else None
    last = unhedged(page.tokens, phrase.first, phrase.last)
    end = phrase.end if last == phrase.last else page.tokens[last - 1].end
    return ActorMention(
        start, end, page.text[start:end], party, mention_kind(phrase.head.cls, party), Span(*head),
        generic=bool(clue.cls) or phrase.head.cls in ("member", "force"),
        instrument=phrase.head.cls == "instrument",
        partisan=any(reading.partisan for reading in readings().get(clue.name, ())),
        civilian=phrase.head.cls in ("civil", "property") or (party is not None and actors()[party].kind == "civilian"),
        named=phrase.named,
        number=_number(page, phrase),
        owner=Span(deciding.head_start, deciding.head_end) if deciding is not phrase else None,
        clue=clue,
        candidates=candidates,
    )  # fmt: skip


def mention_kind(cls: str, party: str | None) -> str:
    """Kind of a mention: what it is if it is a thing or person, else the kind of its party."""
    if cls in THINGS:
        return cls
    if cls == "name":
        return "person"
    if party is not None:
        return actors()[party].kind
    return {"civil": "civilian", "nation": "civilian"}.get(cls, cls)


def _decided(phrase: PartyPhrase) -> tuple[PartyPhrase, Clue]:
    """The innermost phrase that tells whose mention it is, and what it tells."""
    chain = [phrase]
    while chain[-1].owner is not None:
        chain.append(chain[-1].owner)
    for inner in reversed(chain):
        clue = _clue(phrase, inner)
        if clue != Clue(loyal=clue.loyal):
            return inner, clue
    return phrase, Clue()


def _clue(phrase: PartyPhrase, deciding: PartyPhrase) -> Clue:
    head = deciding.head
    loyal = phrase.loyal or (phrase.owner is not None and phrase.owner.loyal)
    if deciding.unknown and not deciding.nation:
        return Clue(party="unknown" if head.cls not in ("civil", "property", "vehicle") else "")
    if head.cls == "party":
        if head.party == "unknown" and phrase.head.cls in ("civil", "property"):
            return Clue()
        return Clue(head.lemma, head.party[1:] if head.party.startswith("~") else "", deciding.nation, loyal=loyal)
    if head.cls == "generic":
        return Clue(head.lemma, head.party[1:], deciding.nation, loyal=loyal)
    if head.cls in ("country", "nation"):
        return _national_clue(phrase, deciding, loyal)
    pronoun = {"possessed": "their", "ours": "ours"}.get(head.state, "")
    if pronoun and head.cls not in ("civil", "property"):
        return Clue(cls=head.party[1:] if head.party.startswith("~") else "", pronoun=pronoun)
    return _described_clue(phrase, deciding, loyal)


def _national_clue(phrase: PartyPhrase, deciding: PartyPhrase, loyal: bool) -> Clue:
    """A country, or people by nationality: civilians unless told of an outside power ("الروس") or of its weapons."""
    nation, head = deciding.nation, deciding.head
    if head.cls == "country" or phrase.head.cls in ("act", "instrument", "premise", "vehicle"):
        return Clue(cls="state", nation=nation, loyal=loyal)
    if head.number != "one" and head.definite and countries()[nation].weight <= 0.5:
        return Clue(cls="state", nation=nation, loyal=loyal)
    return Clue(cls="people")


def _described_clue(phrase: PartyPhrase, deciding: PartyPhrase, loyal: bool) -> Clue:
    """A noun of the table `actor_words` with no named owner."""
    head = deciding.head
    told = head.party or deciding.trait
    if told.startswith("~") and head.cls in ("premise", "vehicle"):
        told = ""  # "سيارة عسكرية": some army's, but whose?
    if head.cls == "civil" and deciding.trait == "gunmen":
        told = deciding.trait
    cls = told[1:] if told.startswith("~") else ""
    fixed = told if not cls else ""
    if deciding.nation and head.cls not in ("civil", "property") and not fixed:
        return Clue(cls=cls or _OWN_CLASS.get(head.cls, "state"), nation=deciding.nation, loyal=loyal)
    return Clue(cls=cls, party=fixed, loyal=loyal)


def _worth_a_mention(page: Page, phrase: PartyPhrase, clue: Clue) -> bool:
    cls = phrase.head.cls
    if _is_scene(page, phrase):
        return False
    if cls in ("act", "country"):
        return bool(clue.nation or clue.name)
    if cls == "force":
        return phrase.modified or phrase.unknown or phrase.named or clue != Clue(loyal=clue.loyal)
    return True


def _is_scene(page: Page, phrase: PartyPhrase) -> bool:
    """Does a country or capital stand where a place stands ("في سوريا", "بالرياض", "شمال سوريا")?"""
    if phrase.first == 0 or phrase.last - phrase.first > _PLACE_WORDS or phrase.head.lemma not in place_names():
        return False
    token = page.tokens[phrase.first]
    if phrase.head_start > token.start and token.word[0] in "بف":
        return True
    before = page.tokens[phrase.first - 1].word
    if token.word[0] == "و" and phrase.first > 1 and before in place_names():
        before = page.tokens[phrase.first - 2].word  # "في سوريا والعراق"
    return before in _place_words()


@cache
def _place_words() -> frozenset[str]:
    return frozenset(key(word) for word in load("actor_words").about["kinds"]["before_places"])


def _without_act(page: Page, phrase: PartyPhrase, deciding: PartyPhrase) -> tuple[int, tuple[int, int]]:
    """ "غارات روسية" mentions the party by its adjective alone."""
    if deciding is not phrase:
        return deciding.start, (deciding.head_start, deciding.head_end)
    token = page.tokens[phrase.last - 1]
    return token.start, (token.start, token.end)


def _number(page: Page, phrase: PartyPhrase) -> str:
    return "many" if phrase.counted and phrase.head.number == "one" else phrase.head.number
