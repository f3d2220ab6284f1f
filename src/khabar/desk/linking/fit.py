"""Fit the match weights: `python -m khabar.desk.linking.fit AIRWARS_FOLDER EXTRACTED.jsonl`.

What agreement is worth among claims of one incident (m) is counted on pairs of reports that people coded as one
incident; what it is worth by chance (u) on decoys: claims near in place whose days are shifted together. The prior
weight is the most cautious one that comes close to the best recall in cross-validation by incident, with false joins
below the setting.
The same input gives the same file.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khabar.desk.linking import comparisons as rules
from khabar.desk.linking.cluster import Edge, Limits, group
from khabar.desk.linking.labels import (
    Agreement,
    Coded,
    agreement,
    coded_incidents,
    pairs_of_one,
    pairs_of_two,
    representatives,
)
from khabar.desk.linking.pairs import Pairs, compare
from khabar.desk.linking.rows import Row, rows_of

Weights = dict[str, dict[str, float]]
_NOTHING: Weights = {}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """JSON Lines, plain or gzipped."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def _counts(pairs: Pairs, chosen: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    return {
        name: np.bincount(pairs.levels[name][chosen], minlength=len(levels)).astype(float)
        for name, levels in rules.comparisons().items()
    }


def _index(pairs: Pairs) -> dict[tuple[int, int], int]:
    return {(int(a), int(b)): at for at, (a, b) in enumerate(zip(pairs.left, pairs.right, strict=True))}


def chance_counts(rows: Sequence[Row]) -> dict[str, NDArray[np.float64]]:
    """How often each level holds between claims that are near in place but tell of different days."""
    known = rules.settings()["fit"]
    total = {name: np.zeros(len(levels)) for name, levels in rules.comparisons().items()}
    for shift in known["decoy_days"]:
        decoys = [_shifted(row, shift) for row in rows]
        pairs = compare([*rows, *decoys], weights=_NOTHING, prior=0.0, keep=-1e9)
        crossing = np.flatnonzero((pairs.left < len(rows)) & (pairs.right >= len(rows)))
        apart = [at for at in crossing.tolist() if _other_event(rows, pairs, at, known["decoy_gap"])]
        for name, counts in _counts(pairs, np.array(apart, dtype=np.int64)).items():
            total[name] += counts
    return total


def _shifted(row: Row, days: int) -> Row:
    def move(day: Any) -> Any:
        return day and day + timedelta(days=days)

    return dataclasses.replace(
        row,
        claim=f"~{row.claim}",
        report=f"~{row.report}",
        origin=f"~{row.origin}",
        first=move(row.first),
        last=move(row.last),
    )


def _other_event(rows: Sequence[Row], pairs: Pairs, at: int, gap: int) -> bool:
    one, two = rows[int(pairs.left[at])], rows[int(pairs.right[at]) - len(rows)]
    if one.report == two.report or one.first is None or two.first is None:
        return False
    return abs((one.first - two.first).days) >= gap


def weights_from(m: dict[str, NDArray[np.float64]], u: dict[str, NDArray[np.float64]]) -> Weights:
    """Match weights of counted levels; silent levels weigh nothing, fixed ones what the settings say."""
    fixed: Weights = rules.settings()["fixed"]
    return {
        name: _level_weights(levels, m[name], u[name], fixed.get(name, {}))
        for name, levels in rules.comparisons().items()
    }


def _level_weights(
    levels: tuple[rules.Level, ...], m: NDArray[np.float64], u: NDArray[np.float64], fixed: dict[str, float]
) -> dict[str, float]:
    """log2 of seen over expected, both raised by `shrink`: what was hardly ever seen weighs hardly anything."""
    free = [at for at, level in enumerate(levels) if not level.silent and level.name not in fixed]
    shrink = rules.settings()["fit"]["shrink"]
    expected = m[free].sum() * u[free] / max(u[free].sum(), 1.0)
    seen_expected = dict(zip(free, zip(m[free] + shrink, expected + shrink, strict=True), strict=True))
    given = {level.name: fixed.get(level.name, 0.0) for level in levels}
    given.update({levels[at].name: _log2(*seen_expected[at]) for at in free})
    ordered = [at for at in free if levels[at].order]
    for pooled in _never_rising([seen_expected[at] for at in ordered]):
        for at in ordered[pooled[0] : pooled[1]]:
            given[levels[at].name] = pooled[2]
    return given


def _log2(seen: float, expected: float) -> float:
    return round(float(np.log2(seen / expected)), 3)


def _never_rising(counts: list[tuple[float, float]]) -> list[tuple[int, int, float]]:
    """Neighbours pooled until their ratios fall: `(first, last, weight)` of each pool."""
    pools: list[tuple[int, int, float, float]] = []
    for at, (seen, expected) in enumerate(counts):
        pools.append((at, at + 1, seen, expected))
        while len(pools) > 1 and pools[-2][2] / pools[-2][3] < pools[-1][2] / pools[-1][3]:
            (first, _, s1, e1), (_, last, s2, e2) = pools[-2:]
            pools[-2:] = [(first, last, s1 + s2, e1 + e2)]
    return [(first, last, _log2(seen, expected)) for first, last, seen, expected in pools]


def weigh(pairs: Pairs, weights: Weights, prior: float) -> NDArray[np.float64]:
    """Match weight of every pair under other weights."""
    total = np.full(len(pairs), prior)
    for name, levels in rules.comparisons().items():
        total += np.array([weights[name].get(level.name, 0.0) for level in levels])[pairs.levels[name]]
    return total


def limits() -> Limits:
    """The limits of an incident, from the settings."""
    known = rules.settings()
    return Limits(
        known["outcome"]["same"],
        known["outcome"]["average"],
        known["incident"]["absent_weight"],
        known["incident"]["days"],
        known["incident"]["km"],
        known["incident"]["spot_km"],
    )


def grouped(rows: Sequence[Row], pairs: Pairs, weights: Weights, prior: float) -> dict[int, int]:
    """Row -> group under given weights."""
    total = weigh(pairs, weights, prior)
    kept = np.flatnonzero(total >= rules.settings()["candidates"]["keep_weight"])
    edges = [Edge(int(pairs.left[at]), int(pairs.right[at]), float(total[at])) for at in kept]
    found = group(rows, edges, limits(), coarse_km=rules.settings()["candidates"]["coarse_km"])
    return {member: at for at, members in enumerate(found.groups) for member in members}


def _fold(incident: str, folds: int) -> int:
    return hashlib.blake2s(incident.encode(), digest_size=4).digest()[0] % folds


def cross_validate(
    rows: Sequence[Row], pairs: Pairs, chance: dict[str, NDArray[np.float64]], coded: Sequence[Coded], prior: float
) -> Agreement:
    """Agreement when every incident's pairs are judged by weights that were fitted without that incident."""
    found = representatives(rows, coded)
    folds = rules.settings()["fit"]["folds"]
    index = _index(pairs)
    parts: list[tuple[int, float, int, float, float, int]] = []
    for fold in range(folds):
        held = {k: v for k, v in found.items() if _fold(k, folds) == fold}
        rest = {k: v for k, v in found.items() if _fold(k, folds) != fold}
        group_of = grouped(rows, pairs, weights_from(_same_counts(pairs, index, rest), chance), prior)
        near = [p for p in pairs_of_two(found, coded) if set(p) & {r for v in held.values() for r in v.values()}]
        got = agreement(group_of, pairs_of_one(held), near, held)
        size = sum(len(v) for v in held.values())
        parts.append((got.same, got.recall, got.different, got.false_joins, got.b_cubed, size))
    same, different, size = sum(p[0] for p in parts), sum(p[2] for p in parts), sum(p[5] for p in parts)
    return Agreement(
        same,
        sum(p[0] * p[1] for p in parts) / max(1, same),
        different,
        sum(p[2] * p[3] for p in parts) / max(1, different),
        sum(p[4] * p[5] for p in parts) / max(1, size),
    )


def _same_counts(
    pairs: Pairs, index: dict[tuple[int, int], int], found: dict[str, dict[str, int]]
) -> dict[str, NDArray[np.float64]]:
    chosen = [at for a, b in pairs_of_one(found) if (at := index.get((min(a, b), max(a, b)))) is not None]
    return _counts(pairs, np.array(chosen, dtype=np.int64))


def fit(rows: Sequence[Row], coded: Sequence[Coded]) -> dict[str, Any]:
    """The content of `weights.json`: weights, prior, and how they fared in cross-validation."""
    pairs = compare(rows, weights=_NOTHING, prior=0.0, keep=-1e9)
    chance = chance_counts(rows)
    tried = {p / 2: cross_validate(rows, pairs, chance, coded, p / 2) for p in range(-20, 9)}
    bound = rules.settings()["fit"]["false_joins"]
    sound = {p: a for p, a in tried.items() if a.false_joins <= bound} or tried
    best = max(agreed.recall for agreed in sound.values()) - rules.settings()["fit"]["recall_slack"]
    prior = min(p for p, agreed in sound.items() if agreed.recall >= best)
    found = representatives(rows, coded)
    return {
        "prior": prior,
        "weights": weights_from(_same_counts(pairs, _index(pairs), found), chance),
        "cross_validation": {k: round(v, 4) for k, v in dataclasses.asdict(tried[prior]).items()},
    }


def main(arguments: Sequence[str]) -> int:
    """Fit and write `data/weights.json`; prints the cross-validated agreement."""
    folder, extracted = Path(arguments[0]), Path(arguments[1])
    docs = read_lines(folder / "docs.jsonl.gz")
    coded = coded_incidents(docs, read_lines(folder / "incidents.jsonl"))
    result = fit(list(rows_of(read_lines(extracted))), coded)
    target = Path(arguments[2]) if len(arguments) > 2 else Path(__file__).parent / "data" / "weights.json"
    target.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sys.stdout.write(json.dumps(result["cross_validation"]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
