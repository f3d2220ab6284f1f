"""Fit the model that tells reports of violence from general news, on unlabelled texts.

Sentences of conflict reports are held against sentences of every third text of general news (some of which report
violence too; they are few). Texts 0, 3, 6, ... and 2, 5, 8, ... of the news are not seen and can judge.

    python -m training.topic CORPUS_FOLDER OUTPUT.npz
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from khabar.frame.topic import MODEL, topic_words
from khabar.frame.weights import Linear, feature_hash
from khabar.text import segment
from training.documents import CONFLICT, NEWS, read_lines
from training.fitting import save

SENTENCES, SHORTEST, RAREST, EVERY = 15, 6, 8, 3
SMALLEST = 1e-3


def sentences(path: Path, first: int = 0, every: int = 1) -> Iterator[list[str]]:
    """The distinct words of the opening sentences of a corpus's texts."""
    for record in islice(read_lines(path), first, None, every):
        page = segment(record["text"], record.get("title"))
        for sentence in page.sentences[:SENTENCES]:
            words = topic_words(page, sentence.first, sentence.last)
            if len(words) >= SHORTEST:
                yield words


def matrix(rows: list[list[str]], columns: dict[str, int]) -> csr_matrix:
    """Words as columns; a word counts by the root of the length, so that long sentences say no more than short ones."""
    known = [[columns[word] for word in row if word in columns] for row in rows]
    ends = np.cumsum([0, *map(len, known)])
    values = np.concatenate([np.full(len(some), 1 / np.sqrt(len(row))) for some, row in zip(known, rows, strict=True)])
    return csr_matrix((values, [at for row in known for at in row], ends), shape=(len(rows), len(columns)))


def fitted(violent: list[list[str]], other: list[list[str]]) -> Linear:
    rows = violent + other
    counts = Counter(word for row in rows for word in row)
    columns = {word: at for at, word in enumerate(sorted(w for w, count in counts.items() if count >= RAREST))}
    answers = np.array([True] * len(violent) + [False] * len(other))
    model = LogisticRegression(solver="liblinear", class_weight="balanced", random_state=0)
    model.fit(matrix(rows, columns), answers)
    weights = zip(columns, model.coef_[0].tolist(), strict=True)
    kept = {feature_hash(word): (weight,) for word, weight in weights if abs(weight) > SMALLEST}
    return Linear(["0", "1"], [float(model.intercept_[0])], kept)


def main(folder: Path, output: Path) -> None:
    paths = folder / CONFLICT, folder / NEWS
    model = fitted(list(sentences(paths[0])), list(sentences(paths[1], 1, EVERY)))
    corpus = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)).hexdigest()
    save(model, output, corpus)
    print(json.dumps({"model": MODEL, "corpus": corpus}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
