"""The annotated documents that models are fitted to: whole ones with their texts, and annotations of corpus texts.

An annotation holds no text. It names a text of an unlabelled corpus by its id and hash, and every value as a pair of
offsets into it, so that the claims come whole again only beside the corpus. Beyond what the guidelines of gold ask, it
says of every claim where it is `told`: the words that tell of its event, in its evidence and anywhere else. For the
documents of gold's train file, which bring their claims, that is all it says.

To add annotated documents (JSON Lines; `doc_id`, `text` and `claims` as gold has them, each claim with a list `told` of
`[start, end]`) that stand in CORPUS.jsonl.gz:

    python -m training.documents CORPUS.jsonl.gz ANNOTATED.jsonl training/annotations/CORPUS.jsonl
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

CORPORA = CONFLICT, NEWS = "conflict.jsonl.gz", "news.jsonl.gz"
ANNOTATIONS = Path(__file__).parent / "annotations"

Doc = dict[str, Any]
Claim = dict[str, Any]


def read_lines(path: Path) -> Iterator[Doc]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def packed(text: str, claim: Claim) -> Claim:
    """A claim with offsets for words. Raises ValueError for words that the text does not hold."""

    def at(words: str) -> list[int]:
        start = text.find(words)
        if not words or start < 0:
            raise ValueError(f"the text does not hold {words!r}")
        return [start, start + len(words)]

    def party(one: dict[str, Any], *more: str) -> list[Any]:
        return [*at(one["text"]), one.get("id"), *more]

    date, place = claim.get("date"), claim.get("place")
    return {
        "type": claim["type"],
        "evidence": at(claim["evidence"]),
        "date": [date["start"], date["end"], date["basis"]] if date else None,
        "place": [at(name) for name in (place["name"], *(place.get("within") or []))] if place else [],
        "actors": [party(one, one["role"]) for one in claim.get("actors") or []],
        "harm": {kind: [h["low"], h["high"]] for kind, h in (claim.get("harm") or {}).items() if h},
        "sources": [party(one) for one in claim.get("sources") or []],
        "status": claim["status"],
        "told": [list(stretch) for stretch in claim["told"]],
    }


def unpacked(text: str, claim: Claim) -> Claim:
    """The claim that `packed` was given, but for the words of dates and tolls, which no model is fitted to."""
    names = [text[start:end] for start, end in claim["place"]]
    return {
        "type": claim["type"],
        "evidence": text[slice(*claim["evidence"])],
        "date": dict(zip(("start", "end", "basis"), claim["date"], strict=True)) if claim["date"] else None,
        "place": {"name": names[0], "within": names[1:]} if names else None,
        "actors": [{"text": text[s:e], "id": name, "role": role} for s, e, name, role in claim["actors"]],
        "harm": {kind: {"low": low, "high": high} for kind, (low, high) in claim["harm"].items()},
        "sources": [{"text": text[s:e], "id": name} for s, e, name in claim["sources"]],
        "status": claim["status"],
        "told": [tuple(stretch) for stretch in claim["told"]],
    }


def annotated(annotations: Path, texts: Iterable[Doc]) -> Iterator[Doc]:
    """The annotated ones among texts as gold documents, in the order of their annotations.

    Raises ValueError for an annotation whose text is not among them, or no longer the same."""
    wanted = {a["doc_id"]: a for a in read_lines(annotations)}
    found = {name: text for text in texts if (name := text.get("doc_id") or text["id"]) in wanted}
    for name, annotation in wanted.items():
        text = found.get(name)
        if text is None or text_hash(text["text"]) != annotation["text"]:
            fault = "is not there" if text is None else "is another than the one annotated"
            raise ValueError(f"{annotations}: the text of {name} {fault}; take its annotation out, or the right texts")
        if "claims" in text:
            claims = [{**c, "told": told} for c, told in zip(text["claims"], annotation["told"], strict=True)]
        else:
            claims = [unpacked(text["text"], claim) for claim in annotation["claims"]]
        yield {"doc_id": name, **{key: text[key] for key in ("outlet", "published", "title", "text")}, "claims": claims}


def documents(gold: Path, corpus: Path) -> tuple[list[Doc], str]:
    """The annotated documents of gold's train file and of the corpora, and the hash of what they come from.

    A corpus without its file of annotations is left out: so the models can be fitted to gold's train file alone."""
    train = gold / "train.jsonl"
    found, hashes = [], []
    for origin in (train, *(corpus / name for name in CORPORA)):
        annotations = ANNOTATIONS / origin.name.removesuffix(".gz")
        if origin == train or annotations.exists():
            found += annotated(annotations, read_lines(origin))
            hashes += [hashlib.sha256(path.read_bytes()).digest() for path in (origin, annotations)]
    return found, hashlib.sha256(b"".join(hashes)).hexdigest()


def folds_of(outlets: Iterable[str], count: int) -> dict[str, int]:
    """The fold of each outlet: the largest first, each into what is then the emptiest of `count` folds."""
    load = dict.fromkeys(range(count), 0)
    found = {}
    for outlet, size in Counter(sorted(outlets)).most_common():
        found[outlet] = min(load, key=lambda fold: (load[fold], fold))
        load[found[outlet]] += size
    return found


def main(corpus: Path, source: Path, output: Path) -> None:
    texts = {r["id"]: r["text"] for r in read_lines(corpus)}
    lines = []
    for doc in read_lines(source):
        name, text = doc["doc_id"], doc["text"]
        if texts.get(name) != text:
            raise SystemExit(f"{source}: {corpus} holds no such text for {name}")
        record = {"doc_id": name, "text": text_hash(text), "claims": [packed(text, claim) for claim in doc["claims"]]}
        lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    output.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
