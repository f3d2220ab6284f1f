"""Time expressions: where a text says when."""

from khabar.tag.times.reading import Relative, TimeMention
from khabar.tag.times.tagger import tag_times, times, usable

__all__ = ["Relative", "TimeMention", "tag_times", "times", "usable"]
