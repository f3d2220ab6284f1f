"""Read the tables: CSV rows as typed dicts, held to the TOML beside them."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from khabar.errors import LexiconError
from khabar.text.fold import key

_FOLDER = resources.files("khabar.lexicon") / "tables"


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows (values converted by column kind; an empty cell is "" / None / ()), and its description."""

    name: str
    about: dict[str, Any]
    rows: tuple[dict[str, Any], ...]


def names() -> list[str]:
    """Names of all bundled tables, sorted."""
    return sorted(f.name.removesuffix(".csv") for f in _FOLDER.iterdir() if f.name.endswith(".csv"))


def _about(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


def _raw_rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO((_FOLDER / f"{name}.csv").read_text("utf-8"), newline=""))
    for row in reader:
        yield reader.line_num, row


def _convert(value: str, kind: str) -> Any:
    match kind:
        case "int":
            return int(value) if value else None
        case "float":
            return float(value) if value else None
        case "bool":
            return value in {"1", "true", "yes"}
        case "list":
            return tuple(v.strip() for v in value.split("|") if v.strip())
    return value


@cache
def load(name: str) -> Table:
    """The table `name`; raises LexiconError with file and line for a cell that cannot be read."""
    about = _about(name)
    kinds = {column: rules.get("kind", "text") for column, rules in about["columns"].items()}
    rows = []
    for line, raw in _raw_rows(name):
        try:
            rows.append({column: _convert((raw.get(column) or "").strip(), kind) for column, kind in kinds.items()})
        except ValueError as error:
            raise LexiconError(str(error), path=f"{name}.csv", line=line) from error
    return Table(name, about, tuple(rows))


def faults(name: str) -> list[LexiconError]:
    """Every breach of the table's own rules, each with its line."""
    about = _about(name)
    columns: dict[str, dict[str, Any]] = about["columns"]
    found: list[LexiconError] = []
    seen: dict[tuple[str, ...], int] = {}

    def fault(line: int, message: str, value: str = "") -> None:
        found.append(LexiconError(message, path=f"{name}.csv", line=line, value=value))

    for line, row in _raw_rows(name):
        if set(row) != set(columns):
            fault(line, f"columns {sorted(map(str, set(row) ^ set(columns)))} are missing or not described")
            continue
        for column, rules in columns.items():
            for message in _cell_faults(row, column, rules):
                fault(line, f"{column}: {message}", row[column] or "")
        identity = tuple(key(row[c] or "") for c in about.get("key", ()))
        if identity and identity in seen:
            fault(line, f"repeats line {seen[identity]}", " | ".join(identity))
        seen.setdefault(identity, line)
    return found


def _cell_faults(row: dict[str, str], column: str, rules: dict[str, Any]) -> Iterator[str]:
    value = (row[column] or "").strip()
    if rules.get("required") and not value:
        yield "is empty"
    try:
        _convert(value, rules.get("kind", "text"))
    except ValueError:
        yield f"{value!r} is no {rules['kind']}"
    parts = _convert(value, "list") if rules.get("kind") == "list" else ([value] if value else [])
    if "one_of" in rules:
        yield from (f"{part!r} is not one of {rules['one_of']}" for part in parts if part not in rules["one_of"])
    if "contains" in rules and value:
        wanted = key(row[rules["contains"]] or "")
        if wanted not in key(value):
            yield f"{value!r} does not show {wanted!r}"
