"""Who was hurt, and how many: the people before or after a harm word, summed where the text adds."""

from __future__ import annotations

from typing import Any, NamedTuple

from khabar.lexicon import Match
from khabar.tag.harm_scene import Scene
from khabar.tag.harm_words import HarmWord, reach
from khabar.tag.quantities import Quantity, joins


class Victims(NamedTuple):
    """A count of people with the words `[first, last)` that tell it; no words for a mere suffix or ellipsis."""

    low: int
    high: int | None
    first: int
    last: int
    groups: tuple[Quantity, ...] = ()

    @property
    def told(self) -> bool:
        return self.last > self.first


def _is_people(group: Quantity, kind: str) -> bool:
    if group.part or group.domain == "thing":
        return False
    if group.domain == "harm" and group.kind != kind:  # "إعدام مجموعة من الرهائن", "احتجاز رهائن"
        return (kind, group.kind) in (("killed", "abducted"), ("killed", "detained"), ("detained", "abducted"))
    return group.domain != "unknown" or group.counted


def _as_victims(group: Quantity) -> Victims:
    return Victims(group.low, group.high, group.first, group.last, (group,))


def victims_of(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """The victims of a harm word, None where the word tells of no person."""
    found = None if scene.is_generic(match.first) else _victims_of(scene, match)
    if found is None:
        return None
    if match.value.kind == "injured" and scene.is_illness(max(found.last, match.last)):
        return None
    if match.value.needs == "indefinite" and any(g.definite and not g.counted for g in found.groups):
        return None
    found = _summed(scene, match, found)
    if match.value.needs == "crowd" and found.low < reach("harm_words")["crowd"]:
        return None
    return found


def _victims_of(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    word = match.value
    if word.pattern == "fixed":
        return Victims(2, None, match.last, match.last)
    if word.pronoun is not None:
        return _of_suffix(scene, match)
    if word.pattern in ("plural", "dual"):
        return _of_plural(scene, match)
    after = _adjacent(scene, match)
    if after is not None:
        return _past_agent(scene, match, after)
    if word.needs == "person":
        return None
    if word.pattern == "active":
        return _of_active(scene, match)
    if word.pattern == "masdar":
        return _of_masdar(scene, match)
    return _of_verb(scene, match)


def _adjacent(scene: Scene, match: Match[HarmWord]) -> Quantity | None:
    at = scene.skip(match.last)
    group = next(scene.following(at), None)
    if group is None or group.first != at or not _is_people(group, match.value.kind):
        return None
    if group.domain == "harm" and match.value.pattern != "masdar" and group.kind != "abducted":
        return None
    if joins(scene.tokens, group) and at == match.last:
        return None
    goods = match.value.kind == "detained" and match.value.needs == "people" and group.domain == "unknown"
    return None if goods and not scene.is_turn(group.last) else group  # "ضبطت مئات الصناديق"


def _past_agent(scene: Scene, match: Match[HarmWord], group: Quantity) -> Victims | None:
    """The people at once after a verb are its agent where a second count follows them at once
    ("قتل مسلحون مجهولون ثلاثة رجال")."""
    if group.counted or match.value.pattern == "undergo" or (group.high == 1 and not group.definite):
        return _as_victims(group)
    if match.value.pattern == "masdar":
        second = next(scene.following(group.last), None)
        ceded = second is not None and group.definite and second.first == group.last
        if ceded and second is not None and scene.tokens[second.first].word[0] == "ل":  # "توقيف الشرطة لأحد أتباعه"
            return _as_victims(second)
        return _as_victims(group)
    second_found = _past_armed(scene, match, group) or _past_force(scene, match, group)
    if second_found is None and match.value.pattern == "active" and group.definite and group.kind == "soldier":
        return None  # "أوقفت الشرطة مسيرة"
    return second_found or _as_victims(group)


def _past_armed(scene: Scene, match: Match[HarmWord], agent: Quantity) -> Victims | None:
    """Gunmen are the agents of a verb where others than gunmen follow ("خطف مسلحون مجهولون أمس ممرضة")."""
    if agent.kind != "fighter" or agent.definite or agent.counted or agent.high is not None or agent.part:
        return None
    for group in scene.following(max(agent.last, match.last)):
        if group.first - agent.last > reach("harm_words")["active"]:
            return None
        if not scene.is_open(max(agent.last, match.last), group.first):
            return None
        if _is_people(group, match.value.kind) and group.kind != "fighter" and not joins(scene.tokens, group):
            return _as_victims(group) if group.counted or group.high == 1 or not group.definite else None
    return None


def _past_force(scene: Scene, match: Match[HarmWord], agent: Quantity) -> Victims | None:
    """ "اعتقلت الشرطة مسلحا", "قتل مسلحون ثلاثة رجال"."""
    active = match.value.pattern == "active"
    limit = reach("harm_words")["active" if active else "agent"]
    second = _next_people(scene, match, agent.last, limit, counted=False)
    if second is None and active:
        second = _next_people(scene, match, agent.last, limit, commas=True)
    if second is None or joins(scene.tokens, second):
        return None
    if not active and any(scene.is_turn(at) for at in range(agent.last, second.first)):
        return None
    return _as_victims(second)


def _next_people(
    scene: Scene, match: Match[HarmWord], at: int, limit: int, *, counted: bool = True, commas: bool = False
) -> Quantity | None:
    """The next people within `limit` words: counted ones, or uncounted ones that are indefinite too."""
    for group in scene.following(at):
        if group.first - at > limit or not scene.is_open(at, group.first, commas=commas):
            return None
        if scene.has_agent(at, group.first):
            return None
        goods = group.domain == "unknown" and group.basis == "vague" and match.value.needs == "people"
        if goods:
            return None
        if _is_people(group, match.value.kind) and (group.counted or (not counted and not group.definite)):
            return group
    return None


def _named(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """A victim told by name: the word after a harm word that is nothing else; or the names after "كلا من"."""
    listed = scene.list_after(match.last, reach("harm_words")["active"])
    if listed is not None:
        return _listed(scene, scene.skip(listed))
    at = scene.skip(match.last)
    if scene.is_turn(at) or scene.tokens[at].word[0].isdigit():
        return None
    shared = next(scene.following(at), None)
    if scene.tokens[at].word[0] == "و" and shared is not None and shared.first == at + 1:  # "أسر وفرار آخرين"
        return _as_victims(shared) if _is_people(shared, match.value.kind) else None
    if shared is not None and shared.first == at:
        return None  # "خطف الطائرة"
    if match.value.needs in ("people", "indefinite") and not (_is_wound(scene, at) or _is_person(scene, match, at)):
        return None
    return Victims(1, 1, at, at + 1)


def _listed(scene: Scene, at: int) -> Victims:
    """Names after "كلا من", told apart by "و"."""
    names, end = 1, at + 1
    while not scene.is_turn(end) or (end < scene.last and scene.tokens[end].word in "،,و()"):
        if scene.tokens[end].word[0] == "و":
            names, end = names + 1, end + 1
        end += 1
    return Victims(names, names, at, min(end, scene.last))


def _is_person(scene: Scene, match: Match[HarmWord], at: int) -> bool:
    """A name that a noun of people explains: "أصيب خالد العلي رئيس البلدية"."""
    group = next(scene.following(at), None)
    limit = reach("harm_words")["names"]
    return (
        group is not None
        and group.domain == "people"
        and group.first - at < limit
        and scene.is_open(at, group.first)
        and not any(scene.is_turn(word) for word in range(at + 1, group.first) if scene.tokens[word].is_word)
    )


def _is_wound(scene: Scene, at: int) -> bool:
    limit = at + reach("harm_cues")["wound"]
    return any(at < cue.first <= limit for cue in scene.cues.get("wound", ()))


def _of_masdar(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    limit = reach("harm_words")["masdar"]
    group = _next_people(scene, match, match.last, limit)
    if group is not None and _is_past_force(scene, match, group):
        return _as_victims(group)
    named = _named(scene, match)
    if named is not None:
        return named
    if group is not None and not joins(scene.tokens, group):
        return _as_victims(group)
    return None


def _is_past_force(scene: Scene, match: Match[HarmWord], group: Quantity) -> bool:
    """ "اعتقال النظام السوري 476 شخصا": a counted object after the agent of a verbal noun."""
    if group.basis != "number" or joins(scene.tokens, group) or not scene.tokens[match.last].word.startswith("ال"):
        return False
    return not any(map(scene.is_turn, range(match.last, group.first)))


def _of_active(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """The object of a verb whose agent stands between ("اعتقلت قوات خاصة ثلاثة رجال", "اعتقلت قسد المختار")."""
    for group in scene.following(match.last):
        if group.first - match.last > reach("harm_words")["active"] or not scene.is_open(match.last, group.first):
            break
        if not _is_people(group, match.value.kind):
            continue
        if joins(scene.tokens, group):
            break
        if group.counted or not group.definite or (group.high == 1 and group.first > match.last):
            return _as_victims(group)
    for group in scene.following(match.last):
        near = match.last + 1 < group.first <= match.last + reach("harm_words")["active"]
        if near and scene.is_open(match.last, group.first) and _is_people(group, match.value.kind):
            return _as_victims(group)
    return _named(scene, match) if match.value.needs != "people" else None


def _of_verb(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """A verb whose people do not follow at once: before it, further on ("قتل في الهجوم 3"), or a name."""
    turned = scene.is_turn(scene.skip(match.last))
    if turned:
        return _subject_before(scene, match) or _further(scene, match) or _ellipsis(scene, match)
    limit = reach("harm_words")[match.value.pattern]
    for counted in (True, False) if match.value.pattern == "verb" else (True,):
        group = _next_people(scene, match, match.last, limit, counted=counted, commas=counted)
        if group is None or joins(scene.tokens, group):
            continue
        if counted or not scene.is_turn(group.first - 1):
            return _as_victims(group)
    return _named(scene, match)


def _further(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    limit = reach("harm_words")[match.value.pattern]
    order = (False,) if scene.is_inverted(match.last) else (True, False)
    for counted in order:
        limit = limit if counted else reach("harm_words")["agent"]
        group = _next_people(scene, match, match.last, limit, counted=counted, commas=counted)
        if group is None or joins(scene.tokens, group) or scene.has_clause(match.last, group.first):
            continue
        if scene.company(match.last) is not None:  # "قتل مع ثلاثة": the subject besides
            high = None if group.high is None else group.high + 1
            return Victims(group.low + 1, high, group.first, group.last, (group,))
        return _as_victims(group)
    return None


def _ellipsis(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """A verb alone ("توفي متأثرا بجراحه"): one person, named elsewhere."""
    word = match.value
    if word.pattern in ("undergo", "verb") and (word.needs != "people" or _is_wound(scene, match.first)):
        return Victims(1, 1, match.last, match.last)
    return None


def has_subject_before(scene: Scene, match: Match[HarmWord]) -> bool:
    """Whether people stand at once before a verb, as its subject ("شخص قُتل وأُصيب ثلاثة")."""
    group = next(scene.preceding(match.first), None)
    return group is not None and group.last == match.first and not match.prefix and _is_people(group, match.value.kind)


def _subject_before(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """ "أن شابا أصيب برصاص", "طفلا قتل": people right before the verb."""
    if match.prefix or scene.is_inverted(match.last):
        return None
    for group in scene.preceding(match.first):
        between = (group.last, match.first)
        if match.first - group.last > reach("harm_words")["subject"] or not scene.is_open(*between):
            return None
        if _is_people(group, match.value.kind) and not scene.has_clause(*between):
            return _as_victims(group)
    return None


def _of_plural(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """Victims of "قتلوا" stand before it; those of "خطفوا عشرة عمال" at once after it."""
    after = _adjacent(scene, match)
    if after is not None and after.pronoun and after.high == 1:  # "أصيبا أحدهما بجروح خطيرة"
        after = None
    if after is not None and not (after.definite and after.high is None and after.basis == "noun" and not after.owned):
        return _as_victims(after)
    at = scene.skip(match.last)
    if match.value.kind in ("detained", "abducted") and not scene.is_turn(at) and after is None:
        return _named(scene, match) if match.value.kind == "abducted" else None  # "أوقفوا الحركة"
    before = next(scene.preceding(match.first), None)
    if before is not None and match.first - before.last <= 1:
        object_after = _past_armed(scene, match, before)
        if object_after is not None:
            return object_after
    if match.value.needs == "person" and not scene.is_turn(at):
        return None  # "قضوا وقتا طويلا"
    dual = match.value.pattern == "dual"
    uncounted: Quantity | None = None
    for group in scene.preceding(match.first):
        if match.first - group.last > reach("harm_words")["before"]:
            break
        if not scene.is_open(group.last, match.first, commas=True, words=True, parts=True):
            break
        if not _is_people(group, match.value.kind):
            continue
        if dual and (group.low, group.high) == (2, 2):
            return _as_victims(group)
        if not dual and group.counted and (group.low > 1 or group.high is None):
            return _as_victims(_first_of_list(scene, match, group))
        uncounted = uncounted or (group if group.high is None else None)
    if uncounted is not None and not dual:
        return _as_victims(uncounted)
    return Victims(2, 2 if dual else None, match.last, match.last)


def _first_of_list(scene: Scene, match: Match[HarmWord], group: Quantity) -> Quantity:
    """The head of a list that ends in `group`: "ضابطا وثلاثة جنود قتلوا"."""
    while joins(scene.tokens, group):
        before = next(scene.preceding(group.first), None)
        if before is None or group.first - before.last > reach("harm_words")["list"]:
            break
        if not _is_people(before, match.value.kind) or not scene.is_open(before.last, group.first):
            break
        group = before
    return group


def _of_suffix(scene: Scene, match: Match[HarmWord]) -> Victims | None:
    """ "مقتلهم" tells its victims itself, unless they follow: then the suffix is the agent ("اعتقالها لشاب")."""
    group = next(scene.following(match.last), None)
    if group is not None and group.first == match.last and _is_people(group, match.value.kind):
        glued = scene.tokens[group.first].word[: 1 if group.start > scene.tokens[group.first].start else 0]
        if (glued == "ل" or (not glued and group.counted)) and not joins(scene.tokens, group):
            return _as_victims(group)
    assert match.value.pronoun is not None
    if match.value.kind == "injured" and scene.is_recalled(match.first):
        return None
    low, high = match.value.pronoun
    return Victims(low, high, match.last, match.last)


def _summed(scene: Scene, match: Match[HarmWord], found: Victims) -> Victims:
    """Add "وستة عمال واثنين من الرعاة" and "مع ثلاثة من مرافقيه"."""
    end = max(found.last, match.last) if found.first >= match.first else found.last
    while True:
        added = _joined(scene, match, found, end)
        if added is None:
            return found
        if not _same_count(found, added, end):
            high = None if found.high is None or added.high is None else found.high + added.high
            found = found._replace(low=found.low + added.low, high=high)
        first = found.first if found.told else added.first
        found = found._replace(first=first, last=added.last, groups=(*found.groups, added))
        end = added.last


def _same_count(found: Victims, added: Quantity, end: int) -> bool:
    """ "12 شابا وفتاة": the second noun shares the number of the first."""
    base = found.groups[-1] if found.groups else None
    return (
        base is not None
        and base.basis == "number"
        and base.low > 10
        and added.basis == "noun"
        and added.high == 1
        and not added.owned
        and added.first == end
    )


def _joined(scene: Scene, match: Match[HarmWord], found: Victims, end: int) -> Quantity | None:
    named = not found.groups or (found.low == 1 and found.high == 1)
    limit = reach("harm_words")["names" if named else "list"]
    for group in scene.following(end):
        gap = group.first - end
        if gap > reach("harm_words")["company"] or not scene.is_open(end, group.first, commas=True):
            return None
        told = joins(scene.tokens, group)
        title = not found.groups and found.told and group.basis == "noun" and group.high == 1
        plain = group.definite and not group.counted and not group.owned
        if not told and (group.domain == "thing" or plain or title):
            continue  # "من قوات النظام السوري" describes those before
        if not _is_people(group, match.value.kind) or group.domain == "harm":
            return None
        if group.domain == "unknown" and group.basis == "vague":
            return None  # "وبعض الخسائر المادية"
        if group.basis == "noun" and group.high is None and not group.owned and gap > 1:
            return None  # "17 شخصا أدينوا باستهداف كنائس ورجال شرطة"
        between = range(end, group.first)
        commas = [at for at in between if scene.tokens[at].word in "،,"]
        company = _company_of(scene, between, group)
        if company is not None:
            stray = [at for at in commas if at != company.first - 1]
            one = group.basis == "noun" and group.high == 1
            alongside = one and (company.last - company.first > 1 or not group.definite)
            return group if not stray and (group.counted or group.owned or alongside) else None
        if not told or gap > limit or (commas and commas[-1] < group.first - 2):
            return None
        turns = (at for at in between if scene.is_turn(at) and scene.tokens[at].is_word)
        if any(not scene.is_wound(at) for at in turns):
            return None
        titles = found.low == len(found.groups) and all(g.definite for g in found.groups) and group.high == 1
        if group.basis == "noun" and group.definite and not group.owned and not titles:
            return None
        return None if _is_subject(scene, match, group) else group
    return None


def _company_of(scene: Scene, between: range, group: Quantity) -> Match[Any] | None:
    """The "مع" or "بالإضافة إلى" right before a group."""
    for at in between:
        cue = scene.company(at)
        if cue is not None and cue.last >= group.first - 1:
            return cue
    return None


def _is_subject(scene: Scene, match: Match[HarmWord], group: Quantity) -> bool:
    """Whether people open a clause of their own ("وطفلة أصيبت بجروح")."""
    for at in range(group.last, min(group.last + 4, scene.last)):
        word = scene.word_at(at)
        if word is not None:
            own = word.first == match.first
            return not own and word.prefix == "" and word.value.pattern not in ("masdar", "fixed")
    return False
