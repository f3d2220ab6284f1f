"""Write a batch of outcomes in one transaction: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from khabar.desk.archive.body import to_json
from khabar.desk.archive.models import Family, Job, Outlet, Report, ReportVersion
from khabar.desk.ingest import failures
from khabar.desk.ingest.claims import store_readings
from khabar.desk.ingest.copies import Founder, Neighbourhood, buckets, store_bands
from khabar.desk.ingest.identity import Identity, aware, outlet_key, storable_text, uid
from khabar.desk.ingest.items import Outcome, Read, Summary
from khabar.model import Report as Text

_ATTEMPTS = 3
_STANDING = ReportVersion.Standing


def store(batch: Sequence[Outcome], job: Job, summary: Summary) -> None:
    """Store `batch` and count it in `summary`. Another writer may store the same reports meanwhile: they count once.

    Raises django.db.Error where the database refuses; nothing of the batch is stored then.
    """
    for attempt in range(_ATTEMPTS):
        counted = Summary()
        try:
            with transaction.atomic():
                _store(batch, job, counted)
                job.counts = dict(summary.counts + counted.counts)
                job.save(update_fields=["counts"])
        except IntegrityError:  # PostgreSQL: another process committed one of these reports first
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        summary.absorb(counted)
        return


def _store(batch: Sequence[Outcome], job: Job, summary: Summary) -> None:
    now = timezone.now()
    failures.set_aside([o for o in batch if not isinstance(o.result, Read)], job, now, summary)
    told = [outcome for outcome in batch if outcome.identity is not None]
    for distinct in _rounds(told):
        _store_distinct(distinct, job, now, summary)


def _rounds(outcomes: Sequence[Outcome]) -> Iterator[list[Outcome]]:
    """Outcomes in rounds with no report twice in one, so that a second text finds the first one stored."""
    rest = list(outcomes)
    while rest:
        seen: set[str] = set()
        now: list[Outcome] = []
        later: list[Outcome] = []
        for outcome in rest:
            assert outcome.identity is not None
            (later if outcome.identity.key in seen else now).append(outcome)
            seen.add(outcome.identity.key)
        yield now
        rest = later


@dataclass(slots=True)
class _Past:
    """What the archive holds of a report."""

    report: Report
    hashes: set[str]
    current: ReportVersion | None
    last_number: int


def _store_distinct(outcomes: Sequence[Outcome], job: Job, now: datetime, summary: Summary) -> None:
    past = _past_of([o.identity.key for o in outcomes if o.identity])
    outlets = _outlets(outcomes)
    fresh = [o for o in outcomes if o.identity and not _is_known(o, past.get(o.identity.key))]
    summary.counts["known"] += len(outcomes) - len(fresh)
    _store_reports([o for o in fresh if o.identity and o.identity.key not in past], outlets, past, now, summary)
    versions = [_version(o, past[o.identity.key], job, now) for o in fresh if o.identity]
    _store_versions(versions, fresh, now, summary)
    _supersede(versions, past, now, summary)
    pairs = zip(versions, fresh, strict=True)
    readable = [(v, o.result) for v, o in pairs if isinstance(o.result, Read) and v.standing == _STANDING.CURRENT]
    store_readings(readable, job, now, summary)


def _past_of(keys: Iterable[str]) -> dict[str, _Past]:
    reports = {report.pk: report for report in Report.objects.filter(key__in=list(keys)).defer("canonical_url")}
    past = {pk: _Past(report, set(), None, 0) for pk, report in reports.items()}
    rows = ReportVersion.objects.filter(report__in=list(reports)).defer("text", "signature", "findings")
    for version in rows.order_by("number"):
        entry = past[version.report_id]
        entry.hashes.add(version.content_hash)
        entry.last_number = version.number
        if version.standing == _STANDING.CURRENT:
            entry.current = version
    return {entry.report.key: entry for entry in past.values()}


def known_hashes(identities: Sequence[Identity]) -> dict[str, tuple[set[str], str, datetime | None]]:
    """By report key: the hashes of all its versions, that of the current one, and when that was retrieved."""
    rows = ReportVersion.objects.filter(report__key__in=[identity.key for identity in identities])
    found: dict[str, tuple[set[str], str, datetime | None]] = {}
    columns = ("report__key", "content_hash", "standing", "retrieved")
    for key, content, standing, retrieved in rows.values_list(*columns):
        hashes, current, when = found.get(key, (set(), "", None))
        hashes.add(content)
        found[key] = (hashes, content, retrieved) if standing == _STANDING.CURRENT else (hashes, current, when)
    return found


def is_known(
    identity: Identity, retrieved: datetime | None, hashes: set[str], current: str, when: datetime | None
) -> bool:
    """Whether a text brings nothing new. A page seen to go back to an older text does: it was retrieved later."""
    if identity.content not in hashes:
        return False
    went_back = identity.content != current and retrieved is not None and when is not None and retrieved > when
    return not went_back


def _is_known(outcome: Outcome, past: _Past | None) -> bool:
    if past is None or past.current is None or outcome.identity is None:
        return False
    retrieved = aware(outcome_report(outcome).retrieved)
    return is_known(outcome.identity, retrieved, past.hashes, past.current.content_hash, past.current.retrieved)


def outcome_report(outcome: Outcome) -> Text:
    """The report of an outcome that has one."""
    if isinstance(outcome.item.content, Text):
        return outcome.item.content
    raise TypeError("an error in place of a report has no text")


def _outlets(outcomes: Sequence[Outcome]) -> dict[str, Outlet]:
    names = {outlet_key(name): name for o in outcomes if (name := outcome_report(o).outlet)}
    names.pop("", None)
    found = {outlet.key: outlet for outlet in Outlet.objects.filter(key__in=list(names))}
    missing = [Outlet(key=key, name=name[:200]) for key, name in names.items() if key not in found]
    for outlet in Outlet.objects.bulk_create(missing):
        found[outlet.key] = outlet
    return found


def _store_reports(
    outcomes: Sequence[Outcome], outlets: dict[str, Outlet], past: dict[str, _Past], now: datetime, summary: Summary
) -> None:
    rows = [
        Report(
            key=o.identity.key,
            uid=uid("r", o.identity.key),
            canonical_url=storable_text(o.identity.canonical_url),
            outlet=outlets.get(outlet_key(outcome_report(o).outlet)),
            first_seen=now,
        )
        for o in outcomes
        if o.identity
    ]
    for report in Report.objects.bulk_create(rows):
        past[report.key] = _Past(report, set(), None, 0)
    summary.counts["new_reports"] += len(rows)


def _version(outcome: Outcome, past: _Past, job: Job, now: datetime) -> ReportVersion:
    text, current = outcome_report(outcome), past.current
    retrieved, before = aware(text.retrieved), current.retrieved if current else None
    late = retrieved is not None and before is not None and retrieved < before
    assert outcome.identity is not None
    return ReportVersion(
        report=past.report,
        number=past.last_number + 1,
        content_hash=outcome.identity.content,
        standing=_STANDING.LATE if late else _STANDING.CURRENT,
        text=text.text,
        title=text.title or "",
        doc_id=storable_text(text.doc_id)[:500],
        published=text.published,
        retrieved=retrieved,
        url=storable_text(text.url or ""),
        language=text.language[:12],
        source=storable_text(outcome.item.where),
        findings=[to_json(finding) for finding in text.findings],
        stored_at=now,
        job=job,
    )


def _store_versions(
    versions: Sequence[ReportVersion], outcomes: Sequence[Outcome], now: datetime, summary: Summary
) -> None:
    signed = [outcome.result.signature if isinstance(outcome.result, Read) else b"" for outcome in outcomes]
    near = Neighbourhood.of(signature for signature in signed if signature)
    founders = _settle_families(versions, signed, near, now, summary)
    ReportVersion.objects.bulk_create(versions)
    store_bands((bucket, v.pk) for v in founders if v.signature for bucket in buckets(bytes(v.signature)))


def _settle_families(
    versions: Sequence[ReportVersion], signed: Sequence[bytes], near: Neighbourhood, now: datetime, summary: Summary
) -> list[ReportVersion]:
    """Give every version its family; returns those that found one."""
    founders = []
    for version, signature in zip(versions, signed, strict=True):
        version.signature = signature or None
        version.family = near.family_of(signature, version.published) if signature else None
        if version.family is not None:
            summary.counts["copies"] += version.number == 1
            continue
        version.family = Family(uid=uid("f", version.report.key, str(version.number)), created_at=now)
        founders.append(version)
        if signature:
            near.add(Founder(version.family, signature, version.published))
    Family.objects.bulk_create(version.family for version in founders if version.family is not None)
    return founders


def _supersede(versions: Sequence[ReportVersion], past: dict[str, _Past], now: datetime, summary: Summary) -> None:
    newer = []
    for version in versions:
        before = past[version.report.key].current
        if before is None:
            continue
        summary.counts["late" if version.standing == _STANDING.LATE else "new_versions"] += 1
        if version.standing == _STANDING.CURRENT:
            newer.append(before.pk)
    if newer:
        ReportVersion.objects.filter(pk__in=newer).update(standing=_STANDING.SUPERSEDED, superseded_at=now)
