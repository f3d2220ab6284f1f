from __future__ import annotations

from datetime import date

from khabar.model import Report
from khabar.pipeline import Reader, default_reader


def targets(text: str) -> dict[str, list[str | None]]:
    """Type of each claim -> ids of those hit."""
    claims = default_reader().extract(Report(text, published=date(2021, 5, 3))).claims
    return {claim.type: [party.id for party in claim.actors if party.role == "target"] for claim in claims}


def test_people_shot_at_a_protest_are_protesters() -> None:
    shot = targets("وأصيب ثلاثة أشخاص برصاص الشرطة خلال تفريق مظاهرة في مدينة البصرة أمس.")
    assert shot == {"excessive_force": ["protesters"]}


def test_people_hit_elsewhere_stay_civilians() -> None:
    assert targets("قتل ثلاثة أشخاص في قصف على مدينة درعا أمس.") == {"shelling": ["civilians"]}


def test_victims_that_there_were_none_of_are_no_target() -> None:
    text = "سقطت ثلاثة صواريخ على محيط قاعدة بلد الجوية أمس من دون وقوع ضحايا."
    assert targets(text) == {"shelling": []}


def told(text: str) -> int:
    return len(default_reader().extract(Report(text, published=date(2021, 5, 3))).claims)


def test_history_is_no_claim_unless_dated_to_the_day() -> None:
    assert told("قتل ثلاثة مدنيين في قصف لقوات النظام على مدينة درعا في 12 آذار 2015.") == 1
    assert told("قتل ثلاثة مدنيين في قصف لقوات النظام على مدينة درعا في عام 2015.") == 0


def rejected(text: str) -> set[str]:
    """Why what is told in a text makes no claim, at any confidence."""
    found = Reader(least=0.0).extract(Report(text, published=date(2021, 5, 3)))
    assert not found.claims
    return {one.reason for one in found.rejected}


def test_a_means_without_a_deed_is_no_claim() -> None:
    assert "names a means, and nothing that was done with it" in rejected("وشوهدت طائرات حربية فوق مدينة درعا أمس.")


def test_a_trend_is_no_claim() -> None:
    trend = "تصاعدت وتيرة القصف المدفعي لقوات النظام على مدينة درعا خلال الأيام الماضية."
    assert "a trend, and no single event" in rejected(trend)
    assert rejected("تشهد مدينة درعا تصاعدًا في الهجمات منذ مطلع الشهر الماضي.")


def test_claims_of_one_happening_at_several_places_are_as_sure() -> None:
    text = "قصفت مدفعية قوات النظام بلدات النيرب وسرمين وقميناس بريف إدلب أمس، ما أدى إلى مقتل ثلاثة مدنيين."
    claims = default_reader().extract(Report(text, published=date(2021, 5, 3))).claims
    assert {claim.place.quote.text if claim.place else None for claim in claims} == {"النيرب", "سرمين", "قميناس"}
    assert len({claim.confidence for claim in claims}) == 1


def test_a_verb_that_carries_an_event_is_one_with_it() -> None:
    text = "شهدت مدينة نوى وقرى قريبة منها بريف درعا الغربي، مساء أمس الأحد، قصفا بقذائف الهاون."
    found = Reader(least=0.0).extract(Report(text, published=date(2021, 5, 3)))
    (claim,) = {(claim.trigger.span, claim.evidence.span): claim for claim in found.claims}.values()
    assert claim.evidence.text.startswith("شهدت")
    assert "قصفا" in claim.evidence.text


def test_a_deed_in_a_party_s_name_is_no_event() -> None:
    text = "وقالت الجبهة الوطنية للتحرير وهيئة تحرير الشام أمس إنهما ستنسقان عملهما في إدلب."
    found = Reader(least=0.0).extract(Report(text, published=date(2021, 5, 3)))
    words = {claim.trigger.text for claim in found.claims} | {one.quote.text for one in found.rejected}
    assert not any("تحرير" in word for word in words)
