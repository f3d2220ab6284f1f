"""A card a claim: its summary twice, who says so as a chain, and when, where, who and with what toll."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from khabar.lexicon import load
from khabar.model import Candidate, Claim, DateValue, Extraction, PlaceValue, Quote, Relation, Report, Statement
from khabar.summary import harm_text, party_name, place_name, summarize, unquoted, when_text
from khabar.view.text import arabic, bilingual, english, label, safe


@cache
def _types() -> dict[str, tuple[str, str]]:
    return {row["type"]: (row["name_ar"], row["name_en"]) for row in load("event_types").rows}


def card(claim: Claim, number: int, extraction: Extraction) -> str:
    """The card of claim `number` (from 1)."""
    summary = summarize(claim, extraction.report.outlet)
    name_ar, name_en = _types()[claim.type]
    return (
        f'<article class="card family-{safe(claim.family)}" id="{safe(claim.id)}" data-claim="{number}" tabindex="0" '
        f'aria-label="{safe(summary.en)}">'
        f"<header>{_number(claim, number)}"
        f"<h3>{arabic(name_ar, 'span')} {english(name_en, class_='en')}</h3>"
        f'<span class="status status-{safe(claim.status)}">{bilingual("status", claim.status)}</span></header>'
        f"{arabic(summary.ar, 'p', class_='summary')}{english(summary.en, 'p', class_='summary-en')}"
        f"{_chain(claim, extraction.report)}{_accounts(claim, extraction)}{_details(claim)}</article>"
    )


def _number(claim: Claim, number: int) -> str:
    where = " · ".join(label("page", "in_text"))
    return f'<a class="number" href="#t-{safe(claim.id)}" title="{safe(where)}">{number}</a>'


def _chain(claim: Claim, report: Report) -> str:
    """The isnad: the outlet, then each source that it or the one before it cites."""
    outlet = report.outlet or label("page", "outlet")[0]
    links = [f'<li class="outlet"><span>{arabic(outlet)}</span></li>']
    for source in claim.sources:
        tie = f"<small>{arabic(source.tie.text)}</small>" if source.tie else ""
        names = f"{arabic(party_name(source, 'ar'))}{english(party_name(source, 'en'), class_='en')}"
        links.append(f"<li><span>{names}{tie}</span></li>")
    title = " · ".join(label("page", "chain"))
    return f'<ol class="chain" aria-label="{safe(title)}">{"".join(links)}</ol>'


def _row(name: str, kind: str, content: str) -> str:
    return f'<div class="{kind}"><dt>{bilingual("page", name)}</dt><dd>{content}</dd></div>' if content else ""


def _value(quote: Quote, note: str) -> str:
    """The wording of the text, then what it was read as."""
    return f"{arabic(quote.text)} {english(note, class_='en')}"


def _when(when: DateValue | None) -> str:
    if when is None:
        return ""
    basis_ar, basis_en = label("basis", when.basis)
    basis = arabic(basis_ar, "small", title=basis_en)
    return _row("when", "time", f"{_value(when.quote, when_text(when))} {basis}")


def _where(place: PlaceValue | None) -> str:
    if place is None:
        return ""
    point = ""
    if place.lat is not None and place.lon is not None:
        radius = f" ±{place.radius_km:g} km" if place.radius_km else ""
        point = english(f"{place.lat:.3f}, {place.lon:.3f}{radius}", "small", class_="point")
    names = f"{arabic(place_name(place, 'ar'))} {english(place_name(place, 'en'), class_='en')}"
    return _row("where", "place", f"{names} {point}")


def _who(claim: Claim) -> str:
    rows = [
        f"<li><small>{bilingual('role', party.role)}</small> "
        f"{arabic(party_name(party, 'ar'))} {english(party_name(party, 'en'), class_='en')}</li>"
        for party in claim.actors
    ]
    return _row("who", "actor", f"<ul>{''.join(rows)}</ul>" if rows else "")


def _toll(claim: Claim) -> str:
    rows = [
        f"<li>{arabic(harm_text(harm, 'ar'))} {english(harm_text(harm, 'en'), class_='en')}</li>" for harm in claim.harm
    ]
    return _row("toll", "harm", f"<ul>{''.join(rows)}</ul>" if rows else "")


def _details(claim: Claim) -> str:
    """The values with their wording, the reasons and the losing candidates, folded away."""
    sure = (
        f'<span class="sure"><meter min="0" max="1" value="{claim.confidence:.2f}" aria-hidden="true"></meter>'
        f"{english(f'{claim.confidence:.0%}')} {bilingual('page', 'sure')}</span>"
    )
    values = f"<dl>{_when(claim.date)}{_where(claim.place)}{_who(claim)}{_toll(claim)}</dl>"
    return (
        f'<details><summary>{sure} <span class="ask">{bilingual("page", "details")}</span></summary>'
        f"{values}{_why(claim)}</details>"
    )


def _why(claim: Claim) -> str:
    lines = [
        *(f"<li>{safe(reason)}</li>" for reason in claim.reasons),
        *_losers("event", claim.runners_up),
        *_losers("date", claim.date.runners_up if claim.date else ()),
        *_losers("place", claim.place.candidates if claim.place else ()),
        *(line for party in claim.actors for line in _losers("party", party.runners_up)),
    ]
    return f'<h4>{bilingual("page", "why")}</h4><ul class="why" dir="auto">{"".join(lines)}</ul>' if lines else ""


def _losers(kind: str, candidates: Iterable[Candidate]) -> list[str]:
    return [
        f"<li>{safe(kind)}: <bdi><s>{safe(c.value)}</s></bdi> "
        f"{english(f'{c.score:.2f}')} <bdi>{safe(c.reason)}</bdi></li>"
        for c in candidates
    ]


def _accounts(claim: Claim, extraction: Extraction) -> str:
    numbers = {other.id: number for number, other in enumerate(extraction.claims, 1)}
    links = [f'<a href="#{safe(id_)}">{numbers[id_]}</a>' for id_ in claim.accounts if id_ in numbers]
    return f'<p class="accounts">{bilingual("page", "accounts")}: {" ".join(links)}</p>' if links else ""


def trend(statement: Statement) -> str:
    """A statement, with the way it points."""
    period = ""
    if statement.start or statement.end:
        ends = [day.isoformat() if day else "…" for day in (statement.start, statement.end)]
        period = english(" – ".join(ends), "small", class_="point")
    return (
        f'<li class="trend-{safe(statement.direction)}">'
        f'<span class="way">{bilingual("direction", statement.direction)}</span> '
        f"{arabic(statement.quote.text)} {period}</li>"
    )


def tie(relation: Relation) -> str:
    """Two parties and what the text says joins them."""
    return (
        f'<li class="tie" title="{safe(relation.quote.text)}">{arabic(unquoted(relation.subject.text))}'
        f'<span class="edge">{bilingual("relation", relation.kind)}</span>{arabic(unquoted(relation.object.text))}</li>'
    )
