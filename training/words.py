"""Cluster the vocabulary of the news corpus: words that keep the same company share a cluster.

Shifted PPMI over a window of four words, truncated SVD, spherical k-means at two grains. What is kept is a 32-bit
hash of each word and its clusters: no text. Deterministic for one corpus and library version.

    python -m training.words CORPUS_FOLDER OUTPUT.npz
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from khabar.frame.weights import feature_hash
from khabar.text import fold, tokenize
from training.documents import CORPORA, read_lines

VOCABULARY, CONTEXTS, WINDOW, DIMENSIONS, GRAINS = 50_000, 15_000, 4, 120, (128, 1024)


def texts(folder: Path) -> Iterator[str]:
    for name in CORPORA:
        for record in read_lines(folder / name):
            yield f"{record.get('title') or ''}\n{record['text']}"


def encode(folder: Path) -> tuple[list[str], np.ndarray]:
    """Vocabulary by falling frequency, and the corpus as word numbers (-1: outside the vocabulary)."""
    numbers: dict[str, int] = {}
    coded = [numbers.setdefault(token.word, len(numbers)) for text in texts(folder) for token in tokenize(fold(text))]
    words = list(numbers)
    counts = Counter(coded)
    kept = sorted(counts, key=lambda n: (-counts[n], words[n]))[:VOCABULARY]
    rank = np.full(len(words), -1, dtype=np.int32)
    rank[kept] = np.arange(len(kept), dtype=np.int32)
    return [words[n] for n in kept], rank[np.array(coded, dtype=np.int32)]


def ppmi(coded: np.ndarray, size: int) -> csr_matrix:
    total = csr_matrix((size, CONTEXTS), dtype=np.float32)
    for offset in range(1, WINDOW + 1):
        for left, right in ((coded[:-offset], coded[offset:]), (coded[offset:], coded[:-offset])):
            known = (left >= 0) & (right >= 0) & (right < CONTEXTS)
            ones = np.full(int(known.sum()), 1.0 / offset, dtype=np.float32)
            total = total + coo_matrix((ones, (left[known], right[known])), shape=total.shape).tocsr()
    rows = np.asarray(total.sum(axis=1)).ravel()
    columns = np.asarray(total.sum(axis=0)).ravel() ** 0.75
    at = total.tocoo()
    values = np.log(at.data * columns.sum() / (rows[at.row] * columns[at.col]))
    positive = values > 0
    return coo_matrix((values[positive], (at.row[positive], at.col[positive])), shape=total.shape).tocsr()


def main(folder: Path, output: Path) -> None:
    words, coded = encode(folder)
    left, strength, _ = randomized_svd(ppmi(coded, len(words)), DIMENSIONS, n_iter=4, random_state=0)
    vectors = left * np.sqrt(strength)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    grains = [
        MiniBatchKMeans(k, random_state=0, n_init=1, batch_size=4096, max_iter=60).fit_predict(vectors) for k in GRAINS
    ]
    hashes = np.array([feature_hash(word) for word in words], dtype=np.uint32)
    corpus = hashlib.sha256("".join(sorted(p.name + str(p.stat().st_size) for p in folder.glob("*.gz"))).encode())
    np.savez_compressed(
        output,
        words=hashes,
        coarse=grains[0].astype(np.uint8),
        fine=grains[1].astype(np.uint16),
        corpus=np.array(corpus.hexdigest()),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
