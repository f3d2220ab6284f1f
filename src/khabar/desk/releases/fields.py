"""The fields of a published incident, the column maps of the formats, and the policy: all data files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Kind = Literal["text", "int", "float", "date", "list"]
_FOLDER = resources.files("khabar.desk.releases") / "formats"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, kind, HXL tag and meaning."""

    name: str
    kind: Kind
    hxl: str
    about: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a format, filled from `field` through `form`, or with a `constant`."""

    name: str
    field: str = ""
    form: str = ""
    constant: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How incidents are written in someone else's format. `lost` says in words what the format cannot carry."""

    title: str
    columns: tuple[Column, ...]
    forms: dict[str, dict[str, str]]
    lost: tuple[str, ...]
    only: tuple[str, int] | None = None


def text(name: str) -> str:
    """A template of the folder `formats`."""
    return (_FOLDER / name).read_text("utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(text(f"{name}.toml"))


@cache
def fields() -> tuple[Field, ...]:
    """Fields of a published incident, in order."""
    return tuple(Field(**row) for row in _toml("fields")["field"])


@cache
def policy() -> dict[str, Any]:
    """What may be published, from `formats/policy.toml`."""
    return _toml("policy")


@cache
def column_map(name: str) -> ColumnMap:
    """The column map `name` (acled, ucdp, plover)."""
    about = _toml(name)
    only = about.get("only")
    return ColumnMap(
        about["title"],
        tuple(Column(**row) for row in about["column"]),
        about.get("forms", {}),
        tuple(about.get("lost", {}).values()),
        (only["field"], int(only["at_least"])) if only else None,
    )


def not_carried(mapped: ColumnMap) -> list[str]:
    """What a format cannot carry: fields that no column takes, then what its map says in words."""
    used = {column.field for column in mapped.columns}
    return [f.name for f in fields() if f.name not in used] + list(mapped.lost)
