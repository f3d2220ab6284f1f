"""Keep an eye on feeds: each at its own interval, failures survived, asked ever more rarely while they last."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from khabar.desk.archive.models import Feed
from khabar.desk.archive.opening import plain_errors
from khabar.desk.ingest import failures, running
from khabar.desk.ingest.commands import remember_feeds
from khabar.desk.ingest.items import Item, Summary
from khabar.desk.ingest.routing import Intake
from khabar.desk.ingest.running import MakeReader, default_reader
from khabar.desk.ingest.settings import settings
from khabar.errors import ArchiveError, ConfigError, InputError
from khabar.sources.fetch import Fetched, Fetcher, Policy, is_url

_EXAMPLE = '[[feed]] with url = "https://..." and, if you like, outlet and interval (seconds)'


@dataclass(frozen=True, slots=True)
class Watched:
    """A feed of the list. `interval` is in seconds."""

    url: str
    outlet: str = ""
    interval: int = 900


def read_list(path: Path) -> list[Watched]:
    """The feeds of a TOML list; raises ConfigError that names what is wrong with it."""
    try:
        about = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(error.strerror or str(error), path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"is no TOML ({error})", path=path) from error
    feeds = about.get("feed")
    if not isinstance(feeds, list) or not feeds:
        raise ConfigError(f"lists no feeds: write {_EXAMPLE}", path=path)
    usual = about.get("interval", settings()["watch"]["interval"])
    found = [_watched(entry, usual, path, number) for number, entry in enumerate(feeds, 1)]
    first_of: dict[str, Watched] = {}
    for watched in found:
        first_of.setdefault(watched.url, watched)
    return list(first_of.values())


def _watched(entry: Any, usual: Any, path: Path, number: int) -> Watched:
    if not isinstance(entry, dict) or not isinstance(entry.get("url"), str) or not is_url(entry["url"]):
        raise ConfigError(f"feed {number} has no http(s) url: write {_EXAMPLE}", path=path)
    if unknown := sorted(set(entry) - {"url", "outlet", "interval"}):
        raise ConfigError(f"feed {number} has unknown settings {', '.join(unknown)}: write {_EXAMPLE}", path=path)
    interval = entry.get("interval", usual)
    if not isinstance(interval, int) or isinstance(interval, bool) or interval < settings()["watch"]["shortest"]:
        shortest = settings()["watch"]["shortest"]
        raise ConfigError(f"feed {number}: interval must be a number of seconds, at least {shortest}", path=path)
    return Watched(entry["url"], str(entry.get("outlet", "")), interval)


@dataclass(slots=True)
class Watch:
    """Polls feeds as they fall due. `tell` gets one line a poll; `sleep` and `now` are replaced in tests."""

    feeds: Sequence[Watched]
    policy: Policy = field(default_factory=Policy)
    reader: MakeReader = default_reader
    workers: int | None = None
    tell: Callable[[str], None] = print
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = timezone.now
    failed: int = 0
    _fetcher: Fetcher | None = None

    def run(self, *, once: bool = False) -> None:
        """Go round for good (until interrupted), or `once`, whatever is due."""
        self._fetcher = Fetcher(self.policy)
        try:
            while True:
                wait = self._round(at_once=once)
                if once:
                    return
                self.sleep(wait)
        finally:
            self._fetcher.close()

    def _round(self, *, at_once: bool) -> float:
        """Poll what is due; returns the seconds until the next feed is. A database in trouble is waited for."""
        close_old_connections()
        soonest = float(settings()["watch"]["shortest"])
        for watched in self.feeds:
            try:
                with plain_errors():
                    row, _ = Feed.objects.get_or_create(url=watched.url)
                    due = row.next_poll_at
                    if not at_once and due is not None and due > self.now():
                        soonest = min(soonest, (due - self.now()).total_seconds())
                        continue
                    self._poll(watched, row)
            except ArchiveError as error:
                self.failed += 1
                self.tell(f"{watched.url}: {error}")
        return max(1.0, soonest)

    def _poll(self, watched: Watched, row: Feed) -> None:
        assert self._fetcher is not None
        try:
            answer = self._fetcher.get(watched.url, etag=row.etag, last_modified=row.last_modified)
        except InputError as error:
            self._note_failure(watched, row, error)
            return
        if answer.unchanged:
            self._note_success(watched, row)
            self.tell(f"{watched.url}: nothing new")
            return
        self._take_in(watched, row, answer)

    def _take_in(self, watched: Watched, row: Feed, answer: Fetched) -> None:
        intake = Intake(policy=self.policy, fetcher=self._fetcher)
        trouble: list[InputError] = []
        with running.job("watch", self._arguments(watched)) as job:
            items = _guarded(intake.feed(watched.url, answer, watched.outlet), watched.url, trouble)
            summary = running.ingest(items, job, reader=self.reader, workers=self.workers)
            if not trouble:
                failures.resolve_sources([watched.url, *intake.finished], job, timezone.now())
                remember_feeds(intake)
        if trouble:
            self._note_failure(watched, row, trouble[0], stored=True)
        else:
            self._note_success(watched, row)
            self.tell(f"{watched.url}: {_in_short(summary)}")

    def _arguments(self, watched: Watched) -> dict[str, Any]:
        """What is kept with items set aside, for trying again: as `khabar ingest` would write it."""
        given = {"outlet": watched.outlet} if watched.outlet else {}
        return {"feed": watched.url, "options": {"given": given, "allow_private": self.policy.allow_private}}

    def _note_failure(self, watched: Watched, row: Feed, error: InputError, *, stored: bool = False) -> None:
        self.failed += 1
        row.failures_in_a_row += 1
        rules = settings()["watch"]
        wait = min(watched.interval * 2 ** min(row.failures_in_a_row, 12), max(rules["longest"], watched.interval))
        row.last_error = str(error)
        self._plan(row, wait)
        if not stored:
            with running.job("watch", self._arguments(watched)) as job:
                running.ingest([Item(error, watched.url, watched.url)], job, reader=self.reader, workers=1)
        self.tell(f"{watched.url}: {error.message} (next try in {wait // 60} min)")

    def _note_success(self, watched: Watched, row: Feed) -> None:
        row.failures_in_a_row, row.last_error = 0, ""
        self._plan(row, watched.interval)

    def _plan(self, row: Feed, wait: int) -> None:
        row.polled_at = self.now()
        row.next_poll_at = row.polled_at + timedelta(seconds=wait)
        row.interval = wait
        row.save(update_fields=["polled_at", "next_poll_at", "interval", "failures_in_a_row", "last_error"])


def _guarded(items: Iterator[Item], url: str, trouble: list[InputError]) -> Iterator[Item]:
    """The items of a feed; what makes the feed itself unreadable becomes an item, and is noted."""
    try:
        yield from items
    except InputError as error:
        trouble.append(error)
        yield Item(error, url, url)


def _in_short(summary: Summary) -> str:
    shown = {"new_reports": "new", "new_versions": "changed", "claims": "claims", "set_aside": "set aside"}
    parts = [f"{summary.counts[name]} {label}" for name, label in shown.items() if summary.counts[name]]
    return ", ".join(parts) or "nothing new"
