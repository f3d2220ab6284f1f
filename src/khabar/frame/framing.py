"""Frame a page: triggers into groups, groups into happenings, each with its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from khabar.frame.arguments import QUESTIONS, weighed
from khabar.frame.events import Surroundings, event_features, page_features, type_features
from khabar.frame.groups import Group, carried, group, join_features
from khabar.frame.mentions import Mentions
from khabar.frame.models import Models, thresholds
from khabar.frame.sameness import Sameness, linked, pairs
from khabar.frame.scene import Scene
from khabar.frame.weights import Linear
from khabar.lexicon.parties import coarse_id
from khabar.text.fold import key
from khabar.text.words import bare_name

_LONG = 20
_AGES = ((-2, "future"), (3, "now"), (10, "week"), (60, "month"), (400, "year"))


@dataclass(slots=True)
class Arguments:
    """Probabilities of the mentions that may fill a group's roles, by mention index."""

    places: dict[int, float] = field(default_factory=dict)
    times: dict[int, float] = field(default_factory=dict)
    actors: dict[int, dict[str, float]] = field(default_factory=dict)
    harms: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Framed:
    """A page's groups with their types and arguments; `happenings` lists groups that tell of one thing."""

    scene: Scene
    event_features: Sequence[Sequence[str]]
    event_scores: Sequence[float]
    type_odds: Sequence[dict[str, float]]
    arguments: Sequence[Arguments]
    happenings: Sequence[tuple[int, ...]]


def sentence_marks(mentions: Mentions) -> dict[int, list[str]]:
    """What the other taggers found in each sentence, as features of its triggers."""
    marks: dict[int, set[str]] = {}
    at = mentions.page.sentence_at

    def mark(start: int, name: str) -> None:
        sentence = at(start)
        if sentence is not None:
            marks.setdefault(sentence, set()).add(name)

    published = mentions.report.published
    for time in mentions.times:
        age = (published - time.last).days if published and time.last else None
        near = (
            "none"
            if age is None
            else "now"
            if -1 <= age <= 3
            else "week"
            if age <= 10
            else "month"
            if age <= 60
            else "old"
        )
        mark(time.start, f"s.time={time.type}|{near}")
    for place, location in zip(mentions.places, mentions.locations, strict=True):
        if not place.origin and not place.in_name:
            mark(place.start, f"s.place={place.kind}")
            mark(place.start, f"s.prec={location.precision if location else 'none'}")
    for actor in mentions.actors:
        mark(actor.start, f"s.actor={actor.kind}")
    for harm in mentions.harms:
        mark(harm.start, f"s.harm={harm.kind}|{harm.high is None}|{harm.deny}")
    for source in mentions.isnad.mentions:
        mark(source.start, f"s.source={source.kind}")
    return {number: sorted(names) for number, names in marks.items()}


def surroundings(mentions: Mentions) -> Surroundings:
    """The page as its trigger features see it."""
    parties: dict[int, list[tuple[int, str, str]]] = {}
    for actor in mentions.actors:
        sentence = mentions.page.sentence_at(actor.start)
        if sentence is not None:
            name = coarse_id(actor.id) or actor.id or "-"
            parties.setdefault(sentence, []).append((mentions.page.token_at(actor.start), name, actor.kind))
    return Surroundings.of(mentions.page, mentions.triggers, sentence_marks(mentions), parties, _ages(mentions))


def _ages(mentions: Mentions) -> dict[int, list[tuple[int, str]]]:
    """The dates of every sentence: the word each begins at, and how long before the report it lies."""
    published, found = mentions.report.published, dict[int, list[tuple[int, str]]]()
    for time in mentions.times:
        sentence = mentions.page.sentence_at(time.start)
        if sentence is None:
            continue
        age = _age((published - time.last).days) if published and time.last else "none"
        long = time.first is not None and time.last is not None and (time.last - time.first).days > _LONG
        found.setdefault(sentence, []).append((mentions.page.token_at(time.start), f"{age}|{long}"))
    return found


def _age(days: int) -> str:
    return next((name for most, name in _AGES if days <= most), "old")


def find_groups(mentions: Mentions, models: Models) -> tuple[list[float], list[Group], list[dict[str, float]]]:
    """Scores of all triggers, the groups of those that pass, and each group's type odds."""
    around = surroundings(mentions)
    scores = [models.event.probability(features) for features in _trigger_features(around)]
    return scores, *_grouped(mentions, models, around, scores)


def _trigger_features(around: Surroundings) -> list[list[str]]:
    return [event_features(around, index) for index in range(len(around.triggers))]


def _grouped(
    mentions: Mentions, models: Models, around: Surroundings, scores: Sequence[float]
) -> tuple[list[Group], list[dict[str, float]]]:
    page, triggers = mentions.page, mentions.triggers
    least = thresholds()["trigger"]
    kept = [i for i, score in enumerate(scores) if score >= least]
    joined = [0.0] * len(kept)
    for place in range(1, len(kept)):
        one, two = triggers[kept[place - 1]], triggers[kept[place]]
        if one.sentence == two.sentence:
            joined[place] = 1.0 if carried(one, two) else models.join.probability(join_features(page, one, two))
    groups = group(page, triggers, scores, joined, least)
    shared = models.type.total(page_features(around)) if groups else 0
    return groups, [models.type.probabilities(type_features(around, g), shared) for g in groups]


def arguments_of(scene: Scene, index: int, models: Models) -> Arguments:
    """Weigh every mention near a group for every role."""
    m = scene.mentions
    found = Arguments()

    def ask(role: str, model: Linear, at: int) -> tuple[list[str], float]:
        return QUESTIONS[role].paired(scene, index, at), weighed(role, scene, index, at, model)

    for at in scene.reachable("place", index):
        found.places[at] = models.place.probability(*ask("place", models.place, at))
    for at in scene.reachable("time", index):
        if m.times[at].first is not None:
            found.times[at] = models.time.probability(*ask("time", models.time, at))
    for at in scene.reachable("actor", index):
        found.actors[at] = models.actor.probabilities(*ask("actor", models.actor, at))
    for at in scene.reachable("harm", index):
        if not m.harms[at].deny:
            found.harms[at] = models.harm.probability(*ask("harm", models.harm, at))
    return found


def told_by(scene: Scene, index: int, arguments: Arguments) -> dict[str, frozenset[object]]:
    """What a group names in its own sentence: the ground on which two groups are compared."""
    m, sentence = scene.mentions, scene.groups[index].sentence
    here = m.page.sentence_at

    def own(start: int) -> bool:
        return here(start) == sentence

    return {
        "place": frozenset(
            place_key(m, at) for at, p in arguments.places.items() if p >= 0.4 and own(m.places[at].start)
        ),
        "date": frozenset(
            (m.times[at].first, m.times[at].last)
            for at, p in arguments.times.items()
            if p >= 0.4 and own(m.times[at].start)
        ),
        "harm": frozenset(
            (m.harms[at].kind, m.harms[at].low)
            for at, p in arguments.harms.items()
            if p >= 0.4 and own(m.harms[at].start)
        ),
        "perpetrator": frozenset(
            coarse_id(m.actors[at].id) or key(m.actors[at].text)
            for at, odds in arguments.actors.items()
            if odds["perpetrator"] >= 0.4 and own(m.actors[at].start)
        ),
    }


def place_key(m: Mentions, at: int) -> str:
    return bare_name(m.places[at].name)


def frame(mentions: Mentions, models: Models) -> Framed:
    """All that the page tells, as happenings with their arguments."""
    around = surroundings(mentions)
    features = _trigger_features(around)
    scores = [models.event.probability(names) for names in features]
    groups, odds = _grouped(mentions, models, around, scores)
    types = [max(o, key=lambda t: (o[t], t)) for o in odds]
    scene = Scene(mentions, groups, types)
    arguments = [arguments_of(scene, i, models) for i in range(len(groups))]
    return Framed(scene, features, scores, odds, arguments, merge(scene, odds, arguments, models))


def sameness_of(scene: Scene, odds: Sequence[dict[str, float]], arguments: Sequence[Arguments]) -> Sameness:
    """The groups as they are compared with each other."""
    return Sameness(scene, odds, [told_by(scene, i, arguments[i]) for i in range(len(scene.groups))])


def merge(
    scene: Scene, odds: Sequence[dict[str, float]], arguments: Sequence[Arguments], models: Models
) -> list[tuple[int, ...]]:
    """Groups that tell of one happening, by average linkage over the pairwise odds."""
    sameness = sameness_of(scene, odds, arguments)
    links = {pair: models.same.probability(sameness.features(*pair)) for pair in pairs(scene.groups)}
    return linked(len(scene.groups), links, thresholds()["same"], sameness.apart)
