"""What comes in, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar

from khabar.desk.ingest.identity import Identity
from khabar.errors import InputError, KhabarError
from khabar.model import Extraction, Report


@dataclass(frozen=True, slots=True)
class Item:
    """A report or the error in its place; `source` is what the user named, `where` the place within it."""

    content: Report | InputError
    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a worker hands back of a report: all that it yields, and its signature."""

    extraction: Extraction
    signature: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """A new report on its way into the archive: read, or set aside with the error."""

    item: Item
    identity: Identity | None
    result: Read | KhabarError


@dataclass(slots=True)
class Summary:
    """What an ingest did. `counts` has the keys of `LABELS`; `changes` the first changes of claims that were known."""

    counts: Counter[str] = field(default_factory=Counter)
    changes: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    jobs: list[int] = field(default_factory=list)

    SHOWN: ClassVar[int] = 50

    def absorb(self, other: Summary) -> None:
        """Add what `other` counted."""
        self.counts.update(other.counts)
        self.changes.extend(other.changes[: Summary.SHOWN - len(self.changes)])
        self.errors.extend(other.errors[: Summary.SHOWN - len(self.errors)])

    def note_changes(self, changes: list[dict[str, Any]]) -> None:
        """Count changes, and keep the first for display."""
        for entry in changes:
            self.counts[f"claims_{entry['kind']}"] += 1
            if entry["kind"] != "same" and len(self.changes) < Summary.SHOWN:
                self.changes.append(entry)

    def note_error(self, message: str) -> None:
        """Count an item set aside, and keep the first messages for display."""
        self.counts["set_aside"] += 1
        if len(self.errors) < Summary.SHOWN:
            self.errors.append(message)


LABELS = {
    "seen": "items seen",
    "new_reports": "new reports",
    "new_versions": "new versions of known reports",
    "late": "older texts of known reports",
    "known": "known already",
    "copies": "near-copies of others",
    "other_language": "in another language (kept, not read)",
    "claims": "claims",
    "claims_changed": "claims that tell something else now",
    "claims_added": "claims added to known reports",
    "claims_removed": "claims no longer told",
    "claims_kept": "claims kept as people decided",
    "reread": "reports read again",
    "set_aside": "set aside (see `khabar ingest --failed`)",
}
