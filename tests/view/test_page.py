from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from khabar.lexicon import load
from khabar.model import Extraction, Finding, Report
from khabar.view import article_html, page_html
from khabar.view.marks import Mark, lines_of, marks_of
from khabar.view.text import label

VOID = {"meta", "link", "br", "img", "input"}
EVIL = "<script>alert(1)</script>\" onload='x' & \ud800\0\u202e"


class Checker(HTMLParser):
    """Collects tags, text and ids; fails on tags that do not close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    return checker


def test_the_page_is_whole_right_to_left_and_loads_nothing(extraction: Extraction) -> None:
    html = page_html(extraction)
    page = parsed(html)
    assert ("html", {"lang": "ar", "dir": "rtl"}) in page.tags
    assert not [a for tag, a in page.tags if tag in ("img", "link", "iframe") or (tag == "script" and "src" in a)]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest", html)
    assert "default-src 'none'" in html


def test_every_claim_has_a_card_and_a_way_to_and_from_the_text(extraction: Extraction) -> None:
    page = parsed(page_html(extraction))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    links = {a["href"] for tag, a in page.tags if tag == "a" and (a.get("href") or "").startswith("#")}
    claim = extraction.claims[0].id
    assert links == {f"#{claim}", f"#t-{claim}"} and {claim, f"t-{claim}"} <= set(ids)


def test_evidence_is_marked_by_kind(extraction: Extraction) -> None:
    page = parsed(page_html(extraction))
    kinds = {a["class"] for tag, a in page.tags if tag == "mark"}
    assert kinds == {"evidence", "trigger", "actor", "place", "time", "harm", "source", "trend"}


def test_the_chain_of_sources_is_drawn_from_the_outlet_inwards(extraction: Extraction) -> None:
    chain = re.search(r'<ol class="chain".*?</ol>', page_html(extraction), re.S)
    assert chain
    assert re.findall(r'<bdi lang="ar" dir="rtl">(.*?)</bdi>', chain.group()) == ["مأرب برس", "وكالة سبأ", "مصدر طبي"]


def test_text_cannot_become_markup(extraction: Extraction) -> None:
    report = replace(extraction.report, text=EVIL * 3, title=EVIL, outlet=EVIL, url=f"javascript:{EVIL}", doc_id=EVIL)
    shifted = replace(extraction, report=report, claims=(), statements=(), relations=(), findings=(Finding("x", EVIL),))
    page = parsed(article_html(shifted))
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "alert(1)" in page.text
    assert not [a for tag, a in page.tags if tag == "a"]
    article_html(shifted).encode("utf-8")


def test_every_kind_of_tie_has_its_words_in_both_languages() -> None:
    kinds = {row["kind"] for row in load("relations").rows}
    assert [kind for kind in kinds if label("relation", kind)[0].isascii()] == []


def test_a_report_without_claims_says_so() -> None:
    assert "No claim of an event" in page_html(Extraction(Report("نص بلا أحداث.")))


@given(
    st.text(alphabet="اب \n.\u202e", min_size=1, max_size=60),
    st.lists(
        st.tuples(st.integers(0, 59), st.integers(1, 20), st.sampled_from(["evidence", "actor"]), st.integers(0, 3))
    ),
)
def test_pieces_put_together_are_the_text(text: str, spans: list[tuple[int, int, str, int]]) -> None:
    marks = sorted(Mark(s, min(s + n, len(text)), kind, claim) for s, n, kind, claim in spans if s < len(text))
    lines = ["".join(piece.text for piece in line) for line in lines_of(text, marks)]
    assert lines == [line for line in text.split("\n") if line.strip()]


def test_marks_are_those_of_the_claim(extraction: Extraction) -> None:
    text = extraction.report.text
    marks = marks_of(extraction)
    assert {text[m.start : m.end] for m in marks if m.kind == "source"} == {"وكالة “سبأ”", "مصدر طبي"}
    assert marks == sorted(marks)
