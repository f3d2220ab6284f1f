from __future__ import annotations

import json
from pathlib import Path

import pytest

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer import ListReport, library, open_gazetteer

ROWS = """source,source_id,name_ar,name_en,alt_names,feature,lat,lon,adm1_ar,adm2_ar,adm3_ar,country
own,v1,خربة الشوك,Khirbet al-Shawk,,ppl,36.1,37.2,حلب,,,SY
own,v2,Latin only,Latin only,,ppl,36.1,37.2,حلب,,,SY
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def villages(tmp_path: Path) -> Path:
    path = tmp_path / "villages.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_a_list_stays_until_it_is_removed(villages: Path) -> None:
    report = library.add(villages)
    assert (report.kept, report.rows) == (1, 2)
    villages.unlink()
    (entry,) = library.installed()
    assert (entry.name, entry.about["places"], entry.about["skipped"]) == (
        "villages",
        1,
        {"no name in Arabic letters": 1},
    )
    assert open_gazetteer(with_builtin=False).named("خربة الشوك")[0].name_en == "Khirbet al-Shawk"
    library.remove("villages")
    assert library.installed() == []
    assert not open_gazetteer(with_builtin=False).named("خربة الشوك")


def test_an_index_of_another_version_is_built_anew(villages: Path) -> None:
    library.add(villages)
    (entry,) = library.installed()
    about = entry.path.with_suffix(".json")
    about.write_text(json.dumps(entry.about | {"spelling": "older"}), "utf-8")
    entry.path.write_bytes(b"an older index")
    assert open_gazetteer(with_builtin=False).named("خربة الشوك")


def test_a_file_for_one_run_is_indexed_once(villages: Path) -> None:
    reports: list[ListReport] = []
    for _ in range(2):
        gazetteer = open_gazetteer([villages], with_builtin=False, reports=reports)
        assert gazetteer.named("خربة الشوك")
    assert [report.kept for report in reports] == [1]
    villages.write_text(ROWS.replace("خربة الشوك", "خربة العسل"), "utf-8")
    assert open_gazetteer([villages], with_builtin=False).named("خربة العسل")


def test_a_list_without_usable_rows_is_not_installed(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_text(ROWS.replace("خربة الشوك", "Shawk"), "utf-8")
    with pytest.raises(GazetteerError, match="no row of 2 can be used: 2 x no name in Arabic letters"):
        library.add(path)
    assert library.installed() == []


def test_a_name_that_is_not_installed(villages: Path) -> None:
    library.add(villages)
    with pytest.raises(GazetteerError, match="'towns'; installed: villages"):
        library.remove("towns")


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, villages: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert open_gazetteer([villages], with_builtin=False).named("خربة الشوك")
