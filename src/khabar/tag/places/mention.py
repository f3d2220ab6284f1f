"""What the place tagger finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khabar.lexicon.gazetteer import GazetteerEntry

PlaceKind = Literal["settlement", "area", "admin", "country", "landmark", "camp", "road"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text.

    `[start, end)` is the name without its generic head, in code points of the text as given; `head` is that word
    ("قرية") and `head_start` where it stands (== `start` if there is none, or if it belongs to the name: "مخيم الهول").
    `cue` is the word before it ("في", "ب", "باتجاه") and `cue_kind` what it says (`place_cues`). `origin`: where
    somebody is from ("ينحدر من"); `in_name`: inside the name of an organisation, event or person ("جامعة بغداد").
    `known`: the gazetteer has it; `candidates` are its places, best match of the name first.
    `within`: indices of mentions that the text gives as containing this one, inner to outer.
    An area or road is drawn from an anchor, `[anchor_start, anchor_end)` ("حلب" in "ريف حلب الشمالي"), whose places the
    candidates are: `bearing` degrees from north, `distance_km` away where told; `countryside`: the land around it.
    `partner` is the index of the other end of "بين A و B"; `far` holds the places of the other end of a road.
    """

    start: int
    end: int
    name: str
    head: str = ""
    kind: PlaceKind = "settlement"
    head_start: int = -1
    cue: str = ""
    cue_kind: str = ""
    origin: bool = False
    in_name: bool = False
    known: bool = False
    candidates: tuple[GazetteerEntry, ...] = ()
    within: tuple[int, ...] = ()
    anchor_start: int = -1
    anchor_end: int = -1
    bearing: float | None = None
    distance_km: float | None = None
    countryside: bool = False
    partner: int = -1
    far: tuple[GazetteerEntry, ...] = ()
    landmark_kind: str = ""
    score: float = 0.0
