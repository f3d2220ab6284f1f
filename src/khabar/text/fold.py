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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_ONE_TO_ONE = {
    # Common characters stand for themselves: `str.translate` is slow for what its table lacks.
    **{letter: letter for letter in (*range(0x7F), *range(0x600, 0x700))},
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
    """Folded `text`, with `span` leading back to offsets of the text as given.

    Characters of the text from `_starts[n]` up to `_starts[n + 1]` stand `_shifts[n]` further on in the original.
    """

    text: str
    original: str
    _starts: Sequence[int] = ()
    _shifts: Sequence[int] = ()

    @property
    def even(self) -> bool:
        """Whether every offset is the same in the text as given."""
        return not self._starts

    def stretches(self) -> Iterator[tuple[int, int]]:
        """`(end, shift)` of the stretches of the folded text within which offsets differ by one shift, in order."""
        return zip((*self._starts[1:], len(self.text) + 1), self._shifts, strict=True)

    def position(self, at: int) -> int:
        """Offset in the original of the folded character at `at`."""
        return at + self._shifts[bisect_right(self._starts, at) - 1] if self._starts else at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original `[start, end)` of a non-empty folded span; marks on the last letter belong to it."""
        if not self._starts:
            return start, end
        last = self.position(end - 1) + 1
        trailing = _TRAILING.match(self.original, last)
        return self.position(start), trailing.end() if trailing else last


@lru_cache(maxsize=2)  # the gate and the page fold the same text
def fold(text: str) -> Folded:
    """Fold `text`. Characters outside Arabic, digits, quotes and Latin capitals stay as they are."""
    first = _UNEVEN.search(text)
    if first is None:
        return Folded(text.translate(_ONE_TO_ONE), text)
    pieces: list[str] = []
    starts, shifts = [0], [0]
    done = size = 0
    for match in _UNEVEN.finditer(text, first.start()):
        start, end = match.span()
        pieces.append(text[done:start])
        size += start - done
        if match.lastindex:
            expanded = _REMOVED.sub("", unicodedata.normalize("NFKC", match.group()))
            if expanded.strip():
                pieces.append(expanded)
                starts.extend(range(size, size + len(expanded)))
                shifts.extend(range(start - size, start - size - len(expanded), -1))
                size += len(expanded)
        starts.append(size)
        shifts.append(end - size)
        done = end
    pieces.append(text[done:])
    return Folded("".join(pieces).translate(_ONE_TO_ONE), text, starts, shifts)


@lru_cache(maxsize=30_000)
def key(text: str) -> str:
    """Folded text with single spaces: the form in which tables are compared."""
    return " ".join(fold(text).text.split())
