"""`khabar extract`: reports in, claims out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from khabar.cli.reading import Options, read_all
from khabar.errors import ConfigError

app = typer.Typer()


class Format(StrEnum):
    """How claims are written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


@app.command()
def extract(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files (.txt .html .jsonl .jsonl.gz), folders of them, - for stdin."),
    ],
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of publication, YYYY-MM-DD: what 'today' means in the text.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published the report.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it was published.")] = None,
    gazetteer: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A list of places to use besides the installed ones.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="Default: a table on a terminal, JSON Lines in a pipe or file.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write here instead of standard output.")] = None,
    link: Annotated[
        bool, typer.Option("--link", help="Also join claims into incidents: incident_id on every claim (json, jsonl).")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Print the claims that reports make.

    What is said to have happened, where, when, to whom, and who says so.

    Exit code: 0 all read, 1 some input failed (the rest was read), 2 wrong usage.
    """
    from khabar.cli.output import open_sink

    options = Options.checked(paths, published, outlet, url, gazetteer or [], workers)
    chosen = format or (Format.jsonl if link else _format_for(output))
    if link and chosen not in (Format.json, Format.jsonl):
        raise typer.BadParameter("goes with --format json or jsonl", param_hint="--link")
    with open_sink(chosen, output) as sink, closing(read_all(options, sink.finish)) as results:
        for piece in _linked(results, 2 if chosen is Format.json else None) if link else results:
            sink.write(piece)
    raise typer.Exit(options.notices.exit_code())


def _linked(pieces: Iterable[str], indent: int | None) -> Iterator[str]:
    """The same records, with `incident_id` on every claim: all are read before the first is written."""
    import json

    from khabar.record import to_json

    try:
        from khabar.desk.linking import link_records
    except ImportError as error:
        raise ConfigError(f"linking needs {error.name}: pip install 'khabar[desk]'") from error
    end = "" if indent else "\n"
    for record in link_records([json.loads(piece) for piece in pieces]):
        yield to_json(record, indent=indent) + end


def _format_for(output: Path | None) -> Format:
    if output is None:
        return Format.table if sys.stdout.isatty() else Format.jsonl
    suffix = output.suffix.lower().lstrip(".")
    return next((format for format in Format if format.value == suffix), Format.jsonl)
