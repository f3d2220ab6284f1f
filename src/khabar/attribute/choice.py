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
from khabar.text import Token, bare, forms

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


@lru_cache(maxsize=100_000)
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


def candidates(ground: Ground, start: int, end: int) -> list[Candidate]:
    """Every telling that might govern `[start, end)`, and the outlet's own voice, with their features."""
    number = sentence_number(ground, start)
    last = max(number, sentence_number(ground, end - 1))
    near = [t for t in ground.tellings if number - _BACK <= t.sentence <= last + _AHEAD]
    before = [t for t in ground.tellings if t.sentence < number - _BACK]
    if before:
        near.insert(0, before[-1])
    event = _event_features(ground, number, start, end, near)
    evidence = _evidence(ground, start, end)
    found = [Candidate(t, _telling_features(ground, t, number, last, start, end, near, event, evidence)) for t in near]
    found.append(Candidate(None, ("none", *(f"none & {f}" for f in event))))
    return found


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


def _event_features(ground: Ground, number: int, start: int, end: int, near: list[Telling]) -> list[str]:
    words = ground.words
    sentence = words.page.sentences[number]
    opener = words.cue(sentence.first, "opener", "link")
    found = [f"opens {opener.row.get('opener') or opener.row.get('link')}" if opener else "opens plainly"]
    if not opener and words.tokens[sentence.first].word.startswith("و"):
        found = ["opens with and"]
    headline = sentence.kind == "headline"
    found.append("headline" if headline else "lede" if number <= 1 else "second" if number == 2 else "body")
    found.append(f"covered {any(_cover(t, start, end) and t.chain for t in near)}")
    if any(_cover(t, start, end) and not t.chain for t in near):
        found.append("own voice covers")
    evidence = _evidence(ground, start, end)
    ahead = [t for t in near if t.sentence > number]
    behind = [t for t in near if t.sentence < number]
    found.append(f"behind {_steps(number - behind[-1].sentence) if behind else 'none'}")
    if behind and ground.open_quote(behind[-1].cue[1], start):
        found.append("in open quote")
    if behind and not behind[-1].chain:
        found.append("own voice behind")
    found.append(f"ahead {_steps(ahead[0].sentence - number) if ahead else 'none'}")
    if ahead:
        echo = max(_echo(ground, evidence, t) for t in ahead)
        found += [f"echo ahead {echo}", f"echo ahead {echo} & {found[1]}", f"echo ahead {echo} & {found[2]}"]
    if behind:
        echo = _echo(ground, evidence, behind[-1])
        found += [f"echo behind {echo}", f"echo behind {echo} & {found[0]}"]
    past = _past()
    if any(t.word in past for t in words.tokens[sentence.first : sentence.last]):
        found.append("past words")
    found += [f"{found[0]} & {found[1]}", f"{found[0]} & {found[2]}"]
    if not ground.tellings:
        found.append("no tellings")
    share = len({t.sentence for t in ground.tellings}) / max(1, len(words.page.sentences))
    found.append(f"told share {min(4, int(share * 6))}")
    return found


def _steps(distance: int) -> str:
    return str(distance) if distance < 3 else "3-6" if distance <= _BACK else "far"


def _evidence(ground: Ground, start: int, end: int) -> frozenset[str]:
    tokens = ground.words.tokens
    first = bisect_left(tokens, start, key=lambda t: t.start)
    return frozenset(_stems(tokens[first : bisect_left(tokens, end, key=lambda t: t.start)]))


def _echo(ground: Ground, evidence: frozenset[str], telling: Telling) -> int:
    """How much of the event's wording comes again in the telling's sentence, rare words first: 0 to 6."""
    whole = sum(ground.rarity.get(stem, 1.0) for stem in evidence)
    shared = sum(ground.rarity.get(stem, 1.0) for stem in evidence & ground.content[telling.sentence])
    return min(6, int(10 * shared / whole)) if whole else 0


def _past() -> frozenset[str]:
    return frozenset(load("cues_openers").about["past"])


def _cover(telling: Telling, start: int, end: int) -> bool:
    overlap = min(end, telling.end) - max(start, telling.start)
    return overlap > 0.3 * (end - start) or (start <= telling.cue[0] and telling.cue[1] <= end)


def _telling_features(
    ground: Ground,
    t: Telling,
    number: int,
    last: int,
    start: int,
    end: int,
    near: list[Telling],
    event: list[str],
    evidence: frozenset[str],
) -> tuple[str, ...]:
    words = ground.words
    inside = number <= t.sentence <= last
    where = (
        "here"
        if inside
        else f"behind {_steps(number - t.sentence)}"
        if t.sentence < number
        else f"ahead {t.sentence - last}"
    )
    found = [where, f"{where} & {t.direction}", f"{where} & act {t.act}"]
    found.append(f"{where} & chain {bool(t.chain)}")
    if inside:
        cover = _cover(t, start, end)
        side = "within" if start <= t.cue[0] < end else "before" if t.cue[0] < start else "after"
        found += [f"cover {cover} & {t.direction}", f"cover {cover} & {side}", f"{side} & {t.direction} & {t.act}"]
        gap = start - t.cue[1] if side == "before" else t.cue[0] - end
        found.append(f"{side} gap {min(6, max(0, gap) // 40)}")
        between = [o for o in near if o is not t and o.chain and min(t.cue[0], end) < o.cue[0] < max(t.cue[0], start)]
        found.append(f"{side} & between {min(2, len(between))}")
    else:
        found += [f"{where} & {f}" for f in event if not f.startswith(("told share", "covered"))]
        found.append(f"{where[:6]} & covered {any(_cover(o, start, end) for o in near)}")
        echo = _echo(ground, evidence, t)
        found += [
            f"{where[:6]} echo {echo}",
            f"{where[:6]} echo {echo} & {event[1]}",
            f"{where} echo {min(echo, 3)} & {event[2]}",
        ]
        line = words.page.sentences[t.sentence].line == words.page.sentences[number].line
        found.append(f"{where[:6]} & same line {line}")
        between = [o for o in near if o.chain and min(t.sentence, number) < o.sentence < max(t.sentence, number)]
        found.append(f"{where[:6]} & between {min(2, len(between))}")
        nearest = next(
            (
                o
                for o in (reversed(near) if t.sentence < number else near)
                if (o.sentence < number if t.sentence < number else o.sentence > last)
            ),
            None,
        )
        found.append(f"{where[:6]} & nearest {nearest is t}")
    if t.carried:
        found.append("carried")
    if t.chain:
        found += [f"kind {t.chain[-1].kind}", f"{where[:6]} & kind {t.chain[-1].kind}", f"known {t.chain[-1].known}"]
        same = sum(1 for o in ground.tellings if o.chain and o.chain[-1].text == t.chain[-1].text)
        found.append(f"{where[:6]} & told often {min(3, same)}")
        one = {o.chain[-1].id or o.chain[-1].text for o in ground.tellings if o.chain}
        if len(one) == 1:
            found.append(f"{where[:6]} & only source")
    return tuple(found)
