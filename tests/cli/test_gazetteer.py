from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from khabar.cli import app

ROWS = """source,source_id,name_ar,name_en,alt_names,feature,lat,lon,adm1_ar,adm2_ar,adm3_ar,country
own,v1,خربة الشوك,Khirbet al-Shawk,,ppl,36.1,37.2,حلب,,,SY
own,v2,خربة العسل,Khirbet al-Asal,,ppl,99,300,حلب,,,SY
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHABAR_HOME", str(tmp_path / "home"))
    path = tmp_path / "villages.csv"
    path.write_text(ROWS, "utf-8")
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["gazetteer", *map(str, arguments)])
    return result.exit_code, result.output


def test_add_list_search_info_remove(home: Path) -> None:
    code, said = run("add", home)
    assert code == 0
    assert "1 places of 2 rows (12-column CSV)" in said
    assert "skipped 1: coordinates are out of range" in said and "line 3: 99, 300" in said
    assert "villages\t1 places" in run("list")[1]
    assert "Khirbet al-Shawk\tppl\t36.1000, 37.2000\tحلب < SY\town:v1" in run("search", "خربة الشوك")[1]
    assert "skipped: 1 x coordinates are out of range" in run("info", "villages")[1]
    assert run("remove", "villages") == (0, "removed villages\n")
    assert run("search", "خربة الشوك")[0] == 1


def test_one_bad_file_does_not_stop_the_others(home: Path, tmp_path: Path) -> None:
    code, said = run("add", tmp_path / "none.csv", home)
    assert code == 1
    assert "none.csv: cannot be read" in said and "1 places of 2 rows" in said


def test_no_network_is_said_plainly(home: Path) -> None:
    code, said = run("fetch", "geonames", "SY", "--server", "http://127.0.0.1:1")
    assert code == 1
    assert "no network" in said


def test_wrong_usage(home: Path) -> None:
    assert run("fetch", "osm", "SY")[0] == 2
    assert run("add", home, home, "--name", "x")[0] == 2
    assert run("info", "nothing")[0] == 1
