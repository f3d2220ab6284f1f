"""Which mention fills which role of a group: the features of each kind of argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from khabar.frame.scene import (
    ANY_TYPE,
    FINE,
    Alone,
    Scene,
    Spot,
    anchor_features,
    link_features,
    sentence_step,
    stated,
    word_features,
)
from khabar.frame.weights import Linear, clusters
from khabar.lexicon.parties import coarse_id
from khabar.lexicon.table import load
from khabar.text.fold import key
from khabar.text.words import bare, forms

_SAID = 40
_AIDS, _AID_REACH = frozenset({"aided_by", "backed_by"}), 3


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


def _joined(scene: Scene, index: int, spot: Spot, what: str, crossed: list[str]) -> list[str]:
    """The features of a mention's link to a group, and `crossed` told apart by step and side."""
    link, step, side = link_features(scene, index, spot, what)
    found = [*link, *[f"{side}|{name}" for name in crossed]]
    if step != side:
        found += [f"{step}|{name}" for name in crossed]
    else:
        group = scene.groups[index]
        own = len(scene.beside(what, group.sentence))
        found += [f"own={min(own, 3)}", f"{step}|own={min(own, 3)}"]
    return found


def _place_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Did the group's happening take place at place mention `at`?"""
    kind, spot = scene.types[index], scene.spots["place"][at]
    if at not in scene.crossed:
        scene.crossed[at] = _place_crossed(scene, at)
    crossed, told = scene.crossed[at], scene.lists[at]
    link = scene.spots["place"][told.leader] if told.order else spot
    found = _joined(scene, index, link, "place", crossed)
    if spot.sentence != scene.groups[index].sentence:
        found += _carried(scene, index, at)
        found += anchor_features(scene, spot, kind)
    return list(dict.fromkeys(found))


def _place_crossed(scene: Scene, at: int) -> list[str]:
    """What of a place counts otherwise before a group, after it, and in each sentence around it."""
    place, told = scene.mentions.places[at], scene.lists[at]
    spot, sites = scene.spots["place"][at], scene.beside("site", scene.spots["place"][at].sentence)
    finer = any(scene.mentions.places[m].kind in FINE for m in sites if m != at)
    location = scene.mentions.locations[at]
    precision = location.precision if location is not None else "none"
    found = [
        f"pkind={place.kind}",
        f"holds={at in scene.holds}",
        f"prec={precision}",
        f"cue={place.cue}",
        f"cuek={place.cue_kind}",
    ]
    found += [
        f"mates={min(spot.mates, 4)}|{min(spot.order, 4)}",
        f"finer={finer}|{place.kind}",
        f"off={place.origin}|{place.in_name}",
    ]
    return [
        *found,
        f"list={min(told.order, 2)}|{min(told.size, 3)}",
        f"held={bool(place.within)}|{place.kind}",
        f"known={place.known}",
    ]


def _carried(scene: Scene, index: int, at: int) -> list[str]:
    """May a place of another sentence be meant: what the group's own sentence lacks, and which places stand nearer."""
    places, sentence = scene.mentions.places, scene.groups[index].sentence
    spot = scene.spots["place"][at]
    own = scene.beside("site", sentence)
    fine = sum(places[m].kind in FINE and m not in scene.holds for m in own)
    named = any(places[m].name == places[at].name for m in own)
    state = f"{min(len(own), 2)}|{min(fine, 2)}"
    step = sentence_step(scene, scene.groups[index], spot.sentence)
    nearer = 0
    low, high = sorted((spot.sentence, sentence))
    for number in range(low + 1, high):
        nearer += any(places[m].kind in FINE for m in scene.beside("site", number))
    only = sum(1 for m in scene.beside("site", spot.sentence) if m not in scene.holds)
    found = [
        f"carry={state}",
        f"carry={state}|{step}",
        f"carry={state}|{places[at].kind}|{at in scene.holds}",
        f"carry|named={named}",
    ]
    found += [f"carry={state}|nearer={min(nearer, 2)}", f"carry={state}|{step}|only={min(only, 3)}|{at in scene.holds}"]
    inside = any(at in places[m].within for m in own)
    meant = scene.generics(sentence)
    head = bare(key(places[at].head or places[at].name.split()[0]))
    fits = "fits" if head in meant else "other" if meant else "none"
    nearest = nearer == 0 and spot.sentence <= sentence
    found += [f"carry|meant={fits}", f"carry|meant={fits}|{bool(own)}|{nearest}", f"carry|meant={fits}|{step}"]
    return [*found, f"carry|inside={inside}", f"carry|type={scene.types[index]}|{bool(own)}"]


def _place_alone(scene: Scene, at: int, kind: str) -> list[str]:
    m, place, spot = scene.mentions, scene.mentions.places[at], scene.spots["place"][at]
    location = m.locations[at]
    precision = location.precision if location is not None else "none"
    found = ["", *word_features(scene, spot, kind)]
    found += [
        f"pkind={place.kind}",
        f"head={place.head}",
        f"prec={precision}",
        f"cue={place.cue}",
        f"origin={place.origin}",
    ]
    found += [
        f"name={place.in_name}",
        f"known={place.known}",
        f"has={bool(place.within)}",
        f"holds={at in scene.holds}",
    ]
    found += [
        f"cue={place.cue}|{kind}",
        f"cuek={place.cue_kind}",
        f"cuek={place.cue_kind}|{kind}",
        f"lk={place.landmark_kind}",
    ]
    told = sum(p.name == place.name for p in m.places)
    first = next(i for i, p in enumerate(m.places) if p.name == place.name)
    headed = m.page.sentences[scene.spots["place"][first].sentence].kind == "headline"
    most = scene.dominant == place.name
    found += [
        f"most={most}",
        f"most={most}|{place.kind}",
        f"told={min(told, 4)}|{place.kind}",
        f"pkind={place.kind}|{kind}",
        f"told={min(told, 4)}|{at in scene.holds}|{headed}",
    ]
    start = place.head_start if 0 <= place.head_start < place.start else place.start
    first_word = m.page.token_at(start)
    before = m.page.tokens[first_word - 1].word if first_word else "^"
    token = m.page.tokens[first_word]
    found += [f"hb={before}", f"hbk={clusters(before)[1]}", f"hglued={token.word[: max(0, start - token.start)]}"]
    return [*found, f"word={m.page.tokens[spot.first].word}"]


def _time_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Does time mention `at` date the group's happening?"""
    m, time, spot = scene.mentions, scene.mentions.times[at], scene.spots["time"][at]
    age = _age(scene, at)
    length = (time.last - time.first).days if time.first is not None and time.last is not None else -1
    crossed = [
        f"prec={time.precision}",
        f"type={time.type}",
        f"age={age}",
        f"length={min(length, 8)}",
        f"form={time.form}",
    ]
    crossed += [f"opens={time.opens}", f"order={min(spot.order, 3)}|{min(spot.mates, 3)}", f"form={time.form}|{age}"]
    crossed.append(f"stated={stated(scene, at)}")
    found = _joined(scene, index, spot, "time", crossed)
    if spot.sentence != scene.groups[index].sentence:
        group = scene.groups[index]
        found += anchor_features(scene, spot, scene.types[index])
        low, high = sorted((spot.sentence, group.sentence))
        nearer = sum(bool(scene.beside("time", number)) for number in range(low + 1, high))
        dated = sum(m.times[t].first is not None for t in scene.beside("time", group.sentence))
        step = sentence_step(scene, group, spot.sentence)
        line = m.page.sentences[spot.sentence].line == m.page.sentences[group.sentence].line
        found += [
            f"nearer={min(nearer, 3)}",
            f"dated={min(dated, 2)}|{step}",
            f"dated={min(dated, 2)}|nearer={min(nearer, 2)}|{age}",
        ]
        found += [
            f"line={line}|{dated > 0}",
            f"line={line}|{step}",
            f"lone={len(m.times) == 1}|{age}",
            f"lines={min(high - low, 6)}|{line}",
        ]
    return list(dict.fromkeys(found))


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
    m, time, spot = scene.mentions, scene.mentions.times[at], scene.spots["time"][at]
    length = (time.last - time.first).days if time.first is not None and time.last is not None else -1
    age = _age(scene, at)
    found = ["", *word_features(scene, spot, kind)]
    found += [f"type={time.type}", f"prec={time.precision}", f"form={time.form}", f"opens={time.opens}", f"age={age}"]
    found += [
        f"length={min(length, 8)}",
        f"part={time.daypart}",
        f"year={time.year_told}",
        f"hangs={time.hangs_on is not None}",
    ]
    words = [t.word for t in m.page.tokens[spot.first : spot.last]]
    found += [f"w={w}" for w in words] + [f"wk={clusters(w)[1]}" for w in words]
    said = any(start < time.end + _SAID and time.start < end + _SAID for start, end in scene.sources)
    return [*found, f"said={said}", f"said={said}|{time.form}", f"{kind}|age={age}"]


def _actor_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Which role does party mention `at` play in the group's happening?"""
    m, actor, spot = scene.mentions, scene.mentions.actors[at], scene.spots["actor"][at]
    kind = scene.types[index]
    flags = alone("actor", scene, at).plain[-3:]
    coarse = coarse_id(actor.id)
    armed = f"{actor.kind}|{actor.civilian}"
    crossed = [
        f"akind={actor.kind}",
        f"civ={actor.civilian}",
        f"inst={actor.instrument}|{kind}",
        f"civ={actor.civilian}|{kind}",
        *flags,
    ]
    crossed += [
        f"generic={actor.generic}",
        f"{flags[1]}|{kind}",
        f"akind={actor.kind}|{kind}",
        f"owner={actor.owner is not None}|{kind}",
    ]
    crossed += [f"hk={clusters(m.page.tokens[spot.first].word)[1]}", f"number={actor.number}|{armed}"]
    found = _joined(scene, index, spot, "actor", crossed)
    found.append(f"step={sentence_step(scene, scene.groups[index], spot.sentence)}|cid={coarse}")
    group = scene.groups[index]
    if spot.sentence != group.sentence:
        own = [m.actors[a] for a in scene.beside("actor", group.sentence)]
        armed_here = sum(not a.civilian and not a.generic and a.id is not None for a in own)
        hit = sum(a.civilian for a in own)
        same = any(coarse is not None and coarse_id(a.id) == coarse for a in own)
        step = sentence_step(scene, group, spot.sentence)
        found += [
            f"afar|{armed}|{min(armed_here, 2)}|{min(hit, 2)}",
            f"afar|{step}|{armed}|{min(armed_here, 2)}",
            f"afar|same={same}",
        ]
        found += [
            f"afar|{step}|civ={actor.civilian}|{bool(hit)}|{kind}",
            f"afar|{flags[0]}|{flags[2]}|{min(armed_here, 2)}",
        ]
    return list(dict.fromkeys(found))


def _neighbours(scene: Scene, at: int, kind: str) -> list[str]:
    """The parties told just before and after, and how many that may fight on either side."""
    m, spot = scene.mentions, scene.spots["actor"][at]
    spots, mates = scene.spots["actor"], scene.beside("actor", spot.sentence)
    found = []
    for name, other in (("prev", spot.order - 1), ("next", spot.order + 1)):
        if not 0 <= other < len(mates):
            found.append(f"{name}=none")
            continue
        there = mates[other]
        one, two = (spots[there], spot) if name == "prev" else (spot, spots[there])
        gap = max(0, two.first - one.last)
        near = gap if gap < 3 else 3 + min(gap, 24) // 4
        joined = m.page.tokens[two.first].word[0] == "و" and two.start > m.page.tokens[two.first].start
        if not joined and gap == 1:
            joined = m.page.tokens[one.last].word == "و"
        same = scene.parties[there] == scene.parties[at]
        civil = f"{m.actors[there].civilian}|{m.actors[at].civilian}"
        found += [
            f"{name}|{near}|{joined}|{same}",
            f"{name}|{near}|{joined}|{civil}",
            f"{name}|{joined}|{gap < 4}|{civil}|{kind}",
        ]
        found.append(f"{name}id={scene.parties[there]}|{scene.parties[at]}")
    armed = {scene.parties[a] for a in mates[: spot.order] if scene.armed[a]} - {scene.parties[at]}
    later = {scene.parties[a] for a in mates[spot.order + 1 :] if scene.armed[a]} - {scene.parties[at]}
    count = f"{min(len(armed), 2)}|{min(len(later), 2)}"
    return [*found, f"armed={count}", f"armed={count}|{kind}|{m.actors[at].civilian}"]


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
    coarse = coarse_id(actor.id)
    found = ["", *word_features(scene, spot, kind), *_neighbours(scene, at, kind)]
    found += [
        f"akind={actor.kind}",
        f"akind={actor.kind}|{kind}",
        f"id={actor.id}",
        f"cid={coarse}",
        f"cid={coarse}|{kind}",
    ]
    found += [
        f"generic={actor.generic}",
        f"inst={actor.instrument}",
        f"civ={actor.civilian}",
        f"civ={actor.civilian}|{kind}",
    ]
    found += [
        f"inst={actor.instrument}|{kind}",
        f"number={actor.number}",
        f"owner={actor.owner is not None}",
        f"named={actor.named}",
    ]
    found += [f"w={w}" for w in words] + [f"wk={clusters(w)[1]}" for w in words[:3]]
    if words:
        found.append(f"w0={words[0]}|{kind}")
    source = any(start < actor.end and actor.start < end for start, end in scene.sources)
    harmed = next((h.kind for h in m.harms if h.start <= actor.end and actor.start <= h.end), "")
    placed = any(p.start < actor.end and actor.start < p.end for p in m.places)
    told = scene.parties.count(scene.parties[at])
    headline = scene.beside("actor", 0) if m.page.sentences[0].kind == "headline" else []
    first = any(scene.parties[a] == scene.parties[at] for a in headline)
    aided = _aided(scene, spot)
    found += [f"aided={aided}", f"aided={aided}|{actor.civilian}|{kind}"]
    found += [f"told={min(told, 5)}|{actor.civilian}", f"told={min(told, 5)}|{first}"]
    return [*found, f"source={source}", f"harmed={harmed}", f"placed={placed}"]


def _harm_alone(scene: Scene, at: int, kind: str) -> list[str]:
    m, harm, spot = scene.mentions, scene.mentions.harms[at], scene.spots["harm"][at]
    found = ["", f"hkind={harm.kind}|{kind}", f"part={harm.part_of is not None}", f"deny={harm.deny}"]
    found += [f"low={min(harm.low, 20)}|open={harm.high is None}", f"who={harm.who}", f"who={harm.who}|{kind}"]
    return [*found, *word_features(scene, spot, kind), *[f"w={t.word}" for t in m.page.tokens[spot.first : spot.last]]]


def _harm_paired(scene: Scene, index: int, at: int) -> list[str]:
    """Is toll mention `at` the toll of the group's happening?"""
    m, harm, spot = scene.mentions, scene.mentions.harms[at], scene.spots["harm"][at]
    group, kind = scene.groups[index], scene.types[index]
    own = any(harm.start < t.end and t.start < harm.end for t in (m.triggers[i] for i in group.triggers))
    alike = [a for a in scene.beside("harm", spot.sentence) if m.harms[a].kind == harm.kind]
    part = harm.part_of is not None
    crossed = [f"hkind={harm.kind}", f"own={own}", f"own={own}|{kind}", f"part={part}", f"part={part}|own={own}"]
    crossed += [f"alike={min(alike.index(at) if at in alike else 9, 3)}|{min(len(alike), 3)}", f"who={harm.who}|{kind}"]
    rivals = scene.by_sentence.get(spot.sentence, ())
    taken = any(scene.groups[r].first <= spot.last and spot.first <= scene.groups[r].last for r in rivals if r != index)
    crossed += [f"groups={min(len(rivals), 3)}|{own}", f"taken={taken}|{own}"]
    found = _joined(scene, index, spot, "harm", crossed)
    if spot.sentence != group.sentence:
        step = sentence_step(scene, group, spot.sentence)
        here = [a for a in scene.beside("harm", group.sentence) if not m.harms[a].deny]
        same = [a for a in here if m.harms[a].kind == harm.kind]
        between = sum(
            len(scene.by_sentence.get(n, ()))
            for n in range(min(spot.sentence, group.sentence) + 1, max(spot.sentence, group.sentence))
        )
        found += [
            f"{step}|here={min(len(here), 2)}|{min(len(same), 2)}",
            f"{step}|here={bool(same)}|{bool(rivals)}",
            f"between={min(between, 3)}",
        ]
        found += [f"{step}|first={spot.order == 0}|{bool(same)}", f"{step}|types={kind}|{bool(same)}"]
        found.append(f"{step}|kinds={'+'.join(sorted({scene.types[r] for r in rivals}))}|{kind}")
    return list(dict.fromkeys(found))


QUESTIONS: dict[str, Asked] = {
    "place": Asked(_place_alone, _place_paired),
    "time": Asked(_time_alone, _time_paired),
    "actor": Asked(_actor_alone, _actor_paired),
    "harm": Asked(_harm_alone, _harm_paired),
}


def join_same_features(
    scene: Scene, one: int, two: int, told: tuple[Mapping[str, object], Mapping[str, object]]
) -> list[str]:
    """Do two groups of different sentences tell of one happening? `told` holds what each names in its own sentence."""
    m = scene.mentions
    a, b = scene.groups[one], scene.groups[two]
    ka, kb = scene.types[one], scene.types[two]
    head_a, head_b = m.triggers[a.head], m.triggers[b.head]
    gap = min(b.sentence - a.sentence, 8)
    headline = m.page.sentences[a.sentence].kind == "headline"
    word_b = m.page.tokens[head_b.token].word
    definite = "ال" in word_b[:4]
    where = f"head={headline}|{gap}"
    found = [
        "",
        where,
        f"types={ka}>{kb}" if ka <= kb else f"types={kb}>{ka}",
        f"type={ka == kb}",
        f"stem={head_a.stem == head_b.stem}",
    ]
    found += [
        f"{where}|{ka == kb}",
        f"head={headline}|stem={head_a.stem == head_b.stem}|def={definite}",
        f"def={definite}|{ka == kb}",
    ]
    shared = set(scene.stems(a)) & set(scene.stems(b))
    found += [
        f"shared={min(len(shared), 3)}",
        f"kinds={head_a.kind}>{head_b.kind}",
        f"two={head_b.stem}|def={definite}",
    ]
    for name in ("place", "date", "harm", "target", "perpetrator", "source"):
        x, y = told[0].get(name), told[1].get(name)
        state = (
            "none"
            if not x and not y
            else "one"
            if not x
            else "two"
            if not y
            else "same"
            if x == y
            else ("meet" if isinstance(x, frozenset) and isinstance(y, frozenset) and x & y else "differ")
        )
        found += [f"{name}={state}", f"{name}={state}|{ka == kb}", f"{name}={state}|head={headline}"]
    first = m.page.sentences[b.sentence].first
    found += [f"open={t.word}" for t in m.page.tokens[first : first + 4]]
    found += [f"near={t.word}" for t in m.page.tokens[max(first, b.first - 3) : b.last + 4]]
    between = scene.groups[one + 1 : two]
    found.append(f"between={min(len(between), 4)}|{ka in scene.types[one + 1 : two]}")
    return found
