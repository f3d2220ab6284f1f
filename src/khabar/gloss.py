"""English for the wording of a party, a source or a place, word by word; names are transliterated.

"عربة عسكرية" -> "a military vehicle", "ريف دير الزور الشرقي" -> "the eastern countryside of Deir ez-Zor".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from khabar.lexicon import Match, Phrases, load, longest
from khabar.lexicon.transliterate import transliterate
from khabar.text.fold import fold
from khabar.text.words import Token, tokenize

_PREFIXES = {"و": "and", "ف": "and", "ل": "of", "ب": "in"}
_VOWELS = tuple("aeiouAEIO")


@dataclass(slots=True)
class _Noun:
    words: str
    kind: str
    definite: bool
    adjectives: list[str] = field(default_factory=list)

    @property
    def bare(self) -> str:
        """Without an article."""
        return " ".join((*self.adjectives, self.words))

    def english(self, counted: bool) -> str:
        """With its article; `counted`: after a number."""
        noun = plural(self.words) if counted and self.kind == "one" else self.words
        words = " ".join((*self.adjectives, noun))
        if self.kind == "name" or counted:
            return words
        if self.definite or self.kind == "head":
            return words if self.kind == "many" else f"the {words}"
        if self.kind == "many":
            return words
        return f"{'an' if words.startswith(_VOWELS) else 'a'} {words}"


def plural(noun: str) -> str:
    """English plural of a noun of the glossary."""
    irregular: dict[str, str] = load("summary_glossary").about["plurals"]
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


@cache
def _phrases() -> Phrases[dict[str, Any]]:
    rows = [(row["phrase"], row) for row in load("summary_glossary").rows]
    return Phrases([*rows, *_names()], article=False)


def _names() -> Iterator[tuple[str, dict[str, Any]]]:
    """Countries, governorates and parties by their full names."""
    for table in ("countries", "governorates", "actors"):
        for row in load(table).rows:
            if row["name_ar"] and row["name_en"]:
                yield row["name_ar"], {"en": row["name_en"], "kind": "name"}


@lru_cache(maxsize=20_000)
def gloss(text: str) -> str:
    """English for `text`; words that the glossary lacks are transliterated."""
    tokens = tokenize(fold(text))
    matches = _phrases().find(tokens)
    starts = {match.first for match in longest(matches)}
    pieces: list[_Noun | str] = []
    at = 0
    while at < len(tokens):
        found = [match for match in matches if match.first == at] if at in starts else []
        if found:
            _add_known(pieces, _fitting(found, pieces, text), text)
            at = found[0].last
        else:
            _add_unknown(pieces, text, tokens[at])
            at += 1
    return _join(pieces)


def _is_definite(text: str, match: Match[dict[str, Any]]) -> bool:
    return match.prefix.endswith("لل") or text.startswith("ال", match.start)


def _fitting(found: list[Match[dict[str, Any]]], pieces: list[_Noun | str], text: str) -> Match[dict[str, Any]]:
    """Of homographs the adjective after a noun and with the article ("ريف حلب الشرقي"), else the other ("شرقي حلب")."""
    after_noun = any(isinstance(piece, _Noun) for piece in pieces)
    wanted = after_noun and _is_definite(text, found[0])
    return next((match for match in found if (match.value["kind"] == "adj") == wanted), found[0])


def _add_known(pieces: list[_Noun | str], match: Match[dict[str, Any]], text: str) -> None:
    row = match.value
    if pieces and isinstance(pieces[-1], _Noun):  # "نساء وأطفال", "مواقع للتنظيم"
        pieces.extend(_PREFIXES[letter] for letter in dict.fromkeys(match.prefix) if letter in _PREFIXES)
    noun = next((p for p in reversed(pieces) if isinstance(p, _Noun) and p.kind != "name"), None)
    if row["kind"] == "adj" and noun is not None:
        noun.adjectives.insert(0, row["en"])
    elif row["kind"] in ("adj", "link", "number"):
        pieces.append(row["en"])
    else:
        pieces.append(_Noun(row["en"], row["kind"], _is_definite(text, match)))


def _add_unknown(pieces: list[_Noun | str], text: str, token: Token) -> None:
    if token.word[0].isdigit():
        pieces.append(token.word)
    elif token.word in _PREFIXES:  # "و30 مواطنا"
        pieces.append(_PREFIXES[token.word])
    elif token.is_word:
        pieces.append(_Noun(transliterate(text[token.start : token.end]), "name", True))


def _join(pieces: list[_Noun | str]) -> str:
    words: list[str] = []
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        if isinstance(piece, str):
            words.append(piece)
            continue
        counted = isinstance(before, str) and (before in _numbers() or before[:1].isdigit())
        if (
            isinstance(before, _Noun)
            and before.kind in ("one", "many")
            and (piece.kind != "name" or not before.definite)
        ):
            words.append("of")
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        names_it = isinstance(after, _Noun) and piece.kind == "one" and not piece.definite  # "حاجز الشحيل"
        words.append(f"the {piece.bare}" if names_it and not counted else piece.english(counted))
    joined = " ".join(words)
    return joined.removesuffix(" of") if pieces and isinstance(pieces[-1], _Noun) else joined


@cache
def _numbers() -> frozenset[str]:
    return frozenset(row["en"] for row in load("summary_glossary").rows if row["kind"] == "number")
