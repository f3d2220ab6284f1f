"""The features of a telling that may govern an event, in parts that come again and again, each weighed once."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple


class Part(NamedTuple):
    """Features, the sum of their fitted weights, and those that speak loudest for their telling, with their weights."""

    features: tuple[str, ...]
    weight: float
    loudest: tuple[tuple[float, str], ...]


MOST = 3


@cache
def weights(part: str) -> dict[str, Any]:
    """The fitted weights of one decision ("source" or "status")."""
    told = json.loads((resources.files("khabar.attribute") / "weights.json").read_text("utf-8"))
    found: dict[str, Any] = told[part]
    return found


def _part(features: tuple[str, ...]) -> Part:
    weight = weights("source")
    known = [(weight[f], f) for f in features if f in weight]
    loud = sorted((k for k in known if k[0] > 0), key=lambda k: -k[0])[:MOST]
    return Part(features, sum(k[0] for k in known), tuple(loud))


@lru_cache(maxsize=4_000)
def own_voice(event: tuple[str, ...]) -> Part:
    """Of the outlet's own voice, for an event of these features."""
    return _part(("none", *(f"none & {f}" for f in event)))


@lru_cache(maxsize=4_000)
def crossed(where: str, event: tuple[str, ...]) -> Part:
    """Of a telling in another sentence: each feature of the event, there."""
    return _part(tuple(f"{where} & {f}" for f in event if not f.startswith(("told share", "covered"))))


@lru_cache(maxsize=4_000)
def cue(where: str, direction: str, act: str, kind: str, carried: bool) -> Part:
    """Of the cue itself; `kind`: that of the innermost source, "none" where the chain is empty."""
    return _part(
        (
            where,
            f"{where} & {direction}",
            f"{where} & act {act}",
            f"{where} & chain {kind != 'none'}",
            f"{where} & {act} & {direction} & {kind}",
            *(("carried",) if carried else ()),
        )
    )


@lru_cache(maxsize=4_000)
def source(where: str, kind: str, known: bool, often: int, only: bool) -> Part:
    """Of the innermost source: its kind, whether its head is known, how often it tells, whether nobody else does."""
    near = where[:6]
    return _part(
        (
            f"kind {kind}",
            f"{near} & kind {kind}",
            f"known {known}",
            f"{near} & told often {often}",
            *((f"{near} & only source",) if only else ()),
        )
    )


@lru_cache(maxsize=4_000)
def inside(cover: bool, direction: str, side: str, act: str, gap: int, between: int, parted: bool) -> Part:
    """Of a telling in the event's own sentence: does its stretch cover the event, from which side, how near."""
    return _part(
        (
            f"cover {cover} & {direction}",
            f"cover {cover} & {side}",
            f"{side} & {direction} & {act}",
            f"{side} gap {gap}",
            f"{side} & between {between}",
            f"full stop between {parted}",
        )
    )


@lru_cache(maxsize=10_000)
def outside(
    where: str, echo: int, sourced: str, touched: bool, line: bool, between: int, nearest: bool, position: str
) -> Part:
    """Of a telling in another sentence: where it stands, how much of the event's wording comes again there."""
    near = where[:6]
    return _part(
        (
            f"{near} & covered {touched}",
            f"{near} echo {echo}",
            f"{near} echo {echo} & {position}",
            f"{where} echo {min(echo, 3)} & {sourced}",
            f"{near} & same line {line}",
            f"{near} & between {between}",
            f"{near} & nearest {nearest}",
        )
    )


@lru_cache(maxsize=10_000)
def uncovered(where: str, echo: int, line: bool, nearest: bool, opens: str, position: str, act: str, kind: str) -> Part:
    """Of a telling in another sentence, for an event that no telling covers; `kind` is empty without a source."""
    return _part(
        (
            *((f"{where} & kind {kind} & {position}",) if kind else ()),
            f"{where} & nearest {nearest} & echo {min(echo, 4) // 2} & {position}",
            f"{where} & line {line} & {opens} & nearest {nearest}",
            f"{where} & {position} & {opens}",
            f"{where} & act {act} & echo {min(echo, 4) // 2}",
        )
    )


@lru_cache(maxsize=4_000)
def retold(near: str, echo: int, share: int, alike: int, in_headline: bool) -> Part:
    """How much of the event comes again in the stretch that is told, how much of the stretch is the event's, and how
    alike the two sentences are."""
    return _part(
        (
            f"{near} stretch echo {echo}",
            f"{near} stretch share {share}",
            f"{near} stretch echo {min(echo, 4) // 2} & share {min(share, 4) // 2}",
            f"{near} sentences alike {alike}",
            *((f"{near} & told in headline",) if in_headline else ()),
        )
    )
