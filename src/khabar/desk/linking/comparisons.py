"""What two claims are compared by: Splink comparisons, blocking rules, and the fitted weights that go with them."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_DATA = resources.files("khabar.desk.linking") / "data"

GAP = "greatest(0, greatest(l.first - r.last, r.first - l.last))"
KM = "(111.2 * sqrt(power(l.lat - r.lat, 2) + power((l.lon - r.lon) * cos(radians((l.lat + r.lat) / 2)), 2)))"
CELLS = 8
_SHARED_WORDS = "len(list_intersect(l.words, r.words))"
_WORD_SHARE = f"({_SHARED_WORDS} / least(len(l.words), len(r.words)))"
_COARSE = "greatest(l.radius_km, r.radius_km) > {coarse}"


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison; `sql` decides it, the first that holds wins; `silent` says nothing either way.

    Levels in `order` stand from the strongest agreement to the weakest: fitted weights never rise along them.
    """

    name: str
    sql: str
    silent: bool = False
    order: bool = True


def _toll(kind: str) -> tuple[Level, ...]:
    low, high = f"{kind}_low", f"{{0}}.{kind}_high"
    meet = f"l.{low} <= {high.format('r')} and r.{low} <= {high.format('l')}"
    return (
        Level("untold", f"l.{low} is null or r.{low} is null", silent=True),
        Level("equal above 3", f"l.{low} = r.{low} and l.{kind}_high = r.{kind}_high and l.{low} > 3"),
        Level("equal", f"l.{low} = r.{low} and l.{kind}_high = r.{kind}_high"),
        Level("ranges meet", meet),
        Level("within half", f"least(l.{low}, r.{low}) * 2 >= greatest(l.{low}, r.{low})"),
        Level("far apart", "ELSE"),
    )


@cache
def comparisons() -> dict[str, tuple[Level, ...]]:
    """Name -> levels of every comparison, in order."""
    coarse = _COARSE.format(coarse=settings()["candidates"]["coarse_km"])
    unlocated = "(l.lat is null or r.lat is null)"
    inside = "(list_contains(l.within, r.place) or list_contains(r.within, l.place))"
    one_type = "(l.type = r.type or list_contains(l.told_as, r.type) or list_contains(r.told_as, l.type))"
    one_scene = f"l.place <> '' and l.place = r.place and {GAP} = 0 and l.dated = r.dated and {one_type}"
    copied = f"l.place = r.place and {GAP} = 0 and l.type = r.type"
    untold_words = "l.words is null or r.words is null or len(l.words) < 3 or len(r.words) < 3"
    return {
        "type": (
            Level("same type", "l.type = r.type"),
            Level("told as each other", "list_contains(l.told_as, r.type) or list_contains(r.told_as, l.type)"),
            Level("same family", "l.family = r.family and l.family <> ''"),
            Level("other", "ELSE"),
        ),
        "days": (
            Level("undated, published that day", f"not (l.dated and r.dated) and {GAP} = 0"),
            Level("undated", "not (l.dated and r.dated)"),
            Level("same day", f"{GAP} = 0 and not (l.loose_date or r.loose_date)"),
            Level("same day, loosely", f"{GAP} = 0"),
            Level("1 day apart", f"{GAP} = 1"),
            Level("2 days apart", f"{GAP} = 2"),
            Level("more", "ELSE"),
        ),
        "kilometres": (
            Level("one within the other", f"{inside} and l.place <> r.place", order=False),
            Level("unnamed", f"{unlocated} and (l.place = '' or r.place = '')", silent=True),
            Level("same name, unlocated", f"{unlocated} and l.place = r.place"),
            Level("other name, unlocated", unlocated),
            Level("area holds it", f"{coarse} and {KM} <= greatest(l.radius_km, r.radius_km)", order=False),
            Level("area is near", coarse, order=False),
            Level("same place", f"{KM} < 1.5"),
            Level("radii meet", f"{KM} <= l.radius_km + r.radius_km"),
            Level("within 8 km", f"{KM} <= 8"),
            Level("within 25 km", f"{KM} <= 25"),
            Level("far", "ELSE"),
        ),
        "parties": (
            Level("unknown", "len(l.parties) = 0 or len(r.parties) = 0", silent=True),
            Level(
                "same perpetrator and target",
                "list_has_any(l.perpetrators, r.perpetrators) and list_has_any(l.targets, r.targets)",
            ),
            Level("same perpetrator", "list_has_any(l.perpetrators, r.perpetrators)"),
            Level("shared party", "list_has_any(l.parties, r.parties)"),
            Level("no shared party", "ELSE"),
        ),
        "killed": _toll("killed"),
        "injured": _toll("injured"),
        "means": (
            Level("untold", "len(l.means) = 0 or len(r.means) = 0", silent=True),
            Level("shared", "list_has_any(l.means, r.means)"),
            Level("other", "ELSE"),
        ),
        "words": (
            Level("one text", "l.report = r.report or l.origin = r.origin", silent=True),
            Level("few", untold_words, silent=True),
            Level("most", f"{_WORD_SHARE} >= 0.6 and {_SHARED_WORDS} >= 4"),
            Level("many", f"{_WORD_SHARE} >= 0.35"),
            Level("some", f"{_WORD_SHARE} >= 0.15"),
            Level("none", "ELSE"),
        ),
        "telling": (
            Level(
                "accounts of one happening", "list_contains(l.accounts, r.claim) or list_contains(r.accounts, l.claim)"
            ),
            Level("same report, two tellings", f"l.report = r.report and l.chain <> r.chain and {one_scene}"),
            Level("same report, told again", f"l.report = r.report and {one_scene} and l.type = r.type"),
            Level("same report", "l.report = r.report"),
            Level("copies of one text, one scene", f"l.origin = r.origin and {copied}"),
            Level("copies of one text", "l.origin = r.origin"),
            Level("other report", "ELSE", silent=True),
        ),
    }


@cache
def settings() -> dict[str, Any]:
    """The rules around the weights, from `data/settings.toml`."""
    return tomllib.loads((_DATA / "settings.toml").read_text("utf-8"))


@cache
def weights() -> dict[str, dict[str, float]]:
    """Comparison -> level -> match weight (log2 of the Bayes factor), from `data/weights.json`."""
    return dict(json.loads((_DATA / "weights.json").read_text("utf-8"))["weights"])


def prior() -> float:
    """Match weight of two candidates before anything is compared."""
    return float(json.loads((_DATA / "weights.json").read_text("utf-8"))["prior"])


def blocking_rules() -> list[str]:
    """Candidates: near in days and kilometres (through overlapping grids), or of one report, or in one area that day.

    Cells are 0.5 degrees by 4 days, laid twice in each direction half a cell apart, so any two claims within half a
    cell share one of them.
    """
    limits = settings()["candidates"]
    close = f"{GAP} <= {limits['days']}"
    near = f"{close} and {KM} <= {limits['km']}"
    grids = [f"l.cell_{n} = r.cell_{n} and {near}" for n in range(CELLS)]
    coarse = _COARSE.format(coarse=limits["coarse_km"])
    return [
        "l.report = r.report",
        "l.origin = r.origin",
        *grids,
        f"l.area_day = r.area_day and {coarse}",
        "l.place_day = r.place_day",
    ]


def splink_settings(given: dict[str, dict[str, float]], start: float) -> dict[str, Any]:
    """A Splink model of the comparisons with `given` match weights and prior weight `start`."""
    odds = 2.0**start
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "uid",
        "probability_two_random_records_match": odds / (1 + odds),
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in blocking_rules()],
        "comparisons": [_splink_comparison(n, levels, given.get(n, {})) for n, levels in comparisons().items()],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def distinct(name: str, given: dict[str, float]) -> list[float]:
    """Weights of a comparison's levels in order, told apart by a millionth: a pair's weight names its level."""
    return [given.get(level.name, 0.0) + at * 1e-6 for at, level in enumerate(comparisons()[name])]


def _splink_comparison(name: str, levels: tuple[Level, ...], given: dict[str, float]) -> dict[str, Any]:
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": _splink_names(level.sql), "label_for_charts": level.name, **_chances(weight)}
            for level, weight in zip(levels, distinct(name, given), strict=True)
        ],
    }


def _splink_names(sql: str) -> str:
    return re.sub(r"\b([lr])\.(\w+)", r"\2_\1", sql)


def _chances(weight: float) -> dict[str, float]:
    """m and u with `log2(m / u) == weight`; only their ratio counts."""
    return {"m_probability": min(1.0, 2.0**weight) * 0.5, "u_probability": min(1.0, 2.0**-weight) * 0.5}
