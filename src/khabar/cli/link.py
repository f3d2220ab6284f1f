"""`khabar link`: claims of the archive into incidents."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def link(
    undecided: Annotated[
        bool, typer.Option("--undecided", help="List the pairs of claims that wait for people, and change nothing.")
    ] = False,
    memory: Annotated[str, typer.Option(metavar="SIZE", help="What linking may use before it spills to disk.")] = (
        "1500MB"
    ),
) -> None:
    """Join claims that tell of one happening into incidents. What people joined or split stays as they left it.

    Repeating is safe: incidents keep their ids. Exit code: 0 done, 1 the archive cannot be used, 2 wrong usage.
    """
    import re

    if not re.fullmatch(r"\d+(\.\d+)?\s*([KMGT]i?B)", memory, re.IGNORECASE):
        raise typer.BadParameter("write a size such as 1500MB or 2GB", param_hint="--memory")
    from khabar.desk.archive.opening import open_archive, plain_errors

    open_archive()
    with plain_errors():
        if undecided:
            _list()
        else:
            _link(memory)


def _link(memory: str) -> None:
    from khabar.cli.messages import complain
    from khabar.desk.ingest.running import job as running_job
    from khabar.desk.linking.store import link_archive

    with running_job("link", {"memory": memory}) as job:
        summary = link_archive(job=job, memory=memory)
        job.counts = {
            "claims": summary.claims,
            "incidents": summary.incidents,
            "new": summary.new,
            "merged": summary.merged,
            "moved": summary.moved,
            "undecided": summary.undecided,
        }
        job.save(update_fields=["counts"])
    typer.echo(
        f"{summary.claims} claims in {summary.incidents} incidents: {summary.new} new, {summary.merged} merged, "
        f"{summary.moved} claims moved; {summary.undecided} pairs wait for people"
    )
    for one, two in summary.conflicts:
        complain(f"note: people joined {one} and {two}, but their splits keep them apart: revoke one of the decisions")


def _list() -> None:
    from khabar.desk.archive.models import Match

    waiting = Match.objects.current().filter(outcome=Match.Outcome.UNDECIDED).order_by("-weight", "pk")
    for match in waiting.select_related("left", "right"):
        parts = ", ".join(f"{name}: {part['level']} ({part['weight']:+.1f})" for name, part in match.evidence.items())
        typer.echo(f"{match.left.uid} {match.right.uid} {match.weight:+.2f}  {parts}")
