from __future__ import annotations

import pytest

from khabar.tag.boilerplate import boilerplate_sentences
from khabar.text import segment

_NEWS = "قصف على سوق بلدة سرمين\nسقطت ثلاث قذائف على سوق البلدة وأصابت بائعا.\nونقل الجريح إلى مشفى إدلب.\n"


@pytest.mark.parametrize(
    "line",
    [
        "إذا كنت تعتقد أن الخبر يحوي معلومة خاطئة فأرسل إلينا تصحيحا",
        "تابعونا على تلغرام",
        "اقرأ أيضا: مقتل حارس في البصيرة",
        "صورة أرشيفية",
        "التعليق على الصورة: سوق البلدة",
        "جميع الحقوق محفوظة للموقع",
        "pic.twitter.com/abcd",
        "-----",
    ],
)
def test_furniture_is_no_news(line: str) -> None:
    page = segment(_NEWS + line)
    last = len(page.sentences) - 1
    assert boilerplate_sentences(page) == ({last} if page.sentences[last].start >= len(_NEWS) else set())


def test_news_is_no_furniture() -> None:
    assert boilerplate_sentences(segment(_NEWS)) == frozenset()
    page = segment(_NEWS + "وقالت المنظمة إن مشاركة الأهالي في الإخلاء سرعت نقل الجرحى.")
    assert boilerplate_sentences(page) == frozenset()
