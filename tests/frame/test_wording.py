"""Affixes and wording of triggers."""

from __future__ import annotations

import pytest

from khabar.frame.wording import affixes, wording_features
from khabar.tag.triggers import tag_triggers
from khabar.text import segment


@pytest.mark.parametrize(
    ("word", "stem", "expected"),
    [
        ("والقصف", "قصف", ("وال", "")),
        ("يستهدف", "استهدف", ("ي", "")),
        ("اعتقالهم", "اعتقال", ("", "هم")),
        ("تظاهر", "تظاهر", ("", "")),
        ("بلده", "قصف", ("", "")),
    ],
)
def test_affixes_are_what_stands_around_the_stem(word: str, stem: str, expected: tuple[str, str]) -> None:
    assert affixes(word, stem) == expected


def test_rare_and_common_plain_verbs_are_worded_alike() -> None:
    common, rare = (segment(text) for text in ("اعتقل العشرات أمس في البلدة", "تجمهر العشرات أمس في البلدة"))
    first, second = (wording_features(page, tag_triggers(page)[0], "now") for page in (common, rare))
    assert "sense=plain|event" in set(first) & set(second)
