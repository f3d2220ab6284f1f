from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from khabar.evaluate.temporal import date_coverage, expressions
from khabar.resolve.dates import own_today, resolve_dates, sentence_times
from khabar.tag.times import TimeMention, tag_times
from khabar.text.page import segment

THURSDAY = date(2020, 5, 21)


def resolved(text: str, published: date | None = THURSDAY) -> dict[str, tuple[date | None, date | None]]:
    page = segment(text)
    found = resolve_dates(page, tag_times(page, published), published)
    return {mention.text: (mention.first, mention.last) for mention in found}


def day(text: str, expression: str, published: date | None = THURSDAY) -> date | None:
    first, last = resolved(text, published)[expression]
    assert first == last
    return first


def test_an_operation_that_preceded_another_by_a_day() -> None:
    text = "نفذت القوات حملة دهم في 17 من أيار الحالي.\nسبق هذه الحملة بنحو 24 ساعة إنزال جوي في البلدة."
    assert day(text, "24 ساعة") == date(2020, 5, 16)


@pytest.mark.parametrize(
    ("text", "expression", "expected"),
    [
        ("قصفت البلدة في 10 آذار 2020. وانسحبت القوات بعد ذلك بأربعة أيام.", "أربعة أيام", date(2020, 3, 14)),
        ("قصفت البلدة في 10 آذار 2020. وفي اليوم التالي نزح السكان.", "اليوم التالي", date(2020, 3, 11)),
        ("قصفت البلدة في 10 آذار 2020. وشهدت حينها إنزالا.", "حينها", date(2020, 3, 10)),
        ("جاء القصف بعد يومين من هجوم على حاجز.", "يومين", date(2020, 5, 19)),
        ("قُتل ثلاثة الأربعاء غداة هجوم على حاجز.", "غداة", date(2020, 5, 19)),
        ("قصفت البلدة في 10 آذار 2019 و12 نيسان.", "12 نيسان", date(2019, 4, 12)),
        ("قصفت البلدة الاثنين وسقطت قذيفة عند الساعة الثالثة عصرا.", "الساعة الثالثة عصرا", date(2020, 5, 18)),
    ],
)
def test_expressions_count_from_what_the_text_told(text: str, expression: str, expected: date) -> None:
    assert day(text, expression) == expected


def test_a_stretch_of_days_ends_with_the_telling() -> None:
    assert resolved("قُتل مئة مدني خلال ستة أيام.")["ستة أيام"] == (date(2020, 5, 15), THURSDAY)
    assert resolved("استمر القتال عشر سنوات.")["عشر سنوات"] == (None, None)


def test_a_text_dated_by_its_own_weekday_shifts_all_that_counts_from_today() -> None:
    text = "قصفت الطائرات البلدة اليوم الأربعاء.\nوقُتل اثنان أمس في القرية."
    page = segment(text)
    found = resolve_dates(page, tag_times(page, THURSDAY), THURSDAY)
    assert [mention.first for mention in found] == [date(2020, 5, 20), date(2020, 5, 19)]
    assert [finding.code for finding in found[0].findings] == ["published.contradicted"]
    assert own_today(tag_times(page, THURSDAY), THURSDAY) == date(2020, 5, 20)


def test_a_text_that_agrees_with_its_publication_is_left_alone() -> None:
    page = segment("قصفت الطائرات البلدة اليوم الخميس. وقُتل اثنان أمس.")
    mentions = tag_times(page, THURSDAY)
    assert resolve_dates(page, mentions, THURSDAY) == mentions


@pytest.mark.parametrize("published", [None, date(1, 1, 1), date(9999, 12, 31)])
def test_a_missing_or_absurd_publication_breaks_nothing(published: date | None) -> None:
    text = "قُتل مئة خلال ستة أيام. وجاء القصف بعد يومين من هجوم في 3 أيار 2019. وقُتل اثنان أمس."
    found = resolved(text, published)
    assert found["3 أيار 2019"] == (date(2019, 5, 3), date(2019, 5, 3))
    assert found["أمس"] == (None, None)


def test_mentions_by_sentence() -> None:
    page = segment("قُتل اثنان أمس.\nلا جديد.\nوقُتل ثلاثة أمس وأصيب رابع في 3 أيار.")
    assert sentence_times(page, tag_times(page, THURSDAY)) == ((0,), (), (1, 2))


def test_words_that_only_point_back_are_no_expressions() -> None:
    found: tuple[TimeMention, ...] = expressions("قُتل اثنان أمس وشهدت البلدة حينها نزوحا", THURSDAY)
    assert [mention.text for mention in found] == ["أمس"]


@pytest.mark.shared
def test_dates_of_gold_claims_are_reached(shared: Path) -> None:
    for name, bar in (("train.jsonl", 0.95), ("dev.jsonl", 0.95)):
        lines = (shared / "gold" / name).read_text("utf-8").splitlines()
        assert date_coverage(map(json.loads, lines)).share >= bar
