"""Measure the reader on every annotated set, as a line of the history in docs/quality.md:

`python benchmarks/quality.py FOLDER`, where FOLDER holds gold/, gsr/, airwars/ and gazetteer/ (see docs/quality.md).
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khabar import __version__

COLUMNS = (
    ("claims", "detection.f1"), ("claims", "typed.f1"), ("claims", "slots.f1"), ("claims", "records.share"),
    ("claims", "laundered.share"), ("gsr", "assault.label.f1"), ("gsr", "assault.clean.f1"),
    ("gsr", "assault.spans.source.f1"), ("gsr", "assault.spans.target.f1"), ("gsr", "assault.spans.verb.f1"),
    ("gsr", "protest.label.f1"), ("airwars", "found.share"), ("airwars", "within5.share"), ("airwars", "killed.share"),
    ("airwars", "km"),
)  # fmt: skip


def figures(folder: Path) -> dict[str, Any]:
    """What `khabar evaluate` prints for each set."""
    places = ["--gazetteer", str(folder / "gazetteer/syria_merged.csv.gz")]
    airwars = [str(folder / "airwars/docs.jsonl.gz"), str(folder / "airwars/incidents.jsonl")]
    commands = {
        "claims": ["claims", str(folder / "gold/dev.jsonl"), *places],
        "gsr": ["gsr", str(folder / "gsr")],
        "airwars": ["airwars", *airwars, *places],
    }
    return {name: _run(command) for name, command in commands.items()}


def _run(command: list[str]) -> Any:
    whole = [sys.executable, "-m", "khabar", "evaluate", *command, "--json"]
    return json.loads(subprocess.run(whole, check=True, stdout=subprocess.PIPE).stdout)


def figure(scores: Any, path: str) -> float:
    """The number at the end of a dotted path."""
    for step in path.split("."):
        scores = scores[step]
    return float(scores)


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    scores = figures(Path(sys.argv[1]))
    cells = [f"{figure(scores[measure], path):.3f}".lstrip("0") for measure, path in COLUMNS]
    print(f"| {datetime.now(UTC):%Y-%m-%d %H:%M} | {__version__} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
