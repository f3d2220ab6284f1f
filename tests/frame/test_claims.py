from __future__ import annotations

from datetime import date

from khabar.model import Report
from khabar.pipeline import default_reader


def targets(text: str) -> dict[str, list[str | None]]:
    """Type of each claim -> ids of those hit."""
    claims = default_reader().extract(Report(text, published=date(2021, 5, 3))).claims
    return {claim.type: [party.id for party in claim.actors if party.role == "target"] for claim in claims}


def test_people_shot_at_a_protest_are_protesters() -> None:
    shot = targets("وأصيب ثلاثة أشخاص برصاص الشرطة خلال تفريق مظاهرة في مدينة البصرة أمس.")
    assert shot == {"excessive_force": ["protesters"]}


def test_people_hit_elsewhere_stay_civilians() -> None:
    assert targets("قتل ثلاثة أشخاص في قصف على مدينة درعا أمس.") == {"shelling": ["civilians"]}


def told(text: str) -> int:
    return len(default_reader().extract(Report(text, published=date(2021, 5, 3))).claims)


def test_history_is_no_claim_unless_dated_to_the_day() -> None:
    assert told("قتل ثلاثة مدنيين في قصف لقوات النظام على مدينة درعا في 12 آذار 2015.") == 1
    assert told("قتل ثلاثة مدنيين في قصف لقوات النظام على مدينة درعا في عام 2015.") == 0
