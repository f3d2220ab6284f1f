"""Patterns over units, written with the names of their kinds.

`"(n=number|ordinal) from? month_word? (m=month)"`: words are kinds, `|` joins alternatives, `?` marks an optional
item, `(name=...)` captures, `(...)` groups.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from khabar.tag.times.units import codes

_TOKEN = re.compile(r"\(\w+=|[()?|*+]|[a-z_0-9]+")


class Pattern(NamedTuple):
    """A compiled pattern and the unit codes that it may begin with."""

    regex: re.Pattern[str]
    firsts: frozenset[str]


def build(source: str) -> Pattern:
    """Compile a pattern; raises KeyError for a kind of unit that no table has."""
    out: list[str] = []
    for token in _TOKEN.findall(source):
        if token.startswith("(") and len(token) > 1:
            out.append(f"(?P<{token[1:-1]}>")
        elif token == "(":
            out.append("(?:")
        elif token[0].isalpha():
            out.append(codes()[token])
        else:
            out.append(token)
    text = "".join(out)
    return Pattern(re.compile(text), frozenset(_first(text)))


@cache
def _first(text: str) -> frozenset[str]:
    """Codes with which a match may begin (a pattern never matches nothing)."""
    firsts, _, _ = _alternatives(text, 0)
    return frozenset(firsts)


def _alternatives(text: str, at: int) -> tuple[set[str], bool, int]:
    firsts: set[str] = set()
    nullable = False
    while True:
        some, empty, at = _sequence(text, at)
        firsts |= some
        nullable |= empty
        if at >= len(text) or text[at] != "|":
            return firsts, nullable, at
        at += 1


def _sequence(text: str, at: int) -> tuple[set[str], bool, int]:
    firsts: set[str] = set()
    open_ = True
    while at < len(text) and text[at] not in "|)":
        if text[at] == "(":
            some, empty, at = _alternatives(text, text.index(":" if text[at + 2] == ":" else ">", at) + 1)
        else:
            some, empty = {text[at]}, False
        at += 1
        if at < len(text) and text[at] in "?*":
            empty, at = True, at + 1
        elif at < len(text) and text[at] == "+":
            at += 1
        if open_:
            firsts |= some
        open_ = open_ and empty
    return firsts, open_, at
