"""Arabic names in Latin letters, by one system: "البصيرة" -> "al-Basira"."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from khabar.lexicon.table import load

_WORD = re.compile(r"[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]+")
_DROPPED = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ARTICLES = ("ال", "ٱل")
_ARABIC_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


class _Sound(NamedTuple):
    latin: str
    vowel: bool


@cache
def _letters() -> dict[str, tuple[str, str]]:
    return {row["letter"]: (row["latin"], row["kind"]) for row in load("transliteration").rows}


@cache
def _words() -> dict[str, str]:
    return {row["word"]: row["latin"] for row in load("transliteration_words").rows}


def transliterate(text: str) -> str:
    """`text` with every Arabic word in Latin letters; everything else stays, in the same order."""
    clean = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_ARABIC_DIGITS)
    return " ".join(_WORD.sub(lambda found: _word(found.group()), clean).split())


@lru_cache(maxsize=20_000)
def _word(word: str) -> str:
    known = _words().get(word)
    if known:
        return known
    if len(word) > 3 and word.startswith(_ARTICLES):
        return str(load("transliteration").about["article"]) + _word(word[2:])
    spelt = _with_vowels(_sounds(word)).strip("'")
    return spelt[:1].upper() + spelt[1:]


def _sounds(word: str) -> list[_Sound]:
    """Letters as consonants and vowels: و and ي are vowels after a consonant, unless a vowel follows."""
    letters = [(letter, *_letters().get(letter, (letter, "consonant"))) for letter in word]
    sounds: list[_Sound] = []
    for at, (letter, latin, kind) in enumerate(letters):
        following = letters[at + 1][2] if at + 1 < len(letters) else ""
        after_vowel = bool(sounds) and sounds[-1].vowel
        if kind == "glide" and at == 1 == len(letters) - 1 and not after_vowel:  # "حي"
            sounds.append(_Sound(latin, False))
        elif kind == "glide" and at > 0 and not after_vowel and following not in ("long", "ending", "short"):
            sounds.append(_Sound("u" if letter == "و" else "i", True))
        elif kind == "glide" and at > 0 and following == "ending" and latin == "y" and not after_vowel:
            sounds.append(_Sound("i", True))
            sounds.append(_Sound("y", False))
        elif kind in ("long", "short", "ending"):
            sounds.append(_Sound(latin, True))
        else:
            sounds.append(_Sound(latin, False))
    return sounds


def _with_vowels(sounds: list[_Sound]) -> str:
    """Fill in the vowels that are not written, so that no word begins and no syllable ends in two consonants."""
    rules = load("transliteration").about
    made: list[str] = []
    for at, sound in enumerate(sounds):
        if not sound.vowel and at > 0 and _needs_vowel(sounds, at, made):
            made.append(rules["after_a"] if _after_long_a(sounds, at) else rules["open"])
        if not (sound.vowel and made and made[-1] == sound.latin):
            made.append(sound.latin)
    return "".join(made)


def _needs_vowel(sounds: list[_Sound], at: int, made: list[str]) -> bool:
    """Before the consonant `at`: the one before it opens the word, closes a syllable already, or ends it."""
    if sounds[at - 1].vowel:
        return False
    run = 0
    while at - 1 - run >= 0 and not sounds[at - 1 - run].vowel:
        run += 1
    opens_word = run == at
    last = at == len(sounds) - 1
    if opens_word:
        return run % 2 == 1 or (last and made[-1] not in "ai")
    return last or _after_long_a(sounds, at) or run % 2 == 0


def _after_long_a(sounds: list[_Sound], at: int) -> bool:
    return at >= 2 and sounds[at - 2] == _Sound("a", True)
