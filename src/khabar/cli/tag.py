"""`khabar tag`: mentions of one kind, without claims."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Tag mentions of one kind in texts.")


@app.callback()
def _group() -> None:
    pass
