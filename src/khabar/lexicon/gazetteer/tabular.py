"""The 12-column CSV.

Columns: source, source_id, name_ar, name_en, alt_names, feature, lat, lon, adm1_ar, adm2_ar, adm3_ar, country.
`alt_names` is |-separated and may carry tags (`type:neighbourhood`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from khabar.lexicon.gazetteer.entry import FEATURES, Feature
from khabar.lexicon.gazetteer.validate import Raw

REQUIRED = frozenset({"source_id", "name_ar", "feature", "lat", "lon"})


def raws(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[Raw]:
    """Rows of the 12-column CSV, `(line, cells by column)`."""
    for line, row in rows:
        names = row.get("alt_names", "").split("|")
        feature = row["feature"] if row["feature"] in FEATURES else "ppl"
        if "type:neighbourhood" in names:
            feature = "neighbourhood"
        ref = row["source_id"].split(";")[0]
        code = ref if row.get("source", "").startswith("ocha") else ""
        yield Raw(
            line,
            ref,
            (row["name_ar"], *(n for n in names if ":" not in n)),
            row.get("name_en", ""),
            cast(Feature, feature),
            row["lat"],
            row["lon"],
            (row.get("adm1_ar", ""), row.get("adm2_ar", ""), row.get("adm3_ar", "")),
            row.get("country", ""),
            row.get("population", ""),
            code,
            row.get("source", ""),
        )
