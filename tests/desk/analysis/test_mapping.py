"""The map is one file, asks nothing of the network, and says no more than what is published."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khabar.cli import run
from khabar.desk.analysis.mapping import as_html
from khabar.desk.linking.store import link_archive
from khabar.desk.releases.selection import Wish, select


@pytest.fixture
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(store: Any, invent: Any) -> str:
    later = date(2024, 5, 20)
    store([invent(killed=(3, 3)), invent("عفرين"), invent("عفرين", later), invent(day=later, persons=("</script>",))])
    link_archive()
    return as_html(select(Wish()).incidents, title="خريطة <الحوادث>", note="n.")


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found.group(1))


def test_it_asks_nothing_of_the_network(page: str) -> None:
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)", page)
    assert "default-src 'none'" in page and "sourceMappingURL" not in page
    assert not re.search(r"\{\{\w+\}\}", page)


def test_names_are_text_and_safe(page: str) -> None:
    assert "خريطة &lt;الحوادث&gt;" in page
    assert page.count("</script>") == 3
    data = data_of(page)
    assert {site["name"] for site in data["sites"]} == {"البصيرة", "عفرين"}
    assert "حلب" in {area["name"] for area in data["areas"]}


def test_incidents_of_one_town_lie_side_by_side(page: str) -> None:
    shown = [tuple(i["shown"]) for i in data_of(page)["incidents"]]
    assert len(set(shown)) == len(shown) == 4


def test_the_verb(store: Any, invent: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    store([invent()])
    link_archive()
    assert run(["map", str(tmp_path / "map.html")]) == 0
    assert "1 incidents" in capfd.readouterr().out and (tmp_path / "map.html").stat().st_size > 100_000
    assert run(["map", str(tmp_path / "no" / "map.html")]) == 1
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.browser
def test_it_works_in_a_browser_without_network(page: str, browser: Any, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(page, "utf-8")
    faults: list[str] = []
    view = browser.new_page(viewport={"width": 1000, "height": 700})
    view.on("pageerror", lambda error: faults.append(str(error)))
    view.on("console", lambda message: faults.append(message.text))
    view.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    view.goto((tmp_path / "map.html").as_uri())
    assert view.locator("#map path.leaflet-interactive").count() == 4
    assert "عفرين" in view.locator(".site").all_text_contents()
    view.locator("#list button").first.click()
    popup = view.locator(".leaflet-popup-content")
    popup.wait_for()
    assert "killed" in popup.text_content() or "grade" in popup.text_content()
    assert faults == []
