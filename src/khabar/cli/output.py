"""Where claims go: a format's head, pieces and tail, to standard output or, in one move, to a file."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from khabar.errors import InputError
from khabar.model import Extraction
from khabar.record import record, to_json


@dataclass(slots=True)
class Sink:
    """A stream and how claims are written to it. `finish` runs in the workers, `write` here."""

    finish: Callable[[Extraction], str]
    head: str = ""
    between: str = ""
    tail: str = ""
    stream: TextIO | None = None
    pieces: int = 0

    def write(self, piece: str) -> None:
        """Write what `finish` made of one report."""
        if self.stream is None:
            raise ValueError("the sink is not open")
        self.stream.write(self.between + piece if self.pieces else piece)
        self.pieces += 1


def as_line(extraction: Extraction) -> str:
    """The record of a report on one line."""
    return to_json(record(extraction)) + "\n"


def as_json(extraction: Extraction) -> str:
    """The record of a report, indented."""
    return to_json(record(extraction), indent=2)


def _sink(format: str, output: Path | None) -> Sink:
    match format:
        case "jsonl":
            return Sink(as_line)
        case "json":
            return Sink(as_json, "[\n", ",\n", "\n]\n")
        case "csv":
            from khabar.cli.rows import HEAD, as_rows

            return Sink(as_rows, HEAD)
        case "html":
            from khabar.view import article_html, page_foot, page_head

            return Sink(article_html, page_head(), "\n", page_foot())
        case _:
            from khabar.cli.table import Screen, as_table

            return Sink(partial(as_table, screen=Screen() if output else Screen.here()))


@contextmanager
def open_sink(format: str, output: Path | None = None) -> Iterator[Sink]:
    """A sink for `format`. A file appears only when it is complete; raises InputError where it cannot be written."""
    sink = _sink(format, output)
    with _standard_output() if output is None else _replacing(output) as stream:
        sink.stream = stream
        stream.write(sink.head)
        yield sink
        stream.write(sink.tail)
        stream.flush()


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output in UTF-8, whatever the locale says; what UTF-8 cannot hold is shown as U+FFFD."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    yield sys.stdout


@contextmanager
def _replacing(output: Path) -> Iterator[TextIO]:
    """A new file that takes the place of `output` when all is written."""
    try:
        if output.is_dir():
            raise InputError("is a directory: name a file", path=output)
        if not output.exists() or output.is_file():
            yield from _through_neighbour(output)
            return
        with output.open("w", encoding="utf-8", errors="replace", newline="") as stream:  # /dev/stdout, a pipe
            yield stream
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", path=output) from error


def _through_neighbour(output: Path) -> Iterator[TextIO]:
    handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
