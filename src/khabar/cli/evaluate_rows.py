"""What `khabar evaluate gsr` and `airwars` read and print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from khabar.evaluate.claims import Rate, Share
from khabar.model import Extraction, Report
from khabar.run.pool import Failure, Reads, Work, results

if TYPE_CHECKING:
    from khabar.evaluate.airwars import AirwarsScores
    from khabar.evaluate.gsr import Answer, Gsr, GsrScores


def gsr_answers(sentences: Gsr, workers: int | None) -> dict[str, Answer]:
    """Answers by sentence id; each sentence is read as a report without headline and date."""
    reports = (Report(text, doc_id=name) for name, text in sentences.sentences().items() if text.strip())
    outcomes = results(reports, Work(_sentence_reader, _answer), workers=workers)
    return dict(outcome for outcome in outcomes if not isinstance(outcome, Failure))


def _sentence_reader() -> Reads:
    from khabar.evaluate.gsr import settings
    from khabar.pipeline import Reader

    return Reader(least=settings()["span_confidence"])


def _answer(extraction: Extraction) -> tuple[str, Answer]:
    from khabar.evaluate.gsr import answer

    return extraction.report.doc_id, answer(extraction)


def gsr_lines(scores: GsrScores) -> Iterator[str]:
    """Figures by event and way of counting."""
    for event, found in scores.detection.items():
        for name, rate in (("label", found.label), ("clean", found.clean), ("majority", found.majority)):
            yield _rate(f"{event} {name}", rate)
        yield f"{event + ' ranking':<17} AUC {found.auc:.3f}  average precision {found.average_precision:.3f}"
        yield from (_rate(f"{event} {role}", rate) for role, rate in scores.spans[event].items())


def airwars_lines(scores: AirwarsScores) -> Iterator[str]:
    """Figures by name."""
    for name in ("found", "within5", "killed"):
        yield _share(name, getattr(scores, name))
    yield f"{'km':<12} {'-' if scores.km is None else f'{scores.km:.2f}'}"
    if scores.links.part or scores.false_joins.part:
        yield from (_share(name, getattr(scores, name)) for name in ("links", "false_joins"))


def missed_lines(scores: AirwarsScores) -> Iterator[str]:
    """How many incidents were missed for each reason, and which."""
    from khabar.cli.table import safe

    yield ""
    yield from (f"{number:>5}  {why}" for why, number in Counter(m.why for m in scores.missed).most_common())
    for missed in scores.missed:
        place = missed.incident.get("place_ar") or missed.incident.get("place_en") or "-"
        yield f"- {missed.doc_id}  {missed.why}: {missed.incident['date']} {safe(str(place))}"


def _rate(name: str, rate: Rate) -> str:
    return f"{name:<17} P {rate.precision:.3f}  R {rate.recall:.3f}  F1 {rate.f1:.3f}  n {rate.gold}"


def _share(name: str, share: Share) -> str:
    return f"{name:<12} {share.value:.3f} of {share.of}"
