"""Nouns that news counts: people, things, and people named by the harm done to them, in all their forms.

Singular, accusative, dual, sound plural and construct forms are derived (Wright, Arabic Grammar I §294-306); broken
plurals stand in the tables `people`, `things` and `harm_nouns`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from khabar.lexicon.table import load
from khabar.text.fold import key
from khabar.text.words import forms

Number = Literal["one", "two", "many", "two_or_many"]
Domain = Literal["people", "harm", "thing"]


class Noun(NamedTuple):
    """A noun as it is written. `number` is "two_or_many" for "مدنيين", which unvowelled text leaves open.

    `kind` is the class of its table (civilian, vehicle, killed, ...); `prefix` letters are glued before it;
    `owned` tells "أطفالها" from "أطفال".
    """

    lemma: str
    number: Number
    domain: Domain
    kind: str
    definite: bool = False
    owned: bool = False
    prefix: int = 0


_TABLES: tuple[tuple[str, Domain, str], ...] = (
    ("harm_nouns", "harm", "kind"),
    ("people", "people", "class"),
    ("things", "thing", "class"),
)


def _singular_forms(word: str) -> Iterator[str]:
    yield word
    if word[-1] not in "هاء":
        yield word + "ا"


def _dual_forms(word: str) -> Iterator[str]:
    stem = word[:-1] + "ت" if word[-1] == "ه" else word
    yield from (stem + "ان", stem + "ين")
    if word[-1] == "ه":
        yield from (stem + "ا", stem + "ي")


def _derived_plurals(word: str) -> Iterator[tuple[str, Number]]:
    if word[-1] == "ه":
        yield word[:-1] + "ات", "many"
    else:
        yield from ((word + "ون", "many"), (word + "ين", "two_or_many"), (word + "و", "many"), (word + "ات", "many"))


def _table_forms(name: str) -> Iterator[tuple[str, str, Number, str]]:
    """`(form, lemma, number, class)` of every row; the plainest forms first."""
    _, _, column = next(t for t in _TABLES if t[0] == name)
    for row in load(name).rows:
        word, plurals, kind = key(row["singular"]), [key(p) for p in row["plural"]], row[column]
        for form in () if row.get("plural_only") else _singular_forms(word):
            yield form, word, "one", kind
        sound = set(plurals) & {word + "ين"}
        for form in plurals:
            yield form, word, "two_or_many" if form in sound else "many", kind
        if not plurals:
            for form, number in _derived_plurals(word):
                yield form, word, number, kind
        for form in _dual_forms(word):
            if form not in sound and (plurals or form != word + "ين"):
                yield form, word, "two", kind


@cache
def _known() -> dict[str, Noun]:
    found: dict[str, Noun] = {}
    for name, domain, _ in _TABLES:
        for form, lemma, number, kind in _table_forms(name):
            found.setdefault(form, Noun(lemma, number, domain, kind))
    for row in load("people").rows:  # "مقتل ضابطي صف"; sound plurals look alike, so only where there is a broken one
        lemma, plurals = key(row["singular"]), [key(p) for p in row["plural"]]
        if plurals and lemma + "ين" not in plurals:
            found.setdefault(lemma + "ي", Noun(lemma, "two", "people", row["class"]))
    return found


@cache
def _suffixes() -> tuple[str, ...]:
    return tuple(sorted(map(key, load("harm_nouns").about["suffixes"]), key=len, reverse=True))


@lru_cache(maxsize=30_000)
def noun(word: str) -> Noun | None:
    """The counted noun that a folded written word is, clitics, article and possessive suffix taken off."""
    known = _known()
    for text, prefix in forms(word):
        found = known.get(text)
        if found is not None:
            return found._replace(prefix=prefix)
        if text.startswith("ال") and (found := known.get(text[2:])) is not None:
            return found._replace(definite=True, prefix=prefix)
    if not word.endswith(_suffixes()):
        return None
    for text, prefix in forms(word):
        if (found := _owned(text)) is not None:
            return found._replace(definite=True, owned=True, prefix=prefix)
    return None


def _owned(text: str) -> Noun | None:
    """ "زوجته" is "زوجة" owned; "مرافقيه" is "مرافقين" or "مرافقَين" owned."""
    known = _known()
    for suffix in _suffixes():
        stem = text.removesuffix(suffix)
        if stem == text or len(stem) < 3:
            continue
        for base in _bases(stem):
            found = known.get(base)
            if found is None or (base.endswith("ا") and found.number == "one"):
                continue
            if suffix == "ه" and base.endswith("ي") and found.number == "one":
                continue  # "قيادية" is an adjective, no "قياديه"
            return found
    return None


def _bases(stem: str) -> Iterator[str]:
    yield stem
    if stem[-1] == "ت":
        yield stem[:-1] + "ه"
    if stem[-1] in "يا":
        yield stem + "ن"
    if stem[-1] in "يو":
        yield stem[:-1] + "ء"  # "أبنائه"
