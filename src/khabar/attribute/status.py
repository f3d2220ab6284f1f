"""The status of a claim: what its source is to the event, and what the words around it say of its truth."""

from __future__ import annotations

from collections.abc import Sequence

from khabar.attribute.mention import SourceMention, Words
from khabar.attribute.parties import same_side
from khabar.attribute.tellings import Telling
from khabar.model import Status

_NEUTRAL = frozenset({"monitor", "rescuer", "igo", "civilian", "media", "unknown", ""})


def judge(
    words: Words,
    telling: Telling | None,
    chain: tuple[SourceMention, ...],
    start: int,
    end: int,
    perpetrators: Sequence[str],
) -> tuple[Status, tuple[str, ...]]:
    """Status and reasons for an event at `[start, end)` told by `chain`."""
    stance = _stances(words, start, end)
    if telling is not None and telling.act == "deny":
        return "denied", ("a denial",)
    if "deny" in stance:
        return "denied", (f"denied: {stance['deny']}",)
    if "doubt" in stance or (telling is not None and telling.act == "doubt"):
        return "alleged", (f"doubt: {stance.get('doubt', 'the verb of telling')}",)
    if telling is not None and telling.act == "own":
        return "claimed", ("a claim of responsibility",)
    sides = [m.side for m in chain if m.side]
    if any(same_side(side, p) for side in sides[-1:] for p in perpetrators):
        return "claimed", ("the source is on the perpetrator's side",)
    if telling is not None and telling.act == "accuse" and chain:
        return "accused", ("an accusation",)
    if not chain and "accuse" in stance:
        return "accused", (f"blame: {stance['accuse']}",)
    return "reported", ("told by a third party" if chain else "told by the outlet",)


def _stances(words: Words, start: int, end: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for cue in words.all_cues:
        if cue.kind == "stance" and start - 30 <= cue.start and cue.end <= end + 10:
            found.setdefault(cue.row["stance"], words.page.text[cue.start : cue.end])
    return found
