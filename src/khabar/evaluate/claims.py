"""Predicted claims held against gold claims: how many are found, and how many of their values are right.

Claims are the JSON objects of `khabar extract --format jsonl`. Within a document, gold and predicted claims of one
family of types are paired one to one, the most alike first. A pair is a claim detected; a value of a field counts
as right only inside a pair.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from khabar.errors import InputError
from khabar.evaluate.pairing import Claim, days, pair, place_of, same_name, same_party

FIELDS = ("place", "date", "actors", "harm", "sources", "status")
_RECORD_FIELDS = frozenset({"place", "date", "actors"})  # what must be right, beside the type, of a right record


class Rate(NamedTuple):
    """Counts of what was right, what was predicted and what was to be found."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Right among predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right among gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.right / total if self.right else 0.0

    def __add__(self, other: object) -> Rate:
        if not isinstance(other, Rate):
            return NotImplemented
        return Rate(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)


class Share(NamedTuple):
    """A part of `of`."""

    part: int = 0
    of: int = 0

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.part / self.of if self.of else 0.0


class Mistake(NamedTuple):
    """A claim that is not told right: gold and predicted side by side, one of them None where it has no partner."""

    doc_id: str
    gold: Claim | None
    predicted: Claim | None
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Scores:
    """The figures of an evaluation."""

    rates: dict[str, Rate] = field(default_factory=dict)
    by_type: dict[str, Rate] = field(default_factory=dict)
    records: Share = field(default_factory=Share)
    laundered: Share = field(default_factory=Share)
    mistakes: list[Mistake] = field(default_factory=list)
    outcomes: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def slots(self) -> Rate:
        """All values of all fields together, the type among them: the headline figure."""
        return sum((self.rates.get(name, Rate()) for name in ("typed", *FIELDS)), Rate())

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, for JSON."""
        rates = {**self.rates, "slots": self.slots}
        shares = {"records": self.records, "laundered": self.laundered}
        return {
            **{name: {"p": r.precision, "r": r.recall, "f1": r.f1, "n": r.gold} for name, r in rates.items()},
            **{name: {"share": share.value, "n": share.of} for name, share in shares.items()},
        }


def evaluate(gold: Iterable[Mapping[str, Any]], predicted: Iterable[Mapping[str, Any]]) -> Scores:
    """Score predicted documents (`doc_id`, `claims`) against gold ones (with `text`); a missing one is empty."""
    answers = {document["doc_id"]: document.get("claims") or [] for document in predicted}
    tally = _Tally()
    for document in gold:
        tally.add(document, answers.get(document["doc_id"], []))
    return tally.scores()


def read_claims(path: Path, *, gold: bool = False) -> list[dict[str, Any]]:
    """The documents of a JSON Lines file; raises InputError with file and line for one that is none."""
    documents = []
    for number, line in _lines(path):
        try:
            document = json.loads(line)
            if not isinstance(document["doc_id"], str) or not isinstance(document["claims"], list):
                raise TypeError
            if gold and not isinstance(document["text"], str):
                raise TypeError
        except json.JSONDecodeError as error:
            raise InputError(f"broken JSON: {error.msg} (column {error.colno})", path=path, line=number) from None
        except (KeyError, TypeError):
            wanted = '"doc_id", "text" and "claims"' if gold else '"doc_id" and "claims"'
            raise InputError(f"is no document with {wanted}", path=path, line=number) from None
        documents.append(document)
    if not documents:
        raise InputError("holds no documents", path=path)
    return documents


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", path=path) from None
    except OSError as error:
        raise InputError(error.strerror or str(error), path=path) from None


def _values(claim: Claim, name: str) -> list[Any]:
    """The comparable values of a field."""
    match name:
        case "place":
            return [place_of(claim)] if place_of(claim) else []
        case "date":
            told = days(claim)
            return [told] if told and told[0] else []
        case "harm":
            tolls = (claim.get("harm") or {}).items()
            return [(kind, toll.get("low"), toll.get("high")) for kind, toll in tolls if toll]
        case "status":
            return [claim.get("status") or "reported"]
    return list(claim.get(name) or [])


def _same_role(one: Claim, other: Claim) -> bool:
    return one.get("role") == other.get("role") and same_party(one, other)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


_SAME: dict[str, Callable[[Any, Any], bool]] = {"place": same_name, "actors": _same_role, "sources": same_party}


def _agreeing(name: str, gold: list[Any], predicted: list[Any]) -> int:
    """How many gold values have a predicted one of their own."""
    same = _SAME.get(name, _equal)
    free = list(predicted)
    for value in gold:
        partner = next((at for at, other in enumerate(free) if same(value, other)), None)
        if partner is not None:
            del free[partner]
    return len(predicted) - len(free)


@dataclass(slots=True)
class _Tally:
    """Counts that grow document by document."""

    counts: dict[str, Rate] = field(default_factory=dict)
    types: dict[str, Rate] = field(default_factory=dict)
    records: Counter[bool] = field(default_factory=Counter)
    laundered: Counter[bool] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)
    outcomes: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, document: Mapping[str, Any], predicted: Sequence[Claim]) -> None:
        gold: Sequence[Claim] = document["claims"]
        pairs = pair(document["text"], gold, predicted)
        self._count("detection", Rate(len(pairs), len(predicted), len(gold)))
        self._count("typed", Rate(0, len(predicted), len(gold)))
        for name in FIELDS:
            self._count(name, Rate(0, *(sum(len(_values(c, name)) for c in claims) for claims in (predicted, gold))))
        for claim in gold:
            self._count_type(claim, Rate(gold=1))
        for claim in predicted:
            self._count_type(claim, Rate(predicted=1))
        for at, to in pairs:
            self._add_pair(document["doc_id"], gold[at], predicted[to])
        self._add_strays(document["doc_id"], gold, predicted, pairs)

    def _count(self, name: str, rate: Rate) -> None:
        self.counts[name] = self.counts.get(name, Rate()) + rate

    def _count_type(self, claim: Claim, rate: Rate) -> None:
        self.types[claim["type"]] = self.types.get(claim["type"], Rate()) + rate

    def _add_pair(self, doc_id: str, gold: Claim, predicted: Claim) -> None:
        wrong = []
        if gold["type"] == predicted["type"]:
            self._count("typed", Rate(right=1))
            self._count_type(gold, Rate(right=1))
        else:
            wrong.append("type")
        for name in FIELDS:
            ours, theirs = _values(gold, name), _values(predicted, name)
            right = _agreeing(name, ours, theirs)
            self._count(name, Rate(right=right))
            if right < max(len(ours), len(theirs)):
                wrong.append(name)
        self.records["type" not in wrong and not _RECORD_FIELDS.intersection(wrong)] += 1
        if gold.get("sources"):
            plain = not predicted.get("sources") and (predicted.get("status") or "reported") == "reported"
            self.laundered[plain] += 1
        if wrong:
            self.mistakes.append(Mistake(doc_id, gold, predicted, tuple(wrong)))

    def _add_strays(
        self, doc_id: str, gold: Sequence[Claim], predicted: Sequence[Claim], pairs: list[tuple[int, int]]
    ) -> None:
        found, used = {at for at, _ in pairs}, {to for _, to in pairs}
        self.mistakes += [Mistake(doc_id, claim, None) for at, claim in enumerate(gold) if at not in found]
        self.mistakes += [Mistake(doc_id, None, claim) for to, claim in enumerate(predicted) if to not in used]
        self.outcomes += [
            (float(claim["confidence"]), to in used) for to, claim in enumerate(predicted) if "confidence" in claim
        ]

    def scores(self) -> Scores:
        return Scores(
            rates=self.counts,
            by_type=dict(sorted(self.types.items())),
            records=Share(self.records[True], self.counts.get("typed", Rate()).gold),
            laundered=Share(self.laundered[True], self.laundered.total()),
            mistakes=self.mistakes,
            outcomes=self.outcomes,
        )
