"""Words that may tell of an event: what the reader's models then judge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from khabar.lexicon.stems import stems
from khabar.lexicon.table import load
from khabar.text.fold import key
from khabar.text.lookout import Lookout
from khabar.text.page import Page
from khabar.text.words import ByWord


@dataclass(frozen=True, slots=True)
class TriggerMention:
    """A trigger word: `token` indexes `Page.tokens`, `stem` is its row in the table `triggers`."""

    start: int
    end: int
    text: str
    token: int
    sentence: int
    stem: str
    types: tuple[str, ...]
    kind: str


@cache
def _rows() -> dict[str, tuple[tuple[str, ...], str]]:
    return {key(row["stem"]): (row["types"], row["kind"]) for row in load("triggers").rows}


@cache
def _wordings() -> dict[str, tuple[str, str]]:
    return {key(row["stem"]): (row["form"], row["sense"]) for row in load("triggers").rows}


def wording(stem: str) -> tuple[str, str]:
    """Form ("verb", "noun", "either", "carrier") and sense ("plain", "vague") of a stem of the table."""
    return _wordings()[stem]


@cache
def _scanner() -> AhoCorasick:
    """What every word of a stem holds: the imperfect drops the alef that opens it, a suffix the ta marbuta."""
    return AhoCorasick(sorted({stem.removeprefix("ا").removesuffix("ه") for stem in _rows()}))


def _may_tell(word: str) -> bool:
    """Whether a word holds a stem: few do, and only theirs are worked out."""
    return bool(_scanner().find_matches_as_indexes(word)) and _stems[word] is not None


def _stem(word: str) -> str | None:
    """The table stem that a folded word belongs to, if any; the longest wins."""
    rows = _rows()
    return max((stem for stem in stems(word) if stem in rows), key=len, default=None)


_stems = ByWord(_stem)
_telling = Lookout(wanted=_may_tell)


def is_event(word: str) -> bool:
    """Whether a folded word names an event or a harm ("اعدام"), not its means alone."""
    stem = _stems[word]
    return stem is not None and _rows()[stem][1] != "means"


def tag_triggers(page: Page) -> tuple[TriggerMention, ...]:
    """Every trigger of the page, in order."""
    found = []
    rows = _rows()
    for number, sentence in enumerate(page.sentences):
        for at in _telling.among(page.tokens, sentence.first, sentence.last):
            word, start, end = page.tokens[at]
            if (stem := _stems[word]) is not None:
                found.append(TriggerMention(start, end, page.text[start:end], at, number, stem, *rows[stem]))
    return tuple(found)
