from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from num2words import num2words

from khabar.lexicon.numerals import figure, parse, scan
from khabar.text import fold, segment, tokenize

# The generator below is written apart from the table, so that a slip in one shows in the other.
_MASCULINE = ["ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
_FEMININE = ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
_STEMS = ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]


def _unit(n: int, feminine: bool, oblique: bool) -> str:
    if n == 1:
        return "واحدة" if feminine else "واحد"
    if n == 2:
        return ("اثنتين" if feminine else "اثنين") if oblique else ("اثنتان" if feminine else "اثنان")
    return (_FEMININE if feminine else _MASCULINE)[n - 3]


def _teen(n: int, feminine: bool, oblique: bool) -> str:
    ten = "عشرة" if feminine else "عشر"
    if n == 11:
        return f"{'إحدى' if feminine else 'أحد'} {ten}"
    if n == 12:
        return f"{_unit(2, feminine, oblique)[:-1]} {ten}"
    return f"{(_FEMININE if feminine else _MASCULINE)[n - 13]} {ten}"


def _below_hundred(n: int, feminine: bool, oblique: bool) -> str:
    if n <= 10:
        return _unit(n, feminine, oblique)
    if n < 20:
        return _teen(n, feminine, oblique)
    ten = ("عشر" if n < 30 else _STEMS[n // 10 - 3]) + ("ين" if oblique else "ون")
    return f"{_unit(n % 10, feminine, oblique)} و{ten}" if n % 10 else ten


def _below_thousand(n: int, feminine: bool, oblique: bool, hundred: str, apart: bool) -> str:
    parts = []
    if n >= 300:
        parts.append(_STEMS[n // 100 - 3] + (" " if apart else "") + hundred)
    elif n >= 200:
        parts.append(hundred[:-1] + ("تين" if oblique else "تان"))
    elif n >= 100:
        parts.append(hundred)
    if n % 100:
        parts.append(_below_hundred(n % 100, feminine, oblique))
    return " و".join(parts)


def _scaled(n: int, word: str, plural: str, oblique: bool, hundred: str, apart: bool) -> str:
    if n == 1:
        return word
    if n == 2:
        return word + ("ين" if oblique else "ان")
    counted = plural if 3 <= n % 100 <= 10 else word + "ا" if n % 100 > 10 else word
    return f"{_below_thousand(n, False, oblique, hundred, apart)} {counted}"


def say(
    n: int, *, feminine: bool = False, oblique: bool = False, hundred: str = "مئة", apart: bool = False, gap: str = ""
) -> str:
    """`n` in words; `gap` stands after every "و", `apart` writes "ثلاث مئة"."""
    if n == 0:
        return "صفر"
    millions, thousands, rest = n // 10**6, n // 1000 % 1000, n % 1000
    parts = []
    if millions:
        parts.append(_scaled(millions, "مليون", "ملايين", oblique, hundred, apart))
    if thousands:
        parts.append(_scaled(thousands, "ألف", "آلاف", oblique, hundred, apart))
    if rest:
        parts.append(_below_thousand(rest, feminine, oblique, hundred, apart))
    said = " و".join(parts)
    return said.replace(" و", f" و{gap}") if gap else said


ways = st.fixed_dictionaries(
    {
        "feminine": st.booleans(),
        "oblique": st.booleans(),
        "hundred": st.sampled_from(["مئة", "مائة"]),
        "apart": st.booleans(),
        "gap": st.sampled_from(["", " "]),
    }
)


@given(st.one_of(st.integers(0, 2000), st.integers(0, 10**7), st.integers(0, 10**9 - 1)), ways)
def test_a_number_said_is_read_back(n: int, way: dict[str, object]) -> None:
    assert parse(say(n, **way)) == n  # type: ignore[arg-type]


@pytest.mark.parametrize("n", range(0, 1200))
def test_every_small_number_is_read_back(n: int) -> None:
    assert parse(say(n)) == parse(say(n, feminine=True, oblique=True, hundred="مائة", apart=True)) == n


@given(st.integers(0, 10**7))
def test_an_independent_speller_is_read_back(n: int) -> None:
    assume(n // 1000 % 1000 < 100 or n // 1000 % 100 > 2)  # it says "أربعمائة و ألف ألف" for 401000
    assert parse(num2words(n, lang="ar")) == n


@given(st.integers(0, 10**12 - 1), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
def test_figures_of_every_script(n: int, digits: str) -> None:
    assert parse("".join(digits[int(c)] for c in str(n))) == n
    assert parse(f"{n:,}".replace(",", "٬")) == n


@given(st.text(alphabet="ثلاةأربعمئوف ,.٣5الن", max_size=40))
def test_scan_never_fails_and_never_overlaps(text: str) -> None:
    tokens = segment(text).tokens
    at = 0
    for numeral in scan(tokens, ordinals=True):
        assert at <= numeral.first < numeral.last <= len(tokens)
        at = numeral.last


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50 ألفا و300", 50300),
        ("3 آلاف", 3000),
        ("1.5 مليون", 1_500_000),
        ("مليونين ونصف", 2_500_000),
        ("مليون ونصف المليون", 1_500_000),
        ("نصف مليون", 500_000),
        ("مئتي ألف", 200_000),
        ("خمسون ألفاً", 50_000),
        ("ألفا", 2000),
        ("ثماني مائة", 800),
        ("خَمْسَةٌ", 5),
        ("الخمسة عشر", 15),
        ("الثلاثة والعشرين", 23),
        ("1,600", 1600),
        ("104.7", 104.7),
        ("2,5", 2.5),
    ],
)
def test_numbers_as_news_writes_them(text: str, value: float) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text", ["", "لست", "الاثنين", "الثاني عشر", "نصف", "5 بالمئة", "1,2,3", "9" * 5000, "أحد", "مئات"]
)
def test_what_is_no_number(text: str) -> None:
    assert parse(text) is None


def test_ordinals_only_on_demand() -> None:
    tokens = tokenize(fold("في الثاني عشر من آذار وفي الحادي والعشرين منه"))
    assert scan(tokens) == []
    assert [(n.value, n.kind) for n in scan(tokens, ordinals=True)] == [(12, "ordinal"), (21, "ordinal")]


def test_numbers_side_by_side_stay_apart() -> None:
    tokens = segment("بين 3 و5 جرحى، واثنان وثلاثة، و20 ألفا وسبعة").tokens
    assert [n.value for n in scan(tokens)] == [3, 5, 2, 3, 20007]


def test_a_figure_too_long_to_be_a_count_is_left_alone() -> None:
    assert figure("1" * 16) is None
    assert figure("1" * 15) == int("1" * 15)
