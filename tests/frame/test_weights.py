"""Linear models: scores are the sums of the weights of the names told, whatever their number and sign."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.frame.weights import Linear, feature_hash

CLASSES = ["a", "b", "c"]
half = st.floats(-60000, 60000, width=16)  # the weights of a model file


@given(st.dictionaries(st.text(max_size=4), st.tuples(half, half, half), max_size=40), st.text(max_size=4))
def test_scores_are_sums_without_rounding(told: dict[str, tuple[float, ...]], unknown: str) -> None:
    model = Linear(CLASSES, [0.5, -1.0, 0.0], {feature_hash(name): row for name, row in told.items()})
    names = [*told, *([unknown] if unknown not in told else [])]
    columns = list(zip(*told.values(), strict=True)) or [()] * 3
    for score, bias, column in zip(model.scores(names), [0.5, -1.0, 0.0], columns, strict=True):
        assert score == bias + math.fsum(column)


def test_a_weight_of_one_class_leaves_its_neighbours_alone() -> None:
    model = Linear(CLASSES, [0.0] * 3, {feature_hash("x"): (0.0, -0.25, 0.0)})
    assert model.scores(["x"] * 5) == [0.0, -1.25, 0.0]


def test_the_strongest_of_a_class_are_named_with_its_weights() -> None:
    rows = {feature_hash(name): row for name, row in (("x", (1.0, -2.0, 0.0)), ("y", (3.0, 0.5, 0.0)))}
    model = Linear(CLASSES, [0.0] * 3, rows)
    assert model.strongest(["x", "y", "z"], klass="b") == [("x", -2.0), ("y", 0.5)]
    assert model.strongest(["x", "y"], klass="c") == []


def test_a_binary_model_and_one_of_two_classes_agree() -> None:
    weights = np.array([0.75, -1.5], dtype=np.float16).tolist()
    names = ["x", "y"]
    yes = Linear(["0", "1"], [0.25], {feature_hash(n): (w,) for n, w in zip(names, weights, strict=True)})
    both = Linear(["0", "1"], [0.0, 0.25], {feature_hash(n): (0.0, w) for n, w in zip(names, weights, strict=True)})
    assert yes.probability(names) == pytest.approx(both.probabilities(names)["1"])


@given(st.lists(st.sampled_from("uvwxyz"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
def test_what_is_given_counts_as_if_it_were_asked_again(own: list[str], paired: list[str]) -> None:
    rows = {feature_hash(n): (ord(n) / 64 - 1.5, 0.25, -ord(n) / 128) for n in "abcdefuvwxyz"}
    several = Linear(CLASSES, [0.5, 0.0, -0.5], rows)
    assert several.scores(paired, several.total(own)) == several.scores([*own, *paired])
    binary = Linear(["0", "1"], [0.5], {code: row[:1] for code, row in rows.items()})
    assert binary.probability(paired, binary.total(own)) == pytest.approx(binary.probability([*own, *paired]))


def test_what_speaks_against_is_told_worst_first() -> None:
    weights = {"x": 1.0, "y": -0.5, "z": -2.0}
    model = Linear(["0", "1"], [0.0], {feature_hash(n): (w,) for n, w in weights.items()})
    assert model.against(["x", "y", "z", "unknown"], 3) == [("z", -2.0), ("y", -0.5)]
