"""`khabar release`: a frozen, numbered folder of incidents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.selecting import Actor, AsOf, Delay, Rule, Since, Where

app = typer.Typer()


@app.command()
def release(
    number: Annotated[int | None, typer.Option(metavar="N", help="Default: the next one.")] = None,
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where releases are kept; default: in KHABAR_HOME.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the data.")] = "Reported incidents of armed conflict",
    publisher: Annotated[str, typer.Option(help="Who is to be cited.")] = "khabar",
    licence: Annotated[str, typer.Option(help="SPDX name of the licence, such as CC-BY-4.0.")] = "",
    since: Since = None,
    where: Where = None,
    actor: Actor = None,
    rule: Rule = "lowest",
    as_of: AsOf = None,
    delay: Delay = None,
) -> None:
    """Freeze incidents as a numbered folder: data, codebook, checksums, datapackage.json, CITATION.cff, changelog.

    A release is never overwritten. Exit code: 0 made, 1 it cannot be, 2 wrong usage.
    """
    from khabar.desk import home
    from khabar.desk.archive.opening import open_archive, plain_errors

    open_archive()
    from khabar.desk.ingest.running import job as running_job
    from khabar.desk.releases.release import make_release
    from khabar.desk.releases.selection import Wish

    base = into or home.folder() / "releases"
    with plain_errors(), running_job("release", {"number": number}) as job:
        made = make_release(
            Wish(since, where, actor, rule, as_of, delay),
            base,
            number=number,
            title=title,
            publisher=publisher,
            licence=licence,
            job=job,
        )
        job.counts = {"incidents": made.incidents, "claims": made.claims, "waiting": made.waiting}
        job.save(update_fields=["counts"])
    typer.echo(f"release {made.number}: {made.incidents} incidents of {made.claims} claims in {made.folder}")
    typer.echo(f"{len(made.changes)} changes since the release before; {made.waiting} incidents wait")
