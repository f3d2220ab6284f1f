"""What the choice of a telling needs to know of a page: its wording sentence by sentence, its quotes, its voices."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache, cached_property, lru_cache
from itertools import chain, repeat

from khabar.attribute.mention import Words
from khabar.attribute.telling import Telling
from khabar.lexicon import load
from khabar.text import Sentence, bare, forms
from khabar.text.words import ByWord

Stems = AbstractSet[str]


class Ground:
    """What the choice needs to know of a page, gathered once, when first asked for."""

    def __init__(self, words: Words, told: tuple[Telling, ...]) -> None:
        self.words = words
        self.tellings = told
        self.told_in = [t.sentence for t in told]
        self._sourced_in = [t.sentence for t in told if t.chain]
        self._alike: dict[tuple[int, int], int] = {}
        self._stretches: dict[tuple[int, int], tuple[Stems, int]] = {}
        self._openings: dict[int, tuple[str, str, bool, bool]] = {}

    def sentence_number(self, offset: int) -> int:
        """Number of the sentence that holds `offset`, or of the next one."""
        return max(0, bisect_right(self.words.sentence_starts, offset) - 1)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stem of each word of the page; empty for words that say little."""
        return tuple(_STEMS.over(self.words.tokens))

    @cached_property
    def content(self) -> tuple[Stems, ...]:
        """Stems of each sentence."""
        return tuple(self._content(s.first, s.last) for s in self.words.page.sentences)

    def _content(self, first: int, last: int) -> Stems:
        told = set(self.stems[first:last])
        told.discard("")
        return told

    def within(self, start: int, end: int) -> Stems:
        """Stems of the words that begin in `[start, end)`."""
        starts = self._token_starts
        return self._content(bisect_left(starts, start), bisect_left(starts, end))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.start for t in self.words.tokens]

    def stretch(self, telling: Telling) -> tuple[Stems, int]:
        """Stems of what a telling governs, and what they weigh."""
        span = telling.start, telling.end
        if span not in self._stretches:
            stems = self.within(*span)
            self._stretches[span] = stems, self.weigh(stems)
        return self._stretches[span]

    @cached_property
    def rarity(self) -> dict[str, int]:
        """Stem -> how much its coming again says, in thousandths: the less, the more sentences hold it."""
        spread = Counter(chain.from_iterable(self.content))
        weights = {times: round(1000 / math.sqrt(times)) for times in set(spread.values())}
        return {stem: weights[times] for stem, times in spread.items()}

    def weigh(self, stems: Iterable[str]) -> int:
        """How much is said by stems that come again."""
        return sum(map(self.rarity.get, stems, repeat(1000)))

    @cached_property
    def _weights(self) -> list[int]:
        return [self.weigh(stems) for stems in self.content]

    def between(self, one: int, other: int) -> int:
        """How many named sources tell in the sentences between two."""
        low, high = (one, other) if one < other else (other, one)
        return max(0, bisect_left(self._sourced_in, high) - bisect_right(self._sourced_in, low))

    def alike(self, one: int, other: int) -> int:
        """How much of the shorter of two sentences comes again in the other: 0 to 6."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._alike:
            whole = min(self._weights[one], self._weights[other])
            shared = self.weigh(self.content[one] & self.content[other])
            self._alike[pair] = min(6, 10 * shared // whole) if whole else 0
        return self._alike[pair]

    def opening(self, number: int) -> tuple[str, str, bool, bool]:
        """How a sentence opens, where it stands, whether it looks back on the past, whether it holds full stops."""
        if number not in self._openings:
            sentence = self.words.page.sentences[number]
            told = {t.word for t in self.words.tokens[sentence.first : sentence.last - 1]}
            past = not told.isdisjoint(_past())
            opens = _opening(self.words, sentence), _position(sentence, number)
            self._openings[number] = (*opens, past, "." in told)
        return self._openings[number]

    @cached_property
    def voices(self) -> Counter[str]:
        """How often each source tells."""
        return Counter(t.chain[-1].text for t in self.tellings if t.chain)

    @cached_property
    def share(self) -> str:
        """In how many of the sentences somebody tells."""
        if not self.tellings:
            return "no tellings"
        return f"told share {min(4, int(6 * len(set(self.told_in)) / max(1, len(self.words.page.sentences))))}"

    @cached_property
    def quotes(self) -> tuple[int, ...]:
        """Offsets of all quotation marks."""
        return tuple(t.start for t in self.words.tokens if t.word == '"')

    def open_quote(self, start: int, end: int) -> bool:
        """True if a quotation opened behind `start` is still open at `end`."""
        return (bisect_right(self.quotes, end) - bisect_right(self.quotes, start)) % 2 == 1

    def definite(self, offset: int) -> bool:
        """True if the word at `offset` has the article: an event that is taken as known ("القصف الذي")."""
        at = bisect_left(self._token_starts, offset)
        return at < len(self.words.tokens) and _has_article(self.words.tokens[at].word)

    def full_stop(self, start: int, end: int) -> bool:
        """True if a full stop stands between two offsets ("في البلدة.وقال المراسل" is one sentence of the page)."""
        first, last = bisect_left(self._token_starts, start), bisect_left(self._token_starts, end)
        return any(t.word == "." for t in self.words.tokens[first:last])


def _told_stem(word: str) -> str:
    """A rough stem of a longer word, and every number: enough to see that two sentences tell of one thing."""
    if word[0].isdigit():
        return word
    if len(word) < 4:
        return ""
    return bare(min((f.text for f in forms(word) if len(f.text) > 3), key=len, default=word))[:4]


_STEMS = ByWord(_told_stem)


@lru_cache(maxsize=10_000)
def _has_article(word: str) -> bool:
    return any(bare(f.text) != f.text for f in forms(word))


def _opening(words: Words, sentence: Sentence) -> str:
    opener = words.cue(sentence.first, "opener", "link")
    if opener is not None:
        return f"opens {opener.row.get('opener') or opener.row.get('link')}"
    return "opens with and" if words.tokens[sentence.first].word.startswith("و") else "opens plainly"


def _position(sentence: Sentence, number: int) -> str:
    if sentence.kind == "headline":
        return "headline"
    return "lede" if number <= 1 else "second" if number == 2 else "body"


@cache
def _past() -> frozenset[str]:
    return frozenset(load("cues_openers").about["past"])
