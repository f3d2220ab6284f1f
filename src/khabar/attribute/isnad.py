"""The isnad of an event: which telling governs it, and the status that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from khabar.attribute.choice import likeliest, strongest
from khabar.attribute.ground import Ground
from khabar.attribute.mention import SourceMention, Words
from khabar.attribute.status import judge, standing
from khabar.attribute.telling import Telling
from khabar.attribute.tellings import tellings
from khabar.lexicon import load
from khabar.lexicon.parties import actors
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
    ground: Ground
    quoted: dict[int, tuple[tuple[Source, ...], Quote]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def mentions(self) -> tuple[SourceMention, ...]:
        """Every source named, in text order, each span once."""
        found = {(m.start, m.end): m for t in self.tellings for m in t.chain}
        return tuple(found[span] for span in sorted(found))


def read_isnad(page: Page, *, outlet: str | None = None, mentions: Sequence[ActorMention] | None = None) -> Isnad:
    """Read a page's tellings. `outlet` names the reporting outlet, whose own voice is no source.

    `mentions`: the page's actor mentions, resolved; None has them found here.
    """
    if mentions is None:
        mentions = resolve_actors(page, tag_actors(page, outlet=outlet), outlet=outlet)
    words = Words(page, mentions)
    told = tellings(words, _press_ids(outlet))
    return Isnad(words, told, Ground(words, told))


def tag_sources(
    page: Page, *, outlet: str | None = None, mentions: Sequence[ActorMention] | None = None
) -> tuple[SourceMention, ...]:
    """Every source named in the page, in text order."""
    return read_isnad(page, outlet=outlet, mentions=mentions).mentions


@cache
def _press_ids(outlet: str | None) -> frozenset[str]:
    if not outlet:
        return frozenset()
    told = _joined(outlet)
    return frozenset(id_ for id_, spelled in _press_names() if any(name in told for name in spelled))


@cache
def _press_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    listed = [(row["id"], (row["name"], *row["aliases"], *row["outlets"])) for row in load("source_names").rows]
    listed += [(a.id, (a.name_en, a.name_ar)) for a in actors().values() if a.kind in ("media", "monitor")]
    return tuple((id_, tuple(_joined(name) for name in spelled if len(name) > 2)) for id_, spelled in listed)


def _joined(name: str) -> str:
    return "".join(letter for letter in key(name) if letter.isalnum())


def attribute(isnad: Isnad, start: int, end: int, perpetrators: Sequence[str] = ()) -> Attribution:
    """The chain of sources and the status of the event told at `[start, end)`.

    `perpetrators`: who did it, as ids of the actor table, or by name where there is no id. Raises ValueError for a
    span outside the text.
    """
    page = isnad.words.page
    if not 0 <= start < end <= len(page.text):
        raise ValueError(f"span [{start}, {end}) lies outside a text of {len(page.text)} code points")
    best = likeliest(isnad.ground, start, end)
    telling = best.telling
    chain = telling.chain if telling else ()
    status, _, why = judge(standing(isnad.words, telling, chain, start, end, perpetrators))
    sources, cue = _quoted(isnad, telling) if telling and chain else ((), None)
    return Attribution(sources, status, (_told(cue, telling), *strongest(best), *why), cue)


def _quoted(isnad: Isnad, telling: Telling) -> tuple[tuple[Source, ...], Quote]:
    """The sources of a telling and its cue, as they stand in the text; made once a page."""
    made = isnad.quoted.get(id(telling))
    if made is None:
        text = isnad.words.page.text
        sources = tuple(
            Source(Quote.of(text, m.start, m.end), m.id, m.name_en or _name_en(m.id), m.tie) for m in telling.chain
        )
        made = isnad.quoted[id(telling)] = sources, Quote.of(text, *telling.cue)
    return made


def _told(cue: Quote | None, telling: Telling | None) -> str:
    if cue is None:
        return "the outlet's own voice"
    return f"{'carried by' if telling and telling.carried else 'told by'} {cue.text}"


def _name_en(party: str | None) -> str:
    return actors()[party].name_en if party in actors() else ""
