"""`khabar init`: make the archive, or bring it up to date."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def init() -> None:
    """Make the archive (KHABAR_DATABASE, else a SQLite file under KHABAR_HOME), or bring an older one up to date.

    Nothing that is in it is changed. Running it again does no harm.
    """
    from khabar.desk import home
    from khabar.desk.archive.opening import create

    made = create()
    typer.echo(f"{'ready' if made else 'was ready already'}: {home.database()}")
    if made:
        typer.echo("next: khabar ingest SOURCE...")
