from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.attribute import SourceMention, tag_sources
from khabar.text import segment


def named(text: str, outlet: str | None = None) -> list[str]:
    return [m.text for m in tag_sources(segment(text), outlet=outlet)]


def only(text: str) -> SourceMention:
    (one,) = tag_sources(segment(text))
    return one


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("قال مصدر طبي إن ثلاثة جرحى وصلوا إلى مشفى البلدة.", ["مصدر طبي"]),
        ("أعلن السبت متحدث باسم الشرطة أن المهاجم فر.", ["متحدث باسم الشرطة"]),
        ("قتل مدنيان في قصف على السوق، وفق ما أفاد ناشطون محليون.", ["ناشطون محليون"]),
        ("قتل مدنيان في قصف على السوق، بحسب المرصد السوري لحقوق الإنسان.", ["المرصد السوري لحقوق الإنسان"]),
        ("وفقا للمجلس المحلي فإن القذيفة سقطت على المدرسة.", ["مجلس المحلي"]),
        ("المرصد السوري: مقتل أربعة عناصر في البادية", ["المرصد السوري"]),
        ("الجيش التركي يعلن مقتل أحد جنوده شمالي حلب", ["الجيش التركي"]),
        ("وكان مسؤول محلي قد ذكر أن الجسر دمر.", ["مسؤول محلي"]),
        ("أما وكالة الأناضول، فقالت إن المعبر أغلق.", ["وكالة الأناضول"]),
        ("أصدرت وزارة الدفاع بيانا قالت فيه إن القاعدة سليمة.", ["وزارة الدفاع"]),
        ("تبنت الهجوم حركة الشباب في بيان.", ["حركة الشباب"]),
        ("وقال شهود ومصادر طبية إن القصف استمر ساعة.", ["شهود", "مصادر طبية"]),
    ],
)
def test_a_source_is_named_whole(text: str, sources: list[str]) -> None:
    assert named(text) == sources


@pytest.mark.parametrize(
    "text",
    [
        "هاجم مسلحون حاجزا للجيش قرب البلدة.",
        "نقلت سيارات الإسعاف الجرحى إلى المشفى.",
        "دارت اشتباكات بين فصائل محلية وقوات النظام.",
        "قصفت الطائرات موقعا تابعا للحركة جنوب القطاع.",
    ],
)
def test_who_merely_acts_is_no_source(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ولم تعلن أي جهة مسؤوليتها عن الهجوم.",
        "ولم يكشف الجيش عن عدد الجرحى.",
        "ورفع المحتجون لافتة أمام البلدية.",
        "وكان المبنى مقرا للحزب.",
        "ونقلتها سيارة إلى المشفى وسط البلدة.",
        "نفذت الشرطة حكما أصدرته المحكمة قبل عام.",
    ],
)
def test_what_only_looks_like_telling_names_no_source(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("أعلنت، الأربعاء الماضي، لجنة التحقيق أن الجسر دمر.", ["لجنة التحقيق"]),
        ("لكن المصادر الأمنية والطبية شددت على أن الضحايا مدنيون.", ["المصادر الأمنية والطبية"]),
        ('وذكر "المكتب الإعلامي في مدينة منبج"، بأن الطريق قطع.', ["المكتب الإعلامي في مدينة منبج"]),
        ("وشدد مدير المشفى على أن الجرحى أطفال.", ["مدير المشفى"]),
    ],
)
def test_a_source_is_found_behind_what_stands_between(text: str, sources: list[str]) -> None:
    assert named(text) == sources


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("أبلغ مسؤول في وزارة الدفاع الأميركية رويترز أن مخزنا احترق.", {"رويترز", "مسؤول في وزارة الدفاع الأميركية"}),
        ('وقال متحدث باسم الوزارة لوكالة فرانس برس "أخلي الحي".', {"وكالة فرانس برس", "متحدث باسم الوزارة"}),
    ],
)
def test_an_outlet_is_told_with_or_without_a_preposition(text: str, sources: set[str]) -> None:
    assert set(named(text)) == sources


def test_the_chain_runs_from_the_outlet_to_the_witness() -> None:
    assert named("نقلت رويترز عن مصدر أمني قوله إن المهاجم قتل.") == ["رويترز", "مصدر أمني"]
    assert named("قالت رويترز نقلا عن مصدر أمني إن المهاجم قتل.") == ["رويترز", "مصدر أمني"]


def test_whom_a_source_told_is_the_outer_link() -> None:
    text = "قال مصدر أمني لوكالة فرانس برس إن المهاجم قتل."
    assert sorted(named(text)) == sorted(["وكالة فرانس برس", "مصدر أمني"])


def test_quotation_marks_around_a_name_stay_outside_it() -> None:
    assert only("ذكرت “رويترز” أن الميناء أغلق.").text == "رويترز"
    assert only("قال “الدفاع المدني السوري” إن الحريق أخمد.").text == "الدفاع المدني السوري"


def test_the_outlets_own_voice_is_no_source() -> None:
    assert named("أفاد مراسلنا بأن الطائرات قصفت البلدة.") == []
    assert named("قال مسؤول محلي لسكاي نيوز عربية إن الجسر دمر.", outlet="Sky News Arabia") == ["مسؤول محلي"]


def test_an_allegiance_told_is_kept() -> None:
    one = only("ذكرت إذاعة محلية تابعة للمجلس المحلي أن السوق أغلق.")
    assert one.tie is not None
    assert one.tie.text.startswith("تابعة")


def test_known_sources_have_ids() -> None:
    assert only("ذكر المرصد السوري لحقوق الإنسان أن الحي هجر.").id == "sohr"
    assert only("أعلنت وزارة الداخلية المصرية مقتل مسلحين.").id == "egypt_police"
    assert only("نشرت وكالة “أعماق” بيانا.").side == "islamic_state"


def test_a_back_reference_means_the_source_before() -> None:
    text = "قال مصدر عسكري يمني إن الموقع استعيد.\nوأضاف المصدر أن القتال مستمر."
    assert set(named(text)) == {"مصدر عسكري يمني"}


@given(st.text(alphabet='قال مصدرإنأفاد،:."“”()ولبـ\n\u064e\u200f0123', max_size=120))
def test_every_span_is_verbatim(text: str) -> None:
    for one in tag_sources(segment(text)):
        assert one.text == text[one.start : one.end]
        assert one.tie is None or one.tie.text == text[one.tie.start : one.tie.end]
