"""Time expressions as the temporal suites hold them, and how many gold dates the expressions of a text reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khabar.resolve.dates import resolve_dates
from khabar.tag.times import TimeMention, tag_times
from khabar.text.page import segment


def expressions(text: str, reference: date | datetime | None = None) -> tuple[TimeMention, ...]:
    """Time expressions of a text, resolved within it, without words that only point back ("حينها")."""
    page = segment(text)
    day = reference.date() if isinstance(reference, datetime) else reference
    found = resolve_dates(page, tag_times(page, reference), day)
    return tuple(mention for mention in found if mention.form != "anaphoric")


def suite_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Prediction for a row of a temporal suite ({suite?, id, reference, text}): {suite?, id, expressions}."""
    reference = datetime.fromisoformat(row["reference"]) if row.get("reference") else None
    found = [
        {"start": m.start, "end": m.end, "text": m.text, "type": m.type, "value": m.value}
        for m in expressions(row["text"], reference)
    ]
    return {**{name: row[name] for name in ("suite", "id") if name in row}, "expressions": found}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Dated gold claims, and how many of their date texts resolve to the gold days."""

    claims: int
    resolved: int

    @property
    def share(self) -> float:
        return self.resolved / self.claims if self.claims else 0.0


def date_coverage(documents: Iterable[Mapping[str, Any]]) -> Coverage:
    """For gold documents: at the first occurrence of a claim's date text, do the expressions there give its days?"""
    claims = resolved = 0
    for document in documents:
        page = segment(document["text"], document.get("title"))
        published = date.fromisoformat(document["published"][:10]) if document.get("published") else None
        mentions = resolve_dates(page, tag_times(page, published), published)
        for claim in document["claims"]:
            told = claim.get("date")
            if told and told.get("text"):
                claims += 1
                resolved += _is_reached(document["text"], told, mentions)
    return Coverage(claims, resolved)


def _is_reached(text: str, told: Mapping[str, str], mentions: Sequence[TimeMention]) -> bool:
    start = text.find(told["text"])
    end = start + len(told["text"])
    near = [m for m in mentions if start < m.end and m.start < end and m.first is not None and m.last is not None]
    days = (date.fromisoformat(told["start"]), date.fromisoformat(told["end"]))
    if any((m.first, m.last) == days for m in near):
        return True
    firsts, lasts = [m.first for m in near if m.first], [m.last for m in near if m.last]
    return bool(firsts and lasts) and (min(firsts), max(lasts)) == days
