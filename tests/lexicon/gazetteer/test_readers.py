from __future__ import annotations

import csv
import gzip
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer import GazetteerRow, ListReport
from khabar.lexicon.gazetteer.readers import read_rows

COLUMNS = tuple("source source_id name_ar name_en alt_names feature lat lon adm1_ar adm2_ar adm3_ar country".split())  # noqa: SIM905


def twelve(path: Path, *rows: dict[str, str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def village(name: str = "تل العسل", **others: str) -> dict[str, str]:
    return {"source": "own", "source_id": "v1", "name_ar": name, "feature": "ppl", "lat": "36.1", "lon": "37.2",
            "adm1_ar": "حلب", "country": "SY"} | others  # fmt: skip


def read(path: Path) -> tuple[list[GazetteerRow], ListReport]:
    report = ListReport(path)
    return list(read_rows(path, report)), report


def test_the_twelve_columns(tmp_path: Path) -> None:
    row = village(alt_names="Tell|تل عسل|type:neighbourhood", name_en="Tell al-Asal")
    (found,), report = read(twelve(tmp_path / "own.csv", row))
    assert (found.entry.id, found.entry.name_en, found.entry.feature) == ("own:v1", "Tell al-Asal", "neighbourhood")
    assert (found.entry.lat, found.entry.lon) == (36.1, 37.2)
    assert found.entry.admin == ("حلب", "", "")
    assert found.aliases == ("تل عسل",)
    assert (report.rows, report.kept) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    (found,), _ = read(twelve(tmp_path / "own.csv", village(), encoding=encoding, delimiter=delimiter))
    assert found.entry.name == "تل العسل"


def test_gzip_whatever_its_name(tmp_path: Path) -> None:
    plain = twelve(tmp_path / "own.csv", village())
    packed = tmp_path / "own.data"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert len(read(packed)[0]) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lat": "91", "lon": "200"}, "coordinates are out of range"),
        ({"lat": "north"}, "coordinates are no numbers"),
        ({"lat": "nan"}, "coordinates are no numbers"),
        ({"lon": ""}, "coordinates are no numbers"),
        ({"lat": "-33.9", "lon": "151.2"}, "coordinates lie far outside SY"),
        ({"name_ar": "Tell al-Asal"}, "no name in Arabic letters"),
        ({"name_ar": ""}, "no name in Arabic letters"),
        ({"lat": "", "lon": "", "adm1_ar": "", "country": ""}, "neither coordinates nor a containing unit"),
    ],
)
def test_a_bad_row_is_skipped_and_named(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    found, report = read(twelve(tmp_path / "own.csv", village("الدحلة"), village() | change))
    assert [row.entry.name for row in found] == ["الدحلة"]
    assert dict(report.skipped) == {reason: 1}
    assert (report.notes[0].line, report.notes[0].reason) == (3, reason)


def test_swapped_coordinates_are_put_right_and_told(tmp_path: Path) -> None:
    (found,), report = read(twelve(tmp_path / "own.csv", village(lat="37.2", lon="36.1", country="SY")))
    assert (found.entry.lat, found.entry.lon) == (37.2, 36.1)  # within Syria's reach either way: left as told
    assert not report.mended
    (found,), report = read(twelve(tmp_path / "own.csv", village(lat="44.2", lon="15.4", country="YE")))
    assert (found.entry.lat, found.entry.lon) == (15.4, 44.2)
    assert dict(report.mended) == {"latitude and longitude were swapped": 1}


def test_decimal_commas_and_absent_coordinates(tmp_path: Path) -> None:
    rows = village(lat="36,5", lon="37,25"), village("الدحلة", lat="", lon=""), village("هجين", lat="0", lon="0")
    found, report = read(twelve(tmp_path / "own.csv", *rows))
    assert [(row.entry.lat, row.entry.lon) for row in found] == [(36.5, 37.25), (None, None), (None, None)]
    assert report.mended["coordinates 0, 0 stand for none"] == 1
    assert report.mended["kept without coordinates, placed by its unit"] == 2


def test_a_place_told_twice_is_kept_once(tmp_path: Path) -> None:
    found, report = read(twelve(tmp_path / "own.csv", village(), village(source_id="v2"), village(lat="35.0")))
    assert len(found) == 2
    assert dict(report.skipped) == {"repeats a place": 1}


def test_joined_names_are_found_apart_too(tmp_path: Path) -> None:
    (found,), _ = read(twelve(tmp_path / "own.csv", village("معارة النعسان_معارة الحاسكي")))
    assert found.aliases == ("معارة النعسان", "معارة الحاسكي")


def geonames_line(**changes: str) -> str:
    cells = {"id": "170063", "name": "Aleppo", "ascii": "Aleppo", "alternates": "Halab,حلب",
             "lat": "36.2", "lon": "37.16",
             "class": "P", "code": "PPLA", "country": "SY", "cc2": "", "adm1": "09", "adm2": "", "adm3": "", "adm4": "",
             "population": "1602264", "elevation": "", "dem": "392", "zone": "Asia/Damascus",
             "modified": "2020-01-01"} | changes  # fmt: skip
    return "\t".join(cells.values()) + "\n"


def test_a_geonames_dump_with_alternate_names(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
        well = geonames_line(id="2", **{"class": "H", "code": "WLL"})
        village = geonames_line(id="3", alternates="", name="Dahlah", population="0")
        archive.writestr("SY.txt", geonames_line() + well + village)
        archive.writestr(
            "alternateNamesV2.txt", "9\t3\tar\tالدحلة\t1\t\t\t\n10\t3\tar\tالقديمة\t\t\t\t1\n11\t3\ten\tDahla\n"
        )
    found, report = read(path)
    assert [(row.entry.id, row.entry.name) for row in found] == [("geonames:170063", "حلب"), ("geonames:3", "الدحلة")]
    assert found[0].entry.population == 1602264
    assert found[0].entry.admin[0] == "حلب"
    assert found[1].aliases == ()
    assert report.format == "GeoNames dump"


def test_alternate_names_beside_the_dump(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_text(geonames_line(id="3", alternates=""), "utf-8")
    (tmp_path / "alternateNamesV2.txt").write_text("9\t3\tar\tالدحلة\t\t\t\t\n", "utf-8")
    (found,), _ = read(tmp_path / "SY.txt")
    assert found.entry.name == "الدحلة"


def test_a_cut_line_of_a_dump_is_named(tmp_path: Path) -> None:
    (tmp_path / "SY.txt").write_text(geonames_line() + "3\tالدحلة\t\n", "utf-8")
    found, report = read(tmp_path / "SY.txt")
    assert len(found) == 1
    assert report.notes[0].line == 2


PCODES = [
    "admin0Name_en",
    "admin1Name_en",
    "admin1Name_ar",
    "admin1Pcode",
    "admin2Name_en",
    "admin2Name_ar",
    "admin2Pcode",
]


def test_a_pcode_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["about this file"])
    sheet = book.create_sheet("Admin2")
    sheet.append([*PCODES, "Longitude", "Latitude"])
    sheet.append(["Yemen", "Ibb", "إب", "YE11", "Al Qafr", "القفر", "YE1101", 44.1, 14.3])
    sheet.append(["Yemen", "Ibb", "إب", "YE11", "Yarim", "يريم", "YE1102", 44.4, 14.3])
    sheet.append([None] * 9)
    book.save(tmp_path / "yem.xlsx")
    found, _report = read(tmp_path / "yem.xlsx")
    assert [(row.entry.name, row.entry.feature, row.entry.code) for row in found] == [
        ("إب", "adm1", "YE11"), ("القفر", "adm2", "YE1101"), ("يريم", "adm2", "YE1102"),
    ]  # fmt: skip
    assert (found[1].entry.lat, found[1].entry.lon, found[1].entry.country) == (14.3, 44.1, "YE")
    assert found[1].entry.admin == ("إب", "القفر", "")


def test_a_pcode_table_of_villages(tmp_path: Path) -> None:
    text = "ADM1_AR,ADM1_PCODE,NAME_EN,NAME_AR,PCODE,LATITUDE,LONGITUDE\nحلب,SY02,Tell,تل العسل,C1007,36.1,37.0\n"
    (tmp_path / "syr.csv").write_text(text, "utf-8")
    found, _ = read(tmp_path / "syr.csv")
    assert [(row.entry.name, row.entry.feature, row.entry.lat) for row in found] == [
        ("حلب", "adm1", None), ("تل العسل", "ppl", 36.1),
    ]  # fmt: skip


def feature(properties: dict[str, object], geometry: object = None) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_geojson_plain_and_whos_on_first(tmp_path: Path) -> None:
    outline = {"type": "Polygon", "coordinates": [[[37.0, 36.0], [37.2, 36.0], [37.2, 36.4], [37.0, 36.0]]]}
    features = [
        feature({"name": "حقل", "name:en": "Field", "id": "a"}, {"type": "Point", "coordinates": [37.1, 36.2, 400]}),
        feature({"name_ar": "منطقة", "name_en": "Zone"}, outline),
        feature({"wof:id": 7, "wof:name": "Hajin", "name:ara_x_preferred": ["هجين"], "wof:placetype": "locality",
                 "lbl:latitude": 34.7, "lbl:longitude": 40.8, "wof:country": "SY"}),
        feature({"name": "Nameless"}, None),
        "no feature",
    ]  # fmt: skip
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found, report = read(path)
    assert [(row.entry.name, row.entry.lat, row.entry.lon) for row in found] == [
        ("حقل", 36.2, 37.1), ("منطقة", 36.2, 37.1), ("هجين", 34.7, 40.8),
    ]  # fmt: skip
    assert found[2].entry.id == "wof:7"
    assert report.skipped == {"no name in Arabic letters": 2}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("other.csv", b"town,x,y\nHama,1,2\n", "has columns no list is known by (town, x, y)"),
        ("photo.csv", b"\x89PNG\r\n\x00\x00\x00", "expected a 12-column CSV"),
        ("half.geojson", b'{"type": "FeatureCollection", "features": [{"type"', "is broken GeoJSON"),
        ("half.zip", b"PK\x03\x04" + b"x" * 100, "broken or only half downloaded"),
        ("half.csv.gz", gzip.compress(b"a,b\n" * 5000)[:40], "broken or only half downloaded"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel"),
    ],
)
def test_a_file_that_is_no_list(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GazetteerError) as caught:
        read(path)
    assert message in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="cannot be read"):
        read(tmp_path / "none.csv")
