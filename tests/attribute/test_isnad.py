from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.attribution import measure

from khabar.attribute import Attribution, attribute, read_isnad, same_side
from khabar.text import segment


def told(text: str, event: str, *perpetrators: str, outlet: str | None = None) -> Attribution:
    start = text.index(event)
    return attribute(read_isnad(segment(text), outlet=outlet), start, start + len(event), perpetrators)


def chain(text: str, event: str) -> list[str]:
    return [s.quote.text for s in told(text, event).sources]


def test_the_verb_before_the_event_governs_it() -> None:
    text = "قال المرصد السوري لحقوق الإنسان إن غارة روسية أصابت مزرعة قرب جسر الشغور."
    assert chain(text, "غارة روسية أصابت مزرعة قرب جسر الشغور") == ["المرصد السوري لحقوق الإنسان"]


def test_the_phrase_behind_the_event_governs_it() -> None:
    text = "قتل حارس في هجوم على مخفر قرب العريش، بحسب مصدر أمني."
    assert chain(text, "هجوم على مخفر قرب العريش") == ["مصدر أمني"]


def test_a_source_is_carried_until_another_speaks() -> None:
    text = (
        "قال الدفاع المدني السوري إن قصفا طال بلدة البارة.\n"
        "وأضاف أن قذيفة ثانية سقطت على مدرسة في كنصفرة.\n"
        "وقالت مصادر محلية إن طائرة مسيرة استهدفت سيارة في أعزاز."
    )
    assert chain(text, "قذيفة ثانية سقطت على مدرسة") == ["الدفاع المدني السوري"]
    assert chain(text, "طائرة مسيرة استهدفت سيارة") == ["مصادر محلية"]


def test_a_source_is_heard_through_its_outlet_under_a_shorter_name() -> None:
    text = (
        "ذكر المتحدث الإعلامي باسم الوزارة وليد حمدان لرويترز أن الجسر دمر.\n"
        "وأضاف المتحدث الإعلامي أن قذيفة أصابت مدرسة في كنصفرة."
    )
    assert chain(text, "قذيفة أصابت مدرسة في كنصفرة")[0] == "رويترز"


def test_what_is_carried_is_the_whole_chain_of_a_sentence() -> None:
    text = (
        "قالت مصادر أهلية إن قصفا طال بلدة البارة، بحسب ما نقلت وكالة سبوتنيك.\n"
        "وأضافت أن قذيفة ثانية سقطت على مدرسة في كنصفرة."
    )
    assert chain(text, "قذيفة ثانية سقطت على مدرسة") == ["وكالة سبوتنيك", "مصادر أهلية"]


def test_a_team_is_named_again_by_its_noun() -> None:
    text = (
        "قال فريق الدفاع المدني في إدلب إن قصفا طال بلدة البارة.\nوأضاف الفريق أن قذيفة ثانية سقطت على مدرسة في كنصفرة."
    )
    assert chain(text, "قذيفة ثانية سقطت على مدرسة") == chain(text, "قصفا طال بلدة البارة")


def test_the_outlets_reporter_ends_what_was_carried() -> None:
    text = "قال الدفاع المدني السوري إن قصفا طال بلدة البارة.\nوأفاد مراسلنا بأن طائرة حربية أغارت على محيط كنصفرة."
    assert chain(text, "طائرة حربية أغارت على محيط كنصفرة") == []


def test_without_a_source_the_outlet_reports() -> None:
    found = told("قصفت قوات النظام بلدة سرمين بالمدفعية.", "قصفت قوات النظام بلدة سرمين", "syrian_regime")
    assert (found.sources, found.status, found.cue) == ((), "reported", None)


def test_its_own_act_is_claimed() -> None:
    text = "تبنى تنظيم الدولة تفجير عبوة ناسفة بدورية قرب الشدادي."
    found = told(text, "تفجير عبوة ناسفة بدورية قرب الشدادي", "islamic_state")
    assert found.status == "claimed"
    assert [s.id for s in found.sources] == ["islamic_state"]


def test_the_media_arm_speaks_for_its_side() -> None:
    text = "قالت وكالة “أعماق” إن مقاتلي التنظيم هاجموا حاجزا قرب الميادين."
    assert told(text, "هاجموا حاجزا قرب الميادين", "islamic_state").status == "claimed"


def test_a_group_and_the_arm_that_spread_its_claims_are_one_chain() -> None:
    text = (
        "نشرت وكالة “أعماق” التابعة لتنظيم “الدولة الإسلامية” بيانات عن هجمات في البادية.\n"
        "وتبنى التنظيم تفجير عبوة ناسفة بدورية قرب السخنة.\n"
        "كما تبنى أيضا إعدام حارس في محيط تدمر."
    )
    for event in ("تفجير عبوة ناسفة بدورية قرب السخنة", "إعدام حارس في محيط تدمر"):
        found = told(text, event, "islamic_state")
        assert [s.quote.text for s in found.sources] == ["وكالة “أعماق”", "التنظيم"]
        assert found.status == "claimed"
    tie = told(text, "إعدام حارس في محيط تدمر", "islamic_state").sources[0].tie
    assert tie is not None and tie.text == "التابعة لتنظيم “الدولة الإسلامية”"


def test_the_accused_is_no_source() -> None:
    assert chain("واتهمت الحركة بتفجير شاحنة في العاصمة.", "تفجير شاحنة في العاصمة") == []


def test_a_fused_full_stop_ends_what_is_told() -> None:
    text = "قال مصدر محلي إن قذيفة سقطت على البارة.انفجرت عبوة ناسفة بسيارة في محيط الباب وقتل سائقها على الفور."
    (telling,) = read_isnad(segment(text)).tellings
    assert telling.end <= text.index("انفجرت")


def test_a_ministry_tells_of_its_own_forces() -> None:
    text = "أعلنت وزارة الداخلية المصرية مقتل أربعة مسلحين في مداهمة بالعريش."
    assert told(text, "مقتل أربعة مسلحين في مداهمة بالعريش", "egypt_police").status == "claimed"


def test_a_denial_is_denied() -> None:
    text = "نفى الجيش التركي استهداف مدرسة في عين عيسى."
    found = told(text, "استهداف مدرسة في عين عيسى", "turkiye")
    assert found.status == "denied"
    assert [s.id for s in found.sources] == ["turkiye"]


def test_an_accusation_is_accused() -> None:
    text = "اتهمت قوات سوريا الديمقراطية الجيش التركي بقصف قرية في ريف تل تمر."
    assert told(text, "قصف قرية في ريف تل تمر", "turkiye").status == "accused"


def test_a_monitor_that_names_a_culprit_reports() -> None:
    text = "قال المرصد السوري لحقوق الإنسان إن قوات النظام قصفت بلدة سرمين."
    assert told(text, "قوات النظام قصفت بلدة سرمين", "syrian_regime").status == "reported"


def test_doubt_is_alleged() -> None:
    text = "نفذت مسيرة يرجح أنها من طائرات التحالف الدولي غارة قرب الباب."
    assert told(text, "مسيرة يرجح أنها من طائرات التحالف الدولي غارة قرب الباب", "us_coalition").status == "alleged"


def test_sources_are_verbatim_and_reasons_are_given() -> None:
    text = "ذكرت رويترز أن سفينة أصيبت بصاروخ قرب الحديدة."
    found = told(text, "سفينة أصيبت بصاروخ قرب الحديدة")
    assert [text[s.quote.start : s.quote.end] for s in found.sources] == ["رويترز"]
    assert found.cue is not None and text[found.cue.start : found.cue.end] == found.cue.text
    assert found.reasons


def test_a_span_outside_the_text_is_refused() -> None:
    isnad = read_isnad(segment("قصفت الطائرات البلدة."))
    with pytest.raises(ValueError, match="outside"):
        attribute(isnad, 5, 500)


def test_sides() -> None:
    assert same_side("amaq", "islamic_state")
    assert same_side("egypt_army", "egypt_police")
    assert same_side("ypg", "sdf")
    assert not same_side("sdf", "turkiye")
    assert not same_side("hamas", "palestinian_authority")


@pytest.mark.shared
def test_dev_keeps_its_floors(shared: Path) -> None:
    documents = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    figures = measure(documents)
    assert figures["sources_f1"] >= 0.74
    assert figures["status"] >= 0.87
    assert figures["laundered"] <= 0.06


def test_what_is_owned_is_not_its_owner() -> None:
    page = segment("أعلن تنظيم الدولة هجوما على حاجز.\nكما تبنى إعدام شخص في بلدة الحويجة.")
    isnad = read_isnad(page)
    assert "إعدام" not in " ".join(m.text for m in isnad.mentions)
