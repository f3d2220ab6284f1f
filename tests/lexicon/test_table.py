from __future__ import annotations

import pytest

from khabar.lexicon import Phrases, faults, names
from khabar.text import segment


@pytest.mark.parametrize("name", names())
def test_every_table_keeps_its_own_rules(name: str) -> None:
    assert [str(fault) for fault in faults(name)] == []


def test_a_phrase_is_found_through_clitics_and_quotes() -> None:
    page = segment("وقال لتنظيم “الدولة” في دير الزور")
    (match,) = Phrases([("تنظيم الدولة", "is")]).find(page.tokens)
    assert page.text[match.start : match.end] == "تنظيم “الدولة"
    assert match.prefix == "ل"


def test_the_article_is_optional_on_demand() -> None:
    page = segment("هاجم تحالفٌ دولي")
    assert Phrases([("التحالف الدولي", 1)]).find(page.tokens) == []
    (match,) = Phrases([("التحالف الدولي", 1)], article=False).find(page.tokens)
    assert page.text[match.start : match.end] == "تحالفٌ دولي"
