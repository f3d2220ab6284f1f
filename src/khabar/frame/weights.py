"""Linear models over named features: small, exact, and able to say which features spoke loudest.

A model file (`.npz`) keeps 32-bit hashes of feature names and their weights per class: it contains no text.
Feature names are made anew from the page at run time, so an explanation can name them.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from khabar.errors import ConfigError

T = TypeVar("T")
_REMEMBERED = 80_000  # feature names a model keeps: some 17 MB
_UNIT = 2.0**24  # every weight of a model file is a whole number of 1/2**24
_LANE, _HALF = 64, 1 << 63  # bits of a class in a packed row


def feature_hash(name: str) -> int:
    """A 32-bit hash of a feature's name, the same on every machine."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


class Rows(Mapping[int, tuple[float, ...]]):
    """Weights by feature hash, kept as the arrays of the model file: a row becomes numbers when it is asked for."""

    def __init__(self, features: NDArray[np.uint32], weights: NDArray[np.float16]) -> None:
        self._at = dict(zip(features.tolist(), range(len(features)), strict=True))
        self._weights = weights

    def __getitem__(self, code: int) -> tuple[float, ...]:
        return tuple(self._weights[self._at[code]].tolist())

    def __iter__(self) -> Iterator[int]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def get(self, code: int, default: Any = None) -> Any:
        """The weights of a feature, or `default`; by far most questions are asked in vain."""
        at = self._at.get(code)
        return default if at is None else tuple(self._weights[at].tolist())


class _Memo(dict[str, T]):
    """What is found for a feature's hash, by the feature's name; forgets all when it is full."""

    def __init__(self, find: Callable[[int], T]) -> None:
        self._find = find

    def __missing__(self, name: str) -> T:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[name] = self._find(feature_hash(name))
        return found


def _packed(row: Iterable[float]) -> int:
    """The weights of all classes as one whole number: rows so packed are added up at once, and without rounding."""
    return sum(round(weight * _UNIT) << (_LANE * at) for at, weight in enumerate(row))


def _unpacked(total: int, classes: int) -> Iterator[float]:
    for _ in range(classes):
        lane = ((total + _HALF) & ((1 << _LANE) - 1)) - _HALF
        yield lane / _UNIT
        total = (total - lane) >> _LANE


class Linear:
    """Logistic regression, binary (one weight a feature) or one-vs-rest over `classes`."""

    def __init__(self, classes: Sequence[str], bias: Sequence[float], weights: Mapping[int, tuple[float, ...]]) -> None:
        self.classes = tuple(classes)
        self._bias = tuple(bias)
        self._weights = weights
        self._row = _Memo[int](lambda code: _packed(weights.get(code, ()))).__getitem__
        self._first = _Memo[float](lambda code: weights.get(code, (0.0,))[0]).__getitem__

    def total(self, features: Iterable[str]) -> float:
        """What features weigh together, to be `given` to a question that has more of them."""
        return sum(map(self._first if len(self._bias) == 1 else self._row, features))

    def scores(self, features: Iterable[str], given: float = 0) -> list[float]:
        """Raw score of every class."""
        total = int(sum(map(self._row, features), given))
        return [bias + told for bias, told in zip(self._bias, _unpacked(total, len(self._bias)), strict=True)]

    def probability(self, features: Iterable[str], given: float = 0) -> float:
        """P(yes) of a binary model."""
        total = sum(map(self._first, features), self._bias[0] + given)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def probabilities(self, features: Iterable[str], given: float = 0) -> dict[str, float]:
        """P(class) of a model of several classes (softmax)."""
        scores = self.scores(features, given)
        top = max(scores)
        raised = [math.exp(s - top) for s in scores]
        total = sum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}

    def against(self, features: Sequence[str], number: int) -> list[tuple[str, float]]:
        """The features that speak most against a yes of a binary model, with their weights."""
        told = zip(map(self._first, features), features, strict=True)
        return [(name, weight) for weight, name in sorted(pair for pair in told if pair[0] < 0)[:number]]

    def strongest(self, features: Iterable[str], number: int = 4, klass: str | None = None) -> list[tuple[str, float]]:
        """The features that moved the score most, with their weights."""
        if klass is None:
            weights = [(name, self._first(name)) for name in features]
        else:
            at = self.classes.index(klass)
            rows = ((name, self._weights.get(feature_hash(name))) for name in features)
            weights = [(name, row[at]) for name, row in rows if row]
        spoken = [pair for pair in weights if pair[1]]
        return sorted(spoken, key=lambda f: (-abs(f[1]), f[0]))[:number]


@cache
def load(name: str) -> Linear:
    """The bundled model `name`; raises ConfigError if the installation lacks it."""
    path = resources.files("khabar.frame") / "models" / f"{name}.npz"
    if not path.is_file():
        raise ConfigError(f"the model {name!r} is not installed; `make train` makes it", value=name)
    with path.open("rb") as handle:
        data = np.load(handle, allow_pickle=False)
        rows = Rows(data["features"], data["weights"])
        return Linear([str(c) for c in data["classes"]], data["bias"].astype(float).tolist(), rows)


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


@lru_cache(maxsize=50_000)
def clusters(word: str) -> tuple[str, str]:
    """Coarse and fine cluster of a folded word; "?" for a word outside the vocabulary."""
    return _clusters().get(feature_hash(word), _NO_CLUSTER)
