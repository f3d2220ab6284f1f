"""The status of a claim: what its source is to the event, and what the words around it say of its truth."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from khabar.attribute.features import weights
from khabar.attribute.mention import SourceMention, Words
from khabar.attribute.parties import allied, same_side
from khabar.attribute.telling import Telling
from khabar.lexicon import load
from khabar.lexicon.parties import actors
from khabar.model import Status
from khabar.text import bare, key

_STATUSES: tuple[Status, ...] = get_args(Status)
_NOTHING = (0.0,) * len(_STATUSES)
_PARTISAN = frozenset({"state", "nonstate", "authority"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for each status, and the words that say so."""

    features: tuple[str, ...]
    words: tuple[str, ...]


def standing(
    words: Words,
    telling: Telling | None,
    chain: tuple[SourceMention, ...],
    start: int,
    end: int,
    perpetrators: Sequence[str],
) -> Standing:
    """Gather what bears on the status of an event at `[start, end)`.

    `perpetrators` are ids of the actor table, or names as told where there is no id.
    """
    act = telling.act if telling is not None else "none"
    ours = _sides(chain, perpetrators)
    kind = _kind(chain)
    inner = chain[-1].kind if chain else "none"
    done = "unnamed" if not perpetrators else "named" if any(p in actors() for p in perpetrators) else "told"
    if perpetrators and all(p in load("stance_marks").about["nobody"] for p in perpetrators):
        done = "nobody"
    stances = _stances(words, start, end)
    found = ["bias", f"act {act}", f"ours {ours}", f"ours {ours} & act {act}", f"kind {kind}", f"inner {inner}"]
    found += [
        f"done {done}",
        f"kind {kind} & done {done} & ours {ours}",
        f"act {act} & done {done}",
    ]
    found += [f"stance {s}" for s in stances] + [f"stance {s} & sourced {bool(chain)}" for s in stances]
    found += [f"stance {s} & act {act}" for s in stances]
    found += [f"stance {s} touches" for s in _touching(words, start, end)]
    if done == "named":
        doer = actors()[next(p for p in perpetrators if p in actors())].kind
        if kind == "partisan" and ours == "no":
            found.append(f"accuser {_party_kind(chain)} of {doer}")
    return Standing(tuple(found), tuple(stances.values()))


def judge(stand: Standing) -> tuple[Status, float, tuple[str, ...]]:
    """The likeliest status, how likely, and why."""
    table = _weights()
    rows = [table[f] for f in stand.features if f in table]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    at = max(range(len(_STATUSES)), key=lambda i: (sums[i], _STATUSES[i]))
    strong = sorted(stand.features, key=lambda f: -table.get(f, _NOTHING)[at])[:2]
    return _STATUSES[at], sums[at], (f"{_STATUSES[at]}: {', '.join(strong)}", *stand.words)


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    """Feature -> its weight for each status."""
    found: dict[str, list[float]] = {}
    for name, weight in weights("status").items():
        status, feature = name.split(" | ", 1)
        found.setdefault(feature, [0.0] * len(_STATUSES))[_STATUSES.index(status)] = weight
    return {feature: tuple(row) for feature, row in found.items()}


def _sides(chain: tuple[SourceMention, ...], perpetrators: Sequence[str]) -> str:
    """Whether the source is on the perpetrators' side: its inner or outer link, an ally, by name, or not."""
    if not chain or not perpetrators:
        return "none"
    for source, where in ((chain[-1], "inner"), *((m, "outer") for m in chain[:-1])):
        for one in perpetrators:
            if source.side and one in actors() and same_side(source.side, one):
                return where
            if _alike(source.text, one):
                return where
            if source.side and one in actors() and allied(source.side, one):
                return "ally"
    return "kin" if any(_akin(chain[-1].words, one) for one in perpetrators) else "no"


def _alike(source: str, perpetrator: str) -> bool:
    if perpetrator in actors():
        return False
    one, other = f" {key(source)} ", f" {key(perpetrator)} "
    return one in other or other in one


def _akin(source: Sequence[str], perpetrator: str) -> bool:
    """ "رئاسة الأركان الفرنسية" of "الجيش الفرنسي": names without an id that share a word of the longer ones."""
    if perpetrator in actors():
        return False
    shared = {bare(w)[:4] for w in source if len(w) > 4} & {bare(w)[:4] for w in key(perpetrator).split() if len(w) > 4}
    return bool(shared)


def _kind(chain: tuple[SourceMention, ...]) -> str:
    if not chain:
        return "none"
    side = chain[-1].side
    if side and side in actors():
        return "partisan" if actors()[side].kind in _PARTISAN else actors()[side].kind
    return "sideless"


def _party_kind(chain: tuple[SourceMention, ...]) -> str:
    side = chain[-1].side or ""
    return actors()[side].kind if side in actors() else "none"


def _touching(words: Words, start: int, end: int) -> list[str]:
    """Stances marked in the event's own wording or right behind it ("..., يعتقد أنهم")."""
    close: int = _reach()["touching"]
    return sorted({cue.row["stance"] for cue in words.stances_from(start) if cue.start <= end + close})


def _stances(words: Words, start: int, end: int) -> dict[str, str]:
    """Marks of stance in the event's wording and just before or behind it, within its sentence."""
    reach = _reach()
    at = bisect_right(words.sentence_starts, start) - 1
    low = max(start - reach["before"], words.sentence_starts[at] if at >= 0 else 0)
    found: dict[str, str] = {}
    for cue in words.stances_from(low):
        if cue.end <= end + reach["behind"]:
            found.setdefault(cue.row["stance"], words.page.text[cue.start : cue.end])
    return found


@cache
def _reach() -> dict[str, int]:
    reach: dict[str, int] = load("stance_marks").about["reach"]
    return reach
