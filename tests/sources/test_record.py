from __future__ import annotations

from datetime import date, datetime

import pytest

from khabar.errors import InputError
from khabar.sources import from_record, parse_day

TEXT = "أصيب رجل بانفجار لغم."


def test_fields_are_taken_over_and_defaults_stand_in() -> None:
    report = from_record({"text": TEXT, "doc_id": "a", "outlet": ""}, outlet="X", published=date(2020, 1, 2))
    assert (report.text, report.doc_id, report.outlet, report.published) == (TEXT, "a", "X", date(2020, 1, 2))


def test_a_report_without_id_gets_one_from_its_text() -> None:
    assert from_record({"text": TEXT}).doc_id == from_record({"text": TEXT, "outlet": "X"}).doc_id
    assert from_record({"text": TEXT}).doc_id != from_record({"text": TEXT + " "}).doc_id


@pytest.mark.parametrize(
    "value", ["2021-03-18", "2021-03-18T23:00:00Z", "2021-03-18 07:00", "20210318", "2021/03/18", datetime(2021, 3, 18)]
)
def test_days_in_usual_forms(value: object) -> None:
    assert from_record({"text": TEXT, "published": value}).published == date(2021, 3, 18)


@pytest.mark.parametrize("value", ["18 آذار", "0025-03-01", "2021-13-01", "yesterday", True, 1e300])
def test_an_unreadable_day_is_a_finding_and_no_guess(value: object) -> None:
    report = from_record({"text": TEXT, "published": value})
    assert report.published is None
    assert [finding.code for finding in report.findings] == ["published.unreadable"]


@pytest.mark.parametrize("record", [{}, {"text": None}, {"text": 3}, {"text": " \n"}, {"text": TEXT, "title": ["x"]}])
def test_unfit_records_are_refused(record: dict[str, object]) -> None:
    with pytest.raises(InputError):
        from_record(record)


def test_another_language_is_a_finding() -> None:
    report = from_record({"text": "Nothing happened in the north on Monday, the army said."})
    assert report.language == "en"
    assert [finding.code for finding in report.findings] == ["language.other"]


def test_parse_day_names_the_value_and_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"'soon'.*YYYY-MM-DD"):
        parse_day("soon")
