from __future__ import annotations

import pytest

from khabar.model import Relation
from khabar.resolve.actors import resolve_actors
from khabar.tag.actors import tag_actors
from khabar.tag.relations import tag_relations
from khabar.text import segment


def relations(text: str) -> list[Relation]:
    page = segment(text)
    return list(tag_relations(page, resolve_actors(page, tag_actors(page))))


@pytest.mark.parametrize(
    ("text", "kind", "subject", "object_"),
    [
        ("نشرت وكالة أعماق التابعة لتنظيم الدولة بيانا", "part_of", "amaq", "islamic_state"),
        ("تعد وحدات حماية الشعب العمود الفقري لقوات سوريا الديمقراطية", "backbone_of", "ypg", "sdf"),
        ("قصف التحالف العربي الذي تقوده السعودية الميناء", "led_by", "arab_coalition", "saudi_arabia"),
        ("أعلنت كتائب القسام، الجناح العسكري لحركة حماس، الحصيلة", None, None, None),
        ("تقدمت قسد بدعم من التحالف الدولي نحو البلدة", "backed_by", "sdf", "us_coalition"),
        ("هاجم لواء القدس المتحالف مع قوات النظام الحاجز", "allied_with", "liwa_al_quds", "syrian_regime"),
    ],
)
def test_ties_told_between_parties(text: str, kind: str | None, subject: str | None, object_: str | None) -> None:
    found = [(r.kind, r.subject_id, r.object_id) for r in relations(text)]
    # a wing of the same party is no tie between two
    assert found == ([] if kind is None else [(kind, subject, object_)])


def test_a_tie_inside_a_mention_has_the_owner_as_object() -> None:
    text = "احترقت سيارة عسكرية تابعة لقوات الدعم السريع"
    (relation,) = relations(text)
    assert (relation.kind, relation.object_id) == ("part_of", "rsf")
    assert (relation.subject.text, relation.object.text) == ("سيارة عسكرية", "قوات الدعم السريع")
    assert text[relation.quote.start : relation.quote.end] == relation.quote.text


def test_short_names_in_brackets() -> None:
    (relation,) = relations("انسحبت قوات سوريا الديمقراطية (قسد) من التلة")
    assert (relation.kind, relation.subject.text, relation.object.text) == (
        "short_name",
        "قوات سوريا الديمقراطية",
        "قسد",
    )
    assert relation.subject_id == relation.object_id == "sdf"


def test_civilians_are_nobodys_side() -> None:
    assert relations("سقط جرحى في صفوف المدنيين") == []
