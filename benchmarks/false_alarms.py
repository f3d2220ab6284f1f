"""Claims in general news, drawn for reading: `python benchmarks/false_alarms.py NEWS.jsonl.gz [EVERY [SHOWN]]`.

Reads every EVERYth text (default 10), prints how many texts have claims, and SHOWN of those (default 60; the same ones
whenever the reader finds the same) with every claim in its context. Whoever reads them writes the figures into
docs/quality.md.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from khabar.model import Claim, Extraction
from khabar.pipeline import default_reader
from khabar.sources import from_record

AROUND = 60  # characters of context on either side


def read(path: Path, every: int) -> Iterator[Extraction]:
    """Every `every`th text of a corpus."""
    reader = default_reader()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            yield reader.extract(from_record(json.loads(line)))


def show(claim: Claim, text: str) -> str:
    start, end = claim.evidence.span
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    context = f"{before}[[{claim.evidence.text[:200]}]]{after}".replace("\n", " / ")
    return f"    {claim.type} {claim.confidence:.2f} {claim.trigger.text}: {context}"


def main() -> None:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    given = [int(number) for number in sys.argv[2:4]]
    every, shown = given + [10, 60][len(given) :]
    begun = time.process_time()
    found = list(read(Path(sys.argv[1]), every))
    spent = time.process_time() - begun
    telling = [one for one in found if one.claims]
    number = sum(len(one.claims) for one in telling)
    print(f"{len(found)} texts, {len(telling)} with claims, {number} claims, {len(found) / spent:.0f} texts/s")
    for one in random.Random(1).sample(telling, min(shown, len(telling))):
        print(f"- {one.report.outlet} {one.report.published}: {(one.report.title or one.report.text)[:90]!r}")
        print("\n".join(show(claim, one.report.text) for claim in one.claims))


if __name__ == "__main__":
    main()
