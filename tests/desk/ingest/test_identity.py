"""Which report is which."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.desk.ingest.identity import canonical_url, identify, storable
from khabar.model import Report


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://www.Example.org/News/1?utm_source=x&id=7#top", "https://example.org/News/1?id=7"),
        ("https://example.org:443/a/", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a/amp", "https://example.org/a"),
        ("https://example.org/قصف", "https://example.org/%D9%82%D8%B5%D9%81"),
        ("https://example.org/a?fbclid=abc", "http://example.org/a"),
    ],
)
def test_addresses_of_one_page_are_one(url: str, same: str) -> None:
    assert canonical_url(url) == canonical_url(same)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://example.org/a%2Fb?x=%26", "https://example.org/a%2Fb?x=&"),
    ],
)
def test_addresses_of_two_pages_stay_two(url: str, other: str) -> None:
    assert canonical_url(url) != canonical_url(other)


@pytest.mark.parametrize("url", ["http://[broken", "https://example.org:port/", "not an address", "\ud800"])
def test_a_broken_address_does_no_harm(url: str) -> None:
    assert isinstance(canonical_url(url), str)
    assert identify(Report("نص", url=url)).key


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_canonical_address_is_canonical(path: str) -> None:
    once = canonical_url(f"https://example.org/{path}")
    assert canonical_url(once) == once


def test_without_an_address_a_report_is_its_text_outlet_and_day() -> None:
    one = Report("قصف الجيش القرية", outlet="وكالة", published=date(2024, 5, 1))
    assert identify(one) == identify(Report("قصف  الجيش\nالقرية ", outlet="وكالةَ", published=date(2024, 5, 1)))
    for other in (
        Report(one.text, outlet="إذاعة", published=one.published),
        Report(one.text, outlet=one.outlet, published=date(2024, 5, 2)),
        Report("قصف الجيش البلدة", outlet=one.outlet, published=one.published),
    ):
        assert identify(other).key != identify(one).key


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60))
def test_what_is_stored_keeps_every_offset(text: str) -> None:
    kept = storable(Report(text)).text
    assert len(kept) == len(text)
    kept.encode("utf-8")
    assert "\0" not in kept
    assert all(a == b or a == "\0" or "\ud800" <= a <= "\udfff" for a, b in zip(text, kept, strict=True))


def test_replaced_characters_are_told() -> None:
    found = storable(Report("نص\0و\ud800", title="ع\0"))
    assert (found.text, found.title) == ("نص\u2400و\ufffd", "ع\u2400")
    assert [finding.code for finding in found.findings] == ["text.replaced"]
    assert storable(Report("نص")).findings == ()
