"""Which mention fills which role of a group: the features of each kind of argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from khabar.frame.links import (
    Link,
    afar,
    anchor_features,
    glued,
    link,
    sentence_step,
    sentences_between,
    word_before,
    words_between,
)
from khabar.frame.scene import ANY_TYPE, FINE, Alone, Scene, Spot
from khabar.frame.weights import Linear, clusters
from khabar.lexicon.parties import coarse_id
from khabar.lexicon.table import load
from khabar.text.fold import key
from khabar.text.words import bare, forms

_SAID = 40
_AIDS, _AID_REACH = frozenset({"aided_by", "backed_by"}), 3
_PATH = 3


class Asked(NamedTuple):
    """The features of a question about a mention and a group: `alone` hang on the mention and the group's type only."""

    alone: Callable[[Scene, int, str], list[str]]
    paired: Callable[[Scene, int, int], list[str]]


def features(role: str, scene: Scene, index: int, at: int) -> list[str]:
    """All features of the question: does mention `at` fill `role` in the group's happening?"""
    own, paired = alone(role, scene, at), QUESTIONS[role].paired(scene, index, at)
    return [*own.plain, *own.of_type(scene.types[index]), *paired]


def alone(role: str, scene: Scene, at: int) -> Alone:
    """The features that hang on a mention and the type of a group; made once a page."""
    memo = (role, at)
    if memo not in scene.alone:
        names = dict.fromkeys(QUESTIONS[role].alone(scene, at, ANY_TYPE))
        scene.alone[memo] = Alone([n for n in names if ANY_TYPE not in n], [n for n in names if ANY_TYPE in n])
    return scene.alone[memo]


def weighed(role: str, scene: Scene, index: int, at: int, model: Linear) -> float:
    """What the features of a mention alone weigh for a group of its type; added up once a page."""
    kind, own = scene.types[index], alone(role, scene, at)
    if (role, at, "") not in scene.weighed:
        scene.weighed[role, at, ""] = model.total(own.plain)
    if (role, at, kind) not in scene.weighed:
        scene.weighed[role, at, kind] = scene.weighed[role, at, ""] + model.total(own.of_type(kind))
    return scene.weighed[role, at, kind]


def _own(scene: Scene, index: int, what: str, step: str) -> list[str]:
    """How many mentions of the kind the group's own sentence has."""
    own = min(len(scene.beside(what, scene.groups[index].sentence)), 3)
    return [f"own={own}", f"{step}|own={own}"]


def _beside(scene: Scene, spot: Spot, kind: str) -> list[str]:
    """The words beside a party or a toll, whatever group it is weighed for."""
    before, before2 = word_before(scene, spot.first), word_before(scene, spot.first - 1)
    return [
        f"b={before}",
        f"b={before}|{kind}",
        f"b2={before2} {before}",
        f"bk={clusters(before)[1]}",
        f"a={_word_after(scene, spot)}",
        f"glued={glued(scene, spot)}|{kind}",
    ]


def _word_after(scene: Scene, spot: Spot) -> str:
    tokens = scene.mentions.page.tokens
    return tokens[spot.last].word if spot.last < len(tokens) else "$"


def _linked(scene: Scene, told: Link, spot: Spot) -> list[str]:
    """What counts of a party's or a toll's link to a group: the trigger nearest to it, and what stands between."""
    side, stem = told.side, told.nearest.stem
    found = [
        f"{side}|stem={stem}",
        f"{side}|stem={stem}|{min(told.near, 12) // 2}",
        f"{side}|events={told.events}",
        f"{side}|between={told.between}",
        f"{side}|p={told.pauses}|{told.events}|{told.rivals}",
        f"{side}|rivals={told.rivals}|{told.closer}|{told.between}",
        f"{side}|order={min(spot.order, 4)}|{min(spot.mates, 5)}",
    ]
    if told.high - told.low <= _PATH:
        words = scene.mentions.page.tokens[told.low : told.high]
        found.append(f"{side}|path={' '.join(t.word for t in words)}")
    return found


def _place_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Did the group's happening take place at place mention `at`?"""
    spot, listed, sentence = scene.spots["place"][at], scene.lists[at], scene.groups[index].sentence
    if at not in scene.crossed:
        scene.crossed[at] = _place_crossed(scene, at)
    crossed = scene.crossed[at]
    if spot.sentence != sentence:
        step, there = sentence_step(scene, scene.groups[index], spot.sentence), afar(scene, index, spot.sentence)
        found = [there.company, *there.clusters, *[f"{step}|{name}" for name in crossed]]
        return found + _own(scene, index, "place", step) + _carried(scene, index, at)
    first = scene.spots["place"][listed.leader] if listed.order else spot
    told = link(scene, index, first, "place")
    side = told.side
    return [
        *[f"{side}|{name}" for name in crossed],
        *[f"0|{name}" for name in crossed],
        f"{side}|events={told.events}",
        f"{side}|rivals={told.rivals}",
        f"{side}|closer={told.closer}",
        f"{side}|between={told.between}",
        f"{side}|rivals={told.rivals}|{told.closer}|{told.between}",
        f"{side}|order={min(first.order, 4)}|{min(first.mates, 5)}",
    ]


def _place_crossed(scene: Scene, at: int) -> list[str]:
    """What of a place counts otherwise before a group, after it, and in each sentence around it."""
    place, told = scene.mentions.places[at], scene.lists[at]
    sites = scene.beside("site", scene.spots["place"][at].sentence)
    finer = any(scene.mentions.places[m].kind in FINE for m in sites if m != at)
    return [
        f"holds={at in scene.holds}",
        f"cue={place.cue}",
        f"finer={finer}|{place.kind}",
        f"list={min(told.order, 2)}|{min(told.size, 3)}",
    ]


def _carried(scene: Scene, index: int, at: int) -> list[str]:
    """May a place of another sentence be meant: what the group's own sentence lacks, and which places stand nearer."""
    places, sentence = scene.mentions.places, scene.groups[index].sentence
    own = scene.beside("site", sentence)
    fine = sum(places[m].kind in FINE and m not in scene.holds for m in own)
    state = f"{min(len(own), 2)}|{min(fine, 2)}"
    parted = sentences_between(scene.spots["place"][at].sentence, sentence)
    nearer = sum(any(places[m].kind in FINE for m in scene.beside("site", n)) for n in parted)
    meant = scene.generics(sentence)
    head = bare(key(places[at].head or places[at].name.split()[0]))
    fits = "fits" if head in meant else "other" if meant else "none"
    return [
        f"carry={state}",
        f"carry={state}|nearer={min(nearer, 2)}",
        f"carry|meant={fits}",
        f"carry|type={scene.types[index]}|{bool(own)}",
    ]


def _place_alone(scene: Scene, at: int, kind: str) -> list[str]:
    m, place, spot = scene.mentions, scene.mentions.places[at], scene.spots["place"][at]
    told = sum(p.name == place.name for p in m.places)
    first = next(i for i, p in enumerate(m.places) if p.name == place.name)
    headed = m.page.sentences[scene.spots["place"][first].sentence].kind == "headline"
    start = place.head_start if 0 <= place.head_start < place.start else place.start
    return [
        "",
        f"b={word_before(scene, spot.first)}|{kind}",
        f"head={place.head}",
        f"cue={place.cue}|{kind}",
        f"lk={place.landmark_kind}",
        f"most={scene.dominant == place.name}|{place.kind}",
        f"told={min(told, 4)}|{at in scene.holds}|{headed}",
        f"hbk={clusters(word_before(scene, m.page.token_at(start)))[1]}",
        f"word={m.page.tokens[spot.first].word}",
    ]


def _time_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Does time mention `at` date the group's happening?"""
    m, time, spot = scene.mentions, scene.mentions.times[at], scene.spots["time"][at]
    group, age = scene.groups[index], _age(scene, at)
    crossed = [
        f"prec={time.precision}",
        f"order={min(spot.order, 3)}|{min(spot.mates, 3)}",
        f"form={time.form}|{age}",
    ]
    if spot.sentence == group.sentence:
        return _time_linked(scene, index, spot, crossed)
    step, there = sentence_step(scene, group, spot.sentence), afar(scene, index, spot.sentence)
    parted = sentences_between(spot.sentence, group.sentence)
    nearer = sum(bool(scene.beside("time", number)) for number in parted)
    dated = sum(m.times[t].first is not None for t in scene.beside("time", group.sentence))
    line = m.page.sentences[spot.sentence].line == m.page.sentences[group.sentence].line
    return [
        there.company,
        *there.opening,
        there.first,
        *there.clusters,
        there.lede,
        *[f"{step}|{name}" for name in crossed],
        *_own(scene, index, "time", step),
        *anchor_features(scene, spot),
        f"nearer={min(nearer, 3)}",
        f"dated={min(dated, 2)}|nearer={min(nearer, 2)}|{age}",
        f"line={line}|{step}",
        f"lone={len(m.times) == 1}|{age}",
        f"lines={min(len(parted) + 1, 6)}|{line}",
    ]


def _time_linked(scene: Scene, index: int, spot: Spot, crossed: list[str]) -> list[str]:
    """A time beside a group of its own sentence."""
    told = link(scene, index, spot, "time")
    side, form, letters = told.side, scene.mentions.page.tokens[told.nearest.token].word, glued(scene, spot)
    return [
        *[f"{side}|{name}" for name in crossed],
        *[f"0|{name}" for name in crossed],
        *[f"{side}|x={word}" for word in words_between(scene, told)],
        f"{side}|{told.far}",
        f"{side}|{told.far}|{scene.types[index]}",
        f"{side}|glued={letters}",
        f"{side}|form={form}|glued={letters}",
        f"{side}|formk={clusters(form)[1]}",
        f"{side}|events={told.events}",
        f"{side}|pauses={told.pauses}",
        f"{side}|rivals={told.rivals}|{told.closer}|{told.between}",
    ]


def _age(scene: Scene, at: int) -> str:
    """Days from the end of a time to the report, as a bucket."""
    published, last = scene.mentions.report.published, scene.mentions.times[at].last
    if published is None or last is None:
        return "?"
    age = (published - last).days
    return (
        str(age)
        if -1 <= age <= 8
        else "old"
        if age > 365
        else "month"
        if age > 31
        else "weeks"
        if age > 8
        else "future"
    )


def _time_alone(scene: Scene, at: int, kind: str) -> list[str]:
    time, spot = scene.mentions.times[at], scene.spots["time"][at]
    length = (time.last - time.first).days if time.first is not None and time.last is not None else -1
    said = any(start < time.end + _SAID and time.start < end + _SAID for start, end in scene.sources)
    return [
        "",
        f"glued={glued(scene, spot)}",
        f"type={time.type}",
        f"opens={time.opens}",
        f"length={min(length, 8)}",
        f"said={said}",
        f"{kind}|age={_age(scene, at)}",
    ]


def _actor_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Which role does party mention `at` play in the group's happening?"""
    m, actor, spot = scene.mentions, scene.mentions.actors[at], scene.spots["actor"][at]
    group, kind = scene.groups[index], scene.types[index]
    source, harmed, placed = alone("actor", scene, at).plain[-3:]
    if spot.sentence == group.sentence:
        told = link(scene, index, spot, "actor")
        return [f"step=0|{kind}", f"{told.side}|{harmed}", *_linked(scene, told, spot)]
    step, there = sentence_step(scene, group, spot.sentence), afar(scene, index, spot.sentence)
    own = [m.actors[a] for a in scene.beside("actor", group.sentence)]
    armed = min(sum(not a.civilian and not a.generic and a.id is not None for a in own), 2)
    hit = sum(a.civilian for a in own)
    return [
        f"step={step}|{kind}",
        f"{step}|{harmed}",
        there.company,
        there.lede,
        *there.opening,
        f"afar|order={min(spot.order, 3)}|{min(spot.mates, 4)}",
        f"afar|{actor.kind}|{actor.civilian}|{armed}|{min(hit, 2)}",
        f"afar|{step}|civ={actor.civilian}|{hit > 0}|{kind}",
        f"afar|{source}|{placed}|{armed}",
    ]


def _neighbours(scene: Scene, at: int) -> list[str]:
    """The parties told just before and after, and how many that may fight on either side."""
    m, spot = scene.mentions, scene.spots["actor"][at]
    spots, mates = scene.spots["actor"], scene.beside("actor", spot.sentence)
    found = [] if spot.order else ["prev=none"]
    for name, other in (("prev", spot.order - 1), ("next", spot.order + 1)):
        if not 0 <= other < len(mates):
            continue
        there = mates[other]
        one, two = (spots[there], spot) if name == "prev" else (spot, spots[there])
        gap = max(0, two.first - one.last)
        near = gap if gap < 3 else 3 + min(gap, 24) // 4
        joined = m.page.tokens[two.first].word[0] == "و" and two.start > m.page.tokens[two.first].start
        if not joined and gap == 1:
            joined = m.page.tokens[one.last].word == "و"
        found.append(f"{name}|{near}|{joined}|{scene.parties[there] == scene.parties[at]}")
    armed = {scene.parties[a] for a in mates[: spot.order] if scene.armed[a]} - {scene.parties[at]}
    later = {scene.parties[a] for a in mates[spot.order + 1 :] if scene.armed[a]} - {scene.parties[at]}
    return [*found, f"armed={min(len(armed), 2)}|{min(len(later), 2)}"]


@cache
def _aids() -> dict[str, str]:
    """First words of the phrases that lead over to a supporter ("بمساندة", "تدعمها") -> kind of the tie."""
    rows = load("relations")
    return {key(row["phrase"]).split()[0]: row["kind"] for row in rows.rows if row["kind"] in _AIDS}


def _aided(scene: Scene, spot: Spot) -> str:
    tokens = scene.mentions.page.tokens[max(0, spot.first - _AID_REACH) : spot.first]
    return next((_aids()[form.text] for t in tokens for form in forms(t.word) if form.text in _aids()), "none")


def _actor_alone(scene: Scene, at: int, kind: str) -> list[str]:
    m, actor, spot = scene.mentions, scene.mentions.actors[at], scene.spots["actor"][at]
    words = [t.word for t in m.page.tokens[spot.first : spot.last]]
    source = any(start < actor.end and actor.start < end for start, end in scene.sources)
    harmed = next((h.kind for h in m.harms if h.start <= actor.end and actor.start <= h.end), "")
    placed = any(p.start < actor.end and actor.start < p.end for p in m.places)
    told = min(scene.parties.count(scene.parties[at]), 5)
    headline = scene.beside("actor", 0) if m.page.sentences[0].kind == "headline" else []
    first = any(scene.parties[a] == scene.parties[at] for a in headline)
    return [
        *_neighbours(scene, at),
        *[f"w={word}" for word in words],
        *[f"wk={clusters(word)[1]}" for word in words[:3]],
        *[f"w0={word}|{kind}" for word in words[:1]],
        *_beside(scene, spot, kind),
        f"akind={actor.kind}",
        f"akind={actor.kind}|{kind}",
        f"id={actor.id}",
        f"cid={coarse_id(actor.id)}|{kind}",
        f"inst={actor.instrument}",
        f"owner={actor.owner is not None}",
        f"aided={_aided(scene, spot)}",
        f"told={told}|{actor.civilian}",
        f"told={told}|{first}",
        f"source={source}",
        f"harmed={harmed}",
        f"placed={placed}",
    ]


def _harm_alone(scene: Scene, at: int, kind: str) -> list[str]:
    m, harm, spot = scene.mentions, scene.mentions.harms[at], scene.spots["harm"][at]
    after = _word_after(scene, spot)
    return [
        "",
        f"hkind={harm.kind}|{kind}",
        f"part={harm.part_of is not None}",
        f"deny={harm.deny}",
        f"low={min(harm.low, 20)}|open={harm.high is None}",
        f"who={harm.who}",
        f"who={harm.who}|{kind}",
        *_beside(scene, spot, kind),
        f"ak={clusters(after)[1]}",
        f"glued={glued(scene, spot)}",
        *[f"w={t.word}" for t in m.page.tokens[spot.first : spot.last]],
    ]


def _harm_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Is toll mention `at` the toll of the group's happening?"""
    m, harm, spot = scene.mentions, scene.mentions.harms[at], scene.spots["harm"][at]
    group, kind = scene.groups[index], scene.types[index]
    own = any(harm.start < t.end and t.start < harm.end for t in (m.triggers[i] for i in group.triggers))
    alike = [a for a in scene.beside("harm", spot.sentence) if m.harms[a].kind == harm.kind]
    part = harm.part_of is not None
    rivals = scene.by_sentence.get(spot.sentence, ())
    taken = any(scene.groups[r].first <= spot.last and spot.first <= scene.groups[r].last for r in rivals if r != index)
    crossed = [
        f"hkind={harm.kind}",
        f"own={own}",
        f"own={own}|{kind}",
        f"part={part}",
        f"part={part}|own={own}",
        f"alike={min(alike.index(at) if at in alike else 9, 3)}|{min(len(alike), 3)}",
        f"who={harm.who}|{kind}",
        f"groups={min(len(rivals), 3)}|{own}",
        f"taken={taken}|{own}",
    ]
    if spot.sentence == group.sentence:
        return _harm_linked(scene, index, spot, crossed)
    step, there = sentence_step(scene, group, spot.sentence), afar(scene, index, spot.sentence)
    here = [a for a in scene.beside("harm", group.sentence) if not m.harms[a].deny]
    same = sum(m.harms[a].kind == harm.kind for a in here)
    parted = sum(len(scene.by_sentence.get(n, ())) for n in sentences_between(spot.sentence, group.sentence))
    return [
        f"step={step}",
        f"step={step}|{kind}",
        there.company,
        *there.opening,
        there.first,
        *there.clusters,
        there.lede,
        *there.head,
        *[f"{step}|{name}" for name in crossed],
        f"afar|order={min(spot.order, 3)}|{min(spot.mates, 4)}",
        *_own(scene, index, "harm", step),
        f"{step}|here={min(len(here), 2)}|{min(same, 2)}",
        f"{step}|here={same > 0}|{bool(rivals)}",
        f"between={min(parted, 3)}",
        f"{step}|first={spot.order == 0}|{same > 0}",
        f"{step}|types={kind}|{same > 0}",
        f"{step}|kinds={'+'.join(sorted({scene.types[r] for r in rivals}))}|{kind}",
    ]


def _harm_linked(scene: Scene, index: int, spot: Spot, crossed: list[str]) -> list[str]:
    """A toll beside a group of its own sentence."""
    told, kind = link(scene, index, spot, "harm"), scene.types[index]
    side, stem, form = told.side, told.nearest.stem, scene.mentions.page.tokens[told.nearest.token].word
    before, letters = word_before(scene, spot.first), glued(scene, spot)
    return [
        "step=0",
        f"step=0|{kind}",
        *[f"{side}|{name}" for name in crossed],
        *_linked(scene, told, spot),
        f"{side}|{told.far}",
        f"{side}|{told.far}|{kind}",
        f"{side}|b={before}",
        f"{side}|glued={letters}",
        f"{side}|stem={stem}|b={before}",
        f"{side}|form={form}|glued={letters}",
        f"{side}|formk={clusters(form)[1]}",
        f"{side}|pauses={told.pauses}",
        f"{side}|rivals={told.rivals}",
        f"{side}|closer={told.closer}",
        f"{side}|between={told.between}|{kind}",
    ]


QUESTIONS: dict[str, Asked] = {
    "place": Asked(_place_alone, _place_paired),
    "time": Asked(_time_alone, _time_paired),
    "actor": Asked(_actor_alone, _actor_paired),
    "harm": Asked(_harm_alone, _harm_paired),
}
