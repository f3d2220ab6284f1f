"""`khabar map`: incidents on a map in one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.selecting import Actor, AsOf, Delay, Rule, Since, Where

app = typer.Typer()


@app.command()
def map(
    output: Annotated[Path, typer.Argument(metavar="FILE", help="The HTML file to write.")],
    title: Annotated[str, typer.Option(help="Title of the map.")] = "Reported incidents",
    since: Since = None,
    where: Where = None,
    actor: Actor = None,
    rule: Rule = "lowest",
    as_of: AsOf = None,
    delay: Delay = None,
) -> None:
    """Draw incidents on a map that works without a network. Settlements at the finest, no private persons.

    Exit code: 0 written, 1 the archive or a value cannot be used, 2 wrong usage.
    """
    from khabar.desk.archive.opening import open_archive, plain_errors

    open_archive()
    from khabar.cli.export import put
    from khabar.desk.analysis.mapping import as_html
    from khabar.desk.releases.selection import Wish, select

    with plain_errors():
        selection = select(Wish(since, where, actor, rule, as_of, delay))
    note = (
        f"{len(selection.incidents)} incidents as reported, state of {selection.as_of.date()}; shown numbers: "
        f"{selection.rule}; {selection.waiting} of the last {selection.delay} days are held back."
    )
    put(as_html(selection.incidents, title=title, note=note).encode("utf-8"), output)
    typer.echo(f"{len(selection.incidents)} incidents in {output}")
