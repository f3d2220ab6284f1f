"""Takes the picture of the README: the page of `khabar demo` with one claim lit. Needs chromium and playwright."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from khabar.cli.reading import make_reader
from khabar.sample import sample
from khabar.view import page_html

TARGET = Path(__file__).parent / "page.png"


def main() -> None:
    """Write `docs/page.png`."""
    html = page_html(make_reader().extract(sample()))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "page.html"
        page_file.write_text(html, "utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1320, "height": 980}, device_scale_factor=1.25)
        page.goto(page_file.as_uri())
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
