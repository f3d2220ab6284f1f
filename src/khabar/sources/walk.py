"""Paths as given -> the files to be read, in order, each with the kind of its content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from khabar.errors import InputError
from khabar.sources.settings import settings

Kind = Literal["text", "html", "jsonl", "unknown"]
STDIN = "-"


class Input(NamedTuple):
    """A file (or standard input, "-") and what its name says it holds."""

    path: Path
    kind: Kind


def kind_of(path: Path) -> Kind:
    """The kind that the file's name promises; "unknown" where only the content can tell."""
    name = path.name.lower()
    for suffix, kind in settings()["suffixes"].items():
        if name.endswith(suffix):
            return kind  # type: ignore[no-any-return]
    return "unknown"


def walk(path: str | Path) -> Iterator[Input]:
    """The files of `path`: itself, or those with a known suffix below it, sorted by name; hidden ones are left out.

    Raises InputError for a path that does not exist or a directory without reports.
    """
    if str(path) == STDIN:
        yield Input(Path(STDIN), "unknown")
        return
    path = Path(path)
    try:
        if path.is_dir():
            yield from _walk_folder(path)
            return
        path.stat()
    except FileNotFoundError:
        raise InputError("no such file or directory", path=path) from None
    except (OSError, ValueError) as error:
        raise InputError(getattr(error, "strerror", None) or str(error), path=path) from None
    yield Input(path, kind_of(path))


def _walk_folder(folder: Path) -> Iterator[Input]:
    hidden = len(folder.parts)
    found = (
        Input(path, kind_of(path))
        for path in sorted(folder.rglob("*"))
        if not any(part.startswith(".") for part in path.parts[hidden:]) and path.is_file()
    )
    any_found = False
    for item in found:
        if item.kind != "unknown":
            any_found = True
            yield item
    if not any_found:
        known = ", ".join(settings()["suffixes"])
        raise InputError(f"holds no reports: looked for {known}", path=folder)
