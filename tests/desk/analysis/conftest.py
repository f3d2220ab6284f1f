from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def invent() -> Any:
    """Makes invented claims, see `tests/desk/invented.py`."""
    name = "khabar_tests_invented"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "invented.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name].Inventor()


@pytest.fixture
def store(invent: Any, archive: str) -> Any:
    """Brings invented claims into an empty archive."""
    return sys.modules["khabar_tests_invented"].store
