"""Link the archive: read its claims, keep to what people decided, write memberships and matches with their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from khabar.desk.archive import decisions
from khabar.desk.archive.body import to_claim
from khabar.desk.archive.models import ClaimIdentity, ClaimRecord, Decision, Incident, Job, Match, Membership
from khabar.desk.linking.link import Links, link
from khabar.desk.linking.link import Match as Found
from khabar.desk.linking.rows import Row, row_of_claim

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run of linking did. `conflicts` are joins of people that their own splits forbid."""

    claims: int
    incidents: int
    new: int
    merged: int
    moved: int
    undecided: int
    conflicts: tuple[tuple[str, str], ...]


def archive_rows() -> Iterator[Row]:
    """Rows of all claims that stand now."""
    records = (
        ClaimRecord.objects.current()
        .order_by("pk")
        .values_list("identity__uid", "body", "version__report__uid", "version__published", "version__family__uid")
    )
    ids: dict[str, dict[str, str]] = defaultdict(dict)
    held: list[tuple[str, Row]] = []
    for uid, body, report, published, family in records.iterator(chunk_size=_BATCH):
        claim = to_claim(body)
        ids[report][claim.id] = uid
        held.append(
            (report, row_of_claim(claim, claim_id=uid, report=report, published=published, origin=family or report))
        )
    for report, row in held:
        if row.accounts:
            known = ids[report]
            told = (known.get(account.removeprefix(f"{report}:")) for account in row.accounts)
            row = _with_accounts(row, tuple(a for a in told if a))
        yield row


def _with_accounts(row: Row, accounts: tuple[str, ...]) -> Row:
    from dataclasses import replace

    return replace(row, accounts=accounts)


def people_said() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs of claims (uids) that people joined, and pairs that they split; on one pair the later decision holds."""
    members = _members()
    said: dict[tuple[str, str], bool] = {}
    chosen = decisions.standing().filter(kind__in=(Decision.Kind.JOINED, Decision.Kind.SPLIT))
    for decision in chosen.select_related("claim", "other_claim", "incident", "other_incident"):
        for pair in _pairs(decision, members):
            said[pair] = decision.kind == Decision.Kind.JOINED
    placed: dict[str, str] = {}
    rows = Membership.objects.current().filter(by=Membership.By.PERSON).values_list("incident__uid", "claim__uid")
    for incident, claim in rows.order_by("pk"):
        first = placed.setdefault(incident, claim)
        if first != claim:
            said.setdefault(_ordered(first, claim), True)
    return [pair for pair, joined in said.items() if joined], [pair for pair, joined in said.items() if not joined]


def _members() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for incident, claim in Membership.objects.current().order_by("pk").values_list("incident__uid", "claim__uid"):
        found[incident].append(claim)
    return found


def _ordered(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


def _pairs(decision: Decision, members: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The pairs of claims that a decision about claims or incidents comes down to."""

    def claims(claim: ClaimIdentity | None, incident: Incident | None) -> list[str]:
        return [claim.uid] if claim else list(members.get(incident.uid, ())) if incident else []

    if decision.claim and decision.incident and not decision.other_claim and not decision.other_incident:
        one, two = [decision.claim.uid], claims(None, decision.incident)
    else:
        one = claims(decision.claim, decision.incident)
        two = claims(decision.other_claim, decision.other_incident)
    if decision.kind == Decision.Kind.JOINED:
        one, two = one[:1], two[:1]  # one tie is enough: the rest of an incident follows
    for a in one:
        yield from (_ordered(a, b) for b in two if a != b)


def link_archive(*, job: Job | None = None, memory: str = "1500MB", at: datetime | None = None) -> Summary:
    """Link all claims of the archive anew and write what changed; all or nothing.

    Incidents keep their ids as long as their claims stay together. `at` is the moment from which the result holds.
    """
    rows = list(archive_rows())
    together, apart = people_said()
    previous = dict(Membership.objects.current().values_list("claim__uid", "incident__uid"))
    retired = set(Incident.objects.filter(valid_to__isnull=False).values_list("uid", flat=True))
    links = link(rows, previous=previous, together=together, apart=apart, retired=retired, memory=memory)
    with transaction.atomic():
        return _write(links, previous, job, at or timezone.now())


def _write(links: Links, previous: Mapping[str, str], job: Job | None, at: datetime) -> Summary:
    identities = dict(ClaimIdentity.objects.values_list("uid", "pk"))
    incidents, new = _incidents(set(links.assignments.values()), job, at)
    merged = _merge(links.merged, incidents, at)
    moved = [claim for claim, incident in links.assignments.items() if previous.get(claim) != incident]
    gone = [claim for claim in previous if claim not in links.assignments]
    _close_memberships([*moved, *gone], at)
    _close_empty(set(previous.values()) - set(links.assignments.values()), at)
    best = _strongest(links.joins)
    for chunk in _chunks(moved):
        Membership.objects.bulk_create(
            [_membership(c, links.assignments[c], best.get(c), identities, incidents, job, at) for c in chunk]
        )
    _write_matches(links, identities, job, at)
    return Summary(
        len(links.assignments),
        len(set(links.assignments.values())),
        new,
        merged,
        sum(claim in previous for claim in moved),
        len(links.undecided),
        links.conflicts,
    )


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _incidents(wanted: set[str], job: Job | None, at: datetime) -> tuple[dict[str, int], int]:
    known = dict(Incident.objects.values_list("uid", "pk"))
    missing = sorted(wanted - set(known))
    for chunk in _chunks(missing):
        Incident.objects.bulk_create([Incident(uid=uid, job=job, valid_from=at) for uid in chunk])
    return dict(Incident.objects.values_list("uid", "pk")), len(missing)


def _merge(merged: Mapping[str, str], incidents: Mapping[str, int], at: datetime) -> int:
    for gone, into in merged.items():
        Incident.objects.current().filter(pk=incidents[gone]).update(merged_into=incidents[into], valid_to=at)
    return len(merged)


def _close_empty(incidents: set[str], at: datetime) -> None:
    """Incidents whose claims are no longer told end; their ids are not given again."""
    for chunk in _chunks(sorted(incidents)):
        Incident.objects.current().filter(uid__in=chunk).update(valid_to=at)


def _close_memberships(claims: list[str], at: datetime) -> None:
    for chunk in _chunks(claims):
        Membership.objects.current().filter(claim__uid__in=chunk).update(valid_to=at)


def _strongest(joins: Iterable[Found]) -> dict[str, Found]:
    best: dict[str, Found] = {}
    for match in joins:
        for claim in (match.left, match.right):
            if claim not in best or match.weight > best[claim].weight:
                best[claim] = match
    return best


def _membership(
    claim: str,
    incident: str,
    match: Found | None,
    identities: Mapping[str, int],
    incidents: Mapping[str, int],
    job: Job | None,
    at: datetime,
) -> Membership:
    against = (match.right if match.left == claim else match.left) if match else None
    return Membership(
        incident_id=incidents[incident],
        claim_id=identities[claim],
        against_id=identities[against] if against else None,
        weight=match.weight if match else None,
        probability=match.probability if match else None,
        evidence=_evidence(match) if match else {},
        job=job,
        valid_from=at,
    )


def _evidence(match: Found) -> dict[str, dict[str, object]]:
    return {name: {"level": level, "weight": weight} for name, (level, weight) in match.parts.items()}


def _write_matches(links: Links, identities: Mapping[str, int], job: Job | None, at: datetime) -> None:
    """Keep the current matches that came out alike; close and add the others."""
    wanted = {(identities[m.left], identities[m.right]): m for m in (*links.joins, *links.undecided)}
    stale: list[int] = []
    held = Match.objects.current().values_list("pk", "left_id", "right_id", "outcome", "weight")
    for pk, left, right, outcome, weight in held.iterator(chunk_size=_BATCH):
        match = wanted.get((left, right))
        if match is not None and match.outcome == outcome and match.weight == weight:
            del wanted[left, right]
        else:
            stale.append(pk)
    for start in range(0, len(stale), _BATCH):
        Match.objects.filter(pk__in=stale[start : start + _BATCH]).update(valid_to=at)
    Match.objects.bulk_create(
        [
            Match(
                left_id=left,
                right_id=right,
                outcome=m.outcome,
                weight=m.weight,
                probability=m.probability,
                evidence=_evidence(m),
                job=job,
                valid_from=at,
            )
            for (left, right), m in wanted.items()
        ],
        batch_size=_BATCH,
    )
