"""Open the archive: set Django up, and say plainly what is wrong with the database where something is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khabar.desk import home
from khabar.errors import ArchiveError, ConfigError

_APPS = ("accounts", "archive")


def set_up() -> None:
    """Load Django with the desk's settings; cheap when done before. Raises ConfigError where it is not installed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khabar.desk.settings")
    try:
        import django
        from django.apps import apps
    except ImportError as error:
        raise ConfigError("the archive needs more packages: pip install 'khabar[desk]'") from error

    if not apps.ready:
        django.setup()


def create() -> bool:
    """Make the archive, or bring an older one up to date; True where tables were made or changed.

    Raises ArchiveError where the database cannot be used, ConfigError for a setting that makes no sense.
    """
    database = home.database()
    home.make_secret()
    if database.path is not None:
        _make_folder(database.path)
    set_up()
    from django.core.management import call_command

    with plain_errors():
        _refuse_unknown_migrations()
        pending = _pending()
        if pending:
            call_command("migrate", verbosity=0, interactive=False)
        return bool(pending)


def open_archive() -> None:
    """Make the archive ready for use. Raises ArchiveError where it is missing, half migrated, newer or out of reach."""
    database = home.database()
    if database.path is not None and not database.path.exists():
        raise ArchiveError(f"there is no archive at {database}: run `khabar init` first")
    set_up()
    with plain_errors():
        _refuse_unknown_migrations()
        if _pending():
            raise ArchiveError(
                f"the archive {database} is not fully set up (older than this program, or an upgrade was cut short): "
                "run `khabar init`, which completes it and keeps all that is in it"
            )


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"its folder cannot be made ({error.strerror}): set {home.DATABASE_VARIABLE}", path=path
        ) from error


def _applied_and_known() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return set(loader.applied_migrations), set(loader.disk_migrations)


def _refuse_unknown_migrations() -> None:
    applied, known = _applied_and_known()
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in _APPS)
    if unknown:
        raise ArchiveError(
            f"the archive {home.database()} was made by a newer khabar ({', '.join(unknown)}): "
            "upgrade khabar, or point KHABAR_DATABASE at another archive"
        )


def _pending() -> set[tuple[str, str]]:
    applied, known = _applied_and_known()
    return known - applied


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn errors of the database into ArchiveError, each with a way out."""
    from django.db import Error

    try:
        yield
    except (Error, sqlite3.Error) as error:
        raise ArchiveError(f"{explain(str(error))} (archive {home.database()})") from error


def explain(message: str) -> str:
    """What a database's own message means, and the way out."""
    lowered = message.lower()
    for sign, plain in _SIGNS.items():
        if sign in lowered:
            return plain
    return f"the database refused: {message.strip().splitlines()[0] if message.strip() else 'no reason given'}"


_SIGNS = {
    "database is locked": "another program is writing to the archive: wait for it to end and repeat; nothing was lost",
    "readonly": "the archive is read-only: give yourself write permission to the file and its folder",
    "read-only": "the archive is read-only: connect with a user that may write",
    "is full": "the disk is full: free some space and repeat; what was stored stays, the rest is taken up again",
    "no space left": "the disk is full: free some space and repeat; what was stored stays, the rest is taken up again",
    "disk i/o error": "the disk could not be written: check its space and health, then repeat",
    "unable to open": "the archive cannot be opened: check the path and its permissions, or run `khabar init`",
    "not a database": "the file is no archive: point KHABAR_DATABASE at another file",
    "malformed": "the archive file is damaged: restore a copy; `sqlite3 FILE .recover` saves what can be read",
    "connection refused": "no PostgreSQL answers there: start it, or correct KHABAR_DATABASE",
    "could not translate host": "the database host is unknown: correct KHABAR_DATABASE",
    "failed to resolve host": "the database host is unknown: correct KHABAR_DATABASE",
    "password authentication failed": "user or password is wrong: correct KHABAR_DATABASE",
    "no password supplied": "a password is needed: put it into KHABAR_DATABASE",
    "does not exist": "no such database, user or table: create it, then run `khabar init`",
    "permission denied": "the database user may not do this: grant it the rights of an owner",
    "timeout expired": "the database does not answer in time: check the network and KHABAR_DATABASE",
}
