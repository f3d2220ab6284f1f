"""When a rate changed: change points of counts, with a Poisson cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruptures import Pelt
from ruptures.base import BaseCost

from khabar.desk.analysis.rates import dispersion

LEAST_STEPS = 8
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """From the step that begins at `start` on, the mean count is `after`; it was `before`."""

    start: date
    before: float
    after: float


class _Poisson(BaseCost):  # type: ignore[misc]
    """Twice the negative log-likelihood of a run of Poisson counts at its mean, up to a constant."""

    model = "poisson"
    min_size = _SHORTEST

    def fit(self, signal: NDArray[np.float64]) -> _Poisson:
        self.signal = signal
        self.sums = np.concatenate([[0.0], np.cumsum(signal[:, 0])])
        return self

    def error(self, start: int, end: int) -> float:
        total = float(self.sums[end] - self.sums[start])
        return -2.0 * total * float(np.log(total / (end - start))) + 2.0 * total if total else 0.0


def change_points(starts: Sequence[date], counts: Sequence[int]) -> list[ChangePoint]:
    """Change points by PELT (Killick et al. 2012) at three log n a change point (the modified BIC of Zhang and
    Siegmund 2007), raised by what counts vary beyond Poisson.

    None are sought in fewer than 8 steps.
    """
    if len(counts) < LEAST_STEPS or not sum(counts):
        return []
    signal = np.asarray(counts, dtype=float).reshape(-1, 1)
    ends = _ends(signal, 1.0)
    # What is left around the means of the runs, not around one mean, is what the counts vary beyond Poisson.
    spread = dispersion(*_runs(counts, ends))
    if spread > 1.0:
        ends = _ends(signal, spread)
    runs = _runs(counts, ends)
    means = [float(np.mean(run)) for run in runs]
    return [ChangePoint(starts[end], round(means[at], 3), round(means[at + 1], 3)) for at, end in enumerate(ends[:-1])]


def _ends(signal: NDArray[np.float64], spread: float) -> list[int]:
    found: Any = Pelt(custom_cost=_Poisson(), min_size=_SHORTEST, jump=1).fit_predict(
        signal, pen=3 * float(np.log(len(signal))) * spread
    )
    return [int(end) for end in found]


def _runs(counts: Sequence[int], ends: Sequence[int]) -> list[list[int]]:
    return [list(counts[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
