"""Fit the reader's models on annotated documents, by folds of outlets where one model feeds the next.

python -m training.reader GOLD_FOLDER CORPUS_FOLDER GAZETTEER OUTPUT_FOLDER
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from khabar.evaluate.pairing import pair
from khabar.frame.arguments import features
from khabar.frame.drafts import Draft, claim_features, drafts
from khabar.frame.events import event_features, page_features, type_features
from khabar.frame.framing import Framed, find_groups, frame, merge, sameness_of, surroundings
from khabar.frame.groups import join_features
from khabar.frame.mentions import Mentions
from khabar.frame.models import Models
from khabar.frame.sameness import pairs
from khabar.frame.scene import Scene
from khabar.frame.weights import Linear
from khabar.lexicon.gazetteer import open_gazetteer
from khabar.model import Report
from khabar.pipeline import tag
from khabar.text import segment
from training import labels
from training.align import Labelled, label
from training.documents import documents, folds_of
from training.fitting import fit, save

FOLDS = 4
AGAIN = 0.5  # a trigger that tells again what the evidence of a claim tells is an event, yet makes no claim of its own
PENALTY = {
    "event": 0.1,
    "join": 0.2,
    "type": 0.05,
    "place": 0.4,
    "time": 0.2,
    "actor": 0.2,
    "harm": 0.1,
    "same": 0.04,
    "claim": 0.2,
}


@dataclass
class Doc:
    gold: dict[str, Any]
    mentions: Mentions
    labelled: Labelled
    fold: int


@dataclass
class Pile:
    """Rows of features and their labels, per model."""

    rows: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    weights: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, model: str, features: list[str], answer: Any, weight: float = 1.0) -> None:
        self.rows[model].append(features)
        self.labels[model].append(answer)
        self.weights[model].append(weight)

    def fit(self, model: str) -> Linear:
        return fit(self.rows[model], self.labels[model], PENALTY[model], self.weights[model])


def report_of(doc: dict[str, Any]) -> Report:
    published = date.fromisoformat(doc["published"][:10]) if doc.get("published") else None
    return Report(doc["text"], doc["doc_id"], doc.get("outlet"), doc.get("title"), published)


def prepare(annotated: Sequence[dict[str, Any]], gazetteer: Any) -> list[Doc]:
    """The documents with their mentions and labels; those of one outlet share a fold."""
    folds = folds_of((doc["outlet"] for doc in annotated), FOLDS)
    found = []
    for doc in annotated:
        report = report_of(doc)
        page = segment(report.text, report.title)
        mentions = tag(report, page, gazetteer)
        found.append(Doc(doc, mentions, label(doc, mentions.triggers), folds[doc["outlet"]]))
    return found


def event_pile(docs: Sequence[Doc]) -> Pile:
    pile = Pile()
    for doc in docs:
        m = doc.mentions
        around = surroundings(m)
        for i in range(len(m.triggers)):
            weight = AGAIN if doc.labelled.again[i] else 1.0
            pile.add("event", event_features(around, i), int(bool(doc.labelled.inside[i])), weight)
        by_sentence: dict[int, list[int]] = defaultdict(list)
        for i in range(len(m.triggers)):
            if doc.labelled.told([i]):
                by_sentence[m.triggers[i].sentence].append(i)
        for run in by_sentence.values():
            for one, two in pairwise(run):
                a, b = doc.labelled.inside[one], doc.labelled.inside[two]
                if a and b:
                    pile.add("join", join_features(m.page, m.triggers[one], m.triggers[two]), int(bool(a & b)))
    return pile


def type_pile(pile: Pile, doc: Doc, scene: Scene) -> None:
    m = doc.mentions
    around = surroundings(m)
    shared = page_features(around)
    for group in scene.groups:
        held = doc.labelled.held(group.triggers)
        weight = 1.0 if held else AGAIN
        held = held or doc.labelled.told(group.triggers)
        types = {doc.gold["claims"][i]["type"] for i in held}
        may = {t for i in group.triggers for t in m.triggers[i].types}
        for answer in sorted((types & may) or types)[:1]:
            pile.add("type", [*type_features(around, group), *shared], answer, weight)


def argument_piles(pile: Pile, doc: Doc, scene: Scene) -> None:
    for index, group in enumerate(scene.groups):
        held = doc.labelled.held(group.triggers)
        if not held:
            continue
        claims = [doc.gold["claims"][i] for i in sorted(held)]
        for role, answers in labels.OF_ROLE.items():
            for at, answer in answers(scene, index, claims).items():
                if answer is not None:
                    pile.add(role, features(role, scene, index, at), answer)


def same_pile(pile: Pile, doc: Doc, framed: Framed) -> None:
    scene = framed.scene
    sameness = sameness_of(scene, framed.type_odds, framed.arguments)
    told = [doc.labelled.told(group.triggers) for group in scene.groups]
    for one, two in pairs(scene.groups):
        if told[one] or told[two]:
            pile.add("same", sameness.features(one, two), int(bool(told[one] & told[two])))


def scene_of(doc: Doc, models: Models) -> Scene:
    _, groups, odds = find_groups(doc.mentions, models)
    return Scene(doc.mentions, groups, [max(o, key=lambda t: (o[t], t)) for o in odds])


_NOTHING = Linear(["0", "1"], [-9.0], {})
_NO_TYPE = Linear(["attack", "shelling"], [0.0, 0.0], {})


def base_models(docs: Sequence[Doc]) -> Models:
    """Models of every question but the last two, which ask about groups and drafts of documents not fitted to."""
    first = event_pile(docs)
    models = Models(first.fit("event"), first.fit("join"), _NO_TYPE, *[_NOTHING] * 6)
    pile = Pile()
    for doc in docs:
        type_pile(pile, doc, scene_of(doc, models))
    models = Models(models.event, models.join, pile.fit("type"), *[_NOTHING] * 6)
    for doc in docs:
        argument_piles(pile, doc, scene_of(doc, models))
    arguments = {role: pile.fit(role) for role in ("place", "time", "actor", "harm")}
    return replace(models, **arguments)


def as_record(m: Mentions, draft: Draft) -> dict[str, Any]:
    """As much of a draft as the scorer pairs by."""
    place = m.places[draft.place].name if draft.place is not None else None
    time = m.times[draft.time] if draft.time is not None else None
    return {
        "type": draft.type,
        "evidence": m.page.text[slice(*draft.evidence)],
        "start": draft.evidence[0],
        "place": {"name": place} if place else None,
        "date": {"start": str(time.first), "end": str(time.last)} if time else None,
        "actors": [{"text": m.actors[at].text, "id": None, "role": role} for at, role, _ in draft.actors],
    }


def claim_pile(pile: Pile, doc: Doc, framed: Framed) -> None:
    found = drafts(framed)
    records = [as_record(doc.mentions, draft) for draft in found]
    paired = {j for _, j in pair(doc.gold["text"], doc.gold["claims"], records)}
    for number, draft in enumerate(found):
        pile.add("claim", claim_features(framed, draft, number, len(found)), int(number in paired))


def fitted(
    model: str, docs: Iterable[Doc], told: dict[str, Framed], add: Callable[[Pile, Doc, Framed], None]
) -> Linear:
    """The model `model`, fitted to what `add` makes of the framed documents."""
    pile = Pile()
    for doc in docs:
        add(pile, doc, told[doc.gold["doc_id"]])
    return pile.fit(model)


def merged(framed: Framed, models: Models) -> Framed:
    return replace(framed, happenings=merge(framed.scene, framed.type_odds, framed.arguments, models))


def train(docs: Sequence[Doc]) -> tuple[Models, list[tuple[Doc, Models]]]:
    """The final models, and for every document the models that did not see it (their claim model included)."""
    others = {f: [d for d in docs if d.fold != f] for f in range(FOLDS)}
    unseen = {f: base_models(others[f]) for f in range(FOLDS)}
    told = {d.gold["doc_id"]: frame(d.mentions, unseen[d.fold]) for d in docs}
    for f in range(FOLDS):
        unseen[f] = replace(unseen[f], same=fitted("same", others[f], told, same_pile))
    same = fitted("same", docs, told, same_pile)
    told = {d.gold["doc_id"]: merged(told[d.gold["doc_id"]], unseen[d.fold]) for d in docs}
    for f in range(FOLDS):
        unseen[f] = replace(unseen[f], claim=fitted("claim", others[f], told, claim_pile))
    final = replace(base_models(docs), same=same, claim=fitted("claim", docs, told, claim_pile))
    return final, [(doc, unseen[doc.fold]) for doc in docs]


def main(gold: Path, corpus: Path, gazetteer: str, output: Path) -> None:
    annotated, origin = documents(gold, corpus)
    models, _ = train(prepare(annotated, open_gazetteer((gazetteer,), with_installed=False)))
    output.mkdir(parents=True, exist_ok=True)
    for name in Models.__slots__:
        save(getattr(models, name), output / f"{name}.npz", origin)
    print(json.dumps({"documents": len(annotated), "corpus": origin}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
