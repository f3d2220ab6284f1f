from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from khabar.model import Extraction
from khabar.view import page_html

pytestmark = pytest.mark.browser


@pytest.fixture
def page(extraction: Extraction, tmp_path: Path) -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    (tmp_path / "x.html").write_text(page_html(extraction), "utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: page.faults.append(request.url) if "file:" not in request.url else None)
        page.goto((tmp_path / "x.html").as_uri())
        yield page
        assert page.faults == []
        browser.close()


def test_pointing_at_a_card_lights_its_text_and_the_other_way_round(page: Any) -> None:
    assert page.locator(".on").count() == 0
    page.locator(".card").hover()
    lit = page.locator("mark.on").all_text_contents()
    assert "قصفًا" in lit and "وكالة “سبأ”" in lit
    page.mouse.move(2, 2)
    assert page.locator(".on").count() == 0
    page.locator("mark.place").first.hover()
    assert page.locator(".card.on").count() == 1


def test_the_keyboard_reaches_cards_and_escape_lets_go(page: Any) -> None:
    page.locator(".card").focus()
    assert page.locator("mark.on").count() > 5
    page.keyboard.press("Enter")
    page.locator(".card").blur()
    assert page.locator(".card.on").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".on").count() == 0


def test_the_text_stands_at_the_right_and_a_phone_shows_it_first_without_scrolling_aside(page: Any) -> None:
    text, side = page.locator(".text").bounding_box(), page.locator(".side").bounding_box()
    assert text["x"] > side["x"]
    page.set_viewport_size({"width": 360, "height": 740})
    text, side = page.locator(".text").bounding_box(), page.locator(".side").bounding_box()
    assert text["y"] + text["height"] <= side["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


CONTRAST = """() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const lum = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const under = (e) => {
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
    return [255, 255, 255];
  };
  const texts = ".text p, h1, h3 span, dt span, .summary, .summary-en, .status span, .chain span, .foot p";
  return [...document.querySelectorAll(texts)]
    .map((e) => { const a = lum(parse(getComputedStyle(e).color)), b = lum(under(e));
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.className + " " + e.textContent.slice(0, 20)]; })
    .filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_enough_to_be_read(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []
