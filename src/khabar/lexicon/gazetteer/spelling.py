"""Spellings of a place name: the keys under which it is found.

A key is the folded name, word by word without articles. Rules of spelling come from the tables `place_heads`
(generic heads that lists keep and news drops, or the reverse) and `place_joins` (words written apart or glued).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from khabar.lexicon.table import load
from khabar.text.fold import key
from khabar.text.words import bare

_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff]+|[0-9]+")
_NOTE = re.compile(r"\s+[-–/]\s+.*|\s*[(\[（].*")
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefe]{2}")

MAIN, ALIAS, VARIANT, STRIPPED = range(4)
"""How a key stands to its place: its name, another name, another spelling, or the name without its generic head."""
ARTICLED = 4
"""Added to the quality of a key whose name is written with the article."""


def is_arabic(text: str) -> bool:
    """Whether a name has at least two Arabic letters in a row."""
    return _ARABIC.search(text) is not None


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Folded words of a name ("دير الزور (مدينة)" -> دير, الزور): notes in brackets or after a dash are left out."""
    folded = key(name)
    return tuple(_WORD.findall(_NOTE.sub("", folded) or folded))


def place_key(name: str) -> str:
    """The folded name, its words without articles, single spaces between."""
    return " ".join(bare(word) for word in words(name))


@cache
def _dropped_heads() -> tuple[tuple[str, ...], ...]:
    rows = load("place_heads").rows
    found = [words(row["head"]) for row in rows if row["strip"]]
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _list_words() -> frozenset[str]:
    return frozenset(key(row["head"]) for row in load("place_heads").rows if row["kind"] == "list")


@cache
def _joins() -> dict[str, tuple[str, ...]]:
    return {key(row["word"]): tuple(key(alt) for alt in row["also"]) for row in load("place_joins").rows}


@cache
def _glued() -> re.Pattern[str]:
    heads = sorted({key(row["word"]) for row in load("place_joins").rows if row["split"]}, key=len, reverse=True)
    return re.compile(f"(?:ال)?({'|'.join(heads)})(?:ال)?(\\w{{3,}})")


def _spellings(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    first, rest = name[0], name[1:]
    if rest:
        for head in {first, bare(first), *_joins().get(bare(first), ())} if bare(first) in _joins() else ():
            yield (head, *rest)
            yield (head + rest[0], *rest[1:])
            yield (head + bare(rest[0]), *rest[1:])
        if len(name) == 2 and not rest[0][0].isdigit():
            yield (first + rest[0],)
        return
    glued = _glued().fullmatch(first)
    if glued:
        head, tail = glued.groups()
        for other in (head, *_joins().get(head, ())):
            yield (other, tail)
            yield (other + tail,)


def keys(name: str) -> Iterator[tuple[str, int]]:
    """`(key, quality)` of every spelling of one name, the name itself first."""
    plain = words(name)
    if len(plain) > 1 and plain[0] in _list_words():
        plain = plain[1:]
    if not plain:
        return
    seen = set()

    def fresh(parts: tuple[str, ...]) -> str | None:
        found = " ".join(bare(part) for part in parts)
        if not found or found in seen:
            return None
        seen.add(found)
        return found

    def articled(parts: tuple[str, ...]) -> int:
        return ARTICLED if bare(parts[0]) != parts[0] else 0

    if (found := fresh(plain)) is not None:
        yield found, MAIN + articled(plain)
    for parts in _spellings(plain):
        if (found := fresh(parts)) is not None:
            yield found, VARIANT + articled(parts)
    for head in _dropped_heads():
        if plain[: len(head)] == head and len(plain) > len(head):
            rest = plain[len(head) :]
            for parts in (rest, *_spellings(rest)):
                if (found := fresh(parts)) is not None:
                    yield found, STRIPPED + articled(parts)
            break
