"""Which triggers tell of an event of this report, and what kind: the features the models weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from khabar.frame.groups import Group
from khabar.frame.models import thresholds
from khabar.frame.weights import clusters
from khabar.frame.wording import wording_features
from khabar.tag.triggers import TriggerMention
from khabar.text.page import Page

_REACH = 4
_WINDOW = 10
_BESIDE = 7
_COMPANY = 8
_VAGUE = 4


@dataclass(slots=True)
class Surroundings:
    """What the features of a page's triggers share; built once a page."""

    page: Page
    triggers: Sequence[TriggerMention]
    by_sentence: dict[int, list[int]] = field(default_factory=dict)
    sentence_features: dict[int, list[str]] = field(default_factory=dict)
    headline_stems: frozenset[str] = frozenset()
    stems: Counter[str] = field(default_factory=Counter)
    parties: dict[int, list[tuple[int, str, str]]] = field(default_factory=dict)
    times: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    kinded: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    bags: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        page: Page,
        triggers: Sequence[TriggerMention],
        marks: dict[int, list[str]] | None = None,
        parties: dict[int, list[tuple[int, str, str]]] | None = None,
        times: dict[int, list[tuple[int, str]]] | None = None,
    ) -> Surroundings:
        """`marks`: further features of a sentence that other taggers found there (times, places, tolls, ...);
        `parties`: its party mentions as `(word, id, kind)`; `times`: its dates as `(word, age)`."""
        by_sentence: dict[int, list[int]] = {}
        for at, trigger in enumerate(triggers):
            by_sentence.setdefault(trigger.sentence, []).append(at)
        first = [t.stem for t in triggers if page.sentences[t.sentence].kind == "headline"]
        found = cls(page, triggers, by_sentence, {}, frozenset(first), Counter(t.stem for t in triggers))
        found.parties, found.times = parties or {}, times or {}
        for number in by_sentence:
            found.sentence_features[number] = found._of_sentence(number) + (marks or {}).get(number, [])
        return found

    def _of_sentence(self, number: int) -> list[str]:
        page, sentence = self.page, self.page.sentences[number]
        words = [t.word for t in page.tokens[sentence.first : sentence.last]]
        count = len(page.sentences)
        place = "head" if sentence.kind == "headline" else str(min(number, 4)) if number < 8 else "late"
        found = [f"s.len={min(len(words), 60) // 12}", f"s.kind={sentence.kind}"]
        if count > thresholds()["short_page"]:
            found += [f"s.at={place}", f"s.n={min(count, 12) // 3}", f"s.rel={int(4 * number / count)}"]
        opening = [w for w in words[:3] if w[0].isalnum()]
        for at, word in enumerate(opening):
            found += [f"s.o{at}={word}", f"s.ok{at}={clusters(word)[1]}"]
        kinds = Counter(self.triggers[i].kind for i in self.by_sentence[number])
        found += [f"s.{kind}={min(n, 3)}" for kind, n in kinds.items()]
        if any(w in ('"', "«") for w in words):
            found.append("s.quoted")
        return found

    def of_kind(self, sentence: int, kind: str) -> list[str]:
        """The features of a sentence as they count for triggers of a kind."""
        if (sentence, kind) not in self.kinded:
            self.kinded[sentence, kind] = [f"{kind}|{name}" for name in self.sentence_features[sentence]]
        return self.kinded[sentence, kind]

    def bag(self, at: int) -> tuple[str, str, str, str]:
        """A word and its cluster as they count near a trigger and further off, without the side."""
        if at not in self.bags:
            word = self.page.tokens[at].word
            cluster = clusters(word)[1]
            self.bags[at] = f"={word}", f"k={cluster}", f"f={word}", f"fk={cluster}"
        return self.bags[at]


def _window(around: Surroundings, first: int, last: int, at: int) -> tuple[list[str], list[str]]:
    """Words beside a trigger by place, and words around it as bags, both with their clusters."""
    tokens = around.page.tokens
    beside, bags = [], []
    for offset in (-2, -1, 1, 2):
        there = at + offset
        word = tokens[there].word if first <= there < last else "^" if offset < 0 else "$"
        beside += [f"w{offset}={word}", f"c{offset}={clusters(word)[1]}"]
    for there in range(max(first, at - _WINDOW), min(last, at + _WINDOW + 1)):
        if there != at:
            side = "L" if there < at else "R"
            word, cluster = around.bag(there)[:2] if abs(there - at) <= _REACH else around.bag(there)[2:]
            bags += [side + word, side + cluster]
    return beside, bags


def event_features(around: Surroundings, index: int) -> list[str]:
    """Features of the question: does this trigger tell of an event of this report?"""
    trigger, page = around.triggers[index], around.page
    sentence = page.sentences[trigger.sentence]
    at, stem, kind = trigger.token, trigger.stem, trigger.kind
    word = page.tokens[at].word
    mates = around.by_sentence[trigger.sentence]
    found = ["", f"stem={stem}", f"word={word}", f"kind={kind}", f"type={trigger.types[0]}"]
    coarse, fine = clusters(word)
    found += [f"c={fine}", f"C={coarse}", f"def={'ال' in word[:4]}", f"first={mates[0] == index}"]
    beside, bags = _window(around, sentence.first, sentence.last, at)
    found += [*beside, *bags]
    found += [f"{stem}|{name}" for name in beside[2:6]]
    found += around.of_kind(trigger.sentence, kind)
    found.append(f"pos={min((at - sentence.first) // 5, 6)}")
    place = mates.index(index)
    before = around.triggers[mates[place - 1]] if place else None
    after = around.triggers[mates[place + 1]] if place + 1 < len(mates) else None
    for name, mate in (("prev", before), ("next", after)):
        if mate is not None:
            gap = min(abs(mate.token - at), 12) // 3
            found += [f"{name}={mate.stem}", f"{name}kind={mate.kind}|{kind}|{gap}"]
    date = _nearest_date(around, trigger)
    found += _company(around, index) + _dated(trigger, date)
    found += wording_features(page, trigger, date[2] if date else "no")
    found.append(f"headline={stem in around.headline_stems}|{kind}")
    found.append(f"told={min(around.stems[stem], 4)}|{kind}")
    return list(dict.fromkeys(found))


def _company(around: Surroundings, index: int) -> list[str]:
    """Triggers near by that may name the same type: words that agree make an event likelier."""
    trigger = around.triggers[index]
    mates = [around.triggers[i] for i in around.by_sentence[trigger.sentence] if i != index]
    near = [t for t in mates if abs(t.token - trigger.token) <= _COMPANY]
    agreed = sum(t.kind != "harm" and not set(trigger.types).isdisjoint(t.types) for t in near)
    vague = len(trigger.types) >= _VAGUE
    return [
        f"agree={min(agreed, 3)}|{trigger.kind}|{vague}",
        f"lone={not near}|{trigger.kind}|{trigger.stem}",
        f"kinds={'+'.join(sorted({t.kind for t in near}))}|{trigger.kind}",
    ]


def _nearest_date(around: Surroundings, trigger: TriggerMention) -> tuple[int, int, str] | None:
    """How many words off the nearest date of the sentence stands, its first word, and how long ago it lies."""
    dates = around.times.get(trigger.sentence, ())
    return min(((abs(at - trigger.token), at, age) for at, age in dates), default=None)


def _dated(trigger: TriggerMention, date: tuple[int, int, str] | None) -> list[str]:
    """The age of the nearest date in the sentence: history is no event of this report."""
    if date is None:
        return [f"dated=no|{trigger.kind}"]
    gap, at, age = date
    side = "<" if at < trigger.token else ">"
    return [f"dated={age}|{min(gap, 15) // 5}|{side}", f"dated={age}|{trigger.kind}"]


def _party_features(around: Surroundings, sentence: int, first: int, last: int, head: str) -> list[str]:
    """Who is told of near words `[first, last]`: a group without aircraft makes no air strike."""
    found = []
    for at, party, kind in around.parties.get(sentence, ()):
        side = "<" if at < first else ">" if at > last else "="
        near = min(abs(at - first), abs(at - last)) <= _BESIDE
        found += [f"a{side}{party}", f"a{side}{kind}", f"a={party}", f"a={kind}"]
        if near:
            found += [f"{head}|a{side}{party}", f"{head}|a{side}{kind}"]
    return found


def _agreed(around: Surroundings, group: Group) -> list[str]:
    """What types the group's triggers leave open: those that all may name, and those that one names alone."""
    triggers = [around.triggers[i] for i in group.triggers]
    leading = around.triggers[group.head].types[0]
    telling = [t for t in triggers if t.kind != "harm"] or triggers
    meet = sorted(set(telling[0].types).intersection(*(t.types for t in telling)))
    found = [f"meet={t}" for t in meet] or ["meet=none"]
    if len(meet) == 1:
        found.append(f"only={meet[0]}")
    votes: Counter[str] = Counter()
    for trigger in triggers:
        for name in trigger.types:
            votes[name] += 12 // len(trigger.types)
        if len(trigger.types) == 1:
            found += [f"sure={trigger.types[0]}", f"sure={trigger.types[0]}|{leading}"]
        elif len(trigger.types) == 2:
            found += [f"either={t}" for t in trigger.types]
    top = max(votes, key=lambda t: (votes[t], t))
    return [*found, f"vote={top}", f"vote={top}|{leading}"]


def _beside_group(around: Surroundings, group: Group) -> list[str]:
    """Triggers of the sentence outside the group that leave little open."""
    leading, found = around.triggers[group.head].types[0], []
    for index in around.by_sentence[group.sentence]:
        mate = around.triggers[index]
        if index in group.triggers:
            continue
        found.append(f"near={mate.stem}")
        if len(mate.types) <= 2:
            near = "n" if group.first - 8 <= mate.token <= group.last + 12 else "f"
            side = "<" if mate.token < group.first else ">" if mate.token > group.last else "="
            found += [f"{near}{side}may={t}" for t in mate.types] + [f"{near}may={t}|{leading}" for t in mate.types]
    return found


def type_features(around: Surroundings, group: Group) -> list[str]:
    """Features of the question: of what type is a group's happening?"""
    page, triggers = around.page, [around.triggers[i] for i in group.triggers]
    sentence = page.sentences[group.sentence]
    found = [""]
    for trigger in triggers:
        word = page.tokens[trigger.token].word
        found += [f"stem={trigger.stem}", f"{trigger.kind}.stem={trigger.stem}", f"word={word}"]
        found += [f"may={t}" for t in trigger.types]
        found.append(f"{trigger.kind}.types={'|'.join(trigger.types)}")
    head = around.triggers[group.head]
    found.append(f"head={head.stem}")
    found += [f"head={head.stem}|mate={t.stem}" for t in triggers if t is not head]
    low, high = max(sentence.first, group.first - 6), min(sentence.last, group.last + 9)
    for at in range(low, high):
        word = page.tokens[at].word
        coarse, fine = clusters(word)
        found += [
            f"x={word}",
            f"xk={fine}",
            f"xc={coarse}",
            f"head={head.stem}|x={word}",
            f"head={head.stem}|xk={fine}",
        ]
    found += _party_features(around, group.sentence, group.first, group.last, head.stem)
    found += _agreed(around, group) + _beside_group(around, group)
    found += [f"s.k={clusters(t.word)[0]}" for t in page.tokens[sentence.first : sentence.last]]
    found += [f for f in around.sentence_features[group.sentence] if f.startswith(("s.actor", "s.time"))]
    return list(dict.fromkeys(found))


def page_features(around: Surroundings) -> list[str]:
    """Features of that question that all groups of a page share: the triggers of its headline, and of the page."""
    total = sum(around.stems.values())
    found = [f"headline={stem}" for stem in around.headline_stems]
    return found + [f"doc={stem}|{min(4 * count // total, 2)}" for stem, count in around.stems.items()]
