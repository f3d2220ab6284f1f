"""A page seen from its groups: what the features of arguments share, built once a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Protocol

from khabar.frame.groups import Group
from khabar.frame.lists import Listed, listed
from khabar.frame.mentions import Mentions
from khabar.lexicon.parties import coarse_id
from khabar.lexicon.table import load
from khabar.tag.actors import ActorMention
from khabar.text.fold import key
from khabar.text.page import Page
from khabar.text.words import bare, forms

_CLOSE = 2
ANY_TYPE = "\0"  # stands for the type of a group in the name of a feature
_BACK = {"place": 6, "time": 6, "actor": 1, "harm": 2}
_ARTICLE, _AND = "ال", "و"
FINE = frozenset({"settlement", "camp", "landmark"})


@cache
def _heads() -> frozenset[str]:
    return frozenset(bare(key(row["head"])) for row in load("place_heads").rows)


class Bounded(Protocol):
    """Anything found in the text: `[start, end)` in code points."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Spot(NamedTuple):
    """Where a mention stands: code points `[start, end)`, words `[first, last)`, its sentence (-1: none) and its place
    among the mentions of its kind in that sentence."""

    start: int
    end: int
    first: int
    last: int
    sentence: int
    order: int
    mates: int


class Alone(NamedTuple):
    """Features of a mention alone: `plain` ones, and those that are told apart by the type of a group."""

    plain: list[str]
    typed: list[str]

    def of_type(self, kind: str) -> list[str]:
        """The typed ones for one type."""
        return [name.replace(ANY_TYPE, kind) for name in self.typed]


class Afar(NamedTuple):
    """What a group looks like from a mention in another sentence, as features: the happenings told there, the words
    that open the group's sentence, the first of them by step, their clusters, whether the mention stands in the lede,
    and how the group's head is told."""

    company: str
    opening: list[str]
    first: str
    clusters: list[str]
    lede: str
    head: list[str]


@dataclass(slots=True)
class Scene:
    """Mentions, groups, and the likeliest type of each group; the rest is derived from them."""

    mentions: Mentions
    groups: Sequence[Group]
    types: Sequence[str]
    by_sentence: dict[int, list[int]] = field(default_factory=dict, init=False)
    spots: dict[str, list[Spot]] = field(default_factory=dict, init=False)
    commas: list[int] = field(default_factory=list, init=False)
    triggers: dict[int, list[int]] = field(default_factory=dict, init=False)
    told: list[int] = field(default_factory=list, init=False)
    alone: dict[tuple[str, int], Alone] = field(default_factory=dict, init=False)
    crossed: dict[int, list[str]] = field(default_factory=dict, init=False)
    weighed: dict[tuple[str, int, str], float] = field(default_factory=dict, init=False)
    mates: dict[tuple[str, int], list[int]] = field(default_factory=dict, init=False)
    lists: list[Listed] = field(default_factory=list, init=False)
    holds: frozenset[int] = field(default=frozenset(), init=False)
    dominant: str = field(default="", init=False)
    generic: dict[int, frozenset[str]] = field(default_factory=dict, init=False)
    parties: list[str] = field(default_factory=list, init=False)
    names: dict[str, list[str]] = field(default_factory=dict, init=False)
    sources: list[tuple[int, int]] = field(default_factory=list, init=False)
    tellers: frozenset[int] = field(default=frozenset(), init=False)
    stations: list[frozenset[int]] = field(default_factory=list, init=False)
    armed: list[bool] = field(default_factory=list, init=False)
    afar: dict[tuple[int, int], Afar] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        m = self.mentions
        for index, group in enumerate(self.groups):
            self.by_sentence.setdefault(group.sentence, []).append(index)
        for kind, found in (("place", m.places), ("time", m.times), ("actor", m.actors), ("harm", m.harms)):
            self.spots[kind] = _spots(m.page, found)
            for at, spot in enumerate(self.spots[kind]):
                self.mates.setdefault((kind, spot.sentence), []).append(at)
        for at, place in enumerate(m.places):
            if not place.origin and not place.in_name:
                self.mates.setdefault(("site", self.spots["place"][at].sentence), []).append(at)
        self.lists = listed(m.page, m.places)
        self.holds = frozenset(at for place in m.places for at in place.within)
        self.parties = [coarse_id(actor.id) or key(actor.text) for actor in m.actors]
        self.names = {"place": [place.name for place in m.places], "actor": self.parties}
        self.sources = [(source.start, source.end) for source in m.isnad.mentions]
        self.armed = [_armed(actor, self.sources) for actor in m.actors]
        self.tellers = _tellers(m)
        self.dominant = _dominant(m, self.holds)
        commas = 0
        for token in m.page.tokens:
            self.commas.append(commas)
            commas += not token.word[0].isalnum()
        self.commas.append(commas)
        events = [0] * (len(m.page.tokens) + 1)
        for at, trigger in enumerate(m.triggers):
            self.triggers.setdefault(trigger.sentence, []).append(at)
            events[trigger.token + 1] += trigger.kind == "event"
        for at in range(1, len(events)):
            events[at] += events[at - 1]
        self.told = events
        self.stations = [frozenset(m.triggers[i].token for i in group.triggers) for group in self.groups]

    def beside(self, kind: str, sentence: int) -> list[int]:
        """Mentions of a kind in a sentence; "site": places that may be where something happened."""
        return self.mates.get((kind, sentence), [])

    def reachable(self, what: str, index: int) -> list[int]:
        """Mentions of a kind that may belong to a group: some sentences back, one on, the headline and the lede.

        Of a place or party that the group's own sentence does not name, only the nearest mention counts."""
        sentence, count = self.groups[index].sentence, len(self.mentions.page.sentences)
        headed = self.mentions.page.sentences[0].kind == "headline"
        numbers = {*range(max(0, sentence - _BACK[what]), min(count, sentence + 2)), 0, min(int(headed), count - 1)}
        found = list(self.beside(what, sentence))
        names = self.names.get(what)
        told = {names[at] for at in found} if names is not None else set()
        for number in sorted(numbers - {sentence}, key=lambda n: (abs(n - sentence), n)):
            for at in self.beside(what, number):
                if names is None:
                    found.append(at)
                elif names[at] not in told:
                    told.add(names[at])
                    found.append(at)
        return sorted(found)

    def generics(self, sentence: int) -> frozenset[str]:
        """Definite nouns of a sentence that stand for a place named elsewhere ("البلدة"), without their article."""
        if sentence not in self.generic:
            page, places = self.mentions.page, self.mentions.places
            heads = {places[at].head_start for at in self.beside("place", sentence)}
            row = page.sentences[sentence]
            words = [
                t.word for t in page.tokens[row.first : row.last] if _ARTICLE in t.word[:4] and t.start not in heads
            ]
            self.generic[sentence] = frozenset(
                b for w in words for form in forms(w) if (b := bare(form.text)) in _heads()
            )
        return self.generic[sentence]


def _armed(actor: ActorMention, sources: Sequence[tuple[int, int]]) -> bool:
    """A known party that may fight: neither civilian nor somebody's source."""
    if actor.civilian or actor.id is None:
        return False
    return not any(start < actor.end and actor.start < end for start, end in sources)


def _tellers(m: Mentions) -> frozenset[int]:
    """The words that follow a telling's verb or source: "قال المتحدث [الأحد]"."""
    ends = [telling.cue[1] for telling in m.isnad.tellings]
    ends += [source.end for telling in m.isnad.tellings for source in telling.chain]
    return frozenset(m.page.token_at(end - 1) + 1 for end in ends)


def stated(scene: Scene, time: int) -> bool:
    """True if a time stands right after the verb or the source of a telling: it dates what was said."""
    first = scene.spots["time"][time].first
    return any(first - gap in scene.tellers for gap in range(_CLOSE + 1))


def _dominant(m: Mentions, holds: frozenset[int]) -> str:
    """The settlement, camp or landmark told most often, the first of equals."""
    names = [
        place.name
        for at, place in enumerate(m.places)
        if place.kind in FINE and at not in holds and not place.origin and not place.in_name
    ]
    return max(dict.fromkeys(names), key=names.count, default="")


def _spots(page: Page, mentions: Sequence[Bounded]) -> list[Spot]:
    counts: dict[int, int] = {}
    found = []
    for mention in mentions:
        sentence = page.sentence_at(mention.start)
        number = -1 if sentence is None else sentence
        order = counts.get(number, 0)
        counts[number] = order + 1
        last = page.token_at(mention.end - 1) + 1
        found.append((mention.start, mention.end, page.token_at(mention.start), last, number, order))
    return [Spot(*spot, counts[spot[4]]) for spot in found]


def coordinated(scene: Scene, one: int, two: int) -> bool:
    """True if two parties are joined by "و": "النظام وحلفاؤه"."""
    tokens = scene.mentions.page.tokens
    a, b = sorted((scene.spots["actor"][one], scene.spots["actor"][two]))
    gap = b.first - a.last
    if a.sentence != b.sentence or not 0 <= gap <= 1:
        return False
    joint = tokens[a.last].word
    return joint[0] == _AND and (gap == 1 or b.start > tokens[b.first].start)
