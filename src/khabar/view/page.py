"""The page itself: head, one section a report, foot."""

from __future__ import annotations

import base64
import re
from functools import cache
from hashlib import sha256
from itertools import zip_longest
from string import Template

from khabar import __version__
from khabar.model import Extraction, Report
from khabar.view.cards import card, tie, trend
from khabar.view.marks import Piece, lines_of, marks_of
from khabar.view.text import arabic, bilingual, english, file, label, safe

_KINDS = ("trigger", "actor", "place", "time", "harm", "source")
_HEADING = 60  # characters
_WEB = re.compile(r"https?://[^\s\"<>]+\Z")


def page_html(extraction: Extraction) -> str:
    """The whole page of one report."""
    return page_head() + article_html(extraction) + page_foot()


@cache
def _ends() -> tuple[str, str]:
    style, script = file("page.css"), file("page.js")
    whole = Template(file("page.html")).substitute(
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        legend="".join(f'<li class="{kind}">{bilingual("kind", kind)}</li>' for kind in _KINDS),
        caution_ar=arabic(label("page", "caution")[0], "p"),
        caution_en=english(label("page", "caution")[1], "p"),
        version=safe(__version__),
    )
    head, foot = whole.split("<!-- reports -->")
    return head, foot


def page_head() -> str:
    """Everything before the first report. The page may load nothing and run no script but its own."""
    return _ends()[0]


def page_foot() -> str:
    """Everything after the last report."""
    return _ends()[1]


def _hash(content: str) -> str:
    return base64.b64encode(sha256(content.encode()).digest()).decode()


def article_html(extraction: Extraction) -> str:
    """One report with its cards."""
    report = extraction.report
    lines = list(lines_of(report.text, marks_of(extraction)))
    ids = {number: claim.id for number, claim in enumerate(extraction.claims, 1)}
    title, body = _title(report, lines)
    cards = "".join(card(claim, number, extraction) for number, claim in enumerate(extraction.claims, 1))
    if not cards:
        cards = f'<p class="none">{bilingual("page", "no_claims")}</p>'
    return (
        f'<section class="report">\n<div class="text" lang="{safe(report.language)}" dir="auto">{_masthead(report)}'
        f"<h1>{_line(title, ids)}</h1>\n"
        + "\n".join(_paragraph(line, after, ids) for line, after in zip_longest(body, body[1:]))
        + f'</div>\n<div class="side"><h2>{bilingual("page", "claims")} <span class="count">{len(ids)}</span></h2>'
        f'<div class="cards">{cards}</div>{_rest(extraction)}</div>\n</section>\n'
    )


def _paragraph(line: list[Piece], after: list[Piece] | None, ids: dict[int, str]) -> str:
    """A line of the text; a short one without an end before a long one is a heading."""
    text = _text(line).strip()
    heading = len(text) < _HEADING and text[-1:].isalpha() and len(_text(after or [])) > 2 * _HEADING
    class_ = ' class="heading"' if heading else ""
    return f'<p dir="auto"{class_}>{_line(line, ids)}</p>'


def _title(report: Report, lines: list[list[Piece]]) -> tuple[list[Piece], list[list[Piece]]]:
    """The headline: the text's first line, unless the report has another title."""
    first = _text(lines[0]) if lines else ""
    if report.title and report.title.strip() != first.strip():
        return [Piece(report.title)], lines
    if report.title or (len(lines) > 1 and len(first) < 200):
        return lines[0], lines[1:]
    return [], lines


def _text(line: list[Piece]) -> str:
    return "".join(piece.text for piece in line)


def _masthead(report: Report) -> str:
    day = english(report.published.isoformat(), "time") if report.published else bilingual("page", "undated")
    outlet = arabic(report.outlet, "span", class_="outlet") if report.outlet else ""
    link = ""
    if report.url and _WEB.match(report.url):
        link = f'<a href="{safe(report.url)}" rel="noreferrer noopener">{english(report.url.split("/")[2])}</a>'
    return f'<p class="masthead">{" <i>·</i> ".join(part for part in (outlet, day, link) if part)}</p>'


def _line(pieces: list[Piece], ids: dict[int, str]) -> str:
    return "".join(_piece(piece, ids) for piece in pieces)


def _piece(piece: Piece, ids: dict[int, str]) -> str:
    refs = "".join(
        f'<a class="ref" id="t-{safe(ids[number])}" href="#{safe(ids[number])}" data-claims="{number}">{number}</a>'
        for number in piece.opens
    )
    if not piece.kind:
        return refs + safe(piece.text)
    claims = " ".join(map(str, piece.claims))
    name = "" if piece.kind == "evidence" else f' title="{safe(" · ".join(label("kind", piece.kind)))}"'
    return f'{refs}<mark class="{safe(piece.kind)}" data-claims="{claims}"{name}>{safe(piece.text)}</mark>'


def _rest(extraction: Extraction) -> str:
    """Trends, ties and notes."""
    messages = dict.fromkeys(f.message for f in (*extraction.report.findings, *extraction.findings))
    return "".join(
        f'<section class="rest {name}"><h2>{bilingual("page", name)}</h2><ul>{"".join(items)}</ul></section>'
        for name, items in (
            ("trends", [trend(statement) for statement in extraction.statements]),
            ("relations", [tie(relation) for relation in extraction.relations]),
            ("findings", [f"<li>{english(message)}</li>" for message in messages]),
        )
        if items
    )
