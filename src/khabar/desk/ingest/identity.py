"""Which report is which: canonical addresses, keys and content hashes."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cache
from hashlib import blake2b, sha256
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from khabar.desk.ingest.settings import settings
from khabar.model import Finding, Report
from khabar.text.fold import key as folded

_DEFAULT_PORTS = {80, 443, None}
# What databases cannot hold, replaced one for one so that offsets stay: NUL, and halves of surrogate pairs.
_UNSTORABLE = {0: "\u2400", **{code: "\ufffd" for code in range(0xD800, 0xE000)}}


@dataclass(frozen=True, slots=True)
class Identity:
    """`key` says which report it is, `content` which text of it (hex digests)."""

    key: str
    content: str
    canonical_url: str = ""


def identify(report: Report) -> Identity:
    """A report is its canonical URL; without one it is its text, outlet and day."""
    words = " ".join(unicodedata.normalize("NFC", report.text).split())
    day = report.published.isoformat() if report.published else ""
    # Many pages show today's date: seen again tomorrow they are no new version. A file's date was put there by someone.
    content = _digest(report.title or "", "" if report.retrieved else day, words)
    canonical = canonical_url(report.url) if report.url else ""
    if canonical:
        return Identity(f"url:{_short(canonical)}", content, canonical)
    return Identity(f"text:{_short(outlet_key(report.outlet), day, words)}", content)


def aware(moment: datetime | None) -> datetime | None:
    """`moment` with a time zone: one without is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _short(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def uid(prefix: str, *parts: str) -> str:
    """A stable public id: `prefix` and 16 hex digits of what identifies it."""
    return prefix + blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@cache
def outlet_key(name: str | None) -> str:
    """The folded name of an outlet, so that spellings meet; "" for none."""
    return folded(name or "").strip()[:200]


def canonical_url(url: str) -> str:
    """The address without what does not change the page: scheme, `www.`, port, tracking, fragment, encoding.

    An address that cannot be read is returned as it is; one without a host gives "".
    """
    url = storable_text(url.strip())
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    if not host:
        return ""
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    netloc = host if port in _DEFAULT_PORTS else f"{host}:{port}"
    query = _query(parts.query)
    return f"https://{netloc}{_path(parts.path)}{'?' + query if query else ''}"


def _path(path: str) -> str:
    for ending in settings()["url"]["dress"]:
        path = path.removesuffix(ending)
    plain = unquote(path, errors="surrogateescape").rstrip("/")
    return quote(unicodedata.normalize("NFC", plain), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")


def _query(query: str) -> str:
    given = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted((name, value) for name, value in given if not _tracks(name.lower()))
    return urlencode(kept, errors="surrogateescape")


@cache
def _tracks(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in settings()["url"]["tracking"])


def storable(report: Report) -> Report:
    """The report without characters that no database holds; each replaced by one, so that offsets stay."""
    if _is_storable(report.text) and _is_storable(report.title or "") and _is_storable(report.outlet or ""):
        return report
    note = Finding("text.replaced", "NULs or unpaired surrogates were replaced by U+2400 and U+FFFD, one for one")
    return replace(
        report,
        text=report.text.translate(_UNSTORABLE),
        title=report.title.translate(_UNSTORABLE) if report.title else report.title,
        outlet=report.outlet.translate(_UNSTORABLE) if report.outlet else report.outlet,
        findings=(*report.findings, note),
    )


def _is_storable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def storable_text(text: str) -> str:
    """`text` (an address, a message) as a database can hold it."""
    return text if _is_storable(text) else text.translate(_UNSTORABLE)
