"""Tolls: who was killed, injured, detained, abducted or displaced, and how many, as the text tells it.

Uncounted plurals and "عدد من" are 2 or more, "العشرات" 20 or more, one count shared by dead and wounded is 1 or more of
each (the rulings of the codebook). A denied or merely feared harm is kept and marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from khabar.lexicon import Match
from khabar.model import HarmKind, Span
from khabar.tag.harm_scene import Scene
from khabar.tag.harm_words import HarmWord, find_words, harmed, reach
from khabar.tag.quantities import Quantity, joins, unhedged
from khabar.tag.victims import Victims, has_subject_before, victims_of
from khabar.text import Page

_SHARED: tuple[int, None] = (1, None)


@dataclass(frozen=True, slots=True)
class HarmMention:
    """A toll of one kind in characters `[start, end)`; `high` is None for an open upper end.

    `word` is the harm word or noun, `victim` the words that tell who and how many (None for a suffix or ellipsis) and
    `victims` their text; `who` is the class of the first noun among them (civilian, fighter, child, ...), "" if none.
    `part_of` is the index of the mention that this one is a part of ("بينهم طفلان", each addend of a sum).
    `deny`: the text says that it did not happen, or only tries, fears or orders it ("دون إصابات", "محاولة اغتيال").
    """

    kind: HarmKind
    low: int
    high: int | None
    start: int
    end: int
    text: str
    victims: str
    victim: Span | None
    word: Span
    who: str = ""
    part_of: int | None = None
    deny: bool = False


class _Toll(NamedTuple):
    """A toll in words: the harm word `[first, last)` and the victims."""

    kind: HarmKind
    first: int
    last: int
    victims: Victims
    prefix: int = 0


def tag_harm(page: Page) -> tuple[HarmMention, ...]:
    """All tolls of a page in text order, parts included."""
    found: list[HarmMention] = []
    for sentence in page.sentences:
        stretch = page.tokens, sentence.first, sentence.last
        words = find_words(*stretch)
        if words or harmed.among(*stretch):
            scene = Scene(*stretch, words)
            found.extend(_mentions(page, scene, len(found)))
    return tuple(found)


def _mentions(page: Page, scene: Scene, index: int) -> list[HarmMention]:
    told = list(_of_words(scene))
    spent = {(toll.kind, group.first) for toll in told for group in toll.victims.groups}
    spent |= {(cast(HarmKind, g.kind), g.first) for toll in told for g in toll.victims.groups if g.domain == "harm"}
    nouns = (toll for toll in _of_nouns(scene) if (toll.kind, toll.victims.first) not in spent)
    tolls = _distinct([*told, *nouns])
    parents: list[int] = []
    found: list[HarmMention] = []
    pending = [g for g in scene.groups if g.part and g.counted and g.domain in ("people", "unknown")]
    for toll in tolls:
        while pending and found and pending[0].first < toll.first:
            found.append(_part(page, pending.pop(0), found[parents[-1]], index + parents[-1]))
        parents.append(len(found))
        found.append(_mention(page, scene, toll))
        found.extend(_shares_of(page, toll, found[-1], index + parents[-1]))
    if found:
        found.extend(_part(page, g, found[parents[-1]], index + parents[-1]) for g in pending if _after(g, found))
    return found


def _shares_of(page: Page, toll: _Toll, parent: HarmMention, index: int) -> Iterator[HarmMention]:
    """The counts that a sum adds up ("4 مقاتلين وستة عمال"), as parts of it."""
    groups = [g for g in toll.victims.groups if g.domain == "people"]
    if len(groups) > 1 and sum(g.low for g in groups) == toll.victims.low:
        yield from (_part(page, group, parent, index) for group in groups)


def _after(group: Quantity, found: Sequence[HarmMention]) -> bool:
    return group.start >= found[0].start


def _part(page: Page, group: Quantity, parent: HarmMention, index: int) -> HarmMention:
    text = page.text[group.start : group.end]
    return replace(
        parent,
        low=group.low,
        high=group.high,
        start=group.start,
        end=group.end,
        text=text,
        victims=text,
        victim=Span(group.start, group.end),
        who=group.kind,
        part_of=index,
    )


def _mention(page: Page, scene: Scene, toll: _Toll) -> HarmMention:
    tokens, victims = page.tokens, toll.victims
    word = Span(tokens[toll.first].start + toll.prefix, tokens[toll.last - 1].end)
    start, end, span = word.start, word.end, None
    if victims.told:
        group = next((g for g in victims.groups if g.first == victims.first), None)
        span = Span(group.start if group else tokens[victims.first].start, tokens[victims.last - 1].end)
        start, end = min(start, span.start), max(end, span.end)
    return HarmMention(
        toll.kind,
        victims.low,
        victims.high,
        start,
        end,
        page.text[start:end],
        "" if span is None else page.text[span.start : tokens[unhedged(tokens, victims.first, victims.last) - 1].end],
        span,
        word,
        next((g.kind for g in victims.groups if g.kind), ""),
        deny=_is_purpose(scene, toll) or _denied(scene, min(toll.first, victims.first) if victims.told else toll.first),
    )


def _is_purpose(scene: Scene, toll: _Toll) -> bool:
    """ "حملة لاعتقال مطلوبين" tells an aim, "أدت لاعتقال رجلين" an outcome."""
    glued = scene.tokens[toll.first].word[: toll.prefix]
    if not glued.endswith("ل") or toll.kind not in ("detained", "abducted"):
        return False
    near = range(toll.first - reach("harm_cues")["purpose"], toll.first)
    return not any(cue.first in near for cue in scene.cues.get("support", ()))


def _denied(scene: Scene, at: int) -> bool:
    limits = reach("harm_cues")
    for role in ("deny", "deny_that", "unreal"):
        for cue in scene.cues.get(role, ()):
            if not (cue.first < at and at - cue.last <= limits[role] and scene.is_open(cue.last, at, words=True)):
                continue
            if role == "deny_that" or not scene.has_clause(cue.last + 1, at):
                return True
    return False


def _distinct(tolls: list[_Toll]) -> list[_Toll]:
    """One toll of a kind for the same victims, the first told; in text order."""
    taken: set[tuple[str, int]] = set()
    kept = []
    for toll in tolls:
        cells = {(toll.kind, at) for at in range(toll.victims.first, toll.victims.last)}
        cells |= {(toll.kind, at) for at in range(toll.first, toll.last)}
        if not cells & taken:
            taken |= cells
            kept.append(toll)
    return sorted(kept, key=lambda toll: min(toll.first, toll.victims.first) if toll.victims.told else toll.first)


def _of_words(scene: Scene) -> Iterator[_Toll]:
    for chain in _chains(scene):
        victims = victims_of(scene, chain[-1])
        if victims is None:
            continue
        kinds = {match.value.kind for match in chain}
        if {"killed", "injured"} <= kinds and victims.low > 1 and any(g.basis == "number" for g in victims.groups):
            victims = victims._replace(low=1, high=None)
        captive = next((g.kind for g in victims.groups if g.domain == "harm"), "")
        for match in chain:
            hostage = match.value.kind == "detained" and captive == "abducted"  # "احتجاز رهائن"
            kind: HarmKind = "abducted" if hostage else match.value.kind
            yield _Toll(kind, match.first, match.last, victims, len(match.prefix))


def _chains(scene: Scene) -> Iterator[list[Match[HarmWord]]]:
    """Harm words that share their victims: "مقتل وإصابة 12", "خطف وقتل ثمانية"."""
    chain: list[Match[HarmWord]] = []
    for match in scene.words:
        if chain and not _shares(scene, chain[-1], match):
            yield chain
            chain = []
        chain.append(match)
    if chain:
        yield chain


def _shares(scene: Scene, one: Match[HarmWord], two: Match[HarmWord]) -> bool:
    if one.value.pattern in ("fixed", "plural", "dual") or one.value.pronoun or two.value.pronoun:
        return False
    patterns = {one.value.pattern, two.value.pattern} - {"verb"}  # "قتل" and "جرح" are both verb and noun
    if len(patterns) == 2 and "masdar" in patterns:
        return False
    if one.value.pattern != "masdar" and has_subject_before(scene, one):
        return False
    between = [token.word for token in scene.tokens[one.last : two.first]]
    return (not between and two.prefix.startswith("و")) or (len(between) == 1 and between[0] in ("و", "او"))


def _of_nouns(scene: Scene) -> Iterator[_Toll]:
    """Tolls told by nouns: "12 قتيلا", "سقوط قتلى وجرحى", "ارتفاع عدد القتلى إلى 25", "العشرات بين قتيل وجريح"."""
    for run in _runs(scene):
        for group, victims in zip(run, _counts(scene, run), strict=True):
            if victims is not None and not group.part and not _is_released(scene, group):
                at = group.noun if group.noun is not None else group.first
                yield _Toll(cast(HarmKind, group.kind), at, at + 1, victims)


def _is_released(scene: Scene, group: Quantity) -> bool:
    """ "الإفراج عن 20 أسيرا": captives set free are no new ones."""
    limit = reach("harm_cues")["release"]
    near = (cue for cue in scene.cues.get("release", ()) if 0 <= group.first - cue.last <= limit)
    return group.kind in ("detained", "abducted") and any(scene.is_open(c.last, group.first, words=True) for c in near)


def _runs(scene: Scene) -> Iterator[list[Quantity]]:
    """Harm nouns joined by "و" and nothing else: "قتلى وجرحى"."""
    run: list[Quantity] = []
    for group in scene.groups:
        if group.domain != "harm":
            continue
        if run and not (group.first - run[-1].last <= 1 and joins(scene.tokens, group)):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _counts(scene: Scene, run: list[Quantity]) -> list[Victims | None]:
    base, rest = run[0], run[1:]
    toll = _between(scene, run) or _total(scene, run)
    if toll is not None:
        return [toll for _ in run]
    if rest and base.counted and not any(group.counted for group in rest):
        if base.basis == "number" and base.low > 2 and all(group.high == 1 for group in rest):
            return [_told(group, base, _SHARED) for group in run]
        if base.basis == "vague" and base.high is None:
            return [_told(group, base, (base.low, None)) for group in run]
    supported = _is_supported(scene, base)
    if not base.counted and (bearer := _bearer(scene, base)) is not None:
        return [bearer, *(_told(group, group, (group.low, group.high)) for group in rest)]
    return [_told(group, group, (group.low, group.high)) if _is_toll(group, supported) else None for group in run]


def _is_toll(group: Quantity, supported: bool) -> bool:
    """Whether a harm noun tells a toll by itself; "أحد القتلى" and "القتيلان" only point at those told before."""
    if group.basis == "vague" and (group.low, group.high) == (1, 1):
        return False
    return supported or (group.counted and not (group.definite and group.basis in ("dual", "number")))


def _bearer(scene: Scene, base: Quantity) -> Victims | None:
    """People that a harm noun describes: "24 جنديا جريحا", "شابا قتيلا"; or whose remains it names: "جثث 16 رجلا"."""
    if base.definite or base.owned:
        return None
    after, before = next(scene.following(base.last), None), next(scene.preceding(base.first), None)
    if base.high is None:
        if base.kind != "killed" or after is None or after.first != base.last or not after.counted or after.part:
            return None
        if after.domain not in ("people", "unknown") or joins(scene.tokens, after):
            return None
        return Victims(after.low, after.high, base.first, after.last, (after,))
    if before is None or before.last != base.first or before.part or before.domain != "people" or before.definite:
        return None
    return Victims(before.low, before.high, before.first, base.last, (before,))


def _told(group: Quantity, base: Quantity, count: tuple[int, int | None]) -> Victims:
    first = min(group.first, base.first)
    return Victims(count[0], count[1], first, group.last, (base, group) if first < group.first else (group,))


def _between(scene: Scene, run: list[Quantity]) -> Victims | None:
    """ "145 بين قتيل وجريح": no kind's share of the count is told."""
    cue = next((m for m in scene.cues.get("between", ()) if m.last == run[0].first), None)
    if cue is None or len(run) < 2:
        return None
    for group in scene.preceding(cue.first):
        if group.counted and group.domain != "thing" and cue.first - group.last <= reach("harm_cues")["count"]:
            return Victims(*_SHARED, group.first, run[-1].last, (group,))
    return Victims(*_SHARED, run[0].first, run[-1].last, ())


def _total(scene: Scene, run: list[Quantity]) -> Victims | None:
    """ "عدد القتلى ... إلى 25", "إجمالي الإصابات 431", "الجرحى بالعشرات": the count stands after a definite plural."""
    base, end = run[0], run[-1].last
    limits = reach("harm_cues")
    tolls = [m for m in scene.cues.get("toll", ()) if 0 <= base.first - m.last <= limits["toll"]]
    befallen = [m for m in scene.cues.get("befall", ()) if m.first >= end]
    if any(group.counted for group in run) or base.high is not None or not (base.definite or tolls or befallen):
        return None
    for group in scene.following(end):
        if group.first - end > limits["reach"] or not scene.is_open(end, group.first, words=True):
            return None
        if not group.counted or group.domain == "thing":
            continue
        if group.domain == "harm":
            return None
        reached = any(
            end <= m.first and (0 <= group.first - m.last <= 1 or m.first == group.first)
            for m in (*scene.cues.get("reach", ()), *befallen)
        )
        adjacent = group.first == end and (tolls or group.domain == "unknown")
        if (reached and (tolls or befallen or group.first - end <= 3)) or adjacent:
            count = _SHARED if len(run) > 1 and group.basis == "number" else (group.low, group.high)
            return Victims(*count, run[0].first, group.last, (run[0], group))
    return None


def _is_supported(scene: Scene, base: Quantity) -> bool:
    """Whether an uncounted harm noun tells a toll: after a verb of causing, or indefinite at the head of a sentence."""
    limit = reach("harm_cues")["support"]
    for cue in (*scene.cues.get("support", ()), *scene.cues.get("campaign", ())):
        near = 0 <= base.first - cue.last <= (reach("harm_cues")["toll"] if base.definite else limit)
        if near and scene.is_open(cue.last, base.first, commas=not base.definite, words=True):
            return True
    return not base.definite and base.first == scene.skip(scene.first)
