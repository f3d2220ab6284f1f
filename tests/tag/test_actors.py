from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.tag.actors import ActorMention, tag_actors
from khabar.text import segment


def mentions(text: str, published: date | None = None, outlet: str | None = None) -> dict[str, ActorMention]:
    return {mention.text: mention for mention in tag_actors(segment(text), published, outlet)}


@pytest.mark.parametrize(
    ("sentence", "text", "party"),
    [
        ("انفجر لغم عند مقرات “قسد” في الطبقة", "مقرات “قسد”", "sdf"),
        ("وقعت دورية تابعة لقوات سوريا الديمقراطية في كمين", "دورية تابعة لقوات سوريا الديمقراطية", "sdf"),
        ("قتل ثلاثة عناصر من قوات النظام شرق السخنة", "ثلاثة عناصر من قوات النظام", "syrian_regime"),
        ("حلقت الطائرات الحربية الروسية فوق سرمدا", "الطائرات الحربية الروسية", "russia"),
        ("أسقطت الدفاعات طائرة مسيرة تركية فوق عين عيسى", "طائرة مسيرة تركية", "turkiye"),
        ("أصيب جنديان إسرائيليان قرب رام الله", "جنديان إسرائيليان", "israel"),
        ("اعتقلت الشرطة الألمانية المشتبه به", "الشرطة الألمانية", "germany"),
        ("قصفت مدفعية الجيش التركي القرية", "مدفعية الجيش التركي", "turkiye"),
        ("هاجم خلايا التنظيم وخلايا داعش الحاجز", "خلايا داعش", "islamic_state"),
        ("شنت طائرات الاحتلال الروسي غارتين", "طائرات الاحتلال الروسي", "russia"),
    ],
)
def test_a_mention_spans_members_weapons_and_premises_with_their_owner(sentence: str, text: str, party: str) -> None:
    assert mentions(sentence)[text].id == party


@pytest.mark.parametrize(
    ("sentence", "text", "party"),
    [
        ("وأصيب 5 مدنيين بينهم طفلة", "5 مدنيين", "civilians"),
        ("قتل الشاب عبد الرحمن سالم الأحمد برصاص قناص", "الشاب عبد الرحمن سالم الأحمد", "civilians"),
        ("أطلق مجهولون النار على المختار", "مجهولون", "unknown"),
        ("وأصيب مصور صحفي في الوجه", "مصور صحفي", "journalists"),
        ("فرقت الشرطة متظاهرين وسط العاصمة", "متظاهرين", "protesters"),
        ("هاجم مسلحون مجهولون المخفر", "مسلحون مجهولون", "gunmen"),
    ],
)
def test_people_without_a_side(sentence: str, text: str, party: str) -> None:
    assert mentions(sentence)[text].id == party


def test_attacks_name_a_side_by_its_adjective() -> None:
    assert mentions("قتل راعيان في قصف تركي على تل رفعت")["تركي"].id == "turkiye"
    assert mentions("نفذت قوات أميركية وصومالية إنزالا في جلب")["صومالية"].id == "somalia_gov"


def test_partisan_wording_is_marked_and_read_neutrally() -> None:
    found = mentions("استهدفت مرتزقة تركيا القرية، وقال العدو الصهيوني إنه لم يقصف")
    assert (found["مرتزقة تركيا"].id, found["مرتزقة تركيا"].partisan) == ("sna", True)
    assert (found["العدو الصهيوني"].id, found["العدو الصهيوني"].partisan) == ("israel", True)
    assert not mentions("أعلنت قوات سوريا الديمقراطية الحصيلة")["قوات سوريا الديمقراطية"].partisan


def test_a_place_is_no_party() -> None:
    assert "سوريا" not in mentions("تصاعد العنف في سوريا")
    assert mentions("اتهمت سوريا جارتها بالقصف")["سوريا"].kind == "state"


def test_one_party_may_be_named_twice_in_a_row_but_a_dateline_is_no_name_of_it() -> None:
    assert "قوات سوريا الديمقراطية (قسد)" in mentions("انسحبت قوات سوريا الديمقراطية (قسد) من التلة")
    assert "الإمارات (CNN)" not in mentions("دبي، الإمارات (CNN) أعلنت الشرطة الحصيلة")


def test_owner_and_head_are_kept_apart() -> None:
    text = "احترق مقر لقوات الدعم السريع في نيالا"
    mention = mentions(text)["مقر لقوات الدعم السريع"]
    assert mention.kind == "premise"
    assert text[mention.head.start : mention.head.end] == "مقر"
    assert mention.owner is not None
    assert text[mention.owner.start : mention.owner.end] == "قوات الدعم السريع"


def test_a_base_is_not_al_qaeda() -> None:
    assert mentions("سقط صاروخ على القاعدة العسكرية")["القاعدة العسكرية"].kind == "premise"
    assert mentions("تبنى تنظيم القاعدة الهجوم")["تنظيم القاعدة"].id == "al_qaeda"


def test_groups_that_no_table_knows_are_mentioned_by_name() -> None:
    assert mentions("هاجم لواء الأقصى الحاجز فجرا")["لواء الأقصى"].id is None


def test_those_loyal_to_a_foreign_state_are_not_that_state() -> None:
    assert mentions("قصفت مجموعات موالية لإيران القاعدة")["مجموعات موالية لإيران"].id == "iran_militias"


def test_the_date_of_the_report_decides_between_parties_of_one_name() -> None:
    text = "قصف الجيش السوري أطراف البلدة"
    assert mentions(text, date(2024, 11, 30))["الجيش السوري"].id == "syrian_regime"
    assert mentions(text, date(2025, 2, 1))["الجيش السوري"].id == "syria_gov"


@given(st.text(alphabet="قسد لواء “”(ـ)ًّجيش التركي مدنيين3 وعناصر من\n.،", max_size=120))
def test_mentions_are_verbatim_ordered_and_apart(text: str) -> None:
    found = tag_actors(segment(text))
    for mention in found:
        assert mention.text == text[mention.start : mention.end] != ""
        assert mention.start <= mention.head.start < mention.head.end <= mention.end
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("sentence", "text", "party"),
    [
        ("ونفى البيان استهداف المدنيين في البلدة", "المدنيين", "civilians"),
        ("وأوقفت الدورية 4 رجال عند الجسر", "4 رجال", "civilians"),
        ("وأطلق الحارس النار على الفلسطيني قرب البوابة", "الفلسطيني", "civilians"),
        ("وتظاهر المئات أمام البلدية", "المئات", "civilians"),
        ("وأصيب ثلاثة من أصحاب المتاجر بحروق", "ثلاثة من أصحاب المتاجر", "civilians"),
        ("وخطف ملثمون ممرضة من منزلها", "ممرضة", "aid_workers"),
        ("واحتشد المتظاهرون في طهران ليلا", "المتظاهرون", "protesters"),
    ],
)
def test_people_are_mentions_of_their_own(sentence: str, text: str, party: str) -> None:
    assert mentions(sentence)[text].id == party


@pytest.mark.parametrize(
    ("sentence", "text", "party"),
    [
        ("وهاجمت المليشيات الموالية لإيران الموقع", "المليشيات الموالية لإيران", "iran_militias"),
        ("وهاجمت القوات الموالية للنظام الموقع", "القوات الموالية للنظام", "syrian_regime"),
        ("وأصاب صاروخ قاعدة للقوات الأجنبية في المدينة", "قاعدة للقوات الأجنبية", None),
    ],
)
def test_forces_of_others_are_not_the_states_own(sentence: str, text: str, party: str | None) -> None:
    assert mentions(sentence)[text].id == party


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("وأعلن قيام تحالف عسكري لضمان الأمن", "عسكري"),
        ("وأعلن قيام تحالف عسكري لضمان الأمن", "الأمن"),
        ("وتعرضت القرية لقصف صاروخي ليلا", "صاروخي"),
        ("وضبطت بنادق آلية في الشيخ زويد", "آلية"),
        ("وضبطت بنادق آلية في الشيخ زويد", "الشيخ"),
        ("وتعرضت القرية لقصف مدفعي وصاروخي", "صاروخي"),
        ("وتتحمل إيران مسؤولية ما جرى", "مسؤولية"),
    ],
)
def test_adjectives_and_set_phrases_are_no_mentions(sentence: str, text: str) -> None:
    assert text not in mentions(sentence)


def test_an_unknown_surname_belongs_to_the_name() -> None:
    assert "هشام درويشي" in mentions("وقبضت الشرطة على هشام درويشي عند الحدود")
    assert "هشام" not in " ".join(mentions("ولم يكن هشام يعاني من شيء"))


def test_a_quoted_name_is_read_whole_even_of_known_words() -> None:
    assert 'قائد جماعة "جنود الحق"' in mentions('وقتل قائد جماعة "جنود الحق" في الغارة')
