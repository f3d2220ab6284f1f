"""`khabar check`: a report's own trend statement against the archive."""

from __future__ import annotations

from typing import Annotated

import typer

from khabar.cli.selecting import AsOf

app = typer.Typer()


@app.command()
def check(
    statement: Annotated[str | None, typer.Argument(metavar="STATEMENT-ID", help="REPORT:sN, see --list.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the statements in the archive.")] = False,
    as_of: AsOf = None,
) -> None:
    """Hold a report's statement of a trend against what other reports tell: supported, contradicted, not enough data.

    Exit code: 0 answered, 1 the archive or the statement cannot be used, 2 wrong usage.
    """
    if list_ == (statement is not None):
        raise typer.BadParameter("name a statement, or give --list alone", param_hint="STATEMENT-ID")
    from khabar.desk.archive.opening import open_archive, plain_errors

    open_archive()
    from khabar.desk.analysis import asking
    from khabar.desk.analysis.statements import as_text

    with plain_errors():
        if statement is None:
            for name, told in asking.statements():
                typer.echo(f"{name}  {told.direction}  {told.actor_id or '-'}  {' '.join(told.quote.text.split())}")
        else:
            typer.echo(as_text(asking.check_statement(statement, as_of)), nl=False)
