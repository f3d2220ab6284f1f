"""Where the source of a verb of telling stands: behind it, before it, or at the head of its sentence."""

from __future__ import annotations

from typing import NamedTuple

from khabar.attribute.mention import (
    Extent,
    SourceMention,
    Words,
    extent,
    is_addressee,
    is_told,
    listed,
    mention,
    press_openings,
    skip,
)
from khabar.lexicon import load
from khabar.tag.cues import Cue
from khabar.tag.triggers import is_event
from khabar.text import Sentence, key

_AGENTS = frozenset(
    {"party", "force", "group", "ministry", "body", "monitor", "rescuer", "official", "outlet", "agency"}
)
_CLAUSE = frozenset("،,.:؛;-()")


class Told(NamedTuple):
    """The sources of a verb, the word behind them, and whether only an addressee ("لرويترز") was named."""

    sources: tuple[SourceMention, ...]
    last: int
    addressed: bool = False


def sources_of(words: Words, verb: Cue, sentence: Sentence, per: bool) -> Told:
    """Subject, addressee and quoted source of a verb of telling. `per`: it follows "حسبما" and the like."""
    if verb.participle:
        return Told((), verb.last)
    found, last = _subjects(words, verb, sentence, per)
    if verb.row["act"] == "quote":
        inner, last = _quoted(words, verb, last, sentence.last)
        return Told(found + inner, last)
    press, last = addressee(words, verb, last, sentence.last)
    return Told(press + found, last, bool(press) and not found)


def opens(words: Words, at: int, stop: int, *, strictly: bool = False) -> bool:
    """True if what is told begins at word `at`: "أن", a colon, a quotation, "مقتل"; `strictly`: "أن" alone."""
    at = skip(words, at, stop)
    if at >= stop:
        return False
    opener = words.cue(at, "opener", "edge")
    that = opener is not None and opener.row.get("opener") == "that"
    if strictly or that:
        return that
    return words.tokens[at].word in ':"' or (opener is not None and opener.row.get("edge") == "stop")


def told_soon(words: Words, at: int, stop: int) -> bool:
    """True if the words of telling follow within a name's length."""
    quoted = _inside_quotation(words, at)
    for i in range(at, min(stop, at + _reach("told"))):
        opener = words.cue(i, "opener")
        if (opener and opener.row["opener"] == "that") or words.tokens[i].word == ":":
            return True
        if words.tokens[i].word == '"' and not quoted:
            return True
    return False


def _inside_quotation(words: Words, at: int) -> bool:
    line = words.page.sentences[words.page.sentence_at(words.tokens[at - 1].start) or 0]
    return sum(t.word == '"' for t in words.tokens[line.first : at]) % 2 == 1


def addressee(words: Words, verb: Cue, at: int, stop: int) -> tuple[tuple[SourceMention, ...], int]:
    """ "قال مصدر لوكالة كذا إن": the outlet that was told is the outer link."""
    for i in range(at, min(stop, at + _reach("addressee"))):
        if words.cue(i, "opener", "verb") or words.tokens[i].word == ":":
            break
        begin = i + 1 if words.tokens[i].word == "ل" else i
        told = i == at > verb.last and is_told(words, i)
        while i < begin < stop and words.tokens[begin].word in "\"'":
            begin += 1
        if not told and not any(begin > i or o.prefix.endswith("ل") for o in press_openings(words, begin)):
            continue
        where = extent(words, begin, stop)
        if where is not None:
            return (mention(words, where, (verb.start, verb.end)),), where.last
    return (), at


def _reach(name: str) -> int:
    return int(load("source_edges").about["reach"][name])


def _subjects(words: Words, verb: Cue, sentence: Sentence, per: bool) -> tuple[tuple[SourceMention, ...], int]:
    stop = sentence.last
    at = skip(words, verb.last, stop)
    behind = _behind_owned(words, at, stop) if verb.row["act"] == "own" else at
    owned, at = behind > at, behind
    at = _past_bulletin(words, at, stop)
    found: list[SourceMention] = []
    last = verb.last
    while not is_addressee(words, at, stop) and (where := extent(words, at, stop)) is not None:
        one = mention(words, where, (verb.start, verb.end))
        if not _counts(words, one, verb, where, stop, per) or (owned and one.kind not in ("group", "media_arm")):
            break
        found.append(one)
        at = last = where.last
        if not joined(words, at, stop):
            break
    if not found and not per:
        other = _before(words, verb, sentence) or _agent(words, verb, sentence)
        found = [other] if other is not None else []
    return tuple(found), last


def _behind_owned(words: Words, at: int, stop: int) -> int:
    """ "تبنت الهجوم جماعة كذا", "تبنى إعدام شخص": what is owned may stand before its owner, who may go unnamed."""
    edge = words.cue(at, "edge")
    if edge is not None:
        if edge.row["edge"] == "stop" and words.tokens[at].word not in listed("prepositions"):
            return edge.last
        return at
    if at < stop and words.names_source(at) is None and is_event(words.tokens[at].word):
        return at + 1
    return at


def _past_bulletin(words: Words, at: int, stop: int) -> int:
    """ "قالت في بيان مقتضب": an indefinite word behind where it was said describes that, and is no source."""
    said = any(
        c.row.get("link") == "bulletin" and c.last == at for i in range(at - 4, at) for c in words.cues.get(i, ())
    )
    return (
        skip(words, at + 1, stop)
        if said and at < stop and not words.tokens[at].word.startswith("ال") and not opens(words, at, stop)
        else at
    )


def joined(words: Words, at: int, stop: int) -> bool:
    """ "شهود ومصادر طبية": another source is joined on."""
    return at < stop and (one := words.names_source(at)) is not None and one.prefix == "و"


def _counts(words: Words, one: SourceMention, verb: Cue, where: Extent, stop: int, per: bool) -> bool:
    if one.plain or (one.known and verb.row["needs"] == "any" and verb.row["act"] in ("tell", "quote")):
        return True
    return _told_plainly(words, verb, where, stop, per)


def _told_plainly(words: Words, verb: Cue, where: Extent, stop: int, per: bool) -> bool:
    """An unknown noun right behind a verb of telling, with the words of telling behind it, is a source."""
    if where.last - where.first == 1 and words.tokens[where.first].word[0] == "ب":
        return False  # "اعترف بتوجيه ضربات" names no source
    if verb.row["needs"] not in ("any", "carried", "opened"):
        return False
    if any(words.cue(i, "link") for i in range(verb.last, where.first)):
        return False
    return per or told_soon(words, where.last, stop)


def _before(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "الجيش يعلن ...", "وكان مسؤول أمني قد قال", "أما الوكالة، فقالت": the subject stands before its verb."""
    if verb.first > sentence.first and words.tokens[verb.first - 1].word in listed("relatives"):
        return _antecedent(words, verb, sentence)
    begin, reach = verb.first, _reach("subject")
    while begin > sentence.first and verb.first - begin < reach and words.tokens[begin - 1].word not in _CLAUSE:
        begin -= 1
    for at in range(begin, verb.first):
        if (one := _subject_at(words, at, verb)) is not None:
            return one
    return _topic(words, verb, sentence)


def _antecedent(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "الوزارة، التي أعلنت القبض على": the source right before the relative pronoun."""
    for at in range(verb.first - 2, max(sentence.first - 1, verb.first - _reach("subject")), -1):
        if words.names_source(at) is None:
            continue
        where = extent(words, at, verb.first - 1)
        if where is not None and where.last >= verb.first - 2:
            return _known(words, where, verb)
    return None


def _known(words: Words, where: Extent, verb: Cue) -> SourceMention | None:
    one = mention(words, where, (verb.start, verb.end))
    return one if one.known else None


def _subject_at(words: Words, at: int, verb: Cue) -> SourceMention | None:
    opening = words.names_source(at)
    if opening is None or opening.prefix.strip("وف") or (at and words.tokens[at - 1].word in listed("governing")):
        return None
    if at and words.cue(at - 1, "head") is not None:
        return None  # "ببيان صحفي": an adjective of the noun before it
    where = extent(words, at, verb.first)
    return _known(words, where, verb) if where is not None and _reaches(words, where.last, verb.first) else None


def _reaches(words: Words, at: int, stop: int) -> bool:
    """True if nothing but adverbials and closing quotes stands from word `at` to the verb."""
    while (at := skip(words, at, stop)) < stop:
        if words.tokens[at].word not in "\"'":
            return False
        at += 1
    return True


def _topic(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "المرصد المحلي (فلان)، المختص بالطيران، قال إن": the first phrase of the sentence, set off by a comma."""
    if words.tokens[verb.first - 1].word not in "،," or verb.first - sentence.first >= _reach("topic"):
        return None
    at = sentence.first
    while at < verb.first and words.names_source(at) is None and words.tokens[at].word in listed("leads"):
        at += 1
    opening = words.names_source(at)
    if at >= verb.first or opening is None or opening.prefix.strip("وف"):
        return None
    where = extent(words, at, verb.first)
    if where is None or all(t.word not in "،,(" for t in words.tokens[where.last : min(where.last + 3, verb.first)]):
        return None
    return _known(words, where, verb)


def _agent(words: Words, verb: Cue, sentence: Sentence) -> SourceMention | None:
    """ "أصدرت الوزارة بيانا قالت فيه إن": who acts at the head of the sentence also tells."""
    tells = (words.cue(i, "verb", "link") for i in range(sentence.first, verb.first))
    if verb.first - sentence.first < 3 or any(t and t.row.get("needs") in (None, "any") for t in tells):
        return None
    for at in range(sentence.first + 1, min(sentence.first + 4, verb.first)):
        opening = words.names_source(at)
        if opening is None or opening.prefix or words.tokens[at - 1].word in listed("governing"):
            continue
        where = extent(words, at, verb.first)
        one = _known(words, where, verb) if where else None
        return one if one is not None and one.kind in _AGENTS else None
    return None


def _quoted(words: Words, verb: Cue, at: int, stop: int) -> tuple[tuple[SourceMention, ...], int]:
    """ "نقلت رويترز عن مصدر أمني قوله" """
    before = key(verb.row["quotes"])
    for i in range(at, min(stop, at + _reach("quoted"))):
        if words.tokens[i].word == before:
            where = extent(words, i + 1, stop)
            if where is None:
                return (), at
            one = mention(words, where, (verb.start, verb.end))
            if one.known or told_soon(words, where.last, stop):
                return (one,), where.last
        if words.cue(i, "opener"):
            break
    return (), at
