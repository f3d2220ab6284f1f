"""`khabar explain`: what led to each claim, and what was rejected and why."""

from __future__ import annotations

import io
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from khabar.cli.reading import Options, read_all
from khabar.cli.table import Screen, safe
from khabar.model import Candidate, Claim, Extraction, Quote
from khabar.summary import summarize

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer()


@app.command()
def explain(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="As for extract.")],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Day of publication, YYYY-MM-DD.")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published the report.")] = None,
    gazetteer: Annotated[list[str] | None, typer.Option(metavar="FILE", help="A list of places to add.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a report instead.")] = False,
) -> None:
    """Show what led to each claim.

    The rules and table rows behind it, the readings that lost, and the triggers that made no claim, and why.
    """
    from khabar.cli.output import open_sink

    options = Options.checked(paths, published, outlet, None, gazetteer or [], None)
    finish = as_json if json else partial(as_explanation, screen=Screen.here())
    with open_sink("jsonl") as sink, closing(read_all(options, finish)) as explanations:
        for explanation in explanations:
            sink.write(explanation)
    raise typer.Exit(options.notices.exit_code())


def as_json(extraction: Extraction) -> str:
    """The record of the report with its rejected triggers."""
    from khabar.record import record, rejected, to_json

    return to_json({**record(extraction), "rejected": [rejected(item) for item in extraction.rejected]}) + "\n"


def as_explanation(extraction: Extraction, screen: Screen) -> str:
    """Claims with their reasons and losing candidates, then rejected triggers, trends, ties and findings."""
    made = io.StringIO()
    console = screen.console(made)
    report = extraction.report
    console.print(safe(report.title or report.text.strip().split("\n", 1)[0]), style="bold")
    for number, claim in enumerate(extraction.claims, 1):
        _claim(console, number, claim, report.outlet)
    rejected = [f"{_at(item.quote)}  {item.reason} ({item.score:.2f})" for item in extraction.rejected]
    _section(console, "Rejected", rejected)
    _section(console, "Trends, no claims", [f"{_at(s.quote)}  {s.direction}" for s in extraction.statements])
    _section(console, "Ties", [f"{_at(r.quote)}  {r.kind}" for r in extraction.relations])
    findings = (*report.findings, *extraction.findings)
    _section(console, "Findings", list(dict.fromkeys(f"{finding.code}: {finding.message}" for finding in findings)))
    if not (extraction.claims or extraction.rejected):
        console.print("No word of the text tells of an event that khabar knows.")
    console.print()
    return made.getvalue()


def _claim(console: Console, number: int, claim: Claim, outlet: str | None) -> None:
    console.print(f"\n{number}. {safe(summarize(claim, outlet).en)}", style="bold")
    lines = [
        ("claim", f"{claim.id}  {claim.type}  {claim.status}  confidence {claim.confidence:.2f}"),
        ("evidence", _at(claim.evidence)),
        ("trigger", _at(claim.trigger)),
        *(("because", reason) for reason in claim.reasons),
        *_lost("event", claim.runners_up),
    ]
    if claim.date:
        lines.append(("date", f"{claim.date.start}..{claim.date.end} ({claim.date.basis})  {_at(claim.date.quote)}"))
        lines += _lost("date", claim.date.runners_up)
    if claim.place:
        lines.append(("place", f"{claim.place.gazetteer_id or 'not resolved'}  {_at(claim.place.quote)}"))
        lines += _lost("place", claim.place.candidates)
    for party in claim.actors:
        lines.append((party.role, f"{party.id or 'no id'}  {_at(party.quote)}"))
        lines += _lost(party.role, party.runners_up)
    for harm in claim.harm:
        high = "or more" if harm.high is None else f"to {harm.high}"
        lines.append((harm.kind, f"{harm.low} {high}  {_at(harm.quote)}"))
    lines += [("source", f"{source.id or 'no id'}  {_at(source.quote)}") for source in claim.sources]
    for name, value in lines:
        console.print(f"   {name:<12} {safe(value)}", soft_wrap=True)


def _at(quote: Quote) -> str:
    return f"[{quote.start}:{quote.end}] {quote.text}"


def _lost(name: str, candidates: tuple[Candidate, ...]) -> list[tuple[str, str]]:
    return [("", f"not {name} {c.value} ({c.score:.2f}) {c.reason}") for c in candidates]


def _section(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(f"\n{title}", style="bold")
        for line in lines:
            console.print(f"   {safe(line)}", soft_wrap=True)
