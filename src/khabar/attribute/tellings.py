"""Who tells what in a page: every telling with its chain of sources and the stretch of text it governs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from khabar.attribute.mention import Extent, SourceMention, Words, extent, mention, skip
from khabar.lexicon import load
from khabar.tag.cues import Cue
from khabar.text import Sentence, bare

Direction = Literal["forward", "back", "headline"]
_PRESS = frozenset({"agency", "outlet", "media_arm", "correspondent"})
_AGENTS = frozenset({"party", "force", "group", "ministry", "body", "monitor", "rescuer", "official", "outlet", "agency"})
_WATCHERS = _PRESS | {"monitor", "rescuer", "journalist", "activist", "health"}
_CLAUSE = frozenset("،,.:؛;-()")


@dataclass(frozen=True, slots=True)
class Telling:
    """A chain of sources, outermost first, that governs the characters `[start, end)` of sentence `sentence`.

    `act` is the verb's ("tell", "quote", "deny", "own", "accuse", "doubt"); `carried` where the running source is
    meant ("وأضاف أن"), `own_voice` where the outlet's own reporter speaks.
    """

    sentence: int
    start: int
    end: int
    cue: tuple[int, int]
    act: str
    direction: Direction
    chain: tuple[SourceMention, ...]
    carried: bool = False
    continues: bool = False
    participle: bool = False


def _listed(name: str) -> frozenset[str]:
    return frozenset(load("source_edges").about[name])


def tellings(words: Words, press: frozenset[str] = frozenset()) -> tuple[Telling, ...]:
    """All tellings of the page in text order. `press`: ids of the reporting outlet, left out of every chain."""
    found: list[Telling] = []
    memory = _Memory(press)
    for number, sentence in enumerate(words.page.sentences):
        signed = _signature(words, number, sentence, found)
        found.extend([signed] if signed else _of_sentence(words, number, sentence, memory))
    return tuple(_through_press(found))


def _signature(words: Words, number: int, sentence: Sentence, found: list[Telling]) -> Telling | None:
    """ "— الدفاع المدني السوري (@...)" under a quoted post: who wrote the lines above it."""
    tokens = words.tokens
    if tokens[sentence.first].word != "-" or not any(t.word == "@" for t in tokens[sentence.first : sentence.last]):
        return None
    where = extent(words, sentence.first + 1, sentence.last)
    if where is None or number == 0:
        return None
    cue = (sentence.start, words.tokens[where.last - 1].end)
    start = words.page.sentences[number - 1].start
    return Telling(number, start, sentence.start, cue, "tell", "back", (mention(words, where, cue),))


def _through_press(found: list[Telling]) -> Iterator[Telling]:
    """A source that once spoke through an outlet ("قالت المصادر لوكالة كذا") is heard through it throughout."""
    press: dict[str, tuple[SourceMention, ...]] = {}
    for telling in found:
        outer = tuple(m for m in telling.chain if m.kind in _PRESS)
        if outer and len(outer) < len(telling.chain):
            press.setdefault(telling.chain[-1].text, outer)
    for telling in found:
        inner = telling.chain[-1] if len(telling.chain) == 1 else None
        if inner is not None and inner.text in press and inner.kind not in _PRESS:
            yield replace(telling, chain=(*press[inner.text], inner))
        else:
            yield telling


class _Memory:
    """The sources met so far: what "المصدر" and "وأضاف" point back to."""

    def __init__(self, press: frozenset[str]) -> None:
        self.press = press
        self.mentions: list[SourceMention] = []
        self.running: tuple[SourceMention, ...] = ()

    def keep(self, chain: tuple[SourceMention, ...]) -> None:
        self.mentions.extend(chain)
        self.running = chain

    def resolve(self, found: SourceMention) -> SourceMention:
        """The source that "المصدر ذاته", "الوزارة" or a bare surname points back to, else itself."""
        told = tuple(w for w in found.words if w not in _listed("selves"))
        if found.head and found.words[0].startswith("ال") and len(told) <= 2:
            return self._again(found, told)
        if found.kind == "person" and found.known and 2 <= len(told) <= 4:
            again = [m for m in self.mentions if set(told[1:]) <= set(m.words) and len(m.words) > len(told)]
            return again[-1] if again else found
        if not found.known and len(told) <= 2:
            again = [m for m in self.mentions if set(told) <= set(m.words)]
            return again[-1] if again else found
        return found

    def _again(self, found: SourceMention, told: tuple[str, ...]) -> SourceMention:
        same = [m for m in self.mentions if m.head == found.head and len(m.words) > len(told)]
        rest = {bare(w) for w in told[1:]}
        again = [m for m in same if rest <= {bare(w) for w in m.words}]
        if not again and not rest and found.kind == "document":
            return self.running[-1] if self.running else found
        if not again and not rest and found.kind in ("anonymous", "official"):
            again = [m for m in self.mentions if m.kind in ("anonymous", "official")]
        return again[-1] if again else found


def _of_sentence(words: Words, number: int, sentence: Sentence, memory: _Memory) -> Iterator[Telling]:
    drafts: list[Telling] = []
    for at in range(sentence.first, sentence.last):
        if drafts and words.tokens[at].start < drafts[-1].cue[0]:
            continue
        draft = _headline(words, number, sentence, at) or _verb(words, number, sentence, at, memory)
        draft = draft or _link(words, number, sentence, at, memory, drafts)
        if draft is not None:
            resolved = tuple(memory.resolve(m) for m in draft.chain)
            draft = replace(draft, chain=_ordered(m for m in resolved if not _own_voice(m, memory.press)))
            if drafts and _issues(words, draft, drafts[-1]):
                outer = tuple(m for m in draft.chain if m.kind in _PRESS)
                owner = tuple(m for m in draft.chain if m.kind not in _PRESS) or drafts[-1].chain
                drafts[-1] = replace(drafts[-1], chain=_ordered(iter((*outer, *owner))))
                memory.keep(drafts[-1].chain)
                continue
            if draft.participle and drafts:
                draft = replace(draft, chain=drafts[-1].chain)
            elif draft.carried:
                draft = replace(draft, chain=_ordered(iter((*draft.chain, *memory.running))))
            else:
                memory.keep(draft.chain)
            drafts.append(draft)
    yield from _scoped(sentence, _joined(drafts), _fused_stops(words, sentence))


def _joined(drafts: list[Telling]) -> list[Telling]:
    """ "وحسب رويترز، قالت الوزارة إن": the outlet and its source in one sentence are one chain."""
    press = next((d for d in drafts if d.chain and all(m.kind in _PRESS for m in d.chain)), None)
    inner = [d for d in drafts if d.chain and not any(m.kind in _PRESS for m in d.chain) and not d.participle]
    if press is None or len({d.chain[-1].text for d in inner}) != 1 or press.act != "tell":
        return drafts
    if press.direction == "forward" and not (press.cue[0] < inner[0].cue[0] and inner[0].direction == "forward"):
        return drafts
    whole = _ordered(iter((*press.chain, *inner[0].chain)))
    return [replace(d, chain=whole) if d is press or d in inner else d for d in drafts]


def _issues(words: Words, draft: Telling, before: Telling) -> bool:
    """ "بحسب بيان أصدرته الغرفة": the issuer stands for its document."""
    if not before.chain or before.chain[-1].kind != "document" or not draft.chain:
        return False
    return 0 <= draft.cue[0] - before.chain[-1].end <= 2


def _ordered(chain: Iterator[SourceMention]) -> tuple[SourceMention, ...]:
    """Outlets before those they quote, each once."""
    kept: list[SourceMention] = []
    for one in chain:
        if all((one.id or one.text) != (k.id or k.text) for k in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda m: m.kind not in _PRESS))


def _own_voice(found: SourceMention, press: frozenset[str]) -> bool:
    return found.kind in ("correspondent", "hearsay") or (found.id in press and found.id is not None)


def _scoped(sentence: Sentence, drafts: list[Telling], stops: list[int]) -> Iterator[Telling]:
    """Cut the stretches so that each ends where the next telling of another source begins."""
    for i, draft in enumerate(drafts):
        if draft.direction == "back":
            behind = [d.cue[0] for d in drafts[:i] if d.direction == "back"]
            behind += [stop for stop in stops if stop < draft.cue[0]]
            yield replace(draft, start=max([sentence.start, *behind]), end=draft.cue[0])
            continue
        ahead = [d.cue[0] for d in drafts[i + 1 :] if d.direction != "back" and not d.participle]
        ahead += [stop for stop in stops if stop > draft.cue[1]]
        yield replace(draft, end=min([sentence.end, *ahead]))


def _fused_stops(words: Words, sentence: Sentence) -> list[int]:
    """ "في البلدة.وقال المراسل": full stops without a space behind them."""
    tokens = words.tokens
    return [
        tokens[i].start
        for i in range(sentence.first + 1, sentence.last - 1)
        if tokens[i].word == "." and len(tokens[i - 1].word) > 2 and len(tokens[i + 1].word) > 1 and tokens[i + 1].word[0] > "ء"
    ]


def _headline(words: Words, number: int, sentence: Sentence, at: int) -> Telling | None:
    """ "المرصد: مقتل أربعة مدنيين" """
    if at != sentence.first or (opening := words.names_source(at)) is None:
        return None
    if isinstance(opening, Cue) and opening.kind == "land":
        return None
    where = extent(words, at, sentence.last)
    if where is None or where.last >= sentence.last or words.tokens[where.last].word not in ":|":
        return None
    if words.cue(at, "verb", "link"):
        return None
    cue = words.tokens[where.last]
    if where.last + 1 < sentence.last and words.tokens[where.last + 1].word in ":|":
        return None
    one = mention(words, where, (cue.start, cue.end))
    return Telling(number, cue.end, sentence.end, (one.start, cue.end), "tell", "forward", (one,))


def _verb(words: Words, number: int, sentence: Sentence, at: int, memory: _Memory) -> Telling | None:
    verb = words.cue(at, "verb")
    if verb is None or verb.last > sentence.last or _adjective(words, verb):
        return None
    per = at > sentence.first and any(
        c.kind == "link" and c.row["link"] == "per_verb" and c.last == at for b in (at - 1, at - 2) for c in words.cues.get(b, ())
    )
    leads = per and all(not words.tokens[i].word[0].isalnum() for i in range(sentence.first, max(sentence.first, at - 2)))
    chain, last, addressed = _sources(words, verb, sentence, per)
    needs = verb.row["needs"]
    if not chain and not _carries(words, verb, sentence, last, per):
        return None
    if needs == "outlet" and not (chain and chain[0].kind in _PRESS):
        return None
    if needs == "document" and not (chain and chain[0].kind in ("document", *_PRESS)):
        return None
    if needs == "blame" and not any(t.word.startswith("مسوول") or t.word.startswith("مسيول") for t in words.tokens[last : last + 12]):
        return None
    if needs == "content" and not (_opens(words, last, sentence.last) or words.tokens[min(last, sentence.last - 1)].word == "عن"):
        return None
    if needs == "watcher" and not (chain and chain[-1].kind in _WATCHERS):
        return None
    if needs == "opened" and not _opens(words, last, sentence.last, strictly=True):
        return None
    if needs == "quoted" and len(chain) < 2 and not (per and chain) and not (chain and _told_soon(words, last, sentence.last)):
        return None
    if needs == "carried" and (chain or not _opens(words, last, sentence.last)):
        return None
    direction: Direction = "back" if per and not leads else "forward"
    if direction == "forward" and last >= sentence.last - 1 and verb.first > sentence.first + 2:
        direction = "back"
    act = "own" if verb.row["act"] == "tell" and _owns(words, last, sentence.last) else verb.row["act"]
    return Telling(
        number, verb.start, sentence.end, (verb.start, verb.end), act, direction, chain,
        carried=not chain, continues=bool(verb.row["continues"]), participle=verb.participle,
    )


def _owns(words: Words, at: int, stop: int) -> bool:
    """ "أعلنت الحركة مسؤوليتها": responsibility is what is told."""
    at = skip(words, at, stop)
    stance = words.cue(at, "stance") if at < stop else None
    return stance is not None and stance.row["stance"] == "own"


def _carries(words: Words, verb: Cue, sentence: Sentence, last: int, per: bool) -> bool:
    """No subject is named: the running source is meant if the telling has content behind it."""
    return verb.row["needs"] in ("any", "carried") and (per or verb.participle or _opens(words, last, sentence.last))


def _adjective(words: Words, verb: Cue) -> bool:
    """ "موقع تابع للحركة" is no telling."""
    return words.cue(verb.first, "tie") is not None and not verb.prefix


def _opens(words: Words, at: int, stop: int, *, strictly: bool = False) -> bool:
    at = skip(words, at, stop)
    if at >= stop:
        return False
    if strictly:
        return bool((that := words.cue(at, "opener")) and that.row["opener"] == "that")
    opener = words.cue(at, "opener", "edge")
    return words.tokens[at].word in ":\"" or bool(
        opener and (opener.row.get("opener") == "that" or opener.row.get("edge") == "stop")
    )


def _sources(words: Words, verb: Cue, sentence: Sentence, per: bool) -> tuple[tuple[SourceMention, ...], int, bool]:
    """Subject, addressee and quoted source of a verb of telling; the word behind them; True if only addressed."""
    if verb.participle:
        return (), verb.last, False
    found, last = _subjects(words, verb, sentence, per)
    if verb.row["act"] == "quote":
        inner, last = _quoted(words, verb, last, sentence.last)
        found += inner
    else:
        press, last = _addressee(words, verb, last, sentence.last)
        return press + found, last, bool(press) and not found
    return found, last, False


def _subjects(words: Words, verb: Cue, sentence: Sentence, per: bool) -> tuple[tuple[SourceMention, ...], int]:
    stop = sentence.last
    at = skip(words, verb.last, stop)
    if verb.row["act"] == "own" and (edge := words.cue(at, "edge")) and edge.row["edge"] == "stop":
        at = edge.last  # "تبنت الهجوم جماعة كذا": what is owned may stand before its owner
    cue = (verb.start, verb.end)
    found: list[SourceMention] = []
    last = verb.last
    while (where := extent(words, at, stop)) is not None:
        one = mention(words, where, cue)
        if not (one.plain or (one.known and verb.row["needs"] == "any")) and not _told_plainly(words, verb, where, stop, per):
            break
        found.append(one)
        at = last = where.last
        if at >= stop or (joined := words.names_source(at)) is None or joined.prefix != "و":
            break
    if not found and not per and (before := _before(words, verb, sentence) or _agent(words, verb, sentence)) is not None:
        found.append(before)
    return tuple(found), last


def _told_plainly(words: Words, verb: Cue, where: Extent, stop: int, per: bool) -> bool:
    """An unknown noun right behind a verb of telling, with the words of telling behind it, is a source."""
    if where.last - where.first == 1 and words.tokens[where.first].word[0] == "ب":
        return False  # "اعترف بتوجيه ضربات" names no source
    if verb.row["needs"] not in ("any", "carried") or any(words.cue(i, "link") for i in range(verb.last, where.first)):
        return False
    return per or _told_soon(words, where.last, stop)


def _told_soon(words: Words, at: int, stop: int) -> bool:
    """An unknown noun is a source only where the words of telling follow it."""
    for i in range(at, min(stop, at + 12)):
        opener = words.cue(i, "opener")
        if (opener and opener.row["opener"] == "that") or words.tokens[i].word in ":\"":
            return True
    return False


def _before(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "الجيش يعلن ...", "وكان مسؤول أمني قد قال", "أما الوكالة، فقالت": the subject stands before its verb."""
    if verb.first > sentence.first and words.tokens[verb.first - 1].word in _listed("relatives"):
        return _antecedent(words, verb, sentence)
    begin = verb.first
    while begin > sentence.first and verb.first - begin < 16 and words.tokens[begin - 1].word not in _CLAUSE:
        begin -= 1
    for at in range(begin, verb.first):
        one = _subject_at(words, at, verb, verb.first)
        if one is not None:
            return one
    return _topic(words, verb, sentence)


def _antecedent(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "الوزارة، التي أعلنت القبض على": the source right before the relative pronoun."""
    for at in range(verb.first - 2, max(sentence.first - 1, verb.first - 14), -1):
        if words.names_source(at) is None:
            continue
        where = extent(words, at, verb.first - 1)
        if where is not None and where.last >= verb.first - 2:
            one = mention(words, where, (verb.start, verb.end))
            return one if one.known else None
    return None


def _subject_at(words: Words, at: int, verb: Cue, stop: int) -> SourceMention | None:
    opening = words.names_source(at)
    if opening is None or opening.prefix.strip("وف") or (at and words.tokens[at - 1].word in _listed("governing")):
        return None
    where = extent(words, at, stop)
    if where is None or any(
        words.tokens[i].word not in "\"'" for i in range(skip(words, where.last, stop), stop) if skip(words, i, stop) < stop
    ):
        return None
    one = mention(words, where, (verb.start, verb.end))
    return one if one.known else None


def _topic(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "المرصد المحلي (فلان)، المختص بالطيران، قال إن": the first phrase of the sentence, set off by a comma."""
    if verb.participle or words.tokens[verb.first - 1].word not in "،," or not verb.first - sentence.first < 24:
        return None
    at = sentence.first
    while at < verb.first and words.names_source(at) is None and words.tokens[at].word in _listed("leads"):
        at += 1
    opening = words.names_source(at)
    if at >= verb.first or opening is None or opening.prefix.strip("وف"):
        return None
    where = extent(words, at, verb.first)
    if where is None or not any(words.tokens[i].word in "،,(" for i in range(where.last, min(where.last + 3, verb.first))):
        return None
    one = mention(words, where, (verb.start, verb.end))
    return one if one.known else None


def _agent(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "أصدرت الوزارة بيانا قالت فيه إن": who acts at the head of the sentence also tells."""
    if verb.first - sentence.first < 3 or any(words.cue(i, "verb", "link") for i in range(sentence.first, verb.first)):
        return None
    for at in range(sentence.first + 1, min(sentence.first + 4, verb.first)):
        opening = words.names_source(at)
        if opening is None or opening.prefix or words.tokens[at - 1].word in _listed("governing"):
            continue
        where = extent(words, at, verb.first)
        one = mention(words, where, (verb.start, verb.end)) if where else None
        return one if one is not None and one.known and one.kind in _AGENTS else None
    return None


def _quoted(words: Words, verb: Cue, at: int, stop: int) -> tuple[tuple[SourceMention, ...], int]:
    """ "نقلت رويترز عن مصدر أمني قوله" """
    for i in range(at, min(stop, at + 6)):
        if words.tokens[i].word in ("عن", "الي"):
            where = extent(words, i + 1, stop)
            if where is None:
                return (), at
            one = mention(words, where, (verb.start, verb.end))
            if one.known or _told_soon(words, where.last, stop):
                return (one,), where.last
        if words.cue(i, "opener"):
            break
    return (), at


def _addressee(words: Words, verb: Cue, at: int, stop: int) -> tuple[tuple[SourceMention, ...], int]:
    """ "قال مصدر لوكالة كذا إن": the outlet that was told is the outer link."""
    for i in range(at, min(stop, at + 14)):
        opener = words.cue(i, "opener", "verb")
        if opener or words.tokens[i].word == ":":
            break
        begin = i + 1 if words.tokens[i].word == "ل" else i
        while begin > i and begin < stop and words.tokens[begin].word in "\"'":
            begin += 1
        opening = words.names_source(begin)
        spoken_to = begin > i or (opening is not None and opening.prefix.endswith("ل"))
        if not spoken_to or not isinstance(opening, Cue) or opening.row.get("kind") not in _PRESS:
            continue
        where = extent(words, begin, stop)
        if where is not None:
            return (mention(words, where, (verb.start, verb.end)),), where.last
    return (), at


def _link(
    words: Words, number: int, sentence: Sentence, at: int, memory: _Memory, drafts: list[Telling]
) -> Telling | None:
    link = words.cue(at, "link")
    if link is None:
        return None
    kind = link.row["link"]
    leads = not any(t.is_word for t in words.tokens[sentence.first : at])
    cue = (link.start, link.end)
    if kind == "carried":
        return Telling(number, sentence.start, link.start, cue, "tell", "back", (), carried=True)
    if kind not in ("per", "per_to", "quote"):
        return None
    chain: list[SourceMention] = []
    begin = link.last
    while (where := extent(words, begin, sentence.last)) is not None:
        one = mention(words, where, cue)
        if not one.known and memory.resolve(one) is one and not words.tokens[link.last - 1].word.startswith("قول"):
            break
        if kind == "per_to" and not chain and one.start == words.tokens[where.first].start:
            one = _unglued(words, one)
        chain.append(one)
        begin = where.last
        if begin >= sentence.last or (joined := words.names_source(begin)) is None or joined.prefix != "و":
            break
    if not chain:
        return None
    if kind == "quote":
        outer = drafts[-1].chain if drafts and not drafts[-1].carried else ()
        if drafts and outer:
            drafts[-1] = replace(drafts[-1], chain=_ordered(iter((*outer, *map(memory.resolve, chain)))))
            memory.keep(drafts[-1].chain)
            return None
        chain = [*outer, *chain]
    press, _ = _press_behind(words, link, begin, sentence.last)
    return Telling(
        number, sentence.start, sentence.end, cue, "tell", "forward" if leads else "back", (*press, *chain)
    )


def _press_behind(words: Words, link: Cue, at: int, stop: int) -> tuple[tuple[SourceMention, ...], int]:
    if at < stop and words.tokens[at].word == "ل":
        return _addressee(words, link, at, stop)
    if at < stop and (opening := words.names_source(at)) is not None and opening.prefix.endswith("ل"):
        return _addressee(words, link, at, stop)
    return (), at


def _unglued(words: Words, one: SourceMention) -> SourceMention:
    """ "وفقا لقريب القتيل": the source begins behind the glued "ل"."""
    text = words.page.text
    if text[one.start] != "ل" or one.end - one.start < 3:
        return one
    start = one.start + 1
    return replace(one, start=start, text=text[start : one.end])
