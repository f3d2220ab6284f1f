"""Entries of feeds -> items: those that are new or were updated; pages are fetched where the feed holds a teaser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from khabar.desk.archive.models import ReportVersion
from khabar.desk.ingest.identity import Identity, identify
from khabar.desk.ingest.items import Item
from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.feed import Entry, entry_report, parse_feed
from khabar.sources.fetch import Fetcher
from khabar.sources.web import page_report


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed for the next conditional request."""

    url: str
    etag: str = ""
    last_modified: str = ""


def feed_items(body: bytes, url: str, fetcher: Fetcher, given: dict[str, Any]) -> Iterator[Item]:
    """Items of a feed's new entries; raises InputError for an answer that is no feed."""
    channel = parse_feed(body, url)
    given = {"outlet": channel.title or None, **given}
    stored = _stored(channel.entries)
    for entry in channel.entries:
        seen = stored.get(_identity(entry).key)
        if seen is None or (entry.updated is not None and entry.updated > seen):
            yield Item(_read(entry, fetcher, given), entry.url, entry.url)


def _identity(entry: Entry) -> Identity:
    return identify(Report("", url=entry.url))


def _stored(entries: tuple[Entry, ...]) -> dict[str, datetime]:
    """When the present text of each known entry was stored, by report key."""
    keys = [_identity(entry).key for entry in entries]
    rows = ReportVersion.objects.filter(report__key__in=keys, standing=ReportVersion.Standing.CURRENT)
    return dict(rows.values_list("report__key", "stored_at"))


def _read(entry: Entry, fetcher: Fetcher, given: dict[str, Any]) -> Report | InputError:
    now = datetime.now(UTC)
    try:
        if entry.is_whole:
            return entry_report(entry, given.get("outlet"), now)
        answer = fetcher.get(entry.url)
        own = {} if entry.published is None else {"published": entry.published}
        report = page_report(
            answer.body,
            entry.url,
            content_type=answer.content_type or "text/html",
            charset=answer.charset,
            retrieved=now,
            **{**own, **given},
        )
    except InputError as error:
        return error
    return report
