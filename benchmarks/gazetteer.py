"""Gazetteer and places: time to build and open an index, size, memory, tagging speed.

    python benchmarks/gazetteer.py [--places 300000] [--texts FILE.jsonl] [--list FILE ...]

Without lists, made-up villages are indexed. Texts are JSON Lines with `text`; the bundled sample is the default.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry, GazetteerRow, open_gazetteer
from khabar.lexicon.gazetteer.index import Index, build
from khabar.resolve.places import resolve_places
from khabar.tag.places import tag_places
from khabar.text import segment

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_SAMPLE = """قصفت طائرات حربية قرية العزبة وبلدتي هجين والبصيرة في ريف دير الزور الشرقي،
وأصيب رجل قرب مدينة الباب شرقي حلب."""


def made_up(count: int) -> Iterator[GazetteerRow]:
    """`count` villages with random names of one to three words."""
    chance = random.Random(7)
    for number in range(count):
        words = ["".join(chance.choices(_LETTERS, k=chance.randint(3, 7))) for _ in range(chance.choice([1, 1, 2, 3]))]
        name = " ".join(("ال" if chance.random() < 0.5 else "") + word for word in words)
        spot = 32 + chance.random() * 5, 36 + chance.random() * 6
        yield GazetteerRow(GazetteerEntry(f"made:{number}", name, f"Village {number}", "ppl", *spot, country="SY"))


def peak_mb() -> float:
    """Largest resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--places", type=int, default=300_000)
    options.add_argument("--texts", type=Path)
    options.add_argument("--list", type=Path, nargs="*", default=[])
    told = options.parse_args()
    builtin = open_gazetteer(with_installed=False)
    with tempfile.TemporaryDirectory() as folder:
        if told.list:
            gazetteer = open_gazetteer(told.list, with_installed=False)
        else:
            path = Path(folder) / "made.index"
            started = time.perf_counter()
            build(made_up(told.places), path)
            print(f"build {told.places:,} names: {time.perf_counter() - started:.1f} s, peak memory {peak_mb():.0f} MB")
            print(f"index: {path.stat().st_size / 1e6:.0f} MB")
            gazetteer = Gazetteer([*builtin.indexes, Index(path)])
        started = time.perf_counter()
        opened = Gazetteer([Index(index.path) for index in gazetteer.indexes])
        opened.named("دير الزور")
        print(f"open and first look-up: {(time.perf_counter() - started) * 1000:.1f} ms")
        speed(opened, texts(told.texts))
    print(f"peak memory {peak_mb():.0f} MB")


def texts(path: Path | None) -> list[str]:
    """Texts to read."""
    if path is None:
        return [" ".join([_SAMPLE] * 20)] * 50
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def speed(gazetteer: Gazetteer, read: list[str]) -> None:
    """Time tagging and resolving, cold and warm, in processor time: other work on the machine does not count."""
    pages = [segment(text) for text in read]
    sentences = sum(len(page.sentences) for page in pages)
    for name in ("cold", "warm"):
        started = time.process_time()
        found = [tag_places(page, gazetteer) for page in pages]
        tagged = time.process_time()
        for page, mentions in zip(pages, found, strict=True):
            resolve_places(page, mentions, gazetteer)
        resolved = time.process_time()
        print(
            f"{name}: {sentences:,} sentences, {sum(map(len, found)):,} places among {len(gazetteer):,}: "
            f"tagging {(tagged - started) * 1000 / sentences:.3f} ms a sentence, "
            f"resolving {(resolved - tagged) * 1000 / sentences:.3f} ms"
        )


if __name__ == "__main__":
    main()
