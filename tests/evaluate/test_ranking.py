from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.evaluate.ranking import area_under_curve, average_precision

PERFECT = [(0.9, True), (0.8, True), (0.3, False), (0.1, False)]


def test_figures_of_known_rankings() -> None:
    assert area_under_curve(PERFECT) == average_precision(PERFECT) == 1.0
    assert area_under_curve([(-score, true) for score, true in PERFECT]) == 0.0
    assert area_under_curve([(0.5, True), (0.5, False)]) == average_precision([(0.5, True), (0.5, False)]) == 0.5
    assert average_precision([(0.9, True), (0.8, False), (0.7, True)]) == pytest.approx((1 + 2 / 3) / 2)


def test_what_cannot_be_ranked_is_no_number() -> None:
    assert math.isnan(area_under_curve([(0.5, True)])) and math.isnan(average_precision([(0.5, False)]))


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), min_size=2, max_size=30))
def test_the_area_counts_pairs(scored: list[tuple[float, bool]]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a, true in scored if true for b, other in scored if not other]
    area = area_under_curve(scored)
    assert area == pytest.approx(sum(pairs) / len(pairs)) if pairs else math.isnan(area)
