from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import khabar

PARAGRAPHS = (
    "قالت مديرية الصحة في بيان إن أربعة مدنيين أصيبوا، الأحد، إثر سقوط قذائف على حي سكني في مدينة تعز.",
    "وأضاف البيان أن المصابين نقلوا إلى المستشفى الجمهوري، وأن حالة اثنين منهم حرجة، وتواصل فرق الإسعاف عملها.",
    "ولم تعلن أي جهة مسؤوليتها عن القصف الذي تكرر على الحي خلال الأسابيع الأخيرة بحسب سكان تحدثوا إلى المراسل.",
)
PAGE = f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="{{charset}}">
<title>إصابة أربعة مدنيين في تعز - صوت تعز</title>
<meta property="og:title" content="إصابة أربعة مدنيين في تعز">
<meta property="og:site_name" content="صوت تعز">
<meta property="article:published_time" content="2021-05-16T18:00:00+03:00">
</head><body><nav><a href="/">الرئيسية</a><a href="/s">رياضة</a></nav>
<article><h1>إصابة أربعة مدنيين في تعز</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_article_title_date_and_outlet_come_from_the_page(tmp_path: Path, charset: str) -> None:
    (tmp_path / "x.html").write_bytes(PAGE.format(charset=charset).encode(charset))
    report = khabar.read(tmp_path / "x.html", url="https://example.org/a")
    assert report.text.split("\n") == ["إصابة أربعة مدنيين في تعز", *PARAGRAPHS]
    assert (report.title, report.outlet) == ("إصابة أربعة مدنيين في تعز", "صوت تعز")
    assert report.published == date(2021, 5, 16)
    assert report.url == "https://example.org/a"


def test_bytes_are_believed_before_what_the_page_declares(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(PAGE.format(charset="windows-1256").encode("utf-8"))
    assert khabar.read(tmp_path / "x.html").title == "إصابة أربعة مدنيين في تعز"


def test_what_the_user_says_wins(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(PAGE.format(charset="utf-8"))
    report = khabar.read(tmp_path / "x.html", published="2021-05-17", outlet="أخرى")
    assert (report.published, report.outlet) == (date(2021, 5, 17), "أخرى")
