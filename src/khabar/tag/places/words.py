"""The tables of the place tagger, ready for look-up by folded word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from khabar.lexicon.table import load
from khabar.text.fold import key
from khabar.text.words import bare, forms


@dataclass(frozen=True, slots=True)
class Head:
    """A generic word before a name (`place_heads`); `length` is its number of words."""

    word: str
    kind: str
    many: bool
    keep: bool
    unknown: str
    but_not: frozenset[str]
    not_after: frozenset[str]
    length: int = 1


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction word: `bearing` in degrees from north, None for the middle; `form` noun, adverb or adjective."""

    bearing: float | None
    form: str


@cache
def _heads() -> dict[str, Head]:
    return {key(row["head"]): _head(row) for row in load("place_heads").rows if row["kind"] != "list"}


def _head(row: dict[str, Any]) -> Head:
    but_not = frozenset(bare(key(word)) for word in row["but_not"])
    word = key(row["head"])
    return Head(
        row["head"],
        row["kind"],
        row["number"] == "many",
        row["keep"],
        row["unknown"],
        but_not,
        frozenset(key(before) for before in row["not_after"]),
        len(word.split()),
    )


@lru_cache(maxsize=30_000)
def head(word: str) -> tuple[Head, int] | None:
    """The head that a written word is, with the length of its prefix ("بريف" -> ريف, 1)."""
    table = _heads()
    for text, prefix in forms(word):
        if prefix and is_word(word):
            return None  # "وحي" is revelation, not و + حي
        if text in table:
            return table[text], prefix
    return None


@cache
def _directions() -> dict[str, Direction]:
    return {key(row["word"]): Direction(row["bearing"], row["form"]) for row in load("place_directions").rows}


@lru_cache(maxsize=30_000)
def direction(word: str) -> tuple[Direction, int] | None:
    """The direction that a written word is, with the length of its prefix ("وغربي" -> غربي, 1)."""
    table = _directions()
    for text, prefix in forms(word):
        if text in table:
            return table[text], prefix
    return None


@cache
def leads() -> frozenset[str]:
    """Folded heads and directions, and the countryside that is named with neither."""
    return frozenset({*_heads(), *_directions(), "الريف"})


@cache
def cues() -> dict[tuple[str, ...], str]:
    """Kind of every cue by its folded words."""
    return {tuple(key(row["phrase"]).split()): row["kind"] for row in load("place_cues").rows}


@cache
def frames() -> dict[str, str]:
    """Kind of name that a word opens, by folded word (`place_name_frames`)."""
    return {key(row["word"]): row["kind"] for row in load("place_name_frames").rows}


@cache
def given_names() -> frozenset[str]:
    """Folded given names (`personal_names`)."""
    return frozenset(key(name) for row in load("personal_names").rows for name in row["names"])


@cache
def ambiguous() -> dict[str, str]:
    """Kind of every word that is also a place name, by folded word without article."""
    rows = load("place_words").rows
    return {" ".join(map(bare, key(word).split())): row["kind"] for row in rows for word in row["words"]}


@lru_cache(maxsize=30_000)
def is_word(word: str) -> bool:
    """Whether a folded written word is an everyday word or a given name as it stands ("ورقه": no و + رقه)."""
    return ambiguous().get(bare(word)) in {"common", "person", "group"} or word in given_names()


@cache
def weights() -> dict[str, float]:
    """Weight of each piece of evidence (`place_evidence`)."""
    return {row["evidence"]: row["weight"] for row in load("place_evidence").rows}


@cache
def settings() -> dict[str, Any]:
    """Reach and radius of areas, in km (`place_directions`)."""
    return dict(load("place_directions").about["settings"])


@cache
def name_parts() -> dict[str, str]:
    """How a word takes part in a name that no list holds: `opens`, `closes` or `never` (`place_name_parts`)."""
    return {key(word): row["part"] for row in load("place_name_parts").rows for word in row["words"]}
