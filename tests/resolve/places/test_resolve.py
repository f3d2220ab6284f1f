from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry, GazetteerRow, kilometres, open_gazetteer
from khabar.lexicon.gazetteer.index import build
from khabar.resolve.places import Location, acled_precision, place_value, resolve_places, ucdp_precision
from khabar.tag.places import tag_places
from khabar.text import segment

Resolve = Callable[..., dict[str, Location | None]]
PLACES = [
    ("t:east", "المشيرفة", 36.6, 40.9, "الحسكة"),
    ("t:west", "المشيرفة", 35.2, 36.9, "حماة"),
    ("t:south", "المشيرفة", 32.6, 36.2, "درعا"),
    ("t:rasho", "رشو", 36.4, 37.0, "حلب"),
    ("t:hama", "كفر الريح", 35.3, 36.8, "حماة"),
    ("t:bare", "دوير الحجر", None, None, "حلب"),
]


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("places")
    rows = [
        GazetteerRow(GazetteerEntry(ref, name, "", "ppl", lat, lon, (unit, "", ""), "SY"))
        for ref, name, lat, lon, unit in PLACES
    ]
    build(rows, folder / "t.index")
    return Gazetteer([*open_gazetteer(with_installed=False).indexes, *Gazetteer.open([folder / "t.index"]).indexes])


@pytest.fixture(scope="module")
def resolve(gazetteer: Gazetteer) -> Resolve:
    def run(text: str, **hints: str) -> dict[str, Location | None]:
        page = segment(text)
        mentions = tag_places(page, gazetteer)
        return dict(zip([m.name for m in mentions], resolve_places(page, mentions, gazetteer, **hints), strict=True))

    return run


def spot(found: Location | None) -> str | None:
    assert found is not None
    return found.gazetteer_id


@pytest.mark.parametrize(
    ("container", "ref"), [("ريف الحسكة", "t:east"), ("محافظة حماة", "t:west"), ("ريف درعا الشرقي", "t:south")]
)
def test_the_governorate_told_chooses(resolve: Resolve, container: str, ref: str) -> None:
    found = resolve(f"قصف قرية المشيرفة في {container}")["المشيرفة"]
    assert spot(found) == ref
    assert found is not None and len(found.candidates) == 2
    assert found.candidates[0].score < found.score


def test_other_places_of_the_report_choose(resolve: Resolve) -> None:
    found = resolve("قصف في سوريا طال قرية كفر الريح. وأصيب رجل في قرية المشيرفة.")
    assert spot(found["المشيرفة"]) == "t:west"


def test_a_village_of_that_name_elsewhere_is_none(resolve: Resolve) -> None:
    found = resolve("تفجير عبوة عند قرية رشو في ريف الحسكة في سوريا")["رشو"]
    assert found is not None
    assert (found.gazetteer_id, found.precision) == (None, "admin1")
    assert found.admin[-1].name_en == "Al-Hasakah" and found.admin[-1].code == "SY08"
    assert found.candidates[0].value.startswith("t:rasho")


def test_a_row_without_coordinates_lies_in_its_governorate(resolve: Resolve) -> None:
    found = resolve("قصف قرية دوير الحجر في ريف حلب")["دوير الحجر"]
    assert found is not None and found.precision == "admin1"
    assert kilometres(found.lat or 0, found.lon or 0, 36.2, 37.16) < 5


def test_country_of_outlet_or_hint(resolve: Resolve) -> None:
    text = "انفجار في طرابلس"
    assert resolve(text, country_hint="LB")["طرابلس"].country == "LB"  # type: ignore[union-attr]
    assert resolve(text, country_hint="LY")["طرابلس"].country == "LY"  # type: ignore[union-attr]
    assert resolve(text + " في ليبيا")["طرابلس"].country == "LY"  # type: ignore[union-attr]


def test_sides_and_distances(resolve: Resolve) -> None:
    north = resolve("قصف ريف حلب الشمالي")["ريف حلب الشمالي"]
    whole = resolve("قصف ريف حلب")["ريف حلب"]
    assert north is not None and whole is not None
    assert north.precision == whole.precision == "area"
    assert (north.lat or 0) > (whole.lat or 0) and (north.radius_km or 0) < (whole.radius_km or 0)
    away = resolve("انفجار على بعد 20 كم شرق مدينة الرقة في سوريا")["الرقة"]
    assert away is not None and away.precision == "near"
    assert 18 < kilometres(35.95, 39.01, away.lat or 0, away.lon or 0) < 22


def test_heads_choose_unit_or_town(resolve: Resolve) -> None:
    assert resolve("في محافظة حلب")["حلب"].precision == "admin1"  # type: ignore[union-attr]
    assert resolve("في مدينة حلب")["حلب"].precision == "settlement"  # type: ignore[union-attr]


def test_precisions_of_other_data_sets() -> None:
    assert [acled_precision(p) for p in ("settlement", "near", "admin1", "country")] == [1, 2, 3, 3]
    assert [ucdp_precision(p) for p in ("settlement", "near", "admin2", "admin1", "area", "country")] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def test_a_value_for_a_claim(gazetteer: Gazetteer) -> None:
    page = segment("قصف قرية المشيرفة في ريف الحسكة")
    mentions = tag_places(page, gazetteer)
    value = place_value(page, mentions, resolve_places(page, mentions, gazetteer), 0)
    assert value.quote.text == "المشيرفة"
    assert [quote.text for quote in value.within] == ["ريف الحسكة"]
    assert (value.gazetteer_id, value.precision, value.country) == ("t:east", "settlement", "SY")
    assert [unit.name_en for unit in value.admin] == ["Syria", "Al-Hasakah"]


def test_a_landmark_stands_beside_its_place(gazetteer: Gazetteer) -> None:
    page = segment("قصف مستشفى الشفاء في مدينة حلب في سوريا")
    mentions = tag_places(page, gazetteer)
    value = place_value(page, mentions, resolve_places(page, mentions, gazetteer), 0)
    assert value.landmark is not None
    assert (value.quote.text, value.landmark.text) == ("حلب", "مستشفى الشفاء")


@pytest.mark.shared
def test_the_seed_article_is_placed(shared: Path) -> None:
    text = (shared / "seed" / "article.txt").read_text("utf-8")
    villages = open_gazetteer([shared / "gazetteer" / "syria_merged.csv.gz"], with_installed=False)
    page = segment(text)
    mentions = tag_places(page, villages)
    found = dict(zip([m.name for m in mentions], resolve_places(page, mentions, villages), strict=True))
    right = {"البصيرة": (35.158, 40.428), "هجين": (34.69, 40.84), "العزبة": (35.41, 40.28), "الشحيل": (35.09, 40.45),
             "حاوي الحوايج": (35.04, 40.48), "ذيبان": (35.01, 40.5), "البوكمال": (34.45, 40.91),
             "الزر": (35.12, 40.43), "دير الزور": (35.2, 40.3)}  # fmt: skip
    for name, (lat, lon) in right.items():
        location = found[name]
        assert location is not None and location.lat is not None and location.lon is not None
        assert kilometres(location.lat, location.lon, lat, lon) < (30 if name == "دير الزور" else 5), name
    rasho = found["رشو"]
    assert rasho is not None and rasho.precision == "admin1" and rasho.admin[-1].name_en == "Al-Hasakah"


def test_the_governorate_that_heads_a_paragraph_chooses(resolve: Resolve) -> None:
    text = "الحسكة: تعرضت قرية المشيرفة للقصف\nدرعا: أصيب رجل في قرية رشو بالريف الشرقي في سوريا"
    found = resolve(text)
    assert spot(found["المشيرفة"]) == "t:east"
    side = found["الريف الشرقي"]
    assert side is not None and side.precision == "area" and side.admin[-1].name_en == "Daraa"


def test_the_road_of_a_town_stands_beside_it(gazetteer: Gazetteer) -> None:
    page = segment("انفجار على طريق منبج في سوريا")
    mentions = tag_places(page, gazetteer)
    value = place_value(page, mentions, resolve_places(page, mentions, gazetteer), 0)
    assert value.landmark is not None
    assert (value.quote.text, value.landmark.text) == ("منبج", "طريق منبج")


def test_an_unlisted_village_lies_where_the_report_tells_elsewhere(resolve: Resolve) -> None:
    found = resolve("قصف قرية شوكة. وتقع قرية شوكة في ريف الحسكة في سوريا.")["شوكة"]
    assert found is not None and found.admin[-1].name_en == "Al-Hasakah"
    beside = resolve("قصف قرية آمشة عوينة، المكتظة بسكانها جنوب بلدة كوباني في سوريا")["آمشة عوينة"]
    assert beside is not None and beside.admin[-1].name_en == "Aleppo"
