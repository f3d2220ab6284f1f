"""The archive for tests: a fresh one for each, on SQLite and, where `KHABAR_TEST_POSTGRES` names a server, there too.

Only the tests below this folder need Django; the settings are loaded here.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

_FOLDER = tempfile.TemporaryDirectory(prefix="khabar-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "khabar.desk.settings"
os.environ["KHABAR_LOCK_TIMEOUT"] = "2"
os.environ["KHABAR_DATABASE"] = f"sqlite:///{_FOLDER.name}/none.sqlite3"

import django  # noqa: E402

django.setup()
del os.environ["KHABAR_DATABASE"]  # each test names its own; the user's archive is out of reach till then

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from khabar.desk import home, settings  # noqa: E402
from khabar.model import (  # noqa: E402
    Claim,
    DateValue,
    Extraction,
    Harm,
    Party,
    PlaceValue,
    Quote,
    Report,
)

POSTGRES = os.environ.get("KHABAR_TEST_POSTGRES", "")
NO_POSTGRES = "KHABAR_TEST_POSTGRES names no PostgreSQL server"


@contextmanager
def use(url: str) -> Iterator[None]:
    """Make `url` the archive of this process and of those it starts."""
    before, existed = connections.databases["default"], os.environ.get("KHABAR_DATABASE")
    _switch(settings._configuration(home.database(url)))
    os.environ["KHABAR_DATABASE"] = url
    try:
        yield
    finally:
        _switch(before)
        os.environ.pop("KHABAR_DATABASE")
        if existed is not None:
            os.environ["KHABAR_DATABASE"] = existed


def _switch(configuration: dict[str, Any]) -> None:
    if "default" in connections.settings and hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        connections["default"].close()
        del connections["default"]
    connections.databases["default"] = connections.configure_settings({"default": dict(configuration)})["default"]


@pytest.fixture(autouse=True)
def _may_use_the_database(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def sqlite_template(django_db_blocker: Any) -> Path:
    """An empty archive to be copied: migrating takes longer than a test."""
    path = Path(_FOLDER.name) / "template.sqlite3"
    with django_db_blocker.unblock(), use(f"sqlite:///{path}"):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture(scope="session")
def postgres_url(django_db_blocker: Any) -> Iterator[str]:
    """A migrated database of this session's own."""
    if not POSTGRES:
        pytest.skip(NO_POSTGRES)
    import psycopg

    name = f"khabar_tests_{os.getpid()}"
    url = urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    with django_db_blocker.unblock(), use(url):
        call_command("migrate", verbosity=0)
    yield url
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES))]
)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty archive; its URL. The test runs once on each database."""
    if request.param == "sqlite":
        path = tmp_path / "archive.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        with use(f"sqlite:///{path}"):
            yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("postgres_url")
    with use(url):
        _empty()
        yield url


@pytest.fixture
def use_archive() -> Callable[[str], AbstractContextManager[None]]:
    """`use`, for tests that name their own database."""
    return use


@pytest.fixture
def sqlite_archive(sqlite_template: Path, tmp_path: Path) -> Iterator[Path]:
    """An empty archive in a SQLite file, for what only such a file can go through; its path."""
    path = tmp_path / "archive.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        yield path


def _empty() -> None:
    from django.apps import apps
    from django.db import transaction

    tables = [m._meta.db_table for app in ("archive", "accounts") for m in apps.get_app_config(app).get_models()]
    # Rows, not TRUNCATE: quicker for so few; foreign keys are checked at the end of the transaction only.
    with transaction.atomic(), connections["default"].cursor() as cursor:
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


_TOLD = re.compile(r"قصف (?P<who>\w+) (?P<where>\w+)(?: فقتل (?P<toll>\d+))?")


class SimpleReader:
    """Reads "قصف WHO WHERE [فقتل N]" and nothing else: tests of the archive need no linguistics.

    A text with "عطب" cannot be read. `sharp` is a later engine that also understands "ضرب".
    """

    def __init__(self, sharp: bool = False) -> None:
        self.sharp = sharp

    def extract(self, report: Report) -> Extraction:
        if "عطب" in report.text:
            raise RuntimeError("a fault")
        text = report.text.replace("ضرب", "قصف".ljust(3)) if self.sharp else report.text
        return Extraction(report, tuple(_claim(report, found) for found in _TOLD.finditer(text)))


def _claim(report: Report, found: re.Match[str]) -> Claim:
    def quote(group: str | int = 0) -> Quote:
        return Quote.of(report.text, *found.span(group))

    day = report.published or date(2024, 5, 1)
    toll = found["toll"]
    return Claim(
        id=f"{found['who']}-{found['where']}",
        type="shelling",
        family="explosions",
        evidence=quote(),
        trigger=Quote.of(report.text, found.start(), found.start() + 3),
        date=DateValue(day, day, quote("where")),
        place=PlaceValue(quote("where"), lat=35.95, lon=39.01, radius_km=2.0, gazetteer_id=f"g-{found['where']}"),
        actors=(Party(quote("who"), "perpetrator", found["who"]),),
        harm=(Harm("killed", int(toll), int(toll), quote("toll")),) if toll else (),
    )


@pytest.fixture
def simple_reader() -> type[SimpleReader]:
    """What `ingest` takes as `reader`."""
    return SimpleReader


@pytest.fixture
def invent() -> Any:
    """Makes invented claims, see `invented.py` beside this file."""
    name = "khabar_tests_invented"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("invented.py"))
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name].Inventor()


@pytest.fixture
def store(invent: Any, archive: str) -> Any:
    """Brings invented claims into an empty archive."""
    return sys.modules["khabar_tests_invented"].store
