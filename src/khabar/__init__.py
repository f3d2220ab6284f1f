"""Arabic news of armed conflict, read into attributed, located, dated event claims.

>>> import khabar
>>> report = khabar.read("article.txt", published="2020-05-21")
>>> for claim in khabar.extract(report):
...     print(claim.type, claim.evidence.text)

Public names are loaded on first use, so that `import khabar` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from khabar.errors import ConfigError, GazetteerError, InputError, KhabarError, LexiconError
    from khabar.model import Claim, Extraction, Finding, Quote, Report, Span
    from khabar.pipeline import Reader, default_reader
    from khabar.sources import read

__all__ = [
    "Claim",
    "ConfigError",
    "Extraction",
    "Finding",
    "GazetteerError",
    "InputError",
    "KhabarError",
    "LexiconError",
    "Quote",
    "Reader",
    "Report",
    "Span",
    "__version__",
    "default_reader",
    "extract",
    "read",
]

_HOMES = {
    "khabar.errors": ("ConfigError", "GazetteerError", "InputError", "KhabarError", "LexiconError"),
    "khabar.model": ("Claim", "Extraction", "Finding", "Quote", "Report", "Span"),
    "khabar.pipeline": ("Reader", "default_reader"),
    "khabar.sources": ("read",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def extract(report: Report) -> tuple[Claim, ...]:
    """The claims of `report`, read with the default gazetteer. A report in another language has none."""
    if report.language != "ar":
        return ()
    from khabar.pipeline import default_reader

    claims: tuple[Claim, ...] = default_reader().extract(report).claims
    return claims


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'khabar' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
