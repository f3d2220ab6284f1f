"""Fold Arabic text to one spelling, keeping the way back to the text as given.

Deleted: vowel marks, tatweel (and the gaps of letter-splitting, "مـ ـقـ ـتل", "مقـ.تل"), bidi controls, zero-width
characters.
Unified: alef, ya, ta marbuta and hamza seats, Persian and Kurdish letters, presentation forms, digits, quotes,
dashes, Latin case. Tables and text are folded by the same function.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_ONE_TO_ONE = {
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **dict(zip(map(ord, "ىةؤئیێېکگڪھہۀۆڕڵڤپچۇ"), "يهوييييكككهههورلفبجو", strict=True)),
    **{ord(d): str(i % 10) for i, d in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")},
    **dict.fromkeys(map(ord, "“”„‟«»″〝〞❝❞"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),
    **dict.fromkeys(map(ord, "–—―‐‑‒−"), "-"),
    **dict.fromkeys([0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000], " "),
    0x66B: ".",
    0x66C: ",",
    **{upper: chr(upper + 32) for upper in range(ord("A"), ord("Z") + 1)},
}
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_GAP = "[ \u00a0]\u0640+|\\.(?=[\u0640\u0621-\u064a])\u0640*"  # letters split to pass filters: "مـ ـقـ ـتل", "مقـ.تل"
_REMOVED = re.compile(f"[{_MARKS}{_INVISIBLE}]+|\u0640+(?:{_GAP})*")
_EXPANDED = "\ufb50-\ufdff\ufe70-\ufefe"
_UNEVEN = re.compile(f"{_REMOVED.pattern}|([{_EXPANDED}])")
_TRAILING = re.compile(f"[{_MARKS}\u0640]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded `text`, with `span` leading back to offsets of the text as given."""

    text: str
    original: str
    _folded_starts: tuple[int, ...] = ()
    _original_starts: tuple[int, ...] = ()
    _lengths: tuple[int, ...] = ()

    def position(self, at: int) -> int:
        """Offset in the original of the folded character at `at`."""
        if not self._folded_starts:
            return at
        piece = bisect_right(self._folded_starts, at) - 1
        inside = min(at - self._folded_starts[piece], self._lengths[piece] - 1)
        return self._original_starts[piece] + inside

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original `[start, end)` of a non-empty folded span; marks on the last letter belong to it."""
        if not self._folded_starts:
            return start, end
        last = self.position(end - 1) + 1
        trailing = _TRAILING.match(self.original, last)
        return self.position(start), trailing.end() if trailing else last


def fold(text: str) -> Folded:
    """Fold `text`. Characters outside Arabic, digits, quotes and Latin capitals stay as they are."""
    if _UNEVEN.search(text) is None:
        return Folded(text.translate(_ONE_TO_ONE), text)
    pieces: list[str] = []
    folded_starts: list[int] = []
    original_starts: list[int] = []
    lengths: list[int] = []
    done = size = 0

    def keep(piece: str, at: int, length: int) -> None:
        nonlocal size
        folded_starts.append(size)
        original_starts.append(at)
        lengths.append(length)
        pieces.append(piece)
        size += len(piece)

    for match in _UNEVEN.finditer(text):
        if match.start() > done:
            keep(text[done : match.start()].translate(_ONE_TO_ONE), done, match.start() - done)
        wide = match.group(1) or ""
        expanded = _REMOVED.sub("", unicodedata.normalize("NFKC", wide)).translate(_ONE_TO_ONE)
        if expanded.strip():
            keep(expanded, match.start(), 1)
        done = match.end()
    if done < len(text):
        keep(text[done:].translate(_ONE_TO_ONE), done, len(text) - done)
    if not pieces:
        return Folded("", text)
    return Folded("".join(pieces), text, tuple(folded_starts), tuple(original_starts), tuple(lengths))


def key(text: str) -> str:
    """Folded text with single spaces: the form in which tables are compared."""
    return " ".join(fold(text).text.split())
