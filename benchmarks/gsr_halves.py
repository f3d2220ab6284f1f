"""Choose the thresholds of evaluate/plover.toml on one half of the GSR's documents, and judge them on the other:

`python benchmarks/gsr_halves.py FOLDER`, where FOLDER holds dev.EVENT.detection.jsonl.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from zlib import crc32

from khabar.evaluate.claims import Rate
from khabar.evaluate.gsr import EVENTS, answer, read_gsr, settings
from khabar.model import Report
from khabar.pipeline import Reader

REACH = 3  # fiftieths on either side
Scored = list[tuple[float, bool, bool]]  # score, true, disputed


def halves(rows: list[Any], scores: dict[str, float]) -> tuple[Scored, Scored]:
    """Certain sentences of documents whose name has an even CRC-32, and of the others."""
    found: tuple[Scored, Scored] = ([], [])
    for row in rows:
        if row["label"] != "ambiguous":
            side = found[crc32(row["doc"].encode()) % 2]
            side.append((scores[row["id"]], row["label"] == "yes", row["label"] == "difficult no"))
    return found


def rate(scored: Scored, limit: float, clean: bool = False) -> Rate:
    told = [(score >= limit, true) for score, true, disputed in scored if not (clean and disputed)]
    return Rate(sum(p and t for p, t in told), sum(p for p, _ in told), sum(t for _, t in told))


def smooth(scored: Scored, limit: float) -> float:
    """F1 averaged over thresholds near by: half a set is small, and one sentence should not choose."""
    near = [limit + step / 50 for step in range(-REACH, REACH + 1)]
    return sum(rate(scored, one).f1 for one in near) / len(near)


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    gsr = read_gsr(Path(sys.argv[1]))
    reader = Reader(least=settings()["span_confidence"])
    answers = {name: answer(reader.extract(Report(text, name))) for name, text in gsr.sentences().items()}
    for event in EVENTS:
        chosen, judged = halves(gsr.detection[event], {name: told.scores[event] for name, told in answers.items()})
        limit = max((step / 50 for step in range(2, 50)), key=lambda one: (smooth(chosen, one), -one))
        print(f"{event}: threshold {limit:.2f}, F1 {rate(chosen, limit).f1:.3f} where chosen")
        print(f"  other half: F1 {rate(judged, limit).f1:.3f}, clean {rate(judged, limit, clean=True).f1:.3f}")


if __name__ == "__main__":
    main()
