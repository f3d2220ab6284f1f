"""Which telling an event hangs on: the features that are weighed, and the choice among the candidates."""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from khabar.attribute.mention import Words
from khabar.attribute.telling import Telling
from khabar.lexicon import load
from khabar.text import Sentence, Token, bare, forms

_BACK, _AHEAD = 6, 2


class Candidate(NamedTuple):
    """A telling that may govern the event (None: the outlet's own voice) and what speaks for it."""

    telling: Telling | None
    features: tuple[str, ...]
    score: float = 0.0


class Ground:
    """What the choice needs to know of a page, gathered once, when first asked for."""

    def __init__(self, words: Words, told: tuple[Telling, ...]) -> None:
        self.words = words
        self.tellings = told

    @cached_property
    def content(self) -> tuple[frozenset[str], ...]:
        """Stems of each sentence."""
        tokens = self.words.tokens
        return tuple(frozenset(_stems(tokens[s.first : s.last])) for s in self.words.page.sentences)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """Stem -> how much its coming again says: the less, the more sentences hold it."""
        spread = Counter(stem for one in self.content for stem in one)
        return {stem: 1.0 / math.sqrt(times) for stem, times in spread.items()}

    @cached_property
    def voices(self) -> Counter[str]:
        """How often each source tells."""
        return Counter(t.chain[-1].text for t in self.tellings if t.chain)

    @cached_property
    def share(self) -> float:
        """Share of the sentences in which somebody tells."""
        return len({t.sentence for t in self.tellings}) / max(1, len(self.words.page.sentences))

    @cached_property
    def quotes(self) -> tuple[int, ...]:
        """Offsets of all quotation marks."""
        return tuple(t.start for t in self.words.tokens if t.word == '"')

    def open_quote(self, start: int, end: int) -> bool:
        """True if a quotation opened behind `start` is still open at `end`."""
        return (bisect_right(self.quotes, end) - bisect_right(self.quotes, start)) % 2 == 1


def _stems(tokens: Iterable[Token]) -> Iterator[str]:
    """Rough stems of the longer words and all numbers: enough to see that two sentences tell of one thing."""
    for token in tokens:
        if token.word[0].isdigit() or len(token.word) > 3:
            yield _stem(token.word)


@lru_cache(maxsize=30_000)
def _stem(word: str) -> str:
    if word[0].isdigit():
        return word
    return bare(min((f.text for f in forms(word) if len(f.text) > 3), key=len, default=word))[:4]


@cache
def weights(part: str) -> dict[str, Any]:
    """The fitted weights of one decision ("source" or "status")."""
    told = json.loads((resources.files("khabar.attribute") / "weights.json").read_text("utf-8"))
    found: dict[str, Any] = told[part]
    return found


class _Event(NamedTuple):
    """An event at `[start, end)` in sentences `number` to `last`, the tellings around it, and its own features:
    how its sentence opens, where it stands, whether a source covers it, and more."""

    start: int
    end: int
    number: int
    last: int
    evidence: frozenset[str]
    wording: float
    near: list[Telling]
    behind: list[Telling]
    ahead: list[Telling]
    touched: bool
    features: tuple[str, ...]


def candidates(ground: Ground, start: int, end: int) -> list[Candidate]:
    """Every telling that might govern `[start, end)`, and the outlet's own voice, with their features."""
    event = _event(ground, start, end)
    found = [Candidate(t, _telling_features(ground, t, event)) for t in event.near]
    found.append(Candidate(None, ("none", *(f"none & {f}" for f in event.features))))
    return found


def _event(ground: Ground, start: int, end: int) -> _Event:
    number = sentence_number(ground, start)
    last = max(number, sentence_number(ground, end - 1))
    near = [t for t in ground.tellings if number - _BACK <= t.sentence <= last + _AHEAD]
    before = [t for t in ground.tellings if t.sentence < number - _BACK]
    near = [*before[-1:], *near]
    evidence = _evidence(ground, start, end)
    event = _Event(
        start, end, number, last, evidence, sum(ground.rarity.get(stem, 1.0) for stem in evidence), near,
        [t for t in near if t.sentence < number],
        [t for t in near if t.sentence > last],
        any(_cover(t, start, end) for t in near),
        (),
    )  # fmt: skip
    return event._replace(features=tuple(_event_features(ground, event)))


def scored(found: list[Candidate]) -> list[Candidate]:
    """The candidates with their probability, the likeliest first."""
    weight = weights("source")
    sums = [sum(weight.get(f, 0.0) for f in c.features) for c in found]
    top = max(sums)
    total = sum(math.exp(s - top) for s in sums)
    weighed = [c._replace(score=math.exp(s - top) / total) for c, s in zip(found, sums, strict=True)]
    return sorted(weighed, key=lambda c: -c.score)


def strongest(chosen: Candidate, most: int = 3) -> tuple[str, ...]:
    """The features that spoke loudest for the choice."""
    weight = weights("source")
    known = sorted((f for f in chosen.features if weight.get(f, 0.0) > 0), key=lambda f: -weight[f])
    return tuple(known[:most])


def sentence_number(ground: Ground, offset: int) -> int:
    """Number of the sentence that holds `offset`, or of the next one."""
    sentences = ground.words.page.sentences
    at = bisect_right(sentences, offset, key=lambda s: s.start) - 1
    return max(0, at)


def _event_features(ground: Ground, event: _Event) -> list[str]:
    words = ground.words
    sentence = words.page.sentences[event.number]
    covered = [t for t in event.near if _cover(t, event.start, event.end)]
    found = [_opening(words, sentence), _position(sentence, event.number)]
    found.append(f"covered {any(t.chain for t in covered)}")
    if any(not t.chain for t in covered):
        found.append("own voice covers")
    found.append(f"behind {_steps(event.number - event.behind[-1].sentence) if event.behind else 'none'}")
    if event.behind:
        found += _after(ground, event, event.behind[-1], found[0])
    found.append(f"ahead {_steps(event.ahead[0].sentence - event.number) if event.ahead else 'none'}")
    if event.ahead:
        echo = max(_echo(ground, event, t) for t in event.ahead)
        found += [f"echo ahead {echo}", f"echo ahead {echo} & {found[1]}", f"echo ahead {echo} & {found[2]}"]
    if not ground.tellings:
        found.append("no tellings")
    found.append(f"told share {min(4, int(ground.share * 6))}")
    past = _past()
    if any(t.word in past for t in words.tokens[sentence.first : sentence.last]):
        found.append("past words")
    return [*found, f"{found[0]} & {found[1]}", f"{found[0]} & {found[2]}"]


def _opening(words: Words, sentence: Sentence) -> str:
    opener = words.cue(sentence.first, "opener", "link")
    if opener is not None:
        return f"opens {opener.row.get('opener') or opener.row.get('link')}"
    return "opens with and" if words.tokens[sentence.first].word.startswith("و") else "opens plainly"


def _position(sentence: Sentence, number: int) -> str:
    if sentence.kind == "headline":
        return "headline"
    return "lede" if number <= 1 else "second" if number == 2 else "body"


def _after(ground: Ground, event: _Event, before: Telling, opens: str) -> list[str]:
    """How the event goes on from the last telling before its sentence."""
    echo = _echo(ground, event, before)
    found = [f"echo behind {echo}", f"echo behind {echo} & {opens}"]
    if ground.open_quote(before.cue[1], event.start):
        found.append("in open quote")
    if not before.chain:
        found.append("own voice behind")
    return found


def _steps(distance: int) -> str:
    return str(distance) if distance < 3 else "3-6" if distance <= _BACK else "far"


def _evidence(ground: Ground, start: int, end: int) -> frozenset[str]:
    tokens = ground.words.tokens
    first = bisect_left(tokens, start, key=lambda t: t.start)
    return frozenset(_stems(tokens[first : bisect_left(tokens, end, key=lambda t: t.start)]))


def _echo(ground: Ground, event: _Event, telling: Telling) -> int:
    """How much of the event's wording comes again in the telling's sentence, rare words first: 0 to 6."""
    shared = sum(ground.rarity.get(stem, 1.0) for stem in event.evidence & ground.content[telling.sentence])
    return min(6, int(10 * shared / event.wording)) if event.wording else 0


def _past() -> frozenset[str]:
    return frozenset(load("cues_openers").about["past"])


def _cover(telling: Telling, start: int, end: int) -> bool:
    overlap = min(end, telling.end) - max(start, telling.start)
    return overlap > 0.3 * (end - start) or (start <= telling.cue[0] and telling.cue[1] <= end)


def _telling_features(ground: Ground, t: Telling, event: _Event) -> tuple[str, ...]:
    where = _where(t, event)
    found = [where, f"{where} & {t.direction}", f"{where} & act {t.act}", f"{where} & chain {bool(t.chain)}"]
    found += _inside(t, event) if where == "here" else _outside(ground, t, where, event)
    if t.carried:
        found.append("carried")
    if t.chain:
        kind, near = t.chain[-1].kind, where[:6]
        found += [f"kind {kind}", f"{near} & kind {kind}", f"known {t.chain[-1].known}"]
        found.append(f"{near} & told often {min(3, ground.voices[t.chain[-1].text])}")
        if len(ground.voices) == 1:
            found.append(f"{near} & only source")
    return tuple(found)


def _where(t: Telling, event: _Event) -> str:
    if event.number <= t.sentence <= event.last:
        return "here"
    if t.sentence < event.number:
        return f"behind {_steps(event.number - t.sentence)}"
    return f"ahead {t.sentence - event.last}"


def _inside(t: Telling, event: _Event) -> list[str]:
    """Of a telling in the event's own sentence: does its stretch cover the event, from which side, how near."""
    start, end = event.start, event.end
    cover = _cover(t, start, end)
    side = "within" if start <= t.cue[0] < end else "before" if t.cue[0] < start else "after"
    gap = start - t.cue[1] if side == "before" else t.cue[0] - end
    low, high = min(t.cue[0], end), max(t.cue[0], start)
    between = sum(1 for o in event.near if o is not t and o.chain and low < o.cue[0] < high)
    return [
        f"cover {cover} & {t.direction}",
        f"cover {cover} & {side}",
        f"{side} & {t.direction} & {t.act}",
        f"{side} gap {min(6, max(0, gap) // 40)}",
        f"{side} & between {min(2, between)}",
    ]


def _outside(ground: Ground, t: Telling, where: str, event: _Event) -> list[str]:
    """Of a telling in another sentence: how the event's sentence opens, how much of it comes again there."""
    near, sentences = where[:6], ground.words.page.sentences
    opens, position = event.features[0], event.features[1]
    echo = _echo(ground, event, t)
    line = sentences[t.sentence].line == sentences[event.number].line
    low, high = sorted((t.sentence, event.number))
    between = sum(1 for o in event.near if o.chain and low < o.sentence < high)
    nearest = t is (
        event.behind[-1] if t.sentence < event.number and event.behind else event.ahead[0] if event.ahead else None
    )
    found = [f"{where} & {f}" for f in event.features if not f.startswith(("told share", "covered"))]
    found += [
        f"{near} & covered {event.touched}",
        f"{near} echo {echo}",
        f"{near} echo {echo} & {position}",
        f"{where} echo {min(echo, 3)} & {event.features[2]}",
        f"{near} & same line {line}",
        f"{near} & between {min(2, between)}",
        f"{near} & nearest {nearest}",
    ]
    if sentences[t.sentence].kind == "headline":
        found.append(f"{near} & told in headline")
    if event.touched:
        return found
    if t.chain:
        found.append(f"{where} & kind {t.chain[-1].kind} & {position}")
    return [
        *found,
        f"{where} & nearest {nearest} & echo {min(echo, 4) // 2} & {position}",
        f"{where} & line {line} & {opens} & nearest {nearest}",
        f"{where} & {position} & {opens}",
        f"{where} & act {t.act} & echo {min(echo, 4) // 2}",
    ]
