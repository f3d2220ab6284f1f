"""Fit linear models over named features and write them as hashed weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from khabar.frame.weights import Linear, feature_hash

Features = Sequence[str]


def matrix(rows: Sequence[Features], columns: dict[int, int], grow: bool) -> csr_matrix:
    indices: list[int] = []
    ends = [0]
    for row in rows:
        seen = set()
        for name in row:
            code = feature_hash(name)
            at = columns.setdefault(code, len(columns)) if grow else columns.get(code, -1)
            if at >= 0 and at not in seen:
                seen.add(at)
                indices.append(at)
        ends.append(len(indices))
    return csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=(len(rows), len(columns)))


def fit(
    rows: Sequence[Features], labels: Sequence[str | int], c: float, weights: Sequence[float] | None = None
) -> Linear:
    """Logistic regression with penalty 1/c; binary for labels 0 and 1, one-vs-rest otherwise."""
    rows = [list(dict.fromkeys(row)) for row in rows]
    columns: dict[int, int] = {}
    x = matrix(rows, columns, grow=True)
    names = sorted(set(labels), key=str)
    coefficients, biases = [], []
    for name in names[1:] if len(names) == 2 else names:
        y = np.array([label == name for label in labels])
        # The dual is far quicker with many more features than rows; its random walk over rows is seeded.
        model = LogisticRegression(C=c, solver="liblinear", dual=True, random_state=0, tol=1e-2, max_iter=300)
        model.fit(x, y, sample_weight=None if weights is None else np.asarray(weights))
        coefficients.append(model.coef_[0])
        biases.append(float(model.intercept_[0]))
    table = np.array(coefficients).T
    codes = np.fromiter(columns, dtype=np.int64)
    kept = np.abs(table).max(axis=1) > 1e-3
    weights_of = {int(code): tuple(map(float, row)) for code, row in zip(codes[kept], table[kept], strict=True)}
    return Linear([str(n) for n in names], biases, weights_of)


def save(model: Linear, path: Path, corpus: str) -> None:
    codes = sorted(model._weights)
    np.savez_compressed(
        path,
        features=np.array(codes, dtype=np.uint32),
        weights=np.array([model._weights[c] for c in codes], dtype=np.float16),
        bias=np.array(model._bias, dtype=np.float32),
        classes=np.array(model.classes),
        corpus=np.array(corpus),
    )
