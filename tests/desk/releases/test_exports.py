"""What leaves the desk: other people's columns, files that read back equal, and no harm."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khabar.desk.archive.decisions import decide
from khabar.desk.archive.models import ClaimIdentity, Incident
from khabar.desk.linking.incident import Telling, summarise
from khabar.desk.linking.store import link_archive
from khabar.desk.releases.fields import column_map, fields, not_carried
from khabar.desk.releases.gathered import Gathered, Verdict
from khabar.desk.releases.gathering import corrected
from khabar.desk.releases.published import Published, category, publish
from khabar.desk.releases.reading import read_export
from khabar.desk.releases.selection import Wish, select
from khabar.desk.releases.writing import FORMATS
from khabar.errors import ArchiveError, ConfigError, InputError

LATER = "2024-12-31"


def gathered(*told: Any, **options: Any) -> Gathered:
    tellings = [
        Telling(t.claim.id, t.claim, t.report.doc_id, "", t.report.outlet, t.report.url, t.report.published)
        for t in told
    ]
    verdict = Verdict("confirmed", "seen on film", datetime(2024, 6, 1, tzinfo=UTC))
    return Gathered(summarise("i1", tellings, **options), (verdict,), ("khabar test",))


@pytest.fixture
def published(invent: Any) -> list[Any]:
    """Two incidents: one told twice, with two tolls; one without place or date."""
    bare = invent(day=None, place="هجين")
    bare = replace(bare, claim=replace(bare.claim, place=None))
    one = publish(gathered(invent(killed=(3, 3), sources=("sohr",), on=("civilians",)), invent(killed=(5, 8))))
    other = publish(replace(gathered(bare), incident=replace(gathered(bare).incident, id="i2")))
    return [one, other]


def test_every_field_is_filled_and_described(published: list[Any]) -> None:
    for one in published:
        assert list(sorted(one.row)) == sorted(f.name for f in fields())
    assert len({f.hxl for f in fields()}) == len(fields()) and all(f.about for f in fields())


@pytest.mark.parametrize("name", ["csv", "geojson", "parquet"])
def test_an_export_read_back_gives_equal_values(published: list[Any], name: str, tmp_path: Path) -> None:
    path = tmp_path / f"incidents.{FORMATS[name].ending}"
    path.write_bytes(FORMATS[name].write(published))
    assert read_export(path) == [one.row for one in published]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_incidents_give_the_same_bytes(published: list[Any], name: str) -> None:
    assert FORMATS[name].write(published) == FORMATS[name].write(list(published))
    assert FORMATS[name].write([]) is not None


def _values(kind: str) -> st.SearchStrategy[Any]:
    text = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
    match kind:
        case "int":
            return st.none() | st.integers(0, 10**6)
        case "float":
            return st.none() | st.floats(-180, 180)
        case "date":
            return st.none() | st.dates().map(lambda day: day.isoformat())
        case "list":
            return st.lists(text.filter(lambda v: v and "; " not in v), max_size=3)
    return text


ROW = st.fixed_dictionaries({f.name: _values(f.kind) for f in fields()})


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=st.lists(ROW, max_size=3))
@pytest.mark.parametrize("name", ["csv", "geojson", "parquet"])
def test_any_values_read_back_equal(made: list[dict[str, Any]], name: str, tmp_path: Path) -> None:
    for at, row in enumerate(made):
        row["incident_id"] = f"i{at}"
        if row["lat"] is None or row["lon"] is None:
            row["lat"] = row["lon"] = None
    path = tmp_path / f"x.{FORMATS[name].ending}"
    path.write_bytes(FORMATS[name].write([Published(row, [], "") for row in made]))
    assert read_export(path) == made


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InputError, match="no export"):
        read_export(path)
    with pytest.raises(InputError, match="cannot be read back"):
        read_export(tmp_path / "x.xlsx")


def rows(name: str, published: list[Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FORMATS[name].write(published).decode("utf-8"))))


def test_acled_columns(published: list[Any]) -> None:
    one, bare = rows("acled", published)
    assert one["event_date"] == "2024-05-16" and one["year"] == "2024" and one["time_precision"] == "1"
    assert one["disorder_type"] == "Political violence" and one["sub_event_type"] == "Shelling/artillery/missile attack"
    assert one["actor1"] == "QSD: Syrian Democratic Forces" and one["fatalities"] == "3"
    assert one["civilian_targeting"] == "Civilian targeting" and one["iso"] == "760" and one["country"] == "Syria"
    assert one["geo_precision"] == "1" and one["admin1"] == "دير الزور"
    assert bare["event_date"] == "" and bare["latitude"] == ""


def test_ucdp_counts_deaths_only(published: list[Any]) -> None:
    (one,) = rows("ucdp", published)
    assert (one["low"], one["best"], one["high"]) == ("3", "3", "8")
    assert one["type_of_violence"] == "3" and one["where_prec"] == "1" and one["date_prec"] == "1"


def test_plover_records(published: list[Any]) -> None:
    lines = FORMATS["plover"].write(published).decode("utf-8").splitlines()
    one = json.loads(lines[0])
    assert (one["event_type"], one["mode"]) == ("ASSAULT", "heavy-weapons")
    assert one["source"][0]["code"] == "sdf" and one["geo"]["latitude"] == 35.15


def test_the_hxl_row_stands_below_the_head(published: list[Any]) -> None:
    head, tags = FORMATS["csv"].write(published).decode("utf-8").splitlines()[:2]
    assert head.startswith("incident_id,") and tags.startswith("#event+id,")


def test_what_a_format_cannot_carry_is_told() -> None:
    lost = not_carried(column_map("acled"))
    assert "grade" in lost and "killed_high" in lost and "killed_best" not in lost
    assert any("who told" in words for words in FORMATS["csv"].lost())
    assert FORMATS["geojson"].lost() == []


def test_every_column_of_every_map_is_filled(published: list[Any]) -> None:
    for name in ("acled", "ucdp", "plover"):
        mapped = column_map(name)
        known = {f.name for f in fields()} | {"summary"}
        assert all(c.field in known or not c.field for c in mapped.columns)


def test_jsonld_points_at_the_evidence_and_says_who_derived_what(published: list[Any], invent: Any) -> None:
    graph = json.loads(FORMATS["jsonld"].write(published))["@graph"]
    notes = [n for n in graph if "Annotation" in n["type"]]
    told = published[0].tellings[0]
    selector = notes[0]["target"]["selector"]
    assert [selector["start"], selector["end"]] == told["evidence"]
    assert selector["refinedBy"] == {"type": "TextQuoteSelector", "exact": told["trigger"]["text"]}
    incident = next(n for n in graph if n["id"] == "urn:khabar:incident:i1")
    assert incident["type"] == "prov:Entity" and notes[0]["id"] in incident["wasDerivedFrom"]
    assert any(n["type"] == "prov:SoftwareAgent" for n in graph)
    assert any(n["type"] == "prov:Activity" and n["reason"] == "seen on film" for n in graph)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_private_person_no_landmark_no_exact_spot_leaves(invent: Any, name: str) -> None:
    told = invent(persons=("سليم الحمداني",), killed=(1, 1))
    place = told.claim.place
    claim = replace(told.claim, place=replace(place, lat=35.153612, lon=40.426233, landmark=told.claim.trigger))
    content = FORMATS[name].write([publish(gathered(replace(told, claim=claim)))])
    if name == "parquet":
        content = str(__import__("pyarrow.parquet").parquet.read_table(io.BytesIO(content)).to_pylist()).encode()
    text = content.decode("utf-8")
    assert "الحمداني" not in text and "35.1536" not in text and "landmark" not in text


def test_persons_are_shown_by_their_category() -> None:
    assert category("", "الطفل سالم") == "civilians"
    assert category("", "مقاتلين") == "fighters"
    assert category("", "سالم الحمداني") == "unlisted party"
    assert category("state", "لواء") == "unlisted state force"


def test_sources_on_no_list_are_not_named(invent: Any) -> None:
    told = invent(sources=("sohr",))
    unnamed = replace(told.claim.sources[0], id=None, name_en="")
    made = publish(gathered(replace(told, claim=replace(told.claim, sources=(unnamed,)))))
    assert made.tellings[0]["sources"] == [{"id": "", "name": "unlisted source"}] and made.row["sources"] == []


def test_recent_incidents_wait(store: Any, invent: Any) -> None:
    today = datetime.now(UTC).date()
    store([invent(day=today - timedelta(days=1)), invent(day=today - timedelta(days=30))])
    link_archive()
    assert (len(select(Wish()).incidents), select(Wish()).waiting) == (1, 1)
    assert len(select(Wish(delay=0)).incidents) == 2
    with pytest.raises(ConfigError, match="delay"):
        select(Wish(delay=-1))


def test_filters(store: Any, invent: Any) -> None:
    store(
        [
            invent(day=date(2024, 5, 1)),
            invent("عفرين", date(2024, 5, 20), by=("turkiye",)),
            invent("الباب", date(2024, 6, 2)),
        ]
    )
    link_archive()

    def places(**wish: Any) -> list[str]:
        return sorted(str(p.row["place_en"]) for p in select(Wish(**wish)).incidents)

    assert places(where="Afrin") == places(where="عفرين") == places(actor="turkiye") == ["Afrin"]
    assert places(where="حلب") == ["Afrin", "Al-Bab"]
    assert places(since="2024-05-20") == ["Afrin", "Al-Bab"]
    assert places(where="حلب", since="2024-06-01", actor="sdf") == ["Al-Bab"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(where="Afrim"), "did you mean afrin"),
        (Wish(actor="turkey-x"), "no actor"),
        (Wish(rule="mean"), "lowest, highest, latest, most_origins"),
        (Wish(since="May"), "YYYY-MM-DD"),
        (Wish(as_of="yesterday"), "YYYY-MM-DD"),
    ],
)
def test_unknown_values_are_refused_with_the_way_out(store: Any, invent: Any, wish: Wish, words: str) -> None:
    store([invent("عفرين")])
    link_archive()
    with pytest.raises(ConfigError, match=words):
        select(wish)


def test_corrections_and_retractions_hold_from_their_day_on(store: Any, invent: Any) -> None:
    store([invent(killed=(30, 30)), invent("عفرين")])
    link_archive()
    before = datetime.now(UTC)
    busayrah = ClaimIdentity.objects.get(report__canonical_url__endswith="/1")
    afrin = Incident.objects.get(memberships__claim__report__canonical_url__endswith="/2")
    decide("corrected", by="Rima", reason="a typing error", claim=busayrah, field="harm.killed.low", was=30, value=3)
    decide("corrected", by="Rima", reason="a typing error", claim=busayrah, field="harm.killed.high", was=30, value=3)
    decide("retracted", by="Rima", reason="the report was withdrawn", incident=afrin)
    now, then = select(Wish()), select(Wish(as_of=before.isoformat()))
    assert [p.row["killed_best"] for p in now.incidents] == [3]
    assert sorted(str(p.row["killed_best"]) for p in then.incidents) == ["30", "None"]
    assert [g.incident.id for g in now.retracted] == [afrin.uid]


def test_a_correction_that_makes_no_sense_is_named(store: Any, invent: Any) -> None:
    store([invent()])
    link_archive()
    decide("corrected", by="Rima", reason="slip", claim=ClaimIdentity.objects.get(), field="date.start", value="May")
    with pytest.raises(ArchiveError, match=r"date.start = 'May'.*revoke"):
        select(Wish())


def test_corrections_reach_into_a_claim() -> None:
    body = {"date": {"start": "2024-05-01"}, "harm": [{"kind": "killed", "low": 3}], "actors": [{"id": "sdf"}]}
    fixed = corrected(body, {"date.start": "2024-05-02", "harm.killed.low": 4, "actors.0.id": "ypg", "place.lat": 1})
    assert fixed == {"date": {"start": "2024-05-02"}, "harm": [{"kind": "killed", "low": 4}], "actors": [{"id": "ypg"}]}
    assert body["date"] == {"start": "2024-05-01"}
