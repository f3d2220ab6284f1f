"""A run of words that may be a place, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

from khabar.lexicon.gazetteer.gazetteer import Ref
from khabar.tag.places.mention import PlaceKind
from khabar.tag.places.profile import Profile
from khabar.tag.places.words import Head


@dataclass(slots=True)
class Name:
    """A name at words `[first, last)`; `prefix` is what is glued before it; `key` and `refs` are the gazetteer's."""

    first: int
    last: int
    start: int
    end: int
    prefix: str = ""
    key: str = ""
    refs: tuple[Ref, ...] = ()


@dataclass(slots=True)
class Hit:
    """A possible mention: the words of the phrase `[phrase, last)`, its name, and how it was introduced."""

    phrase: int
    name: Name
    kind: PlaceKind
    start: int
    end: int
    last: int
    prefix: str = ""
    head: Head | None = None
    head_start: int = -1
    anchor: Name | None = None
    bearing: float | None = None
    directed: bool = False
    countryside: bool = False
    distance_km: float | None = None
    listed_with: int = -1
    far_end: Name | None = None
    partner: int = -1
    cue: str = ""
    cue_kind: str = ""
    in_name: bool = False
    misspelt: bool = False
    score: float = 0.0
    known: Profile | None = None
    within: list[int] = field(default_factory=list)

    @property
    def told(self) -> Name:
        """The name that the gazetteer is asked for: the anchor of an area, else the name itself."""
        return self.anchor or self.name
