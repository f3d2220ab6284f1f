"""Safe pieces of HTML."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from html import escape
from importlib import resources
from typing import Any

# Controls that HTML forbids, and halves of surrogate pairs that UTF-8 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def safe(text: object) -> str:
    """`text` escaped for content and quoted attributes."""
    return escape(_FORBIDDEN.sub("\ufffd", str(text)), quote=True)


def arabic(text: object, tag: str = "bdi", **attributes: str) -> str:
    """An element in Arabic, closed in itself: bidi controls inside do not reach what is around it."""
    return f'<{tag} lang="ar" dir="rtl"{_attributes(attributes)}>{safe(text)}</{tag}>'


def english(text: object, tag: str = "span", **attributes: str) -> str:
    """An element in English, left to right."""
    return f'<{tag} lang="en" dir="ltr"{_attributes(attributes)}>{safe(text)}</{tag}>'


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{safe(value)}"' for name, value in attributes.items())


@cache
def _labels() -> dict[str, dict[str, Any]]:
    return tomllib.loads(file("labels.toml"))


def label(group: str, name: str) -> tuple[str, str]:
    """The Arabic and English words for `name`; the name itself where none are known."""
    arabic_word, english_word = _labels()[group].get(name, (name.replace("_", " "),) * 2)
    return arabic_word, english_word


def bilingual(group: str, name: str) -> str:
    """Arabic, and smaller, English."""
    arabic_word, english_word = label(group, name)
    return f"{arabic(arabic_word, 'span')} {english(english_word, class_='en')}"


@cache
def file(name: str) -> str:
    """A file of this package."""
    return (resources.files("khabar.view") / name).read_text("utf-8")
