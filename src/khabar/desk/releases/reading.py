"""Read an export back: the rows of GeoJSON, Parquet and CSV files, equal to what was written."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from khabar.desk.releases.fields import Field, fields
from khabar.desk.releases.forms import JOIN
from khabar.desk.releases.published import Value
from khabar.errors import InputError


def read_export(path: Path) -> list[dict[str, Value]]:
    """Rows of an exported file, by its ending. Raises InputError for a file of another kind."""
    readers = {".csv": _from_csv, ".geojson": _from_geojson, ".parquet": _from_parquet}
    reader = readers.get(path.suffix)
    if reader is None:
        raise InputError(f"cannot be read back: use one of {', '.join(readers)}", path=path)
    try:
        return reader(path)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise InputError(f"is no export of khabar's ({error})", path=path) from error


def _from_csv(path: Path) -> list[dict[str, Value]]:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [
        {f.name: _value(f, row[f.name]) for f in fields()} for row in rows if not row["incident_id"].startswith("#")
    ]


def _value(field: Field, text: str) -> Value:
    match field.kind:
        case "list":
            return text.split(JOIN) if text else []
        case "int":
            return int(text) if text else None
        case "float":
            return float(text) if text else None
        case "date":
            return text or None
    return text


def _from_geojson(path: Path) -> list[dict[str, Value]]:
    found = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        row: dict[str, Any] = dict(feature["properties"])
        point = feature["geometry"]
        row["lon"], row["lat"] = point["coordinates"] if point else (None, None)
        found.append({f.name: row[f.name] for f in fields()})
    return found


def _from_parquet(path: Path) -> list[dict[str, Value]]:
    import pyarrow.parquet as pq

    rows = pq.read_table(path).to_pylist()
    return [{f.name: _plain(row[f.name]) for f in fields()} for row in rows]


def _plain(value: Any) -> Value:
    plain: Value = value.isoformat() if hasattr(value, "isoformat") else value
    return plain
