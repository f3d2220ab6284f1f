"""The whole reader: sentences/s, each stage's share, documents/s on general news, the floor of one scan, memory.

    python -m benchmarks.reader REPORTS.jsonl[.gz] [--news NEWS.jsonl[.gz]] [--documents 400]

Processor time of one process; tables, models and gazetteer are loaded before the clock runs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from khabar import pipeline
from khabar.lexicon.table import load
from khabar.model import Report
from khabar.pipeline import Reader, may_tell_of_events
from khabar.sources import from_record
from khabar.text import fold, key, segment

_STAGES = (
    "may_tell_of_events",
    "segment",
    "tag_triggers",
    "boilerplate_sentences",
    "tag_times",
    "resolve_dates",
    "tag_places",
    "tag_actors",
    "document_country",
    "resolve_places",
    "resolve_actors",
    "read_isnad",
    "tag_harm",
    "frame",
    "claims_of",
    "tag_statements",
    "tag_relations",
)


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as handle:
        yield from handle


def read(path: Path, count: int) -> list[Report]:
    """At most `count` Arabic reports of a file, spread over it."""
    step = max(1, sum(1 for _ in _lines(path)) // count)
    reports = (from_record(json.loads(line)) for line in islice(_lines(path), 0, None, step))
    return [report for report in reports if report.language == "ar"][:count]


def timed(work: Callable[[Report], Any], reports: Sequence[Report]) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    for report in reports:
        work(report)
    return time.process_time() - begun


def stages(reader: Reader, reports: Sequence[Report]) -> dict[str, float]:
    """Seconds of processor time of every stage of the pipeline."""
    spent = dict.fromkeys(_STAGES, 0.0)
    plain = {name: getattr(pipeline, name) for name in _STAGES}

    def clocked(name: str) -> Callable[..., Any]:
        def stage(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return plain[name](*given, **named)
            finally:
                spent[name] += time.process_time() - begun

        return stage

    try:
        for name in _STAGES:
            setattr(pipeline, name, clocked(name))
        timed(reader.extract, reports)
    finally:
        for name, stage in plain.items():
            setattr(pipeline, name, stage)
    return spent


def floor(reports: Sequence[Report]) -> float:
    """Seconds for what no reader can do without: folding the text, and one pass of all stems of the gate over it."""
    scanner = AhoCorasick(sorted({key(row["stem"]) for row in load("gate").rows}))
    return timed(lambda report: scanner.find_matches_as_indexes(fold(report.text).text, overlapping=True), reports)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--news", type=Path, help="general news, most without any event")
    parser.add_argument("--documents", type=int, default=400)
    options = parser.parse_args()
    reader = Reader()
    reports = read(options.reports, options.documents)
    timed(reader.extract, reports[:20])
    _print_reports(reader, reports)
    if options.news:
        _print_news(reader, read(options.news, options.documents))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
    print(f"peak memory {used:.0f} MB")


def _print_reports(reader: Reader, reports: Sequence[Report]) -> None:
    sentences = sum(len(segment(report.text, report.title).sentences) for report in reports)
    once, again = timed(reader.extract, reports), timed(reader.extract, reports)
    print(f"{len(reports)} reports, {sentences} sentences")
    print(f"read once {sentences / once:.0f} sentences/s, again {sentences / again:.0f} sentences/s")
    print(f"floor (folded and scanned) {sentences / floor(reports):.0f} sentences/s")
    for name, seconds in sorted(stages(reader, reports).items(), key=lambda stage: -stage[1]):
        print(f"  {name:<22} {1000 * seconds / sentences:.3f} ms a sentence")


def _print_news(reader: Reader, news: Sequence[Report]) -> None:
    outside = [report for report in news if not may_tell_of_events(report.text)]
    print(f"{len(news)} news texts, {len(outside)} stay outside")
    print(f"  all {len(news) / timed(reader.extract, news):.0f} documents/s")
    if outside:
        print(f"  outside {len(outside) / timed(reader.extract, outside):.0f} documents/s")
        print(f"  floor (folded and scanned) {len(outside) / floor(outside):.0f} documents/s")


if __name__ == "__main__":
    main()
