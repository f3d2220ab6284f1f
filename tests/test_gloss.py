from __future__ import annotations

import pytest

from khabar.gloss import gloss


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("عربة عسكرية", "a military vehicle"),
        ("ريف دير الزور الشرقي", "the eastern countryside of Deir ez-Zor"),
        ("شرقي حلب", "the east of Aleppo"),
        ("المدرسة الصناعية", "the industrial school"),
        ("عشرة نازحين", "ten displaced people"),
        ("نساء وأطفال", "women and children"),
        ("مركز دير الزور الإعلامي", "the media centre of Deir ez-Zor"),
        ("حاجز الشحيل", "the checkpoint of al-Shahil"),
        ("مسلحون مجهولون", "unknown gunmen"),
        ("بلدة البصيرة", "the town of al-Basira"),
        ("قرية رشو", "the village of Rashu"),
        ("38 شخصًا و30 مواطنًا", "38 people and 30 citizens"),
        ("مواقع للتنظيم", "positions of the organisation"),
        ("١٥ عائلة نازحة", "15 displaced families"),
        ("", ""),
    ],
)
def test_gloss(arabic: str, english: str) -> None:
    assert gloss(arabic) == english
