"""How well mentions of parties are found and resolved, against the actors of gold claims.

A gold actor is looked for at the occurrence of its text nearest to its claim's evidence. It is *covered* if a mention
overlaps it; its party is *right* if the coarse id of the mention that overlaps it most is the gold id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khabar.lexicon.parties import coarse_id
from khabar.resolve.actors import resolve_actors
from khabar.tag.actors import ActorMention, tag_actors
from khabar.text import segment


@dataclass(frozen=True, slots=True)
class ActorScore:
    """Counts over gold actors: all, covered, those with an id, of them covered, of them right."""

    actors: int
    covered: int
    with_id: int
    with_id_covered: int
    right: int
    errors: tuple[tuple[str, str, str | None], ...] = ()

    @property
    def coverage(self) -> float:
        """Share of gold actors that a mention overlaps."""
        return self.covered / max(1, self.actors)

    @property
    def recall(self) -> float:
        """Share of gold actors with an id whose party is right, uncovered ones counted as wrong."""
        return self.right / max(1, self.with_id)

    @property
    def accuracy(self) -> float:
        """Share of covered gold actors with an id whose party is right."""
        return self.right / max(1, self.with_id_covered)


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The documents of a gold file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def score_actors(documents: Iterable[Mapping[str, Any]]) -> ActorScore:
    """Tag and resolve each document's parties and compare them with its claims."""
    actors = covered = with_id = with_id_covered = right = 0
    errors: list[tuple[str, str, str | None]] = []
    for document in documents:
        mentions = _mentions(document)
        for actor, span in _gold_actors(document):
            over = _best(mentions, span) if span else None
            actors, covered = actors + 1, covered + (over is not None)
            if not actor["id"]:
                continue
            with_id, with_id_covered = with_id + 1, with_id_covered + (over is not None)
            found = coarse_id(over.id) if over is not None else None
            right += found == actor["id"]
            if found != actor["id"]:
                errors.append((actor["text"], actor["id"], found))
    return ActorScore(actors, covered, with_id, with_id_covered, right, tuple(errors))


def _mentions(document: Mapping[str, Any]) -> tuple[ActorMention, ...]:
    published = date.fromisoformat(document["published"]) if document.get("published") else None
    page = segment(document["text"], document.get("title"))
    outlet = document.get("outlet")
    return resolve_actors(page, tag_actors(page, published, outlet), published, outlet)


def _gold_actors(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], tuple[int, int] | None]]:
    text = document["text"]
    for claim in document["claims"]:
        start = text.find(claim["evidence"])
        for actor in claim["actors"]:
            yield actor, _nearest(text, actor["text"], start, start + len(claim["evidence"]))


def _nearest(text: str, wanted: str, start: int, end: int) -> tuple[int, int] | None:
    """Span of the occurrence of `wanted` nearest to `[start, end)`."""
    found = []
    at = text.find(wanted)
    while at >= 0:
        found.append((max(start - at, at - end, 0), at))
        at = text.find(wanted, at + 1)
    return (min(found)[1], min(found)[1] + len(wanted)) if found else None


def _best(mentions: Sequence[ActorMention], span: tuple[int, int]) -> ActorMention | None:
    over = [m for m in mentions if m.start < span[1] and span[0] < m.end]
    return max(over, key=lambda m: (min(m.end, span[1]) - max(m.start, span[0]), -m.start), default=None)
