"""Incidents written in a format, deterministically, in one move: a file is whole or not there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khabar.desk.releases.annotations import as_jsonld
from khabar.desk.releases.fields import ColumnMap, column_map, fields, not_carried
from khabar.desk.releases.forms import JOIN, cells, wanted
from khabar.desk.releases.published import Published

_ARROW = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format: file ending, how it is written, and what it cannot carry."""

    name: str
    ending: str
    write: Callable[[Sequence[Published]], bytes]
    lost: Callable[[], list[str]]
    title: str


def as_csv(incidents: Sequence[Published]) -> bytes:
    """CSV of all fields, with the HXL hashtags as second row; lists are joined by "; "."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow([f.name for f in fields()])
    writer.writerow([f.hxl for f in fields()])
    for published in incidents:
        writer.writerow([_text(published.row[f.name]) for f in fields()])
    return made.getvalue().encode("utf-8")


def _text(value: Any) -> str:
    if isinstance(value, list):
        return JOIN.join(value)
    return "" if value is None else str(value)


def as_geojson(incidents: Sequence[Published]) -> bytes:
    """A FeatureCollection (RFC 7946); an incident without coordinates has a null geometry."""
    return _lines('{"type": "FeatureCollection", "features": [', [_feature(p) for p in incidents])


def _feature(published: Published) -> dict[str, Any]:
    row = dict(published.row)
    lat, lon = row.pop("lat"), row.pop("lon")
    geometry = {"type": "Point", "coordinates": [lon, lat]} if lat is not None and lon is not None else None
    tellings = {"tellings": published.tellings, "summary": published.summary}
    return {"type": "Feature", "id": published.id, "geometry": geometry, "properties": {**row, **tellings}}


def as_parquet(incidents: Sequence[Published]) -> bytes:
    """Parquet of all fields; the tellings as JSON text in `tellings`."""
    from datetime import date

    columns: dict[str, pa.Array] = {}
    for f in fields():
        values: list[Any] = [p.row[f.name] for p in incidents]
        if f.kind == "date":
            values = [date.fromisoformat(v) if v else None for v in values]
        columns[f.name] = pa.array(values, _ARROW[f.kind])
    columns["tellings"] = pa.array([json.dumps(p.tellings, ensure_ascii=False) for p in incidents], pa.string())
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


def mapped_csv(name: str) -> Callable[[Sequence[Published]], bytes]:
    """A writer of the column map `name` as CSV."""

    def write(incidents: Sequence[Published]) -> bytes:
        mapped = column_map(name)
        made = io.StringIO()
        writer = csv.writer(made, lineterminator="\n")
        writer.writerow([column.name for column in mapped.columns])
        for row in _rows(incidents, mapped):
            writer.writerow([_text(row[column.name]) for column in mapped.columns])
        return made.getvalue().encode("utf-8")

    return write


def as_plover(incidents: Sequence[Published]) -> bytes:
    """One JSON object an incident, fields as in the map `plover`."""
    rows = _rows(incidents, column_map("plover"))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def _rows(incidents: Iterable[Published], mapped: ColumnMap) -> list[dict[str, Any]]:
    return [cells(p, mapped) for p in incidents if wanted(p, mapped)]


def as_lines(incidents: Sequence[Published]) -> bytes:
    """JSON Lines of all that is published: row, tellings and decisions; what `khabar diff` compares."""
    return "".join(json.dumps(whole(p), ensure_ascii=False) + "\n" for p in incidents).encode("utf-8")


def whole(published: Published) -> dict[str, Any]:
    """Everything about an incident that may be published."""
    return {
        **published.row,
        "summary": published.summary,
        "tellings": published.tellings,
        "decisions": [
            {"kind": v.kind, "reason": v.reason, "at": v.at.isoformat(), "claim": v.claim} for v in published.verdicts
        ],
        "engines": list(published.engines),
    }


def as_linked_data(incidents: Sequence[Published]) -> bytes:
    """JSON-LD, see `annotations`."""
    whole = as_jsonld(incidents)
    context = json.dumps(whole["@context"], ensure_ascii=False)
    return _lines(f'{{"@context": {context}, "@graph": [', whole["@graph"])


def _lines(head: str, items: Sequence[dict[str, Any]]) -> bytes:
    """JSON with one item of its list a line: quick to write, and fit for `diff`."""
    body = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f"{head}\n{body}\n]}}\n".encode()


def digest(content: bytes) -> str:
    """SHA-256 of a file's content, in hex."""
    return hashlib.sha256(content).hexdigest()


_TELLINGS = "every value but the displayed one, and who told each (tellings)"
FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format(
            "acled", "csv", mapped_csv("acled"), lambda: not_carried(column_map("acled")), column_map("acled").title
        ),
        Format("ucdp", "csv", mapped_csv("ucdp"), lambda: not_carried(column_map("ucdp")), column_map("ucdp").title),
        Format("plover", "jsonl", as_plover, lambda: not_carried(column_map("plover")), column_map("plover").title),
        Format("geojson", "geojson", as_geojson, list, "GeoJSON (RFC 7946)"),
        Format("parquet", "parquet", as_parquet, list, "Apache Parquet"),
        Format("csv", "csv", as_csv, lambda: [_TELLINGS], "CSV with an HXL row"),
        Format("jsonld", "jsonld", as_linked_data, list, "JSON-LD: W3C Web Annotation and PROV-O"),
    )
}
