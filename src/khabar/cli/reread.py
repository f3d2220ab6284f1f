"""`khabar reread`: read the archive again with a newer engine."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def reread(
    everything: Annotated[
        bool, typer.Option("--all", help="Also reports that this version of khabar has read before.")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Read stored reports again with this version of khabar, and list the claims that changed.

    Claims that people confirmed, corrected or retracted stay as they are. Exit code: 0 all read, 1 some failed.
    """
    from khabar.desk.archive.opening import open_archive

    open_archive()
    from khabar.cli.tally import Bar, print_changes, print_summary
    from khabar.desk.ingest import commands

    total = commands.count_to_read(everything=everything)
    with Bar("reports", total, counted="reread") as bar:
        summary = commands.reread(everything=everything, workers=workers, progress=bar.show)
    print_changes(summary)
    print_summary(summary, bar.seconds)
    raise typer.Exit(1 if summary.counts["set_aside"] else 0)
