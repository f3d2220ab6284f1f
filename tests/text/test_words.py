"""Names without articles, and names that stand in others."""

from __future__ import annotations

import pytest

from khabar.text import bare_name, nested


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [("كفرنبل", "مدينة كفرنبل", True), ("الباب", "باب", True), ("كفر", "كفرنبل", False), ("", "كفرنبل", False)],
)
def test_a_name_stands_in_another_word_for_word(one: str, two: str, expected: bool) -> None:
    assert nested(bare_name(one), bare_name(two)) is nested(bare_name(two), bare_name(one)) is expected
