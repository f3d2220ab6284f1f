from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from khabar.tag.actors import tag_actors
from khabar.tag.trends import tag_statements
from khabar.text import segment


@dataclass(frozen=True)
class Place:
    start: int
    end: int


@dataclass(frozen=True)
class Time(Place):
    first: date
    last: date


@pytest.mark.parametrize(
    ("text", "direction", "subject", "party"),
    [
        (
            "تشير التقارير إلى زيادة نشاط خلايا تنظيم الدولة في البادية",
            "up",
            "نشاط خلايا تنظيم الدولة",
            "islamic_state",
        ),
        ("تنظيم الدولة يزيد نشاطه في البادية", "up", "نشاطه", "islamic_state"),
        ("تراجعت وتيرة الهجمات في الريف الشرقي", "down", "الهجمات", None),
        ("يشهد الريف تزايدا في عمليات الاغتيال", "up", "عمليات الاغتيال", None),
    ],
)
def test_trends_with_subject_and_direction(text: str, direction: str, subject: str, party: str | None) -> None:
    page = segment(text)
    (statement,) = tag_statements(page, (), tag_actors(page), ())
    assert statement.subject is not None
    assert (statement.direction, statement.subject.text, statement.actor_id) == (direction, subject, party)
    assert text[statement.quote.start : statement.quote.end] == statement.quote.text


def test_place_and_period_are_those_of_the_sentence() -> None:
    text = "شهد ريف درعا خلال آذار تصاعدا في عمليات الاغتيال. وقصفت طائرة حلب."
    page = segment(text)
    at = text.index("ريف درعا")
    place = Place(at, at + len("ريف درعا"))
    elsewhere = Place(text.index("حلب"), text.index("حلب") + 3)
    at = text.index("خلال آذار")
    time = Time(at, at + len("خلال آذار"), date(2022, 3, 1), date(2022, 3, 31))
    (statement,) = tag_statements(page, [time], (), [place, elsewhere])
    assert statement.place is not None
    assert statement.place.text == "ريف درعا"
    assert (statement.start, statement.end) == (date(2022, 3, 1), date(2022, 3, 31))


@pytest.mark.parametrize("text", ["ارتفعت حصيلة القتلى إلى سبعة", "زيادة أسعار الوقود", "قصفت الطائرات البلدة"])
def test_tolls_prices_and_events_are_no_trends(text: str) -> None:
    assert tag_statements(segment(text)) == ()
