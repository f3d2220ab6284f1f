"""Progress and summaries of the desk's verbs, on standard error; changes on standard output."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from khabar.cli.messages import complain
from khabar.desk.ingest.items import LABELS, Summary

_SHOWN = 20


class Bar:
    """A progress bar on standard error where that is a terminal. `total` is None where nobody knows."""

    def __init__(self, unit: str, total: int | None, *, counted: str = "") -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not Console(stderr=True).is_terminal,
        )
        self._task = self._progress.add_task(unit, total=total, rate="")
        self._counted = counted
        self._start = time.monotonic()
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.monotonic() - self._start
        self._progress.stop()

    def show(self, summary: Summary) -> None:
        """Move the bar to what is stored, known or set aside by now."""
        counts = summary.counts
        names = (self._counted,) if self._counted else ("known", "new_reports", "new_versions", "late", "set_aside")
        done = sum(counts[name] for name in names)
        rate = done / max(time.monotonic() - self._start, 0.001)
        self._progress.update(self._task, completed=done, rate=f"{rate:.0f}/s")


def print_summary(summary: Summary, seconds: float) -> None:
    """What was set aside, and all that was counted, in lines on standard error."""
    for message in summary.errors[:_SHOWN]:
        complain(message)
    if (hidden := summary.counts["set_aside"] - _SHOWN) > 0:
        complain(f"and {hidden} more set aside: khabar ingest --failed")
    counted = [(summary.counts[name], label) for name, label in LABELS.items() if summary.counts[name]]
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for count, label in counted or [(0, "items")]:
        console.print(f"{count:>9,}  {label}")
    done = summary.counts["seen"] or summary.counts["reread"]
    if done and seconds > 0.05:
        console.print(f"{seconds:>9.1f}  seconds ({done / seconds:,.0f} a second)")


def print_changes(summary: Summary) -> None:
    """The first changes of known claims on standard output: claim, kind, fields, evidence, split by tabs."""
    for entry in summary.changes:
        cells = (entry["claim"], entry["kind"], _fields(entry["fields"]), entry["evidence"])
        typer.echo("\t".join(" ".join(cell.split()) for cell in cells))
    total = sum(summary.counts[f"claims_{kind}"] for kind in ("changed", "added", "removed", "kept"))
    if total > len(summary.changes):
        complain(f"and {total - len(summary.changes)} more changes: each is kept with its reading in the archive")


def _fields(fields: dict[str, list[Any]]) -> str:
    return "; ".join(f"{name}: {before!r} -> {after!r}" for name, (before, after) in fields.items())
