"""`khabar trend`: incidents over time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.selecting import Actor, AsOf

app = typer.Typer()


@app.command()
def trend(
    actor: Actor = None,
    place: Annotated[
        str | None, typer.Option("--in", metavar="PLACE", help="A place, governorate or country, by name or code.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="STEP", help="day, week or month.")] = "week",
    split: Annotated[
        str | None, typer.Option(metavar="claimed,attributed", help="Count what perpetrators own apart from the rest.")
    ] = None,
    fixed_panel: Annotated[
        bool, typer.Option("--fixed-panel", help="Count only outlets that published all the time.")
    ] = False,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="First day counted.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day counted.")] = None,
    period: Annotated[
        list[str] | None,
        typer.Option(metavar="START..END", help="Twice: compare the rates of two periods."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write .svg, .png or .csv instead of the table.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Count incidents by day, week or month; say what changed, how surely, and when there is too little to say.

    Exit code: 0 shown, 1 the archive or a value cannot be used, 2 wrong usage.
    """
    if period and len(period) != 2:
        raise typer.BadParameter("give it twice: --period A..B --period C..D", param_hint="--period")
    if split is not None and sorted(split.replace(" ", "").split(",")) != ["attributed", "claimed"]:
        raise typer.BadParameter("can be claimed,attributed", param_hint="--split")
    if output is not None and output.suffix not in (".svg", ".png", ".csv"):
        raise typer.BadParameter("name a file that ends in .svg, .png or .csv", param_hint="--output")
    from khabar.desk.archive.opening import open_archive, plain_errors

    open_archive()
    from khabar.cli.export import put
    from khabar.desk.analysis import asking
    from khabar.desk.analysis import trend as trends

    with plain_errors():
        found = asking.ask(
            asking.Question(actor, place, by, split is not None, fixed_panel, since, until, period or [], as_of)
        )
    match output.suffix if output else "":
        case ".svg":
            put(trends.as_svg(found), output)
        case ".png":
            put(trends.as_png(found), output)
        case ".csv":
            put(trends.as_csv(found).encode("utf-8"), output)
        case _:
            typer.echo(trends.as_text(found), nl=False)
