"""`KHABAR_DATABASE` in all its forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from khabar.desk.home import database
from khabar.errors import ConfigError


def test_the_default_is_a_file_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHABAR_DATABASE", raising=False)
    monkeypatch.setenv("KHABAR_HOME", str(tmp_path))
    assert database().path == tmp_path / "archive.sqlite3"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///desk.sqlite3", "desk.sqlite3"),
        ("sqlite:////srv/desk.sqlite3", "/srv/desk.sqlite3"),
        ("sqlite:////srv/my%20desk.sqlite3", "/srv/my desk.sqlite3"),
    ],
)
def test_sqlite(url: str, path: str) -> None:
    assert database(url).path == Path(path)


def test_postgres() -> None:
    found = database("postgresql://rima:p%40ss@db.example:5433/desk?sslmode=require")
    assert (found.user, found.password, found.host, found.port, found.name) == (
        "rima",
        "p@ss",
        "db.example",
        "5433",
        "desk",
    )
    assert found.options == (("sslmode", "require"),)
    assert "p@ss" not in f"{found} {found!r}"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://desk",
        "sqlite:///",
        "mysql://u:s3cret@h/d",
        "postgresql://u:s3cret@h:x/d",
        "postgresql://u:s3cret@h",
        "x",
    ],
)
def test_another_kind_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigError, match=r"sqlite:///path") as caught:
        database(url)
    assert "s3cret" not in str(caught.value)
