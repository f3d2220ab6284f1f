"""The map is one file, asks nothing of the network, and says no more than what is published."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khabar.cli import run
from khabar.desk.analysis.mapping import as_html
from khabar.desk.linking.store import link_archive
from khabar.desk.releases.selection import Wish, select


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
