"""One telling: a cue, the chain of sources that it names, and the stretch of text that it governs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from khabar.attribute.memory import Memory, ordered
from khabar.attribute.mention import PRESS, SourceMention, Words, extent, mention, press_openings
from khabar.attribute.subjects import Told, addressee, joined, opens, sources_of, told_soon
from khabar.lexicon import load
from khabar.tag.cues import Cue
from khabar.text import Sentence

Direction = Literal["forward", "back"]
_WATCHERS = PRESS | {"monitor", "rescuer", "journalist", "activist", "health"}


@dataclass(frozen=True, slots=True)
class Telling:
    """A chain of sources, outermost first, that governs the characters `[start, end)`.

    `sentence` numbers that of the cue; `act` is the verb's ("tell", "quote", "deny", "own", "accuse", "condemn",
    "doubt"); `carried` where the running source is meant ("وأضاف أن"). An empty chain is the outlet's own voice; `own`
    where the outlet names itself or its reporter ("أفاد مراسلنا").
    """

    sentence: int
    start: int
    end: int
    cue: tuple[int, int]
    act: str
    direction: Direction
    chain: tuple[SourceMention, ...]
    carried: bool = False
    participle: bool = False
    own: bool = False


def of_headline(words: Words, number: int, sentence: Sentence, at: int) -> Telling | None:
    """ "المرصد: مقتل أربعة مدنيين" """
    if at != sentence.first or (opening := words.names_source(at)) is None or words.cue(at, "verb", "link"):
        return None
    where = extent(words, at, sentence.last)
    if (isinstance(opening, Cue) and opening.kind == "land") or where is None or where.last >= sentence.last:
        return None
    colon = words.tokens[where.last]
    if colon.word not in ":|" or (where.last + 1 < sentence.last and words.tokens[where.last + 1].word in ":|"):
        return None
    one = mention(words, where, (colon.start, colon.end))
    if one.kind in PRESS and len(one.words) == 1 and one.id is None:
        return None  # "الموقع: ريف البلدة" is a form, no source
    return Telling(number, colon.end, sentence.end, (one.start, colon.end), "tell", "forward", (one,))


def of_verb(words: Words, number: int, sentence: Sentence, at: int) -> Telling | None:
    """ "قال مصدر إن", "حسبما أفاد ناشطون", "الجيش يعلن", "مضيفا أن" """
    verb = words.cue(at, "verb")
    if verb is None or verb.last > sentence.last or (words.cue(at, "tie") and not verb.prefix):
        return None
    if at > sentence.first and words.tokens[at - 1].word in load("cues_verbs").about["negations"]:
        return None
    per = _per(words, sentence, at)
    told = sources_of(words, verb, sentence, per)
    if verb.row["act"] == "accuse" and _accused(words, told, sentence.last):
        return Telling(number, verb.start, sentence.end, (verb.start, verb.end), "accuse", "forward", ())
    if not told.sources and not _carries(words, verb, sentence, told.last, per):
        return None
    if verb.participle and _a_noun(words, verb, sentence.last):
        return None
    if not _satisfied(words, verb, told, sentence, per):
        return None
    leads = not any(t.is_word for t in words.tokens[sentence.first : max(sentence.first, at - 2)])
    trails = told.last >= sentence.last - 1 and verb.first > sentence.first + 2
    return Telling(
        number, verb.start, sentence.end, (verb.start, verb.end),
        "own" if verb.row["act"] == "tell" and _owns(words, told.last, sentence.last) else verb.row["act"],
        "back" if (per and not leads) or trails else "forward",
        told.sources,
        carried=not told.sources or told.addressed,
        participle=verb.participle,
    )  # fmt: skip


def _a_noun(words: Words, verb: Cue, stop: int) -> bool:
    """ "لافتة كتب عليها", "مقرا للحزب", "12 متهما": what looks like a participle is a noun."""
    if words.tokens[verb.last - 1].word.lstrip("وف") not in load("cues_verbs").about["nouns"]:
        return False
    return not opens(words, verb.last, stop) and words.names_source(verb.last) is None


def _accused(words: Words, told: Told, stop: int) -> bool:
    """ "واتهمت الحركة بتفجير": with no accused behind it, the noun behind the verb is the accused."""
    if len(told.sources) != 1 or not 0 < told.last < stop or words.tokens[told.last - 1].end != told.sources[0].end:
        return False
    word = words.tokens[told.last].word
    return word == "ب" or (word[0] == "ب" and len(word) > 3)


def _per(words: Words, sentence: Sentence, at: int) -> bool:
    """ "حسبما", "وفق ما" right before the verb."""
    return at > sentence.first and any(
        c.kind == "link" and c.row["link"] == "per_verb" and c.last == at
        for before in (at - 1, at - 2)
        for c in words.cues.get(before, ())
    )


def _carries(words: Words, verb: Cue, sentence: Sentence, last: int, per: bool) -> bool:
    """No subject is named: the running source is meant if the telling has content behind it."""
    if verb.row["needs"] not in ("any", "carried", "opened"):
        return False
    return per or verb.participle or opens(words, last, sentence.last)


def _owns(words: Words, at: int, stop: int) -> bool:
    """ "أعلنت الحركة مسؤوليتها": responsibility is what is told."""
    return any((s := words.cue(i, "stance")) and s.row["stance"] == "own" for i in range(at, min(stop, at + 2)))


def _satisfied(words: Words, verb: Cue, told: Told, sentence: Sentence, per: bool) -> bool:
    """What the verb needs beside it, so that "كشف", "رصد", "نقل", "زاد" count only where they tell."""
    chain, last, stop = told.sources, told.last, sentence.last
    match verb.row["needs"]:
        case "outlet":
            return bool(chain) and chain[0].kind in PRESS
        case "document":
            return bool(chain) and chain[0].kind in PRESS | {"document"}
        case "issued":
            near = (words.cue(i, "head") for i in range(max(sentence.first, verb.first - 4), min(stop, last + 4)))
            return bool(chain) and any(c is not None and c.row["kind"] in ("document", "hearsay") for c in near)
        case "watcher":
            return bool(chain) and chain[-1].kind in _WATCHERS
        case "blame":
            blame = load("cues_verbs").about["blame"]
            return any(t.word in blame for t in words.tokens[last : min(stop, last + 12)])
        case "content":
            return opens(words, last, stop) or (last < stop and words.tokens[last].word == "عن")
        case "opened":
            return opens(words, last, stop, strictly=True)
        case "quoted":
            bodies = [m for m in chain if m.kind != "party" or m.side not in load("stance_marks").about["nobody"]]
            return len(bodies) > 1 or (bool(bodies) and (per or told_soon(words, last, stop)))
        case "carried":
            return not chain and opens(words, last, stop, strictly=True)
    return True


def of_link(
    words: Words, number: int, sentence: Sentence, at: int, memory: Memory, before: list[Telling]
) -> Telling | None:
    """ "بحسب مصدر طبي", "نقلا عن ضابط" (joined to the telling before it), "على حد قوله" """
    link = words.cue(at, "link")
    if link is None:
        return None
    cue = (link.start, link.end)
    if link.row["link"] == "carried":
        return Telling(number, sentence.start, link.start, cue, "tell", "back", (), carried=True)
    if link.row["link"] not in ("per", "per_to", "quote"):
        return None
    chain, last = _linked(words, link, sentence, memory)
    if not chain:
        return None
    if link.row["link"] == "quote" and before and before[-1].chain and not before[-1].carried:
        before[-1] = replace(before[-1], chain=ordered((*before[-1].chain, *map(memory.resolve, chain))))
        memory.keep(before[-1].chain)
        return None
    press = _press_behind(words, link, last, sentence.last)
    leads = not any(t.is_word for t in words.tokens[sentence.first : at])
    if leads and all(not t.is_word for t in words.tokens[last : sentence.last]) and number > 0:
        start = words.page.sentences[number - 1].start  # "... في البلدة. وفقا لشهود." is cut off its sentence
        return Telling(number, start, link.start, cue, "tell", "back", (*press, *chain))
    direction: Direction = "forward" if leads else "back"
    return Telling(number, sentence.start, sentence.end, cue, "tell", direction, (*press, *chain))


def _linked(words: Words, link: Cue, sentence: Sentence, memory: Memory) -> tuple[list[SourceMention], int]:
    chain: list[SourceMention] = []
    last = link.last
    spoken = words.tokens[link.last - 1].word.startswith("قول")
    while (where := extent(words, last, sentence.last)) is not None:
        one = mention(words, where, (link.start, link.end))
        if not one.known and memory.resolve(one) is one and not spoken:
            break
        if link.row["link"] == "per_to" and not chain and one.start == words.tokens[where.first].start:
            one = _unglued(words, one)
        chain.append(one)
        last = where.last
        if not joined(words, last, sentence.last):
            break
    return chain, last


def _press_behind(words: Words, link: Cue, at: int, stop: int) -> tuple[SourceMention, ...]:
    spoken_to = at < stop and (
        words.tokens[at].word == "ل" or any(o.prefix.endswith("ل") for o in press_openings(words, at))
    )
    return addressee(words, link, at, stop)[0] if spoken_to else ()


def _unglued(words: Words, one: SourceMention) -> SourceMention:
    """ "وفقا لقريب القتيل": the source begins behind the glued "ل"."""
    text = words.page.text
    if text[one.start] != "ل" or one.end - one.start < 3:
        return one
    return replace(one, start=one.start + 1, text=text[one.start + 1 : one.end])
