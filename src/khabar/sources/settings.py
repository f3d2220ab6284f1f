"""How inputs are recognised: `khabar/data/sources.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def settings() -> dict[str, Any]:
    """The settings, by section."""
    return tomllib.loads((resources.files("khabar.data") / "sources.toml").read_text("utf-8"))
