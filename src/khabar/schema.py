"""The shape of a line of `khabar extract --format jsonl`, as models, and its JSON Schema.

Only for the schema and for readers of the output: khabar itself builds plain dicts (`khabar.record`).
`python -m khabar.schema` writes the schema anew after a change.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from khabar.model import Basis, DatePrecision, PlacePrecision, Role, Status

_FILE = "claims.schema.json"
Offset = Annotated[int, Field(ge=0, description="Code points from the start of `text`.")]
SpanPair = Annotated[list[Offset], Field(min_length=2, max_length=2, description="[start, end) in `text`.")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="ISO 8601 date.")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Quote(_Strict):
    """Verbatim support: `text` is what stands at `[start, end)`."""

    text: str
    start: Offset
    end: Offset


class Candidate(_Strict):
    """A reading that was weighed and lost."""

    value: str
    score: float
    reason: str


class Finding(_Strict):
    """Doubt about the data."""

    code: str
    message: str
    quote: Quote | None


class Date(_Strict):
    """The day or days of the event, both ends inclusive."""

    start: Day
    end: Day
    text: str
    basis: Basis
    span: SpanPair
    precision: DatePrecision
    candidates: list[Candidate]
    findings: list[Finding]


class Admin(_Strict):
    """A containing unit: level 0 is the country, 1 the governorate."""

    level: int
    name_ar: str
    name_en: str | None
    code: str | None


class Place(_Strict):
    """Where: as told, and as resolved."""

    name: str
    within: list[str]
    landmark: str | None = None
    landmark_span: SpanPair | None = None
    span: SpanPair
    within_spans: list[SpanPair]
    name_en: str | None
    lat: Annotated[float, Field(ge=-90, le=90)] | None
    lon: Annotated[float, Field(ge=-180, le=180)] | None
    radius_km: Annotated[float, Field(ge=0)] | None
    gazetteer_id: str | None
    precision: PlacePrecision
    admin: list[Admin]
    country: str | None
    candidates: list[Candidate]


class Actor(_Strict):
    """A party that takes part."""

    text: str
    id: str | None
    role: Role
    span: SpanPair
    name_en: str | None
    kind: str | None
    partisan: bool
    candidates: list[Candidate]


class Toll(_Strict):
    """A number of people: `high` is null for an open upper end."""

    low: Annotated[int, Field(ge=0)]
    high: Annotated[int, Field(ge=0)] | None
    text: str
    span: SpanPair
    victims: str | None


class Harm(_Strict):
    """Tolls by kind; a kind that is not told is absent."""

    killed: Toll | None = None
    injured: Toll | None = None
    detained: Toll | None = None
    abducted: Toll | None = None
    displaced: Toll | None = None


class Source(_Strict):
    """One link of the chain of sources."""

    text: str
    id: str | None
    span: SpanPair
    name_en: str | None
    tie: Quote | None


class Summary(_Strict):
    """The claim in one line."""

    en: str
    ar: str


class Claim(_Strict):
    """One event, at one place, on one day, as told by one chain of sources (outermost first)."""

    id: Annotated[str, Field(pattern=r"^c[0-9a-f]{16}(-\d+)?$")]
    type: str
    family: Literal["battle", "explosion", "coercion", "protest", "strategic"]
    evidence: str
    start: Offset
    end: Offset
    trigger: Quote
    date: Date | None
    place: Place | None
    actors: list[Actor]
    harm: Harm
    sources: list[Source]
    status: Status
    confidence: Annotated[float, Field(ge=0, le=1)]
    reasons: list[str]
    candidates: list[Candidate]
    accounts: Annotated[list[str], Field(description="Ids of claims of this report that tell of the same happening.")]
    summary: Summary
    incident_id: str | None = None


class Period(_Strict):
    """Days, either end open."""

    start: Day | None
    end: Day | None


class Statement(Quote):
    """A trend that the report tells; no claim."""

    subject: Quote | None
    direction: Literal["up", "down", "steady"]
    place: Quote | None
    period: Period
    actor_id: str | None


class PartyQuote(Quote):
    """A party of a relation."""

    id: str | None


class Relation(Quote):
    """A tie between two parties, as told."""

    kind: str
    subject: PartyQuote
    object: PartyQuote


class Document(_Strict):
    """A report with all that was read in it. Offsets are code points of `text`, which is the text as given."""

    doc_id: str
    outlet: str | None
    published: Day | None
    title: str | None
    url: str | None
    language: Annotated[str, Field(description='ISO 639-1 code; "und" where it cannot be told.')]
    text: str
    claims: list[Claim]
    statements: list[Statement]
    relations: list[Relation]
    findings: list[Finding]
    engine: Annotated[str, Field(description="Name and version of what read the report.")]


def generated() -> dict[str, Any]:
    """The JSON Schema of a document, made from the models."""
    schema = Document.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def as_text(schema: dict[str, Any]) -> str:
    """The schema as it is committed."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the schema into the package."""
    Path(str(resources.files("khabar.data") / _FILE)).write_text(as_text(generated()), "utf-8")


if __name__ == "__main__":
    main()
