"""One decoded JSON object -> Report, its fields checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from khabar.errors import InputError
from khabar.identity import report_id
from khabar.model import Finding, Report
from khabar.sources.language import language_of

_TEXT_FIELDS = ("doc_id", "title", "outlet", "url")
_EARLIEST = date(1900, 1, 1)
_ISO = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:[T ].*)?\s*\Z", re.S)
_COMPACT = re.compile(r"\s*(\d{4})[/.]?(\d{2})[/.]?(\d{2})\s*\Z")


def parse_day(value: str) -> date:
    """The day of an ISO 8601 date or date and time; raises ValueError with the way out."""
    found = _ISO.match(value)
    compact = None if found else _COMPACT.match(value)
    try:
        day = date.fromisoformat(found.group(1) if found else "-".join(compact.groups()) if compact else "")
    except ValueError:
        raise ValueError(f"{value!r} is no date: write it as YYYY-MM-DD") from None
    if day < _EARLIEST:
        raise ValueError(f"{value!r} is too early to be a date of publication")
    return day


def from_record(record: Mapping[str, Any], **defaults: Any) -> Report:
    """A report from an object with `text` and, where known, `doc_id`, `title`, `published`, `outlet`, `url`.

    `defaults` stand in for fields that the object lacks. Raises InputError for a missing or unfit field; an
    unreadable `published` is a finding of the report.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError('has no "text" (a string)' if text is None else '"text" is no string', value=repr(text)[:60])
    if not text.strip():
        raise InputError('"text" is empty')
    known = {**defaults, **{name: value for name, value in record.items() if value not in (None, "")}}
    fields = {name: _text_field(name, known.get(name)) for name in _TEXT_FIELDS}
    published, findings = _published(known.get("published"))
    return build(text, published=published, findings=(*(known.get("findings") or ()), *findings), **fields)


def _text_field(name: str, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise InputError(f'"{name}" is no string', value=repr(value)[:60])
    return None if value is None else str(value)


def _published(value: Any) -> tuple[date | None, tuple[Finding, ...]]:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value, ()
    if isinstance(value, datetime):
        return value.date(), ()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    try:
        return parse_day(str(value)), ()
    except ValueError as error:
        return None, (Finding("published.unreadable", f'"published": {error}'),)


def _from_epoch(seconds: float) -> tuple[date | None, tuple[Finding, ...]]:
    try:
        return datetime.fromtimestamp(seconds, UTC).date(), ()
    except (ValueError, OverflowError, OSError):
        return None, (Finding("published.unreadable", f'"published": {seconds!r} is no date: write YYYY-MM-DD'),)


def build(text: str, *, findings: tuple[Finding, ...] = (), doc_id: str | None = None, **fields: Any) -> Report:
    """A report with its id and language filled in, and a finding where it is not in Arabic."""
    language = language_of(text)
    if language != "ar":
        note = "no known language" if language == "und" else f"the language {language!r}"
        findings = (*findings, Finding("language.other", f"the text is in {note}, not in Arabic: no claims are read"))
    return Report(text, doc_id=doc_id or report_id(text), language=language, findings=findings, **fields)
