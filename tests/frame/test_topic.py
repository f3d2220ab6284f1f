"""A page's topic weighs against its claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.frame.topic import doubt, doubted, hopeless, topic
from khabar.model import Report
from khabar.pipeline import default_reader
from khabar.text import segment

SHELLING = (
    "قصفت قوات النظام بالمدفعية الثقيلة أطراف بلدة كفرنبل جنوب إدلب، ما أدى إلى مقتل ثلاثة مدنيين وإصابة آخرين. "
    "وقال ناشطون إن الطيران الحربي شن غارات على محيط المدينة، فيما ردت الفصائل باستهداف مواقع المسلحين."
)
MATCH = (
    "هاجم الفريق مرمى ضيفه منذ بداية المباراة وسجل ثلاثة أهداف في الشوط الأول من الدوري، وقال المدرب بعد اللقاء إن "
    "لاعبيه قدموا أداء كبيرا أمام الجماهير. ويلتقي الفريق الأسبوع المقبل مع متصدر الترتيب في كأس البطولة."
)


def test_a_report_of_shelling_stands_and_a_match_is_doubted() -> None:
    assert doubt(segment(SHELLING)) == 0
    assert topic(segment(MATCH)) < 0 < topic(segment(SHELLING))
    assert hopeless(doubt(segment(MATCH))) and not hopeless(doubt(segment(SHELLING)))


def test_a_page_without_hope_says_why_it_yields_nothing() -> None:
    told = default_reader().extract(Report(MATCH))
    assert not told.claims
    assert {one.quote.text for one in told.rejected} >= {"هاجم"}
    assert all("report of violence" in one.reason for one in told.rejected)


def test_numbers_and_repeats_say_nothing_more() -> None:
    assert topic(segment("قتل 3 مدنيين قتل 3 مدنيين")) == topic(segment("قتل 17 مدنيين"))


@given(st.floats(0.001, 0.999), st.floats(-8, 0))
def test_doubt_lowers_log_odds(probability: float, against: float) -> None:
    lowered = doubted(probability, against)
    assert 0 < lowered <= probability or lowered == pytest.approx(probability)
