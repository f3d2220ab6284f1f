"""Words that carry the isnad: verbs and phrases of telling, heads and names of sources, marks of stance.

All tables `cues_*`, `source_*` and `stance_marks` are matched in one pass over the page's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from khabar.lexicon import Phrases, load
from khabar.text import Page, key

CueKind = Literal["verb", "link", "opener", "edge", "head", "name", "tie", "stance", "state", "land"]
_GLUED_TO_VERBS = frozenset({"", "و", "ف"})
_TABLES: tuple[tuple[str, CueKind, str, str | None], ...] = (
    ("cues_verbs", "verb", "lemma", "forms"),
    ("cues_links", "link", "phrase", None),
    ("cues_openers", "opener", "phrase", None),
    ("source_edges", "edge", "phrase", None),
    ("source_heads", "head", "phrase", "forms"),
    ("source_names", "name", "name", "aliases"),
    ("source_ties", "tie", "phrase", None),
    ("stance_marks", "stance", "phrase", None),
    ("source_states", "state", "demonym", "forms"),
    ("source_states", "land", "demonym", "lands"),
)


class Cue(NamedTuple):
    """A phrase of the tables: words `[first, last)`, characters `[start, end)`, its kind and its table row."""

    first: int
    last: int
    start: int
    end: int
    kind: CueKind
    row: Mapping[str, Any]
    prefix: str = ""
    participle: bool = False


class _Entry(NamedTuple):
    kind: CueKind
    row: Mapping[str, Any]
    participle: bool = False


def _entries() -> Iterator[tuple[str, _Entry]]:
    for table, kind, column, more in _TABLES:
        for row in load(table).rows:
            spellings = (*(() if kind == "land" else (row[column],)), *(row[more] if more else ()))
            yield from ((spelling, _Entry(kind, row)) for spelling in spellings)
            if kind == "verb":
                yield from ((spelling, _Entry(kind, row, True)) for spelling in row["participles"])
                yield from ((spelling, _Entry(kind, row)) for spelling in _with_object(row, spellings))


def _with_object(row: Mapping[str, Any], spellings: tuple[str, ...]) -> Iterator[str]:
    """ "حسبما ذكرته الصحيفة": the verb with the pronoun for what was told."""
    if row["needs"] in ("any", "quoted") and not row["continues"]:
        yield from (key(spelling) + pronoun for spelling in spellings if " " not in spelling for pronoun in ("ه", "ها"))


@cache
def _phrases() -> Phrases[_Entry]:
    return Phrases(_entries())


def tag_cues(page: Page) -> tuple[Cue, ...]:
    """Every phrase of the tables in the page, in order; a phrase on several tables yields several cues."""
    found = []
    for match in _phrases().find(page.tokens):
        kind, row, participle = match.value
        if kind in ("verb", "link", "opener") and match.prefix not in _GLUED_TO_VERBS:
            continue
        found.append(Cue(match.first, match.last, match.start, match.end, kind, row, match.prefix, participle))
    return tuple(found)
