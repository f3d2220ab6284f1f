"""The sources named in a page, with all the words that name them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from khabar.attribute.parties import Named, named_parties
from khabar.lexicon import load
from khabar.model import Quote
from khabar.tag.actors import ActorMention
from khabar.tag.cues import Cue, tag_cues
from khabar.text import Page, Token, bare, forms, key

PRESS = frozenset({"agency", "outlet", "media_arm", "correspondent"})
_QUOTES = frozenset("\"'")
_COMMAS = frozenset("،,-")
_NAMING = frozenset({"name", "head", "land"})
_DEFINITE = frozenset({"anonymous", "agency", "outlet", "document"})
_OFFICES = frozenset({"official", "anonymous", "force", "ministry", "body", "document", "outlet", "agency", "group"})
_STATE_OFFICES = frozenset({"official", "anonymous", "force", "ministry", "body", "document"})


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A source as named at `[start, end)`; `cue` is the span of the word that makes it one.

    `kind` is that of its head in `source_heads` or `source_names`, "party" or "person"; `id` its key in the actor
    table or `source_names`; `side` the party it speaks for; `known` is False for a bare person or unknown noun,
    `plain` is True where the phrase begins with a known head or name; `head` is its noun in `source_heads`.
    """

    start: int
    end: int
    text: str
    cue: tuple[int, int]
    kind: str
    id: str | None = None
    side: str | None = None
    name_en: str = ""
    tie: Quote | None = None
    known: bool = True
    plain: bool = True
    head: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """Words `[first, last)` of a source phrase, where its characters begin, and what was found in them."""

    first: int
    last: int
    start: int
    found: tuple[Cue | Named, ...]


class Words:
    """A page's words with the cues and parties that begin at each."""

    def __init__(self, page: Page, actors: Sequence[ActorMention] = ()) -> None:
        self.page = page
        self.tokens: tuple[Token, ...] = page.tokens
        self.cues: dict[int, list[Cue]] = {}
        self.all_cues = tag_cues(page)
        self._openings: dict[int, list[Cue | Named]] = {}
        telling: set[int] = set()
        for cue in self.all_cues:
            self.cues.setdefault(cue.first, []).append(cue)
            if cue.kind in _NAMING:
                self._openings.setdefault(cue.first, []).append(cue)
            elif cue.kind == "verb" or cue.kind == "link":
                telling.add(cue.first)
        self.telling = sorted(telling)
        for at, party in named_parties(page, actors).items():
            self._openings.setdefault(at, []).append(party)
        self._longest = {
            at: found[0] if len(found) == 1 else max(found, key=_breadth) for at, found in self._openings.items()
        }

    def cue(self, at: int, *kinds: str) -> Cue | None:
        """The first cue of these kinds that begins at word `at`."""
        for cue in self.cues.get(at, ()):
            if cue.kind in kinds:
                return cue
        return None

    def names_source(self, at: int) -> Cue | Named | None:
        """What at word `at` can begin the name of a source; the longest reading, a name before a head."""
        return self._longest.get(at)

    def openings(self, at: int) -> Sequence[Cue | Named]:
        """Every name, head, land or party that begins at word `at`."""
        return self._openings.get(at, ())

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Offset at which each sentence begins."""
        return [s.start for s in self.page.sentences]

    def stances_from(self, offset: int) -> list[Cue]:
        """Marks of stance that begin at `offset` or behind it, in text order."""
        return self._stances[bisect_left(self._stance_starts, offset) :]

    @cached_property
    def _stances(self) -> list[Cue]:
        return sorted((c for c in self.all_cues if c.kind == "stance"), key=lambda c: c.start)

    @cached_property
    def _stance_starts(self) -> list[int]:
        return [c.start for c in self._stances]

    @cached_property
    def country(self) -> Cue | None:
        """The state named most often in the page: whose army "الجيش" is."""
        states = Counter(c.row["demonym"] for c in self.all_cues if c.kind in ("state", "land"))
        if not states:
            return None
        most = max(states.values())
        if most < load("source_states").about["share"] * sum(states.values()):
            return None
        return next(c for c in self.all_cues if c.kind in ("state", "land") and states[c.row["demonym"]] == most)


def _breadth(opening: Cue | Named) -> tuple[int, bool]:
    return opening.last, isinstance(opening, Cue) and opening.kind == "name"


def skip(words: Words, at: int, stop: int) -> int:
    """The first word from `at` on that is no adverbial between a verb and its subject ("قال السبت متحدث")."""
    while at < stop:
        edge = words.cue(at, "edge", "link")
        if edge and (edge.row.get("edge") == "skip" or edge.row.get("link") in ("turn", "bulletin")):
            at = edge.last
        elif words.tokens[at].word in _COMMAS or words.tokens[at].word in listed("auxiliaries"):
            at += 1
        elif words.tokens[at].word == "(" and (close := _closing(words.tokens, at, stop, ")")):
            at = close + 1
        else:
            break
    return at


def _closing(tokens: tuple[Token, ...], at: int, stop: int, mark: str) -> int | None:
    """Index of the closing `mark` of a short bracket or quotation opened at `at`."""
    limit = min(stop, at + _limits()["bracket_words"])
    return next((i for i in range(at + 1, min(limit, len(tokens))) if tokens[i].word in mark), None)


def _ends(words: Words, at: int) -> bool:
    """True if word `at` cannot belong to the name of a source."""
    for cue in words.cues.get(at, ()):
        if cue.kind in ("opener", "link", "verb"):
            return True
        if cue.kind == "edge" and cue.row["edge"] != "keep":
            return True
    return False


def is_addressee(words: Words, at: int, stop: int) -> bool:
    """ "لرويترز", "لوكالة كذا", "ل فرانس برس": whom the source spoke to."""
    if at in words.cues and any(o.prefix.endswith("ل") for o in press_openings(words, at)):
        return True
    if at >= stop or words.tokens[at].word != "ل":
        return False
    at += 1
    while at < stop and words.tokens[at].word in _QUOTES:
        at += 1
    return bool(press_openings(words, at))


def is_told(words: Words, at: int) -> bool:
    """ "أبلغ مسؤول في الوزارة رويترز": behind a definite word, the bare name of an outlet is its object."""
    before = words.tokens[at - 1].word if at else ""
    return (
        at in words.cues
        and any(bare(form.text) != form.text for form in forms(before))
        and not words.tokens[at].word.startswith("ال")
        and any(o.prefix == "" and o.row["kind"] in ("agency", "outlet") for o in press_openings(words, at))
    )


def press_openings(words: Words, at: int) -> list[Cue]:
    """The agencies and outlets whose name begins at word `at`."""
    return [c for c in words.cues.get(at, ()) if c.kind in ("name", "head") and c.row["kind"] in PRESS]


@cache
def _limits() -> dict[str, int]:
    limits: dict[str, int] = load("source_edges").about["limits"]
    return limits


@cache
def listed(name: str) -> frozenset[str]:
    """A list of folded words that `source_edges` keeps beside its rows."""
    return frozenset(load("source_edges").about[name])


def extent(words: Words, at: int, stop: int) -> Extent | None:
    """The words that name a source from `at` on, up to the words of telling, a comma or a new clause."""
    limits = _limits()
    tokens, first, last = words.tokens, at, at
    found: list[Cue | Named] = []
    while at < stop and tokens[at].word in _QUOTES:
        at += 1
    if at >= stop or tokens[at].word in listed("prepositions"):
        return None
    inside = at > 0 and tokens[at - 1].word in _QUOTES
    if inside and (words.names_source(at) is None or _closing(tokens, at, at + limits["quoted_words"], "\"'") is None):
        return None
    first = last = named = at
    while at < min(stop, first + limits["words"]):
        word = tokens[at].word
        if (at in words.cues and _ends(words, at)) or (at > first and is_addressee(words, at, stop)):
            break
        opening = words.names_source(at)
        if opening is not None:
            allied = any(isinstance(f, Cue) and f.kind == "tie" and f.row["tie"] == "side" for f in found)
            if at > first and opening.prefix == "و" and isinstance(opening, Cue) and not allied:
                break
            if at > first and at >= named and not allied and _complete(found, first) and _another(words, at, opening):
                break
            if (
                at > first
                and is_told(words, at)
                and not any(isinstance(f, Cue) and f.first == first and f.row.get("kind") in PRESS for f in found)
            ):
                break
            found.append(opening)
            inside ^= sum(t.word in _QUOTES for t in tokens[opening.first : opening.last]) % 2 == 1
            found.extend(other for other in words.openings(at) if other is not opening)
        if at in words.cues:
            found.extend(c for c in (words.cue(at, "state", "land"), words.cue(at, "tie")) if c is not None)
        if word in _QUOTES and inside:
            inside, at = False, at + 1
            continue
        if word in _QUOTES and at >= named > first and _complete(found, first):
            break  # "قال لوكالة كذا "تم إخلاء الحي"" is told, no name
        if word in _QUOTES or word in "([":
            close = _closing(tokens, at, stop, {"(": ")", "[": "]"}.get(word, word))
            if close is None or (at == first and word == "("):
                break
            found.extend(inner for i in range(at + 1, close) if (inner := words.names_source(i)) is not None)
            at = last = close + 1
            continue
        if word in _COMMAS:
            if not _apposed(words, at + 1, stop, limits["name_words"]):
                break
            at += 1
            continue
        if not word[0].isalnum() and not (word == "." and len(tokens[at - 1].word) == 1 and at > first):
            break
        bare_word = opening is None and at >= named and at > first and not _belongs(words, at)
        if bare_word and (_complete(found, first) or _definite(words, found, first, at)):
            break
        named = max([named, *(f.last for f in found if f.first == at)])
        at = last = opening.last if isinstance(opening, Cue) else at + 1
    while last > first and tokens[last - 1].word in listed("prepositions"):
        last -= 1
    if last <= first:
        return None
    return Extent(first, last, _begin(words, first, found), tuple(_owning(words, first, last, found)))


def _owning(words: Words, first: int, last: int, found: list[Cue | Named]) -> list[Cue | Named]:
    """Without what only says where the source is: "سفارة كذا في بيروت", but not "مصدر في الشرطة"."""
    opening = next((f for f in found if f.first == first and isinstance(f, Cue) and f.kind == "head"), None)
    if opening is not None and opening.row["kind"] in ("anonymous", "official", "person", "journalist", "rescuer"):
        return found
    at = next((i for i in range(first, last) if words.tokens[i].word == "في"), last)
    return [f for f in found if f.first < at]


def _complete(found: list[Cue | Named], first: int) -> bool:
    """True if the phrase began with a proper name, which takes few words behind it."""
    openings = [f for f in found if f.first == first]
    if any(isinstance(f, Cue) and f.kind == "head" and f.row["kind"] in ("person", "official") for f in openings):
        return False
    return any(isinstance(f, Named) or f.kind in ("name", "land") for f in openings)


def _another(words: Words, at: int, opening: Cue | Named) -> bool:
    """ "اتهمت الحركة الجيش": behind a complete name, another body begins a phrase of its own."""
    if opening.prefix or words.tokens[at - 1].word in listed("governing"):
        return False
    return isinstance(opening, Named) or (
        opening.kind == "head" and opening.row["kind"] in ("force", "group", "ministry", "body")
    )


def _definite(words: Words, found: list[Cue | Named], first: int, at: int) -> bool:
    """ "المصدر وجه رسالة", "القناة مصدر الهجوم": what follows a definite unnamed source is definite, or a place."""
    if any(t.word == "في" for t in words.tokens[first:at]):
        return False
    opening = next((f for f in found if f.first == first), None)
    common = isinstance(opening, Cue) and opening.kind == "head" and opening.row["kind"] in _DEFINITE
    return common and words.tokens[first].word.lstrip("وف").startswith("ال")


def _belongs(words: Words, at: int) -> bool:
    """What may follow a proper name: an adjective, a tie, "للأنباء", "في المدينة"."""
    word = words.tokens[at].word
    return (
        word[0].isdigit()
        or word in listed("selves")
        or word.startswith(("ال", "وال", "لل", "في"))
        or words.cue(at, "tie", "state", "land") is not None
    )


def _begin(words: Words, first: int, found: Iterable[Cue | Named]) -> int:
    opening = next((f for f in found if f.first == first and f.prefix), None)
    return words.tokens[first].start + (len(opening.prefix) if opening else 0)


def _apposed(words: Words, at: int, stop: int, most: int) -> bool:
    """After a comma: a title or office of the same source, or a short name closed by the words of telling."""
    if at >= stop or _ends(words, at):
        return False
    opening = words.names_source(at)
    if opening is None and words.cue(at, "edge", "state", "land") is not None:
        return False
    if isinstance(opening, Cue) and opening.kind == "head" and opening.row["kind"] in ("force", "group"):
        return False  # "حمل المتحدث باسم الجيش، الفصائل، مسؤولية الهجوم"
    if opening is None and (words.tokens[at].word[0] in "وبلف" or words.tokens[at].word in listed("prepositions")):
        return False
    for i in range(at, min(stop, at + most * (2 if words.cue(at, "head") else 1))):
        opener = words.cue(i, "opener", "link")
        if opener is not None:
            return opener.row.get("opener") == "that" or opener.row.get("link") == "bulletin"
        if i > at and words.cue(at, "head") and (edge := words.cue(i, "edge")) and edge.row["edge"] == "stop":
            return True
        if words.tokens[i].word in "،:" or words.cue(i, "verb"):
            return i > at and words.cue(i, "verb") is None
        if is_addressee(words, i, stop):
            return True
    return False


def mention(words: Words, where: Extent, cue: tuple[int, int]) -> SourceMention:
    """The source named by the words of `where`, with kind, id and tie."""
    text = words.page.text
    start, end = where.start, words.tokens[where.last - 1].end
    name = next((f for f in where.found if isinstance(f, Cue) and f.kind == "name"), None)
    head = next((f for f in where.found if isinstance(f, Cue) and f.kind == "head"), None)
    party = next((f for f in where.found if isinstance(f, Named) and not (f.generic and head and _vague(head))), None)
    land = next((f for f in where.found if isinstance(f, Cue) and f.kind == "land" and f.first == where.first), None)
    if name is not None and head is not None and head.first < name.first and head.row["kind"] in ("force", "group"):
        name = None
    if name is None and head is not None and head.row["kind"] == "correspondent" and party and party.kind == "media":
        return _heard(words, where, cue, party)
    kind = name.row["kind"] if name else head.row["kind"] if head else "party" if party or land else "person"
    id_, side = _identify(words, where, name, party, kind)
    spelled = _spelled(words, where)
    tie = _tie(words, where, end)
    if tie is not None and name is not None and name.first == where.first:
        end = start + len(text[start : tie.start].rstrip(" ،,"))
    return SourceMention(
        start=start,
        end=end,
        text=text[start:end],
        cue=cue,
        kind=kind,
        id=id_,
        side=side,
        name_en=name.row["name_en"] if name else "",
        tie=tie,
        known=bool(name or head or party or land),
        plain=bool(where.found) and where.found[0].first == where.first,
        head=_head_noun(spelled[0]),
        words=spelled,
    )


@cache
def _head_nouns() -> dict[str, str]:
    rows = load("source_heads").rows
    return {key(spelling): row["phrase"] for row in rows for spelling in (row["phrase"], *row["forms"])}


def _head_noun(word: str) -> str:
    """The row of `source_heads` to which a source's first word belongs: what "الوكالة" has in common with it."""
    return _head_nouns().get(word, "")


def _heard(words: Words, where: Extent, cue: tuple[int, int], outlet: Named) -> SourceMention:
    """ "مراسل وكالة كذا": the outlet speaks through its correspondent."""
    text = words.page.text
    start, end = where.start, words.tokens[where.last - 1].end
    return SourceMention(
        start, end, text[start:end], cue, "outlet", outlet.id, outlet.id, head="مراسل", words=_spelled(words, where)
    )


def _spelled(words: Words, where: Extent) -> tuple[str, ...]:
    """The folded words of the source, the first without what is glued before it."""
    spelled = [t.word for t in words.tokens[where.first : where.last] if t.is_word]
    prefix = next((f.prefix for f in where.found if f.first == where.first), "")
    spelled[0] = ("ال" if prefix.endswith("لل") else "") + spelled[0][len(prefix) :]
    return tuple(spelled)


def _vague(head: Cue) -> bool:
    """ "مصدر عسكري" does not say whose army."""
    return head.row["kind"] in ("anonymous", "person", "witness", "activist", "journalist")


def _tie(words: Words, where: Extent, end: int) -> Quote | None:
    tie = next((f for f in where.found if isinstance(f, Cue) and f.kind == "tie" and f.first > where.first), None)
    if tie is None:
        return None
    return Quote.of(words.page.text, tie.start, end if tie.row["tie"] == "side" else tie.end)


def _identify(
    words: Words, where: Extent, name: Cue | None, party: Named | None, kind: str
) -> tuple[str | None, str | None]:
    """Id and side: a name of the table, else the party in the phrase, else the state behind the office."""
    if name is not None:
        side = name.row["side"] or (party.id if party and kind == "media_arm" else "")
        return name.row["id"], side or name.row["id"]
    state = _state(words, where, kind)
    if kind in ("outlet", "agency") and (voice := _state_voice(where)) is not None:
        return voice, voice
    if party is not None and party.kind in ("civilian", "media") and kind in _STATE_OFFICES:
        party = None  # "الوزارة" is not the outlet that was told last
    if party is not None and (kind == "party" or kind in _OFFICES):
        return party.id, party.id
    return state, state


def _state_voice(where: Extent) -> str | None:
    """ "التلفزيون الرسمي السوري", "وسائل إعلام حكومية إيرانية": the state's own voice."""
    told = next((f for f in where.found if isinstance(f, Cue) and f.kind == "state"), None)
    official = any(isinstance(f, Cue) and f.kind == "tie" and f.row["tie"] == "state" for f in where.found)
    return (told.row["government"] or None) if told is not None and official else None


def _state(words: Words, where: Extent, kind: str) -> str | None:
    if kind not in _STATE_OFFICES and kind != "party":
        return None
    told = next(
        (f for f in where.found if isinstance(f, Cue) and f.kind in ("state", "land") and not _given_name(words, f)),
        None,
    )
    if any(isinstance(f, Cue) and f.kind == "tie" and f.row["tie"] == "stand" for f in where.found):
        return None
    sector = sector_of(t.word for t in words.tokens[where.first : where.last])
    if told is None and (sector == "government" or kind == "anonymous"):
        return None
    country = told or words.country
    return (country.row[sector] or None) if country else None


def _given_name(words: Words, state: Cue) -> bool:
    """ "العقيد الركن تركي المالكي": an indefinite demonym behind a definite noun is a given name."""
    before = words.tokens[state.first - 1].word if state.first else ""
    return (
        before.startswith("ال")
        and not words.tokens[state.first].word.startswith("ال")
        and state.last - state.first == 1
    )


def sector_of(spoken: Iterable[str]) -> str:
    """The arm of the state that the folded words of a source show: "police", "army" or else "government"."""
    sectors: dict[str, list[str]] = load("source_states").about["sectors"]
    told = set(spoken)
    return next((sector for sector, marks in sectors.items() if not told.isdisjoint(marks)), "government")
