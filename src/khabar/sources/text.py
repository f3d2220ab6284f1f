"""Bytes -> text: the encoding is told by the byte order mark, or found out."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from khabar.errors import InputError
from khabar.model import Finding
from khabar.sources.settings import settings

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ARABIC_PAGE = 0x06  # U+0600-U+06FF: the high byte of nearly every character of Arabic in UTF-16
_SPACE_PAGE = 0x00


class Decoded(NamedTuple):
    """The text, the encoding it was in, and what was wrong with it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes) -> Decoded:
    """Text of `data`, without its byte order mark; raises InputError for bytes that are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _forgiving(data[len(bom) :], encoding)
    wide = _wide_encoding(data)
    if wide:
        return _forgiving(data, wide)
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data)


def _not_utf8(data: bytes) -> Decoded:
    lenient = _forgiving(data, "utf-8")
    share: float = settings()["encodings"]["broken_share"]
    if lenient.text.count("\ufffd") <= max(1, share * len(lenient.text)) and any(ord(c) > 0x7F for c in lenient.text):
        return _checked(lenient)
    guesses = [Decoded(data.decode(name, "replace"), name) for name in settings()["encodings"]["single_byte"]]
    best = max(guesses, key=_likeness)
    words, letters = _likeness(best)
    if not words and letters < settings()["encodings"]["letter_share"]:
        raise InputError("is no text that khabar can read: save it as UTF-8", value=data[:16].hex(" "))
    return _checked(best)


def _likeness(guess: Decoded) -> tuple[int, float]:
    """How many of the commonest words it shows, and the share of Arabic letters among what is not ASCII."""
    foreign = [letter for letter in guess.text[: settings()["limits"]["sample"]] if letter > "\x7f"]
    arabic = sum("\u0620" <= letter <= "\u0652" or letter in "،؛؟" for letter in foreign)
    return len(_words().findall(guess.text)), arabic / max(1, len(foreign))


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(settings()['encodings']['words'])})\b")


def _forgiving(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if not broken:
        return Decoded(text, encoding)
    message = f"{broken} unreadable byte sequence(s) in {encoding} text, shown as U+FFFD"
    return Decoded(text, encoding, (Finding("encoding.broken", message),))


def _checked(decoded: Decoded) -> Decoded:
    """A text, unless control characters give it away as something else. A stray NUL is no reason to refuse one."""
    sample = decoded.text[: settings()["limits"]["sample"]]
    if len(_CONTROL.findall(sample)) > max(2, settings()["encodings"]["control_share"] * len(sample)):
        raise InputError("is a binary file, not a text")
    return decoded


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is 06 (Arabic) or 00 (spaces, digits), the bytes between are not."""
    sample = data[: settings()["limits"]["sample"] // 2 * 2]
    if len(sample) < 8 or len(data) % 2:
        return None
    share: float = settings()["encodings"]["wide_share"]

    def pages(column: bytes) -> float:
        return (column.count(_ARABIC_PAGE) + column.count(_SPACE_PAGE)) / len(column)

    first, second = sample[::2], sample[1::2]
    for high, low, encoding in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if pages(high) > 1 - share and pages(low) < share and high.count(_ARABIC_PAGE) >= share * len(high):
            return encoding
    return None
