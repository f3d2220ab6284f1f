"""Whose telling it is: the origin behind a claim, and the side it speaks for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from khabar.attribute.parties import line
from khabar.model import Claim

Side = Literal["perpetrator", "target", "other"]


def bodies(actor: str) -> tuple[str, ...]:
    """An actor and all that it is part of or speaks for: amaq -> (amaq, islamic_state)."""
    return line(actor) or (actor,)


def origin_of(claim: Claim, text: str) -> str:
    """Who is behind a claim: its innermost source on the list of actors, else `text`, the family of its report.

    Two outlets that both cite one agency are one origin; two that cite unnamed locals are two.
    """
    for source in reversed(claim.sources):
        if source.id:
            return bodies(source.id)[-1]
    return f"text:{text}"


def side_of(claim: Claim, perpetrators: Collection[str], targets: Collection[str]) -> Side:
    """The side whose source tells the claim; a party that is both goes by the claim's own roles."""
    own_perpetrators = {a.id for a in claim.actors if a.role == "perpetrator" and a.id}
    for source in reversed(claim.sources):
        if source.id is None:
            continue
        known = set(bodies(source.id))
        if known & _widened(own_perpetrators):
            return "perpetrator"
        if known & _widened(targets):
            return "target"
        return "perpetrator" if known & _widened(perpetrators) else "other"
    return "other"


def _widened(actors: Collection[str | None]) -> set[str]:
    return {body for actor in actors if actor for body in bodies(actor)}
