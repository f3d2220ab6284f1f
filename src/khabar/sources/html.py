"""A web page -> its article: text, title, date, outlet, address."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from khabar.errors import InputError

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.I)


class Article(NamedTuple):
    """What a page holds. `text` begins with the title on a line of its own."""

    text: str
    title: str | None = None
    published: date | None = None
    outlet: str | None = None
    url: str | None = None


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page's head declares, if Python knows it."""
    import codecs

    found = _CHARSET.search(data[:4096])
    if not found:
        return None
    name = found.group(1).decode("ascii", "ignore")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def article(page: str, url: str | None = None) -> Article:
    """The article in an HTML page; raises InputError for a page without one."""
    import trafilatura

    # trafilatura refuses lone surrogates and NULs, and no page means anything by them.
    clean = page.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    found: Any = trafilatura.bare_extraction(
        clean, url=url, include_comments=False, include_tables=False, with_metadata=True, favor_precision=True
    )
    if found is None or not (found.text or "").strip():
        raise InputError("holds no article text that can be found in the page")
    title = " ".join((found.title or "").split()) or None
    body = found.text.strip()
    if title and body.split("\n", 1)[0].strip() != title:
        body = f"{title}\n{body}"
    return Article(body, title, _day(found.date), found.sitename or None, found.url or url)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
