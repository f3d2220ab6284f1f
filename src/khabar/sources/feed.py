"""RSS and Atom -> entries, without trusting the XML."""

from __future__ import annotations

import io
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.record import build

_ENTITY = re.compile(rb"<!ENTITY", re.I)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SILENT = frozenset({"script", "style"})
_BLOCKS = frozenset({"p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"})
FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
# Below this an entry's own content is taken for a teaser, and the page is fetched.
FULL_TEXT = 600


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed; `content` is its text where the feed carries it."""

    url: str
    title: str = ""
    published: date | None = None
    content: str = ""
    updated: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the feed carries the article itself."""
        return len(self.content) >= FULL_TEXT


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: its title, and its entries in the order given."""

    title: str
    entries: tuple[Entry, ...]


def looks_like_feed(body: bytes) -> bool:
    """Whether the first characters are those of RSS, Atom or RDF."""
    head = body[:2048].lower()
    return any(sign in head for sign in (b"<rss", b"<feed", b"<rdf:rdf"))


def parse_feed(body: bytes, url: str) -> Channel:
    """The entries of a feed; raises InputError for an empty answer, a web page, entities, or XML that is no feed."""
    _refuse(body, url)
    import feedparser

    found = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url}, sanitize_html=True)
    if not found.entries and not found.get("version"):
        raise InputError("is no RSS or Atom feed: check the address in a browser", path=url)
    entries = tuple(entry for item in found.entries if (entry := _entry(item)) is not None)
    return Channel(str(found.feed.get("title", "")).strip(), entries)


def _refuse(body: bytes, url: str) -> None:
    if not body.strip():
        raise InputError("answers with nothing: the feed may have moved", path=url)
    start = body
    if encoding := _WIDE.get(body[:2]):
        start = body.decode(encoding, "replace").encode("utf-8")
    if _ENTITY.search(start):
        raise InputError("its XML declares entities, which khabar never expands", path=url)
    if _HTML.match(start.lstrip(b"\xef\xbb\xbf")) and not looks_like_feed(start):
        raise InputError("answers with a web page where a feed was expected: look for its RSS link", path=url)


def _entry(item: Any) -> Entry | None:
    url = str(item.get("link") or (item.get("id") if str(item.get("id", "")).startswith("http") else "") or "")
    if not url:
        return None
    parts = [str(part.get("value", "")) for part in item.get("content", [])] or [str(item.get("summary", ""))]
    # dict.get: feedparser's own falls back from one of these to the other.
    published, updated = (_moment(dict.get(item, name)) for name in ("published_parsed", "updated_parsed"))
    day = published or updated
    title = _plain(str(item.get("title", "")))
    return Entry(url, title, day.date() if day else None, _plain("\n".join(parts)), updated)


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(value), UTC) if value else None
    except (ValueError, OverflowError, TypeError):
        return None


class _Words(HTMLParser):
    """Collects the words of a piece of HTML, one line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _plain(html: str) -> str:
    if "<" not in html and "&" not in html:
        return html.strip()
    words = _Words()
    words.feed(html)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.parts).splitlines())
    return "\n".join(line for line in lines if line)


def entry_report(entry: Entry, outlet: str | None, retrieved: datetime | None = None) -> Report:
    """A report of what the feed itself carries of an entry."""
    text = entry.content if entry.content.startswith(entry.title) else f"{entry.title}\n{entry.content}"
    if not text.strip():
        raise InputError("the feed's entry has no text", path=entry.url)
    return build(
        text.strip(),
        title=entry.title or None,
        published=entry.published,
        outlet=outlet,
        url=entry.url,
        retrieved=retrieved,
    )
