"""What changed between two releases: every added, changed and retracted value, each with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from khabar.desk.releases.fields import fields
from khabar.errors import ArchiveError, InputError

Kind = Literal["added", "changed", "retracted"]
Whole = Mapping[str, Any]
_COUNTS = {"reports", "claims", "origins", "first_published", "last_published", "urls", "outlets", "grade_reason"}


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one incident that differs. `field` is empty where the whole incident came or went."""

    kind: Kind
    incident: str
    field: str
    old: Any
    new: Any
    reason: str

    def line(self) -> str:
        """The change in one line."""
        if not self.field:
            return f"{self.kind}: {self.incident} ({self.old or self.new}): {self.reason}"
        return f"{self.kind}: {self.incident} {self.field}: {_shown(self.old)} -> {_shown(self.new)}: {self.reason}"


def _shown(value: Any) -> str:
    return ", ".join(value) or "none" if isinstance(value, list) else "none" if value in (None, "") else str(value)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release as read back: incident -> all that was published of it, and why others were withdrawn."""

    incidents: dict[str, Whole]
    withdrawn: dict[str, str]


def read_release(folder: Path) -> Frozen:
    """Read a release folder. Raises ArchiveError where there is none, InputError where it is damaged."""
    if not folder.is_dir():
        raise ArchiveError(f"there is no release at {folder}: `khabar release` makes one", path=folder)
    try:
        lines = (folder / "incidents.jsonl").read_text("utf-8").split("\n")
        incidents = [json.loads(line) for line in lines if line.strip()]
        withdrawn = json.loads((folder / "withdrawn.json").read_text("utf-8"))
        return Frozen({i["incident_id"]: i for i in incidents}, withdrawn)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"is damaged ({error}): restore the release from a copy", path=folder) from error


def compare(old: Frozen, new: Frozen) -> list[Change]:
    """Changes from `old` to `new`, by incident and field."""
    changes: list[Change] = []
    for incident in sorted({*old.incidents, *new.incidents}):
        before, after = old.incidents.get(incident), new.incidents.get(incident)
        if before is None and after is not None:
            changes.append(Change("added", incident, "", None, after["summary"], _why_added(after, old)))
        elif before is not None and after is None:
            changes.append(Change("retracted", incident, "", before["summary"], None, _why_gone(before, new)))
        elif before is not None and after is not None:
            changes += _differences(incident, before, after)
    return changes


def _claims(incident: Whole) -> dict[str, Whole]:
    return {telling["claim_id"]: telling for telling in incident["tellings"]}


def _told(telling: Whole) -> str:
    return f"{telling['outlet'] or telling['url'] or telling['report']}, {telling['published'] or 'undated'}"


def _why_added(after: Whole, old: Frozen) -> str:
    held = {claim: incident for incident, whole in old.incidents.items() for claim in _claims(whole)}
    parents = sorted({held[claim] for claim in _claims(after) if claim in held})
    if parents:
        reasons = [d["reason"] for d in after["decisions"] if d["kind"] == "split"]
        return f"split from {', '.join(parents)}" + (f": {'; '.join(reasons)}" if reasons else "")
    return f"first told by {_told(after['tellings'][0])}"


def _why_gone(before: Whole, new: Frozen) -> str:
    incident = before["incident_id"]
    if incident in new.withdrawn:
        return new.withdrawn[incident]
    held = {claim: other for other, whole in new.incidents.items() for claim in _claims(whole)}
    heirs = sorted({held[claim] for claim in _claims(before) if claim in held})
    return f"its claims now belong to {', '.join(heirs)}" if heirs else "its claims are no longer told"


def _differences(incident: str, before: Whole, after: Whole) -> Iterator[Change]:
    reason = _why_changed(before, after)
    for field in fields():
        old, new = before.get(field.name), after.get(field.name)
        if old != new:
            why = _corrected(after, before, field.name) or reason
            kind: Kind = "added" if old in (None, "", []) else "retracted" if new in (None, "", []) else "changed"
            yield Change(kind, incident, field.name, old, new, why)


def _corrected(after: Whole, before: Whole, field: str) -> str:
    known = [d for d in before["decisions"]]
    fresh = [d for d in after["decisions"] if d not in known]
    if field in _COUNTS:
        fresh = [d for d in fresh if d["kind"] != "corrected"]
    return "; ".join(f"{d['kind']} by a person: {d['reason']}" for d in fresh)


def _why_changed(before: Whole, after: Whole) -> str:
    old, new = _claims(before), _claims(after)
    came, went = [c for c in new if c not in old], [c for c in old if c not in new]
    reasons = []
    if before["rule"] != after["rule"]:
        reasons.append(f"the rule changed from {before['rule']} to {after['rule']}")
    if came:
        reasons.append(f"new telling{'s' * (len(came) > 1)}: {'; '.join(_told(new[c]) for c in came[:3])}")
        if len(came) > 3:
            reasons[-1] += f" and {len(came) - 3} more"
    if went:
        reasons.append(f"no longer told, or moved: {'; '.join(_told(old[c]) for c in went[:3])}")
    if reasons:
        return "; ".join(reasons)
    if any(old[claim] != new[claim] for claim in new):
        return f"its reports were read anew by {', '.join(after['engines'])}"
    return "the same tellings, reckoned by another version of khabar"
