"""A place of a gazetteer, and a row on its way into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Feature = Literal[
    "country", "region", "adm1", "adm2", "adm3", "ppl", "neighbourhood", "camp", "airport", "landmark", "natural"
]
FEATURES: tuple[str, ...] = get_args(Feature)
ADMIN_FEATURES = frozenset({"country", "adm1", "adm2", "adm3"})


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One place. `lat`/`lon` are degrees (WGS84) or None; `admin` holds Arabic names of levels 1, 2, 3 ("" unknown).

    `id` is `source:source_id`; `country` is ISO 3166-1 alpha-2; `code` a P-code or ISO 3166-2 code; `radius_km` is the
    extent where the list gives one; `population` is 0 where unknown.
    """

    id: str
    name: str
    name_en: str
    feature: Feature
    lat: float | None
    lon: float | None
    admin: tuple[str, str, str] = ("", "", "")
    country: str = ""
    population: int = 0
    code: str = ""
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """An entry with its other names in Arabic letters (`aliases`) and where it was read (`line`, 1-based)."""

    entry: GazetteerEntry
    aliases: tuple[str, ...] = ()
    line: int = 0
