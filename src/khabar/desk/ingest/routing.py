"""What the user names -> items: files and folders of every kind, pages and feeds on the web."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khabar.desk.ingest.feeds import FeedState, feed_items
from khabar.desk.ingest.items import Item
from khabar.errors import InputError
from khabar.model import Report
from khabar.sources import arrivals
from khabar.sources.feed import FEED_TYPES, looks_like_feed
from khabar.sources.fetch import Fetched, Fetcher, Policy, is_url
from khabar.sources.settings import settings
from khabar.sources.tabular import csv_reports, parquet_reports
from khabar.sources.telegram import HTML_EXPORT, is_html_export, telegram_reports
from khabar.sources.warc import SUFFIXES as WARC
from khabar.sources.warc import warc_reports
from khabar.sources.web import page_report

TABLES = (".csv", ".tsv")
PARQUET = (".parquet", ".pq")
TELEGRAM = (".json",)
FEEDS = (".rss", ".atom")


@dataclass(slots=True)
class Intake:
    """Goes through sources in order. `finished` are those gone through; `feeds` what is to be remembered of feeds."""

    given: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    finished: list[str] = field(default_factory=list)
    feeds: list[FeedState] = field(default_factory=list)
    fetcher: Fetcher | None = None

    def items(self, sources: Iterable[str]) -> Iterator[Item]:
        """Every item of every source; an error in the place of what cannot be read."""
        for source in sources:
            yield from self._web(source) if is_url(source) else self._local(source)

    def web(self) -> Fetcher:
        """The fetcher, made when first needed."""
        if self.fetcher is None:
            self.fetcher = Fetcher(self.policy)
        return self.fetcher

    def close(self) -> None:
        """Give connections back."""
        if self.fetcher is not None:
            self.fetcher.close()

    def _web(self, url: str) -> Iterator[Item]:
        try:
            answer = self.web().get(url)
            if answer.content_type in FEED_TYPES or looks_like_feed(answer.body):
                yield from self.feed(url, answer)
            else:
                yield Item(self._page(answer, url), url, url)
        except InputError as error:
            yield Item(error, url, url)
        self.finished.append(url)

    def _page(self, answer: Fetched, url: str) -> Report:
        return page_report(
            answer.body,
            answer.url or url,
            content_type=answer.content_type or "text/html",
            charset=answer.charset,
            retrieved=datetime.now(UTC),
            **self.given,
        )

    def feed(self, url: str, answer: Fetched, outlet: str = "") -> Iterator[Item]:
        """The entries of a feed that was fetched; its state is remembered once they are stored."""
        given = {**self.given, **({"outlet": outlet} if outlet else {})}
        for item in feed_items(answer.body, url, self.web(), given):
            yield item
            if isinstance(item.content, Report):
                self.finished.append(item.source)
        self.feeds.append(FeedState(url, answer.etag, answer.last_modified))

    def _local(self, source: str) -> Iterator[Item]:
        path = Path(source)
        if source == "-":
            yield from self._file(path, source)
        elif path.is_dir():
            yield from self._folder(path)
        else:
            yield from self._file(path, str(path.absolute()))

    def _folder(self, folder: Path) -> Iterator[Item]:
        found = False
        for path in _wanted(folder):
            found = True
            yield from self._file(path, str(path.absolute()))
        if not found:
            message = f"holds no reports: looked for {', '.join(_endings())}"
            yield Item(InputError(message, path=folder), str(folder.absolute()), str(folder))
        self.finished.append(str(folder.absolute()))

    def _file(self, path: Path, source: str) -> Iterator[Item]:
        name = path.name.lower()
        if name.endswith(FEEDS):
            yield from self._feed_file(path, source)
        elif is_html_export(path):
            yield Item(InputError(HTML_EXPORT, path=path), source, str(path))
        elif (reader := self._special(name)) is not None:
            for number, content in enumerate(reader(path), 1):
                yield Item(content, source, f"{path}#{number}")
        else:
            for content, where, line in arrivals([path], **self.given):
                yield Item(content, source, f"{where}#{line}" if line else str(where))
        self.finished.append(source)

    def _special(self, name: str) -> Any:
        if name.endswith(WARC):
            return lambda path: warc_reports(path, **self.given)
        if name.endswith(TABLES):
            return lambda path: csv_reports(path, self.columns, **self.given)
        if name.endswith(PARQUET):
            return lambda path: parquet_reports(path, self.columns, **self.given)
        if name.endswith(TELEGRAM):
            return lambda path: telegram_reports(path, **self.given)
        return None

    def _feed_file(self, path: Path, source: str) -> Iterator[Item]:
        try:
            yield from feed_items(path.read_bytes(), str(path), self.web(), self.given)
        except InputError as error:
            yield Item(error, source, str(path))
        except OSError as error:
            yield Item(InputError(error.strerror or str(error), path=path), source, str(path))


def _endings() -> tuple[str, ...]:
    return (*settings()["suffixes"], *WARC, *TABLES, *PARQUET, "result.json", *FEEDS)


def _wanted(folder: Path) -> Iterator[Path]:
    """The files below a folder that are read, sorted; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.name.lower().endswith(_endings()) and path.is_file():
            yield path


def expected(sources: Iterable[str]) -> int | None:
    """How many items there are, where that can be told quickly (lines, files); None where it cannot."""
    total = 0
    for source in sources:
        count = None if is_url(source) or source == "-" else _count(Path(source))
        if count is None:
            return None
        total += count
    return total


def _count(path: Path) -> int | None:
    if path.is_dir():
        counts = [_count(file) for file in _wanted(path)]
        return None if None in counts else sum(count or 0 for count in counts)
    name = path.name.lower()
    kind = next((kind for suffix, kind in settings()["suffixes"].items() if name.endswith(suffix)), None)
    if kind == "jsonl":
        return _lines(path)
    if kind is not None or not path.exists():
        return 1
    return None


def _lines(path: Path) -> int | None:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except (OSError, EOFError):
        return None
