"""Time expressions: where a text says when. `khabar.tag.times(text, reference)` calls `times`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from types import ModuleType

from khabar.tag.times.reading import Relative, TimeMention
from khabar.tag.times.tagger import tag_times, times, usable

__all__ = ["Relative", "TimeMention", "tag_times", "times", "usable"]


class _Callable(ModuleType):
    def __call__(self, text: str, reference: date | datetime | None = None) -> tuple[TimeMention, ...]:
        return times(text, reference)


sys.modules[__name__].__class__ = _Callable
