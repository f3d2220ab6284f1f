"""A happening with its arguments chosen, before it is judged a claim or not."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from khabar.attribute.isnad import Attribution, attribute
from khabar.frame.framing import Framed, place_key
from khabar.frame.mentions import Mentions
from khabar.frame.models import thresholds, two_sided
from khabar.frame.scene import Scene, coordinated
from khabar.lexicon.event_types import FAMILY
from khabar.model import HarmKind, Role

_UNPLACED = 0.2
ROLES: tuple[Role, ...] = ("perpetrator", "target", "support")


@dataclass(frozen=True, slots=True)
class Draft:
    """One event at one place: indices into the page's mentions, each with its odds."""

    groups: tuple[int, ...]
    main: int
    type: str
    type_odds: dict[str, float]
    place: int | None
    place_odds: float
    time: int | None
    time_odds: float
    actors: tuple[tuple[int, Role, float], ...]
    harms: tuple[tuple[int, float], ...]
    evidence: tuple[int, int]
    attribution: Attribution
    siblings: int


def drafts(framed: Framed) -> list[Draft]:
    """A draft for every happening and each of its places."""
    return [draft for happening in framed.happenings for draft in _of(framed, happening)]


def _of(framed: Framed, happening: tuple[int, ...]) -> list[Draft]:
    scene, m = framed.scene, framed.scene.mentions
    main = _main(framed, happening)
    odds = _type_odds(framed, happening)
    kind = max(odds, key=lambda t: (odds[t], t))
    places = _places(framed, happening, main)
    time, time_odds = _time(framed, happening, main)
    actors = _actors(framed, happening, main)
    harms = _harms(framed, happening, main)
    perpetrators = [m.actors[at].id or m.actors[at].text for at, role, _ in actors if role == "perpetrator"]
    found = []
    located: Sequence[tuple[int | None, float]] = places or [(None, 0.0)]
    for place, place_odds in located:
        evidence = _evidence(scene, main, place, [h for h, _ in harms])
        told = _attribution(scene, happening, main, evidence, perpetrators)
        found.append(
            Draft(
                happening,
                main,
                kind,
                odds,
                place,
                place_odds,
                time,
                time_odds,
                actors,
                harms,
                evidence,
                told,
                len(places),
            )
        )
    return found


def _attribution(
    scene: Scene, happening: Sequence[int], main: int, evidence: tuple[int, int], perpetrators: Sequence[str]
) -> Attribution:
    """Who tells it: where it is told most fully, else where it is told again, nearest first (a lede without a source
    is often sourced a sentence later)."""
    m = scene.mentions
    told = attribute(m.isnad, *evidence, perpetrators)
    if told.sources:
        return told
    for other in sorted(happening, key=lambda i: abs(scene.groups[i].sentence - scene.groups[main].sentence)):
        if other == main:
            continue
        again = m.triggers[scene.groups[other].head]
        there = attribute(m.isnad, again.start, again.end, perpetrators)
        if there.sources:
            return there
    return told


def _main(framed: Framed, happening: Sequence[int]) -> int:
    """The group that tells most: in the body, with a place and a toll of its own, sure to be an event."""
    scene = framed.scene

    def worth(index: int) -> tuple[float, int]:
        group, arguments = scene.groups[index], framed.arguments[index]
        sentence = group.sentence
        here = scene.mentions.page.sentence_at
        places = scene.mentions.places
        placed = any(p >= 0.5 and here(places[at].start) == sentence for at, p in arguments.places.items())
        body = scene.mentions.page.sentences[sentence].kind != "headline"
        return group.score + 0.3 * placed + 0.15 * body, -index

    return max(happening, key=worth)


def _type_odds(framed: Framed, happening: Sequence[int]) -> dict[str, float]:
    total: dict[str, float] = {}
    for index in happening:
        for name, p in framed.type_odds[index].items():
            total[name] = total.get(name, 0.0) + p * framed.scene.groups[index].score
    whole = sum(total.values()) or 1.0
    return {name: p / whole for name, p in total.items()}


def weighed(framed: Framed, happening: Sequence[int], main: int, kind: str) -> dict[int, float]:
    """Odds of mentions over the groups of a happening; what the main group thinks counts in full, the others a little
    less."""
    pooled: dict[int, float] = {}
    for index in happening:
        weight = 1.0 if index == main else 0.9
        for at, p in getattr(framed.arguments[index], kind).items():
            pooled[at] = max(pooled.get(at, 0.0), weight * p)
    return pooled


def _places(framed: Framed, happening: Sequence[int], main: int) -> list[tuple[int, float]]:
    m, limit = framed.scene.mentions, thresholds()
    pooled = _listed(framed, weighed(framed, happening, main, "places"))
    if not pooled:
        return []
    best = max(pooled, key=lambda at: (pooled[at], -at))
    if pooled[best] < limit["place"]:
        return []
    chosen, names = [(best, pooled[best])], {place_key(m, best)}
    own = _listed(framed, framed.arguments[main].places)
    sentence = m.page.sentence_at(m.places[best].start)
    for at in sorted(own, key=lambda at: (-own[at], at)):
        if own[at] < limit["more_places"] or m.page.sentence_at(m.places[at].start) != sentence:
            continue  # a place of another sentence is another guess at where, no further place
        if place_key(m, at) in names or _contains(m, at, [c for c, _ in chosen]):
            continue
        chosen.append((at, own[at]))
        names.add(place_key(m, at))
    return sorted(chosen)


def levelled(odds: Sequence[float], runs: Sequence[Hashable], share: float) -> list[float]:
    """Odds drawn by `share` towards the mean of those of the same run (`runs[i]` names that of `odds[i]`)."""
    together: dict[Hashable, list[float]] = {}
    for run, p in zip(runs, odds, strict=True):
        together.setdefault(run, []).append(p)
    means = {run: sum(ps) / len(ps) for run, ps in together.items()}
    return [(1 - share) * p + share * means[run] for run, p in zip(runs, odds, strict=True)]


def _listed(framed: Framed, odds: dict[int, float]) -> dict[int, float]:
    """Odds of places drawn towards the mean of the list they stand in: what befell one befell its neighbours."""
    leaders = [framed.scene.lists[at].leader for at in odds]
    return dict(zip(odds, levelled([*odds.values()], leaders, thresholds()["list_share"]), strict=True))


def _contains(m: Mentions, at: int, chosen: Sequence[int]) -> bool:
    return any(at in m.places[c].within or c in m.places[at].within for c in chosen)


def _time(framed: Framed, happening: Sequence[int], main: int) -> tuple[int | None, float]:
    pooled = weighed(framed, happening, main, "times")
    best = max(pooled, key=lambda at: (pooled[at], -at), default=None)
    if best is None or pooled[best] < thresholds()["time"]:
        return None, 0.0
    return best, pooled[best]


def _actors(framed: Framed, happening: Sequence[int], main: int) -> tuple[tuple[int, Role, float], ...]:
    """One role a party. The likeliest party of a role needs little to be believed, every further one much more, unless
    it is joined to one by "و"."""
    scene, odds = framed.scene, _party_odds(framed, happening, main)
    chosen: list[tuple[int, Role, float]] = []
    parties: set[str] = set()
    least = min(thresholds()[name] for name in ("actor", "more_actors", "joined_actors", "support"))
    likely = ((p, at, role) for at in odds for role in ROLES if (p := odds[at].get(role, 0.0)) >= least)
    ranked = sorted(likely, key=lambda r: (-r[0], r[1]))
    for p, at, role in ranked:
        if scene.parties[at] in parties or _none_such(scene.mentions, at):
            continue
        if p >= _least(scene, at, role, chosen):
            parties.add(scene.parties[at])
            chosen.append((at, role, p))
    return tuple(sorted(_two_sided(scene.types[main], chosen, odds)))


def _none_such(m: Mentions, at: int) -> bool:
    """ "دون وقوع ضحايا": nobody is meant."""
    actor = m.actors[at]
    return any(h.deny and h.word.start < actor.end and actor.start < h.word.end for h in m.harms)


def _least(scene: Scene, at: int, role: Role, chosen: Sequence[tuple[int, Role, float]]) -> float:
    limit, others = thresholds(), [other for other, r, _ in chosen if r == role]
    if any(coordinated(scene, at, other) for other in others):
        return limit["joined_actors"]
    if role == "support":
        return limit["support"]
    return limit["more_actors" if others else "actor"]


def _two_sided(
    kind: str, chosen: list[tuple[int, Role, float]], odds: dict[int, dict[str, float]]
) -> list[tuple[int, Role, float]]:
    """A clash has another side: of several parties told as perpetrators, the one most like a target is it."""
    sides = [at for at, role, _ in chosen if role == "perpetrator"]
    if kind not in two_sided() or len(sides) < 2 or any(role == "target" for _, role, _ in chosen):
        return chosen
    other = max(sides, key=lambda at: (odds[at].get("target", 0.0), at))
    return [(at, "target" if at == other else role, p) for at, role, p in chosen]


def _party_odds(framed: Framed, happening: Sequence[int], main: int) -> dict[int, dict[str, float]]:
    """Odds of the roles of each mention: as its main group sees them, or else the group that is surest of a role."""
    odds: dict[int, dict[str, float]] = {}
    for index in sorted(happening, key=lambda i: i == main):
        for at, roles in framed.arguments[index].actors.items():
            if index == main or _surest(roles) > _surest(odds.get(at, {})):
                odds[at] = roles
    return odds


def _surest(roles: dict[str, float]) -> float:
    return max((roles.get(role, 0.0) for role in ROLES), default=0.0)


def _harms(framed: Framed, happening: Sequence[int], main: int) -> tuple[tuple[int, float], ...]:
    m, limit = framed.scene.mentions, thresholds()["harm"]
    best: dict[HarmKind, tuple[float, int]] = {}
    pooled = weighed(framed, happening, main, "harms")
    for at, p in pooled.items():
        kind = m.harms[at].kind
        if p >= limit and (kind not in best or (p, -at) > (best[kind][0], -best[kind][1])):
            best[kind] = (p, at)
    return tuple(sorted((at, p) for p, at in best.values()))


def _evidence(scene: Scene, main: int, place: int | None, harms: Sequence[int]) -> tuple[int, int]:
    """From the first trigger of the group to its last, stretched to its place within the sentence."""
    m, group = scene.mentions, scene.groups[main]
    sentence = m.page.sentences[group.sentence]
    spans = [(m.triggers[i].start, m.triggers[i].end) for i in group.triggers]
    if place is not None:
        spans.append((m.places[place].start, m.places[place].end))
    head = m.triggers[group.head]
    tolls = [(m.harms[h].start, m.harms[h].end) for h in harms]
    spans += [(start, end) for start, end in tolls if start < head.end and head.start < end]
    inside = [(s, e) for s, e in spans if sentence.start <= s and e <= sentence.end]
    return min(s for s, _ in inside), max(e for _, e in inside)


def claim_features(framed: Framed, draft: Draft, number: int, total: int) -> list[str]:
    """Features of the question: is this draft a claim that the report makes?"""
    scene, m = framed.scene, framed.scene.mentions
    group = scene.groups[draft.main]
    sentence = m.page.sentences[group.sentence]
    scores = sorted((scene.groups[i].score for i in draft.groups), reverse=True)

    def grade(p: float) -> str:
        return str(int(p * 10))

    top = max(draft.type_odds.values())
    location = m.locations[draft.place] if draft.place is not None else None
    precision = location.precision if location else "named" if draft.place is not None else "none"
    found = ["", f"score={grade(scores[0])}", f"fine={int(scores[0] * 25)}", f"type={draft.type}", f"odds={grade(top)}"]
    found += [
        f"score={grade(scores[0])}|type={draft.type}",
        f"groups={min(len(scores), 4)}",
        f"place={grade(draft.place_odds)}",
    ]
    found += [f"precision={precision}", f"time={grade(draft.time_odds)}", f"siblings={min(draft.siblings, 5)}"]
    found += [f"siblings={min(draft.siblings, 5)}|place={grade(draft.place_odds)}"]
    found += [
        f"roles={'+'.join(sorted({r for _, r, _ in draft.actors}))}",
        f"harm={'+'.join(sorted({m.harms[h].kind for h, _ in draft.harms}))}",
    ]
    found += [f"kind={sentence.kind}|{min(len(scores), 2)}", f"at={min(group.sentence, 6)}", f"total={min(total, 12)}"]
    found += [
        f"head={m.triggers[group.head].kind}",
        f"stem={m.triggers[group.head].stem}",
        f"status={draft.attribution.status}",
    ]
    found += [f"triggers={min(len(group.triggers), 4)}", f"sourced={bool(draft.attribution.sources)}"]
    same = scene.types[: draft.main].count(draft.type)
    found += [f"before={min(same, 4)}", f"number={min(number, 8)}"]
    family = FAMILY[draft.type]
    kin = sum(p for name, p in draft.type_odds.items() if FAMILY[name] == family)
    found += [f"kin={grade(kin)}", f"kin={grade(kin)}|{family}", f"sure={int(scores[0] * kin * 20)}"]
    found.append(f"sure.place={int(scores[0] * kin * max(draft.place_odds, _UNPLACED) * 20)}")
    found.append(f"mean={grade(sum(scores) / len(scores))}|{min(len(scores), 3)}")
    if m.page.sentences[0].kind == "headline":
        told = any(scene.types[i] == draft.type for i, g in enumerate(scene.groups) if g.sentence == 0)
        found.append(f"headline={told}|{0 in {scene.groups[i].sentence for i in draft.groups}}")
    return found
