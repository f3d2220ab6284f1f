"""Exceptions, one tree; each carries what was at fault.

KhabarError
├── InputError        a file, line or record that cannot be read
├── LexiconError      a table that breaks its schema
├── GazetteerError    a gazetteer file or index that cannot be used
├── ConfigError       a setting that makes no sense
└── ArchiveError      the archive cannot be opened, written or found

Doubt about the world is never an exception: it is data (confidence, precision, a `Finding`).
"""

from __future__ import annotations

from pathlib import Path


class KhabarError(Exception):
    """Any fault of input or setup.

    `message` says what is wrong and the way out; `path`, `line` (1-based) and `value` name the culprit.
    """

    def __init__(
        self, message: str, *, path: Path | str | None = None, line: int | None = None, value: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.value = value

    def __str__(self) -> str:
        where = f"{self.path}" if self.path is not None else ""
        if self.line is not None:
            where += f", line {self.line}" if where else f"line {self.line}"
        return f"{where}: {self.message}" if where else self.message


class InputError(KhabarError):
    """A file, line or record that cannot be read as a report."""


class LexiconError(KhabarError):
    """A table that breaks its schema."""


class GazetteerError(KhabarError):
    """A gazetteer file or index that cannot be used."""


class ConfigError(KhabarError):
    """A setting that makes no sense."""


class ArchiveError(KhabarError):
    """The archive cannot be opened, written or found."""
