"""Linear models over named features: small, exact, and able to say which features spoke loudest.

A model file (`.npz`) keeps 32-bit hashes of feature names and their weights per class: it contains no text.
Feature names are made anew from the page at run time, so an explanation can name them.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import numpy as np

from khabar.errors import ConfigError


def feature_hash(name: str) -> int:
    """A 32-bit hash of a feature's name, the same on every machine."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


class Linear:
    """Logistic regression, binary (one weight a feature) or one-vs-rest over `classes`."""

    def __init__(self, classes: Sequence[str], bias: Sequence[float], weights: dict[int, tuple[float, ...]]) -> None:
        self.classes = tuple(classes)
        self._bias = tuple(bias)
        self._weights = weights
        self._memo: dict[str, tuple[float, ...] | None] = {}

    def _of(self, name: str) -> tuple[float, ...] | None:
        try:
            return self._memo[name]
        except KeyError:
            if len(self._memo) > 400_000:
                self._memo.clear()
            found = self._memo[name] = self._weights.get(feature_hash(name))
            return found

    def scores(self, features: Iterable[str]) -> list[float]:
        """Raw score of every class."""
        totals = list(self._bias)
        for name in features:
            weights = self._of(name)
            if weights is not None:
                for at, weight in enumerate(weights):
                    totals[at] += weight
        return totals

    def probability(self, features: Iterable[str]) -> float:
        """P(yes) of a binary model."""
        total = self._bias[0]
        for name in features:
            weights = self._of(name)
            if weights is not None:
                total += weights[0]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """P(class) of a model of several classes (softmax)."""
        scores = self.scores(features)
        top = max(scores)
        raised = [math.exp(s - top) for s in scores]
        total = sum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}

    def strongest(self, features: Iterable[str], number: int = 4, klass: str | None = None) -> list[tuple[str, float]]:
        """The features that moved the score most, with their weights."""
        at = self.classes.index(klass) if klass is not None else 0
        spoken = [(name, weights[at]) for name in features if (weights := self._of(name)) is not None]
        return sorted(spoken, key=lambda f: (-abs(f[1]), f[0]))[:number]


@cache
def load(name: str) -> Linear:
    """The bundled model `name`; raises ConfigError if the installation lacks it."""
    path = resources.files("khabar.frame") / "models" / f"{name}.npz"
    if not path.is_file():
        raise ConfigError(f"the model {name!r} is not installed; `make train` makes it", value=name)
    with path.open("rb") as handle:
        data = np.load(handle, allow_pickle=False)
        weights = dict(zip(data["features"].tolist(), map(tuple, data["weights"].astype(float).tolist()), strict=True))
        return Linear([str(c) for c in data["classes"]], data["bias"].astype(float).tolist(), weights)


@cache
def _clusters() -> dict[int, tuple[str, str]]:
    path = resources.files("khabar.frame") / "models" / "words.npz"
    if not path.is_file():
        return {}
    with path.open("rb") as handle:
        data = np.load(handle, allow_pickle=False)
        coarse, fine = data["coarse"].tolist(), data["fine"].tolist()
        return {w: (f"k{c}", f"K{f}") for w, c, f in zip(data["words"].tolist(), coarse, fine, strict=True)}


_NO_CLUSTER = ("k?", "K?")
_cluster_memo: dict[str, tuple[str, str]] = {}


def clusters(word: str) -> tuple[str, str]:
    """Coarse and fine cluster of a folded word; "?" for a word outside the vocabulary."""
    try:
        return _cluster_memo[word]
    except KeyError:
        found = _cluster_memo[word] = _clusters().get(feature_hash(word), _NO_CLUSTER)
        return found
