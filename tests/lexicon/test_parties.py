from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from khabar.lexicon import load
from khabar.lexicon.inflect import noun_forms
from khabar.lexicon.parties import actors, coarse_id, countries, generics, lineage, readings, stands


def test_the_table_holds_at_least_250_parties() -> None:
    assert len(actors()) >= 250


def test_parents_are_parties_and_no_line_runs_in_a_circle() -> None:
    for actor in actors().values():
        assert not actor.parent or actor.parent in actors(), actor.id
        top = actors()[lineage(actor.id)[-1]]
        assert top.parent == "", f"{actor.id} stands in a circle"


def test_lives_end_after_they_begin() -> None:
    for actor in actors().values():
        if actor.active_from and actor.active_to:
            assert actor.active_from < actor.active_to, actor.id


def test_names_words_and_stands_lead_to_parties() -> None:
    known = set(actors())
    classes = set(generics().values()) | set(stands())
    assert {reading.id for found in readings().values() for reading in found} <= known
    assert {stand.id for found in stands().values() for stand in found} <= known
    assert {country.state for country in countries().values()} - {""} <= known
    for row in load("actor_words").rows:
        party = row["party"]
        assert not party or party in known or party.removeprefix("~") in classes, row


def test_contexts_of_names_are_countries_or_contexts_that_something_brings() -> None:
    brought = {context for row in load("outlet_contexts").rows for context in row["contexts"]}
    told = {context for found in readings().values() for reading in found for context in reading.contexts}
    assert told <= set(countries()) | brought


def test_every_party_can_be_named() -> None:
    assert {reading.id for found in readings().values() for reading in found} == set(actors())


@pytest.mark.parametrize(
    ("party", "coarse"),
    [("hamza_division", "sna"), ("sdf", "sdf"), ("ypj", "ypg"), ("jnim", "al_qaeda"), ("fatah", None)],
)
def test_a_party_rolls_up_to_the_level_of_coding(party: str, coarse: str | None) -> None:
    assert coarse_id(party) == coarse


def test_no_party_no_coarse_id() -> None:
    assert coarse_id(None) is None
    assert coarse_id("nobody") is None


def test_the_state_of_syria_changed_hands() -> None:
    before, after = date(2024, 12, 7), date(2024, 12, 8)
    assert actors()["syrian_regime"].active_on(before)
    assert not actors()["syrian_regime"].active_on(after)
    assert actors()["syria_gov"].active_on(after)


def test_nouns_are_inflected_through_case_number_and_owner() -> None:
    written = {form.text: form for form in noun_forms(("مسلح",), ("مسلحون",))}
    assert {"مسلحا", "مسلحين", "مسلحو", "مسلحي", "المسلحون"} <= set(written)
    assert written["مسلحيها"].state == "possessed"
    assert written["المسلحين"].definite


def test_a_feminine_adjective_is_read_before_a_possessed_noun() -> None:
    (form,) = [form for form in noun_forms(("تركي", "تركية"), ()) if form.text == "تركيه"]
    assert form.state == "absolute"


@pytest.mark.shared
def test_the_coding_level_is_that_of_the_gold_list(shared: Path) -> None:
    with (shared / "gold" / "actors.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["id"] for row in csv.DictReader(lines)}
    assert {actor.id for actor in actors().values() if actor.coding} == listed
