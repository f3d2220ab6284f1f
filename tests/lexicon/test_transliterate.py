from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.lexicon.transliterate import transliterate


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("البصيرة", "al-Basira"),
        ("هجين", "Hajin"),
        ("ذيبان", "Dhiban"),
        ("حاوي الحوايج", "Hawi al-Hawayij"),
        ("القاسمية", "al-Qasimiya"),
        ("الناصرية", "al-Nasiriya"),
        ("الميادين", "al-Mayadin"),
        ("كيسمايو", "Kismayu"),
        ("سرمين", "Sarmin"),
        ("مـ ـنبج".replace(" ", ""), "Manbaj"),
        ("ﻫﺠﻴﻦ", "Hajin"),
        ("الحي ٣", "al-Hay 3"),
        ("Reuters", "Reuters"),
    ],
)
def test_names(arabic: str, latin: str) -> None:
    assert transliterate(arabic) == latin


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء ", min_size=1))
def test_no_arabic_letter_is_left(text: str) -> None:
    assert transliterate(text).isascii()
