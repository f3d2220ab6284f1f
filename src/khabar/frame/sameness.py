"""Groups of several sentences that tell of one happening: "قصف الجيش البلدة ... وأسفر القصف عن مقتل طفل"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from operator import mul

from khabar.frame.groups import Group
from khabar.frame.scene import Scene
from khabar.lexicon.event_types import FAMILY
from khabar.text.words import nested

Told = Mapping[str, frozenset[object]]
"""What a group names in its own sentence, by role."""

REACH = 25
_CONTENT = 4
_FAR, _EARLY = 6, 4  # sentences between groups, and before them, that are told apart


def pairs(groups: Sequence[Group]) -> list[tuple[int, int]]:
    """Pairs of groups that may be one happening: of different sentences, at most `REACH` groups apart."""
    count = len(groups)
    near = ((one, two) for one in range(count) for two in range(one + 1, min(count, one + REACH)))
    return [(one, two) for one, two in near if groups[one].sentence != groups[two].sentence]


class Sameness:
    """A page's groups as they are compared: what each names, its type odds, and the words of its sentence."""

    def __init__(self, scene: Scene, odds: Sequence[Mapping[str, float]], told: Sequence[Told]) -> None:
        self.scene, self.told = scene, told
        self._families = _aligned([_by_family(o) for o in odds])
        self._words: dict[int, frozenset[str]] = {}
        self._types = [self._named_types(group) for group in scene.groups]

    def _named_types(self, group: Group) -> frozenset[str]:
        triggers = (self.scene.mentions.triggers[i] for i in group.triggers)
        return frozenset(t for trigger in triggers if trigger.kind != "harm" for t in trigger.types)

    def _content(self, number: int) -> frozenset[str]:
        if number not in self._words:
            page = self.scene.mentions.page
            row = page.sentences[number]
            self._words[number] = frozenset(
                t.word for t in page.tokens[row.first : row.last] if len(t.word) >= _CONTENT
            )
        return self._words[number]

    def features(self, one: int, two: int) -> list[str]:
        """Features of the question: do two groups of different sentences tell of one happening?"""
        scene, told_a, told_b = self.scene, self.told[one], self.told[two]
        page, a, b = scene.mentions.page, scene.groups[one], scene.groups[two]
        headline = page.sentences[a.sentence].kind == "headline"
        alike = scene.types[one] == scene.types[two]
        states = {role: _state(told_a[role], told_b[role]) for role in ("place", "date", "harm", "perpetrator")}
        found = ["", *[f"{role}={state}|head={headline}" for role, state in states.items()]]
        found += [f"{role}={states[role]}|{alike}" for role in ("place", "harm", "perpetrator")]
        leading, head = scene.mentions.triggers[a.head], scene.mentions.triggers[b.head]
        definite = "ال" in page.tokens[head.token].word[:4]
        first = page.sentences[b.sentence].first
        apart = min(b.sentence - a.sentence, _FAR)
        found += [f"two={head.stem}|def={definite}", f"stems={leading.stem}>{head.stem}"]
        found += [f"stem={leading.stem == head.stem}|{definite}", f"types={scene.types[one]}>{scene.types[two]}"]
        found += [f"kinds={leading.kind}>{head.kind}", f"at={min(a.sentence, _EARLY)}"]
        found += [f"apart={apart}", f"apart={apart}|{min(b.sentence, _EARLY)}"]
        opening = [t.word for t in page.tokens[first : first + 2]]
        found += [*(f"opens={word}" for word in opening), f"opening={'_'.join(opening)}"]
        found += [f"near={t.word}" for t in page.tokens[max(first, b.first - 3) : b.last + 4]]
        between = scene.types[one + 1 : two]
        found.append(f"between={min(len(between), 4)}|{scene.types[one] in between}")
        families = sum(map(mul, self._families[one], self._families[two]))
        may_a, may_b = self._types[one], self._types[two]
        found += [
            f"kin={int(4 * families)}|{headline}",
            f"open={not may_a.isdisjoint(may_b)}|{not may_a}|{not may_b}",
            f"sure={int(4 * a.score)}|{int(4 * b.score)}|{headline}",
            f"within={_alike(told_a['place'], told_b['place'])}|{bool(told_a['place'])}|{bool(told_b['place'])}",
        ]
        shared = len(self._content(a.sentence) & self._content(b.sentence))
        return [*found, f"words.n={min(shared, 8)}"]

    def apart(self, one: int, two: int) -> bool:
        """Whether two groups name different places and different days: never one happening."""
        a, b = self.told[one], self.told[two]
        if not (a["place"] and b["place"] and a["date"] and b["date"]):
            return False
        return not _alike(a["place"], b["place"]) and a["date"].isdisjoint(b["date"])


def _by_family(odds: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, p in odds.items():
        family = FAMILY.get(name, name)
        found[family] = found.get(family, 0.0) + p
    return found


def _aligned(odds: Sequence[Mapping[str, float]]) -> list[list[float]]:
    """Odds in one order of their names."""
    order = dict.fromkeys(name for some in odds for name in some)
    return [[some.get(name, 0.0) for name in order] for some in odds]


def _state(one: frozenset[object], two: frozenset[object]) -> str:
    """How far what two groups name agrees."""
    if not one or not two:
        return "none" if not one and not two else "two" if not one else "one"
    return "same" if one == two else "differ" if one.isdisjoint(two) else "meet"


def _alike(one: frozenset[object], two: frozenset[object]) -> bool:
    """Whether a name of one set holds, word for word, a name of the other."""
    return any(nested(str(a), str(b)) for a in one for b in two)


def linked(
    count: int, odds: Mapping[tuple[int, int], float], least: float, apart: Callable[[int, int], bool]
) -> list[tuple[int, ...]]:
    """Clusters of `range(count)` by average linkage: the two clusters with the best mean odds join while that mean is
    over `least`; pairs without odds count as 0, and clusters with members `apart` never join."""
    members: dict[int, tuple[int, ...]] = {i: (i,) for i in range(count)}
    sums: dict[int, dict[int, float]] = {i: {} for i in range(count)}
    for (one, two), p in odds.items():
        sums[one][two] = sums[two][one] = p
    queue = [(-p, one, two) for (one, two), p in odds.items() if p > least]
    heapify(queue)
    following = count
    while queue:
        _, one, two = heappop(queue)
        if one not in members or two not in members:
            continue
        if any(apart(min(pair), max(pair)) for pair in ((a, b) for a in members[one] for b in members[two])):
            continue
        new, following = following, following + 1
        members[new] = tuple(sorted(members.pop(one) + members.pop(two)))
        sums[new] = _joined(sums.pop(one), sums.pop(two), members)
        for other, total in sums[new].items():
            sums[other][new] = total
            mean = total / (len(members[new]) * len(members[other]))
            if mean > least:
                heappush(queue, (-mean, other, new))
    return sorted(members.values())


def _joined(one: dict[int, float], two: dict[int, float], members: Mapping[int, object]) -> dict[int, float]:
    found = {other: total for other, total in one.items() if other in members}
    for other, total in two.items():
        if other in members:
            found[other] = found.get(other, 0.0) + total
    return found


__all__ = ["REACH", "Sameness", "Told", "linked", "pairs"]
