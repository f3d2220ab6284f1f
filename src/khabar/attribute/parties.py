"""Which parties a source speaks for, and who stands on whose side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from khabar.lexicon import Phrases, load, names
from khabar.text import Token

SameSide = Callable[[str, str], bool]


class Named(NamedTuple):
    """A party's name found at words `[first, last)`."""

    first: int
    last: int
    id: str
    prefix: str


class Parties:
    """The actor table as attribution needs it: names to ids, ids to the parties above them."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        kept = tuple(rows)
        self._above = {row["id"]: row.get("parent") or "" for row in kept}
        self._kind = {row["id"]: row.get("kind") or "" for row in kept}
        self._phrases = Phrases([(name, row["id"]) for row in kept for name in row["names"]], article=False)

    def find(self, tokens: tuple[Token, ...], first: int = 0, last: int | None = None) -> list[Named]:
        """Names of parties that begin at words `[first, last)`; the first id of an ambiguous name."""
        found: dict[int, Named] = {}
        for match in self._phrases.find(tokens, first, last):
            found.setdefault(match.first, Named(match.first, match.last, match.value, match.prefix))
        return list(found.values())

    def kind(self, party: str) -> str:
        """The party's kind in the actor table, "" if unknown."""
        return self._kind.get(party, "")

    def line(self, party: str) -> tuple[str, ...]:
        """The party and all above it, nearest first."""
        found: list[str] = []
        while party and party not in found:
            found.append(party)
            party = self._above.get(party, "")
        return tuple(found)

    def same_side(self, one: str, other: str) -> bool:
        """True if one is the other or stands below it, or both stand below one party."""
        return not set(self.line(one)).isdisjoint(self.line(other))


@cache
def default_parties() -> Parties:
    """The parties of the bundled actor table, its media arms and agencies joined to their sides."""
    rows = [{"id": r["id"], "parent": r["side"], "kind": r["kind"], "names": ()} for r in load("source_names").rows]
    if "actors" in names():
        rows.extend(_actor_rows())
    return Parties(rows)


def _actor_rows() -> list[dict[str, Any]]:
    called: dict[str, list[str]] = {}
    for row in load("actor_aliases").rows:
        if not row["contexts"]:
            called.setdefault(row["id"], []).append(row["alias"])
    return [
        {"id": row["id"], "parent": row["parent"], "kind": row["kind"], "names": tuple(called.get(row["id"], ()))}
        for row in load("actors").rows
    ]
