"""Gazetteers: place lists read, checked, indexed once, and searched word by word."""

from khabar.lexicon.gazetteer.entry import ADMIN_FEATURES, Feature, GazetteerEntry, GazetteerRow
from khabar.lexicon.gazetteer.gazetteer import Gazetteer
from khabar.lexicon.gazetteer.library import default_gazetteer, open_gazetteer
from khabar.lexicon.gazetteer.spelling import place_key
from khabar.lexicon.gazetteer.validate import ListReport, kilometres

__all__ = [
    "ADMIN_FEATURES",
    "Feature",
    "Gazetteer",
    "GazetteerEntry",
    "GazetteerRow",
    "ListReport",
    "default_gazetteer",
    "kilometres",
    "open_gazetteer",
    "place_key",
]
