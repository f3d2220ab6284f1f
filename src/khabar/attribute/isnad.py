"""The isnad of an event: which telling governs it, and the status that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khabar.attribute.mention import SourceMention, Words
from khabar.attribute.status import judge
from khabar.attribute.tellings import Telling, tellings
from khabar.lexicon import load
from khabar.model import Quote, Source, Status
from khabar.resolve.actors import resolve_actors
from khabar.tag.actors import ActorMention, tag_actors
from khabar.text import Page, key


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so: `sources` outermost first, `status`, why, and the words that hang the event on its source."""

    sources: tuple[Source, ...]
    status: Status
    reasons: tuple[str, ...]
    cue: Quote | None


@dataclass(frozen=True, slots=True)
class Isnad:
    """All tellings of one page, ready to be asked about any event in it."""

    words: Words
    tellings: tuple[Telling, ...]

    @property
    def mentions(self) -> tuple[SourceMention, ...]:
        """Every source named, in text order, each span once."""
        found = {(m.start, m.end): m for t in self.tellings for m in t.chain}
        return tuple(found[span] for span in sorted(found))


def read_isnad(page: Page, *, outlet: str | None = None, actors: Sequence[ActorMention] | None = None) -> Isnad:
    """Read a page's tellings. `outlet` names the reporting outlet, whose own voice is no source.

    `actors`: the page's actor mentions, resolved; None has them found here.
    """
    if actors is None:
        actors = resolve_actors(page, tag_actors(page, outlet=outlet), outlet=outlet)
    words = Words(page, actors)
    return Isnad(words, tellings(words, _press_ids(outlet)))


def tag_sources(
    page: Page, *, outlet: str | None = None, actors: Sequence[ActorMention] | None = None
) -> tuple[SourceMention, ...]:
    """Every source named in the page, in text order."""
    return read_isnad(page, outlet=outlet, actors=actors).mentions


def _press_ids(outlet: str | None) -> frozenset[str]:
    if not outlet:
        return frozenset()
    told = _joined(outlet)
    return frozenset(
        row["id"]
        for row in load("source_names").rows
        if any(_joined(name) in told for name in (row["name"], *row["aliases"], *row["outlets"]))
    )


def _joined(name: str) -> str:
    return "".join(letter for letter in key(name) if letter.isalnum())


def attribute(isnad: Isnad, start: int, end: int, perpetrators: Sequence[str] = ()) -> Attribution:
    """The chain of sources and the status of the event told at `[start, end)`.

    `perpetrators`: ids of those who did it. Raises ValueError for a span outside the text.
    """
    page = isnad.words.page
    if not 0 <= start < end <= len(page.text):
        raise ValueError(f"span [{start}, {end}) lies outside a text of {len(page.text)} code points")
    telling, reason = choose(isnad, start, end)
    chain = telling.chain if telling else ()
    status, why = judge(isnad.words, telling, chain, start, end, perpetrators)
    cue = Quote.of(page.text, *telling.cue) if telling and chain else None
    sources = tuple(
        Source(Quote.of(page.text, m.start, m.end), m.id, m.name_en, m.tie) for m in chain
    )
    return Attribution(sources, status, (reason, *why), cue)


def choose(isnad: Isnad, start: int, end: int) -> tuple[Telling | None, str]:
    """The telling that governs `[start, end)`, and why; None for the outlet's own voice."""
    page = isnad.words.page
    sentences = page.sentences
    number = next((i for i, s in enumerate(sentences) if s.end > start), len(sentences) - 1)
    last = next((i for i, s in enumerate(sentences) if s.end >= end), number)
    here = [t for t in isnad.tellings if number <= t.sentence <= last]
    governing = [t for t in here if t.chain and _covers(t, start, end)]
    if governing:
        best = max(governing, key=lambda t: _closeness(t, start, end))
        return best, f"told by: {page.text[best.cue[0] : best.cue[1]]}"
    if here and any(t.direction == "forward" and not t.chain and t.cue[0] <= start for t in here):
        return None, "the outlet's own reporter"
    carried = _carried(isnad, number)
    if carried is not None:
        return carried, "the running source goes on"
    return None, "the outlet's own voice"


def _covers(telling: Telling, start: int, end: int) -> bool:
    overlap = min(end, telling.end) - max(start, telling.start)
    return overlap > 0.3 * (end - start) or (start <= telling.cue[0] and telling.cue[1] <= end)


def _closeness(telling: Telling, start: int, end: int) -> tuple[int, int]:
    if telling.direction == "back":
        return (1, -abs(telling.cue[0] - end))
    return (2, -abs(start - telling.cue[1]))


def _carried(isnad: Isnad, number: int) -> Telling | None:
    """The last telling before sentence `number`, where the sentence only adds to it."""
    words = isnad.words
    for at in range(number, -1, -1):
        sentence = words.page.sentences[at]
        opener = words.cue(sentence.first, "opener")
        if opener is None or opener.row["opener"] != "also":
            return None
        before = [t for t in isnad.tellings if t.sentence == at - 1]
        if before:
            return before[-1] if before[-1].chain else None
    return None
