"""`khabar evaluate`: scores against gold files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from khabar.cli.reading import Options, read_all
from khabar.evaluate.calibration import brier, reliability
from khabar.evaluate.claims import Mistake, Rate, Scores, evaluate, read_claims
from khabar.model import Extraction
from khabar.record import record

app = typer.Typer(no_args_is_help=True, help="Score claims against annotated texts.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def claims(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Documents with their true claims.")],
    predicted: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Claims to score; default: the gold texts are read now.")
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show gold and predicted side by side.")] = False,
    by_type: Annotated[bool, typer.Option("--by-type", help="A line a type of event as well.")] = False,
    calibration: Annotated[bool, typer.Option("--calibration", help="Is confidence what it says?")] = False,
    json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    gazetteer: Annotated[list[str] | None, typer.Option(metavar="FILE", help="A list of places to add.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Print how many claims are found, and how many of their values are right, by field and by type."""
    truth = read_claims(gold, gold=True)
    options = Options.checked([str(gold)], gazetteers=gazetteer or [], workers=workers)
    answers = read_claims(predicted) if predicted else list(_read_now(options))
    scores = evaluate(truth, answers)
    figures = {**scores.as_dict(), **(_calibration(scores) if calibration else {})}
    _print(figures, _lines(scores, by_type, calibration), json)
    if errors:
        typer.echo("\n".join(line for mistake in scores.mistakes for line in _side_by_side(mistake)))
    raise typer.Exit(options.notices.exit_code())


@app.command()
def gsr(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="SPLIT.EVENT.detection.jsonl and .spans.jsonl.")],
    split: Annotated[str, typer.Option(metavar="NAME", help="Which files of the folder.")] = "dev",
    json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Print how well claims tell which sentences of the Arabic GSR are assaults or protests, and who did what."""
    from khabar.cli.evaluate_rows import gsr_answers, gsr_lines
    from khabar.evaluate.gsr import read_gsr, score

    sentences = read_gsr(folder, split)
    scores = score(sentences, gsr_answers(sentences, workers))
    _print(scores.as_dict(), gsr_lines(scores), json)


@app.command()
def airwars(
    documents: Annotated[Path, typer.Argument(metavar="DOCS", help="Reports with the incidents they tell of.")],
    incidents: Annotated[Path, typer.Argument(metavar="INCIDENTS", help="Coded incidents (.jsonl).")],
    predicted: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Claims to score (`extract --link`: links too); default: read now."),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Incidents not found, and why.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    gazetteer: Annotated[list[str] | None, typer.Option(metavar="FILE", help="A list of places to add.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")] = None,
) -> None:
    """Print how many coded incidents of civilian harm are found, how near, and with the right number of dead."""
    from khabar.cli.evaluate_rows import airwars_lines, missed_lines
    from khabar.evaluate import airwars as scorer

    reports, coded = scorer.read_reports(documents), scorer.read_incidents(incidents)
    options = Options.checked([str(documents)], gazetteers=gazetteer or [], workers=workers)
    answers = read_claims(predicted) if predicted else list(_read_now(options))
    scores = scorer.evaluate(reports, coded, answers)
    _print(scores.as_dict(), airwars_lines(scores), json)
    if errors:
        typer.echo("\n".join(missed_lines(scores)))
    raise typer.Exit(options.notices.exit_code())


def _calibration(scores: Scores) -> dict[str, Any]:
    bins = [bin._asdict() for bin in reliability(scores.outcomes)]
    return {"calibration": {"brier": brier(scores.outcomes), "n": len(scores.outcomes), "bins": bins}}


def _print(figures: dict[str, Any], lines: Iterable[str], as_json: bool) -> None:
    from khabar.record import to_json

    typer.echo(to_json(figures) if as_json else "\n".join(lines))


def _read_now(options: Options) -> Iterator[dict[str, Any]]:
    with closing(read_all(options, _claims_only)) as documents:
        yield from documents


def _claims_only(extraction: Extraction) -> dict[str, Any]:
    whole = record(extraction)
    return {"doc_id": whole["doc_id"], "claims": whole["claims"]}


def _lines(scores: Scores, by_type: bool, calibration: bool) -> Iterator[str]:
    for name, rate in {**scores.rates, "slots": scores.slots}.items():
        yield _rate_line(name, rate)
    for name, share in (("records", scores.records), ("laundered", scores.laundered)):
        yield f"{name:<10} {share.value:.3f} of {share.of}"
    if by_type:
        yield ""
        yield from (_rate_line(name, rate, 24) for name, rate in scores.by_type.items())
    if calibration:
        yield ""
        yield f"Brier score {brier(scores.outcomes):.3f} over {len(scores.outcomes)} claims"
        for bin in reliability(scores.outcomes):
            yield f"  {bin.low:.1f}-{bin.high:.1f}  n {bin.number:>5}  said {bin.confidence:.2f}  right {bin.right:.2f}"


def _rate_line(name: str, rate: Rate, width: int = 10) -> str:
    return f"{name:<{width}} P {rate.precision:.3f}  R {rate.recall:.3f}  F1 {rate.f1:.3f}  n {rate.gold}"


def _side_by_side(mistake: Mistake) -> Iterator[str]:
    from khabar.cli.table import safe

    told = mistake.gold or mistake.predicted or {}
    kind = "missed" if mistake.predicted is None else "spurious" if mistake.gold is None else ", ".join(mistake.fields)
    yield f"\n{mistake.doc_id}  {kind}  {told.get('type')}"
    for name, claim in (("gold", mistake.gold), ("read", mistake.predicted)):
        if claim:
            yield f"  {name}  {safe(claim.get('evidence') or '')}"
    if mistake.gold and mistake.predicted:
        for field in mistake.fields:
            yield f"  {field}:"
            yield from (f"    {n}  {_told(c, field)}" for n, c in (("gold", mistake.gold), ("read", mistake.predicted)))


def _told(claim: Any, field: str) -> str:
    """A field's value in one line, without offsets and candidates."""
    from khabar.cli.table import safe

    value = claim.get(field)
    match field:
        case "date":
            text = f"{value['start']}..{value['end']} {value.get('text', '')}" if value else "-"
        case "place":
            text = " < ".join([value["name"], *(value.get("within") or [])]) if value else "-"
        case "actors":
            text = "; ".join(f"{a['role']} {a['text']} ({a.get('id')})" for a in value or []) or "-"
        case "sources":
            text = " > ".join(f"{s['text']} ({s.get('id')})" for s in value or []) or "-"
        case "harm":
            text = "; ".join(f"{kind} {h['low']}..{h['high']}" for kind, h in (value or {}).items()) or "-"
        case _:
            text = str(value)
    return safe(text)
