"""`khabar gazetteer`: lists of places, installed for good, looked through, fetched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from khabar.cli.messages import complain
from khabar.errors import GazetteerError

if TYPE_CHECKING:
    from khabar.lexicon.gazetteer import ListReport

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Lists of places: add, list, remove, info, search, fetch.",
)


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, GeoNames .txt/.zip, P-codes, GeoJSON.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the list; default: that of the file.")
    ] = None,
) -> None:
    """Install lists of places for good, and say which rows were skipped and why."""
    from khabar.lexicon.gazetteer import library

    if name and len(files) > 1:
        raise typer.BadParameter("one name fits one file only", param_hint="--name")
    failed = False
    for file in files:
        try:
            with _places_bar(f"indexing {file.name}") as progress:
                report = library.add(file, name, progress)
        except GazetteerError as error:
            complain(str(error))
            failed = True
            continue
        _tell(report)
    raise typer.Exit(1 if failed else 0)


@app.command(name="list")
def list_() -> None:
    """Name the installed lists."""
    from khabar.lexicon.gazetteer import library

    lists = library.installed()
    for entry in lists:
        places = entry.about.get("places", 0)
        typer.echo(f"{entry.name}\t{places:,} places\t{entry.about.get('format', '')}\t{entry.about.get('file', '')}")
    if not lists:
        typer.echo(f"no lists are installed in {library.home()}; add one: khabar gazetteer add FILE")


@app.command()
def remove(names: Annotated[list[str], typer.Argument(metavar="NAME...")]) -> None:
    """Remove installed lists."""
    from khabar.lexicon.gazetteer import library

    for name in names:
        library.remove(name)
        typer.echo(f"removed {name}")


@app.command()
def info(name: Annotated[str, typer.Argument(metavar="NAME", help="An installed list.")]) -> None:
    """Tell what is known of an installed list: its file, rows, what was skipped."""
    from khabar.lexicon.gazetteer import library

    entry = next((entry for entry in library.installed() if entry.name == name), None)
    if entry is None:
        raise GazetteerError(f"no list is named {name!r}; see khabar gazetteer list")
    for label, value in entry.about.items():
        if isinstance(value, dict):
            for reason, count in value.items():
                typer.echo(f"{label}: {count:,} x {reason}")
        else:
            typer.echo(f"{label}: {value}")


@app.command()
def search(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="An Arabic name or its beginning, or part of an English one.")
    ],
    gazetteer: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A list of places to use besides the installed ones.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many places at most.")] = 20,
) -> None:
    """Look a place up in all lists."""
    from khabar.lexicon.gazetteer import open_gazetteer

    with _places_bar("indexing places") as progress:
        opened = open_gazetteer(gazetteer or (), progress=progress)
    found = opened.search(name, limit)
    for entry in found:
        located = entry.lat is not None and entry.lon is not None
        spot = f"{entry.lat:.4f}, {entry.lon:.4f}" if located else "no coordinates"
        units = " < ".join(filter(None, (*reversed(entry.admin), entry.country)))
        typer.echo(f"{entry.name}\t{entry.name_en}\t{entry.feature}\t{spot}\t{units}\t{entry.id}")
    if not found:
        complain(f"no place is named {name!r}")
        raise typer.Exit(1)


@app.command()
def fetch(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="geonames")],
    countries: Annotated[list[str], typer.Argument(metavar="COUNTRY...", help="Two-letter codes: SY IQ YE.")],
    server: Annotated[str | None, typer.Option(metavar="URL", help="Another server with the same files.")] = None,
) -> None:
    """Download a public list (GeoNames, CC BY 4.0) and install it. A broken download goes on where it stopped."""
    from khabar.lexicon.gazetteer import fetch as net
    from khabar.lexicon.gazetteer import library

    if source != "geonames":
        raise typer.BadParameter("only geonames can be fetched; add other lists with: khabar gazetteer add FILE")
    failed = False
    for country in countries:
        try:
            with _bytes_bar(f"fetching {country.upper()}") as progress:
                folder = library.cache_folder() / "downloads"
                file = net.fetch_geonames(country, folder, progress, server=server or net.GEONAMES)
            with _places_bar(f"indexing {file.name}") as indexing:
                report = library.add(file, f"geonames-{country.lower()}", indexing)
        except GazetteerError as error:
            complain(str(error))
            failed = True
            continue
        _tell(report)
    raise typer.Exit(1 if failed else 0)


def _tell(report: ListReport) -> None:
    name = report.path.name if report.path else ""
    typer.echo(f"{name}: {report.kept:,} places of {report.rows:,} rows ({report.format})")
    for title, counts in (("skipped", report.skipped), ("mended", report.mended)):
        for reason, count in counts.most_common():
            typer.echo(f"  {title} {count:,}: {reason}")
            for note in report.notes:
                if note.reason == reason:
                    typer.echo(f"    line {note.line}: {note.value}")


@contextmanager
def _places_bar(title: str) -> Iterator[Callable[[int], None]]:
    with _bar() as bar:
        task = bar.add_task(title, total=None)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def _bytes_bar(title: str) -> Iterator[Callable[[int, int | None], None]]:
    with _bar() as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
