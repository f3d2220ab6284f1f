"""Ties between parties told in the text, and the short names that it defines.

"دورية تابعة لقوات سوريا الديمقراطية", "الوحدات التي تعد العمود الفقري لقسد", "حركة التغيير (حتم)".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

from khabar.lexicon import Match, Phrases, load, longest
from khabar.lexicon.parties import actors as parties
from khabar.lexicon.parties import readings
from khabar.model import Quote, Relation, Span
from khabar.text.fold import key
from khabar.text.page import Page

_OPENING = frozenset("\"'(")
_CLOSING = frozenset("\"')")
_GLUED = ("ل", "ب")
_COMMAS = frozenset("،,؛:")
_MAX_SHORT = 3
_MAX_LETTERS = 6


class PartyMention(Protocol):
    """What relations need of a mention: where it stands, whose it is, who is meant."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def id(self) -> str | None: ...
    @property
    def owner(self) -> Span | None: ...
    @property
    def named(self) -> bool: ...
    @property
    def head(self) -> Span: ...
    @property
    def civilian(self) -> bool: ...


@cache
def _phrases() -> Phrases[tuple[str, str]]:
    """Phrases with `(kind, preposition glued to the next word)`."""
    entries = []
    for row in load("relations").rows:
        phrase, _, last = row["phrase"].rpartition(" ")
        glued = last if last in _GLUED and phrase else ""
        entries.append((phrase if glued else row["phrase"], (row["kind"], glued)))
    return Phrases(entries)


@cache
def _reach() -> dict[str, int]:
    return dict(load("relations").about["reach"])


def tag_relations(page: Page, actors: Sequence[PartyMention]) -> tuple[Relation, ...]:
    """Relations in text order. `actors` are the page's mentions, in text order and best resolved."""
    found = [relation for mention in actors if (relation := _short_name(page, mention)) is not None]
    at = 0
    for sentence in page.sentences:
        last = at
        while last < len(actors) and actors[last].start < sentence.end:
            last += 1
        mentions = [actor for actor in actors[at:last] if not actor.named or actor.id]
        at = last
        if mentions:
            for match in longest(_phrases().find(page.tokens, sentence.first, sentence.last)):
                found.extend(_tied(page, match, mentions))
    return tuple(sorted(found, key=lambda relation: (relation.quote.start, relation.quote.end)))


def _tied(page: Page, match: Match[tuple[str, str]], mentions: Sequence[PartyMention]) -> Iterator[Relation]:
    kind, glued = match.value
    if glued and not _has_glue(page, match.last, glued):
        return
    around = next((m for m in mentions if m.start < match.start and match.end < m.end), None)
    if around is not None:
        if around.id is not None and parties()[around.id].kind == "civilian":
            return
        if around.owner is not None and around.owner.start >= match.end:
            subject = Quote.of(page.text, around.start, _trimmed(page, around.start, match.start))
            obj = Quote.of(page.text, *around.owner)
            yield Relation(kind, subject, obj, Quote.of(page.text, around.start, around.end), None, around.id)
        return
    before = [m for m in mentions if m.end <= match.start and _near(page, m.end, match.start, "before")]
    after = [m for m in mentions if m.start >= match.end and _near(page, match.end, m.start, "after")]
    if before and after and _may_tie(kind, before[-1], after[0]):
        one, other = before[-1], after[0]
        subject = Quote.of(page.text, one.owner.start if one.owner else one.start, one.end)
        obj = Quote.of(page.text, other.start, other.end)
        yield Relation(kind, subject, obj, Quote.of(page.text, subject.start, obj.end), one.id, other.id)


def _may_tie(kind: str, one: PartyMention, other: PartyMention) -> bool:
    """Nobody is tied to civilians, and civilians are neither led nor backed."""
    sides = load("relations").about["sides"]
    return one.id != other.id and not other.civilian and not (one.civilian and kind in sides)


def _has_glue(page: Page, at: int, glued: str) -> bool:
    return at < len(page.tokens) and page.tokens[at].word.startswith(glued)


def _trimmed(page: Page, start: int, end: int) -> int:
    return start + len(page.text[start:end].rstrip())


def _near(page: Page, start: int, end: int, side: str) -> bool:
    """Do few words stand between two offsets, and a comma only next to the phrase (", the armed wing of")?"""
    between = page.tokens[page.token_at(start) : page.token_at(end)] if end > start else ()
    if any(token.word in _COMMAS for token in between):
        return len(between) <= _reach()["comma"]
    return len(between) <= _reach()[side]


def bracketed_name(page: Page, mention: PartyMention) -> Relation | None:
    """A short name that no table knows, in brackets after a party's full name: "حركة التغيير (حتم)"."""
    return _defined(page, mention, _bracketed_after(page, mention)) if mention.id and not mention.named else None


def _short_name(page: Page, mention: PartyMention) -> Relation | None:
    """A short name, known or not, told with a party's full name."""
    if mention.id is None or mention.named:
        return None
    return _defined(page, mention, _bracketed_inside(page, mention) or _bracketed_after(page, mention))


def _defined(page: Page, mention: PartyMention, told: tuple[int, Quote] | None) -> Relation | None:
    if told is None:
        return None
    name_end, short = told
    subject = Quote.of(page.text, mention.start, name_end)
    quote = Quote.of(page.text, mention.start, max(mention.end, short.end))
    return Relation("short_name", subject, short, quote, mention.id, mention.id)


def _bracketed_inside(page: Page, mention: PartyMention) -> tuple[int, Quote] | None:
    """The known short name that ends the mention itself: 'قوات سوريا الديمقراطية "قسد"'."""
    if page.text[mention.end - 1] not in ")”\"»'":
        return None
    first, last = page.token_at(mention.start), page.token_at(mention.end - 1)
    for at in range(last - 1, first, -1):
        if page.tokens[at].word in _OPENING:
            opened = page.tokens[at].start
            if mention.head.end > opened or (mention.owner is not None and mention.owner.end > opened):
                return None
            name_end = _trimmed(page, mention.start, page.tokens[at].start)
            words = [t for t in page.tokens[at + 1 : last] if t.is_word]
            told = sum(t.is_word for t in page.tokens[first:at])
            return (name_end, Quote.of(page.text, words[0].start, words[-1].end)) if words and told > 1 else None
    return None


def _bracketed_after(page: Page, mention: PartyMention) -> tuple[int, Quote] | None:
    """An unknown short name after the mention; its letters must be few, "(رويترز)" is no name of the party."""
    at = page.token_at(mention.end - 1) + 1
    tokens = page.tokens
    if at + 2 >= len(tokens) or tokens[at].word != "(":
        return None
    stop = next((i for i in range(at + 1, min(at + 2 + _MAX_SHORT, len(tokens))) if tokens[i].word == ")"), None)
    if stop is None or stop == at + 1 or not all(t.is_word and t.word[0].isalpha() for t in tokens[at + 1 : stop]):
        return None
    short = Quote.of(page.text, tokens[at + 1].start, tokens[stop - 1].end)
    name = key(short.text)
    if (
        name.startswith("ال")
        or len(name) > _MAX_LETTERS
        or name in readings()
        or len(name) >= mention.end - mention.start
    ):
        return None
    return mention.end, short
