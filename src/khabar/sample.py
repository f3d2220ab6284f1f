"""The bundled report that `khabar demo` reads: invented events in real places."""

from __future__ import annotations

import tomllib
from importlib import resources

from khabar.model import Report
from khabar.sources.record import from_record


def sample() -> Report:
    """The demonstration report."""
    folder = resources.files("khabar.data")
    about = tomllib.loads((folder / "sample.toml").read_text("utf-8"))
    return from_record({"text": (folder / "sample.txt").read_text("utf-8"), **about})
