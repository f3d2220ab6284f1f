"""A report's text cut into sentences and words: what every tagger reads."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from khabar.text.fold import Folded, fold
from khabar.text.words import Token, tokenize

SentenceKind = Literal["headline", "body", "boilerplate"]

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
# A full stop ends a sentence unless it stands inside a number, an abbreviation or an address ("104.7", "د. علي",
# "خبر.كوم"); the space behind it may be missing ("الشرقي.وأضاف").
# Each way begins with the same set of characters, which a search then skips to.
_STOP = re.compile(
    r"[.!؟?؛…](?:(?<=[.])(?<![\s.][^\W\d_].)(?=\s|[\"”»)]|$)[\"”»)]*"
    r"|(?:(?<=[ء-غف-ي]{3}[.])|(?<=[ء-غف-ي][\"”»)][.]))(?=[ء-غف-ي]{3})(?!كوم\b|نيوز\b)"
    r"|(?<=[.])\.+|(?<=[!؟?؛])[!؟?؛]*[\"”»)]*|(?<=…))"
)


class Sentence(NamedTuple):
    """`[start, end)` of the text as given and `[first, last)` of `Page.tokens`; `line` counts from 0."""

    start: int
    end: int
    first: int
    last: int
    line: int
    kind: SentenceKind = "body"


@dataclass(frozen=True, slots=True)
class Page:
    """The text as given, folded, with its words and sentences."""

    text: str
    folded: Folded
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    _token_ends: list[int] = field(init=False, repr=False, compare=False)
    _sentence_ends: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_token_ends", [end for _, _, end in self.tokens])
        object.__setattr__(self, "_sentence_ends", [sentence.end for sentence in self.sentences])

    def sentence_at(self, offset: int) -> int | None:
        """Index of the sentence that holds a character offset, if any."""
        at = bisect_right(self._sentence_ends, offset)
        if at < len(self.sentences) and self.sentences[at].start <= offset:
            return at
        return None

    def token_at(self, offset: int) -> int:
        """Index of the first word that ends after a character offset."""
        return bisect_right(self._token_ends, offset)


def _pieces(text: str) -> list[tuple[int, int, int]]:
    """`(start, end, line)` of every sentence, without surrounding white space."""
    found = []
    for line, match in enumerate(_LINE.finditer(text)):
        at, last = match.span()
        for stop in [*(m.end() for m in _STOP.finditer(text, at, last)), last]:
            piece = text[at:stop]
            start, end = at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())
            if end > start:
                found.append((start, end, line))
            at = stop
    return found


def segment(text: str, title: str | None = None) -> Page:
    """Cut `text` into sentences and words. The first line is the headline if it repeats `title` or none is given
    and it ends without a full stop."""
    folded = fold(text)
    tokens = tokenize(folded)
    starts = [start for _, start, _ in tokens]
    opening: SentenceKind = "headline" if _is_headline(text, title) else "body"
    sentences = []
    last = 0
    for start, end, line in _pieces(text):
        first = bisect_left(starts, start, last)
        last = bisect_left(starts, end, first)
        if last > first:
            sentences.append(Sentence(start, end, first, last, line, "body" if line else opening))
    return Page(text, folded, tokens, tuple(sentences))


def _is_headline(text: str, title: str | None) -> bool:
    line, newline, _ = text.lstrip().partition("\n")
    if title:
        return line.strip() == title.strip()
    return bool(newline) and len(line) < 200 and not line.rstrip().endswith((".", "،"))
