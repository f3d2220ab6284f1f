"""A database that cannot be used says why, and what to do."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from khabar.desk import home
from khabar.desk.archive.models import Job
from khabar.desk.archive.opening import create, explain, open_archive, plain_errors, set_up
from khabar.errors import ArchiveError, ConfigError

Use = Callable[[str], object]


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_HOME", str(tmp_path / "home"))


def test_an_archive_that_is_there_opens(archive: str) -> None:
    open_archive()
    assert create() is False


@pytest.mark.usefixtures("archive")
def test_an_archive_of_a_newer_khabar_is_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('archive', '9999_later', CURRENT_TIMESTAMP)"
        )
    try:
        for attempt in (open_archive, create):
            with pytest.raises(ArchiveError, match=r"newer khabar \(archive.9999_later\).*upgrade khabar"):
                attempt()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")


def test_a_half_migrated_archive_is_completed_by_init(tmp_path: Path, use_archive: Use) -> None:
    with use_archive(f"sqlite:///{tmp_path}/half.sqlite3"):  # type: ignore[attr-defined]
        call_command("migrate", "accounts", verbosity=0)
        with pytest.raises(ArchiveError, match=r"not fully set up.*khabar init"):
            open_archive()
        assert create() is True
        open_archive()
        assert Job.objects.count() == 0


def test_no_archive_yet(tmp_path: Path, use_archive: Use) -> None:
    with (
        use_archive(f"sqlite:///{tmp_path}/none.sqlite3"),  # type: ignore[attr-defined]
        pytest.raises(ArchiveError, match=r"no archive at .*none.sqlite3: run `khabar init`"),
    ):
        open_archive()
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_file_of_another_kind(tmp_path: Path, use_archive: Use) -> None:
    (tmp_path / "notes.txt").write_text("no database\n" * 100)
    with use_archive(f"sqlite:///{tmp_path}/notes.txt"), pytest.raises(ArchiveError, match="no archive"):  # type: ignore[attr-defined]
        open_archive()


def test_a_locked_archive(sqlite_archive: Path) -> None:
    with closing(sqlite3.connect(sqlite_archive)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ArchiveError, match="another program is writing"), plain_errors():
            Job.objects.create(kind="ingest")


@pytest.mark.usefixtures("sqlite_archive")
def test_a_read_only_archive() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    with pytest.raises(ArchiveError, match=r"read-only.*permission"), plain_errors():
        Job.objects.create(kind="ingest")


def test_no_server_answers(use_archive: Use) -> None:
    url = "postgresql://rima:s3cret@127.0.0.1:1/khabar"
    with use_archive(url), pytest.raises(ArchiveError, match="no PostgreSQL answers") as caught:  # type: ignore[attr-defined]
        open_archive()
    assert "s3cret" not in str(caught.value)


def test_an_unknown_message_is_passed_on() -> None:
    assert explain("strange thing\nsecond line") == "the database refused: strange thing"


def test_the_secret_key_is_the_owners_alone() -> None:
    path = home.make_secret()
    assert path.stat().st_mode & 0o777 == 0o600
    first = path.read_text()
    home.make_secret()
    assert path.read_text() == first
    assert len(home.read_secret()) >= 50


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError, match="KHABAR_HOME"):
        home.make_secret()


def test_the_migrations_are_up_to_date(archive: str) -> None:
    call_command("makemigrations", "accounts", "archive", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("part", "other", "reason"),
    [("path", "/no_such_archive", "no such database"), ("password", "wr0ng", "user or password is wrong")],
)
def test_postgres_says_no(postgres_url: str, use_archive: Use, part: str, other: str, reason: str) -> None:
    parts = urlsplit(postgres_url)
    if part == "path":
        url = parts._replace(path=other).geturl()
    else:
        url = parts._replace(netloc=f"{parts.username}:{other}@{parts.hostname}:{parts.port or 5432}").geturl()
    with use_archive(url), pytest.raises(ArchiveError, match=reason) as caught:  # type: ignore[attr-defined]
        open_archive()
    assert "wr0ng" not in str(caught.value)


def test_without_django_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "django", None)
    with pytest.raises(ConfigError, match=r"pip install 'khabar\[desk\]'"):
        set_up()
