"""Anything -> Report: text files in any usual encoding, web pages, JSON Lines, folders of these, standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.arrivals import Arrival, arrivals
from khabar.sources.record import from_record, parse_day
from khabar.sources.settings import settings

__all__ = ["Arrival", "arrivals", "from_record", "parse_day", "read", "reports"]


def read(
    source: str | Path,
    *,
    published: date | str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
    doc_id: str | None = None,
) -> Report:
    """The one report in a file, or in `source` itself where that is a text and no path.

    What the arguments say wins over what a page says of itself. A string is a path if it is one line and such a
    file exists or its ending is one that khabar reads. Raises InputError for a missing, empty, binary or oversized
    file, a file of several reports, and a `published` that is no date.
    """
    fields = _given(published, outlet=outlet, url=url, title=title, doc_id=doc_id)
    if isinstance(source, str) and not _is_path(source):
        return from_record({"text": source, **fields})
    found = reports([source], **fields)
    first = next(found)
    if isinstance(first, InputError):
        raise first
    if next(found, None) is not None:
        raise InputError("holds several reports: use khabar.sources.reports", path=source)
    return first


def reports(paths: Iterable[str | Path], **given: Any) -> Iterator[Report | InputError]:
    """Every report of `paths` in order; what cannot be read comes as an error in its place.

    `given` fields are used as `khabar.sources.arrivals` says.
    """
    return (arrival.item for arrival in arrivals(paths, **given))


def _given(published: date | str | None, **fields: str | None) -> dict[str, Any]:
    if isinstance(published, str):
        try:
            published = parse_day(published)
        except ValueError as error:
            raise InputError(str(error), value=str(published)) from None
    return {name: value for name, value in {"published": published, **fields}.items() if value is not None}


def _is_path(source: str) -> bool:
    if len(source) > 1024 or "\n" in source or "\0" in source or not source.strip():
        return False
    try:
        return Path(source).exists() or source.lower().endswith(tuple(settings()["suffixes"]))
    except OSError:
        return False
