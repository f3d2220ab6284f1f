"""Which mention fills which role of a group: the features of each kind of argument."""

from __future__ import annotations

from khabar.frame.scene import Scene, link_features
from khabar.frame.weights import clusters


def place_features(scene: Scene, index: int, at: int) -> list[str]:
    """Did the group's happening take place at place mention `at`?"""
    m, place = scene.mentions, scene.mentions.places[at]
    found = link_features(scene, index, place.start, place.end)
    step, kind = found[1] if len(found) > 1 else "", scene.types[index]
    location = m.locations[at]
    precision = location.precision if location is not None else "none"
    sentence = m.page.sentence_at(place.start)
    mates = [p for p in m.places if m.page.sentence_at(p.start) == sentence]
    contained = any(at in p.within for p in m.places)
    found += [f"pkind={place.kind}", f"head={place.head}", f"prec={precision}", f"cue={place.cue}", f"origin={place.origin}"]
    found += [f"name={place.in_name}", f"known={place.known}", f"has={bool(place.within)}", f"holds={contained}"]
    found += [f"{step}|pkind={place.kind}", f"{step}|holds={contained}", f"{step}|prec={precision}", f"{step}|cue={place.cue}"]
    found += [f"{step}|mates={min(len(mates), 4)}|{mates.index(place) if place in mates else 9}", f"cue={place.cue}|{kind}"]
    finer = any(p.kind in ("settlement", "camp", "landmark") for p in mates if p is not place)
    found += [f"{step}|finer={finer}|{place.kind}", f"{step}|origin={place.origin}", f"{step}|name={place.in_name}"]
    told = sum(p.name == place.name for p in m.places)
    found += [f"told={min(told, 4)}|{place.kind}", f"told={min(told, 4)}|{step}"]
    word = m.page.tokens[m.page.token_at(place.start)].word
    found.append(f"word={word}")
    return found


def time_features(scene: Scene, index: int, at: int) -> list[str]:
    """Does time mention `at` date the group's happening?"""
    m, time = scene.mentions, scene.mentions.times[at]
    found = link_features(scene, index, time.start, time.end)
    step = found[1] if len(found) > 1 else ""
    found += [f"type={time.type}", f"prec={time.precision}", f"{step}|prec={time.precision}", f"{step}|type={time.type}"]
    published = m.report.published
    if published is not None and time.first is not None and time.last is not None:
        age = (published - time.last).days
        bucket = str(age) if -1 <= age <= 8 else "old" if age > 365 else "month" if age > 31 else "weeks" if age > 8 else "future"
        length = (time.last - time.first).days
        found += [f"age={bucket}", f"{step}|age={bucket}", f"length={min(length, 8)}", f"{step}|length={min(length, 8)}"]
    words = m.page.tokens[m.page.token_at(time.start) : m.page.token_at(time.end - 1) + 1]
    found += [f"w={t.word}" for t in words] + [f"wk={clusters(t.word)[1]}" for t in words]
    sentence = m.page.sentence_at(time.start)
    mates = [t for t in m.times if m.page.sentence_at(t.start) == sentence]
    found += [f"{step}|order={mates.index(time) if time in mates else 9}|{min(len(mates), 3)}"]
    return found


def actor_features(scene: Scene, index: int, at: int) -> list[str]:
    """Which role does party mention `at` play in the group's happening?"""
    m, actor = scene.mentions, scene.mentions.actors[at]
    found = link_features(scene, index, actor.start, actor.end)
    step, kind = found[1] if len(found) > 1 else "", scene.types[index]
    words = [t.word for t in m.page.tokens[m.page.token_at(actor.start) : m.page.token_at(actor.end - 1) + 1]]
    found += [f"akind={actor.kind}", f"akind={actor.kind}|{kind}", f"id={actor.id}", f"id={actor.id}|{kind}"]
    found += [f"{step}|akind={actor.kind}", f"generic={actor.generic}", f"inst={actor.instrument}", f"civ={actor.civilian}"]
    found += [f"{step}|civ={actor.civilian}", f"{step}|inst={actor.instrument}|{kind}", f"civ={actor.civilian}|{kind}"]
    found += [f"w={w}" for w in words] + [f"wk={clusters(w)[1]}" for w in words[:3]]
    if words:
        found.append(f"w0={words[0]}|{kind}")
    source = any(s.start < actor.end and actor.start < s.end for s in m.isnad.mentions)
    harmed = any(h.start <= actor.end and actor.start <= h.end for h in m.harms)
    placed = any(p.start < actor.end and actor.start < p.end for p in m.places)
    found += [f"source={source}", f"{step}|source={source}", f"harmed={harmed}", f"{step}|harmed={harmed}|{kind}"]
    found += [f"placed={placed}"]
    for feature in found[: 60]:
        if "|" in feature and feature.split("|")[0] in ("before", "after", "inside"):
            side = feature.split("|")[0]
            found += [f"{side}|akind={actor.kind}", f"{side}|civ={actor.civilian}|{kind}", f"{side}|inst={actor.instrument}|{kind}",
                      f"{side}|harmed={harmed}", f"{side}|source={source}"]
            break
    told = sum(a.id == actor.id for a in m.actors) if actor.id else 0
    found.append(f"told={min(told, 4)}|{step}")
    return found


def harm_features(scene: Scene, index: int, at: int) -> list[str]:
    """Is toll mention `at` the toll of the group's happening?"""
    m, harm = scene.mentions, scene.mentions.harms[at]
    found = link_features(scene, index, harm.start, harm.end)
    step, kind = found[1] if len(found) > 1 else "", scene.types[index]
    own = any(harm.start < t.end and t.start < harm.end for t in (m.triggers[i] for i in scene.groups[index].triggers))
    found += [f"hkind={harm.kind}|{kind}", f"own={own}", f"{step}|hkind={harm.kind}", f"part={harm.part_of is not None}"]
    found += [f"{step}|own={own}|{kind}", f"deny={harm.deny}", f"low={min(harm.low, 20)}|open={harm.high is None}"]
    rivals = scene.groups_of(m.page.sentence_at(harm.start) or 0)
    found.append(f"{step}|groups={min(len(rivals), 3)}|{own}")
    return found


def join_same_features(scene: Scene, one: int, two: int, told: tuple[dict[str, object], dict[str, object]]) -> list[str]:
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
    found = ["", where, f"types={ka}>{kb}" if ka <= kb else f"types={kb}>{ka}", f"type={ka == kb}", f"stem={head_a.stem == head_b.stem}"]
    found += [f"{where}|{ka == kb}", f"head={headline}|stem={head_a.stem == head_b.stem}|def={definite}", f"def={definite}|{ka == kb}"]
    shared = set(scene.stems(a)) & set(scene.stems(b))
    found += [f"shared={min(len(shared), 3)}", f"kinds={head_a.kind}>{head_b.kind}", f"two={head_b.stem}|def={definite}"]
    for name in ("place", "date", "harm", "target", "perpetrator", "source"):
        x, y = told[0].get(name), told[1].get(name)
        state = "none" if not x and not y else "one" if not x else "two" if not y else "same" if x == y else (
            "meet" if isinstance(x, frozenset) and isinstance(y, frozenset) and x & y else "differ")
        found += [f"{name}={state}", f"{name}={state}|{ka == kb}", f"{name}={state}|head={headline}"]
    first = m.page.sentences[b.sentence].first
    found += [f"open={t.word}" for t in m.page.tokens[first : first + 4]]
    found += [f"near={t.word}" for t in m.page.tokens[max(first, b.first - 3) : b.last + 4]]
    between = scene.groups[one + 1 : two]
    found.append(f"between={min(len(between), 4)}|{any(scene.types[scene.groups.index(g)] == ka for g in between)}")
    return found
