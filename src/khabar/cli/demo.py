"""`khabar demo`: a first look, with nothing but the package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def demo(
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where the page is written.")] = Path("khabar-demo.html"),
) -> None:
    """Read a bundled report.

    Prints its claims as a table, writes them as a page, and says where.
    """
    from khabar.cli.output import open_sink
    from khabar.cli.reading import make_reader
    from khabar.sample import sample

    extraction = make_reader().extract(sample())
    for format, target in (("table", None), ("html", output)):
        with open_sink(format, target) as sink:
            sink.write(sink.finish(extraction))
    typer.echo(f"The page: {output.resolve().as_uri()}")
