"""What the gazetteer says of a name by itself: how well known, where, and how easily it is another word."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from khabar.lexicon.gazetteer import Gazetteer, GazetteerEntry
from khabar.lexicon.gazetteer.gazetteer import Ref
from khabar.lexicon.gazetteer.spelling import ALIAS, ARTICLED, MAIN, STRIPPED, VARIANT
from khabar.lexicon.table import load
from khabar.tag.places.words import ambiguous, given_names, name_parts, weights

_REMEMBERED = 50_000
_CITY, _TOWN, _WORLD_CITY = 50_000, 5_000, 1_000_000


class Profile(NamedTuple):
    """`strength`: evidence for a place whatever the context; `famous`: country, governorate, region or city.

    `countries` holds those of its places, `home` that of a famous one; `with_article` and `without_article` tell how
    lists write it; `word`: what else it is (`place_words`); `initials`: first letters as listed.
    """

    strength: float
    famous: bool
    countries: frozenset[str]
    home: str
    with_article: bool
    without_article: bool
    word: str
    feature: str
    initials: frozenset[str]

    @property
    def common(self) -> bool:
        """Whether the name is a word, a person's name or a group's too."""
        return bool(self.word)


def profile(gazetteer: Gazetteer, key: str, refs: tuple[Ref, ...]) -> Profile:
    """The profile of a name, remembered by the gazetteer that it was asked of."""
    remembered: dict[str, Profile] = gazetteer.notes
    found = remembered.get(key)
    if found is None:
        if len(remembered) >= _REMEMBERED:
            gazetteer.notes = remembered = {}
        found = remembered[key] = _profile(key, gazetteer.entries(refs))
    return found


@cache
def home_countries() -> frozenset[str]:
    """Countries whose towns the built-in gazetteer holds in full."""
    return frozenset(load("countries").about["settings"]["region"])


def _fame(entry: GazetteerEntry) -> str:
    if entry.feature in {"country", "adm1", "region", "adm2", "adm3"}:
        return entry.feature
    if entry.id.startswith("area:"):
        return "town"
    if entry.population >= (_CITY if entry.country in home_countries() else _WORLD_CITY):
        return "city"
    return "town" if entry.population >= _TOWN else "listed"


def _quality(quality: int) -> str:
    return {ALIAS: "alias", VARIANT: "variant", STRIPPED: "stripped"}.get(quality & 3, "")


def _profile(key: str, entries: list[tuple[GazetteerEntry, int]]) -> Profile:
    weight = weights()
    scored = sorted(
        ((weight[_fame(entry)] + weight.get(_quality(quality), 0.0), entry) for entry, quality in entries),
        key=lambda pair: -pair[0],
    )
    best, top = scored[0]
    parts = key.split(" ")
    famous = _fame(top) in {"country", "adm1", "region", "city"} and best >= weight["city"] - 1
    kind = ""
    if len(parts) == 1:
        kind = ambiguous().get(parts[0], "")
        if not kind and name_parts().get(parts[0]) in {"opens", "never", "closes"}:
            kind = "common"
        if not kind and parts[0] in given_names():
            kind = "person"
        best += weight[f"{kind}_word"] if kind else 0.0
        if not famous:
            best += weight["relation_form"] if len(parts[0]) > 3 and parts[0].endswith(("ي", "يه")) else 0.0
            best += weight["short"] if len(parts[0]) < 4 else 0.0
    else:
        kind = ambiguous().get(key, "")
        best += weight[f"{kind}_word"] if kind else 0.0
        weak = all(part in ambiguous() or part in given_names() or part in name_parts() for part in parts)
        best += weight["weak_words"] if weak else weight["several_words"]
    known = [pair for pair in entries if not famous or _fame(pair[0]) == _fame(top)]
    with_article = any(quality & ARTICLED for _, quality in known)
    without = any(not quality & ARTICLED for _, quality in known)
    countries = frozenset(entry.country for _, entry in scored if entry.country)
    initials = frozenset(entry.name[:1] for entry, quality in known if quality & 3 in {MAIN, VARIANT})
    home = top.country if famous and kind in {"", "twofold"} else ""
    return Profile(best, famous, countries, home, with_article, without, kind, _fame(top), initials)
