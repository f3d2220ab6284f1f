"""Make a release of the archive and remember it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from khabar.desk.archive.models import Incident, Job, Release
from khabar.desk.releases.comparing import Change, read_release
from khabar.desk.releases.folders import folder_of, numbers
from khabar.desk.releases.freezing import freeze
from khabar.desk.releases.selection import Selection, Wish, select
from khabar.errors import ArchiveError, ConfigError


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made."""

    number: int
    folder: Path
    incidents: int
    claims: int
    waiting: int
    changes: list[Change]


def make_release(
    wish: Wish,
    base: Path,
    *,
    number: int | None = None,
    title: str = "Incidents",
    publisher: str = "khabar",
    licence: str = "",
    job: Job | None = None,
) -> Made:
    """Freeze what `wish` selects as the next release, or as `number`, under `base`.

    Raises ArchiveError for a number that exists, ConfigError for one below 1 or an unknown filter value.
    """
    known = {*numbers(base), *Release.objects.values_list("number", flat=True)}
    chosen = max(known, default=0) + 1 if number is None else number
    if chosen < 1:
        raise ConfigError(f"there is no release {chosen}: numbers begin with 1", value=str(chosen))
    if chosen in known:
        raise ArchiveError(
            f"release {chosen} exists and is never overwritten: leave --number out to make release {max(known) + 1}",
            value=str(chosen),
        )
    selection = select(wish)
    withdrawn = _withdrawn(selection, base, chosen)
    with transaction.atomic():
        folder, changes, sums = freeze(
            selection, base, chosen, title=title, publisher=publisher, licence=licence, withdrawn=withdrawn
        )
        claims = sum(len(p.tellings) for p in selection.incidents)
        Release.objects.create(
            number=chosen,
            title=title,
            as_of=selection.as_of,
            folder=str(folder),
            incidents=len(selection.incidents),
            claims=claims,
            parameters={
                "rule": selection.rule,
                "delay_days": selection.delay,
                "since": wish.since or "",
                "where": wish.where or "",
                "actor": wish.actor or "",
            },
            checksums=sums,
            changelog=[change.line() for change in changes],
            job=job,
        )
    return Made(chosen, folder, len(selection.incidents), claims, selection.waiting, changes)


def _withdrawn(selection: Selection, base: Path, number: int) -> dict[str, str]:
    """Why incidents of the release before are in this one no more, as far as the archive knows."""
    earlier = [n for n in numbers(base) if n < number]
    if not earlier:
        return {}
    kept = {p.id for p in selection.incidents}
    gone = set(read_release(folder_of(base, earlier[-1])).incidents) - kept
    found: dict[str, str] = {}
    for gathered in selection.retracted:
        if gathered.incident.id in gone:
            reasons = [v.reason for v in gathered.verdicts if v.kind == "retracted" and not v.claim]
            found[gathered.incident.id] = f"retracted by a person: {'; '.join(reasons)}"
    merged = Incident.objects.filter(merged_into__isnull=False).values_list("uid", "merged_into__uid")
    for uid, into in merged:
        if uid in gone:
            found.setdefault(uid, f"merged into {into}")
    return found
