"""Which telling an event hangs on: the features that are weighed, and the choice among the candidates."""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import chain, repeat
from typing import Any, NamedTuple

from khabar.attribute.mention import Words
from khabar.attribute.telling import Telling
from khabar.lexicon import load
from khabar.text import Sentence, bare, forms

_BACK, _AHEAD = 6, 2
_NO_STEM = frozenset({""})
Stems = frozenset[str]


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
        self.told_in = [t.sentence for t in told]
        self._alike: dict[tuple[int, int], int] = {}
        self._stretches: dict[tuple[int, int], Stems] = {}
        self._openings: dict[int, tuple[str, str, bool, bool]] = {}

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stem of each word of the page; empty for words that say little."""
        return tuple(map(_told_stem, [t.word for t in self.words.tokens]))

    @cached_property
    def content(self) -> tuple[Stems, ...]:
        """Stems of each sentence."""
        return tuple(self._content(s.first, s.last) for s in self.words.page.sentences)

    def _content(self, first: int, last: int) -> Stems:
        return frozenset(self.stems[first:last]) - _NO_STEM

    def within(self, start: int, end: int) -> Stems:
        """Stems of the words that begin in `[start, end)`."""
        starts = self._token_starts
        return self._content(bisect_left(starts, start), bisect_left(starts, end))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.start for t in self.words.tokens]

    def stretch(self, telling: Telling) -> Stems:
        """Stems of what a telling governs."""
        span = telling.start, telling.end
        if span not in self._stretches:
            self._stretches[span] = self.within(*span)
        return self._stretches[span]

    @cached_property
    def rarity(self) -> dict[str, int]:
        """Stem -> how much its coming again says, in thousandths: the less, the more sentences hold it."""
        spread = Counter(chain.from_iterable(self.content))
        return {stem: round(1000 / math.sqrt(times)) for stem, times in spread.items()}

    def weigh(self, stems: Iterable[str]) -> int:
        """How much is said by stems that come again."""
        return sum(map(self.rarity.get, stems, repeat(1000)))

    def alike(self, one: int, other: int) -> int:
        """How much of the shorter of two sentences comes again in the other, in tenths."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._alike:
            first, second = self.content[one], self.content[other]
            whole = min(self.weigh(first), self.weigh(second))
            self._alike[pair] = 10 * self.weigh(first & second) // whole if whole else 0
        return self._alike[pair]

    def opening(self, number: int) -> tuple[str, str, bool, bool]:
        """How a sentence opens, where it stands, whether it looks back on the past, whether it holds full stops."""
        if number not in self._openings:
            sentence = self.words.page.sentences[number]
            told = {t.word for t in self.words.tokens[sentence.first : sentence.last - 1]}
            past = not told.isdisjoint(_past())
            opens = _opening(self.words, sentence), _position(sentence, number)
            self._openings[number] = (*opens, past, "." in told)
        return self._openings[number]

    @cached_property
    def voices(self) -> Counter[str]:
        """How often each source tells."""
        return Counter(t.chain[-1].text for t in self.tellings if t.chain)

    @cached_property
    def share(self) -> float:
        """Share of the sentences in which somebody tells."""
        return len(set(self.told_in)) / max(1, len(self.words.page.sentences))

    @cached_property
    def quotes(self) -> tuple[int, ...]:
        """Offsets of all quotation marks."""
        return tuple(t.start for t in self.words.tokens if t.word == '"')

    def open_quote(self, start: int, end: int) -> bool:
        """True if a quotation opened behind `start` is still open at `end`."""
        return (bisect_right(self.quotes, end) - bisect_right(self.quotes, start)) % 2 == 1

    def definite(self, offset: int) -> bool:
        """True if the word at `offset` has the article: an event that is taken as known ("القصف الذي")."""
        at = bisect_left(self._token_starts, offset)
        return at < len(self.words.tokens) and _has_article(self.words.tokens[at].word)

    def full_stop(self, start: int, end: int) -> bool:
        """True if a full stop stands between two offsets ("في البلدة.وقال المراسل" is one sentence of the page)."""
        first, last = bisect_left(self._token_starts, start), bisect_left(self._token_starts, end)
        return any(t.word == "." for t in self.words.tokens[first:last])


@lru_cache(maxsize=30_000)
def _told_stem(word: str) -> str:
    """A rough stem of a longer word, and every number: enough to see that two sentences tell of one thing."""
    if word[0].isdigit():
        return word
    if len(word) < 4:
        return ""
    return bare(min((f.text for f in forms(word) if len(f.text) > 3), key=len, default=word))[:4]


@lru_cache(maxsize=10_000)
def _has_article(word: str) -> bool:
    return any(bare(f.text) != f.text for f in forms(word))


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
    evidence: Stems
    wording: int
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
    first = bisect_left(ground.told_in, number - _BACK)
    stop = bisect_right(ground.told_in, last + _AHEAD)
    near = list(ground.tellings[max(0, first - 1) : stop])
    evidence = ground.within(start, end)
    event = _Event(
        start, end, number, last, evidence, ground.weigh(evidence), near,
        [t for t in near if t.sentence < number],
        [t for t in near if t.sentence > last],
        any(_cover(t, start, end) for t in near),
        (),
    )  # fmt: skip
    return event._replace(features=tuple(_event_features(ground, event)))


def scored(found: list[Candidate]) -> list[Candidate]:
    """The candidates with their probability, the likeliest first."""
    weight = weights("source").get
    sums = [sum(map(weight, c.features, repeat(0.0))) for c in found]
    top = max(sums)
    parts = [math.exp(s - top) for s in sums]
    total = sum(parts)
    weighed = [c._replace(score=part / total) for c, part in zip(found, parts, strict=True)]
    return sorted(weighed, key=lambda c: -c.score)


def strongest(chosen: Candidate, most: int = 3) -> tuple[str, ...]:
    """The features that spoke loudest for the choice."""
    weight = weights("source")
    known = sorted((f for f in chosen.features if weight.get(f, 0.0) > 0), key=lambda f: -weight[f])
    return tuple(known[:most])


def sentence_number(ground: Ground, offset: int) -> int:
    """Number of the sentence that holds `offset`, or of the next one."""
    return max(0, bisect_right(ground.words.sentence_starts, offset) - 1)


def _event_features(ground: Ground, event: _Event) -> list[str]:
    opens, position, past, _ = ground.opening(event.number)
    covered = [t for t in event.near if _cover(t, event.start, event.end)]
    sourced = f"covered {any(t.chain for t in covered)}"
    found = [opens, position, sourced]
    if any(not t.chain for t in covered):
        found.append("own voice covers")
    found.append(f"behind {_steps(event.number - event.behind[-1].sentence) if event.behind else 'none'}")
    if event.behind:
        found += _after(ground, event, event.behind[-1], opens)
    found.append(f"ahead {_steps(event.ahead[0].sentence - event.number) if event.ahead else 'none'}")
    if event.ahead:
        echo = max(_echo(ground, event, t) for t in event.ahead)
        found += [f"echo ahead {echo}", f"echo ahead {echo} & {position}", f"echo ahead {echo} & {sourced}"]
    if not ground.tellings:
        found.append("no tellings")
    found.append(f"told share {min(4, int(ground.share * 6))}")
    if past:
        found.append("past words")
    definite = ground.definite(event.start)
    return [*found, f"event definite {definite}", f"{opens} & {position}", f"{opens} & {sourced}"]


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


def _echo(ground: Ground, event: _Event, telling: Telling) -> int:
    """How much of the event's wording comes again in the telling's sentence, rare words first: 0 to 6."""
    return _tenths(ground.weigh(event.evidence & ground.content[telling.sentence]), event.wording)


def _tenths(part: int, whole: int) -> int:
    return min(6, 10 * part // whole) if whole else 0


@cache
def _past() -> frozenset[str]:
    return frozenset(load("cues_openers").about["past"])


def _cover(telling: Telling, start: int, end: int) -> bool:
    overlap = min(end, telling.end) - max(start, telling.start)
    return overlap > 0.3 * (end - start) or (start <= telling.cue[0] and telling.cue[1] <= end)


def _telling_features(ground: Ground, t: Telling, event: _Event) -> tuple[str, ...]:
    where = _where(t, event)
    found = [where, f"{where} & {t.direction}", f"{where} & act {t.act}", f"{where} & chain {bool(t.chain)}"]
    found += _inside(ground, t, event) if where == "here" else _outside(ground, t, where, event)
    found.append(f"{where} & {t.act} & {t.direction} & {t.chain[-1].kind if t.chain else 'none'}")
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


def _inside(ground: Ground, t: Telling, event: _Event) -> list[str]:
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
        f"full stop between {_parted(ground, t, event)}",
    ]


def _parted(ground: Ground, t: Telling, event: _Event) -> bool:
    """True if a full stop without a space behind it parts the cue from the event."""
    low, high = sorted((t.cue[0], event.start))
    return any(ground.opening(n)[3] for n in range(event.number, event.last + 1)) and ground.full_stop(low, high)


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
    found += _retold(ground, t, near, event)
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


def _retold(ground: Ground, t: Telling, near: str, event: _Event) -> list[str]:
    """How much of the event comes again in the stretch that is told, how much of the stretch is the event's, and how
    alike the two sentences are."""
    stretch = ground.stretch(t)
    shared = ground.weigh(event.evidence & stretch)
    echo, share = _tenths(shared, event.wording), min(5, _tenths(shared, ground.weigh(stretch)))
    return [
        f"{near} stretch echo {echo}",
        f"{near} stretch share {share}",
        f"{near} stretch echo {min(echo, 4) // 2} & share {min(share, 4) // 2}",
        f"{near} sentences alike {min(6, ground.alike(event.number, t.sentence))}",
    ]
