"""A page seen from its groups: what the features of arguments share, built once a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Protocol

from khabar.frame.groups import Group
from khabar.frame.lists import Listed, listed
from khabar.frame.mentions import Mentions
from khabar.frame.weights import clusters
from khabar.lexicon.parties import coarse_id
from khabar.lexicon.table import load
from khabar.tag.actors import ActorMention
from khabar.text.fold import key
from khabar.text.page import Page
from khabar.text.words import bare, forms

_NEAR, _FAR = 8, 24
_AROUND = 3
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
    afar: dict[tuple[int, int], list[str]] = field(default_factory=dict, init=False)

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

    def stems(self, group: Group) -> list[str]:
        return [self.mentions.triggers[i].stem for i in group.triggers]

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


def anchor_features(scene: Scene, spot: Spot, kind: str) -> list[str]:
    """The trigger nearest to a mention in its own sentence: what the mention was told to do or suffer there."""
    m = scene.mentions
    near = [(abs(m.triggers[i].token - spot.first), i) for i in scene.triggers.get(spot.sentence, ())]
    if not near:
        return ["anchor=none"]
    trigger = m.triggers[min(near)[1]]
    inside = spot.first <= trigger.token < spot.last
    side = "in" if inside else "before" if spot.last <= trigger.token else "after"
    gap = trigger.token - spot.last if side == "before" else spot.first - trigger.token - 1
    typed = kind in trigger.types
    word = m.page.tokens[trigger.token].word
    found = [
        f"anchor={side}|{min(max(gap, 0), 8) // 2}|{typed}",
        f"anchor={side}|stem={trigger.stem}",
        f"anchor|typed={typed}",
    ]
    return [*found, f"anchor={side}|formk={clusters(word)[1]}", f"anchor={side}|{trigger.kind}|{min(max(gap, 0), 4)}"]


def sentence_step(scene: Scene, group: Group, sentence: int) -> str:
    """How far away, in sentences, a mention stands from a group; the headline has a name of its own."""
    step = sentence - group.sentence
    if step == 0:
        return "0"
    if scene.mentions.page.sentences[sentence].kind == "headline":
        return "head"
    return str(max(-5, min(3, step)))


def word_features(scene: Scene, spot: Spot, kind: str) -> list[str]:
    """The words beside a mention, whatever group it is weighed for."""
    tokens = scene.mentions.page.tokens
    before = tokens[spot.first - 1].word if spot.first > 0 else "^"
    before2 = tokens[spot.first - 2].word if spot.first > 1 else "^"
    after = tokens[spot.last].word if spot.last < len(tokens) else "$"
    glued = tokens[spot.first].word[: max(0, spot.start - tokens[spot.first].start)]
    found = [f"b={before}", f"b2={before2} {before}", f"a={after}", f"glued={glued}", f"bk={clusters(before)[1]}"]
    return [*found, f"ak={clusters(after)[1]}", f"b={before}|{kind}", f"glued={glued}|{kind}"]


def link_features(scene: Scene, index: int, spot: Spot, what: str) -> tuple[list[str], str, str]:
    """Where a mention of kind `what` stands beside a group and what stands between, with the names of its step and its
    side."""
    group, kind = scene.groups[index], scene.types[index]
    step = sentence_step(scene, group, spot.sentence)
    if step != "0":
        memo = index, spot.sentence
        if memo not in scene.afar:
            scene.afar[memo] = _from_afar(scene, index, spot.sentence, step)
        return [*scene.afar[memo], f"afar|order={min(spot.order, 3)}|{min(spot.mates, 4)}"], step, step
    tokens = scene.mentions.page.tokens
    first, last = spot.first, spot.last
    if last <= group.first:
        side, low, high = "before", last, group.first
    elif first > group.last:
        side, low, high = "after", group.last + 1, first
    else:
        side, low, high = "inside", first, first
    gap = high - low
    far = gap if gap < 4 else 4 + min(gap, 40) // 5
    before = tokens[first - 1].word if first > 0 else "^"
    glued = tokens[first].word[: max(0, spot.start - tokens[first].start)]
    found = [f"step={step}", f"step={step}|{kind}", f"{side}|{far}", f"{side}|{far}|{kind}", f"{side}|b={before}"]
    near, trigger = min(
        (abs(scene.mentions.triggers[i].token - (first if side == "after" else last)), i) for i in group.triggers
    )
    nearest = scene.mentions.triggers[trigger]
    found += [
        f"{side}|glued={glued}",
        f"{side}|stem={nearest.stem}",
        f"{side}|stem={nearest.stem}|{min(near, 12) // 2}",
    ]
    form = tokens[nearest.token].word
    found += [
        f"{side}|stem={nearest.stem}|b={before}",
        f"{side}|form={form}|glued={glued}",
        f"{side}|formk={clusters(form)[1]}",
    ]
    inside = tokens[low:high]
    close = inside[:_NEAR] if side == "after" else inside[-_NEAR:]
    words = {t.word for t in close}
    found += [f"{side}|x={w}" for w in words] + [f"{side}|xk={clusters(w)[1]}" for w in words]
    found += [f"{side}|fk={k}" for k in {clusters(t.word)[0] for t in inside[:_FAR]}]
    if gap <= 3:
        found.append(f"{side}|path={' '.join(t.word for t in close)}")
    found += _between(scene, index, spot, side, low, high, what)
    return found, step, side


def _between(scene: Scene, index: int, spot: Spot, side: str, low: int, high: int, what: str) -> list[str]:
    """Pauses, other events, other groups and other mentions of the kind between a mention and a group."""
    group, kind = scene.groups[index], scene.types[index]
    pauses = min(scene.commas[high] - scene.commas[low], 3)
    events = min(scene.told[high] - scene.told[low], 3) if high > low else 0
    others = closer = 0
    middle = (spot.first + spot.last) // 2
    own = 0 if side == "inside" else high - low
    for other in scene.by_sentence.get(group.sentence, ()):
        if other != index:
            g = scene.groups[other]
            others += low <= (g.first + g.last) // 2 < high
            gap = min(abs(t - middle) for t in scene.stations[other])
            closer += gap < own
    spots = scene.spots[what]
    between = sum(low <= spots[at].first < high for at in scene.beside(what, group.sentence)) if high > low else 0
    between = min(between, 3)
    others, closer = min(others, 2), min(closer, 2)
    found = [f"{side}|pauses={pauses}", f"{side}|events={events}", f"{side}|rivals={others}", f"{side}|closer={closer}"]
    found += [f"{side}|between={between}", f"{side}|between={between}|{kind}", f"{side}|p={pauses}|{events}|{others}"]
    return [
        *found,
        f"{side}|rivals={others}|{closer}|{between}",
        f"{side}|order={min(spot.order, 4)}|{min(spot.mates, 5)}",
    ]


def _from_afar(scene: Scene, index: int, sentence: int, step: str) -> list[str]:
    """A mention in another sentence: what its own sentence tells, and how the group's sentence begins."""
    page, group, kind = scene.mentions.page, scene.groups[index], scene.types[index]
    others = scene.by_sentence.get(sentence, ())
    alike = any(scene.types[g] == kind for g in others)
    opening = page.tokens[page.sentences[group.sentence].first : page.sentences[group.sentence].first + _AROUND]
    found = [f"step={step}", f"step={step}|{kind}", f"step={step}|groups={min(len(others), 3)}|alike={alike}"]
    found += [f"open={t.word}" for t in opening] + [f"open={t.word}|{step}" for t in opening[:1]]
    found += [f"openk={clusters(t.word)[1]}" for t in opening]
    head = scene.mentions.triggers[group.head]
    word = page.tokens[head.token].word
    found += [
        f"afar|def={'ال' in word[:4]}|{step}",
        f"afar|head={head.stem}",
    ]
    same = any(scene.mentions.triggers[t].stem == head.stem for g in others for t in scene.groups[g].triggers)
    found += [f"afar|same={same}|{step}", f"afar|lede={sentence == 1}|{min(group.sentence, 8)}"]
    return found


def coordinated(scene: Scene, one: int, two: int) -> bool:
    """True if two parties are joined by "و": "النظام وحلفاؤه"."""
    tokens = scene.mentions.page.tokens
    a, b = sorted((scene.spots["actor"][one], scene.spots["actor"][two]))
    gap = b.first - a.last
    if a.sentence != b.sentence or not 0 <= gap <= 1:
        return False
    joint = tokens[a.last].word
    return joint[0] == _AND and (gap == 1 or b.start > tokens[b.first].start)
