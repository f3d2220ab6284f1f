"""How much a page as a whole reads like a report of violence: film, sport and accidents share its words.

A linear model over the page's distinct words, fitted on sentences of conflict reports and of general news. What it says
against a page weighs against every claim of the page.
"""

from __future__ import annotations

import math

from khabar.frame.models import thresholds
from khabar.frame.weights import Linear, load
from khabar.text.page import Page

NUMBER = "0"
MODEL = "topic"


def topic_words(page: Page, first: int = 0, last: int | None = None) -> list[str]:
    """The distinct words among `[first, last)` in order of spelling, every number as one."""
    words = {word for word, _, _ in page.tokens[first:last] if word[0].isalnum()}
    return sorted({NUMBER if word.isdigit() else word for word in words})


def topic(page: Page, model: Linear | None = None) -> float:
    """Log-odds that the page reports violence: the weights of its words over the root of their number."""
    model, words = model or load(MODEL), topic_words(page)
    (bias,), (told,) = model.scores(()), model.scores(words)
    return bias + (told - bias) / math.sqrt(max(1, len(words)))


def doubt(page: Page) -> float:
    """What the page's topic takes off the log-odds of each of its claims: 0 for a plain report, else below 0."""
    limits = thresholds()
    return limits["topic_share"] * min(0.0, topic(page) - limits["topic_enough"])


def doubted(probability: float, against: float) -> float:
    """A probability with `against` added to its log-odds."""
    return probability if not against else 1 / (1 + (1 - probability) / probability * math.exp(-against))


def hopeless(against: float) -> bool:
    """Whether a page's doubt is such that no claim of the page could be told."""
    return against < thresholds()["topic_hopeless"]
