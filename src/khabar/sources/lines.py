"""JSON Lines, plain or gzipped -> decoded objects with their line numbers; a broken line is an error, not the end."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from khabar.errors import InputError
from khabar.sources.settings import settings

_BOM = b"\xef\xbb\xbf"


def open_lines(stream: IO[bytes]) -> IO[bytes]:
    """The lines of a .jsonl, unpacked where its first two bytes say that it is gzipped."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    return buffered


def records(lines: IO[bytes], path: Path) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    """`(line number from 1, object or error)` of every line that is not blank."""
    limit: int = settings()["limits"]["line"]
    number = 0
    while True:
        number += 1
        try:
            line = lines.readline(limit + 1)
            if len(line) > limit:
                _skip_rest(lines, limit)
                message = f"the line is longer than {limit // 1_000_000} MB"
                yield number, InputError(message, path=path, line=number)
                continue
        except (OSError, EOFError, zlib.error) as error:
            reason = "the gzip file is cut short or damaged" if isinstance(lines, gzip.GzipFile) else str(error)
            yield number, InputError(f"{reason}: what came before it was read", path=path, line=number)
            return
        if not line:
            return
        if line.strip():
            yield number, _record(line.removeprefix(_BOM) if number == 1 else line, path, number)


def _skip_rest(lines: IO[bytes], step: int) -> None:
    while (piece := lines.readline(step)) and not piece.endswith(b"\n"):
        pass


def _record(line: bytes, path: Path, number: int) -> dict[str, Any] | InputError:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return InputError("is not UTF-8, as JSON must be: convert the file", path=path, line=number)
    except json.JSONDecodeError as error:
        return InputError(f"broken JSON: {error.msg} (column {error.colno})", path=path, line=number)
    except RecursionError:
        return InputError("broken JSON: nested too deeply", path=path, line=number)
    except ValueError as error:
        return InputError(f"broken JSON: {error}", path=path, line=number)
    if not isinstance(value, dict):
        return InputError('is no JSON object: expected {"text": ...}', path=path, line=number)
    return value
