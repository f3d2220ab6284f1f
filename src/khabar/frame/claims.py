"""Drafts that pass become claims: every value with the characters that support it, losers and reasons kept."""

from __future__ import annotations

from dataclasses import replace

from khabar.frame.accounts import related, without_doubles
from khabar.frame.drafts import Draft, claim_features, drafts, levelled, weighed
from khabar.frame.framing import Framed
from khabar.frame.mentions import Mentions
from khabar.frame.models import Models, thresholds
from khabar.frame.scene import stated
from khabar.frame.topic import doubted
from khabar.identity import claim_id
from khabar.lexicon.event_types import FAMILY, PEOPLE
from khabar.lexicon.parties import actors, coarse_id
from khabar.model import Basis, Candidate, Claim, DateValue, Harm, Party, PlaceValue, Quote, Rejected, Role
from khabar.resolve.places import place_value
from khabar.tag.actors import ActorMention

_KEPT, _OTHERS = 0.05, 3


def claims_of(
    framed: Framed, models: Models, against: float = 0.0, least: float | None = None
) -> tuple[tuple[Claim, ...], tuple[Rejected, ...]]:
    """The claims of a framed page in text order, and the triggers and drafts that made none.

    `against`: what the page's topic takes off the log-odds of each claim. `least`: the confidence that makes a draft a
    claim, if another than the fitted one."""
    limit = thresholds()["claim"] if least is None else least
    found: list[Claim] = []
    rejected: list[Rejected] = []
    all_drafts = drafts(framed)
    all_features = [claim_features(framed, draft, at, len(all_drafts)) for at, draft in enumerate(all_drafts)]
    odds = [models.claim.probability(features) for features in all_features]
    odds = levelled(odds, [draft.groups for draft in all_drafts], thresholds()["siblings_share"])
    for draft, features, p in zip(all_drafts, all_features, odds, strict=True):
        confidence = doubted(p, against)
        reasons = _reasons(framed, draft, models, features, against)
        if confidence < limit:
            rejected.append(_rejected(framed, draft, "; ".join(reasons) or "nothing in its favour", confidence))
        elif why := _no_claim(framed, draft):
            rejected.append(_rejected(framed, draft, why, confidence))
        else:
            found.append(_claim(framed, draft, confidence, reasons))
    rejected += _silent(framed, models)
    claims, doubles = without_doubles(found)
    rejected += [Rejected(one.evidence, "told already by another claim", one.confidence) for one in doubles]
    return related(claims), tuple(sorted(rejected, key=lambda r: r.quote.start))


def _rejected(framed: Framed, draft: Draft, reason: str, confidence: float) -> Rejected:
    return Rejected(Quote.of(framed.scene.mentions.page.text, *draft.evidence), reason, round(confidence, 3))


def _no_claim(framed: Framed, draft: Draft) -> str:
    """Why a likely draft is no claim by definition, if so: it names nothing, or a means and nothing done with it, or is
    a trend, or history not dated to the day."""
    m, groups = framed.scene.mentions, framed.scene.groups
    if draft.place is None and draft.time is None and not draft.actors and not draft.harms:
        return "names neither place, day, party nor toll"
    if all(m.triggers[i].kind == "means" for index in draft.groups for i in groups[index].triggers):
        return "names a means, and nothing that was done with it"
    main = groups[draft.main]
    leading = [m.triggers[main.head], m.triggers[main.triggers[0]]]
    if any(told.quote.start < t.end and t.start < told.quote.end for told in m.statements for t in leading):
        return "a trend, and no single event"
    time = m.times[draft.time] if draft.time is not None else None
    if m.report.published is None or time is None or time.last is None or time.first == time.last:
        return ""
    old = (m.report.published - time.last).days > thresholds()["history"]
    return "history that is not dated to the day" if old else ""


def _claim(framed: Framed, draft: Draft, confidence: float, reasons: tuple[str, ...]) -> Claim:
    m = framed.scene.mentions
    head = m.triggers[framed.scene.groups[draft.main].head]
    evidence, trigger = Quote.of(m.page.text, *draft.evidence), Quote.of(m.page.text, head.start, head.end)
    place = _place(framed, draft)
    told = draft.attribution
    odds = sorted(draft.type_odds.items(), key=lambda o: (-o[1], o[0]))
    return Claim(
        id=claim_id(
            m.page.text, draft.type, (trigger.start, trigger.end), place.quote.text if place else "",
            tuple(s.quote.text for s in told.sources),
        ),
        type=draft.type,
        family=FAMILY[draft.type],
        evidence=evidence,
        trigger=trigger,
        date=_date(framed, draft),
        place=place,
        actors=_parties(m, draft),
        harm=_harm(m, draft),
        sources=tuple(replace(source, id=coarse_id(source.id)) for source in told.sources),
        status=told.status,
        confidence=round(confidence, 3),
        reasons=(*reasons, *told.reasons),
        runners_up=tuple(Candidate(t, round(p, 3), "type") for t, p in odds[1:4] if p >= _KEPT),
    )  # fmt: skip


def _place(framed: Framed, draft: Draft) -> PlaceValue | None:
    m = framed.scene.mentions
    if draft.place is None:
        return None
    return place_value(m.page, m.places, m.locations, draft.place)


def _date(framed: Framed, draft: Draft) -> DateValue | None:
    m = framed.scene.mentions
    if draft.time is None:
        return None
    time = m.times[draft.time]
    if time.first is None or time.last is None:
        return None
    quote = Quote.of(m.page.text, time.start, time.end)
    basis: Basis = "statement" if stated(framed.scene, draft.time) else "event"
    return DateValue(
        time.first, time.last, quote, basis, time.precision, _other_days(framed, draft, draft.time), time.findings
    )


def _other_days(framed: Framed, draft: Draft, chosen: int) -> tuple[Candidate, ...]:
    """The days that lost, likeliest first."""
    times = framed.scene.mentions.times
    best: dict[str, float] = {}
    for at, p in weighed(framed, draft.groups, draft.main, "times").items():
        days = (times[at].first, times[at].last)
        if p >= _KEPT and days != (times[chosen].first, times[chosen].last):
            name = str(days[0]) if days[0] == days[1] else f"{days[0]}/{days[1]}"
            best[name] = max(best.get(name, 0.0), p)
    ranked = sorted(best.items(), key=lambda d: (-d[1], d[0]))[:_OTHERS]
    return tuple(Candidate(name, round(p, 3), "date") for name, p in ranked)


def _parties(m: Mentions, draft: Draft) -> tuple[Party, ...]:
    """The parties of a draft; people without a side are what its type makes of them."""
    people = PEOPLE.get(draft.type)
    told = {(coarse_id(m.actors[at].id), role) for at, role, _ in draft.actors}
    found = []
    for at, role, _ in draft.actors:
        actor = m.actors[at]
        meant = people if people and coarse_id(actor.id) == "civilians" else actor.id
        if meant == actor.id or (meant, role) not in told:
            found.append(_party(m, actor, role, meant))
    return tuple(found)


def _party(m: Mentions, actor: ActorMention, role: Role, meant: str | None) -> Party:
    party = actors().get(meant or "")
    losers = tuple(candidate for candidate in actor.candidates if candidate.value not in (actor.id, meant))
    quote = Quote.of(m.page.text, actor.start, actor.end)
    return Party(quote, role, coarse_id(meant), party.name_en if party else "", actor.kind, actor.partisan, losers)


def _harm(m: Mentions, draft: Draft) -> tuple[Harm, ...]:
    found = []
    for at, _ in draft.harms:
        harm = m.harms[at]
        quote = Quote.of(m.page.text, harm.start, harm.end)
        found.append(Harm(harm.kind, harm.low, harm.high, quote, harm.victims))
    return tuple(found)


def _reasons(framed: Framed, draft: Draft, models: Models, features: list[str], against: float) -> tuple[str, ...]:
    group = framed.scene.groups[draft.main]
    words = [framed.scene.mentions.triggers[i] for i in group.triggers]
    told = "trigger: " + ", ".join(f"{t.text} (row {t.stem})" for t in words)
    strongest = models.claim.strongest([f for f in features if f], 3)
    weights = "weights: " + ", ".join(f"{name} {weight:+.2f}" for name, weight in strongest)
    return (
        (told, weights, f"the page reads little like a report of violence: {against:+.2f}")
        if against
        else (told, weights)
    )


def _silent(framed: Framed, models: Models) -> list[Rejected]:
    """Triggers that never became a group, with what spoke against them."""
    m = framed.scene.mentions
    grouped = {i for g in framed.scene.groups for i in g.triggers}
    found = []
    for index, trigger in enumerate(m.triggers):
        if index not in grouped:
            against = models.event.against(framed.event_features[index][1:], 3)
            reason = "no event of this report: " + ", ".join(f"{name} {weight:+.2f}" for name, weight in against)
            score = round(framed.event_scores[index], 3)
            found.append(Rejected(Quote.of(m.page.text, trigger.start, trigger.end), reason, score))
    return found
