"""`khabar ingest`: sources of every kind into the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from khabar.desk.ingest.routing import Intake

app = typer.Typer()


@app.command()
def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE...",
            help="Files and folders (.txt .html .jsonl[.gz] .warc[.gz] .csv .parquet, Telegram's result.json), "
            "http(s) addresses of pages, RSS and Atom feeds, - for stdin.",
        ),
    ] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of publication, YYYY-MM-DD, of reports that name none.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published the reports.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=NAME", help="Which column of a table holds text, title, published, outlet, url."),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="List what was set aside; with --retry try it again.")
    ] = False,
    retry: Annotated[bool, typer.Option("--retry", help="With --failed: try everything set aside again.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from private and loopback addresses.")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Bring reports into the archive: new ones are read for claims, known ones passed over, copies form families.

    Repeating is safe, and so is breaking off. Exit code: 0 all done, 1 some items were set aside, 2 wrong usage.
    """
    from khabar.cli.reading import Options

    if failed == bool(sources):
        raise typer.BadParameter("name at least one source, or --failed alone", param_hint="SOURCE")
    if retry and not failed:
        raise typer.BadParameter("goes with --failed", param_hint="--retry")
    given = Options.checked([], published, outlet).given
    options = _options(given, _columns(column or []), allow_private)

    from khabar.desk.archive.opening import open_archive

    open_archive()
    if failed and not retry:
        _list()
        return
    _run(sources or [], options, workers)


def _options(given: dict[str, Any], columns: dict[str, str], allow_private: bool) -> dict[str, Any]:
    day = given.get("published")
    plain = {**given, **({"published": day.isoformat()} if day else {})}
    return {"given": plain, "columns": columns, "allow_private": allow_private}


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(columns) != len(pairs):
        raise typer.BadParameter("write it as FIELD=NAME, for example text=body", param_hint="--column")
    return columns


def intake_of(options: dict[str, Any]) -> Intake:
    """The intake that options, fresh or kept with an item set aside, stand for."""
    from khabar.desk.ingest.routing import Intake
    from khabar.sources import parse_day
    from khabar.sources.fetch import Policy

    given = dict(options.get("given", {}))
    if "published" in given:
        given["published"] = parse_day(given["published"])
    policy = Policy(allow_private=bool(options.get("allow_private")))
    return Intake(given=given, columns=dict(options.get("columns", {})), policy=policy)


def _run(sources: list[str], options: dict[str, Any], workers: int | None) -> None:
    from khabar.cli.tally import Bar, print_summary
    from khabar.desk.ingest import commands
    from khabar.desk.ingest.routing import expected

    with Bar("reports", expected(sources) if sources else None) as bar:
        if sources:
            intake = intake_of(options)
            summary = commands.ingest_sources(sources, intake, options=options, workers=workers, progress=bar.show)
        else:
            summary = commands.retry(intake_of, workers=workers, progress=bar.show)
    print_summary(summary, bar.seconds)
    raise typer.Exit(1 if summary.counts["set_aside"] else 0)


def _list() -> None:
    from khabar.desk.ingest import commands

    waiting = commands.set_aside()
    for failure in waiting:
        times = f"{failure.attempts} attempts" if failure.attempts > 1 else "1 attempt"
        typer.echo(f"{failure.item}\t{failure.message}\t{times}, last {failure.last_at:%Y-%m-%d %H:%M}")
    if waiting:
        typer.echo(f"{len(waiting)} set aside; try again with: khabar ingest --failed --retry", err=True)
    else:
        typer.echo("nothing is set aside", err=True)
