"""Who is meant: parties of mentions by date, scene and what the text called them before.

"التنظيم" is the organisation last named, "الجيش" the army of the scene, "قواته" the forces of the party before it.
Runners-up stay on the mention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from khabar.lexicon import Phrases, load
from khabar.lexicon.parties import actors, lineage
from khabar.model import Candidate, Span
from khabar.resolve.scene import country_after, read_scene
from khabar.tag.actors import THINGS, ActorMention, mention_kind
from khabar.tag.party_choice import Clue, weigh
from khabar.tag.relations import bracketed_name
from khabar.text.fold import key
from khabar.text.page import Page
from khabar.text.words import bare

_SIDES = frozenset({"state", "nonstate", "authority"})


@dataclass(slots=True)
class _Memory:
    """What the text has named so far: by the noun of its name ("تنظيم"), by generic class, and the last side."""

    nouns: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    last: str = ""
    last_sentence: int = -9

    def keep(self, mention: ActorMention, sentence: int) -> None:
        party = actors()[mention.id] if mention.id else None
        if party is None or party.kind not in _SIDES:
            return
        self.last, self.last_sentence = party.id, sentence
        if mention.clue.pronoun:
            return
        if mention.clue.nation or not mention.clue.cls:
            if mention.clue.name:
                self.nouns[bare(mention.clue.name.split(" ")[0])] = party.id
            for ancestor in lineage(party.id):
                for cls in actors()[ancestor].classes:
                    self.classes[cls] = party.id


@cache
def _weights() -> dict[str, float]:
    return dict(load("actor_generics").about["memory"])


def resolve_actors(
    page: Page,
    mentions: Sequence[ActorMention],
    published: date | None = None,
    outlet: str | None = None,
    country: str | None = None,
) -> tuple[ActorMention, ...]:
    """The mentions with `id`, `kind` and `candidates` settled from the whole text, in the same order."""
    scene = read_scene(page, mentions, outlet, country)
    memory = _Memory()
    found: list[ActorMention] = []
    at, contexts = -1, {}
    for mention in mentions:
        sentence = page.sentence_at(mention.start) or 0
        if sentence != at:
            at, contexts = sentence, scene.at(sentence)
        here = contexts
        if mention.clue.cls and (country := country_after(page, mention.end)):
            here = contexts | {country: contexts.get(country, 0.0) + _weights()["place_after"]}
        resolved = _resolved(mention, here, published, memory, sentence)
        memory.keep(resolved, sentence)
        found.append(resolved)
    return _with_short_names(page, found)


def _with_short_names(page: Page, mentions: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """The mentions and those by short names that the text itself defines: "حركة التغيير (حتم) ... حتم"."""
    defined: dict[str, tuple[int, ActorMention]] = {}
    for mention in mentions:
        relation = bracketed_name(page, mention)
        if relation is not None and mention.id is not None:
            defined.setdefault(key(relation.object.text), (relation.object.end, mention))
    if not defined:
        return tuple(mentions)
    phrases = Phrases(defined.items())
    added = [
        _short_mention(page, match.start, match.end, match.value[1])
        for match in phrases.find(page.tokens)
        if match.start >= match.value[0] and not any(m.start < match.end and match.start < m.end for m in mentions)
    ]
    return tuple(sorted([*mentions, *added], key=lambda m: m.start))


def _short_mention(page: Page, start: int, end: int, full: ActorMention) -> ActorMention:
    party = full.id or ""
    return ActorMention(
        start,
        end,
        page.text[start:end],
        party,
        actors()[party].kind,
        Span(start, end),
        clue=Clue(party=party),
        candidates=(Candidate(party, 1.0, f"short for {full.text}"),),
    )


def _resolved(
    mention: ActorMention, contexts: dict[str, float], published: date | None, memory: _Memory, sentence: int
) -> ActorMention:
    candidates = list(weigh(mention.clue, contexts, published))
    if not mention.clue.nation:
        candidates = _ranked([*_remembered(mention, memory, sentence), *candidates])
    party = candidates[0].value if candidates else None
    if party == mention.id and tuple(candidates) == mention.candidates:
        return mention
    kind = mention.kind
    if kind not in THINGS and kind != "person":
        kind = mention_kind(kind, party)
    civilian = mention.civilian or (party is not None and actors()[party].kind == "civilian")
    return replace(mention, id=party, kind=kind, civilian=civilian, candidates=tuple(candidates))


def _ranked(candidates: list[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.value not in best or best[candidate.value].score < candidate.score:
            best[candidate.value] = candidate
    return sorted(best.values(), key=lambda c: -c.score)


def _remembered(mention: ActorMention, memory: _Memory, sentence: int) -> list[Candidate]:
    clue, weights = mention.clue, _weights()
    if clue.pronoun or clue.cls == "ours":
        near = memory.last and sentence - memory.last_sentence <= 1
        weight = weights["ours" if clue.cls == "ours" or clue.pronoun == "ours" else "pronoun"]
        return [Candidate(memory.last, weight, "the party named before")] if near else []
    if not clue.cls:
        return []
    found = []
    noun = bare(clue.name)
    if noun and noun in memory.nouns:
        weight = weights.get(clue.cls, weights["other"])
        found.append(Candidate(memory.nouns[noun], weight, f"named before as {noun}"))
    if clue.cls in memory.classes and clue.cls in weights:
        found.append(
            Candidate(memory.classes[clue.cls], weights[clue.cls] - weights["class_step"], f"{clue.cls} named before")
        )
    if clue.cls == "last" and memory.last:
        found.append(Candidate(memory.last, weights["pronoun"], "the party named before"))
    return found
