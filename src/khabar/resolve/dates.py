"""Days of time expressions in their text: after its own today, its earlier dates and its other events."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter

from khabar.lexicon import load
from khabar.tag.times import TimeMention, tag_times, usable
from khabar.text.page import Page

_DAY_LEVEL = frozenset({"day", "part_of_day", "instant"})
_DATED = frozenset({"explicit", "weekday", "deictic", "relative", "feast", "present"})


def resolve_dates(page: Page, mentions: Sequence[TimeMention], published: date | None) -> tuple[TimeMention, ...]:
    """The mentions with the days that only the text as a whole can give.

    - A text that says "اليوم الثلاثاء" under a Wednesday's date was written on the Tuesday: all its relative
      expressions count from there. The finding `published.contradicted` stays.
    - "ذلك اليوم", "في اليوم التالي", "بعد ذلك بيومين", "سبق هذه العملية بنحو 24 ساعة" count from the date told before.
    - "بعد يومين من الهجوم": the days of the event that is named after it, counted back from the telling one.
    - "خلال ستة أيام": the days up to the telling.
    - A part of day alone takes the date of its sentence; a day and month take the year of the date they are joined to.
    """
    today = own_today(mentions, usable(published))
    if today is not None and today != published:
        mentions = _retold(page, mentions, today)
    found: list[TimeMention] = []
    last: int | None = None
    for mention in mentions:
        done = _placed(page, mention, found, last, today)
        found.append(done)
        if done.first is not None and _anchors(done):
            last = len(found) - 1
    return tuple(found)


def _anchors(mention: TimeMention) -> bool:
    """Whether later expressions may count from this one."""
    if mention.hangs_on is not None and mention.relative is not None:
        return True
    return mention.precision in _DAY_LEVEL and mention.form in _DATED


def own_today(mentions: Sequence[TimeMention], published: date | None) -> date | None:
    """The day from which the text itself counts; `published` unless its weekdays say another day."""
    lags = Counter(
        mention.lag for mention in mentions if mention.form in {"deictic", "explicit"} and _tells_today(mention)
    )
    if published is None or not lags:
        return published
    lag, votes = max(lags.items(), key=lambda entry: (entry[1], entry[0] == 0, -abs(entry[0]), entry[0]))
    return published + timedelta(days=lag) if votes > 0 else published


def _tells_today(mention: TimeMention) -> bool:
    return mention.lag != 0 or (mention.form == "deictic" and mention.weekday is not None)


def _retold(page: Page, mentions: Sequence[TimeMention], today: date) -> list[TimeMention]:
    """Mentions read again from the text's own today, the findings of the first reading kept."""
    before = {(mention.start, mention.end): mention.findings for mention in mentions}
    again = []
    for mention in tag_times(page, today):
        kept = tuple(f for f in before.get((mention.start, mention.end), ()) if f.code == "published.contradicted")
        codes = {finding.code for finding in kept}
        others = tuple(finding for finding in mention.findings if finding.code not in codes)
        again.append(replace(mention, findings=kept + others))
    return again


def _placed(
    page: Page, mention: TimeMention, found: Sequence[TimeMention], last: int | None, today: date | None
) -> TimeMention:
    if mention.relative is not None:
        return _hung(page, mention, found, last, today)
    if mention.form == "daypart" and last is not None and _same_sentence(page, found[last], mention):
        return _moved(mention, found[last].first, last)
    if mention.form == "explicit" and not mention.year_told and last is not None and mention.first is not None:
        return _with_year(page, mention, found[last], last)
    return mention


def _moved(mention: TimeMention, day: date | None, index: int) -> TimeMention:
    if day is None or mention.value is None or mention.first is None:
        return mention
    value = mention.value.replace(mention.first.isoformat(), day.isoformat())
    return replace(mention, first=day, last=day, value=value, hangs_on=index)


def _with_year(page: Page, mention: TimeMention, other: TimeMention, index: int) -> TimeMention:
    """ "في 10 آذار 2015 و12 نيسان": both of 2015."""
    joined = mention.start - other.end <= 3 and _same_sentence(page, other, mention)
    if not (joined and other.year_told and other.first and mention.first and mention.first == mention.last):
        return mention
    try:
        day = mention.first.replace(year=other.first.year)
    except ValueError:
        return mention
    return _moved(mention, day, index)


def _hung(
    page: Page, mention: TimeMention, found: Sequence[TimeMention], last: int | None, today: date | None
) -> TimeMention:
    relative = mention.relative
    if relative is None or relative.days is None:
        return mention
    if relative.direction == "within":
        return _within(mention, today)
    named = relative.anchor == "named"
    index = last if not named or (last is not None and _same_sentence(page, found[last], mention)) else None
    anchor = found[index].first if index is not None else today
    if anchor is None:
        return mention
    sign = {"before": -1, "after": 1}.get(relative.direction, 0) * (-1 if named else 1)
    days = round(relative.days) if relative.days >= 1 else 0
    try:
        day = anchor + timedelta(days=days * sign)
    except OverflowError:
        return mention
    return replace(mention, first=day, last=day, hangs_on=index)


def _within(mention: TimeMention, today: date | None) -> TimeMention:
    """A stretch of some length that ends with the telling; longer ones tell of a duration only."""
    days = mention.relative.days if mention.relative else None
    limit = int(load("time_words").about["settings"]["window_days"])
    if today is None or days is None or days > limit:
        return mention
    return replace(mention, first=today - timedelta(days=max(1, round(days))), last=today)


def sentence_of(page: Page, offset: int) -> int:
    """Index of the sentence that begins at or before an offset; -1 before the first."""
    return bisect_right(page.sentences, offset, key=attrgetter("start")) - 1


def _same_sentence(page: Page, one: TimeMention, other: TimeMention) -> bool:
    return sentence_of(page, one.start) == sentence_of(page, other.start)


def sentence_times(page: Page, mentions: Sequence[TimeMention]) -> tuple[tuple[int, ...], ...]:
    """Indices of the mentions of each sentence, in the order of `page.sentences`."""
    found: list[list[int]] = [[] for _ in page.sentences]
    for index, mention in enumerate(mentions):
        at = sentence_of(page, mention.start)
        if at >= 0:
            found[at].append(index)
    return tuple(tuple(indices) for indices in found)
