"""The text of a report cut into pieces, each with the claims and the kind of evidence it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from khabar.model import Claim, Extraction, Quote


class Mark(NamedTuple):
    """A span of the text that supports claim number `claim` (from 1; 0: a statement or relation)."""

    start: int
    end: int
    kind: str
    claim: int


class Piece(NamedTuple):
    """`text` with the claims it supports, and the kind of the narrowest mark over it ("" for plain text).

    `opens` are the claims whose evidence begins here.
    """

    text: str
    kind: str = ""
    claims: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()


def marks_of(extraction: Extraction) -> list[Mark]:
    """Every cited span, in order."""
    found = [mark for number, claim in enumerate(extraction.claims, 1) for mark in _of_claim(number, claim)]
    found += [Mark(*statement.quote.span, "trend", 0) for statement in extraction.statements]
    return sorted(found)


def _of_claim(number: int, claim: Claim) -> Iterator[Mark]:
    yield Mark(*claim.evidence.span, "evidence", number)
    for kind, quote in _quotes(claim):
        yield Mark(*quote.span, kind, number)


def _quotes(claim: Claim) -> Iterator[tuple[str, Quote]]:
    yield "trigger", claim.trigger
    yield from (("actor", party.quote) for party in claim.actors)
    yield from (("harm", harm.quote) for harm in claim.harm)
    yield from (("source", source.quote) for source in claim.sources)
    if claim.date:
        yield "time", claim.date.quote
    if claim.place:
        yield "place", claim.place.quote
        yield from (("place", quote) for quote in claim.place.within)
        if claim.place.landmark:
            yield "place", claim.place.landmark


def lines_of(text: str, marks: list[Mark]) -> Iterator[list[Piece]]:
    """The lines of `text` that are not blank, each as its pieces."""
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks), *_line_ends(text)})
    line: list[Piece] = []
    active: list[Mark] = []
    coming = iter([*marks, Mark(len(text) + 1, len(text) + 1, "", 0)])
    upcoming = next(coming)
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark.end > start]
        while upcoming.start <= start:
            active.append(upcoming)
            upcoming = next(coming)
        if text[start:end] == "\n":
            if any(piece.text.strip() for piece in line):
                yield line
            line = []
        else:
            line.append(_piece(text[start:end], start, active))
    if any(piece.text.strip() for piece in line):
        yield line


def _line_ends(text: str) -> Iterator[int]:
    for at, letter in enumerate(text):
        if letter == "\n":
            yield at
            yield at + 1


def _piece(text: str, start: int, active: list[Mark]) -> Piece:
    if not active:
        return Piece(text)
    narrowest = min(active, key=lambda mark: (mark.kind == "evidence", mark.end - mark.start, mark.kind))
    claims = tuple(sorted({mark.claim for mark in active} - {0}))
    opens = tuple(sorted({mark.claim for mark in active if mark.kind == "evidence" and mark.start == start}))
    return Piece(text, narrowest.kind, claims, opens)
