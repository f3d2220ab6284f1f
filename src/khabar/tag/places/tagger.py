"""Places named on a page: found by grammar, judged by context, tied to what contains them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry
from khabar.lexicon.gazetteer.spelling import words
from khabar.lexicon.table import load
from khabar.tag.places.containers import contain
from khabar.tag.places.distance import read_distance
from khabar.tag.places.grammar import Grammar
from khabar.tag.places.hit import Hit
from khabar.tag.places.judge import Judge
from khabar.tag.places.mention import PlaceKind, PlaceMention
from khabar.text.fold import key
from khabar.text.lookout import Lookout
from khabar.text.page import Page
from khabar.text.words import bare, forms

_MANY_CANDIDATES = 60


def tag_places(page: Page, gazetteer: Gazetteer) -> tuple[PlaceMention, ...]:
    """The place mentions of a page in text order; deterministic for a page and the lists of the gazetteer."""
    grammar = Grammar(page.tokens, gazetteer, page.text)
    hits = [hit for sentence in page.sentences for hit in grammar.hits(sentence.first, sentence.last)]
    if not hits:
        return ()
    accepted = Judge(page, gazetteer, hits, _adjectives(page)).accept()
    contain(accepted, page.tokens)
    for hit in accepted:
        read_distance(hit, page.tokens)
    _pair(accepted)
    return tuple(_mention(hit, page, gazetteer) for hit in accepted)


@cache
def _relations() -> dict[str, str]:
    """Country of every adjective of nationality, by folded word without article."""
    found: dict[str, str] = {}
    for row in load("nationalities").rows:
        code = str(row["code"])[:2]
        for word in (*row["masculine"], *row["feminine"]):
            found.setdefault(bare(key(word)), code)
    return found


def _adjectives(page: Page) -> Counter[str]:
    """Countries that the adjectives of a page speak of: two of a kind count as one place."""
    seen = Counter(code for at in _national.among(page.tokens) if (code := _country(page.tokens[at].word)))
    return Counter({code: count // 2 for code, count in seen.items() if count >= 2})


def _country(word: str) -> str:
    """The country that a written word is an adjective of, "" for other words."""
    if word.endswith(("ي", "يه")):
        for text, _ in forms(word):
            code = _relations().get(bare(text))
            if code:
                return code
    return ""


_national = Lookout(_relations, article=False)


def _pair(hits: Sequence[Hit]) -> None:
    """Each end of "بين سراقب وإدلب" knows the other."""
    for at, (one, two) in enumerate(pairwise(hits)):
        if one.cue_kind == "between" and two.phrase - one.last <= 1 and two.prefix == "و":
            one.partner, two.partner = at + 1, at
            two.cue, two.cue_kind = one.cue, one.cue_kind


def _mention(hit: Hit, page: Page, gazetteer: Gazetteer) -> PlaceMention:
    told = hit.told
    ranked = rank_by_name(gazetteer, told.key, page.text[told.start : told.end]) if told.refs else ()
    anchor, far = hit.anchor, hit.far_end
    return PlaceMention(
        hit.start,
        hit.end,
        page.text[hit.start : hit.end],
        head=hit.head.word if hit.head else "",
        kind=_kind(hit, ranked),
        head_start=hit.head_start if hit.head_start >= 0 else hit.start,
        cue=hit.cue,
        cue_kind=hit.cue_kind,
        origin=hit.cue_kind == "origin",
        in_name=hit.in_name,
        known=bool(told.refs),
        candidates=ranked,
        within=tuple(hit.within),
        anchor_start=anchor.start if anchor else -1,
        anchor_end=anchor.end if anchor else -1,
        bearing=hit.bearing if hit.directed else None,
        distance_km=hit.distance_km,
        countryside=hit.countryside,
        partner=hit.partner,
        far=rank_by_name(gazetteer, far.key, page.text[far.start : far.end]) if far else (),
        landmark_kind=hit.head.kind if hit.head and hit.head.keep else "",
        score=hit.score,
    )


def _kind(hit: Hit, ranked: Sequence[GazetteerEntry]) -> PlaceKind:
    if hit.kind != "settlement" or hit.head is not None or not ranked:
        return hit.kind
    match ranked[0].feature:
        case "country":
            return "country"
        case "region" | "natural":
            return "area"
        case "camp":
            return "camp"
        case "airport" | "landmark":
            return "landmark"
        case "adm1" if all(entry.feature != "ppl" for entry in ranked):
            return "admin"
    return "settlement"


@lru_cache(maxsize=5_000)
def rank_by_name(gazetteer: Gazetteer, name: str, surface: str) -> tuple[GazetteerEntry, ...]:
    """Entries of a name by its key: those spelled as in the text first, then the larger ones; at most 60."""
    run, told = gazetteer.run(name), words(surface)

    def order(pair: tuple[GazetteerEntry, int]) -> tuple[object, ...]:
        entry, quality = pair
        return (words(entry.name) != told, quality & 3, -entry.population, entry.id)

    ordered = sorted(gazetteer.entries(run.refs if run else ()), key=order)
    return tuple(entry for entry, _ in ordered[:_MANY_CANDIDATES])
