"""Attribution by itself: gold events in, sources and status out, with the scorer's rules; and its speed.

python -m benchmarks.attribution GOLD.jsonl
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.attribution import hits

from khabar.attribute import attribute, read_isnad
from khabar.lexicon.parties import coarse_id
from khabar.resolve.actors import resolve_actors
from khabar.tag.actors import tag_actors
from khabar.text import segment


def measure(documents: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Sources P, R, F1; status accuracy; share of sourced events reported as plain fact; ms per sentence."""
    attribute(read_isnad(segment("قال مصدر محلي إن الطريق قطع.")), 0, 5)  # tables are loaded before the clock runs
    right = predicted = wanted = status = events = sourced = laundered = sentences = 0
    seconds = 0.0
    for document in documents:
        text, outlet = document["text"], document.get("outlet")
        page = segment(text, document.get("title"))
        mentions = resolve_actors(page, tag_actors(page, outlet=outlet), outlet=outlet)
        started = time.process_time()
        isnad = read_isnad(page, outlet=outlet, mentions=mentions)
        seconds += time.process_time() - started
        sentences += len(page.sentences)
        for claim in document["claims"]:
            start = text.find(claim["evidence"])
            done = [a.get("id") or a["text"] for a in claim["actors"] if a["role"] == "perpetrator"]
            started = time.process_time()
            found = attribute(isnad, start, start + len(claim["evidence"]), done)
            seconds += time.process_time() - started
            gold = claim.get("sources") or []
            chain = [{"text": s.quote.text, "id": coarse_id(s.id)} for s in found.sources]
            right += hits(gold, chain)
            predicted += len(chain)
            wanted += len(gold)
            status += found.status == claim["status"]
            events += 1
            sourced += bool(gold)
            laundered += bool(gold) and not chain and found.status == "reported"
    return {
        "sources_p": right / max(1, predicted),
        "sources_r": right / max(1, wanted),
        "sources_f1": 2 * right / max(1, predicted + wanted),
        "status": status / max(1, events),
        "laundered": laundered / max(1, sourced),
        "ms_per_sentence": 1000 * seconds / max(1, sentences),
    }


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    for name, value in measure([json.loads(line) for line in lines]).items():
        print(f"{name:<16} {value:.3f}")
