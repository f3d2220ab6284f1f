"""Compare candidate pairs of rows with Splink on DuckDB."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from khabar.desk.linking import comparisons as rules
from khabar.desk.linking.rows import Row, kin

_EPOCH = 719163  # ordinal of 1970-01-01
_HALVES = [(lat, lon, day) for lat in (0.0, 0.5) for lon in (0.0, 0.5) for day in (0.0, 0.5)]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Compared pairs: `left[i] < right[i]` index the rows; `weight` is log2 odds; `levels[name][i]` numbers the
    comparison's level, counted as in `comparisons()`."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]
    levels: dict[str, NDArray[np.int8]]

    def __len__(self) -> int:
        return len(self.left)


def _frequent(rows: Sequence[Row]) -> set[str]:
    share = rules.settings()["candidates"]["frequent_words"]
    counts = Counter(word for row in rows for word in row.words)
    limit = max(50, share * len(rows))
    return {word for word, count in counts.items() if count > limit}


def _cells(rows: Sequence[Row], half: tuple[float, float, float]) -> pa.Array:
    """A cell id per row: 0.5 degrees square by twice the days that may lie between two claims."""
    days = 2 * rules.settings()["candidates"]["days"] or 1
    lat_shift, lon_shift, day_shift = half
    cells: list[int | None] = []
    for row in rows:
        if row.lat is None or row.lon is None or row.first is None:
            cells.append(None)
            continue
        y = math.floor((row.lat + 90) * 2 + lat_shift)
        x = math.floor((row.lon + 180) * 2 + lon_shift)
        cells.append((math.floor(row.first.toordinal() / days + day_shift) * 1000 + y) * 1000 + x)
    return pa.array(cells, pa.int64())


def table(rows: Sequence[Row]) -> pa.Table:
    """Rows as the Arrow table that Splink reads."""
    frequent = _frequent(rows)
    days = [None if r.first is None else r.first.toordinal() - _EPOCH for r in rows]
    last = [None if r.last is None else r.last.toordinal() - _EPOCH for r in rows]
    text = pa.list_(pa.string())
    told_as = kin()
    columns: dict[str, pa.Array] = {
        "uid": pa.array(range(len(rows)), pa.int64()),
        **{
            name: pa.array([getattr(r, name) for r in rows]) for name in ("claim", "report", "origin", "type", "family")
        },
        "told_as": pa.array([list(told_as.get(r.type, ())) for r in rows], text),
        "first": pa.array(days, pa.int32()),
        "last": pa.array(last, pa.int32()),
        "dated": pa.array([r.dated for r in rows]),
        "loose_date": pa.array([r.loose_date for r in rows]),
        "lat": pa.array([r.lat for r in rows], pa.float64()),
        "lon": pa.array([r.lon for r in rows], pa.float64()),
        "radius_km": pa.array([r.radius_km for r in rows], pa.float64()),
        "place": pa.array([r.place for r in rows]),
        "within": pa.array([list(r.within) for r in rows], text),
        "area_day": pa.array(
            [f"{r.admin1}|{d}|{r.family}" if r.admin1 and d else None for r, d in zip(rows, days, strict=True)]
        ),
        "place_day": pa.array(
            [f"{r.place}|{d}" if r.place and r.lat is None and d else None for r, d in zip(rows, days, strict=True)]
        ),
        "perpetrators": pa.array([list(r.perpetrators) for r in rows], text),
        "targets": pa.array([list(r.targets) for r in rows], text),
        "parties": pa.array([[*r.perpetrators, *r.targets] for r in rows], text),
        "chain": pa.array([" < ".join(r.chain) for r in rows]),
        "means": pa.array([list(r.means) for r in rows], text),
        "words": pa.array([[w for w in r.words if w not in frequent] for r in rows], text),
        "accounts": pa.array([list(r.accounts) for r in rows], text),
    }
    for kind in ("killed", "injured"):
        tolls = [getattr(r, kind) for r in rows]
        columns[f"{kind}_low"] = pa.array([t and t[0] for t in tolls], pa.int64())
        columns[f"{kind}_high"] = pa.array([t and (1_000_000 if t[1] is None else t[1]) for t in tolls], pa.int64())
    for number, half in enumerate(_HALVES):
        columns[f"cell_{number}"] = _cells(rows, half)
    return pa.table(columns)


def compare(
    rows: Sequence[Row],
    *,
    weights: dict[str, dict[str, float]] | None = None,
    prior: float | None = None,
    keep: float | None = None,
    memory: str = "1500MB",
) -> Pairs:
    """Candidate pairs of `rows` with match weight of `keep` and more, in row order.

    `weights` and `prior` default to the fitted ones, `keep` to the setting; `memory` caps DuckDB, which then spills
    to disk.
    """
    if len(rows) < 2:
        return _empty()
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    for name in ("splink", "sqlglot"):
        logging.getLogger(name).setLevel(logging.ERROR)
    given = rules.weights() if weights is None else weights
    start = rules.prior() if prior is None else prior
    least = rules.settings()["candidates"]["keep_weight"] if keep is None else keep
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute("SET enable_progress_bar = false")
        api = DuckDBAPI(connection=connection)
        linker = Linker(
            api.register(table(rows)), rules.splink_settings(given, start), log_level=None, validate_settings=False
        )
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        return _pairs(connection, found.physical_name, given)
    finally:
        connection.close()


def _pairs(connection: Any, name: str, given: dict[str, dict[str, float]]) -> Pairs:
    parts = ", ".join(f'"mw_{n}"' for n in rules.comparisons())
    got = connection.execute(
        f"select least(uid_l, uid_r) a, greatest(uid_l, uid_r) b, match_weight, {parts} from {name} order by a, b"
    ).fetchnumpy()
    return Pairs(
        np.asarray(got["a"], dtype=np.int64),
        np.asarray(got["b"], dtype=np.int64),
        np.asarray(got["match_weight"], dtype=np.float64),
        {n: _levels(np.asarray(got[f"mw_{n}"]), n, given.get(n, {})) for n in rules.comparisons()},
    )


def _levels(weights: NDArray[np.float64], name: str, given: dict[str, float]) -> NDArray[np.int8]:
    known = np.array(rules.distinct(name, given))
    order = np.argsort(known)
    edges = (known[order][1:] + known[order][:-1]) / 2
    return np.asarray(order[np.searchsorted(edges, weights)], dtype=np.int8)


def _empty() -> Pairs:
    none = np.zeros(0, dtype=np.int64)
    return Pairs(none, none, np.zeros(0), {name: none.astype(np.int8) for name in rules.comparisons()})
