"""Sentences of a page that are no news: invitations, follow-us lines, read-also links, captions, bylines."""

from __future__ import annotations

from functools import cache
from typing import Any

from khabar.lexicon import Phrases, load
from khabar.text import Page, Sentence


@cache
def _phrases() -> Phrases[dict[str, Any]]:
    return Phrases((row["phrase"], row) for row in load("boilerplate").rows)


def boilerplate_sentences(page: Page) -> frozenset[int]:
    """Indices of `page.sentences` that are no news.

    A phrase marked "anywhere" makes its sentence boilerplate, "start" only at its beginning, "only" when little else
    stands in it, "end" only in the last lines of the page; "rest" makes all that follows boilerplate, too.
    """
    limits: dict[str, int] = load("boilerplate").about["limits"]
    matches = _phrases().find(page.tokens)
    by_sentence: dict[int, list[tuple[int, int, dict[str, Any]]]] = {}
    number = 0
    for match in matches:
        while number < len(page.sentences) and page.sentences[number].last <= match.first:
            number += 1
        if number < len(page.sentences):
            by_sentence.setdefault(number, []).append((match.first, match.last, match.value))
    found = {n for n, s in enumerate(page.sentences) if s.kind != "headline" and _is_dateline(page, s)}
    lines = page.sentences[-1].line if page.sentences else 0
    for number, sentence in enumerate(page.sentences):
        for first, last, row in by_sentence.get(number, ()):
            if not _holds(page, sentence, first, last, row["where"], lines, limits):
                continue
            found.add(number)
            if row["where"] == "rest":
                found.update(range(number, len(page.sentences)))
    return frozenset(found)


def _holds(
    page: Page, sentence: Sentence, first: int, last: int, where: str, lines: int, limits: dict[str, int]
) -> bool:
    if sentence.kind == "headline":
        return False
    words = sum(t.is_word for t in page.tokens[sentence.first : sentence.last])
    match where:
        case "anywhere":
            return True
        case "start":
            return not any(t.is_word for t in page.tokens[sentence.first : first])
        case "only":
            return words - (last - first) <= limits["other_words"]
        case "end":
            return sentence.line >= lines - limits["last_lines"]
        case "rest":
            starts = not any(t.is_word for t in page.tokens[sentence.first : first])
            return starts and sentence.line >= lines // 2
    return False


def _is_dateline(page: Page, sentence: Sentence) -> bool:
    """Links, handles, tags and separators alone ("#وسم", "pic.twitter.com/...", "-----")."""
    words = [t.word for t in page.tokens[sentence.first : sentence.last] if t.is_word]
    arabic = [w for w in words if "ء" <= w[0] <= "ۿ"]
    return not arabic
