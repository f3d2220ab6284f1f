"""Paths -> reports in order, each with the place it came from; what cannot be read is an error in its place."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from khabar.errors import InputError
from khabar.model import Report
from khabar.sources.lines import open_lines, records
from khabar.sources.record import build, from_record
from khabar.sources.settings import settings
from khabar.sources.text import decode
from khabar.sources.walk import STDIN, Input, Kind, walk

_HTML_HEADS = ("<!doctype html", "<html", "<head", "<body", "<?xml")
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


class Arrival(NamedTuple):
    """A report, or the error in its place, and where it stood: file and line (of a .jsonl file)."""

    item: Report | InputError
    path: Path
    line: int | None = None


def arrivals(paths: Iterable[str | Path], **given: Any) -> Iterator[Arrival]:
    """Every report of `paths`.

    `given` (`published`, `outlet`, `url`, ...) wins over what a page says of itself, and stands in for what a line
    of a .jsonl file does not say.
    """
    for path in paths:
        try:
            for file in walk(path):
                yield from _of_file(file, given)
        except InputError as error:
            yield Arrival(error, Path(path))


def _of_file(file: Input, given: dict[str, Any]) -> Iterator[Arrival]:
    try:
        with open_file(file.path) as stream:
            kind = file.kind if file.kind != "unknown" else _sniff(stream)
            if kind == "jsonl":
                yield from _from_lines(stream, file.path, given)
            else:
                yield Arrival(_whole(stream, kind, given), file.path)
    except InputError as error:
        yield Arrival(InputError(error.message, path=file.path, value=error.value), file.path)
    except OSError as error:
        yield Arrival(InputError(error.strerror or str(error), path=file.path), file.path)


def open_file(path: Path) -> io.BufferedReader:
    """The bytes of a file, or of standard input for "-"."""
    if str(path) != STDIN:
        return path.open("rb")
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    except (OSError, ValueError):  # standard input was replaced, by a test or an embedding program
        return io.BufferedReader(io.BytesIO(sys.stdin.buffer.read()))


def _sniff(stream: io.BufferedReader) -> Kind:
    """The kind of a file whose name does not tell, from its first bytes; they stay unread."""
    head = stream.peek(4096)[:4096]
    if head[:2] == b"\x1f\x8b" or head.lstrip(_BLANK).startswith(b"{"):
        return "jsonl"
    start = head.lstrip(_BLANK).replace(b"\0", b"").decode("ascii", "ignore").lower()
    return "html" if start.startswith(_HTML_HEADS) else "text"


def _from_lines(stream: IO[bytes], path: Path, given: dict[str, Any]) -> Iterator[Arrival]:
    empty = True
    for line, record in records(open_lines(stream), path):
        empty = False
        yield Arrival(record if isinstance(record, InputError) else _from_line(record, path, line, given), path, line)
    if empty:
        raise InputError("is empty")


def _from_line(record: dict[str, Any], path: Path, line: int, given: dict[str, Any]) -> Report | InputError:
    try:
        return from_record(record, **given)
    except InputError as error:
        return InputError(error.message, path=path, line=line, value=error.value)


def _whole(stream: IO[bytes], kind: Kind, given: dict[str, Any]) -> Report:
    limit: int = settings()["limits"]["report"]
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"is larger than {limit // 1_000_000} MB, too much for a report: split it, or make it .jsonl")
    if not data.strip(_BLANK):
        raise InputError("is empty")
    if kind == "html":
        return _from_page(data, given)
    decoded = decode(data)
    if not decoded.text.strip():
        raise InputError("is empty")
    return build(decoded.text, findings=decoded.findings, **given)


def _from_page(data: bytes, given: dict[str, Any]) -> Report:
    from khabar.sources.html import article, declared_encoding

    try:
        page = data.decode("utf-8-sig")  # pages that are UTF-8 but declare something else are common
    except UnicodeDecodeError:
        declared = declared_encoding(data)
        page = decode(data).text if declared in (None, "utf-8") else data.decode(str(declared), "replace")
    found = article(page, given.get("url"))
    own = {"title": found.title, "published": found.published, "outlet": found.outlet, "url": found.url}
    return build(found.text, **{**own, **given})
