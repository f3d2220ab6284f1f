"""Fit who tells an event and with what status, on the claims of annotated documents.

The choice of the telling is a conditional logit over the candidates that the rules propose; the status a multinomial
logistic regression. Both are judged on folds that share no outlet before all documents are used. Deterministic.

    python -m training.attribution GOLD_FOLDER CORPUS_FOLDER [OUTPUT.json]
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import khabar.attribute
from khabar.attribute.choice import Candidate, candidates
from khabar.attribute.isnad import read_isnad
from khabar.attribute.mention import SourceMention
from khabar.attribute.status import standing
from khabar.evaluate.pairing import same_party
from khabar.lexicon.parties import coarse_id
from khabar.model import Status
from khabar.text import segment
from training.documents import documents, folds_of

PENALTY, STATUS_PENALTY, FOLDS, OWN_VOICE = 5.0, 5.0, 5, -2.6
STATUSES: tuple[str, ...] = get_args(Status)


@dataclass
class Event:
    """One annotated claim: what may govern it, how well each candidate's chain fits, its status features."""

    outlet: str
    gold: list[dict[str, Any]]
    status: str
    found: list[Candidate]
    fits: list[float]
    stands: list[tuple[str, ...]] = field(default_factory=list)


def told(chain: Sequence[SourceMention]) -> list[dict[str, Any]]:
    return [{"text": m.text, "id": coarse_id(m.id)} for m in chain]


def hits(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> int:
    left = list(predicted)
    found = 0
    for one in gold:
        match = next((p for p in left if same_party(one, p)), None)
        if match is not None:
            left.remove(match)
            found += 1
    return found


def fit_of(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> float:
    if not gold and not predicted:
        return 1.0
    return 2 * hits(gold, predicted) / (len(gold) + len(predicted))


def events(annotated: Iterable[dict[str, Any]]) -> list[Event]:
    found = []
    for document in annotated:
        text = document["text"]
        isnad = read_isnad(segment(text, document.get("title")), outlet=document.get("outlet"))
        for claim in document["claims"]:
            start = text.find(claim["evidence"])
            end = start + len(claim["evidence"])
            gold = claim.get("sources") or []
            options = candidates(isnad.ground, start, end)
            done = [a.get("id") or a["text"] for a in claim["actors"] if a["role"] == "perpetrator"]
            chains = [c.telling.chain if c.telling else () for c in options]
            stands = [
                standing(isnad.words, c.telling, chain, start, end, done).features
                for c, chain in zip(options, chains, strict=True)
            ]
            fits = [fit_of(gold, told(chain)) for chain in chains]
            found.append(Event(document["outlet"], gold, claim["status"], options, fits, stands))
    return found


def matrix(rows: Sequence[Sequence[str]], names: dict[str, int]) -> csr_matrix:
    columns = [[names.setdefault(f, len(names)) for f in dict.fromkeys(row)] for row in rows]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate([np.array(c, dtype=np.int64) for c in columns])
    return csr_matrix((np.ones(ends[-1]), flat, ends), shape=(len(rows), len(names)))


def fit_choice(data: Sequence[Event]) -> dict[str, float]:
    names: dict[str, int] = {}
    kept = [e for e in data if max(e.fits) > 0]
    x = matrix([c.features for e in kept for c in e.found], names)
    right = np.array([fit == max(e.fits) for e in kept for fit in e.fits], dtype=float)
    starts = np.cumsum([0, *(len(e.found) for e in kept)])
    group = np.repeat(np.arange(len(kept)), np.diff(starts))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        scores = np.exp(scores - np.maximum.reduceat(scores, starts[:-1])[group])
        share = scores / np.add.reduceat(scores, starts[:-1])[group]
        good = share * right
        total = np.add.reduceat(good, starts[:-1])
        gradient = x.T @ (share - good / total[group]) + PENALTY * w
        return float(-np.log(total + 1e-12).sum() + PENALTY / 2 * w @ w), gradient

    solved = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    found = {name: float(solved.x[at]) for name, at in names.items()}
    found["none"] = found.get("none", 0.0) + OWN_VOICE  # a source left out misleads more than one too many
    return found


def fit_status(data: Sequence[Event], chosen: Sequence[int]) -> dict[str, float]:
    names: dict[str, int] = {}
    x = matrix([e.stands[i] for e, i in zip(data, chosen, strict=True)], names)
    y = np.array([[e.status == s for s in STATUSES] for e in data], dtype=float)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(names), len(STATUSES))
        scores = x @ w
        scores -= scores.max(axis=1, keepdims=True)
        share = np.exp(scores)
        share /= share.sum(axis=1, keepdims=True)
        gradient = x.T @ (share - y) + STATUS_PENALTY * w
        return float(
            -np.log((share * y).sum(axis=1) + 1e-12).sum() + STATUS_PENALTY / 2 * flat @ flat
        ), gradient.ravel()

    start = np.zeros(len(names) * len(STATUSES))
    solved = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    w = solved.x.reshape(len(names), len(STATUSES))
    return {f"{s} | {name}": float(w[at, i]) for name, at in names.items() for i, s in enumerate(STATUSES)}


def choose(event: Event, weights: dict[str, float]) -> int:
    return max(range(len(event.found)), key=lambda i: sum(weights.get(f, 0.0) for f in event.found[i].features))


def status_of(features: Sequence[str], weights: dict[str, float]) -> str:
    return max(STATUSES, key=lambda s: (sum(weights.get(f"{s} | {f}", 0.0) for f in features), s))


def judged(data: Sequence[Event], source: dict[str, float], status: dict[str, float]) -> dict[str, int]:
    count: dict[str, int] = defaultdict(int)
    for event in data:
        at = choose(event, source)
        telling = event.found[at].telling
        chain = told(telling.chain) if telling else []
        state = status_of(event.stands[at], status)
        count["hits"] += hits(event.gold, chain)
        count["predicted"] += len(chain)
        count["gold"] += len(event.gold)
        count["status"] += state == event.status
        count["events"] += 1
        count["sourced"] += bool(event.gold)
        count["laundered"] += bool(event.gold) and not chain and state == "reported"
    return count


def main() -> None:
    annotated, origin = documents(Path(sys.argv[1]), Path(sys.argv[2]))
    output = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(khabar.attribute.__file__).parent / "weights.json"
    data = events(annotated)
    fold = folds_of((e.outlet for e in data), FOLDS)
    total: Counter[str] = Counter()
    for k in range(FOLDS):
        seen = [e for e in data if fold[e.outlet] != k]
        source = fit_choice(seen)
        status = fit_status(seen, [choose(e, source) for e in seen])
        total.update(judged([e for e in data if fold[e.outlet] == k], source, status))
    f1 = 2 * total["hits"] / (total["predicted"] + total["gold"])
    figures = {
        "sources_f1": round(f1, 3),
        "status": round(total["status"] / total["events"], 3),
        "laundered": round(total["laundered"] / total["sourced"], 3),
    }
    source = fit_choice(data)
    status = fit_status(data, [choose(e, source) for e in data])
    weights = {
        "version": "2026.11",
        "corpus": origin,
        "folds_by_outlet": figures,
        "source": {f: round(v, 3) for f, v in sorted(source.items()) if abs(v) >= 0.01},
        "status": {f: round(v, 3) for f, v in sorted(status.items()) if abs(v) >= 0.01},
    }
    output.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")
    sys.stdout.write(f"{figures}\n")


if __name__ == "__main__":
    main()
