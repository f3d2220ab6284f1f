"""Linking the archive: memberships with evidence and history, stable ids, people before the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from khabar.desk.archive.decisions import decide, revoke
from khabar.desk.archive.models import ClaimIdentity, ClaimRecord, Incident, Match, Membership
from khabar.desk.linking.store import link_archive

DAY = date(2024, 5, 16)


def members() -> dict[str, set[str]]:
    """Current incident -> reports whose claims it holds."""
    found: dict[str, set[str]] = {}
    rows = Membership.objects.current().select_related("incident", "claim__report")
    for row in rows:
        found.setdefault(row.incident.uid, set()).add(row.claim.report.canonical_url.rsplit("/", 1)[-1])
    return found


def claim_of(url_end: str) -> ClaimIdentity:
    return ClaimIdentity.objects.get(report__canonical_url__endswith=f"/{url_end}")


def test_claims_become_incidents_with_evidence(store: Any, invent: Any) -> None:
    store([invent(killed=(3, 3)), invent(killed=(3, 3)), invent(place="عفرين")])
    summary = link_archive()
    assert (summary.claims, summary.incidents, summary.new) == (3, 2, 2)
    assert sorted(map(len, members().values())) == [1, 2]
    joined = Membership.objects.current().filter(against__isnull=False)
    assert joined.count() == 2
    for row in joined:
        assert row.weight and row.weight > 0 and row.evidence["days"]["level"] == "same day"
    assert Match.objects.current().get().outcome == "same"


def test_a_second_run_changes_nothing(store: Any, invent: Any) -> None:
    store([invent(), invent(), invent(place="الباب")])
    link_archive()
    before = list(Membership.objects.order_by("pk").values_list("pk", "incident__uid", "valid_to"))
    again = link_archive()
    assert (again.new, again.merged, again.moved) == (0, 0, 0)
    assert list(Membership.objects.order_by("pk").values_list("pk", "incident__uid", "valid_to")) == before
    assert Match.objects.count() == 1


def test_ids_are_stable_when_new_reports_arrive(store: Any, invent: Any) -> None:
    store([invent(), invent(place="هجين")])
    link_archive()
    before = members()
    store([invent(published=date(2024, 5, 15)), invent(place="الشحيل")])
    link_archive()
    after = members()
    assert set(before) <= set(after)
    assert all(before[uid] <= after[uid] for uid in before)


def test_a_persons_split_and_join_survive(store: Any, invent: Any) -> None:
    store([invent(), invent(), invent(place="عفرين", day=date(2024, 6, 20))])
    link_archive()
    one, two, far = claim_of("1"), claim_of("2"), claim_of("3")
    decide("split", by="Rima", reason="two strikes, an hour apart", claim=one, other_claim=two)
    decide("joined", by="Rima", reason="the second report misdates it", claim=two, other_claim=far)
    for _ in range(2):
        link_archive()
        assert sorted(map(sorted, members().values())) == [["1"], ["2", "3"]]


def test_a_revoked_decision_no_longer_holds(store: Any, invent: Any) -> None:
    store([invent(), invent()])
    link_archive()
    split = decide("split", by="Rima", reason="unsure", claim=claim_of("1"), other_claim=claim_of("2"))
    link_archive()
    assert len(members()) == 2
    revoke(split, by="Rima", reason="one strike after all")
    link_archive()
    assert len(members()) == 1


def test_joined_incidents_become_one_that_the_other_points_to(store: Any, invent: Any) -> None:
    store([invent(), invent(place="عفرين")])
    link_archive()
    one, two = Incident.objects.current().order_by("pk")
    decide("joined", by="Rima", reason="one convoy", incident=one, other_incident=two)
    assert link_archive().merged == 1
    gone = Incident.objects.get(merged_into__isnull=False)
    assert gone.valid_to is not None and gone.merged_into in (one, two)
    assert len(members()) == 1


def test_what_a_person_placed_is_not_moved(store: Any, invent: Any) -> None:
    store([invent(), invent(), invent(place="عفرين")])
    link_archive()
    far, home = claim_of("3"), Membership.objects.current().get(claim=claim_of("1")).incident
    Membership.objects.filter(claim=far).close()
    Membership.objects.create(incident=home, claim=far, by="person")
    Membership.objects.filter(claim=claim_of("1")).update(by="person")
    link_archive()
    assert Membership.objects.current().get(claim=far).incident == home


def test_history_is_kept(store: Any, invent: Any) -> None:
    store([invent(), invent()])
    link_archive()
    first = Membership.objects.current().first()
    assert first is not None
    decide("split", by="Rima", reason="two strikes", claim=claim_of("1"), other_claim=claim_of("2"))
    link_archive()
    then = Membership.objects.as_of(first.valid_from)
    assert len({row.incident_id for row in then}) == 1 and then.count() == 2
    assert len({row.incident_id for row in Membership.objects.current()}) == 2


def test_accounts_are_found_by_their_ids(store: Any, invent: Any) -> None:
    first = invent(type="arrest_raid", text="تفاصيل")
    text = first.report.text + "\n" + first.report.text.split("\n", 1)[1]
    report = replace(first.report, text=text)
    one = replace(first.claim, sources=())
    two = replace(one, id="c99", type="air_strike", family="explosion", accounts=(one.id,))
    told = type(first)
    store([told(report, one), told(report, two)])
    link_archive()
    assert len(members()) == 1


def test_a_retired_id_is_never_given_again(store: Any, invent: Any) -> None:
    store([invent(), invent(place="عفرين")])
    link_archive()
    one, two = Incident.objects.current().order_by("pk")
    join = decide("joined", by="Rima", reason="one convoy", incident=one, other_incident=two)
    link_archive()
    retired = Incident.objects.get(merged_into__isnull=False)
    revoke(join, by="Rima", reason="two convoys after all")
    link_archive()
    assert len(members()) == 2 and retired.uid not in members()
    assert all(i.valid_to is None and i.merged_into is None for i in Incident.objects.filter(uid__in=members()))


def test_an_incident_ends_with_its_last_claim(store: Any, invent: Any) -> None:
    store([invent(), invent(place="عفرين")])
    link_archive()
    ClaimRecord.objects.current().filter(place_name="عفرين").close()
    link_archive()
    assert sorted(map(sorted, members().values())) == [["1"]]
    assert Incident.objects.current().count() == 1
