"""Tables a linguist can edit, their schema, one loader, one matcher."""

from khabar.lexicon.phrases import Match, Phrases, longest
from khabar.lexicon.table import Table, faults, load, names

__all__ = ["Match", "Phrases", "Table", "faults", "load", "longest", "names"]
