"""One line a claim, in English and in Arabic: who says that who did what to whom, where, when, with what toll.

Composed from the claim's fields by the templates of the tables `summary_*`. Names are in English where they are
known, else glossed and transliterated.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from khabar.gloss import gloss
from khabar.lexicon import load
from khabar.model import Claim, DateValue, Harm, Party, PlaceValue, Source

Language = Literal["en", "ar"]
_COMMA: dict[Language, str] = {"en": ", ", "ar": "، "}
_NAMED = 3  # parties of one role that are named; the rest would make the line unreadable
_QUOTE_MARKS = dict.fromkeys(map(ord, '"“”„«»\u200e\u200f'))
_DATED = re.compile(r" \((?:until|since|before|after) [^)]*\)")  # "Military Forces of Syria (until Dec 2024)"
_HELD_APART = re.compile('لـ["“”„«»]?ال')  # لـ”الجيش“ is للجيش without its quotes
_SHORT_NAME = re.compile(r" \((\w+)\)\Z")


class Summary(NamedTuple):
    """The same line twice."""

    en: str
    ar: str


def summarize(claim: Claim, outlet: str | None = None) -> Summary:
    """The summary of `claim`, told by `outlet` where the claim names no source."""
    return Summary(_sentence(_line(claim, outlet, "en"), claim), _line(claim, outlet, "ar"))


def _sentence(line: str, claim: Claim) -> str:
    """A capital first, and short names from the second mention on: "Islamic State (IS) claimed that IS ..."."""
    for name in [*(source.name_en for source in claim.sources), *(party.name_en for party in claim.actors)]:
        short = _SHORT_NAME.search(name)
        if short and name in line:
            first, found, rest = line.partition(name)
            line = first + found + rest.replace(f"the {name}", name).replace(name, short.group(1))
    return line[:1].upper() + line[1:]


def _line(claim: Claim, outlet: str | None, lang: Language) -> str:
    names = {
        "event": _event(claim, lang),
        "chain": _chain(claim.sources, lang),
        "outlet": _outlet(outlet, lang),
        "perpetrator": _parties(claim, "perpetrator", lang),
        "blamed": _circumstances(claim, _blamed(claim), lang) if lang == "en" else "",
    }
    status = claim.status
    if status == "accused" and not names["perpetrator"]:
        status = "reported"
    return _phrase(status if claim.sources else f"{status}_alone", lang).format(**names)


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in load("summary_phrases").rows}


@cache
def _events() -> dict[str, dict[str, str]]:
    return {row["type"]: row for row in load("summary_events").rows}


def _phrase(name: str, lang: Language) -> str:
    return _phrases()[name][lang]


def _event(claim: Claim, lang: Language) -> str:
    doer, target = _parties(claim, "perpetrator", lang), _parties(claim, "target", lang)
    form = "full" if doer and target else "doer" if doer else "target" if target else "bare"
    clause = _events()[claim.type][f"{lang}_{form}"].format(perpetrator=doer, target=target)
    support = _parties(claim, "support", lang)
    if support:
        clause = _phrase("supported", lang).format(event=clause, support=support)
    return _circumstances(claim, clause, lang)


def _blamed(claim: Claim) -> str:
    target = _parties(claim, "target", "en")
    return _events()[claim.type]["en_blamed_target" if target else "en_blamed"].format(target=target)


def _circumstances(claim: Claim, clause: str, lang: Language) -> str:
    """The clause with place, day and toll."""
    if claim.place:
        near = "near" if claim.place.precision == "near" else "in"
        clause = _phrase(near, lang).format(event=clause, place=_place(claim.place, lang))
    if claim.date:
        clause = _dated(claim, clause, lang)
    toll = _toll(claim.harm, lang)
    return _phrase("toll", lang).format(event=clause, toll=toll) if toll else clause


def _dated(claim: Claim, clause: str, lang: Language) -> str:
    when = claim.date
    if when is None:
        return clause
    if when.start != when.end:
        first, last = _day(when.start, lang, short_of=when.end), _day(when.end, lang)
        return _phrase("between", lang).format(event=clause, first=first, last=last)
    name = "stated" if when.basis == "statement" else "on"
    return _phrase(name, lang).format(event=clause, day=_day(when.start, lang))


@cache
def _months() -> dict[int, dict[str, str]]:
    return {row["month"]: row for row in load("summary_months").rows}


def _day(day: date, lang: Language, short_of: date | None = None) -> str:
    """ "3 May 2020"; without year or month where `short_of`, the other end of the range, has the same."""
    parts = [str(day.day)]
    if short_of is None or (day.year, day.month) != (short_of.year, short_of.month):
        parts.append(_months()[day.month][lang])
    if short_of is None or day.year != short_of.year:
        parts.append(f"{day.year}")
    return " ".join(parts)


def _toll(harms: tuple[Harm, ...], lang: Language) -> str:
    told = [harm_text(harm, lang) for harm in harms]
    return _COMMA["ar"].join(told) if lang == "ar" else _joined(told, lang)


@cache
def _harms() -> dict[str, dict[str, str]]:
    return {row["kind"]: row for row in load("summary_harm").rows}


def harm_text(harm: Harm, lang: Language) -> str:
    """A toll: "at least 2 killed"."""
    kind = _harms()[harm.kind][lang]
    name = "at_least" if harm.high is None else "exactly" if harm.high == harm.low else "range"
    return _phrase(name, lang).format(low=_number(harm.low), high=_number(harm.high or 0), kind=kind)


def _number(value: int) -> str:
    return f"{value:,}"


def _joined(names: list[str], lang: Language) -> str:
    if len(names) < 2:
        return "".join(names)
    return _phrase("and", lang).format(first=_COMMA[lang].join(names[:-1]), last=names[-1])


def _parties(claim: Claim, role: str, lang: Language) -> str:
    names = [party_name(party, lang) for party in claim.actors if party.role == role]
    return _joined(list(dict.fromkeys(name for name in names if name))[:_NAMED], lang)


def party_name(party: Party | Source, lang: Language) -> str:
    """The party's name: as written in Arabic; known, else glossed, in English."""
    if lang == "ar":
        return unquoted(party.quote.text)
    if party.id == "unknown":
        return _phrase("unknown", lang)
    return gloss(party.quote.text) if _is_generic(party) else _with_article(party.name_en)


def _is_generic(party: Party | Source) -> bool:
    """No name, or one of a whole class of people: the wording says more."""
    rules = load("summary_phrases").about
    kind = party.kind if isinstance(party, Party) else ""
    return not party.name_en or kind in rules["generic_kinds"] or party.id in rules["generic_ids"]


def unquoted(name: str) -> str:
    """Without quotation marks, also those that hold a prefix apart from its word."""
    return " ".join(_HELD_APART.sub("لل", name).translate(_QUOTE_MARKS).split())


@cache
def _takes_the() -> frozenset[str]:
    return frozenset(load("summary_phrases").about["takes_the"])


def _with_article(name: str) -> str:
    name = _DATED.sub("", name)
    head = name.split("(", 1)[0].split()
    if head and head[-1] in _takes_the() and head[0].lower() != "the":
        return f"the {name}"
    return name


def _chain(sources: tuple[Source, ...], lang: Language) -> str:
    """Outermost first: "Reuters, citing a security source,"."""
    names = list(dict.fromkeys(party_name(source, lang) for source in sources))
    chain = names.pop() if names else ""
    while names:
        chain = _phrase("cites", lang).format(outer=names.pop(), inner=chain.rstrip(","))
    return chain


def _outlet(outlet: str | None, lang: Language) -> str:
    if not outlet:
        return _phrase("this_report", lang)
    return gloss(outlet) if lang == "en" and not outlet.isascii() else outlet


def _place(place: PlaceValue, lang: Language) -> str:
    name = place_name(place, lang)
    if place.landmark:
        landmark = gloss(place.landmark.text) if lang == "en" else place.landmark.text
        name = _phrase("at_landmark", lang).format(place=name, landmark=landmark)
    return name


def place_name(place: PlaceValue, lang: Language) -> str:
    """The place with what contains it: its governorate where resolved, else as the text says."""
    if lang == "ar":
        names = [place.quote.text, *(quote.text for quote in place.within[-1:])]
        return "، ".join(dict.fromkeys(map(unquoted, names)))
    name = _plain(place.name_en) or gloss(place.quote.text)
    governorate = next((unit.name_en for unit in place.admin if unit.level == 1 and unit.name_en), "")
    outer = _plain(governorate) or (gloss(place.within[-1].text) if place.within else "")
    return f"{name}, {outer}" if outer and outer != name else name


def _plain(name: str) -> str:
    """Latin letters without their dots and dashes, as the press writes them: "Al Ḩawījah" -> "Al Hawijah"."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def when_text(when: DateValue) -> str:
    """ISO dates: "2020-05-21", or "2020-05-01/21" for a range."""
    start, end = when.start.isoformat(), when.end.isoformat()
    return start if start == end else f"{start}/{end[-2:] if start[:7] == end[:7] else end}"


def where_en(claim: Claim) -> str:
    """The place in English for a table, with its governorate where resolved."""
    if claim.place is None:
        return ""
    return place_name(replace(claim.place, within=()), "en")
