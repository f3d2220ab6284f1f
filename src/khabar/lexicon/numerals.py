"""Read numbers written in Arabic: figures, words of every gender and case, and mixtures ("50 ألفا و300").

The words stand in the table `numerals`; the grammar (units before tens, tails joined by "و", scales that multiply)
follows Wright, Arabic Grammar I §318-328.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from khabar.lexicon.table import load
from khabar.text.fold import fold, key
from khabar.text.lookout import Lookout
from khabar.text.words import Token, forms, tokenize

NumeralKind = Literal["digits", "words", "mixed", "ordinal"]


_SCALES = ("scale", "scale_plural")


class Numeral(NamedTuple):
    """A number in words `[first, last)` of a token sequence.

    `prefix` letters of the first word are no part of it ("وبثلاثة": 2); `article` tells "الثلاثة" from "ثلاثة".
    """

    first: int
    last: int
    value: int | float
    kind: NumeralKind
    prefix: int = 0
    article: bool = False


class _Atom(NamedTuple):
    value: int | float
    alone: int | float
    role: str
    prefix: str
    article: bool


class _Read(NamedTuple):
    """A value read up to word `at`."""

    value: int | float
    at: int


@cache
def _words() -> dict[str, tuple[int | float, int | float, str]]:
    found = {}
    for row in load("numerals").rows:
        value, alone = row["value"], row["alone"] or row["value"]
        found[key(row["word"])] = (_whole(value), _whole(alone), str(row["role"]))
    return found


@cache
def _about() -> dict[str, Any]:
    about = load("numerals").about
    return {"never": frozenset(map(key, about["never"])), "max_digits": about["max_digits"]}


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


@lru_cache(maxsize=30_000)
def _atom(word: str) -> _Atom | None:
    """What a folded word adds to a number, if anything."""
    if word[0].isdecimal():
        value = figure(word)
        return None if value is None else _Atom(value, value, "digits", "", False)
    if word in _about()["never"]:
        return None
    words = _words()
    for text, prefix in forms(word):
        article = text.startswith("ال") and text not in words
        known = words.get(text[2:] if article else text)
        if known is not None and text not in _about()["never"]:
            return _Atom(*known, word[:prefix], article)
    return None


@cache
def _openers() -> frozenset[str]:
    return frozenset(article + word for word in _words() for article in ("", "ال"))


_telling = Lookout(_openers, lambda word: word[0].isdecimal())
"""Words with which a number may begin."""


@cache
def _hides_wa(word: str) -> bool:
    """Folded "وأحد" ("مئة وأحد عشر") looks like "واحد": a numeral that is another one after "و"."""
    return any(text in _words() for text, prefix in forms(word) if word[:prefix] == "و")


def figure(word: str) -> int | float | None:
    """Value of a run of figures with separators: "1,600" and "1.600" are 1600, "104.7" and "2,5" are fractions.

    None for identifiers (longer than the table's `max_digits`) and for lists such as "1,2,3".
    """
    if len(word) > _about()["max_digits"] or not word.isascii():
        return None
    if word.isdecimal():
        return int(word)
    groups = word.replace(",", ".").split(".")
    if not all(map(str.isdecimal, groups)):
        return None
    if groups[0][0] != "0" and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]):
        return int("".join(groups))
    return float(".".join(groups)) if len(groups) == 2 else None


def scan(tokens: Sequence[Token], first: int = 0, last: int | None = None, *, ordinals: bool = False) -> list[Numeral]:
    """Numbers among words `[first, last)`, in order, never overlapping.

    Ordinals ("الثاني عشر", "الحادي والعشرين") are passed over, or returned with kind "ordinal" if wanted.
    Weekdays ("الاثنين"), duals of nouns and vague counts ("عشرات") are no numerals.
    """
    stop = len(tokens) if last is None else last
    found: list[Numeral] = []
    done = first
    for at in _telling.among(tokens, first, stop):
        atom = _atom(tokens[at].word) if at >= done else None
        numeral = None if atom is None else _numeral(tokens, at, stop, atom)
        if numeral is None:
            continue
        if ordinals or numeral.kind != "ordinal":
            found.append(numeral)
        done = numeral.last
    return found


def parse(text: str) -> int | float | None:
    """Value of a text that is one number and nothing else ("ثلاثة آلاف ومئتان وخمسة" -> 3205), else None."""
    tokens = tokenize(fold(text))
    found = scan(tokens)
    if len(found) == 1 and (found[0].first, found[0].last, found[0].prefix) == (0, len(tokens), 0):
        return found[0].value
    return None


def _numeral(tokens: Sequence[Token], at: int, stop: int, atom: _Atom) -> Numeral | None:
    reader = _Reader(tokens, stop, atom.article)
    read = reader.ordinal(at, atom) if atom.role == "ordinal" else reader.number(at)
    if read is None:
        return None
    kind: NumeralKind
    if atom.role == "ordinal":
        kind = "ordinal"
    else:
        figures = [tokens[i].word[0].isdecimal() for i in range(at, read.at) if tokens[i].word != "و"]
        kind = "digits" if all(figures) else "mixed" if any(figures) else "words"
    return Numeral(at, read.at, _whole(read.value), kind, len(atom.prefix), atom.article)


class _Reader:
    """Recursive descent over the words of one number; `article` is that of its first word."""

    __slots__ = ("_article", "_stop", "_tokens")

    def __init__(self, tokens: Sequence[Token], stop: int, article: bool) -> None:
        self._tokens, self._stop, self._article = tokens, stop, article

    def _inner(self, at: int) -> _Atom | None:
        """The atom at a later word of the number, with nothing glued to it."""
        atom = _atom(self._tokens[at].word) if at < self._stop else None
        return atom if atom is not None and not atom.prefix and (self._article or not atom.article) else None

    def _joined(self, at: int) -> int | None:
        """Where a word joined by "و" stands: "وخمسة" at `at`, or "و" at `at` and "خمسة" after it."""
        if at + 1 < self._stop and self._tokens[at].word == "و":
            return at + 1 if self._inner(at + 1) is not None else None
        atom = _atom(self._tokens[at].word) if at < self._stop else None
        if atom is None or (atom.article and not self._article):
            return None
        return at if atom.prefix == "و" or _hides_wa(self._tokens[at].word) else None

    def _at(self, at: int) -> _Atom | None:
        return _atom(self._tokens[at].word) if at < self._stop else None

    def ordinal(self, at: int, atom: _Atom) -> _Read:
        """ "الثاني", "الثاني عشر", "الثاني والعشرين"."""
        after = self._inner(at + 1)
        if after is not None and after.role == "ten":
            return _Read(atom.value + 10, at + 2)
        tens = self._joined(at + 1)
        if tens is not None and (later := self._at(tens)) is not None and later.role == "tens":
            return _Read(atom.value + later.value, tens + 1)
        return _Read(atom.value, at + 1)

    def number(self, at: int) -> _Read | None:
        """Parts of falling scale joined by "و": "مليون وثلاثة آلاف ومئتان"."""
        total: int | float = 0
        limit: float = float("inf")
        end: int | None = None
        start: int | None = at
        while start is not None:
            part = self._part(start, limit)
            if part is None:
                break
            value, scale, end = part
            total, limit = total + value, scale
            if scale == 1:
                break
            start = self._joined(end)
        return None if end is None else _Read(total, end)

    def _part(self, at: int, limit: float) -> tuple[int | float, int | float, int] | None:
        """`(value, scale, next word)` of one part smaller than `limit`; scale 1 ends the number."""
        atom = self._at(at)
        if atom is None:
            return None
        if atom.role == "part":
            return self._share(at, atom, limit)
        if atom.role in ("scale", "scale_dual"):
            return self._scaled(1, at, limit, alone=True)
        small = self._small(at)
        if small is None:
            return None
        after = self._inner(small.at)
        if after is not None and after.role in _SCALES and after.value < limit and small.value > 0:
            return self._scaled(small.value, small.at, limit)
        return (small.value, 1, small.at) if small.value < limit else None

    def _scaled(
        self, times: int | float, at: int, limit: float, *, alone: bool = False
    ) -> tuple[int | float, int | float, int] | None:
        atom = self._at(at)
        assert atom is not None
        scale = atom.value / 2 if atom.role == "scale_dual" else atom.value
        if scale >= limit:
            return None
        value, end = (atom.alone if alone else atom.value * times), at + 1
        larger = self._inner(end)  # "ألف مليون"
        if larger is not None and larger.role == "scale" and scale < larger.value < limit:
            value, scale, end = (value * larger.value, larger.value, end + 1)
        return value, _whole(scale), end

    def _share(self, at: int, atom: _Atom, limit: float) -> tuple[int | float, int | float, int] | None:
        """ "نصف مليون"; "مليون ونصف", "مليون ونصف المليون"."""
        after = self._at(at + 1)
        named = after is not None and after.role == "scale" and not after.prefix
        if named and after is not None and after.value <= limit:
            return atom.value * after.value, 1, at + 2
        return (atom.value * limit, 1, at + 1) if limit != float("inf") else None

    def _small(self, at: int) -> _Read | None:
        """A number below 1000, or figures."""
        atom = self._at(at)
        assert atom is not None
        if atom.role in ("zero", "digits"):
            return _Read(atom.value, at + 1)
        hundreds = self._hundreds(at, atom)
        if hundreds is None:
            return self._below_hundred(at)
        joined = self._joined(hundreds.at)
        rest = self._below_hundred(joined, figures=True) if joined is not None else None
        return hundreds if rest is None else _Read(hundreds.value + rest.value, rest.at)

    def _hundreds(self, at: int, atom: _Atom) -> _Read | None:
        if atom.role in ("hundred", "hundreds"):
            return _Read(atom.value, at + 1)
        after = self._inner(at + 1)
        if atom.role == "unit" and atom.value > 2 and after is not None and after.role == "hundred":
            return _Read(atom.value * 100, at + 2)
        return None

    def _below_hundred(self, at: int, *, figures: bool = False) -> _Read | None:
        atom = self._at(at)
        if atom is None:
            return None
        if figures and atom.role == "digits":
            return _Read(atom.value, at + 1) if atom.value < 100 else None
        if atom.role in ("ten", "tens"):
            return _Read(atom.value, at + 1)
        if atom.role not in ("unit", "teen_unit"):
            return None
        after = self._inner(at + 1)
        if after is not None and after.role == "ten":
            return _Read(atom.value + 10, at + 2)
        tens = self._joined(at + 1)
        if tens is not None and (later := self._at(tens)) is not None and later.role == "tens":
            return _Read(atom.value + later.value, tens + 1)
        return _Read(atom.value, at + 1) if atom.role == "unit" else None
