"""Groups that tell of one happening: what counts for it, and how many groups grow together."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.attribute.isnad import read_isnad
from khabar.frame.groups import Group, group
from khabar.frame.mentions import Mentions
from khabar.frame.sameness import REACH, Sameness, linked, pairs
from khabar.frame.scene import Scene
from khabar.model import Report
from khabar.tag.triggers import tag_triggers
from khabar.text import segment

ROLES = ("place", "date", "harm", "target", "perpetrator", "source")
FIRST, SECOND = (date(2024, 3, 5),) * 2, (date(2024, 3, 6),) * 2


def told(**roles: frozenset[object]) -> dict[str, frozenset[object]]:
    return {role: roles.get(role, frozenset()) for role in ROLES}


def compared(text: str, *named: dict[str, frozenset[object]], odds: list[dict[str, float]] | None = None) -> Sameness:
    """Every sentence with triggers is one group."""
    page = segment(text)
    triggers = tag_triggers(page)
    report = Report(text, published=date(2024, 3, 6))
    mentions = Mentions(report, page, triggers, (), (), (), (), (), read_isnad(page), frozenset())
    groups = group(page, triggers, [0.9] * len(triggers), [1.0] * len(triggers), 0.5)
    return Sameness(
        Scene(mentions, groups, ["shelling"] * len(groups)), odds or [{"shelling": 1.0}] * len(groups), named
    )


def test_triggers_of_one_sentence_stay_one_group_only_where_they_are_joined() -> None:
    page = segment("قصفت المدفعية بلدة كفر نبودة وأسفر القصف عن مقتل طفل.")
    triggers = tag_triggers(page)
    count = len(triggers)
    assert count >= 3
    one = group(page, triggers, [0.9] * count, [0.9] * count, 0.5)
    many = group(page, triggers, [0.9] * count, [0.1] * count, 0.5)
    assert [g.triggers for g in one] == [tuple(range(count))]
    assert [g.triggers for g in many] == [(i,) for i in range(count)]


def test_triggers_of_two_sentences_are_never_one_group() -> None:
    page = segment("قصفت المدفعية بلدة كفر نبودة.\nوقتل القصف طفلا في بلدة الهبيط.")
    triggers = tag_triggers(page)
    groups = group(page, triggers, [0.9] * len(triggers), [1.0] * len(triggers), 0.5)
    assert sorted({g.sentence for g in groups}) == [g.sentence for g in groups] == [0, 1]


def test_only_groups_of_different_sentences_within_reach_are_compared() -> None:
    groups = [Group(sentence, (i,), i, 0.9, i, i) for i, sentence in enumerate([0, 0, *range(1, 40)])]
    found = pairs(groups)
    assert (0, 1) not in found
    assert (0, 2) in found
    assert all(two - one < REACH for one, two in found)


def test_types_of_one_family_are_kin_and_types_of_two_are_not() -> None:
    text = "قصفت المدفعية البلدة صباحا.\nواعتقلت الدورية شابين في القرية."
    kin = compared(text, told(), told(), odds=[{"shelling": 1.0}, {"air_strike": 1.0}]).features(0, 1)
    other = compared(text, told(), told(), odds=[{"shelling": 1.0}, {"arrest_raid": 1.0}]).features(0, 1)
    assert "kin=4|False" in kin
    assert "kin=0|False" in other


def test_places_that_hold_each_other_are_alike() -> None:
    text = "قصفت المدفعية ريف حماة.\nوجدد الجيش قصف ريف حماة الشمالي."
    near = told(place=frozenset({"ريف حماه"})), told(place=frozenset({"ريف حماه شمالي"}))
    far = told(place=frozenset({"ريف حماه"})), told(place=frozenset({"ادلب"}))
    assert "within=True|True|True" in compared(text, *near).features(0, 1)
    assert "within=False|True|True" in compared(text, *far).features(0, 1)


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        (("حلب", FIRST), ("ادلب", SECOND), True),
        (("حلب", FIRST), ("ادلب", FIRST), False),
        (("حلب", FIRST), ("ريف حلب", SECOND), False),
        (("حلب", FIRST), ("ادلب", None), False),
    ],
)
def test_only_other_places_on_other_days_keep_two_groups_apart(
    one: tuple[str, object], two: tuple[str, object], apart: bool
) -> None:
    named = [told(place=frozenset({place}), date=frozenset({day}) if day else frozenset()) for place, day in (one, two)]
    assert compared("قصف الجيش المدينة.\nوقصف الجيش القرية.", *named).apart(0, 1) is apart


def never(one: int, two: int) -> bool:
    return False


def test_the_best_pair_joins_first_and_a_weak_link_to_the_whole_is_too_little() -> None:
    odds = {(0, 1): 0.9, (1, 2): 0.7, (0, 2): 0.1}
    assert linked(3, odds, 0.5, never) == [(0, 1), (2,)]
    assert linked(3, {**odds, (0, 2): 0.6}, 0.5, never) == [(0, 1, 2)]


def test_a_pair_without_odds_counts_as_none() -> None:
    assert linked(3, {(0, 1): 0.9, (1, 2): 0.8}, 0.5, never) == [(0, 1), (2,)]


def test_groups_apart_never_meet_in_one_cluster() -> None:
    odds = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9}
    assert linked(3, odds, 0.5, lambda one, two: (one, two) == (0, 2)) == [(0, 1), (2,)]


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.dictionaries(
                st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] < p[1]),
                st.floats(0, 1),
                max_size=20,
            ),
        )
    )
)
def test_every_group_lands_in_one_cluster_and_no_two_clusters_could_still_join(
    case: tuple[int, dict[tuple[int, int], float]],
) -> None:
    count, odds = case
    clusters = linked(count, odds, 0.5, never)
    assert sorted(i for cluster in clusters for i in cluster) == list(range(count))
    for a, one in enumerate(clusters):
        for two in clusters[a + 1 :]:
            total = sum(odds.get((min(x, y), max(x, y)), 0.0) for x in one for y in two)
            assert total / (len(one) * len(two)) <= 0.5 + 1e-9
