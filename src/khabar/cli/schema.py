"""`khabar schema`: the JSON Schema of the output."""

from __future__ import annotations

from importlib import resources

import typer

app = typer.Typer()


@app.command()
def schema() -> None:
    """Print the JSON Schema of the output.

    That of one line of `khabar extract --format jsonl`.
    """
    typer.echo((resources.files("khabar.data") / "claims.schema.json").read_text("utf-8"), nl=False)
