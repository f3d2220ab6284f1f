"""Claims as a table for a terminal. Arabic stays in logical order: a terminal that can show it turns it itself."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from khabar.model import Claim, Extraction
from khabar.summary import summarize, when_text, where_en

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 120  # where no terminal says how wide it is
_NARROW = 110  # below this the evidence is left out
# What must not reach a terminal: controls, bidi controls, halves of surrogate pairs.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Screen:
    """What tables are written for: its width in columns, and whether it shows colours."""

    width: int = _PLAIN_WIDTH
    colour: bool = False

    @classmethod
    def here(cls) -> Screen:
        """The terminal at standard output, if it is one."""
        if not sys.stdout.isatty():
            return cls()
        return cls(max(60, shutil.get_terminal_size((_PLAIN_WIDTH, 40)).columns), "NO_COLOR" not in os.environ)

    def console(self, file: TextIO) -> Console:
        """A rich console of this width that writes to `file`."""
        from rich.console import Console

        return Console(
            file=file,
            width=self.width,
            force_terminal=self.colour,
            no_color=not self.colour,
            highlight=False,
            emoji=False,
            markup=False,
        )


def as_table(extraction: Extraction, screen: Screen) -> str:
    """A heading, a table with a row a claim, the statements."""
    made = io.StringIO()
    console = screen.console(made)
    _heading(console, extraction)
    if extraction.claims:
        console.print(_table(extraction, screen))
    else:
        console.print("  no claims\n", style="dim")
    for statement in extraction.statements:
        console.print(f"  trend, not a claim ({statement.direction}): {safe(statement.quote.text)}", style="dim")
    if extraction.statements:
        console.print()
    return made.getvalue()


def safe(text: str) -> str:
    """`text` on one line, without anything that could steer a terminal."""
    return _UNSAFE.sub("\ufffd", " ".join(text.split()))


def _heading(console: Console, extraction: Extraction) -> None:
    report = extraction.report
    title = report.title or report.text.strip().split("\n", 1)[0][:100]
    console.print(safe(title), style="bold")
    day = report.published.isoformat() if report.published else "no date of publication"
    console.print(safe(" · ".join(part for part in (report.outlet, day, report.doc_id) if part)), style="dim")


def _table(extraction: Extraction, screen: Screen) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    wide = screen.width >= _NARROW
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1), expand=True)
    table.add_column("#", justify="right", style="dim")
    table.add_column("when", no_wrap=True)
    table.add_column("where", ratio=2, overflow="fold")
    table.add_column("what", ratio=2, style="bold")
    table.add_column("claim", ratio=7)
    if wide:
        table.add_column("evidence", ratio=4)
    table.add_column("sure", justify="right", style="dim")
    for number, claim in enumerate(extraction.claims, 1):
        row = _row(number, claim, extraction.report.outlet)
        table.add_row(*(row if wide else row[:5] + row[6:]))
    return table


def _row(number: int, claim: Claim, outlet: str | None) -> list[str]:
    cells = (
        str(number),
        when_text(claim.date) if claim.date else "-",
        where_en(claim) or "-",
        claim.type.replace("_", " "),
        summarize(claim, outlet).en,
        claim.evidence.text,
        f"{claim.confidence:.2f}",
    )
    return [safe(cell) for cell in cells]
