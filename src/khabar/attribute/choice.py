"""Which telling an event hangs on: the candidates, what is known of each, and the choice among them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from khabar.attribute import features
from khabar.attribute.features import Part
from khabar.attribute.ground import Ground, Stems
from khabar.attribute.telling import Telling

_BACK, _AHEAD = 6, 2


class Candidate(NamedTuple):
    """A telling that may govern the event (None: the outlet's own voice) and what speaks for it."""

    telling: Telling | None
    parts: tuple[Part, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """All its features, by name."""
        return tuple(chain.from_iterable(part.features for part in self.parts))

    @property
    def weight(self) -> float:
        """What its features weigh together."""
        return sum([part.weight for part in self.parts])


@dataclass(slots=True)
class _Event:
    """An event at `[start, end)` in sentences `number` to `last`, the tellings around it, and its own features:
    how its sentence opens, where it stands, whether a source covers it, and more."""

    start: int
    end: int
    number: int
    last: int
    evidence: Stems
    wording: int
    near: tuple[Telling, ...]
    behind: Telling | None
    ahead: Telling | None
    covered: tuple[Telling, ...]
    features: tuple[str, ...] = ()
    echoes: dict[int, int] = field(default_factory=dict)


def candidates(ground: Ground, start: int, end: int) -> list[Candidate]:
    """Every telling that might govern `[start, end)`, and the outlet's own voice, with their features.

    What a sentence's own reporter tells ("وأفاد مراسلنا بأن") hangs on no source told in other sentences."""
    event = _event(ground, start, end)
    own = any(t.own and t.direction == "forward" and t.cue[1] <= start for t in event.covered)
    near = [t for t in event.near if t.sentence == event.number] if own else event.near
    found = [Candidate(t, tuple(_parts(ground, t, event))) for t in near]
    found.append(Candidate(None, (features.own_voice(event.features),)))
    return found


def likeliest(ground: Ground, start: int, end: int) -> Candidate:
    """The telling that governs `[start, end)`; the first of several as likely."""
    return max(candidates(ground, start, end), key=_weight)


def _weight(candidate: Candidate) -> float:
    return candidate.weight


def strongest(chosen: Candidate) -> tuple[str, ...]:
    """The features that spoke loudest for the choice."""
    loud = sorted(chain.from_iterable(part.loudest for part in chosen.parts), key=lambda k: -k[0])
    return tuple(feature for _, feature in loud[: features.MOST])


def _event(ground: Ground, start: int, end: int) -> _Event:
    number = ground.sentence_number(start)
    last = max(number, ground.sentence_number(end - 1))
    told, told_in = ground.tellings, ground.told_in
    first = max(0, bisect_left(told_in, number - _BACK) - 1)
    here, past = bisect_left(told_in, number), bisect_right(told_in, last)
    near = told[first : bisect_right(told_in, last + _AHEAD)]
    evidence = ground.within(start, end)
    event = _Event(
        start, end, number, last, evidence, ground.weigh(evidence), near,
        told[here - 1] if here else None,
        told[past] if past < first + len(near) else None,
        tuple(t for t in near if _cover(t, start, end)),
    )  # fmt: skip
    event.features = tuple(_event_features(ground, event))
    return event


def _event_features(ground: Ground, event: _Event) -> list[str]:
    opens, position, past, _ = ground.opening(event.number)
    sourced = f"covered {any(t.chain for t in event.covered)}"
    found = [opens, position, sourced]
    if any(not t.chain for t in event.covered):
        found.append("own voice covers")
    found.append(f"behind {_steps(event.number - event.behind.sentence) if event.behind else 'none'}")
    if event.behind:
        found += _after(ground, event, event.behind, opens)
    found.append(f"ahead {_steps(event.ahead.sentence - event.number) if event.ahead else 'none'}")
    if event.ahead:
        echo = max(_echo(ground, event, n) for n in {t.sentence for t in event.near if t.sentence > event.last})
        found += [f"echo ahead {echo}", f"echo ahead {echo} & {position}", f"echo ahead {echo} & {sourced}"]
    found.append(ground.share)
    if past:
        found.append("past words")
    definite = f"event definite {ground.definite(event.start)}"
    return [*found, definite, f"{opens} & {position}", f"{opens} & {sourced}"]


def _after(ground: Ground, event: _Event, before: Telling, opens: str) -> list[str]:
    """How the event goes on from the last telling before its sentence."""
    echo = _echo(ground, event, before.sentence)
    found = [f"echo behind {echo}", f"echo behind {echo} & {opens}"]
    if ground.open_quote(before.cue[1], event.start):
        found.append("in open quote")
    if not before.chain:
        found.append("own voice behind")
    return found


def _steps(distance: int) -> str:
    return str(distance) if distance < 3 else "3-6" if distance <= _BACK else "far"


def _echo(ground: Ground, event: _Event, sentence: int) -> int:
    """How much of the event's wording comes again in a sentence, rare words first: 0 to 6."""
    echo = event.echoes.get(sentence)
    if echo is None:
        shared = event.evidence & ground.content[sentence]
        echo = event.echoes[sentence] = _tenths(ground.weigh(shared), event.wording) if shared else 0
    return echo


def _tenths(part: int, whole: int) -> int:
    return min(6, 10 * part // whole) if whole else 0


def _cover(telling: Telling, start: int, end: int) -> bool:
    overlap = min(end, telling.end) - max(start, telling.start)
    return overlap > 0.3 * (end - start) or (start <= telling.cue[0] and telling.cue[1] <= end)


def _parts(ground: Ground, t: Telling, event: _Event) -> list[Part]:
    where = _where(t, event)
    inner = t.chain[-1] if t.chain else None
    kind = inner.kind if inner else "none"
    found = [features.cue(where, t.direction, t.act, kind, t.carried)]
    found += [_inside(ground, t, event)] if where == "here" else _outside(ground, t, where, event)
    if inner:
        often = min(3, ground.voices[inner.text])
        found.append(features.source(where, kind, inner.known, often, len(ground.voices) == 1))
    return found


def _where(t: Telling, event: _Event) -> str:
    if event.number <= t.sentence <= event.last:
        return "here"
    if t.sentence < event.number:
        return f"behind {_steps(event.number - t.sentence)}"
    return f"ahead {t.sentence - event.last}"


def _inside(ground: Ground, t: Telling, event: _Event) -> Part:
    start, end = event.start, event.end
    side = "within" if start <= t.cue[0] < end else "before" if t.cue[0] < start else "after"
    gap = start - t.cue[1] if side == "before" else t.cue[0] - end
    low, high = min(t.cue[0], end), max(t.cue[0], start)
    between = sum(1 for o in event.near if o is not t and o.chain and low < o.cue[0] < high)
    gap, between, parted = min(6, max(0, gap) // 40), min(2, between), _parted(ground, t, event)
    return features.inside(_cover(t, start, end), t.direction, side, t.act, gap, between, parted)


def _parted(ground: Ground, t: Telling, event: _Event) -> bool:
    """True if a full stop without a space behind it parts the cue from the event."""
    low, high = sorted((t.cue[0], event.start))
    return any(ground.opening(n)[3] for n in range(event.number, event.last + 1)) and ground.full_stop(low, high)


def _outside(ground: Ground, t: Telling, where: str, event: _Event) -> list[Part]:
    sentences = ground.words.page.sentences
    opens, position, sourced = event.features[:3]
    echo = _echo(ground, event, t.sentence)
    line = sentences[t.sentence].line == sentences[event.number].line
    between = min(2, ground.between(t.sentence, event.number))
    nearest = t is (event.behind if t.sentence < event.number else event.ahead)
    found = [
        features.crossed(where, event.features),
        features.outside(where, echo, sourced, bool(event.covered), line, between, nearest, position),
        _retold(ground, t, where, event),
    ]
    if not event.covered:
        kind = t.chain[-1].kind if t.chain else ""
        found.append(features.uncovered(where, echo, line, nearest, opens, position, t.act, kind))
    return found


def _retold(ground: Ground, t: Telling, where: str, event: _Event) -> Part:
    stretch, weight = ground.stretch(t)
    told = event.evidence & stretch
    shared = ground.weigh(told) if told else 0
    echo, share = _tenths(shared, event.wording), min(5, _tenths(shared, weight))
    in_headline = ground.words.page.sentences[t.sentence].kind == "headline"
    return features.retold(where[:6], echo, share, ground.alike(event.number, t.sentence), in_headline)
