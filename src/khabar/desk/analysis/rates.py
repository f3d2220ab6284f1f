"""How surely a rate changed: Poisson rate ratios with intervals, widened where counts vary more than Poisson."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

LEVEL = 0.95
# Fewer events than this in both periods together say nothing about a change of rate: even all of them in one of two
# equal periods (0 against 5) lies within chance.
LEAST_EVENTS = 6
LEAST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Ratio:
    """Rate of the second period over the first, with its interval. `dispersion` is variance over mean (1: Poisson).

    `too_few` says in words why nothing can be said; the numbers are None then.
    """

    first: int
    second: int
    first_days: float
    second_days: float
    ratio: float | None
    low: float | None
    high: float | None
    dispersion: float
    too_few: str = ""

    @property
    def changed(self) -> str:
        """up, down, or unclear where the interval holds 1."""
        if self.low is not None and self.low > 1:
            return "up"
        if self.high is not None and self.high < 1:
            return "down"
        return "unclear"


def dispersion(*periods: Sequence[int]) -> float:
    """Pearson's chi-square over its degrees of freedom, pooled over periods of equal steps; 1 at the least.

    Also 1 where the surplus is within chance (p > 0.05), so that a few quiet weeks do not widen every interval.
    """
    chi, freedom = 0.0, 0
    for counts in periods:
        mean = sum(counts) / len(counts) if counts else 0.0
        if mean > 0:
            chi += sum((c - mean) ** 2 for c in counts) / mean
            freedom += len(counts) - 1
    if freedom < 1 or stats.chi2.sf(chi, freedom) > 0.05:
        return 1.0
    return max(1.0, chi / freedom)


def rate_ratio(first: Sequence[int], second: Sequence[int], first_days: float, second_days: float) -> Ratio:
    """Compare the rates of two periods given their counts by equal steps and their lengths in days.

    Where counts are Poisson: the exact conditional interval, Clopper-Pearson on the second period's share of all events
    (Przyborowski and Wilenski 1940). Where they vary more: quasi-Poisson on the log scale (McCullagh and Nelder 1989).
    """
    one, two = sum(first), sum(second)
    spread = dispersion(first, second)
    short = _too_few(first, second)
    if short:
        return Ratio(one, two, first_days, second_days, None, None, None, spread, short)
    time = first_days / second_days
    ratio = two / one * time if one else math.inf
    if spread > 1.0:
        low, high = _quasi(one, two, time, spread, len(first) + len(second) - 2)
    else:
        low, high = _exact(one, two, time)
    return Ratio(one, two, first_days, second_days, ratio, low, high, spread)


def _too_few(first: Sequence[int], second: Sequence[int]) -> str:
    total = sum(first) + sum(second)
    if total < LEAST_EVENTS:
        return f"{total} events in both periods together: at least {LEAST_EVENTS} are needed"
    if min(len(first), len(second)) < LEAST_STEPS:
        return f"a period of {min(len(first), len(second))} steps: at least {LEAST_STEPS} are needed in each"
    return ""


def _exact(one: int, two: int, time: float) -> tuple[float, float]:
    tail = (1 - LEVEL) / 2
    low = float(stats.beta.ppf(tail, two, one + 1)) if two else 0.0
    high = float(stats.beta.ppf(1 - tail, two + 1, one)) if one else 1.0
    return low / (1 - low) * time, high / (1 - high) * time if high < 1 else math.inf


def _quasi(one: int, two: int, time: float, spread: float, freedom: int) -> tuple[float, float]:
    # Half an event for none keeps the log scale finite (Haldane's correction).
    a, b = max(one, 0.5), max(two, 0.5)
    middle = math.log(b / a * time)
    reach = float(stats.t.ppf((1 + LEVEL) / 2, max(1, freedom))) * math.sqrt(spread * (1 / a + 1 / b))
    return math.exp(middle - reach), math.exp(middle + reach)
