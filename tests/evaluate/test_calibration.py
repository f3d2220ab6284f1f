from __future__ import annotations

import pytest

from khabar.evaluate.calibration import brier, reliability


def test_brier_score() -> None:
    assert brier([]) == 0.0
    assert brier([(1.0, True), (0.0, False)]) == 0.0
    assert brier([(0.5, True), (0.5, False)]) == 0.25


def test_bins_hold_every_outcome_once() -> None:
    bins = reliability([(0.0, False), (0.79, True), (0.71, False), (1.0, True)])
    assert [(b.low, b.number) for b in bins] == [(0.0, 1), (0.7, 2), (0.9, 1)]
    assert bins[1].confidence == pytest.approx(0.75)
    assert bins[1].right == 0.5
