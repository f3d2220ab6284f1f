"""Thresholds and sizes of the ingest: `settings.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def settings() -> dict[str, Any]:
    """The tables of `settings.toml`."""
    return tomllib.loads((resources.files("khabar.desk.ingest") / "settings.toml").read_text("utf-8"))
