"""How a mention stands to a group: beside it in one sentence, or in another sentence of the page."""

from __future__ import annotations

from typing import NamedTuple

from khabar.frame.groups import Group
from khabar.frame.scene import Afar, Scene, Spot
from khabar.frame.weights import clusters
from khabar.tag.triggers import TriggerMention

_NEAR = 8
_AROUND = 3


class Link(NamedTuple):
    """A mention beside a group of its own sentence: on which `side`, how `far` (words, in steps), with the words
    `[low, high)` between them and the pauses, events, groups and mentions that stand there. `closer`: groups that stand
    nearer to the mention. `nearest`: the trigger of the group nearest to it, `near` words away."""

    side: str
    far: int
    low: int
    high: int
    pauses: int
    events: int
    rivals: int
    closer: int
    between: int
    nearest: TriggerMention
    near: int


def link(scene: Scene, index: int, spot: Spot, what: str) -> Link:
    """The link of a mention of kind `what` to group `index` of the same sentence."""
    group, triggers = scene.groups[index], scene.mentions.triggers
    first, last = spot.first, spot.last
    if last <= group.first:
        side, low, high = "before", last, group.first
    elif first > group.last:
        side, low, high = "after", group.last + 1, first
    else:
        side, low, high = "inside", first, first
    gap = high - low
    near, trigger = min((abs(triggers[i].token - (first if side == "after" else last)), i) for i in group.triggers)
    rivals = closer = 0
    middle, own = (first + last) // 2, 0 if side == "inside" else gap
    for other in scene.by_sentence.get(group.sentence, ()):
        if other != index:
            rival = scene.groups[other]
            rivals += low <= (rival.first + rival.last) // 2 < high
            closer += min(abs(t - middle) for t in scene.stations[other]) < own
    spots, between = scene.spots[what], 0
    if gap > 0:
        between = sum(low <= spots[at].first < high for at in scene.beside(what, group.sentence))
    return Link(
        side,
        gap if gap < 4 else 4 + min(gap, 40) // 5,
        low,
        high,
        min(scene.commas[high] - scene.commas[low], 3),
        min(scene.told[high] - scene.told[low], 3) if gap > 0 else 0,
        min(rivals, 2),
        min(closer, 2),
        min(between, 3),
        triggers[trigger],
        near,
    )


def word_before(scene: Scene, at: int) -> str:
    """The word before word `at`."""
    return scene.mentions.page.tokens[at - 1].word if at > 0 else "^"


def glued(scene: Scene, spot: Spot) -> str:
    """Letters written together with a mention's first word ("ب", "لل")."""
    token = scene.mentions.page.tokens[spot.first]
    return token.word[: max(0, spot.start - token.start)]


def words_between(scene: Scene, told: Link) -> set[str]:
    """The words between a mention and a group, the nearest to the group."""
    inside = scene.mentions.page.tokens[told.low : told.high]
    return {t.word for t in (inside[:_NEAR] if told.side == "after" else inside[-_NEAR:])}


def sentence_step(scene: Scene, group: Group, sentence: int) -> str:
    """How far away, in sentences, a mention stands from a group; the headline has a name of its own."""
    step = sentence - group.sentence
    if step == 0:
        return "0"
    if scene.mentions.page.sentences[sentence].kind == "headline":
        return "head"
    return str(max(-5, min(3, step)))


def sentences_between(one: int, two: int) -> range:
    """The sentences between two sentences."""
    return range(min(one, two) + 1, max(one, two))


def afar(scene: Scene, index: int, sentence: int) -> Afar:
    """A group as seen from another sentence; made once a page for all mentions of that sentence."""
    memo = index, sentence
    if memo not in scene.afar:
        scene.afar[memo] = _afar(scene, index, sentence)
    return scene.afar[memo]


def _afar(scene: Scene, index: int, sentence: int) -> Afar:
    page, group, kind = scene.mentions.page, scene.groups[index], scene.types[index]
    step = sentence_step(scene, group, sentence)
    others = scene.by_sentence.get(sentence, ())
    alike = any(scene.types[g] == kind for g in others)
    start = page.sentences[group.sentence].first
    opening = [t.word for t in page.tokens[start : start + _AROUND]]
    head = scene.mentions.triggers[group.head]
    same = any(scene.mentions.triggers[t].stem == head.stem for g in others for t in scene.groups[g].triggers)
    definite = "ال" in page.tokens[head.token].word[:4]
    return Afar(
        f"step={step}|groups={min(len(others), 3)}|alike={alike}",
        [f"open={word}" for word in dict.fromkeys(opening)],
        f"open={opening[0]}|{step}",
        [f"openk={cluster}" for cluster in dict.fromkeys(clusters(word)[1] for word in opening)],
        f"afar|lede={sentence == 1}|{min(group.sentence, 8)}",
        [
            f"afar|def={definite}|{step}",
            f"afar|head={head.stem}",
            f"afar|same={same}|{step}",
        ],
    )


def anchor_features(scene: Scene, spot: Spot) -> list[str]:
    """The trigger nearest to a mention in its own sentence: what the mention was told to do or suffer there."""
    m = scene.mentions
    near = [(abs(m.triggers[i].token - spot.first), i) for i in scene.triggers.get(spot.sentence, ())]
    if not near:
        return ["anchor=none"]
    trigger = m.triggers[min(near)[1]]
    inside = spot.first <= trigger.token < spot.last
    side = "in" if inside else "before" if spot.last <= trigger.token else "after"
    gap = trigger.token - spot.last if side == "before" else spot.first - trigger.token - 1
    return [f"anchor={side}|{trigger.kind}|{min(max(gap, 0), 4)}", f"anchor={side}|stem={trigger.stem}"]
