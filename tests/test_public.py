from __future__ import annotations

import subprocess
import sys

import pytest

import khabar


def test_public_names_are_sorted_and_there() -> None:
    assert khabar.__all__ == sorted(khabar.__all__)
    assert dir(khabar) == khabar.__all__
    for name in khabar.__all__:
        assert getattr(khabar, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        khabar.nonsense  # noqa: B018


def test_import_loads_nothing_heavy() -> None:
    code = "import khabar, sys; print([m for m in sys.modules if m.split('.')[0] in ('numpy', 'pydantic', 'rich')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_a_report_in_another_language_has_no_claims() -> None:
    assert khabar.extract(khabar.read("Shelling killed two people in the city on Monday, officials said.")) == ()
