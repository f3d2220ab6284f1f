"""Words of folded text, and the readings of a written word once its clitics are taken off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from khabar.text.fold import Folded, fold, key

if TYPE_CHECKING:
    from khabar.text.lookout import Lookout

T = TypeVar("T")
_MOST_WORDS = 60_000
_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff]+|[0-9]+(?:[.,][0-9]+)*|[a-z\u00c0-\u024f]+|[^\s\w]|\w")


class Token(NamedTuple):
    """A word or one punctuation mark: `word` is folded, offsets are those of the text as given."""

    word: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum()


_SPELLING = itemgetter(0)
_new = tuple.__new__  # a text has thousands of words, and the constructor of a NamedTuple takes twice as long


class Tokens(tuple[Token, ...]):
    """The words of a text; `found` is what was found among them (`khabar.text.lookout`)."""

    found: dict[Lookout, list[int]]

    def __init__(self, _: Iterable[Token] = ()) -> None:
        self.found = {}

    def __reduce__(self) -> tuple[type[Tokens], tuple[tuple[Token, ...]]]:
        return Tokens, (tuple(self),)


class Form(NamedTuple):
    """A reading of a written word: `text` without the first `prefix` letters ("وبالرقه" -> "الرقه", 2)."""

    text: str
    prefix: int


def tokenize(folded: Folded) -> Tokens:
    """Words, numbers and punctuation of a folded text, in order."""
    matches = _WORD.finditer(folded.text)
    if folded.even:
        return Tokens([_new(Token, (m[0], m.start(), m.end())) for m in matches])
    found: list[Token] = []
    stretches = folded.stretches()
    limit, shift = next(stretches)
    for match in matches:
        start, end = match.span()
        while start >= limit:
            limit, shift = next(stretches)
        if end < limit:
            found.append(_new(Token, (match[0], start + shift, end + shift)))
        else:
            found.append(_new(Token, (match[0], *folded.span(start, end))))
    return Tokens(found)


def spelled(tokens: Sequence[Token], first: int = 0, last: int | None = None) -> Iterator[str]:
    """The folded spelling of words `[first, last)`, without a step of Python for each."""
    return map(_SPELLING, tokens[first:last])


class ByWord(dict[str, T]):
    """What `find` says of a word, remembered: for scans of all words of a text, which look most of them up in vain.

    Cheaper than `lru_cache`; when too many words are held all are forgotten.
    """

    def __init__(self, find: Callable[[str], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> T:
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[word] = self._find(word)
        return found

    def over(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[T]:
        """What is said of each of words `[first, last)`."""
        return list(map(self.__getitem__, map(_SPELLING, tokens[first:last])))


def words(phrase: str) -> list[str]:
    """The folded words, numbers and punctuation of a phrase, in order."""
    return _WORD.findall(fold(phrase).text)


@lru_cache(maxsize=30_000)
def forms(word: str) -> tuple[Form, ...]:
    """Readings of a folded word, the written one first, proclitics (و ف ب ل ك) taken off one after another.

    "للرقه" reads as "الرقه" with prefix 2: the article is hidden in the doubled lam.
    """
    found = [Form(word, 0)]
    if len(word) >= 3 and word[0] in "وف":
        found.append(Form(word[1:], 1))
    for text, prefix in tuple(found):
        if len(text) >= 4 and text.startswith("لل"):
            found.append(Form("ال" + text[2:], prefix + 2))
        if len(text) >= 3 and text[0] in "بلك":
            found.append(Form(text[1:], prefix + 1))
    return tuple(found)


def bare(word: str) -> str:
    """Folded word without its article ("الرقه" -> "رقه"); short words stay whole."""
    return word[2:] if len(word) > 4 and word.startswith("ال") else word


def bare_name(name: str) -> str:
    """A name folded, its words without articles: what names are compared by."""
    return " ".join(map(bare, key(name).split()))


def nested(one: str, two: str) -> bool:
    """Whether one of two bare names holds the other, word for word: "كفرنبل" stands in "مدينه كفرنبل"."""
    return bool(one and two) and (f" {one} " in f" {two} " or f" {two} " in f" {one} ")
