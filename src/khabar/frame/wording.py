"""How a trigger is worded: what is learned of common words in this way also holds for rare ones."""

from __future__ import annotations

from khabar.tag.triggers import TriggerMention, wording
from khabar.text.page import Page

_OPENING = 3


def affixes(word: str, stem: str) -> tuple[str, str]:
    """What stands before and after a stem in a folded word; "يستهدف" has lost the alef of "استهدف"."""
    for core in (stem, stem[1:]):
        before, found, after = word.partition(core)
        if found:
            return before, after
    return "", ""


def wording_features(page: Page, trigger: TriggerMention, age: str) -> list[str]:
    """Features of one trigger; `age`: how long ago the nearest date of its sentence lies."""
    form, sense = wording(trigger.stem)
    before, after = affixes(page.tokens[trigger.token].word, trigger.stem)
    place = min(trigger.token - page.sentences[trigger.sentence].first, _OPENING)
    worded = f"{sense}|{form}|{before}"
    found = [f"worded={worded}|{trigger.kind}", f"sense={sense}|{trigger.kind}", f"affixes={before}|{after}"]
    found += [f"affixes={before}|{after}|{form}", f"worded={worded}|at={place}", f"sense={sense}|{form}|dated={age}"]
    return [*found, f"worded={worded}|{len(trigger.types) == 1}"]
