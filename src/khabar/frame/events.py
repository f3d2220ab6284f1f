"""Which triggers tell of an event of this report, and what kind: the features the models weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from khabar.frame.groups import Group
from khabar.frame.weights import clusters
from khabar.tag.triggers import TriggerMention
from khabar.text.page import Page

_REACH = 4
_BESIDE = 7


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

    @classmethod
    def of(
        cls,
        page: Page,
        triggers: Sequence[TriggerMention],
        marks: dict[int, list[str]] | None = None,
        parties: dict[int, list[tuple[int, str, str]]] | None = None,
    ) -> Surroundings:
        """`marks`: further features of a sentence that other taggers found there (times, places, tolls, ...);
        `parties`: its party mentions as `(word, id, kind)`."""
        by_sentence: dict[int, list[int]] = {}
        for at, trigger in enumerate(triggers):
            by_sentence.setdefault(trigger.sentence, []).append(at)
        first = [t.stem for t in triggers if page.sentences[t.sentence].kind == "headline"]
        found = cls(page, triggers, by_sentence, {}, frozenset(first), Counter(t.stem for t in triggers))
        found.parties = parties or {}
        for number in by_sentence:
            found.sentence_features[number] = found._of_sentence(number) + (marks or {}).get(number, [])
        return found

    def _of_sentence(self, number: int) -> list[str]:
        page, sentence = self.page, self.page.sentences[number]
        words = [t.word for t in page.tokens[sentence.first : sentence.last]]
        count = len(page.sentences)
        place = "head" if sentence.kind == "headline" else str(min(number, 4)) if number < 8 else "late"
        found = [f"s.at={place}", f"s.n={min(count, 12) // 3}", f"s.rel={int(4 * number / count)}"]
        found += [f"s.len={min(len(words), 60) // 12}", f"s.kind={sentence.kind}"]
        opening = [w for w in words[:3] if w[0].isalnum()]
        for at, word in enumerate(opening):
            found += [f"s.o{at}={word}", f"s.ok{at}={clusters(word)[1]}"]
        found += [f"s.k={k}" for k in {clusters(w)[0] for w in words}]
        kinds = Counter(self.triggers[i].kind for i in self.by_sentence[number])
        found += [f"s.{kind}={min(n, 3)}" for kind, n in kinds.items()]
        if any(w in ('"', "«") for w in words):
            found.append("s.quoted")
        return found


def _window(page: Page, first: int, last: int, at: int) -> list[str]:
    """Words around a trigger, by place and as bags, with their clusters."""
    tokens = page.tokens
    found = []
    for offset in (-3, -2, -1, 1, 2, 3):
        there = at + offset
        word = tokens[there].word if first <= there < last else "^" if offset < 0 else "$"
        coarse, fine = clusters(word)
        found += [f"w{offset}={word}", f"c{offset}={fine}", f"C{offset}={coarse}"]
    for there in range(max(first, at - 10), min(last, at + 11)):
        if there != at:
            word = tokens[there].word
            side = "L" if there < at else "R"
            far = "" if abs(there - at) <= _REACH else "f"
            found += [f"{side}{far}={word}", f"{side}{far}k={clusters(word)[1]}"]
    return found


def event_features(around: Surroundings, index: int) -> list[str]:
    """Features of the question: does this trigger tell of an event of this report?"""
    trigger, page = around.triggers[index], around.page
    sentence = page.sentences[trigger.sentence]
    at, stem = trigger.token, trigger.stem
    word = page.tokens[at].word
    mates = around.by_sentence[trigger.sentence]
    found = ["", f"stem={stem}", f"word={word}", f"kind={trigger.kind}", f"type={trigger.types[0]}"]
    coarse, fine = clusters(word)
    found += [f"c={fine}", f"C={coarse}", f"def={'ال' in word[:4]}", f"first={mates[0] == index}"]
    window = _window(page, sentence.first, sentence.last, at)
    found += window
    found += [f"{stem}|{name}" for name in window[:18] if name[0] in "wc"]
    found += [f"{trigger.kind}|{name}" for name in around.sentence_features[trigger.sentence]]
    found.append(f"pos={min((at - sentence.first) // 5, 6)}")
    place = mates.index(index)
    before = around.triggers[mates[place - 1]] if place else None
    after = around.triggers[mates[place + 1]] if place + 1 < len(mates) else None
    for name, mate in (("prev", before), ("next", after)):
        if mate is not None:
            gap = min(abs(mate.token - at), 12) // 3
            found += [f"{name}={mate.stem}", f"{name}kind={mate.kind}|{trigger.kind}|{gap}"]
    found.append(f"headline={stem in around.headline_stems}|{trigger.kind}")
    found.append(f"told={min(around.stems[stem], 4)}|{trigger.kind}")
    return list(dict.fromkeys(found))


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
        found += [f"x={word}", f"xk={fine}", f"xc={coarse}", f"head={head.stem}|x={word}", f"head={head.stem}|xk={fine}"]
        if at + 1 < high:
            found.append(f"xx={word} {page.tokens[at + 1].word}")
    found += _party_features(around, group.sentence, group.first, group.last, head.stem)
    for index in around.by_sentence[group.sentence]:
        mate = around.triggers[index]
        if index not in group.triggers:
            found.append(f"near={mate.stem}")
    for stem in around.headline_stems:
        found.append(f"headline={stem}")
    found += [f for f in around.sentence_features[group.sentence] if f.startswith(("s.k=", "s.actor", "s.time"))]
    total = sum(around.stems.values())
    for stem, count in around.stems.items():
        found.append(f"doc={stem}|{min(4 * count // total, 2)}")
    return list(dict.fromkeys(found))
