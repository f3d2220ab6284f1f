"""Where sentences end."""

from __future__ import annotations

import pytest

from khabar.text import segment


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in segment(text).sentences]


@pytest.mark.parametrize(
    "text",
    [
        "قال د.علي إن القصف توقف",
        "نقل موقع أخبار.كوم النبأ",
        "ذكرت أ.ف.ب النبأ",
        "بلغ السعر 104.7 ليرة",
        "شهيـ.ـد ومقـ.تل آخر وإصـ.ابة ثالث بقـ.ذائف",
    ],
)
def test_a_full_stop_inside_a_name_a_number_or_a_split_word_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "سقط جريحان في الريف الشرقي.وأضاف المصدر أن القصف توقف",
            ["سقط جريحان في الريف الشرقي.", "وأضاف المصدر أن القصف توقف"],
        ),
        ('انتهى "الهجوم".وقال آخر إنه مستمر', ['انتهى "الهجوم".', "وقال آخر إنه مستمر"]),
        ("انتهى الهجوم. وبدأ آخر", ["انتهى الهجوم.", "وبدأ آخر"]),
    ],
)
def test_the_space_behind_a_full_stop_may_be_missing(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
