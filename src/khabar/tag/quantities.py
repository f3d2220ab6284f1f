"""Counts of people and things: figures, words, duals, vague counts, hedges, ranges, parts of a larger count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from khabar.lexicon import Match, Phrases, load, longest
from khabar.lexicon.nouns import Noun, noun
from khabar.lexicon.numerals import Numeral, parse, scan
from khabar.text import Page, Token, bare, forms, key
from khabar.text.lookout import Lookout

Domain = Literal["people", "harm", "thing", "unknown"]
Basis = Literal["number", "vague", "dual", "noun"]
_UNCOUNTED: dict[str, tuple[int, int | None]] = {
    "one": (1, 1),
    "two": (2, 2),
    "many": (2, None),
    "two_or_many": (2, None),
}
_QUOTES = frozenset("\"'")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count in words `[first, last)` and characters `[start, end)`, hedges and the counted noun included.

    `high` is None for an open upper end. `kind` is the class of the counted noun (civilian, vehicle, killed, ...),
    `noun` its word; `basis` says what the count rests on ("noun": an uncounted singular or plural). `part` marks a
    part of a count told before it ("بينهم طفلان"). `pronoun` marks "آخرون", "أحدهم".
    """

    low: int
    high: int | None
    first: int
    last: int
    start: int
    end: int
    domain: Domain
    kind: str = ""
    noun: int | None = None
    basis: Basis = "number"
    definite: bool = False
    owned: bool = False
    part: bool = False
    pronoun: bool = False

    @property
    def counted(self) -> bool:
        return self.basis != "noun"


class _Core(NamedTuple):
    """A count without its noun: words `[first, last)`."""

    first: int
    last: int
    low: int
    high: int | None
    basis: Basis
    start: int
    pronoun: bool = False
    figures: bool = False
    article: bool = False


class _Vague(NamedTuple):
    low: int
    high: int | None
    pronoun: bool


@cache
def _quantifiers() -> Phrases[_Vague]:
    return Phrases((row["phrase"], _Vague(row["low"], row["high"], row["pronoun"])) for row in load("quantifiers").rows)


@cache
def _hedges(position: str) -> Phrases[str]:
    rows = load("hedges").rows
    return Phrases((row["phrase"], row["effect"]) for row in rows if row["position"] == position)


@cache
def _about(name: str) -> frozenset[str]:
    return frozenset(map(key, load("hedges").about[name]))


@cache
def _settings() -> dict[str, Any]:
    return load("hedges").about


@cache
def _labels() -> frozenset[str]:
    return frozenset(key(row["word"]) for row in load("number_labels").rows)


@cache
def _part_cues() -> Phrases[str]:
    return Phrases((row["phrase"], row["role"]) for row in load("harm_cues").rows if row["role"] == "part")


_nouns = Lookout(wanted=noun)


@lru_cache(maxsize=30_000)
def _is_label(word: str) -> bool:
    return any(text in _labels() for text, _ in forms(word))


def tag_quantities(page: Page) -> tuple[Quantity, ...]:
    """All counts of a page in text order; uncounted nouns are left out, ordinals and identifiers are no counts."""
    found: list[Quantity] = []
    for sentence in page.sentences:
        found.extend(q for q in groups(page.tokens, sentence.first, sentence.last) if _is_count(q))
    return tuple(found)


def _is_count(quantity: Quantity) -> bool:
    return quantity.counted and not (quantity.pronoun and quantity.high == 1)  # "آخر", "الثاني"


def groups(tokens: Sequence[Token], first: int, last: int) -> list[Quantity]:
    """Counts and uncounted nouns of people, things and the harmed among words `[first, last)`, never overlapping."""
    cores = {core.first: core for core in _cores(tokens, first, last)}
    hedges = {m.last: m for m in longest(_hedges("before").find(tokens, first, last))} if cores else {}
    found: list[Quantity] = []
    done = first
    for at in sorted({*cores, *_nouns.among(tokens, first, last)}):
        if at < done:
            continue
        core = cores.get(at)
        quantity: Quantity | None
        if core is not None:
            joined = tokens[at].word != "و" and tokens[at].start < core.start
            quantity = _counted(tokens, core, last, None if joined else hedges.get(at))
            done = core.last
        else:
            quantity = _uncounted(tokens, at, last, cores)
        if quantity is not None:
            found.append(quantity)
            done = max(done, quantity.last)
    return _with_parts(tokens, _with_later_hedges(tokens, found, first, last), first, last)


def _cores(tokens: Sequence[Token], first: int, last: int) -> Iterator[_Core]:
    vague = {m.first: m for m in longest(_quantifiers().find(tokens, first, last)) if _is_vague(tokens, m, last)}
    numerals = [n for n in scan(tokens, first, last) if not _is_identifier(tokens, n, last)]
    taken = first
    joined = _ranges(tokens, numerals)
    for core in sorted([*map(_vague_core, vague.values()), *joined], key=lambda c: (c.first, -c.last)):
        if core.first >= taken:
            yield core
            taken = core.last


def _is_vague(tokens: Sequence[Token], match: Match[_Vague], last: int) -> bool:
    """Folded "وأحد" looks like "واحد": it counts one of many only before many ("وأحد أطفالها")."""
    if match.prefix != "و" or parse(tokens[match.first].word) is None:
        return True
    head = noun(tokens[match.last].word) if match.last < last else None
    many = head is not None and head.number != "one"
    return many or (match.last < last and tokens[match.last].word.startswith("ال"))


def _vague_core(match: Match[_Vague]) -> _Core:
    value = match.value
    return _Core(match.first, match.last, value.low, value.high, "vague", match.start, value.pronoun)


def _ranges(tokens: Sequence[Token], numerals: list[Numeral]) -> Iterator[_Core]:
    """Numerals as cores; "بين 3 و5", "3-5" and "3 أو 4" are one, the old count of "من 3 إلى 5" is dropped."""
    at = 0
    while at < len(numerals):
        one = numerals[at]
        two = numerals[at + 1] if at + 1 < len(numerals) else None
        figures = one.kind == "digits"
        low = int(one.value)
        if two is not None and one.value < two.value and _is_range(tokens, one, two):
            start = two.first if _is_raise(tokens, one) else one.first
            low = int(two.value) if start == two.first else low
            yield _Core(start, two.last, low, int(two.value), "number", tokens[start].start)
            at += 2
            continue
        start = tokens[one.first].start + one.prefix
        yield _Core(one.first, one.last, low, low, "number", start, figures=figures, article=one.article)
        at += 1


def _is_range(tokens: Sequence[Token], one: Numeral, two: Numeral) -> bool:
    between = [t.word for t in tokens[one.last : two.first]]
    opened = one.first > 0 and bare(tokens[one.first - 1].word) in _about("range_openers")
    joined = between == ["و"] or (not between and tokens[two.first].word.startswith("و"))
    return (opened and joined) or (len(between) == 1 and between[0] in _about("range_words"))


def _is_raise(tokens: Sequence[Token], one: Numeral) -> bool:
    if one.first == 0 or tokens[one.first - 1].word not in _about("old_count"):
        return False
    reach = tokens[max(0, one.first - 15) : one.first]
    return any(form.text in _about("raised") for token in reach for form in forms(token.word))


def _is_identifier(tokens: Sequence[Token], numeral: Numeral, last: int) -> bool:
    """ "الفرقة 20", "عام 2014", "10:30", "5/3", "إف 16", "40 %", a fraction, a bare year."""
    first, end = numeral.first, numeral.last
    before = tokens[first - 1] if first else None
    if before is not None and before.word == "ال" and before.end == tokens[first].start:
        return True  # "العناصر الـ54": told before
    after = tokens[end] if end < last else None
    if not isinstance(numeral.value, int) or numeral.value == 0:
        return True
    if after is not None and after.word in _about("percent"):
        return True
    if numeral.kind == "digits" and _is_pointed(tokens, first, last):
        return True
    head = _head(tokens, end, last)[1]
    if head is not None and head.domain != "thing":
        return False
    if before is not None and not numeral.prefix and _is_label(before.word):
        return True
    low, high = _settings()["years"]
    return numeral.kind == "digits" and low <= numeral.value <= high


def _is_pointed(tokens: Sequence[Token], at: int, last: int) -> bool:
    """A figure of a date, an hour or a model name ("12/5", "10:30", "M4"), or of a telephone number."""
    word = tokens[at].word
    if len(word) > 1 and word[0] == "0":
        return True
    before = tokens[at - 1] if at else None
    if before is not None and before.end == tokens[at].start and before.word.isascii() and before.word.isalpha():
        return True
    neighbours = ((at + step, at + 2 * step) for step in (-1, 1) if 0 <= at + 2 * step < last)
    return any(tokens[mark].word in (":", "/") and tokens[far].word[0].isdecimal() for mark, far in neighbours)


def _counted(tokens: Sequence[Token], core: _Core, last: int, hedge: Match[str] | None) -> Quantity | None:
    at, head = _head(tokens, core.last, last)
    low, high = _hedged(core.low, core.high, hedge.value if hedge is not None else "")
    first, start = (core.first, core.start) if hedge is None else (hedge.first, hedge.start)
    if core.pronoun or head is None:
        end = core.last if core.pronoun else _modified(tokens, core.last, last)
        domain: Domain = "people" if core.pronoun or end > core.last else "unknown"
        return Quantity(
            low, high, first, end, start, tokens[end - 1].end, domain, basis=core.basis, pronoun=core.pronoun,
            definite=core.article,
        )  # fmt: skip
    end = _modified(tokens, _described(tokens, at + 1, last, head), last)
    return Quantity(
        low, high, first, end, start, tokens[end - 1].end, head.domain, head.kind, at, core.basis, core.article
    )


def _head(tokens: Sequence[Token], at: int, last: int) -> tuple[int, Noun | None]:
    """The counted noun after a count, with its word: "3 جنود", "3 من \"الحراس\"". Members of a unit are people."""
    member = tokens[at - 1].word == "من"  # "العشرات من الطرفين"
    if at < last and tokens[at].word in _QUOTES:
        at += 1
    if at + 1 < last and tokens[at].word == "من":
        member = True
        at += 2 if at + 2 < last and tokens[at + 1].word in _QUOTES else 1
    head = noun(tokens[at].word) if at < last else None
    if head is None or head.prefix or (member and _is_country(tokens, at, head)):
        return at, None
    if member and (head.kind == "unit" or (head.kind == "structure" and head.number == "one")):  # "5 من القاعدة"
        head = head._replace(domain="people", kind="person")
    return at, head


def _hedged(low: int, high: int | None, effect: str) -> tuple[int, int | None]:
    if effect == "at_least":
        return low, None
    if effect == "at_most":
        return min(1, low), low
    return low, high


def _agrees(head: Noun, word: Noun) -> bool:
    """Number of a noun and the adjective after it; broken plurals take a feminine singular ("عناصر قيادية")."""
    if head.number in ("many", "two_or_many"):
        return word.number != "one" or word.lemma.endswith("ه")
    return word.number in (head.number, "two_or_many" if head.number == "two" else head.number, "many")


def _modified(tokens: Sequence[Token], at: int, last: int) -> int:
    """The word after "آخرين" or a closing numeral that agrees with the noun before it."""
    while at < last and _says_others(tokens[at].word):
        at += 1
    return at


@lru_cache(maxsize=30_000)
def _says_others(word: str) -> bool:
    """Whether a word alone, with nothing glued to it, stands for others of those told ("آخرين")."""
    match = next(iter(_quantifiers().find([Token(word, 0, len(word))])), None)
    return match is not None and match.value.pronoun and not match.prefix and not word.startswith("و")


def _uncounted(tokens: Sequence[Token], at: int, last: int, cores: dict[int, _Core]) -> Quantity | None:
    head = noun(tokens[at].word)
    if head is None or (at and tokens[at - 1].word in _about("without")) or _is_country(tokens, at, head):
        return None
    end = _described(tokens, at + 1, last, head)
    low, high = _UNCOUNTED[head.number]
    if head.kind == "group" and head.number == "one":
        low, high = 2, None
    basis: Basis = "dual" if head.number == "two" else "noun"
    if head.number != "two" and _is_dual_in_effect(tokens, at, end, last, head):
        low, high, basis = 2, 2, "dual"
    closing = cores.get(end)
    if closing is not None and _closes(head, closing):
        low, high, basis, end = closing.low, closing.high, "number", closing.last
    elif (head.number in ("two", "two_or_many") or head.owned) and end < last and _says_two(tokens[end].word):
        low, high, basis, end = 2, 2, "number", end + 1
    end, start = _modified(tokens, end, last), tokens[at].start + head.prefix
    return Quantity(
        low, high, at, end, start, tokens[end - 1].end, head.domain, head.kind, at, basis, head.definite, head.owned
    )


def _is_dual_in_effect(tokens: Sequence[Token], at: int, end: int, last: int, head: Noun) -> bool:
    """ "شرطيين تركيين": the adjective can only be dual; "ضابطا شرطة": a noun in the genitive makes it a construct."""
    if head.number == "two_or_many":
        return any(word is not None and word.number == "two" for word in map(noun, _words(tokens, at + 1, end)))
    after = noun(tokens[at + 1].word) if at + 1 < last and tokens[at].word.endswith("ا") else None
    return (
        after is not None
        and head.domain == "people"
        and head.number == "one"
        and not head.definite
        and (after.domain, after.kind, after.prefix) == ("people", "soldier", 0)
        and not tokens[at + 1].word.endswith("ا")
    )


def _words(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    return [token.word for token in tokens[first:last]]


def _described(tokens: Sequence[Token], at: int, last: int, head: Noun) -> int:
    """The word after nouns of people that describe the one before ("جنديا أميركيا", "عسكريين تركيين")."""
    first = at - 1
    while head.domain == "people" and at < last:
        word = noun(tokens[at].word)
        if word is None or word.prefix or word.owned or word.domain != "people" or word.definite != head.definite:
            break
        if not _agrees(head, word) or (word.number == "two" and tokens[at].word[-2:] != tokens[first].word[-2:]):
            break
        at += 1
    return at


def _is_country(tokens: Sequence[Token], at: int, head: Noun) -> bool:
    """ "سوريا" and "مالي" are countries, unless they stand after a count or a noun of people."""
    if head.kind != "nationality" or head.number != "one" or head.definite:
        return False
    return tokens[at].word.endswith("يا") or (at > 0 and tokens[at - 1].word in _about("place_words"))


def _closes(head: Noun, core: _Core) -> bool:
    """ "شخص واحد", "مدنيين اثنين", "الأشخاص الثلاثة": a numeral that agrees with the noun before it."""
    if core.basis != "number" or core.figures or (head.definite and not core.article):
        return False
    if head.number == "one":
        return core.low == 1
    return core.low == 2 if head.number in ("two", "two_or_many") and not head.definite else core.article


def _says_two(word: str) -> bool:
    return word.startswith("ال") and parse(word[2:]) == 2


def _with_later_hedges(tokens: Sequence[Token], found: list[Quantity], first: int, last: int) -> list[Quantity]:
    """Apply "25 مقاتلا من المعارضة على الأقل"; the hedge may stand some words on, but not past another count."""
    hedges = [match.first for match in _hedges("after").find(tokens, first, last)] if found else []
    if not hedges:
        return found
    result = []
    for index, quantity in enumerate(found):
        near = bisect_left(hedges, quantity.last) < len(hedges) and (quantity.counted or quantity.high == 1)
        result.append(_with_later_hedge(tokens, quantity, found[index + 1 :], last) if near else quantity)
    return result


def _with_later_hedge(tokens: Sequence[Token], quantity: Quantity, later: Sequence[Quantity], last: int) -> Quantity:
    counted = next((q.first for q in later if q.counted), last)
    stop = min(last, quantity.last + int(_settings()["reach"]), counted)
    stop = next((i for i in range(quantity.last, stop) if tokens[i].word in ".؛:،"), stop)
    match = next(iter(_hedges("after").find(tokens, quantity.last, min(last, stop + 2))), None)
    if match is None or match.first >= stop or not (quantity.counted or match.first == quantity.last):
        return quantity
    low, high = _hedged(quantity.low, quantity.high, match.value)
    end = match.last if match.first == quantity.last else quantity.last
    return replace(quantity, low=low, high=high, last=end, end=tokens[end - 1].end)


def unhedged(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where words `[first, last)` end without the hedge behind them ("12 جنديا على الأقل")."""
    return next((match.first for match in _hedges("after").find(tokens, first, last) if match.last == last), last)


def joins(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether "و" ties a count to what stands before it ("وستة عمال", "و 3 أطفال")."""
    at = quantity.first
    before = at - 2 if at > 1 and tokens[at - 1].word in _QUOTES else at - 1
    if before >= 0 and tokens[before].word == "و":
        return True
    return tokens[at].word[0] == "و" and quantity.start > tokens[at].start


def _with_parts(tokens: Sequence[Token], found: list[Quantity], first: int, last: int) -> list[Quantity]:
    if not found:
        return found
    ends = {m.last for m in longest(_part_cues().find(tokens, first, last))}
    whole = {q.last for q in found if q.counted and q.domain in ("people", "harm")}
    ends |= {end + 1 for end in whole if end < last and tokens[end].word == "("}  # "5 مدنيين (4 أطفال وسيدة)"
    if not ends:
        return found
    result: list[Quantity] = []
    for quantity in found:
        previous = result[-1] if result else None
        carried = (
            previous is not None
            and previous.part
            and quantity.first - previous.last <= 3
            and joins(tokens, quantity)
            and not any(t.word in ".،؛:" for t in tokens[previous.last : quantity.first])
        )
        opened = quantity.first - 1 if tokens[quantity.first - 1].word in _QUOTES else quantity.first
        part = quantity.first in ends or opened in ends or carried
        result.append(replace(quantity, part=True) if part else quantity)
    return result
