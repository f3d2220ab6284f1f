"""Invented claims of invented events in real places, each with its report. Loaded by the `invent` fixture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from khabar.lexicon.event_types import FAMILY
from khabar.model import (
    AdminUnit,
    Claim,
    DateValue,
    Extraction,
    Harm,
    HarmKind,
    Party,
    PlaceValue,
    Quote,
    Report,
    Role,
    Source,
    Status,
)

PLACES = {
    "البصيرة": ("Al-Busayrah", 35.1536, 40.4262, "دير الزور"),
    "الشحيل": ("Al-Shuhayl", 35.1047, 40.4561, "دير الزور"),
    "هجين": ("Hajin", 34.6900, 40.8300, "دير الزور"),
    "عفرين": ("Afrin", 36.5114, 36.8664, "حلب"),
    "الباب": ("Al-Bab", 36.3705, 37.5158, "حلب"),
    "سرمين": ("Sarmin", 35.9033, 36.7261, "إدلب"),
}
WORDS = {
    "shelling": "قصف",
    "air_strike": "غارة",
    "arrest_raid": "مداهمة",
    "armed_clash": "اشتباك",
    "attack": "هجوم",
    "explosive_ied": "انفجار",
}


@dataclass(frozen=True)
class Told:
    """A claim with the report that makes it."""

    report: Report
    claim: Claim


class Inventor:
    """Composes short reports and the claims they make, every quote at its place in the text."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(
        self,
        place: str = "البصيرة",
        day: date | None = date(2024, 5, 16),
        type: str = "shelling",
        *,
        report: Report | None = None,
        outlet: str = "وكالة الفرات",
        published: date | None = None,
        killed: tuple[int, int | None] | None = None,
        by: tuple[str, ...] = ("sdf",),
        on: tuple[str, ...] = (),
        persons: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        status: Status = "reported",
        text: str = "",
        **changes: Any,
    ) -> Told:
        """One claim in a report of its own, or in `report` where given (its text must hold the words)."""
        self.count += 1
        words = {
            "verb": WORDS[type],
            "place": place,
            "by": " و".join(by) or "مجهولون",
            "on": " و".join((*on, *persons)) or "موقع",
            "toll": f"مقتل {killed[0]} أشخاص" if killed else "أضرار",
            "sources": " عن ".join(sources) or "مراسلنا",
            "day": day.isoformat() if day else "قبل أيام",
        }
        line = "{verb} في {place} نفذه {by} على {on} يوم {day} أسفر عن {toll} وفق {sources}".format(**words)
        whole = report.text if report else f"{text}\nخبر رقم {self.count}: {line}."
        at = whole.index(line)
        made = report or Report(
            whole,
            doc_id=f"r{self.count}",
            outlet=outlet,
            published=published or day,
            url=f"https://news.example/{self.count}",
        )

        def quote(words: str) -> Quote:
            start = whole.index(words, at)
            return Quote(whole[start : start + len(words)], start, start + len(words))

        def party(name: str, role: Role) -> Party:
            return Party(quote(name), role, name, name.upper(), "nonstate")

        claim = Claim(
            id=f"c{self.count}",
            type=type,
            family=FAMILY[type],
            evidence=quote(line),
            trigger=quote(words["verb"]),
            date=DateValue(day, day, quote(words["day"])) if day else None,
            place=self._place(place, quote),
            actors=(
                *(party(name, "perpetrator") for name in by),
                *(party(name, "target") for name in on),
                *(Party(quote(name), "target", None, "", "") for name in persons),
            ),
            harm=(Harm("killed", killed[0], killed[1], quote(words["toll"])),) if killed else (),
            sources=tuple(Source(quote(name), name, name.upper()) for name in sources),
            status=status,
            confidence=0.8,
        )
        return Told(made, replace(claim, **changes))

    @staticmethod
    def _place(name: str, quote: Any) -> PlaceValue:
        english, lat, lon, area = PLACES[name]
        return PlaceValue(
            quote(name),
            name_en=english,
            lat=lat,
            lon=lon,
            radius_km=2.0,
            gazetteer_id=f"test:{english}",
            precision="settlement",
            admin=(AdminUnit(0, "سوريا", "Syria", "SY"), AdminUnit(1, area, "", "")),
            country="SY",
        )

    @staticmethod
    def harm(claim: Claim, kind: HarmKind, low: int, high: int | None) -> Claim:
        """The claim with one more toll, on the evidence as a whole."""
        return replace(claim, harm=(*claim.harm, Harm(kind, low, high, claim.evidence)))


class Prepared:
    """A reader that knows what every invented report tells."""

    def __init__(self, told: list[Told], statements: tuple[Any, ...] = ()) -> None:
        self.claims: dict[str, list[Claim]] = {}
        for one in told:
            self.claims.setdefault(one.report.text, []).append(one.claim)
        self.statements = statements

    def __call__(self) -> Prepared:
        return self

    def extract(self, report: Report) -> Extraction:
        statements = tuple(s for s in self.statements if s.quote.text in report.text)
        return Extraction(report, tuple(self.claims.get(report.text, ())), statements)


def store(told: list[Told], statements: tuple[Any, ...] = (), reports: tuple[Report, ...] = ()) -> None:
    """Bring the reports of invented claims (and `reports`) into the archive."""
    from khabar.desk.ingest.items import Item
    from khabar.desk.ingest.running import ingest, job

    texts = {one.report.text: one.report for one in told} | {r.text: r for r in reports}
    items = [Item(report, "invented", report.doc_id) for report in texts.values()]
    with job("ingest") as row:
        summary = ingest(items, row, reader=Prepared(told, statements), workers=1)
    assert not summary.errors, summary.errors
