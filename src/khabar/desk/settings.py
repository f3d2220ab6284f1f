"""Django settings of the desk, driven by `KHABAR_DATABASE` and `KHABAR_HOME`."""

from __future__ import annotations

import os
from typing import Any

from khabar.desk import home

SECRET_KEY = home.read_secret()
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("KHABAR_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "khabar.desk.accounts",
    "khabar.desk.archive",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE: list[str] = []

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]

# WAL: readers never wait for the writer. IMMEDIATE: a writer waits for its turn at BEGIN, where the timeout holds,
# instead of failing in the middle of a transaction. NORMAL is safe against a killed process under WAL.
_SQLITE_OPTIONS = {
    "timeout": float(os.environ.get("KHABAR_LOCK_TIMEOUT", "20")),
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;",
}


def _configuration(database: home.Database) -> dict[str, Any]:
    if database.path is not None:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database.path), "OPTIONS": dict(_SQLITE_OPTIONS)}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "OPTIONS": {"connect_timeout": "10", **dict(database.options)},
    }


DATABASES = {"default": _configuration(home.database())}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.db.backends": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
