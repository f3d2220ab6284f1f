"""How well scores rank what is true before what is not, whatever threshold is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

Scored = tuple[float, bool]  # score, true


def area_under_curve(scored: Sequence[Scored]) -> float:
    """ROC-AUC: the odds that something true scores above something that is not; ties count half."""
    true = sum(is_true for _, is_true in scored)
    false = len(scored) - true
    if not true or not false:
        return float("nan")
    above = below = 0.0
    for right, wrong in _tied(scored):
        below += right * (above + wrong / 2)
        above += wrong
    return 1 - below / (true * false)


def average_precision(scored: Sequence[Scored]) -> float:
    """Mean precision at each thing that is true, those that tie sharing one."""
    true = sum(is_true for _, is_true in scored)
    found = seen = 0
    total = 0.0
    for right, wrong in _tied(scored):
        found, seen = found + right, seen + right + wrong
        total += right * found / seen
    return total / true if true else float("nan")


def _tied(scored: Sequence[Scored]) -> Iterator[tuple[int, int]]:
    """True and untrue things of each score, the highest first."""
    for _, group in groupby(sorted(scored, reverse=True), key=lambda one: one[0]):
        truths = [is_true for _, is_true in group]
        yield sum(truths), len(truths) - sum(truths)
