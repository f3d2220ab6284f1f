"""Hold the mentions of annotated documents against their claims: the labels the models are fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from khabar.tag.triggers import TriggerMention
from khabar.text import bare_name, nested


def same_name(a: str, b: str) -> bool:
    return nested(bare_name(a), bare_name(b))


@dataclass(frozen=True, slots=True)
class Labelled:
    """`inside[i]`: claims that trigger i tells of in their evidence; `again[i]`: claims it tells of elsewhere."""

    inside: list[frozenset[int]]
    again: list[frozenset[int]]

    def held(self, triggers: Iterable[int]) -> frozenset[int]:
        """The claims that any of the triggers tells of in their evidence."""
        return frozenset().union(*(self.inside[i] for i in triggers))

    def told(self, triggers: Iterable[int]) -> frozenset[int]:
        """The claims that any of the triggers tells of."""
        return frozenset().union(*(self.inside[i] | self.again[i] for i in triggers))


def label(doc: dict[str, Any], triggers: Sequence[TriggerMention]) -> Labelled:
    """What triggers tell of, by the evidence and the `told` stretches of a document's claims."""
    claims = doc["claims"]
    starts = [doc["text"].find(claim["evidence"]) for claim in claims]
    evidence = [[(start, start + len(claim["evidence"]))] for start, claim in zip(starts, claims, strict=True)]
    told = [claim.get("told", []) for claim in claims]
    inside, again = [], []
    for trigger in triggers:
        held, telling = _over(trigger, evidence), _over(trigger, told)
        own = held & telling or frozenset(i for i in held if not told[i])
        inside.append(own)
        again.append(frozenset() if own else telling)
    return Labelled(inside, again)


def _over(trigger: TriggerMention, stretches: Sequence[Sequence[tuple[int, int]]]) -> frozenset[int]:
    """Which of the lists of stretches meet a trigger."""

    def met(stretch: tuple[int, int]) -> bool:
        return trigger.start < stretch[1] and stretch[0] < trigger.end

    return frozenset(i for i, some in enumerate(stretches) if any(map(met, some)))
