"""WARC and WARC.GZ -> reports, one record at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from pathlib import Path
from typing import Any

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.web import HTML_TYPES, TEXT_TYPES, page_report

SUFFIXES = (".warc", ".warc.gz")
_READ_AS = {"response", "resource", "conversion"}
_RECORD_LIMIT = 16_000_000
_NO_WARC = "is no WARC file, or is damaged where it begins: check it with `warcio check`"
_CUT = "the WARC is cut short or damaged: what came before this record was read; fetch the file again"


def warc_reports(path: Path, **given: Any) -> Iterator[Report | InputError]:
    """Every page of text in the file; an error in the place of each that cannot be read. `given` fields win."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    seen = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type is None:
                    raise EOFError("a record without a type")
                seen += 1
                found = _record(record, path, seen, given)
                if found is not None:
                    yield found
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, UnicodeError) as error:
        yield InputError(_CUT if seen else _NO_WARC, path=path, line=seen + 1 if seen else None, value=str(error)[:120])
        return
    except OSError as error:
        yield InputError(error.strerror or str(error), path=path)
        return
    if not seen:
        yield InputError("is empty" if path.stat().st_size == 0 else _NO_WARC, path=path)


def _record(record: Any, path: Path, number: int, given: dict[str, Any]) -> Report | InputError | None:
    """The report of one record; None for a record that is no page (images, requests, redirects, repeats)."""
    kind, charset = _content(record)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    wanted = record.rec_type in _READ_AS and kind in HTML_TYPES | TEXT_TYPES and _is_ok(record)
    if not wanted:
        _finish(record, path, number)
        return None
    body: bytes = record.content_stream().read(_RECORD_LIMIT + 1)
    if len(body) > _RECORD_LIMIT:
        return InputError(f"the page is larger than {_RECORD_LIMIT // 1_000_000} MB", path=f"{path}#{url}", line=number)
    _finish(record, path, number)
    try:
        return page_report(body, url, content_type=kind, charset=charset, retrieved=_moment(record), **given)
    except InputError as error:
        return InputError(error.message, path=f"{path}#{url}", line=number)


def _content(record: Any) -> tuple[str, str]:
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    message = Message()
    message["content-type"] = headers.get_header("Content-Type") or ""
    return message.get_content_type(), message.get_content_charset() or ""


def _is_ok(record: Any) -> bool:
    return record.http_headers is None or str(record.http_headers.get_statuscode()) == "200"


def _finish(record: Any, path: Path, number: int) -> None:
    """Read what is left; a record shorter than its header says is the end of a cut file."""
    while record.raw_stream.read(65_536):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError(f"record {number} of {path.name} ends early")


def _moment(record: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None
