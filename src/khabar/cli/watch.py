"""`khabar watch`: keep an eye on feeds."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def watch(
    feeds: Annotated[
        Path, typer.Argument(metavar="FEEDS.toml", help="A list: [[feed]] with url, and if you like outlet, interval.")
    ],
    once: Annotated[bool, typer.Option("--once", help="Ask every feed once and stop.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from private and loopback addresses.")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Ask feeds at intervals and bring what is new into the archive, until interrupted.

    A feed that fails is asked ever more rarely, and listed by `khabar ingest --failed`; the others go on.
    Exit code with --once: 0 all answered, 1 some failed.
    """
    from khabar.desk.archive.opening import open_archive

    open_archive()
    from khabar.desk.ingest.watching import Watch, read_list
    from khabar.sources.fetch import Policy

    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    watching = Watch(read_list(feeds), Policy(allow_private=allow_private), workers=workers, tell=_tell)
    watching.run(once=once)
    raise typer.Exit(1 if watching.failed else 0)


def _tell(line: str) -> None:
    typer.echo(line, err=True)
