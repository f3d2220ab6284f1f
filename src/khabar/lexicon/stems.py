"""Light stems of written words: what a table of stems is looked up with."""

from __future__ import annotations

from functools import cache, lru_cache

from khabar.lexicon.table import load
from khabar.text.words import forms

_SHORTEST = 3


@cache
def _affixes(kind: str) -> tuple[str, ...]:
    found = [row["affix"] for row in load("affixes").rows if row["kind"] == kind]
    return tuple(sorted(found, key=len, reverse=True))


def _without_prefix(form: str) -> list[str]:
    found = [form]
    for article in _affixes("article"):
        if form.startswith(article):
            found.append(form[len(article) :])
    for kind in ("imperfect", "future"):
        for prefix in _affixes(kind):
            if form.startswith(prefix):
                # Forms IV, VII, VIII and X lose their alef in the imperfect: "يستهدف" comes from "استهدف".
                found += [form[len(prefix) :], "ا" + form[len(prefix) :]]
    return found


@lru_cache(maxsize=30_000)
def stems(word: str) -> tuple[str, ...]:
    """Possible stems of a folded word, the written forms first: "وسيستهدفونها" -> (..., "استهدف", ...)."""
    found: dict[str, None] = {}
    for form in forms(word):
        for rest in _without_prefix(form.text):
            if len(rest) >= 2:
                found.setdefault(rest)
            for suffix in _affixes("suffix"):
                if rest.endswith(suffix) and len(rest) - len(suffix) >= _SHORTEST - 1:
                    stem = rest[: -len(suffix)]
                    found.setdefault(stem)
                    # A ta marbuta opens up before a suffix: "غارتهم", "غارتين" come from "غاره".
                    found.setdefault(stem + "ه")
    return tuple(found)
