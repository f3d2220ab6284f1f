from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.errors import InputError
from khabar.sources.text import decode

ARTICLE = "أفادت مصادر محلية بأن قصفًا مدفعيًا استهدف أطراف بلدة حيس في محافظة الحديدة من دون وقوع إصابات."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1256", "iso8859_6"])
def test_encodings_without_a_mark_are_found(encoding: str) -> None:
    text = ARTICLE.replace("ً", "") if encoding == "iso8859_6" else ARTICLE
    assert decode(text.encode(encoding)) == (text, encoding, ())


def test_a_short_text_without_common_words_is_told_by_its_letters() -> None:
    assert decode("قصف سوق مأرب".encode("cp1256")).text == "قصف سوق مأرب"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_is_believed_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + ARTICLE.encode(encoding)).text == ARTICLE


def test_a_few_broken_bytes_leave_utf8_readable_and_are_told() -> None:
    decoded = decode(ARTICLE.encode() + b"\xd9")
    assert decoded.text == ARTICLE + "\ufffd"
    assert [finding.code for finding in decoded.findings] == ["encoding.broken"]


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 500, b"\xff\xd8\xff\xe0" * 99]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)


def test_a_stray_nul_and_bidi_controls_stay_in_the_text() -> None:
    text = f"{ARTICLE}\0\u202e{ARTICLE}\u2069"
    assert decode(text.encode()).text == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode()).text == text
