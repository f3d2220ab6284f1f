"""A progress bar on standard error, where that is a terminal and there is more than one report."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, TypeVar

from khabar.errors import InputError
from khabar.sources.walk import STDIN, walk

T = TypeVar("T")
_CHUNK = 1 << 20


def with_bar(items: Iterable[T], paths: Iterable[str]) -> Generator[T, None, None]:
    """`items` as they are, with a bar that counts them."""
    total = count(paths) if sys.stderr.isatty() else 1
    if total == 1:
        yield from items
        return
    shared = sys.stdout.isatty()  # the bar stands where the output goes: it steps aside for every piece of it
    progress = _bar()
    task = progress.add_task("reading", total=total)
    progress.start()
    try:
        for item in items:
            progress.advance(task)
            if shared:
                progress.stop()
            yield item
            if shared:
                progress.start()
    finally:
        progress.stop()


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=True,
    )


def count(paths: Iterable[str]) -> int | None:
    """How many reports `paths` hold, as far as that is told without reading them: None for pipes and gzip."""
    total = 0
    for path in paths:
        try:
            for file in walk(path):
                if str(file.path) == STDIN or file.path.suffix == ".gz" or not file.path.is_file():
                    return None
                total += _lines(file.path) if file.kind == "jsonl" else 1
        except (InputError, OSError):
            total += 1
    return total


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(_CHUNK), b""))
