"""Triggers that tell of one happening within a sentence are one group: "قصفت المدفعية البلدة ما أدى إلى مقتل طفل"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khabar.frame.weights import clusters
from khabar.lexicon.event_types import FAMILY
from khabar.tag.triggers import TriggerMention, wording
from khabar.text.page import Page


@dataclass(frozen=True, slots=True)
class Group:
    """Triggers (indices into the page's) of one happening in one sentence; `head` names it best."""

    sentence: int
    triggers: tuple[int, ...]
    head: int
    score: float
    first: int
    last: int


def join_features(page: Page, one: TriggerMention, two: TriggerMention) -> list[str]:
    """Features of the question: do two neighbouring triggers of a sentence tell of one happening?"""
    between = [t.word for t in page.tokens[one.token + 1 : two.token]]
    gap = min(len(between), 24)
    shared = set(one.types) & set(two.types)
    families = {FAMILY[t] for t in one.types} & {FAMILY[t] for t in two.types}
    pair = f"{one.kind}>{two.kind}"
    found = [
        "",
        f"gap={gap if gap < 4 else 3 + gap // 4}",
        f"pair={pair}|{gap // 4}",
        f"one={one.stem}",
        f"two={two.stem}",
    ]
    found += [f"stems={one.stem}>{two.stem}", f"share={bool(shared)}|{bool(families)}", f"same={one.stem == two.stem}"]
    found.append(f"two.form={page.tokens[two.token].word}")
    found.append(f"two.and={page.tokens[two.token].word[0] == 'و'}|{pair}|{gap // 3}")
    found += [f"b={word}" for word in set(between)]
    found += [f"bk={clusters(word)[1]}" for word in set(between)]
    found += [f"{pair}|b={word}" for word in set(between[:2] + between[-2:])]
    return found


def carried(one: TriggerMention, two: TriggerMention) -> bool:
    """Whether a trigger may be the object that tells what the verb before it carries out: "شهدت المنطقة [قصفا]"."""
    return wording(one.stem)[0] == "carrier" and two.kind == "event" and wording(two.stem)[0] in ("noun", "either")


def group(
    page: Page, triggers: Sequence[TriggerMention], scores: Sequence[float], joined: Sequence[float], least: float
) -> list[Group]:
    """Groups of the triggers scored at least `least`; `joined[i]` is the probability that kept trigger i belongs to
    the kept trigger before it."""
    kept = [i for i, score in enumerate(scores) if score >= least]
    runs: list[list[int]] = []
    for place, index in enumerate(kept):
        before = kept[place - 1] if place else None
        if before is not None and triggers[before].sentence == triggers[index].sentence and joined[place] >= 0.5:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [_group_of(triggers, scores, run) for run in runs]


_RANK = {"event": 2, "means": 1, "harm": 0}


def _group_of(triggers: Sequence[TriggerMention], scores: Sequence[float], run: list[int]) -> Group:
    head = max(run, key=lambda i: (_RANK[triggers[i].kind] > 0, scores[i] + 0.1 * _RANK[triggers[i].kind], -i))
    return Group(
        triggers[run[0]].sentence,
        tuple(run),
        head,
        max(scores[i] for i in run),
        triggers[run[0]].token,
        triggers[run[-1]].token,
    )
