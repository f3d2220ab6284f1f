"""Written forms of a noun: dual, accusative, construct, possessed, with and without the article.

The endings stand in the table `noun_endings`; words are folded. Only the first word of a phrase is inflected.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from khabar.lexicon.table import load
from khabar.text.fold import key

Number = Literal["one", "two", "many"]
State = Literal["absolute", "construct", "possessed", "ours"]


class NounForm(NamedTuple):
    """One written form. `state` tells "عناصره" (possessed) and "عناصرنا" (ours) from "عناصر" (absolute)."""

    text: str
    number: Number
    state: State
    definite: bool = False


class _Ending(NamedTuple):
    ending: str
    replace: str
    suffix: str
    number: Number
    state: State


@cache
def _endings(of: str) -> tuple[tuple[str, tuple[_Ending, ...]], ...]:
    """`(ending, its rows)` of singulars or plurals, longest ending first."""
    rows: dict[str, list[_Ending]] = {}
    for row in load("noun_endings").rows:
        if row["of"] == of:
            cells = (key(row["ending"]), key(row["replace"]), key(row["suffix"]), row["number"], row["state"])
            rows.setdefault(cells[0], []).append(_Ending(*cells))
    return tuple((ending, tuple(rows[ending])) for ending in sorted(rows, key=len, reverse=True))


def _inflected(phrase: str, of: str) -> Iterator[NounForm]:
    word, space, rest = key(phrase).partition(" ")
    for ending, rows in _endings(of):
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            for row in rows:
                yield NounForm(stem + row.replace + row.suffix + space + rest, row.number, row.state)
            return


def noun_forms(singulars: tuple[str, ...], plurals: tuple[str, ...]) -> tuple[NounForm, ...]:
    """All written forms of a noun, each once, in a fixed order; "تركيه" is read as feminine before possessed."""
    found: dict[str, NounForm] = {}
    inflected = [
        form
        for words, of in ((singulars, "singular"), (plurals, "plural"))
        for word in words
        for form in _inflected(word, of)
    ]
    for form in sorted(inflected, key=lambda form: form.state not in ("absolute", "construct")):
        for written in (form, *_with_article(form)):
            found.setdefault(written.text, written)
    return tuple(found.values())


def _with_article(form: NounForm) -> Iterator[NounForm]:
    if form.state != "absolute":
        return
    first, space, rest = form.text.partition(" ")
    yield NounForm(f"ال{first}{space}{rest}", form.number, "absolute", True)
    if rest and not rest.startswith("ال"):
        yield NounForm(f"ال{first} ال{rest}", form.number, "absolute", True)
        yield NounForm(f"{first} ال{rest}", form.number, "absolute", True)
