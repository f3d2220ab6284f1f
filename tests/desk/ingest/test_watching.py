"""Watching goes on, whatever feeds do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from khabar.desk.archive.models import Failure, Feed
from khabar.desk.archive.models import Report as Stored
from khabar.desk.ingest import watching
from khabar.desk.ingest.watching import Watch, Watched, read_list
from khabar.errors import ConfigError
from khabar.sources.fetch import Policy

TEXT = "قصف الجيش الشحيل فقتل 3 مدنيين في سوق البلدة صباح اليوم الثلاثاء بحسب مصادر محلية تحدثت إلى مراسلنا هناك. " * 8


def feed(site: Any, path: str, *entries: int) -> str:
    items = "".join(
        f"<item><title>خبر {n}</title><link>https://a.example{path}/{n}</link>"
        f"<description>{TEXT} {n}</description></item>"
        for n in entries
    )
    body = f'<rss version="2.0"><channel><title>وكالة</title>{items}</channel></rss>'
    return str(site.put(path, body, content_type="application/rss+xml", etag=f'"{path}{len(entries)}"'))


class Clock:
    """Time that passes only in `sleep`. What `script` holds happens, one a wake-up; then watching is interrupted."""

    def __init__(self, *script: Callable[[], object]) -> None:
        self.time = datetime(2026, 3, 1, tzinfo=UTC)
        self.script = list(script)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)
        if not self.script:
            raise KeyboardInterrupt
        self.script.pop(0)()


@pytest.fixture
def watch(archive: str, simple_reader: Any) -> Any:
    def make(*feeds: Watched, clock: Clock | None = None) -> tuple[Watch, list[str]]:
        lines: list[str] = []
        clock = clock or Clock()
        policy = Policy(allow_private=True, pause_seconds=0)
        made = Watch(feeds, policy, simple_reader, 1, lines.append, clock.sleep, clock.now)
        return made, lines

    return make


def test_once(site: Any, watch: Any) -> None:
    url = feed(site, "/a", 1, 2)
    watching_it, lines = watch(Watched(url, outlet="وكالة الفرات"))
    watching_it.run(once=True)
    assert (watching_it.failed, Stored.objects.filter(outlet__name="وكالة الفرات").count()) == (0, 2)
    assert "2 new" in lines[0]
    watching_it.run(once=True)
    assert lines[1] == f"{url}: nothing new"
    assert site.asked[-1][1]["if-none-match"] == '"/a2"'


def test_failures_are_survived_and_asked_ever_more_rarely(site: Any, watch: Any) -> None:
    bad, good = site.put("/bad", status=500), feed(site, "/good", 1)
    clock = Clock(*[lambda: None] * 60)
    watching_both, lines = watch(Watched(bad, interval=60), Watched(good, interval=60), clock=clock)
    with pytest.raises(KeyboardInterrupt):
        watching_both.run()
    asked = site.paths()
    assert asked.count("/good") >= 55
    assert 4 <= asked.count("/bad") <= 6, "after 2, 4, 8, 16, 32 minutes"
    row = Feed.objects.get(url=bad)
    assert (row.failures_in_a_row, "HTTP 500" in row.last_error) == (asked.count("/bad"), True)
    assert Failure.objects.get(resolved_at=None).item == bad
    assert Stored.objects.count() == 1
    assert any("next try in 2 min" in line for line in lines)

    feed(site, "/bad", 7)
    watching_both, _ = watch(Watched(bad, interval=60))
    watching_both.run(once=True)
    row.refresh_from_db()
    assert (row.failures_in_a_row, row.last_error) == (0, "")
    assert not Failure.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("body", ["", "<html><body>wartung</body></html>", "<rss><channel><item><ti"])
def test_a_feed_that_answers_something_else_keeps_its_place(site: Any, watch: Any, body: str) -> None:
    url = feed(site, "/a", 1)
    watching_it, _ = watch(Watched(url))
    watching_it.run(once=True)
    before = Feed.objects.get()
    site.put("/a", body, content_type="application/rss+xml", etag='"other"')
    watching_it.run(once=True)
    feed(site, "/a", 1, 2)
    watching_it.run(once=True)
    assert Stored.objects.count() == 2
    assert before.etag == '"/a1"'


def test_a_database_in_trouble_is_waited_for(site: Any, watch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    url = feed(site, "/a", 1)
    real = watching.running.ingest
    calls = []

    def fails_once(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return real(*arguments, **options)

    monkeypatch.setattr(watching.running, "ingest", fails_once)
    watching_it, lines = watch(Watched(url, interval=60), clock=Clock(lambda: None))
    with pytest.raises(KeyboardInterrupt):
        watching_it.run()
    assert "another program is writing" in lines[0]
    assert Stored.objects.count() == 1, "the feed's state was not moved on, so nothing is lost"
    connection.close()


def test_the_list(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(
        'interval = 600\n[[feed]]\nurl = "https://a.example/f"\noutlet = "وكالة"\n'
        '[[feed]]\nurl = "https://b.example/f"\ninterval = 60\n[[feed]]\nurl = "https://a.example/f"\n',
        "utf-8",
    )
    assert read_list(path) == [Watched("https://a.example/f", "وكالة", 600), Watched("https://b.example/f", "", 60)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "No such file"),
        ("[[feed", "no TOML"),
        ("", "lists no feeds"),
        ("feed = 7", "lists no feeds"),
        ('[[feed]]\nurl = "ftp://a"', "feed 1 has no http"),
        ("[[feed]]\noutlet = 'x'", "feed 1 has no http"),
        ('[[feed]]\nurl = "https://a.example"\nintervall = 9', "unknown settings intervall"),
        ('[[feed]]\nurl = "https://a.example"\ninterval = 5', "at least 60"),
        ('[[feed]]\nurl = "https://a.example"\ninterval = "hourly"', "number of seconds"),
    ],
)
def test_a_list_with_a_mistake_names_it(tmp_path: Path, text: str | None, reason: str) -> None:
    path = tmp_path / "feeds.toml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=reason) as caught:
        read_list(path)
    assert str(caught.value).startswith(str(path))
