from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.tag.quantities import Quantity, tag_quantities
from khabar.text import segment


def only(text: str) -> Quantity:
    (quantity,) = tag_quantities(segment(text))
    return quantity


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("وصل 14 جنديا", 14, 14),
        ("وصل ١٤ جنديا", 14, 14),
        ("وصل ۱۴ جنديا", 14, 14),
        ("وصل أربعة عشر جنديا", 14, 14),
        ("وصلت إحدى وعشرون امرأة", 21, 21),
        ("وصلت مئة وثلاث عائلات", 103, 103),
        ("وصل جنديان", 2, 2),
        ("وصل مدنيان اثنان", 2, 2),
        ("رأى مدنيين اثنين", 2, 2),
        ("وصل شخص واحد", 1, 1),
        ("وصل الشبان الثلاثة", 3, 3),
        ("وصل أحد الحراس", 1, 1),
        ("وصل بضعة رجال", 3, 9),
        ("وصل عدد من الرجال", 2, None),
        ("وصلت عشرات العائلات", 20, None),
        ("وصل العشرات", 20, None),
        ("وصلت مئات العائلات", 200, None),
        ("وصل عشرات الآلاف من السكان", 20000, None),
        ("وصل نحو 20 مدنيا", 20, 20),
        ("وصل قرابة خمسين مدنيا", 50, 50),
        ("وصل أكثر من 40 مدنيا", 40, None),
        ("وصل ما لا يقل عن ثلاثين عنصرا", 30, None),
        ("وصل 25 مقاتلا من المعارضة على الأقل", 25, None),
        ("وصل أقل من عشرة رجال", 1, 10),
        ("وصل ما يصل إلى 20 شخصا", 1, 20),
        ("وصل بين 3 و5 رجال", 3, 5),
        ("وصل 3 إلى 5 رجال", 3, 5),
        ("وصل 3-5 رجال", 3, 5),
        ("وصل ثلاثة أو أربعة رجال", 3, 4),
        ("ارتفع العدد من 10 إلى 15 رجلا", 15, 15),
        ("وصل 8 من عناصر الأمن", 8, 8),
        ("وصل 5 من تنظيم داعش", 5, 5),
    ],
)
def test_counts(text: str, low: int, high: int | None) -> None:
    quantity = only(text)
    assert (quantity.low, quantity.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "عبرت الفرقة 20 الجسر",
        "انسحب اللواء 52 شرقا",
        "في عام 2014",
        "عند الساعة 10:30 صباحا",
        "في 12/5 جرى اللقاء",
        "بلغت النسبة 40 %",
        "أقلعت طائرة إف 16",
        "قطع الطريق M4",
        "وصل في الثاني عشر منه",
        "اتصل على 0933123456",
        "رقم 99999999999999999999999999",
        "وصل يوم الاثنين",
        "وصلت 104.7",
    ],
)
def test_identifiers_dates_and_hours_are_no_counts(text: str) -> None:
    assert tag_quantities(segment(text)) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("يبلغ 15 عاما", "time"), ("شنت 12 غارة", "ordnance"), ("دمرت 3 آليات", "vehicle"), ("في 17 آذار", "month")],
)
def test_counts_of_things_are_told_apart(text: str, kind: str) -> None:
    quantity = only(text)
    assert (quantity.domain, quantity.kind) == ("thing", kind)


def test_a_part_is_no_total() -> None:
    total, part, other = tag_quantities(segment("وصل 25 مدنيا من بينهم طفلان و3 نساء"))
    assert (total.part, part.part, other.part) == (False, True, True)
    total, inner = tag_quantities(segment("وصل خمسة مدنيين (4 أطفال وسيدة) أمس"))
    assert (total.low, total.part, inner.low, inner.part) == (5, False, 4, True)


def test_who_was_counted() -> None:
    text = "وصل 14 جنديا أميركيا وستة عمال وطفلتان"
    kinds = [q.kind for q in tag_quantities(segment(text))]
    assert kinds == ["soldier", "civilian", "child"]


def test_spans_leave_clitics_out_and_take_hedges_in() -> None:
    text = "وأكثر من 40 مدنيا"
    quantity = only(text)
    assert text[quantity.start : quantity.end] == "أكثر من 40 مدنيا"


@given(st.integers(1, 10**6), st.sampled_from(["شخصا", "جنديا", "مدنيا", "طفلا"]))
def test_any_number_of_people(n: int, noun: str) -> None:
    quantity = only(f"وصل {n} {noun}")
    assert (quantity.low, quantity.high, quantity.domain) == (n, n, "people")


PIECES = "وصل 3 5 بين و أكثر من على الأقل عشرات رجال طفلان ، . ( ) 1.2.3 ال"


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=14))
def test_no_text_breaks_it(words: list[str]) -> None:
    text = " ".join(words)
    at = 0
    for quantity in tag_quantities(segment(text)):
        assert at <= quantity.start < quantity.end <= len(text)
        assert quantity.high is None or 0 <= quantity.low <= quantity.high
        at = quantity.end
