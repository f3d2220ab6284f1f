"""Near-copies are found, other texts are not, and signatures stay the same from release to release."""

from __future__ import annotations

import pytest

from khabar.desk.ingest.copies import buckets, signature, similarity

AGENCY = (
    "أعلنت الإدارة المحلية في بلدة الشحيل بريف دير الزور الشرقي اليوم "
    "الثلاثاء مقتل أربعة عمال وإصابة ستة آخرين إثر انفجار لغم "
    "أرضي بسيارة كانت تقلهم إلى حقل قريب من ضفة النهر وقال مصدر طبي "
    "إن المصابين نقلوا إلى مشفى البصيرة وحالة اثنين منهم حرجة "
    "وأضاف المصدر أن فرق الهندسة مشطت المكان وعثرت على لغمين آخرين "
    "قبل أن تفككهما وتعيد فتح الطريق أمام المزارعين بعد ساعات"
)
RETOLD = "نقلت وكالات الأنباء اليوم: " + AGENCY.replace("اليوم الثلاثاء", "يوم الثلاثاء") + " ولم تتبن جهة زرع الألغام"
OTHER = (
    "خرج العشرات من أهالي مدينة السويداء في مظاهرة سلمية طالبوا فيها "
    "بتحسين الخدمات وتوفير مياه الشرب ورفع المشاركون لافتات "
    "كتبت عليها مطالبهم قبل أن يتفرقوا من ساحة المدينة دون تدخل "
    "من قوات الأمن التي راقبت المكان من بعيد طوال ساعتين"
)
# The first values of the signature of AGENCY and its first two buckets. They are stored in archives: if they change,
# copies are no longer found across the change, and every stored signature must be made anew by a migration.
GOLDEN = [186435075, 1241153478, 572631073, 137214722]
GOLDEN_BUCKETS = [2536557012724172798, -5425125607816159110]


def test_the_signature_is_pinned() -> None:
    import numpy as np

    assert np.frombuffer(signature(AGENCY), "<u4")[:4].tolist() == GOLDEN
    assert list(buckets(signature(AGENCY))[:2]) == GOLDEN_BUCKETS


def test_a_text_retold_is_a_near_copy() -> None:
    one, other = signature(AGENCY), signature(RETOLD)
    assert similarity(one, other) > 0.7
    assert set(buckets(one)) & set(buckets(other))


def test_another_text_is_none() -> None:
    assert similarity(signature(AGENCY), signature(OTHER)) < 0.1


def test_vowel_marks_and_spacing_make_no_difference() -> None:
    assert signature("قُتل ثلاثةُ   مدنيين في الرقة") == signature("قتل ثلاثة مدنيين في الرقة")


@pytest.mark.parametrize("text", ["", "كلمة", "كلمتان هنا"])
def test_the_shortest_texts_have_a_signature(text: str) -> None:
    assert len(signature(text)) == 128 * 4
    assert len(buckets(signature(text))) == 24
