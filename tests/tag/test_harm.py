from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.tag.harm import HarmMention, tag_harm
from khabar.text import segment

Value = tuple[str, int, int | None]


def values(text: str) -> list[Value]:
    return [(m.kind, m.low, m.high) for m in tag_harm(segment(text)) if m.part_of is None and not m.deny]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # counted victims after a noun, an active, a passive and a partisan verb
        ("أدى القصف إلى مقتل أربعة مدنيين", [("killed", 4, 4)]),
        ("قُتل ثلاثة عمال في انفجار لغم", [("killed", 3, 3)]),
        ("استشهد طفلان بقصف المدينة", [("killed", 2, 2)]),
        ("قتلت القوات في كمين أمس خمسة مسلحين", [("killed", 5, 5)]),
        ("لقي سبعة جنود مصرعهم", [("killed", 7, 7)]),
        ("فقد شاب حياته برصاص القناصة", [("killed", 1, 1)]),
        ("أودى الانفجار بحياة ستة مزارعين", [("killed", 6, 6)]),
        ("راح ضحيتها عشرة من السكان", [("killed", 10, 10)]),
        ("القضاء على ثمانية مسلحين", [("killed", 8, 8)]),
        ("تحييد 12 عنصرا", [("killed", 12, 12)]),
        ("أصيب رجل بجروح", [("injured", 1, 1)]),
        ("جُرح العشرات خلال الاحتجاج", [("injured", 20, None)]),
        ("اعتقلت الشرطة بعد الحادث 10 أشخاص", [("detained", 10, 10)]),
        ("ألقت القوات القبض على رجلين", [("detained", 2, 2)]),
        ("خطفوا عشرة عمال من الورشة", [("abducted", 10, 10)]),
        ("اختطف مسلحون مجهولون مساء الأحد ممرضة من منزلها", [("abducted", 1, 1)]),
        ("وثق اعتقال النظام السوري 476 شخصا", [("detained", 476, 476)]),
        ("أدت العملية لاعتقال رجلين", [("detained", 2, 2)]),
        ("نزوح أكثر من ألف عائلة", [("displaced", 1000, None)]),
        # people before the verb
        ("إن 14 مقاتلا لقوا حتفهم", [("killed", 14, 14)]),
        ("قال إن ضابطا وثلاثة جنود قتلوا في الكمين", [("killed", 4, 4)]),
        ("إن سبعة مدنيين، بينهم طفلان، أصيبوا بشظايا", [("injured", 7, 7)]),
        ("وقال إن شابا آخر أصيب برصاص القناصة", [("injured", 1, 1)]),
        ("وقتل في الهجوم 3", [("killed", 3, 3)]),
        ("الاشتباكات التي قتل فيها جندي", [("killed", 1, 1)]),
        # names and single people
        ("مقتل خالد العلي في كمين", [("killed", 1, 1)]),
        ("مقتل أحد الحراس وإصابة آخر", [("killed", 1, 1), ("injured", 1, 1)]),
        ("إصابة زوجها وأحد أطفالها", [("injured", 2, 2)]),
        ("أصيب والده وشقيقه", [("injured", 2, 2)]),
        # uncounted
        ("سقوط قتلى وجرحى", [("killed", 2, None), ("injured", 2, None)]),
        ("إصابة عدد من السكان", [("injured", 2, None)]),
        ("تكبدت الميليشيا خسائر بشرية", [("killed", 2, None)]),
        ("إصابة من كان بداخلها", [("injured", 1, None)]),
        ("وقوع ضحايا في السوق", [("killed", 2, None)]),
        # shared heads
        ("مقتل وإصابة 12 جنديا", [("killed", 1, None), ("injured", 1, None)]),
        ("مقتل وإصابة ما لا يقل عن عشرة جنود", [("killed", 1, None), ("injured", 1, None)]),
        ("قتل وأصيب عدد من العناصر", [("killed", 2, None), ("injured", 2, None)]),
        ("سقوط 88 قتيلا وجريحا", [("killed", 1, None), ("injured", 1, None)]),
        ("سقط 145 شخصا بين قتيل وجريح", [("killed", 1, None), ("injured", 1, None)]),
        ("وعشرات القتلى والجرحى في التفجير", [("killed", 20, None), ("injured", 20, None)]),
        ("خطف وقتل ثمانية من الحراس", [("abducted", 8, 8), ("killed", 8, 8)]),
        ("شخص قُتل وأُصيب ثلاثة آخرون", [("killed", 1, 1), ("injured", 3, 3)]),
        # sums that the text makes
        ("استشهاد 4 مقاتلين وستة عمال واثنين من الرعاة", [("killed", 12, 12)]),
        ("مقتل ثلاثة جنود على الأقل وثلاثة عشر إرهابيا", [("killed", 16, None)]),
        ("مصرع 12 شابا وفتاة", [("killed", 12, 12)]),
        ("مقتله مع مرافقيه الاثنين", [("killed", 3, 3)]),
        ("اعتقلت القوات كلا من: خالد العلي وسعيد الحسن", [("detained", 2, 2)]),
        ("حكما بإعدام رجل أدين باستهداف كنائس ورجال شرطة", [("killed", 1, 1)]),
        ("اعتقال مختار القرية، بالإضافة إلى ثلاثة شبان", [("detained", 4, 4)]),
        # tolls
        ("ارتفاع عدد القتلى إلى 25", [("killed", 25, 25)]),
        ("ارتفعت حصيلة القتلى في الهجوم من 3 إلى 5 أشخاص", [("killed", 5, 5)]),
        ("بلغ إجمالي الإصابات 431", [("injured", 431, 431)]),
        ("العثور على جثث 16 رجلا", [("killed", 16, 16)]),
        ("أوقع القصف قتيلين و45 جريحا", [("killed", 2, 2), ("injured", 45, 45)]),
        ("نقلت المروحية 24 جنديا جريحا", [("injured", 24, 24)]),
    ],
)
def test_tolls(text: str, expected: list[Value]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "سقطت القذيفة دون وقوع إصابات",
        "لم ترد أنباء عن إصابات",
        "نجا من محاولة اغتيال",
        "نفت الوزارة أن تكون قد اعتقلت ثلاثة شبان",
        "هدد بقتل الرهائن",
        "أثار مخاوف من احتمال مقتل جنود",
        "أعلن الإفراج عن 20 أسيرا",
        "نقلوا إلى مراكز احتجاز أخرى",
        "حملة دهم لاعتقال ثلاثة مطلوبين",
        "ضبط وتدمير 43 دراجة",
        "خطف الطائرة من المطار",
        "تأكدت إصابة لاعب بفيروس",
        "ضبطت الشرطة مئات الصناديق",
        "قضوا وقتا طويلا في البلدة",
        "نفذت 12 غارة ودمرت 3 آليات",
        "إصابة دبابتين ومدرعة",
        "أوقفت الشرطة مسيرة في المدينة",
        "من أسرة واحدة تسكن البلدة",
        "افتتح مستشفى الجرحى أبوابه",
        "زار الوفد كتيبة الشهداء",
    ],
)
def test_no_harm_is_made_up(text: str) -> None:
    assert values(text) == []


def test_a_denied_harm_is_kept_and_marked() -> None:
    (mention,) = tag_harm(segment("سقطت القذيفة دون وقوع إصابات"))
    assert (mention.kind, mention.deny) == ("injured", True)


def test_a_part_points_to_its_total() -> None:
    text = "مقتل 25 مدنيا بينهم طفلان وإصابة 5 آخرين"
    total, part, injured = tag_harm(segment(text))
    assert (total.low, total.part_of) == (25, None)
    assert (part.kind, part.low, part.part_of, part.text) == ("killed", 2, 0, "طفلان")
    assert (injured.kind, injured.low, injured.part_of) == ("injured", 5, None)


def test_who_was_hurt_stands_as_told() -> None:
    text = "أعلنت الفصائل مقتل ثلاثة جنود روس"
    (mention,) = tag_harm(segment(text))
    assert (mention.victims, mention.who) == ("ثلاثة جنود روس", "soldier")
    assert text[mention.word.start : mention.word.end] == "مقتل"
    assert mention.text == text[mention.start : mention.end] == "مقتل ثلاثة جنود روس"


def test_the_agents_of_a_killing_are_no_victims() -> None:
    assert values("قُتل رجل على أيدي ثلاثة مسلحين") == [("killed", 1, 1)]
    assert values("قتل مسلحون مجهولون ثلاثة رجال") == [("killed", 3, 3)]


WORDS = (
    "مقتل قتل قتلوا أصيبا وإصابة 12 طفلان مدنيين بين قتيل وجريح دون بينهم ( ) ، . آخرين مع عشرات اعتقلت عدد القتلى إلى"
)


@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=16))
def test_every_order_of_words_yields_valid_spans(words: list[str]) -> None:
    text = " ".join(words)
    mentions = tag_harm(segment(text))
    for mention in mentions:
        check(text, mention, len(mentions))


@given(st.text(max_size=60), st.sampled_from(["مقتل 3 ", "أصيب ", "قتلى ", "اعتقلت ", "إصابة ٣٫٥ ", "بين ² و③ قتيل "]))
def test_any_text_is_read_without_a_fault(text: str, start: str) -> None:
    for mention in tag_harm(segment(start + text)):
        check(start + text, mention, 99)


def check(text: str, mention: HarmMention, count: int) -> None:
    assert text[mention.start : mention.end] == mention.text != ""
    assert mention.high is None or 0 < mention.low <= mention.high
    assert mention.part_of is None or 0 <= mention.part_of < count
    if mention.victim is not None:
        assert text[mention.victim.start : mention.victim.end] == mention.victims


def test_plain_sentences_pass_the_gate_quickly() -> None:
    page = segment("اجتمع الوزير مع نظيره في العاصمة لبحث سبل التعاون بين البلدين خلال الفترة المقبلة. " * 400)
    tag_harm(page)
    began = time.process_time()
    tag_harm(page)
    assert (time.process_time() - began) / len(page.sentences) < 0.0001


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "harm.py"
    spec = importlib.util.spec_from_file_location("benchmarks_harm", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
@pytest.mark.parametrize(("name", "recall", "precision"), [("train", 0.91, 0.91), ("dev", 0.89, 0.87)])
def test_gold_values_are_found(shared: Path, bench: ModuleType, name: str, recall: float, precision: float) -> None:
    total = bench.score(shared / "gold" / f"{name}.jsonl")
    assert total.recall >= recall
    assert total.precision >= precision
