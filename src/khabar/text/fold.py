"""Fold Arabic text to one spelling, keeping the way back to the text as given.

Deleted: vowel marks, tatweel (and the gaps of letter-splitting, "مـ ـقـ ـتل", "مقـ.تل"), bidi controls, zero-width
characters.
Unified: alef, ya, ta marbuta and hamza seats, Persian and Kurdish letters, presentation forms, digits, quotes,
dashes, Latin case. Tables and text are folded by the same function.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
    _positions: Sequence[int] = ()

    @property
    def even(self) -> bool:
        """Whether every offset is the same in the text as given."""
        return not self._positions

    def position(self, at: int) -> int:
        """Offset in the original of the folded character at `at`."""
        return self._positions[at] if self._positions else at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original `[start, end)` of a non-empty folded span; marks on the last letter belong to it."""
        if not self._positions:
            return start, end
        last = self._positions[end - 1] + 1
        trailing = _TRAILING.match(self.original, last)
        return self._positions[start], trailing.end() if trailing else last


def fold(text: str) -> Folded:
    """Fold `text`. Characters outside Arabic, digits, quotes and Latin capitals stay as they are."""
    if _UNEVEN.search(text) is None:
        return Folded(text.translate(_ONE_TO_ONE), text)
    pieces: list[str] = []
    positions = array("q")
    done = 0

    def keep(start: int, end: int) -> None:
        pieces.append(text[start:end].translate(_ONE_TO_ONE))
        positions.extend(range(start, end))

    for match in _UNEVEN.finditer(text):
        keep(done, match.start())
        wide = match.group(1) or ""
        expanded = _REMOVED.sub("", unicodedata.normalize("NFKC", wide)).translate(_ONE_TO_ONE)
        if expanded.strip():
            pieces.append(expanded)
            positions.extend([match.start()] * len(expanded))
        done = match.end()
    keep(done, len(text))
    return Folded("".join(pieces), text, positions)


@lru_cache(maxsize=30_000)
def key(text: str) -> str:
    """Folded text with single spaces: the form in which tables are compared."""
    return " ".join(fold(text).text.split())
