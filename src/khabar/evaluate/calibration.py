"""Is the confidence of a claim what it says? Of claims at 0.8, four in five should be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Outcome = tuple[float, bool]  # confidence, right
_BINS = 10


class Bin(NamedTuple):
    """Claims whose confidence lies in `[low, high)`: how many, their mean confidence, the share that is right."""

    low: float
    high: float
    number: int
    confidence: float
    right: float


def brier(outcomes: Sequence[Outcome]) -> float:
    """Mean squared distance of confidence and outcome: 0 is perfect, 0.25 is what always saying 0.5 gives."""
    if not outcomes:
        return 0.0
    return sum((confidence - right) ** 2 for confidence, right in outcomes) / len(outcomes)


def reliability(outcomes: Iterable[Outcome], bins: int = _BINS) -> list[Bin]:
    """The bins that are not empty, lowest first."""
    sorted_in: list[list[Outcome]] = [[] for _ in range(bins)]
    for confidence, right in outcomes:
        sorted_in[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return [
        Bin(
            at / bins,
            (at + 1) / bins,
            len(inside),
            sum(confidence for confidence, _ in inside) / len(inside),
            sum(right for _, right in inside) / len(inside),
        )
        for at, inside in enumerate(sorted_in)
        if inside
    ]
