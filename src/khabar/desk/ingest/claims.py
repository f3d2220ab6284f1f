"""Store what readings found; of known reports, hold the claims against those that were there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from khabar.desk.archive.body import to_claim, to_json
from khabar.desk.archive.decisions import bound
from khabar.desk.archive.models import ClaimIdentity, ClaimParty, ClaimRecord, Job, Reading, ReportVersion
from khabar.desk.ingest.columns import parties_of, record_of
from khabar.desk.ingest.comparing import Kind, change, differences, pair_up
from khabar.desk.ingest.identity import uid
from khabar.desk.ingest.items import Read, Summary
from khabar.model import Claim, Extraction
from khabar.record import ENGINE


@dataclass(slots=True)
class _Plan:
    """What is to be written, gathered over a batch."""

    now: datetime
    identities: list[ClaimIdentity] = field(default_factory=list)
    records: list[tuple[ClaimRecord, Claim]] = field(default_factory=list)
    close: list[int] = field(default_factory=list)
    keep: list[int] = field(default_factory=list)


def store_readings(
    readings: Sequence[tuple[ReportVersion, Read]], job: Job, now: datetime, summary: Summary, *, again: bool = False
) -> None:
    """Store readings of stored versions. `again`: the versions were read before (by another engine)."""
    rows = [_reading(version, read.extraction, job, now) for version, read in readings]
    known = [version.report_id for version, _ in readings if again or version.number > 1]
    before = _current_records(known)
    decided = bound([record.identity_id for records in before.values() for record in records])
    names = _Names.of(known)
    plan = _Plan(now)
    for reading, (version, read) in zip(rows, readings, strict=True):
        old = before.get(version.report_id, [])
        changes = _compare(reading, version, old, read.extraction.claims, decided, names, plan)
        if again or version.number > 1:
            reading.changes = changes
            summary.note_changes(changes)
        summary.counts["claims"] += len(read.extraction.claims)
        summary.counts["other_language"] += version.language != "ar"
    _write(plan, rows)


def _write(plan: _Plan, readings: list[Reading]) -> None:
    Reading.objects.bulk_create(readings)
    ClaimRecord.objects.filter(pk__in=plan.close).close(plan.now)
    if plan.keep:
        ClaimRecord.objects.filter(pk__in=plan.keep).update(kept_for_decision=True)
    ClaimIdentity.objects.bulk_create(plan.identities)
    ClaimRecord.objects.bulk_create(record for record, _ in plan.records)
    ClaimParty.objects.bulk_create(party for record, claim in plan.records for party in parties_of(claim, record))


def _reading(version: ReportVersion, extraction: Extraction, job: Job, now: datetime) -> Reading:
    return Reading(
        version=version,
        engine=ENGINE,
        read_at=now,
        statements=[to_json(statement) for statement in extraction.statements],
        relations=[to_json(relation) for relation in extraction.relations],
        findings=[to_json(finding) for finding in extraction.findings],
        claims_found=len(extraction.claims),
        job=job,
    )


def _current_records(reports: list[int]) -> dict[int, list[ClaimRecord]]:
    found: dict[int, list[ClaimRecord]] = defaultdict(list)
    if reports:
        rows = ClaimRecord.objects.current().filter(identity__report__in=reports)
        for record in rows.select_related("identity").order_by("pk"):
            found[record.identity.report_id].append(record)
    return found


@dataclass(slots=True)
class _Names:
    """Identities that known reports have, so that a claim that comes back gets its own again."""

    stored: dict[str, ClaimIdentity]
    taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, reports: list[int]) -> _Names:
        return cls({i.uid: i for i in ClaimIdentity.objects.filter(report__in=reports)} if reports else {})

    def give(self, version: ReportVersion, claim: Claim, plan: _Plan) -> ClaimIdentity:
        """The identity of a claim that matches none of the current ones."""
        times = 1
        while (name := uid("c", version.report.key, claim.id, *([str(times)] if times > 1 else []))) in self.taken:
            times += 1
        self.taken.add(name)
        if name in self.stored:
            return self.stored[name]
        identity = ClaimIdentity(uid=name, report=version.report, first_seen=plan.now)
        plan.identities.append(identity)
        return identity


def _compare(
    reading: Reading,
    version: ReportVersion,
    old: list[ClaimRecord],
    new: Sequence[Claim],
    decided: set[int],
    names: _Names,
    plan: _Plan,
) -> list[dict[str, Any]]:
    claims = [to_claim(record.body) for record in old]
    names.taken.update(record.identity.uid for record in old)
    changes = []
    for pair in pair_up(claims, new):
        before = None if pair.old is None else old[pair.old]
        after = None if pair.new is None else new[pair.new]
        old_claim = None if pair.old is None else claims[pair.old]
        identity = before.identity if before is not None else names.give(version, new[pair.new or 0], plan)
        kind = _verdict(before, old_claim, after, version, decided)
        changes.append(change(identity.uid, kind, old_claim, after))
        _apply(kind, before, after, old_claim, identity, version, reading, plan)
    return changes


def _verdict(
    before: ClaimRecord | None, old: Claim | None, after: Claim | None, version: ReportVersion, decided: set[int]
) -> Kind:
    if before is None or old is None:
        return "added"
    if before.identity_id in decided and (after is None or differences(old, after)):
        return "kept"
    if after is None:
        return "removed"
    return "changed" if differences(old, after) else "same"


def _apply(
    kind: Kind,
    before: ClaimRecord | None,
    after: Claim | None,
    old: Claim | None,
    identity: ClaimIdentity,
    version: ReportVersion,
    reading: Reading,
    plan: _Plan,
) -> None:
    if before is not None:
        if kind == "kept":
            plan.keep.append(before.pk)
            return
        if before.version_id == version.pk and after == old:
            return  # the same claim of the same text: its record stands
        plan.close.append(before.pk)
    if after is not None:
        links = {"identity": identity, "version": version, "reading": reading, "supersedes": before}
        plan.records.append((record_of(after, **links, valid_from=plan.now), after))
