"""`khabar export`: incidents in other people's formats."""

from __future__ import annotations

import os
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.messages import complain
from khabar.cli.selecting import Actor, AsOf, Delay, Rule, Since, Where

app = typer.Typer()


class Format(StrEnum):
    """Formats of an export."""

    acled = "acled"
    ucdp = "ucdp"
    plover = "plover"
    geojson = "geojson"
    parquet = "parquet"
    csv = "csv"
    jsonld = "jsonld"


@app.command()
def export(
    format: Annotated[Format, typer.Argument(help="acled and ucdp are CSV with their columns; csv has an HXL row.")],
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write here instead of standard output.")] = None,
    since: Since = None,
    where: Where = None,
    actor: Actor = None,
    rule: Rule = "lowest",
    as_of: AsOf = None,
    delay: Delay = None,
) -> None:
    """Write incidents in a format, and say on standard error what it cannot carry.

    Coordinates are those of settlements, private persons are not named, recent incidents wait.
    Exit code: 0 written, 1 the archive or a value cannot be used, 2 wrong usage.
    """
    if format is Format.parquet and output is None and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal: name a file", param_hint="--output")
    from khabar.desk.archive.opening import open_archive, plain_errors

    open_archive()
    from khabar.desk.releases.selection import Wish, select
    from khabar.desk.releases.writing import FORMATS

    chosen = FORMATS[format.value]
    with plain_errors():
        selection = select(Wish(since, where, actor, rule, as_of, delay))
    put(chosen.write(selection.incidents), output)
    complain(f"{len(selection.incidents)} incidents as {chosen.title}; shown numbers: {selection.rule}")
    if selection.waiting:
        complain(f"{selection.waiting} incidents of the last {selection.delay} days wait (--delay)")
    lost = chosen.lost()
    complain(f"the format cannot carry: {', '.join(lost)}" if lost else "the format carries everything")


def put(content: bytes, output: Path | None) -> None:
    """Write to standard output, or to a file in one move."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    handle, making = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(making, 0o644)
        os.replace(making, output)
    except BaseException:
        Path(making).unlink(missing_ok=True)
        raise
