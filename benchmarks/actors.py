"""Print how well parties are found and resolved, and at what speed: `python benchmarks/actors.py GOLD.jsonl...`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from khabar.evaluate.actors import read_gold, score_actors
from khabar.resolve.actors import resolve_actors
from khabar.tag.actors import tag_actors
from khabar.text import segment


def main() -> None:
    for name in sys.argv[1:]:
        documents = read_gold(Path(name))
        score = score_actors(documents)
        pages = [segment(document["text"], document.get("title")) for document in documents]
        sentences = sum(len(page.sentences) for page in pages)
        begun = time.process_time()
        for page in pages:
            resolve_actors(page, tag_actors(page))
        spent = 1000 * (time.process_time() - begun) / max(1, sentences)
        print(f"{name}: {score.actors} gold actors, coverage {score.coverage:.3f}")
        print(f"  ids: {score.with_id}, right {score.recall:.3f}, right where covered {score.accuracy:.3f}")
        print(f"  {spent:.3f} ms a sentence")
        for (gold, found), count in Counter((e[1], e[2]) for e in score.errors).most_common(10):
            print(f"  {count:4} {gold} read as {found}")


if __name__ == "__main__":
    main()
