"""Labels of groups and their arguments, read off the claims of annotated documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from khabar.frame.drafts import ROLES
from khabar.frame.scene import Scene
from khabar.lexicon.parties import coarse_id
from khabar.tag.actors import ActorMention
from khabar.text import bare_name
from training.align import same_name

Claims = Sequence[dict[str, Any]]
_PEOPLE = {"civilians", "protesters"}


def _own_first(scene: Scene, what: str, index: int, right: Iterable[int], claims: Claims) -> dict[int, bool | None]:
    """Label per mention: True right, False wrong, None: right but told nearer by another, so not asked.

    Nearest are mentions inside the evidence, then those of the same sentence, then all others in reach."""
    right, spots, sentence = set(right), scene.spots[what], scene.groups[index].sentence
    text = scene.mentions.page.text
    spans = [(start, start + len(c["evidence"])) for c in claims if (start := text.find(c["evidence"])) >= 0]

    def rank(at: int) -> int:
        if any(start < spots[at].end and spots[at].start < end for start, end in spans):
            return 0
        return 1 if spots[at].sentence == sentence else 2

    near = scene.reachable(what, index)
    best = min((rank(at) for at in near if at in right), default=0)
    return {at: at in right and (True if rank(at) == best else None) for at in near}


def place_labels(scene: Scene, index: int, claims: Claims) -> dict[int, bool | None]:
    m = scene.mentions
    names = [c["place"]["name"] for c in claims if c.get("place")]
    right: set[int] = set()
    for name in names:
        exact = [at for at, p in enumerate(m.places) if bare_name(p.name) == bare_name(name)]
        right.update(exact or [at for at, p in enumerate(m.places) if same_name(p.name, name)])
    return _own_first(scene, "place", index, right, claims)


def time_labels(scene: Scene, index: int, claims: Claims) -> dict[int, bool | None]:
    m = scene.mentions
    days = {(c["date"]["start"], c["date"]["end"]) for c in claims if c.get("date")}
    wanted = {(date.fromisoformat(a), date.fromisoformat(b)) for a, b in days}
    right = [at for at, t in enumerate(m.times) if (t.first, t.last) in wanted]
    told = _own_first(scene, "time", index, right, claims)
    return {at: label for at, label in told.items() if m.times[at].first is not None}


def _alike(mention: ActorMention, actor: dict[str, Any]) -> bool:
    """The same party; words that name it count even where the mention was resolved to another party."""
    coarse = coarse_id(mention.id)
    people = {coarse, actor.get("id")} == _PEOPLE  # which of the two a claim's type tells
    if coarse and actor.get("id") and not people:
        told, gold = f" {bare_name(mention.text)} ", f" {bare_name(actor['text'])} "
        return coarse == actor["id"] or (bool(gold.strip()) and gold in told)
    return same_name(mention.text, actor["text"])


def _people_hit(actor: dict[str, Any]) -> bool:
    return actor["role"] == "target" and actor.get("id") in _PEOPLE


def _told_with_toll(scene: Scene, at: int, claim: dict[str, Any]) -> bool:
    """Whether a mention of people ("ثلاثة أشخاص") stands in a toll of the claim, whichever side they are on."""
    m, mention = scene.mentions, scene.mentions.actors[at]
    tolls = {(kind, h["low"]) for kind, h in (claim.get("harm") or {}).items()}
    return coarse_id(mention.id) in _PEOPLE and any(
        h.start < mention.end and mention.start < h.end and (h.kind, h.low) in tolls for h in m.harms
    )


def actor_labels(scene: Scene, index: int, claims: Claims) -> dict[int, str | None]:
    m = scene.mentions
    roles: dict[int, str] = {}
    for claim in claims:
        for actor in claim.get("actors") or []:
            for at, mention in enumerate(m.actors):
                if _alike(mention, actor) or (_people_hit(actor) and _told_with_toll(scene, at, claim)):
                    roles.setdefault(at, actor["role"])
    found: dict[int, str | None] = {}
    for role in ROLES:
        right = [at for at, r in roles.items() if r == role]
        for at, label in _own_first(scene, "actor", index, right, claims).items():
            if label is None:
                found[at] = None
            elif label:
                found[at] = role
            else:
                found.setdefault(at, "none")
    return found


def harm_labels(scene: Scene, index: int, claims: Claims) -> dict[int, bool | None]:
    m = scene.mentions
    wanted = {(kind, h["low"], h["high"]) for c in claims for kind, h in (c.get("harm") or {}).items()}
    right = [at for at, h in enumerate(m.harms) if (h.kind, h.low, h.high) in wanted]
    told = _own_first(scene, "harm", index, right, claims)
    return {at: label for at, label in told.items() if not m.harms[at].deny}


OF_ROLE: dict[str, Callable[[Scene, int, Claims], Mapping[int, Any]]] = {
    "place": place_labels,
    "time": time_labels,
    "actor": actor_labels,
    "harm": harm_labels,
}
