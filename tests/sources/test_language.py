from __future__ import annotations

import pytest

from khabar.sources.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قتل شخصان في انفجار لغم بريف حماة، وفق ما أفاد به الدفاع المدني.", "ar"),
        ("اغتيال قيادي برصاص مجهولين في عدن (Reuters, AFP, DPA).", "ar"),
        ("سه نفر در انفجار مین در حومه شهر کشته شدند و چند نفر دیگر زخمی گزارش شده‌اند.", "fa"),
        ("دھماکے میں تین افراد ہلاک اور پانچ زخمی ہو گئے، پولیس کے مطابق حملہ آور فرار ہو گئے۔", "ur"),
        ("Three people were killed when a mine exploded near the town, the police said.", "en"),
        ("12345 ...", "und"),
        ("", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_persian_letters_in_an_arabic_text_do_not_make_it_persian() -> None:
    text = "قالت قوات البيشمركة في بيان إن عناصرها أحبطوا هجومًا على نقطة في مخمور، وأوضح قائد محلي أنهم فروا."
    assert language_of(text.replace("ي", "ی").replace("ك", "ک")) == "ar"


def test_lone_surrogates_do_no_harm() -> None:
    assert language_of("\ud800\udfff") == "und"
