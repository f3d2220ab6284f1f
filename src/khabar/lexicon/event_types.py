"""Event types and their families, from the table `event_types`."""

from __future__ import annotations

from khabar.lexicon.table import load

FAMILY: dict[str, str] = {row["type"]: row["family"] for row in load("event_types").rows}
PEOPLE: dict[str, str] = {row["type"]: row["people"] for row in load("event_types").rows if row["people"]}
"""Type -> the party that people without a side are in such an event: those shot at a protest are protesters."""
