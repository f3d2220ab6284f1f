from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry, GazetteerRow, open_gazetteer
from khabar.lexicon.gazetteer.index import build
from khabar.tag.places import PlaceMention, tag_places
from khabar.text import segment

VILLAGES = (
    *("البصيرة", "هجين", "العزبة", "الزر", "ذيبان", "الحوايج", "الدحلة", "كنصفرة", "الفطيرة", "بينين"),
    *("السوق", "الحر", "النصر", "الجديدة", "العمر", "الأمل"),
)
Tag = Callable[[str], tuple[PlaceMention, ...]]


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("places")
    rows = [
        GazetteerRow(GazetteerEntry(f"t:{n}", name, "", "ppl", 35.1, 40.4, ("دير الزور", "", ""), "SY"))
        for n, name in enumerate([*VILLAGES, "معارة النعسان", "تل رفعت", "عين"])
    ]
    build(rows, folder / "t.index")
    builtin = open_gazetteer(with_installed=False)
    return Gazetteer([*builtin.indexes, *Gazetteer.open([folder / "t.index"]).indexes])


@pytest.fixture(scope="module")
def tag(gazetteer: Gazetteer) -> Tag:
    return lambda text: tag_places(segment(text), gazetteer)


def named(mentions: tuple[PlaceMention, ...]) -> list[str]:
    return [mention.name for mention in mentions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("تفجير عبوة عند قرية رشو في ريف الحسكة", ["رشو", "ريف الحسكة"]),
        (
            "في بلدتي البصيرة وهجين وقرية العزبة بريف دير الزور الشرقي",
            ["البصيرة", "هجين", "العزبة", "ريف دير الزور الشرقي"],
        ),
        ("قصف طال قرى الفطيرة، كنصفرة وبينين جنوبي إدلب", ["الفطيرة", "كنصفرة", "بينين", "إدلب"]),
        ("تعرضت بلدات “هجين” و”البصيرة” للقصف في سوريا", ["هجين", "البصيرة", "سوريا"]),
        ("انفجار بالرقة وآخر بدير الزور", ["الرقة", "دير الزور"]),
        ("وصلت القوات للرقة ولدمشق", ["رقة", "دمشق"]),
        ("قصف على ديرالزور", ["ديرالزور"]),
        ("في محافظتي إدلب وحماة", ["إدلب", "حماة"]),
        ("حريق في منطقة حاوي الحوايج قرب منطقة ذيبان بريف دير الزور", ["حاوي الحوايج", "ذيبان", "ريف دير الزور"]),
        ("قصف شمال شرقي سوريا", ["شمال شرقي سوريا"]),
        ("مقتل جندي شرقي مدينة الرقة", ["الرقة"]),
        ("قتلى في العاصمة الأفغانية كابل", ["كابل"]),
        ("قصف مطار حلب الدولي في سوريا", ["مطار حلب الدولي", "سوريا"]),
        ("قصف مخيم “كويت الرحمة” بريف عفرين", ["مخيم “كويت الرحمة”", "ريف عفرين"]),
        ("انفجار على طريق دمشق - درعا", ["طريق دمشق - درعا"]),
        ("قصف قرية تل العسل في ريف حلب", ["تل العسل", "ريف حلب"]),
        ("قصف قرية معارة النعسان شرقي إدلب", ["معارة النعسان", "إدلب"]),
        ("اشتباكات على جبهة تعز في اليمن", ["تعز", "اليمن"]),
        ("مقتل رجل في حي كوهر دشت في طهران", ["كوهر دشت", "طهران"]),
    ],
)
def test_names(tag: Tag, text: str, names: list[str]) -> None:
    assert named(tag(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "قال العقيد محمد العمر إن الجيش السوري الحر انسحب في سوريا",
        "ارتفعت الأسعار في السوق السورية",
        "الحكومة الجديدة أقسمت اليمين",
        "هذا الأمل يكبر كل يوم",
        "سوق العمل ومدينة الألعاب ومنطقة سكنية",
        "في قرية صغيرة وقعت حادثة",
        "كان أبا لأسرة كبيرة",
    ],
)
def test_words_that_are_no_places_here(tag: Tag, text: str) -> None:
    assert [name for name in named(tag(text)) if name != "سوريا"] == []


def test_a_head_makes_a_place_of_a_word(tag: Tag) -> None:
    assert named(tag("قصف قرية النصر في ريف حلب")) == ["النصر", "ريف حلب"]
    assert named(tag("حملة اعتقال في قرية الزر بريف دير الزور")) == ["الزر", "ريف دير الزور"]


def test_heads_and_cues(tag: Tag) -> None:
    text = "أصيب رجل قرب بلدة هجين بريف دير الزور"
    village, country = tag(text)
    assert (village.head, text[village.head_start : village.start]) == ("بلدة", "بلدة ")
    assert (village.cue, village.cue_kind, country.cue, country.cue_kind) == ("قرب", "near", "ب", "locative")
    assert (village.kind, country.kind, village.known) == ("settlement", "area", True)


def test_an_unlisted_village_is_a_mention(tag: Tag) -> None:
    village, _ = tag("عند قرية رشو في ريف الحسكة")
    assert not village.known and village.candidates == ()


def test_containers_go_inner_to_outer_and_for_a_whole_list(tag: Tag) -> None:
    found = tag("في بلدتي البصيرة وهجين في منطقة ذيبان بريف دير الزور الشرقي")
    assert [mention.within for mention in found] == [(2, 3), (2, 3), (3,), ()]


def test_origin_is_not_where_it_happened(tag: Tag) -> None:
    found = tag("قتل شاب ينحدر من مدينة الرقة في حلب، ومعه نازحون من هجين في سوريا")
    assert [(mention.name, mention.origin) for mention in found[:3]] == [
        ("الرقة", True),
        ("حلب", False),
        ("هجين", True),
    ]


def test_a_place_inside_another_name(tag: Tag) -> None:
    found = tag("قال مجلس دير الزور العسكري إن جامعة دمشق أغلقت")
    assert all(mention.in_name or mention.kind == "landmark" for mention in found)


def test_directions_distances_and_roads(tag: Tag) -> None:
    (east,) = tag("قصف ريف حلب الشمالي الشرقي")
    assert (east.kind, east.bearing, east.countryside) == ("area", 45.0, True)
    (away,) = tag("انفجار على بعد 20 كم شرق الرقة")
    assert (away.name, away.distance_km, away.bearing) == ("الرقة", 20.0, 90.0)
    (five,) = tag("على مسافة خمسة كيلومترات من دمشق")
    assert (five.distance_km, five.bearing) == (5.0, None)
    (road,) = tag("على طريق دمشق حلب")
    assert road.kind == "road" and road.far[0].name == "حلب"


def test_both_ends_of_between(tag: Tag) -> None:
    one, two = tag("الواقعة بين حلب وإدلب")
    assert (one.cue_kind, one.partner, two.partner) == ("between", 1, 0)


def test_quoted_spans_are_verbatim(tag: Tag) -> None:
    text = "قصفٌ على مدينـة «إِدلب» السورية"
    (found,) = [mention for mention in tag(text) if mention.known]
    assert text[found.start : found.end] == found.name == "إِدلب"


@given(st.text(alphabet=' قريةمدينفحلبووال،."ريفشرقي\u0640\u064b0كم-', max_size=120))
def test_any_text_gives_spans_of_its_own(gazetteer: Gazetteer, text: str) -> None:
    found = tag_places(segment(text), gazetteer)
    for mention in found:
        assert text[mention.start : mention.end] == mention.name != ""
        assert 0 <= mention.head_start <= mention.start
        assert all(0 <= number < len(found) for number in mention.within)
    assert all(one.end <= two.end for one, two in itertools.pairwise(found))


@pytest.mark.shared
def test_the_seed_article(shared: Path) -> None:
    text = (shared / "seed" / "article.txt").read_text("utf-8")
    villages = open_gazetteer([shared / "gazetteer" / "syria_merged.csv.gz"], with_installed=False)
    found = set(named(tag_places(segment(text), villages)))
    wanted = "البصيرة|هجين|العزبة|حاوي الحوايج|ذيبان|رشو|الشحيل|البوكمال|الزر|ريف الحسكة|ريف دير الزور الشرقي|دير الزور"
    assert set(wanted.split("|")) <= found
    assert found - set(wanted.split("|")) <= {"سوريا", "شمال شرقي سوريا", "الولايات المتحدة الأمريكية"}
