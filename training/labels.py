"""Labels of groups and their arguments, read off the claims of annotated documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from khabar.frame.drafts import ROLES
from khabar.frame.framing import _near
from khabar.frame.scene import Scene
from khabar.lexicon.parties import coarse_id

from training.align import Labelled, name_key, same_name

Claims = Sequence[dict[str, Any]]


def claims_of_group(scene: Scene, index: int, labelled: Labelled) -> frozenset[int]:
    return frozenset().union(*(labelled.inside[i] for i in scene.groups[index].triggers))


def echoes_of_group(scene: Scene, index: int, labelled: Labelled) -> frozenset[int]:
    return frozenset().union(*(labelled.echo[i] for i in scene.groups[index].triggers))


def _own_first(scene: Scene, index: int, starts: Sequence[int], right: Iterable[int]) -> dict[int, bool | None]:
    """Label per mention: True right, False wrong, None: right but told nearer by another, so not asked."""
    right = set(right)
    near = [at for at, start in enumerate(starts) if _near(scene, index, start)]
    sentence = scene.groups[index].sentence
    own = any(scene.mentions.page.sentence_at(starts[at]) == sentence for at in near if at in right)
    found: dict[int, bool | None] = {}
    for at in near:
        here = scene.mentions.page.sentence_at(starts[at]) == sentence
        found[at] = at in right and (True if here or not own else None)
    return found


def place_labels(scene: Scene, index: int, claims: Claims) -> dict[int, bool | None]:
    m = scene.mentions
    names = [c["place"]["name"] for c in claims if c.get("place")]
    right: set[int] = set()
    for name in names:
        exact = [at for at, p in enumerate(m.places) if name_key(p.name) == name_key(name)]
        right.update(exact or [at for at, p in enumerate(m.places) if same_name(p.name, name)])
    return _own_first(scene, index, [p.start for p in m.places], right)


def time_labels(scene: Scene, index: int, claims: Claims) -> dict[int, bool | None]:
    m = scene.mentions
    days = {(c["date"]["start"], c["date"]["end"]) for c in claims if c.get("date")}
    wanted = {(date.fromisoformat(a), date.fromisoformat(b)) for a, b in days}
    right = [at for at, t in enumerate(m.times) if (t.first, t.last) in wanted]
    told = _own_first(scene, index, [t.start for t in m.times], right)
    return {at: label for at, label in told.items() if m.times[at].first is not None}


def actor_labels(scene: Scene, index: int, claims: Claims) -> dict[int, str | None]:
    m = scene.mentions
    roles: dict[int, str] = {}
    for claim in claims:
        for actor in claim.get("actors") or []:
            for at, mention in enumerate(m.actors):
                coarse = coarse_id(mention.id)
                alike = coarse == actor["id"] if coarse and actor.get("id") else same_name(mention.text, actor["text"])
                if alike:
                    roles.setdefault(at, actor["role"])
    found: dict[int, str | None] = {}
    for role in ROLES:
        right = [at for at, r in roles.items() if r == role]
        for at, label in _own_first(scene, index, [a.start for a in m.actors], right).items():
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
    told = _own_first(scene, index, [h.start for h in m.harms], right)
    return {at: label for at, label in told.items() if not m.harms[at].deny}
