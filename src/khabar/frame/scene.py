"""A page seen from its groups: what the features of arguments share, built once a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khabar.frame.groups import Group
from khabar.frame.mentions import Mentions
from khabar.frame.weights import clusters

_NEAR = 8


@dataclass(slots=True)
class Scene:
    """Mentions, groups, and the likeliest type of each group."""

    mentions: Mentions
    groups: Sequence[Group]
    types: Sequence[str]

    def stems(self, group: Group) -> list[str]:
        return [self.mentions.triggers[i].stem for i in group.triggers]

    def groups_of(self, sentence: int) -> list[Group]:
        return [g for g in self.groups if g.sentence == sentence]


def sentence_step(scene: Scene, group: Group, sentence: int) -> str:
    """How far away, in sentences, a mention stands from a group; the headline has a name of its own."""
    step = sentence - group.sentence
    if step == 0:
        return "0"
    if scene.mentions.page.sentences[sentence].kind == "headline":
        return "head"
    return str(max(-5, min(3, step)))


def link_features(scene: Scene, index: int, start: int, end: int) -> list[str]:
    """Features of any mention `[start, end)` beside a group: where it stands, and what stands between."""
    page, group, kind = scene.mentions.page, scene.groups[index], scene.types[index]
    first, last = page.token_at(start), page.token_at(end - 1) + 1
    sentence = page.sentence_at(start)
    tokens = page.tokens
    if sentence is None:
        return [""]
    step = sentence_step(scene, group, sentence)
    found = ["", f"step={step}", f"step={step}|{kind}"]
    before = tokens[first - 1].word if first > 0 else "^"
    before2 = tokens[first - 2].word if first > 1 else "^"
    after = tokens[last].word if last < len(tokens) else "$"
    glued = tokens[first].word[: max(0, start - tokens[first].start)]
    found += [f"b={before}", f"b2={before2} {before}", f"a={after}", f"glued={glued}", f"bk={clusters(before)[1]}"]
    found += [f"ak={clusters(after)[1]}", f"b={before}|{kind}", f"glued={glued}|{kind}"]
    if step != "0":
        others = scene.groups_of(sentence)
        found.append(f"step={step}|groups={min(len(others), 3)}|alike={any(scene.types[scene.groups.index(g)] == kind for g in others)}")
        return found
    if last <= group.first:
        side, gap, between = "before", group.first - last, tokens[last : group.first]
    elif first > group.last:
        side, gap, between = "after", first - group.last - 1, tokens[group.last + 1 : first]
    else:
        side, gap, between = "inside", 0, tokens[first:first]
    far = gap if gap < 4 else 4 + min(gap, 40) // 5
    found += [f"{side}|{far}", f"{side}|{far}|{kind}", f"{side}|b={before}", f"{side}|glued={glued}"]
    rivals = 0
    for other in scene.groups_of(group.sentence):
        if other is not group:
            middle = (other.first + other.last) // 2
            if (last <= middle < group.first) or (group.last < middle < first):
                rivals += 1
    found += [f"{side}|rivals={min(rivals, 2)}", f"{side}|rivals={min(rivals, 2)}|{far}"]
    near = min((abs(scene.mentions.triggers[i].token - (first if side == "after" else last)), i) for i in group.triggers)
    trigger = scene.mentions.triggers[near[1]]
    found += [f"{side}|stem={trigger.stem}", f"{side}|stem={trigger.stem}|{min(near[0], 12) // 2}", f"{side}|stem={trigger.stem}|b={before}"]
    found.append(f"{side}|form={tokens[trigger.token].word}|glued={glued}")
    words = [t.word for t in between[:_NEAR]] if side == "after" else [t.word for t in between[-_NEAR:]]
    found += [f"{side}|x={w}" for w in set(words)]
    found += [f"{side}|xk={clusters(w)[1]}" for w in set(words)]
    if gap <= 3:
        found.append(f"{side}|path={' '.join(words)}")
    return found
