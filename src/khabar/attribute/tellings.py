"""All tellings of a page: who tells what, sources carried, chains joined, stretches cut."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from khabar.attribute.memory import Memory, ordered
from khabar.attribute.mention import PRESS, SourceMention, Words, extent, mention
from khabar.attribute.telling import Telling, of_headline, of_link, of_verb
from khabar.text import Sentence, bare


def tellings(words: Words, press: frozenset[str] = frozenset()) -> tuple[Telling, ...]:
    """All tellings of the page in text order. `press`: ids of the reporting outlet, left out of every chain."""
    found: list[Telling] = []
    memory = Memory(press)
    for number, sentence in enumerate(words.page.sentences):
        signed = _signature(words, number, sentence)
        found.extend([signed] if signed else _of_sentence(words, number, sentence, memory))
    return tuple(_through_media_arms(list(_through_press(found))))


def _signature(words: Words, number: int, sentence: Sentence) -> Telling | None:
    """ "— الدفاع المدني السوري (@...)" under a quoted post: who wrote the line above it."""
    tokens = words.tokens[sentence.first : sentence.last]
    if number == 0 or tokens[0].word != "-" or not any(t.word == "@" for t in tokens):
        return None
    where = extent(words, sentence.first + 1, sentence.last)
    if where is None:
        return None
    cue = (sentence.start, words.tokens[where.last - 1].end)
    start = words.page.sentences[number - 1].start
    return Telling(number, start, sentence.start, cue, "tell", "back", (mention(words, where, cue),))


def _of_sentence(words: Words, number: int, sentence: Sentence, memory: Memory) -> Iterator[Telling]:
    found: list[Telling] = []
    told = words.telling[bisect_left(words.telling, sentence.first) : bisect_left(words.telling, sentence.last)]
    headed = of_headline(words, number, sentence, sentence.first)
    if headed is not None:
        _take(_resolved(headed, memory), found, memory)
        told = [at for at in told if at > sentence.first]
    for at in told:
        telling = of_verb(words, number, sentence, at) or of_link(words, number, sentence, at, memory, found)
        if telling is not None:
            _take(_resolved(telling, memory), found, memory)
    joined = _joined(found)
    if joined is not found:
        memory.running = next(t.chain for t, before in zip(joined, found, strict=True) if t is not before)
    yield from _cut(words, sentence, joined)


def _resolved(telling: Telling, memory: Memory) -> Telling:
    chain = memory.chain(telling.chain)
    return telling if chain == telling.chain else replace(telling, chain=chain, own=not chain)


def _take(telling: Telling, found: list[Telling], memory: Memory) -> None:
    """Add a telling to those of its sentence; the running source speaks where no other is named."""
    if found and _issues(telling, found[-1]):
        outer = [m for m in telling.chain if m.kind in PRESS]
        owner = [m for m in telling.chain if m.kind not in PRESS] or found[-1].chain
        found[-1] = replace(found[-1], chain=ordered((*outer, *owner)))
        memory.keep(found[-1].chain)
        return
    if telling.participle and found:
        telling = replace(telling, chain=found[-1].chain)
    elif telling.carried:
        telling = replace(telling, chain=ordered((*telling.chain, *memory.running)))
    else:
        memory.keep(telling.chain)
    found.append(telling)


def _issues(telling: Telling, before: Telling) -> bool:
    """ "بحسب بيان أصدرته الغرفة": the issuer stands for its document."""
    if not before.chain or before.chain[-1].kind != "document" or not telling.chain:
        return False
    return 0 <= telling.cue[0] - before.chain[-1].end <= 2


def _joined(found: list[Telling]) -> list[Telling]:
    """ "وحسب رويترز، قالت الوزارة إن": the outlet and its source in one sentence are one chain."""
    press = next((t for t in found if t.chain and all(m.kind in PRESS for m in t.chain)), None)
    inner = [t for t in found if t.chain and not any(m.kind in PRESS for m in t.chain) and not t.participle]
    if press is None or len({t.chain[-1].text for t in inner}) != 1 or press.act not in ("tell", "quote"):
        return found
    if press.direction == "forward" and not (press.cue[0] < inner[0].cue[0] and inner[0].direction == "forward"):
        return found
    whole = ordered((*press.chain, *inner[0].chain))
    return [replace(t, chain=whole) if t is press or t in inner else t for t in found]


def _cut(words: Words, sentence: Sentence, found: list[Telling]) -> Iterator[Telling]:
    """End each stretch where the telling of another source, or another sentence, begins."""
    stops = _fused_stops(words, sentence) if found else []
    for i, telling in enumerate(found):
        if telling.direction == "back":
            behind = [t.cue[0] for t in found[:i] if t.direction == "back"]
            behind += [stop for stop in stops if stop < telling.cue[0]]
            start = max([min(telling.start, sentence.start), *behind])
            yield replace(telling, start=start, end=telling.cue[0])
            continue
        ahead = [t.cue[0] for t in found[i + 1 :] if t.direction != "back" and not t.participle]
        ahead += [stop for stop in stops if stop > telling.cue[1]]
        end = min([sentence.end, *ahead])
        yield telling if end == telling.end else replace(telling, end=end)


def _fused_stops(words: Words, sentence: Sentence) -> list[int]:
    """ "في البلدة.وقال المراسل": full stops without a space behind them."""
    tokens = words.tokens
    return [
        tokens[i].start
        for i in range(sentence.first + 1, sentence.last - 1)
        if tokens[i].word == "." and len(tokens[i - 1].word) > 2 and len(tokens[i + 1].word) > 1
        if tokens[i + 1].word[0] > "ء"
    ]


def _through_press(found: list[Telling]) -> Iterator[Telling]:
    """A source that once spoke through an outlet ("قالت المصادر لوكالة كذا") is heard through it throughout, also under
    a shorter or longer name."""
    press: dict[str, tuple[SourceMention, ...]] = {}
    named: list[tuple[frozenset[str], tuple[SourceMention, ...]]] = []
    for telling in found:
        outer = tuple(m for m in telling.chain if m.kind in PRESS)
        if outer and len(outer) < len(telling.chain) and telling.chain[-1].text not in press:
            press[telling.chain[-1].text] = outer
            named.append((_bare_words(telling.chain[-1]), outer))
    for telling in found if press else ():
        inner = telling.chain[-1] if len(telling.chain) == 1 else None
        if inner is None or inner.kind in PRESS:
            yield telling
            continue
        outer = press.get(inner.text) or _outlet_of(inner, named)
        yield replace(telling, chain=(*outer, inner)) if outer else telling
    if not press:
        yield from found


def _bare_words(source: SourceMention) -> frozenset[str]:
    return frozenset(map(bare, source.words))


def _outlet_of(
    source: SourceMention, named: list[tuple[frozenset[str], tuple[SourceMention, ...]]]
) -> tuple[SourceMention, ...]:
    """The outlet that heard a source whose name holds this one, or is held by it."""
    own = _bare_words(source)
    return next((o for words, o in named if min(len(own), len(words)) > 1 and (own <= words or words <= own)), ())


def _through_media_arms(found: list[Telling]) -> Iterator[Telling]:
    """ "نشرت وكالته بيانات ... وتبنى التنظيم": a group's claims and the media arm that spread them are one chain."""
    arms = [t.chain[0] for t in found if len(t.chain) == 1 and t.chain[0].kind == "media_arm"]
    owners = [t.chain[0] for t in found if len(t.chain) == 1 and t.act == "own"]
    for telling in found:
        others = arms if telling.act == "own" else owners if len(telling.chain) == 1 else []
        one = telling.chain[0] if len(telling.chain) == 1 else None
        other = next((m for m in others if one is not None and _arms(one, m)), None)
        yield replace(telling, chain=ordered((one, other))) if one and other else telling


def _arms(one: SourceMention, other: SourceMention) -> bool:
    """True if one is the media arm of the other's side."""
    return one.side is not None and one.side == other.side and (one.kind == "media_arm") != (other.kind == "media_arm")
