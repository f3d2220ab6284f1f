"""The models that dispose of what tables and grammar propose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from khabar.frame.weights import Linear, load
from khabar.lexicon.table import load as load_table


@dataclass(frozen=True, slots=True)
class Models:
    """One model a question; every one answers with a probability and can name its strongest features."""

    event: Linear
    join: Linear
    type: Linear
    place: Linear
    time: Linear
    actor: Linear
    harm: Linear
    same: Linear
    claim: Linear


@cache
def bundled() -> Models:
    """The models that come with the package."""
    return Models(*(load(name) for name in Models.__slots__))


@cache
def thresholds() -> dict[str, float]:
    """Cut-offs by name, from the table `thresholds`."""
    return {row["name"]: row["value"] for row in load_table("thresholds").rows}


@cache
def two_sided() -> frozenset[str]:
    """Types of events that have another side, from the settings of the table `thresholds`."""
    return frozenset(load_table("thresholds").about["two_sided"])
