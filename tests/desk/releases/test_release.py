"""A release is frozen, describes itself, and every difference between two has a reason."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khabar.cli import run
from khabar.desk.archive.decisions import decide
from khabar.desk.archive.models import ClaimIdentity, Incident, Release
from khabar.desk.linking.store import link_archive
from khabar.desk.releases.comparing import Change, compare, read_release
from khabar.desk.releases.fields import fields
from khabar.desk.releases.folders import folder_of, numbers
from khabar.desk.releases.release import make_release
from khabar.desk.releases.selection import Wish
from khabar.errors import ArchiveError, ConfigError, InputError


@pytest.fixture
def first(store: Any, invent: Any, tmp_path: Path) -> Any:
    """Release 1: a strike on Busayrah told once, one on Afrin, one on Bab."""
    store([invent(killed=(5, 5)), invent("عفرين"), invent("الباب")])
    link_archive()
    return make_release(Wish(), tmp_path / "releases", title="أحداث", publisher="Desk", licence="CC-BY-4.0")


def changes(base: Path, one: int, two: int) -> list[Change]:
    return compare(read_release(folder_of(base, one)), read_release(folder_of(base, two)))


def test_a_release_is_complete_and_its_checksums_hold(first: Any) -> None:
    names = {path.name for path in first.folder.iterdir()}
    assert {
        "incidents.csv",
        "incidents.geojson",
        "incidents.parquet",
        "incidents.jsonl",
        "incidents.jsonld",
        "codebook.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "datapackage.json",
        "checksums.sha256",
    } <= names
    lines = (first.folder / "checksums.sha256").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)  # type: ignore[misc]
    assert set(sums) == names - {"checksums.sha256"}
    for name, sum_ in sums.items():
        assert hashlib.sha256((first.folder / name).read_bytes()).hexdigest() == sum_
    stored = Release.objects.get(number=1)
    assert stored.incidents == 3 and stored.checksums == sums and stored.folder == str(first.folder)


def test_the_data_package_describes_the_table(first: Any) -> None:
    package = json.loads((first.folder / "datapackage.json").read_text("utf-8"))
    table = next(r for r in package["resources"] if r["path"] == "incidents.csv")
    with (first.folder / "incidents.csv").open(encoding="utf-8", newline="") as handle:
        head = next(csv.reader(handle))
    assert [f["name"] for f in table["schema"]["fields"]] == head
    for resource in package["resources"]:
        content = (first.folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content) and resource["hash"].endswith(hashlib.sha256(content).hexdigest())
    assert package["licenses"] == [{"name": "CC-BY-4.0"}] and package["title"] == "أحداث"


def test_the_codebook_explains_every_field(first: Any) -> None:
    text = (first.folder / "codebook.md").read_text("utf-8")
    assert all(f"`{f.name}`" in text for f in fields())


def test_numbers_count_up_and_are_never_given_twice(first: Any, tmp_path: Path) -> None:
    base = tmp_path / "releases"
    assert first.number == 1
    with pytest.raises(ArchiveError, match=r"release 1 exists.*make release 2"):
        make_release(Wish(), base, number=1)
    with pytest.raises(ConfigError, match="begin with 1"):
        make_release(Wish(), base, number=0)
    with pytest.raises(ArchiveError, match="exists"):
        make_release(Wish(), tmp_path / "elsewhere", number=1)
    assert make_release(Wish(), base).number == 2 and numbers(base) == [1, 2]
    assert not [p for p in base.iterdir() if p.name.startswith(".")]


def test_an_unchanged_archive_gives_no_changes(first: Any, tmp_path: Path) -> None:
    second = make_release(Wish(), tmp_path / "releases")
    assert second.changes == [] and changes(tmp_path / "releases", 1, 2) == []
    assert (first.folder / "incidents.csv").read_bytes() == (second.folder / "incidents.csv").read_bytes()


def test_each_difference_has_its_reason(first: Any, store: Any, invent: Any, tmp_path: Path) -> None:
    base = tmp_path / "releases"
    store([invent(killed=(3, 3), outlet="صوت الخابور"), invent("هجين", date(2024, 5, 18), outlet="صوت الخابور")])
    link_archive()
    afrin = Incident.objects.get(memberships__claim__report__canonical_url__endswith="/2")
    decide("retracted", by="Rima", reason="the report was withdrawn", incident=afrin)
    bab = ClaimIdentity.objects.get(report__canonical_url__endswith="/3")
    decide("corrected", by="Rima", reason="read the date again", claim=bab, field="date.start", value="2024-05-15")
    make_release(Wish(), base)
    found = {(c.kind, c.field, c.incident): c for c in changes(base, 1, 2)}
    by_field = {c.field: c for c in found.values() if c.kind != "retracted" or c.field}
    assert (by_field["killed_best"].old, by_field["killed_best"].new) == (5, 3)
    assert "صوت الخابور" in by_field["killed_best"].reason
    assert "read the date again" in by_field["date_start"].reason
    (gone,) = [c for c in found.values() if c.kind == "retracted" and not c.field]
    assert gone.incident == afrin.uid and "the report was withdrawn" in gone.reason
    (new,) = [c for c in found.values() if c.kind == "added" and not c.field]
    assert "first told by صوت الخابور" in new.reason
    assert all(c.reason for c in found.values())
    log = (folder_of(base, 2) / "CHANGELOG.md").read_text("utf-8")
    assert all(c.line() in log for c in found.values())


def test_a_merged_incident_is_retracted_with_its_successor(first: Any, tmp_path: Path) -> None:
    one, two = Incident.objects.current().order_by("pk")[:2]
    decide("joined", by="Rima", reason="one strike", incident=one, other_incident=two)
    link_archive()
    make_release(Wish(), tmp_path / "releases")
    (gone,) = [c for c in changes(tmp_path / "releases", 1, 2) if c.kind == "retracted" and not c.field]
    assert gone.reason.startswith("merged into i")


def test_another_rule_is_named_as_the_reason(first: Any, store: Any, invent: Any, tmp_path: Path) -> None:
    store([invent(killed=(9, 9))])
    link_archive()
    make_release(Wish(), tmp_path / "releases")
    make_release(Wish(rule="highest"), tmp_path / "releases")
    found = {c.field: c for c in changes(tmp_path / "releases", 2, 3)}
    assert (found["killed_best"].old, found["killed_best"].new) == (5, 9)
    assert "the rule changed from lowest to highest" in found["killed_best"].reason


def test_a_new_reading_and_a_new_reckoning_are_told_apart(first: Any) -> None:
    old = read_release(first.folder)
    incident, whole = next(iter(old.incidents.items()))
    reckoned = {**whole, "grade": "fair"}
    read = {**reckoned, "tellings": [{**t, "type": "attack"} for t in whole["tellings"]]}
    for other, words in ((reckoned, "another version of khabar"), (read, "read anew by khabar")):
        (change,) = compare(old, replace(old, incidents={**old.incidents, incident: other}))
        assert (change.field, change.new) == ("grade", "fair") and words in change.reason


def test_a_release_that_is_not_there_or_damaged(first: Any, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="khabar release"):
        read_release(tmp_path / "none")
    (first.folder / "incidents.jsonl").write_text("{", "utf-8")
    with pytest.raises(InputError, match="damaged"):
        read_release(first.folder)


def test_the_verbs(first: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    base = str(tmp_path / "releases")
    assert run(["release", "--into", base]) == 0
    assert run(["release", "--into", base, "--number", "2"]) == 1
    assert "release 2 exists" in capfd.readouterr().err
    assert run(["diff", "1", "2", "--into", base]) == 0
    assert "nothing changed" in capfd.readouterr().out
    assert run(["diff", "1", "9", "--into", base]) == 1
    assert "there is no release" in capfd.readouterr().err
    out = tmp_path / "out.csv"
    assert run(["export", "acled", "--output", str(out)]) == 0
    assert "cannot carry" in capfd.readouterr().err and out.read_text("utf-8").startswith("event_id_cnty,")
    assert run(["export", "csv", "--where", "Atlantis"]) == 1
    told = capfd.readouterr()
    assert "no place 'Atlantis'" in told.err and "Traceback" not in told.err and told.out == ""
    assert run(["export", "xlsx"]) == 2
    assert run(["link"]) == 0
    assert "3 claims in 3 incidents" in capfd.readouterr().out


def test_two_releases_are_compared_without_an_archive(first: Any, tmp_path: Path) -> None:
    make_release(Wish(), tmp_path / "releases")
    command = [sys.executable, "-m", "khabar", "diff", "1", "2", "--into", str(tmp_path / "releases")]
    environment = {**os.environ, "KHABAR_DATABASE": "sqlite:////nowhere/none.sqlite3"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "nothing changed", "")
