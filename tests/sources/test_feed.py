"""RSS and Atom, and what pretends to be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khabar.errors import InputError
from khabar.sources.feed import entry_report, parse_feed

LONG = "كلام طويل " * 80
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>وكالة الفرات</title>
<item><title>قصف على الشحيل</title><link>https://a.example/1</link>
<pubDate>Wed, 01 May 2024 20:30:00 GMT</pubDate>
<description>&lt;p&gt;قصف &lt;b&gt;مدفعي&lt;/b&gt;&lt;/p&gt;</description></item>
<item><title>خبر كامل</title><link>/2</link>
<content:encoded><![CDATA[<p>{LONG}</p><script>x()</script><p>سطر</p>]]></content:encoded></item>
<item><title>بلا رابط</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>إذاعة</title>
<entry><title>خبر</title><link href="https://b.example/1"/><updated>2024-05-02T01:00:00+03:00</updated></entry></feed>"""


def test_rss() -> None:
    channel = parse_feed(RSS.encode(), "https://a.example/feed")
    assert channel.title == "وكالة الفرات"
    first, second = channel.entries
    assert (first.url, first.title, first.published) == ("https://a.example/1", "قصف على الشحيل", date(2024, 5, 1))
    assert (first.content, first.is_whole) == ("قصف مدفعي", False)
    assert (second.url, second.is_whole) == ("https://a.example/2", True)
    assert second.content.splitlines() == [LONG.strip(), "سطر"]


def test_atom() -> None:
    (entry,) = parse_feed(ATOM.encode(), "https://b.example/feed").entries
    assert entry.updated == datetime(2024, 5, 1, 22, tzinfo=UTC)
    assert entry.published == date(2024, 5, 1)


def test_a_feed_in_windows_1256() -> None:
    body = RSS.replace("utf-8", "windows-1256").encode("windows-1256", "xmlcharrefreplace")
    assert parse_feed(body, "https://a.example/feed").title == "وكالة الفرات"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "answers with nothing"),
        (b" \n", "answers with nothing"),
        (b"<!doctype html><html><body>Login</body></html>", "web page where a feed was expected"),
        (b"  <HTML><head></head></HTML>", "web page where a feed was expected"),
        (b"just words", "no RSS or Atom feed"),
        (b"%PDF-1.7 ...", "no RSS or Atom feed"),
        (b"{}", "no RSS or Atom feed"),
    ],
)
def test_what_is_no_feed(body: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        parse_feed(body, "https://a.example/feed")
    assert str(caught.value).startswith("https://a.example/feed: ")


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_expanded(encoding: str) -> None:
    head, rest = RSS.split("\n", 1)
    text = head.replace("utf-8", encoding) + BOMB + rest.replace("قصف على الشحيل", "&b;")
    with pytest.raises(InputError, match="declares entities"):
        parse_feed(text.encode(encoding), "https://a.example/feed")


def test_an_external_entity_is_refused() -> None:
    head, rest = RSS.split("\n", 1)
    body = head + '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + rest
    with pytest.raises(InputError, match="declares entities"):
        parse_feed(body.encode(), "https://a.example/feed")


def test_a_cut_feed_gives_what_is_whole() -> None:
    channel = parse_feed(RSS.encode()[: RSS.encode().index("خبر كامل".encode())], "https://a.example/feed")
    assert channel.entries[0].url == "https://a.example/1"


def test_the_report_of_an_entry() -> None:
    entry = parse_feed(RSS.encode(), "https://a.example/feed").entries[1]
    report = entry_report(entry, "وكالة", None)
    assert report.text.splitlines()[0] == report.title == "خبر كامل"
    assert (report.url, report.outlet, report.language) == ("https://a.example/2", "وكالة", "ar")
