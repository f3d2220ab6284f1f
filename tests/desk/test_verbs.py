"""The desk's verbs as they are typed: what they print, and their exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from khabar.cli import run
from khabar.desk.archive.models import ClaimRecord
from khabar.desk.archive.models import Report as Stored
from khabar.desk.ingest import claims, rereading


@pytest.fixture
def simple(monkeypatch: pytest.MonkeyPatch, simple_reader: Any) -> Any:
    """The verbs with the simple reader in place of the real one."""

    def use(sharp: bool = False) -> None:
        fake = SimpleNamespace(default_reader=lambda: simple_reader(sharp))
        monkeypatch.setitem(sys.modules, "khabar.pipeline", fake)

    use()
    return use


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    texts = ("قصف الجيش الشحيل فقتل 3", "ضرب الجيش هجين")
    path.write_text("".join(json.dumps({"text": text, "doc_id": text}) + "\n" for text in texts), "utf-8")
    return path


@pytest.mark.usefixtures("archive", "simple")
def test_ingest_tells_what_it_did(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", str(reports)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    lines = [line.split(maxsplit=1) for line in told.err.splitlines()]
    assert ["2", "new reports"] in lines
    assert ["1", "claims"] in lines
    assert run(["ingest", str(reports)]) == 0
    assert ["2", "known already"] in [line.split(maxsplit=1) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("archive", "simple")
def test_set_aside_listed_and_tried_again(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = reports.read_text("utf-8")
    reports.write_text(whole + "{broken\n", "utf-8")
    assert run(["ingest", str(reports)]) == 1
    assert f"{reports}, line 3: broken JSON" in capsys.readouterr().err
    assert run(["ingest", "--failed"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == 1
    assert listed[0].startswith(f"{reports}#3\t")
    assert run(["ingest", "--failed", "--retry"]) == 1
    reports.write_text(whole, "utf-8")
    assert run(["ingest", "--failed", "--retry"]) == 0
    capsys.readouterr()
    assert run(["ingest", "--failed"]) == 0
    assert capsys.readouterr().out == ""
    assert Stored.objects.count() == 2


@pytest.mark.usefixtures("archive", "simple")
def test_reread_lists_what_changed(
    reports: Path, simple: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["ingest", str(reports)])
    assert run(["reread"]) == 0
    assert capsys.readouterr().out == ""
    simple(sharp=True)
    for module in (claims, rereading):
        monkeypatch.setattr(module, "ENGINE", "khabar 99")
    assert run(["reread", "--workers", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    identity, kind, _, evidence = line.split("\t")
    assert (kind, evidence) == ("added", "ضرب الجيش هجين")
    assert ClaimRecord.objects.current().get(identity__uid=identity).place_name == "هجين"


@pytest.mark.parametrize(
    "words",
    [
        ["ingest"],
        ["ingest", "a.txt", "--failed"],
        ["ingest", "a.txt", "--retry"],
        ["ingest", "a.txt", "--published", "yesterday"],
        ["ingest", "a.csv", "--column", "text"],
        ["ingest", "a.txt", "--workers", "0"],
        ["reread", "now"],
        ["watch"],
    ],
)
@pytest.mark.usefixtures("archive")
def test_wrong_usage(words: list[str]) -> None:
    assert run(words) == 2


@pytest.mark.usefixtures("archive", "simple")
def test_a_missing_source_fails_and_the_others_are_done(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", str(reports.parent / "none.txt"), str(reports)]) == 1
    assert Stored.objects.count() == 2
    assert "none.txt: no such file" in capsys.readouterr().err


def test_without_an_archive_every_verb_says_so(
    tmp_path: Path, use_archive: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with use_archive(f"sqlite:///{tmp_path}/none.sqlite3"):
        for words in (["ingest", "a.txt"], ["reread"], ["watch", "feeds.toml"]):
            assert run(words) == 1
            assert "run `khabar init` first" in capsys.readouterr().err


def test_init(
    tmp_path: Path, use_archive: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHABAR_HOME", str(tmp_path / "home"))
    with use_archive(f"sqlite:///{tmp_path}/new/desk.sqlite3"):
        assert run(["init"]) == 0
        assert f"ready: {tmp_path}/new/desk.sqlite3" in capsys.readouterr().out
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
        assert run(["init"]) == 0
        assert "ready already" in capsys.readouterr().out
    assert (tmp_path / "home" / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("simple")
def test_a_full_disk_is_told_in_one_line(
    sqlite_archive: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports.write_text("".join(json.dumps({"text": f"خبر {i} " + "كلام " * 300}) + "\n" for i in range(900)), "utf-8")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 200}")
    assert run(["ingest", str(reports), "--workers", "1"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("khabar: the disk is full")
    connection.close()


@pytest.mark.parametrize("url", ["postgresql://u:s3cret@", "nonsense"])
def test_a_database_that_is_none(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KHABAR_DATABASE", url)
    assert run(["init"]) == 1
    told = capsys.readouterr().err
    assert "KHABAR_DATABASE is no database URL" in told
    assert "s3cret" not in told


def test_watch_once(archive: str, simple: Any, site: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = f"<p>{'قصف الجيش الشحيل فقتل 3 مدنيين ' * 30}</p>"
    item = (
        f"<item><title>خبر</title><link>https://a.example/1</link><description><![CDATA[{body}]]></description></item>"
    )
    url = site.put("/f", f'<rss version="2.0"><channel><title>و</title>{item}</channel></rss>')
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(f'[[feed]]\nurl = "{url}"\n', "utf-8")
    assert run(["watch", str(feeds), "--once"]) == 1
    assert "private address" in capsys.readouterr().err
    assert run(["watch", str(feeds), "--once", "--allow-private"]) == 0
    assert "1 new" in capsys.readouterr().err
