"""Words of a page as units of time grammar: one character of code for each, so that the grammar is regular."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from khabar.lexicon import load
from khabar.text.fold import fold
from khabar.text.lookout import Lookout
from khabar.text.page import Page
from khabar.text.words import Token, forms, tokenize

_NUMBER_KINDS = ("number", "count", "year4", "words", "ordinal", "decimal", "dotted")
_SIGNS = {
    "/": "slash",
    "\\": "slash",
    "-": "dash",
    "ـ": "dash",
    ":": "colon",
    "(": "open",
    ")": "close",
    "[": "open",
    "]": "close",
    ",": "comma",
    "،": "comma",
}
_GLUED = {"و": "and", "ف": "and", "ب": "by", "ل": "for", "ك": "by"}
_LOOSE = {"و": "and", "ب": "by", "ل": "for", "لل": "for"}
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
BREAK = "."


class Unit(NamedTuple):
    """A word or sign with its reading; `[start, end)` of the text as given.

    A silent unit (kind "") has the value True for a word, False for a sign or the end of a sentence, and no place.
    """

    kind: str
    value: Any
    start: int = -1
    end: int = -1


_WORD, _MARK = Unit("", True), Unit("", False)


@cache
def codes() -> dict[str, str]:
    """One private character for each kind of unit."""
    kinds = {row["class"] for row in load("time_words").rows} | set(_SIGNS.values()) | set(_NUMBER_KINDS)
    kinds |= {"and", "by", "for", "month", "month_ambiguous", "hijri", "hijri_ambiguous", "month_english", "feast"}
    return {kind: chr(0x100 + at) for at, kind in enumerate(sorted(kinds))}


def _phrases() -> Iterator[tuple[str, str, Any]]:
    for row in load("time_months").rows:
        calendar = {"gregorian": "month", "english": "month_english"}.get(row["calendar"], "hijri")
        yield row["phrase"], calendar + ("_ambiguous" if row["ambiguous"] else ""), row["month"]
    for row in load("time_feasts").rows:
        yield row["phrase"], "feast", (row["calendar"], row["month"], row["day"], row["days"])
    for row in load("time_words").rows:
        value = row["phrase"] if row["class"] == "memorial_head" else row["value"]
        yield row["phrase"], row["class"], int(value) if value.lstrip("-").isdecimal() else value


@cache
def _unlike() -> frozenset[str]:
    return frozenset(
        word for table in ("time_months", "time_words") for row in load(table).rows for word in row["unlike"]
    )


def _is_silenced(text: str, unit: Unit) -> bool:
    """Names, other words spelled alike, and numbers glued to a sign or Latin letter ("abc2015", "#2015")."""
    if unit.kind in {"name", "month_ambiguous"}:
        return unit.kind == "name" or _is_unlike(text, unit)
    if unit.kind == "daypart_adverb":
        return text[unit.start : unit.end] in _unlike()
    before = text[unit.start - 1] if unit.start else " "
    glued = before in "#_@" or (before.isascii() and before.isalpha())
    return glued and unit.kind in {"number", "count", "year4", "decimal"}


@cache
def _month_spellings() -> frozenset[str]:
    return frozenset(row["phrase"] for row in load("time_months").rows)


def _is_unlike(text: str, unit: Unit) -> bool:
    """Spelled as another word that folds alike ("إب", the city), or loosely and glued ("باب", the door)."""
    written = text[unit.start : unit.end]
    glued = unit.start > 0 and text[unit.start - 1].isalpha()
    return written in _unlike() or (glued and written not in _month_spellings())


@cache
def _trie() -> dict[str, Any]:
    root: dict[str, Any] = {}
    for phrase, kind, value in _phrases():
        node = root
        for token in tokenize(fold(phrase)):
            node = node.setdefault(token.word, {})
        node.setdefault("", (kind, value))
    return root


@cache
def _numerals() -> dict[str, tuple[int, str]]:
    rows = load("numerals").rows
    return {fold(row["word"]).text: (int(row["value"]), row["role"]) for row in rows if row["role"] != "part"}


class _Number(NamedTuple):
    value: int
    role: str
    prefix: int
    article: bool


@lru_cache(maxsize=50_000)
def _numeral(word: str) -> _Number | None:
    """Reading of one folded word as a part of a number, through clitics and the article."""
    numerals = _numerals()
    for text, prefix in forms(word):
        found = numerals.get(text)
        if found is not None:
            return _Number(*found, prefix, False)
        if text.startswith("ال") and len(text) > 3 and (found := numerals.get(text[2:])) is not None:
            return _Number(*found, prefix, True)
    return None


@lru_cache(maxsize=50_000)
def _lead(word: str) -> tuple[dict[str, Any], int] | None:
    """Node of the phrase trie that a folded word opens, and the length of its clitics."""
    root = _trie()
    for text, prefix in forms(word):
        node = root.get(text)
        if node is not None:
            return node, prefix
    return None


@cache
def _openers() -> frozenset[str]:
    numerals = [article + word for word in _numerals() for article in ("", "ال")]
    return frozenset({*_SIGNS, *_LOOSE, *_trie(), *numerals, "ال"})


_telling = Lookout(_openers, lambda word: word[0].isdecimal())
"""Words at which a unit may begin: the gate that keeps most of a text away from the grammar."""
_marks = Lookout(wanted=lambda word: not word[0].isalnum())


def _digits(word: str) -> tuple[str, Any]:
    dotted = _DOTTED.fullmatch(word)
    if dotted:
        return "dotted", tuple(map(int, dotted.groups()))
    if not word.isdecimal():
        plain = word.replace(",", "")
        return ("count", int(plain)) if plain.isdecimal() else ("decimal", word)
    if len(word) == 4 and (word < "0100" or "1000" <= word < "2200"):
        return "year4", int(word)
    value = int(word) if len(word) < 12 else 10**12
    return ("number" if len(word) <= 2 else "count"), value


def _joins(total: int, last: _Number, new: _Number, joined: bool, ordinal: bool) -> bool:
    """Whether a word carries on a number ("الحادي | والعشرين", "خمسة | عشر", "ألفين | وثمانية")."""
    if joined:
        if ordinal and total < 10:
            return new.role == "tens" and new.article == last.article
        if last.role in {"unit", "teen_unit"}:
            return new.role == "tens"
        return last.role in {"scale", "scale_dual", "hundred", "hundreds"} and new.role not in {"ordinal", "scale"}
    if new.prefix:
        return False
    if new.role == "ten":
        return total % 100 in range(1, 10) and last.role in {"unit", "teen_unit", "ordinal"}
    return not ordinal and new.role in {"hundred", "scale"} and last.role not in {"scale", "scale_dual"}


def _compose(tokens: Sequence[Token], at: int, stop: int) -> tuple[int, int, str, int] | None:
    """`(end, value, kind, prefix)` of the number in words that begins at `at`."""
    first = last = _numeral(tokens[at].word)
    if first is None or last is None:
        return None
    total, group, ordinal, end = 0, first.value, first.role == "ordinal", at + 1
    while end < stop:
        loose = tokens[end].word == "و" and end + 1 < stop
        new = _numeral(tokens[end + loose].word)
        if new is None:
            break
        joined = loose or tokens[end + loose].word[: new.prefix] == "و"
        if not _joins(group, last, new, joined, ordinal):
            break
        if new.role == "scale":
            total, group = total + max(group, 1) * new.value, 0
        elif new.role == "hundred" and not joined:
            group = max(group, 1) * 100
        elif last.role in {"scale", "scale_dual"} and group >= 1000:
            total, group = total + group, new.value
        else:
            group += new.value
        last, end = new, end + 1 + loose
    return end, total + group, "ordinal" if ordinal else "words", first.prefix


def _walk(node: dict[str, Any], tokens: Sequence[Token], at: int, stop: int) -> tuple[int, tuple[str, Any]] | None:
    """Longest phrase below `node`; the value of one that closes at `at` or later."""
    found = (at, node[""]) if "" in node else None
    while at < stop and (node := node.get(tokens[at].word)) is not None:  # type: ignore[assignment]
        at += 1
        if "" in node:
            found = at, node[""]
    return found


class Units:
    """Units of a page with their code string; silent words and sentence ends are breaks."""

    __slots__ = ("code", "units")

    def __init__(self, page: Page) -> None:
        self.units: list[Unit] = []
        silent = [_WORD] * len(page.tokens)
        for at in _marks.among(page.tokens):
            silent[at] = _MARK
        for sentence in page.sentences:
            self.units += _sentence(page, silent, sentence.first, sentence.last)
            self.units.append(_MARK)
        table = codes()
        self.code = "".join([table[unit.kind] if unit.kind else BREAK for unit in self.units])


def _sentence(page: Page, silent: Sequence[Unit], first: int, last: int) -> list[Unit]:
    """Units of words `[first, last)`, read where a word is not silent."""
    found: list[Unit] = []
    done = first
    for at in _telling.among(page.tokens, first, last):
        if at >= done:
            found += silent[done:at]
            done, units = _read(page.text, page.tokens, at, last)
            found += [_WORD if unit.kind and _is_silenced(page.text, unit) else unit for unit in units]
    return [*found, *silent[done:last]]


@lru_cache(maxsize=30_000)
def _plain(word: str) -> tuple[str, Any] | None:
    """Kind and value of a sign or word that reads alike wherever it stands: nothing glued, no number, no phrase."""
    if word in _SIGNS:
        return _SIGNS[word], None
    lead = _lead(word)
    if lead is None or lead[1] or len(lead[0]) > 1 or _numeral(word) is not None:
        return None
    return lead[0].get("")


def _read(text: str, tokens: Sequence[Token], at: int, stop: int) -> tuple[int, list[Unit]]:
    token = tokens[at]
    word = token.word
    plain = _plain(word)
    if plain is not None:
        return at + 1, [Unit(*plain, token.start, token.end)]
    if word[0].isdecimal():
        return at + 1, [Unit(*_digits(word), token.start, token.end)]
    number = _compose(tokens, at, stop) if _numeral(word) else None
    lead = _lead(word)
    phrase = _walk(lead[0], tokens, at + 1, stop) if lead else None
    if lead and phrase and not (number and _number_wins(number, phrase[0], lead[1])):
        end, (kind, value) = phrase
        return end, _with_clitics(text, token, lead[1], kind, value, tokens[end - 1].end)
    if number:
        end, value, kind, prefix = number
        return end, _with_clitics(text, token, prefix, kind, value, tokens[end - 1].end)
    if word in _LOOSE:
        return at + 1, [Unit(_LOOSE[word], None, token.start, token.end)]
    if word == "ال":
        return at + 1, []
    return at + 1, [_WORD if token.is_word else _MARK]


def _number_wins(number: tuple[int, int, str, int], end: int, prefix: int) -> bool:
    """A longer number, or one with fewer clitics, beats a word of time ("أحد عشر", "واحد" are no Sundays)."""
    return number[0] > end or number[3] < prefix


def _with_clitics(text: str, token: Token, length: int, kind: str, value: Any, end: int) -> list[Unit]:
    """A unit for each clitic letter before the unit of the word itself."""
    if not length and token.end - token.start == len(token.word):
        return [Unit(kind, value, token.start, end)]
    starts = _letters(text, token, length)
    glued = [
        Unit(_GLUED[letter], None, start, start + 1)
        for letter, start in zip(token.word[:length], starts, strict=False)
        if letter in _GLUED
    ]
    return [*glued, Unit(kind, value, starts[length], end)]


def _letters(text: str, token: Token, count: int) -> list[int]:
    """Offsets of the first `count + 1` letters of a word as given, marks and tatweel passed over."""
    if token.end - token.start == len(token.word):
        return list(range(token.start, token.start + count + 1))
    letters = (
        at for at in range(token.start, token.end) if unicodedata.category(text[at])[0] == "L" and text[at] != "ـ"
    )
    starts = [at for at, _ in zip(letters, range(count + 1), strict=False)]
    return starts + [max(token.start, token.end - 1)] * (count + 1 - len(starts))
