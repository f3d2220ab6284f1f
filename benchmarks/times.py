"""Print how fast time expressions are found, beside dateparser and Duckling, in one run on one processor:

`python benchmarks/times.py SUITES.jsonl [SUITE]`, where each line holds {suite, reference, text}.
Peers that are not installed are named and left out: `pip install dateparser pyduckling-native-phihos`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from khabar.tag.times import times

Row = tuple[str, datetime]
Tagger = Callable[[str, datetime], int]
ROUNDS = 5


def khabar() -> Tagger:
    return lambda text, reference: len(times(text, reference))


def dateparser() -> Tagger:
    from dateparser.search import search_dates  # type: ignore[import-not-found, unused-ignore]

    def find(text: str, reference: datetime) -> int:
        settings = {"RELATIVE_BASE": reference, "PREFER_DATES_FROM": "past"}
        return len(search_dates(text, languages=["ar"], settings=settings) or ())

    return find


def duckling() -> Tagger:
    import duckling as wheel  # type: ignore[import-not-found, unused-ignore]

    zones = wheel.load_time_zones("/usr/share/zoneinfo")
    locale = wheel.parse_locale("AR", wheel.default_locale_lang(wheel.parse_lang("AR")))
    dimensions = wheel.parse_dimensions(["time", "duration"])

    def find(text: str, reference: datetime) -> int:
        context = wheel.Context(wheel.parse_ref_time(zones, "UTC", int(reference.timestamp())), locale)
        return len(wheel.parse(text, context, dimensions, False))

    return find


def read(path: Path, suite: str) -> list[Row]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(row["text"], datetime.fromisoformat(row["reference"])) for row in rows if row.get("suite") == suite]


def measure(tagger: Tagger, rows: Sequence[Row]) -> tuple[float, int]:
    """Sentences a second in the best of some rounds, and expressions found."""
    found = sum(tagger(text, reference) for text, reference in rows)
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for text, reference in rows:
            tagger(text, reference)
        best = min(best, time.process_time() - begun)
    return len(rows) / best, found


def _serve(load: Callable[[], Tagger], rows: Sequence[Row], pipe: Connection) -> None:
    tagger = load()
    tagger(*rows[0])
    for text, reference in rows:
        begun = time.process_time()
        found = tagger(text, reference)
        pipe.send((time.process_time() - begun, found))


def measure_peer(load: Callable[[], Tagger], rows: Sequence[Row]) -> tuple[float, int, int]:
    """The same for a peer in a process of its own, which some texts end: those are counted last and left out."""
    spent, done, found, fatal, at = 0.0, 0, 0, 0, 0
    while at < len(rows):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=_serve, args=(load, rows[at:], theirs), daemon=True)
        worker.start()
        theirs.close()
        with contextlib.suppress(EOFError):
            while at < len(rows):
                seconds, count = ours.recv()
                spent, done, found, at = spent + seconds, done + 1, found + count, at + 1
        worker.join()
        if at < len(rows):
            fatal, at = fatal + 1, at + 1
    return done / spent if spent else 0.0, found, fatal


def main() -> None:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    suite = sys.argv[2] if len(sys.argv) > 2 else "conflict-gold-dev"
    rows = read(Path(sys.argv[1]), suite)
    if not rows:
        raise SystemExit(f"{sys.argv[1]}: no line of the suite {suite!r}")
    print(f"{suite}: {len(rows)} texts, {sum(len(text) for text, _ in rows)} characters")
    speed, found = measure(khabar(), rows)
    print(f"  {'khabar':<11} {speed:8.0f} sentences/s, {found} expressions")
    for name, load in (("duckling", duckling), ("dateparser", dateparser)):
        if importlib.util.find_spec(name) is None:
            print(f"  {name:<11} not installed")
            continue
        speed, found, fatal = measure_peer(load, rows)
        note = f", {fatal} texts ended its process" if fatal else ""
        print(f"  {name:<11} {speed:8.0f} sentences/s, {found} expressions{note}")


if __name__ == "__main__":
    main()
