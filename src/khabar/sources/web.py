"""A fetched or archived page -> Report."""

from __future__ import annotations

import codecs
from datetime import datetime
from typing import Any

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.html import article, declared_encoding
from khabar.sources.record import build
from khabar.sources.text import decode

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
TEXT_TYPES = frozenset({"text/plain"})


def page_report(
    body: bytes,
    url: str,
    *,
    content_type: str = "text/html",
    charset: str = "",
    retrieved: datetime | None = None,
    **given: Any,
) -> Report:
    """The article of a page. `charset` is that of the HTTP header, which wins over the page's own.

    Raises InputError for an empty answer, another kind of content, or a page without an article.
    """
    if not body.strip():
        raise InputError("answers with nothing", path=url)
    if content_type in TEXT_TYPES:
        return build(_text(body, charset), url=url, retrieved=retrieved, **given)
    if content_type not in HTML_TYPES:
        raise InputError(f"is no page of text but {content_type or 'of an unknown kind'}", path=url)
    try:
        found = article(_text(body, charset or declared_encoding(body) or ""), url)
    except InputError as error:
        raise InputError(error.message, path=url) from None
    own = {"title": found.title, "published": found.published, "outlet": found.outlet}
    return build(found.text, url=url, retrieved=retrieved, **{**own, **given})


def _text(body: bytes, charset: str) -> str:
    try:
        name = codecs.lookup(charset).name if charset else "utf-8"
    except LookupError:
        name = "utf-8"
    return decode(body).text if name == "utf-8" else body.decode(name, "replace")
