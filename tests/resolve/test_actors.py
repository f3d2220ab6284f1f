from __future__ import annotations

from datetime import date

import pytest

from khabar.resolve.actors import resolve_actors
from khabar.resolve.scene import document_country
from khabar.tag.actors import ActorMention, tag_actors
from khabar.text import segment


def read(text: str, published: date | None = None, outlet: str | None = None) -> list[ActorMention]:
    page = segment(text)
    return list(resolve_actors(page, tag_actors(page, published, outlet), published, outlet))


def party(text: str, mention: str, published: date | None = None, outlet: str | None = None) -> str | None:
    return next(m.id for m in read(text, published, outlet) if m.text == mention)


@pytest.mark.parametrize(
    ("text", "mention", "expected"),
    [
        ("انتشر الجيش في تعز وسط اليمن.", "الجيش", "yemen_gov"),
        ("انتشر الجيش في محافظة البقاع شرق لبنان.", "الجيش", "lebanon_army"),
        ("انتشر الجيش في باماكو عاصمة مالي.", "الجيش", "mali"),
        ("قصف التحالف مواقع في صعدة شمال اليمن.", "التحالف", "arab_coalition"),
        ("قصف التحالف مواقع قرب هجين بريف دير الزور.", "التحالف", "us_coalition"),
        ("أحبطت الشرطة هجوما في القصرين غرب تونس.", "الشرطة", "tunisia_forces"),
        ("اشتبكت المقاومة مع جنود الاحتلال في جنين بالضفة الغربية.", "المقاومة", "palestinian_factions"),
        ("سيطرت المقاومة على تلة غرب تعز في اليمن.", "المقاومة", "popular_resistance_yemen"),
    ],
)
def test_generic_parties_are_read_by_the_scene(text: str, mention: str, expected: str) -> None:
    assert party(text, mention) == expected


def test_the_place_beside_a_force_outweighs_the_scene() -> None:
    text = "شهدت كابول وقندهار في أفغانستان هجومين على قوات الأمن الأفغانية.\nوهاجم مسلحون قوات الأمن في بيشاور."
    assert party(text, "قوات الأمن", date(2015, 8, 7)) == "pakistan"


def test_the_organisation_is_the_one_last_named() -> None:
    text = "تبنى تنظيم القاعدة الهجوم في حلب بسوريا.\nوقال التنظيم إنه قتل جنديين."
    assert party(text, "التنظيم") == "al_qaeda"


def test_the_occupation_depends_on_who_speaks() -> None:
    text = "قصف الاحتلال قرية قرب كوباني."
    assert party(text, "الاحتلال", outlet="ANF") == "turkiye"
    assert party("قصف الاحتلال حيا في خان يونس بقطاع غزة.", "الاحتلال") == "israel"


def test_internal_security_depends_on_place_and_day() -> None:
    assert party("داهمت قوى الأمن الداخلي منزلا في الحسكة.", "قوى الأمن الداخلي") == "asayish"
    text = "داهمت قوى الأمن الداخلي منزلا في حمص بسوريا."
    assert party(text, "قوى الأمن الداخلي", date(2025, 3, 1)) == "syria_gov"
    assert party(text, "قوى الأمن الداخلي", date(2020, 3, 1)) == "syrian_regime"


def test_his_forces_are_those_of_the_party_before() -> None:
    assert party("أعلن الجيش الإسرائيلي مقتل اثنين من جنوده في خان يونس.", "اثنين من جنوده") == "israel"


def test_people_at_a_protest_are_protesters_and_else_civilians() -> None:
    assert party("أصيب فلسطينيون في احتجاجات قرب السياج.", "فلسطينيون") == "protesters"
    assert party("أصيب فلسطينيون في غارة على مخيم جباليا.", "فلسطينيون") == "civilians"


def test_short_names_that_the_text_defines_are_read_later() -> None:
    text = "تقدمت هيئة تحرير الشام (هتشم) نحو البلدة.\nوقال قيادي إن هتشم انسحبت."
    assert [m.id for m in read(text) if m.text == "هتشم"] == ["hts"]


def test_runners_up_stay_with_their_reasons() -> None:
    mention = next(m for m in read("قصف التحالف مواقع في صعدة شمال اليمن، وفق صحيفة عراقية.") if m.text == "التحالف")
    assert {"arab_coalition", "us_coalition"} <= {c.value for c in mention.candidates}
    assert mention.candidates[0].score > mention.candidates[1].score
    assert all(c.reason for c in mention.candidates)


def test_the_country_of_a_text() -> None:
    page = segment("اندلعت اشتباكات في تعز والحديدة بين الجيش اليمني والحوثيين، وقالت واشنطن إنها قلقة.")
    assert document_country(page, tag_actors(page)) == "YE"
    empty = segment("لا شيء هنا")
    assert document_country(empty, tag_actors(empty)) is None
