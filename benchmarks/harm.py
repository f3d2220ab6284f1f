"""Hold harm mentions against the harm values of annotated documents.

    python benchmarks/harm.py GOLD.jsonl [--errors N] [--wrong N]

recall     share of gold values whose `text` is overlapped by a mention of the same kind, low and high
precision  share of mentions (parts and denials aside) inside gold evidence that match a gold value of their kind
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khabar.tag.harm import HarmMention, tag_harm
from khabar.text import Page, segment


@dataclass
class Score:
    """Counts of one run; `missed` and `wrong` hold a line each for reading."""

    values: int = 0
    found: int = 0
    mentions: int = 0
    right: int = 0
    seconds: float = 0.0
    sentences: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.values)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.mentions)


def _values(document: dict[str, Any]) -> Iterator[tuple[str, int | None, int | None, str]]:
    seen = set()
    for claim in document["claims"]:
        for kind, harm in (claim.get("harm") or {}).items():
            value = (kind, harm["low"], harm["high"], harm["text"])
            if value not in seen:
                seen.add(value)
                yield value


def _places(text: str, part: str) -> list[tuple[int, int]]:
    found, at = [], text.find(part)
    while at >= 0 and part:
        found.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return found


def _meets(mention: HarmMention, place: tuple[int, int]) -> bool:
    return mention.start < place[1] and place[0] < mention.end


def _context(page: Page, at: int) -> str:
    index = page.sentence_at(at)
    if index is None:
        return ""
    sentence = page.sentences[index]
    return page.text[max(sentence.start, at - 80) : min(sentence.end, at + 120)]


def score(path: Path) -> Score:
    """Tag every document of `path` and count."""
    total = Score()
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        page = segment(document["text"])
        began = time.perf_counter()
        mentions = tag_harm(page)
        total.seconds += time.perf_counter() - began
        total.sentences += len(page.sentences)
        values = list(_values(document))
        placed = [(value, _places(page.text, value[3])) for value in values]
        for value, places in placed:
            _count_value(total, page, mentions, value, places)
        evidence = [p for claim in document["claims"] for p in _places(page.text, claim["evidence"])[:1]]
        for mention in mentions:
            if mention.part_of is None and not mention.deny and any(_meets(mention, e) for e in evidence):
                _count_mention(total, page, mention, placed)
    return total


def _count_value(total: Score, page: Page, mentions: tuple[HarmMention, ...], value: Any, places: Any) -> None:
    kind, low, high, text = value
    near = [m for m in mentions if m.kind == kind and any(_meets(m, place) for place in places)]
    total.values += 1
    total.kinds[kind] += 1
    if any((m.low, m.high) == (low, high) and not m.deny for m in near):
        total.found += 1
        return
    got = "; ".join(f"{m.low},{m.high}{' deny' * m.deny}[{m.text}]" for m in near) or "none"
    total.missed.append(f"{kind} {low},{high} [{text}] <- {got} || {_context(page, places[0][0]) if places else ''}")


def _count_mention(total: Score, page: Page, mention: HarmMention, placed: Any) -> None:
    total.mentions += 1
    if any(
        value[:3] == (mention.kind, mention.low, mention.high) and any(_meets(mention, place) for place in places)
        for value, places in placed
    ) or any(value[:3] == (mention.kind, mention.low, mention.high) for value, _ in placed):
        total.right += 1
        return
    got = f"{mention.kind} {mention.low},{mention.high} [{mention.text}]"
    total.wrong.append(f"{got} || {_context(page, mention.start)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--wrong", type=int, default=0)
    options = parser.parse_args()
    total = score(options.gold)
    print(f"recall     {total.recall:.3f} ({total.found}/{total.values}) {dict(total.kinds)}")
    print(f"precision  {total.precision:.3f} ({total.right}/{total.mentions})")
    print(f"speed      {1000 * total.seconds / max(1, total.sentences):.3f} ms a sentence ({total.sentences})")
    for line in total.missed[: options.errors]:
        print("MISSED", line)
    for line in total.wrong[: options.wrong]:
        print("WRONG", line)


if __name__ == "__main__":
    main()
