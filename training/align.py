"""Hold the mentions of annotated documents against their claims: the labels the models are fitted to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khabar.lexicon.event_types import FAMILY
from khabar.text import bare_name, nested

Claim = dict[str, Any]


def read_gold(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def same_name(a: str, b: str) -> bool:
    return nested(bare_name(a), bare_name(b))


@dataclass(frozen=True, slots=True)
class Labelled:
    """`inside[i]`: claims whose evidence holds trigger i; `echo[i]`: claims it seems to tell once more."""

    spans: list[tuple[int, int]]
    inside: list[frozenset[int]]
    echo: list[frozenset[int]]


def label(doc: dict[str, Any], page: Any, triggers: Any) -> Labelled:
    text, claims = doc["text"], doc["claims"]
    spans = []
    for claim in claims:
        start = text.find(claim["evidence"])
        spans.append((start, start + len(claim["evidence"])))
    inside, echo = [], []
    for trigger in triggers:
        held = frozenset(i for i, (s, e) in enumerate(spans) if trigger.start < e and s < trigger.end)
        inside.append(held)
        echo.append(frozenset() if held else _echoes(trigger, page, claims))
    return Labelled(spans, inside, echo)


def _echoes(trigger: Any, page: Any, claims: list[Claim]) -> frozenset[int]:
    sentence = page.sentences[trigger.sentence]
    told = bare_name(page.text[sentence.start : sentence.end])
    families = {FAMILY[t] for t in trigger.types}
    alike = [i for i, c in enumerate(claims) if FAMILY[c["type"]] in families or trigger.kind == "harm"]
    placed = [i for i in alike if claims[i].get("place") and f"{bare_name(claims[i]['place']['name'])}" in told]
    if placed:
        return frozenset(placed)
    if sentence.kind == "headline" or (len(alike) == 1 and trigger.sentence <= 3):
        return frozenset(alike)
    return frozenset()
