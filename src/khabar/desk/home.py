"""Where the desk keeps its files, and which database it uses."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from khabar.errors import ConfigError

DATABASE_VARIABLE = "KHABAR_DATABASE"
_WAY_OUT = "use sqlite:///path/to/archive.sqlite3 or postgresql://user:password@host:5432/name"


def folder() -> Path:
    """`KHABAR_HOME`, or khabar's folder under the platform's user data: where installed gazetteers are, too."""
    from khabar.lexicon.gazetteer.library import home

    return home()


@dataclass(frozen=True, slots=True)
class Database:
    """A parsed `KHABAR_DATABASE`: `path` for SQLite, the other fields for PostgreSQL."""

    engine: str
    path: Path | None = None
    name: str = ""
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The database as shown to people: never with its password."""
        if self.path is not None:
            return str(self.path)
        return f"postgresql://{self.user}@{self.host or 'localhost'}:{self.port or 5432}/{self.name}"

    __repr__ = __str__


def database(url: str | None = None) -> Database:
    """The database of `url`, else of `KHABAR_DATABASE`, else `archive.sqlite3` in the desk's folder.

    Raises ConfigError for a URL of another kind; its message never repeats the URL, which may hold a password.
    """
    url = url or os.environ.get(DATABASE_VARIABLE) or ""
    if not url:
        return Database("sqlite", path=folder() / "archive.sqlite3")
    if url.startswith("sqlite:"):
        return Database("sqlite", path=_sqlite_path(url))
    return _postgres(url)


def _sqlite_path(url: str) -> Path:
    path = unquote(urlsplit(url).path)
    if not url.startswith("sqlite:///") or len(path) < 2:
        raise ConfigError(f"{DATABASE_VARIABLE} names no SQLite file: {_WAY_OUT}")
    # sqlite:///relative and sqlite:////absolute, as SQLAlchemy and dj-database-url read them
    return Path(path[1:]).expanduser()


def _postgres(url: str) -> Database:
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as error:
        raise ConfigError(f"{DATABASE_VARIABLE} is no database URL: {_WAY_OUT}") from error
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:
        raise ConfigError(f"{DATABASE_VARIABLE} is no database URL: {_WAY_OUT}")
    return Database(
        "postgresql",
        name=unquote(parts.path[1:]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=parts.hostname or "",
        port=port,
        options=tuple(parse_qsl(parts.query)),
    )


def secret_file() -> Path:
    """Where the secret key of sessions and signatures is kept."""
    return folder() / "secret.key"


def make_secret() -> Path:
    """Write a new secret key, readable by its owner alone, unless there is one. Raises ConfigError if it cannot."""
    path = secret_file()
    if path.is_file():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        if path.is_file():  # another process was quicker
            return path
        message = f"the secret key cannot be written ({error.strerror}): set KHABAR_HOME to a folder of your own"
        raise ConfigError(message, path=path) from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    return path


def read_secret() -> str:
    """The secret key; one for this process alone where none was made yet."""
    try:
        return secret_file().read_text("utf-8").strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)
