"""Claims and what surrounds them, to JSON and back without loss."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from khabar.model import Claim, Finding, Relation, Statement


@cache
def _adapters() -> dict[type, TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in (Claim, Finding, Relation, Statement)}


def to_json(item: Claim | Finding | Relation | Statement) -> dict[str, Any]:
    """The record as plain JSON values, every field kept."""
    plain: dict[str, Any] = _adapters()[type(item)].dump_python(item, mode="json")
    return plain


def to_claim(body: dict[str, Any]) -> Claim:
    """The claim that `to_json` wrote: `to_claim(to_json(claim)) == claim`."""
    claim: Claim = _adapters()[Claim].validate_python(body)
    return claim


def to_statement(body: dict[str, Any]) -> Statement:
    """The statement that `to_json` wrote."""
    statement: Statement = _adapters()[Statement].validate_python(body)
    return statement


def to_finding(body: dict[str, Any]) -> Finding:
    """The finding that `to_json` wrote."""
    finding: Finding = _adapters()[Finding].validate_python(body)
    return finding
