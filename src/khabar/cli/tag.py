"""`khabar tag`: mentions of one kind, without claims."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from khabar.cli.messages import Notices
from khabar.errors import InputError

app = typer.Typer(no_args_is_help=True, help="Tag mentions of one kind in texts.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def times(
    input: Annotated[Path, typer.Argument(metavar="INPUT.jsonl", help="Lines of {id, reference, text}; - for stdin.")],
    format: Annotated[Literal["jsonl", "table"], typer.Option(help="JSON Lines, or a line an expression.")] = "jsonl",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write here instead of standard output.")] = None,
) -> None:
    """Find the time expressions of each text and resolve them against its reference (an ISO 8601 date or time)."""
    from khabar.cli.output import open_sink
    from khabar.record import to_json

    notices = Notices()
    with open_sink("jsonl", output) as sink:
        for row in _tagged(input, notices):
            if format == "jsonl":
                sink.write(to_json(row) + "\n")
            else:
                sink.write("".join(_line(row.get("id", "-"), mention) for mention in row["expressions"]))
    notices.sum_up()
    raise typer.Exit(notices.exit_code())


def _line(id_: Any, mention: dict[str, Any]) -> str:
    from khabar.cli.table import safe

    return f"{id_}\t{mention['type']}\t{mention['value'] or '-'}\t{safe(mention['text'])}\n"


def _tagged(input: Path, notices: Notices) -> Iterator[dict[str, Any]]:
    from khabar.sources.arrivals import open_file
    from khabar.sources.lines import open_lines, records

    try:
        with open_file(input) as stream:
            for line, record in records(open_lines(stream), input):
                if isinstance(record, InputError):
                    notices.error(str(record))
                    continue
                try:
                    yield _tag(record)
                except InputError as error:
                    notices.error(str(InputError(error.message, path=input, line=line)))
    except OSError as error:
        notices.error(str(InputError(error.strerror or str(error), path=input)))


def _tag(record: dict[str, Any]) -> dict[str, Any]:
    from khabar.evaluate.temporal import expressions as find_times

    text = record.get("text")
    if not isinstance(text, str):
        raise InputError('has no "text" (a string)')
    found = find_times(text, _moment(record.get("reference")))
    kept: dict[str, Any] = {name: record[name] for name in ("suite", "id") if name in record}
    return {
        **kept,
        "expressions": [
            {"start": m.start, "end": m.end, "text": m.text, "type": m.type, "value": m.value, "precision": m.precision}
            for m in found
        ],
    }


def _moment(value: Any) -> date | datetime | None:
    """A date or a time; None where there is none."""
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except (ValueError, TypeError):
        message = f'"reference": {value!r} is no ISO 8601 date or time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM'
        raise InputError(message) from None
