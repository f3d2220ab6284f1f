from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from khabar.identity import claim_id
from khabar.model import (
    AdminUnit,
    Candidate,
    Claim,
    DateValue,
    Extraction,
    Harm,
    Party,
    PlaceValue,
    Quote,
    Rejected,
    Relation,
    Report,
    Source,
    Statement,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not SHARED.is_dir():
        skip = pytest.mark.skip(reason="the development data folder ../shared is not here")
        for item in items:
            if "shared" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    return SHARED


TEXT = (
    "قصف على سوق مأرب\n"
    "قالت وكالة “سبأ”، أمس، نقلًا عن مصدر طبي، إن قصفًا نفذه الحوثيون على سوق في مدينة مأرب أسفر عن مقتل مدنيين "
    "اثنين وإصابة خمسة على الأقل.\n"
    "وتشهد المدينة تزايدًا في القصف."
)


@pytest.fixture
def extraction() -> Extraction:
    """A report with one claim, a trend and a tie, made by hand."""

    def quote(part: str, after: int = 0) -> Quote:
        start = TEXT.index(part, after)
        return Quote(part, start, start + len(part))

    body = TEXT.index("\n") + 1
    claim = Claim(
        claim_id(TEXT, "shelling", quote("قصفًا").span, "مأرب"),
        "shelling",
        "explosion",
        evidence=quote("قصفًا نفذه الحوثيون على سوق في مدينة مأرب"),
        trigger=quote("قصفًا"),
        date=DateValue(date(2021, 3, 17), date(2021, 3, 17), quote("أمس")),
        place=PlaceValue(
            quote("مأرب", body),
            lat=15.46,
            lon=45.33,
            radius_km=5.0,
            precision="settlement",
            admin=(AdminUnit(0, "اليمن", "Yemen", "YE"), AdminUnit(1, "مأرب", "Marib", "YE-MA")),
            candidates=(Candidate("Ma'rib, other", 0.1, "farther away"),),
        ),
        actors=(
            Party(quote("الحوثيون"), "perpetrator", "houthis", "Houthis (Ansar Allah)", "nonstate"),
            Party(quote("سوق", body), "target"),
        ),
        harm=(
            Harm("killed", 2, 2, quote("مقتل مدنيين اثنين"), "مدنيين"),
            Harm("injured", 5, None, quote("إصابة خمسة")),
        ),
        sources=(Source(quote("وكالة “سبأ”")), Source(quote("مصدر طبي"))),
        status="reported",
        confidence=0.87,
        reasons=("trigger قصف (triggers)",),
    )
    report = Report(TEXT, "d1", "مأرب برس", "قصف على سوق مأرب", date(2021, 3, 18), "https://example.org/1")
    trend = Statement(quote("تزايدًا في القصف"), place=quote("المدينة"), direction="up")
    tie = Relation("outlet_of", quote("سبأ"), quote("الحوثيون"), quote("وكالة “سبأ”"))
    return Extraction(report, (claim,), (trend,), (tie,), (Rejected(quote("قصف"), "headline", 0.2),))


@dataclass(slots=True)
class Site:
    """A web site on this machine: `pages` maps paths to (status, headers, body), `asked` lists requests and headers."""

    port: int = 0
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Set what `path` answers; header names take underscores. Returns the URL."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body.encode() if isinstance(body, str) else body)
        return self.url(path)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site whose pages the test sets; what it does not set is not found."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, body = site.pages.get(self.path, (404, {}, b""))
            if headers.get("etag") and self.headers.get("if-none-match") == headers["etag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in {"content-type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            if "content-length" not in headers:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()
