"""Speed and memory of linking: `python benchmarks/linking.py [CLAIMS] [MEMORY]` on invented claims.

Claims gather like news does: a few cities have most of them, and an event is told by one to six reports with shifted
days, places and tolls.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import date, timedelta

from khabar.desk.linking import Row, link

TYPES = ["shelling", "air_strike", "attack", "armed_clash", "explosive_ied", "arrest_raid", "protest_peaceful"]
FAMILIES = dict(
    zip(TYPES, ["explosion", "explosion", "battle", "battle", "explosion", "coercion", "protest"], strict=True)
)
PARTIES = [f"group_{n}" for n in range(40)]
WORDS = [f"word{n}" for n in range(4000)]


def invented(size: int, seed: int = 1) -> list[Row]:
    """`size` claims over ten years and 3,000 places."""
    dice = random.Random(seed)
    places = [(f"place {n}", 30 + dice.random() * 7, 35 + dice.random() * 13, f"area {n % 20}") for n in range(3000)]
    rows: list[Row] = []
    while len(rows) < size:
        name, lat, lon, area = places[min(int(dice.expovariate(1 / 250)), 2999)]
        day = date(2015, 1, 1) + timedelta(days=dice.randrange(3650))
        kind, killed = dice.choice(TYPES), dice.randrange(12)
        parties, words = dice.sample(PARTIES, 2), dice.sample(WORDS, 9)
        for _ in range(dice.choice([1, 1, 1, 2, 3, 6])):
            number = len(rows)
            told = day + timedelta(days=dice.choice([0, 0, 0, 0, 1]))
            toll = max(0, killed + dice.choice([0, 0, 0, 1, -1]))
            rows.append(
                Row(
                    claim=f"c{number}",
                    report=f"r{number // 3}",
                    type=kind,
                    family=FAMILIES[kind],
                    first=told,
                    last=told,
                    lat=lat + dice.gauss(0, 0.01),
                    lon=lon + dice.gauss(0, 0.01),
                    place=name,
                    admin1=area,
                    perpetrators=(parties[0],),
                    targets=(parties[1],),
                    killed=(toll, toll) if toll else None,
                    words=tuple(sorted([*words[:6], *dice.sample(WORDS, 6)])),
                    origin=f"r{number // 3}",
                    published=told,
                )
            )
    return rows[:size]


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    memory = sys.argv[2] if len(sys.argv) > 2 else "1GB"
    rows = invented(size)
    start = time.perf_counter()
    links = link(rows, memory=memory)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size} claims -> {len(links.incidents())} incidents, {len(links.joins)} joins, "
        f"{len(links.undecided)} undecided: {seconds:.1f} s, peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
