"""`khabar diff`: what changed between two releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="R1", help="A release: its number or its folder.")],
    second: Annotated[str, typer.Argument(metavar="R2", help="The later one.")],
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where releases are kept; default: in KHABAR_HOME.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a change.")] = False,
) -> None:
    """List every added, changed and retracted value between two releases, each with its reason.

    Exit code: 0 compared, 1 a release is missing or damaged, 2 wrong usage.
    """
    from dataclasses import asdict

    from khabar.desk import home
    from khabar.desk.releases.comparing import compare, read_release
    from khabar.record import to_json

    base = into or home.folder() / "releases"
    changes = compare(read_release(_folder(first, base)), read_release(_folder(second, base)))
    for change in changes:
        typer.echo(to_json(asdict(change)) if json else change.line())
    if not changes and not json:
        typer.echo("nothing changed")


def _folder(given: str, base: Path) -> Path:
    from khabar.desk.releases.folders import folder_of

    return folder_of(base, int(given)) if given.isdecimal() else Path(given)
