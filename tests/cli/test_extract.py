from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import khabar.cli.reading
from khabar.cli import app
from khabar.model import Extraction, Report

TEXT = "أصيب رجل بانفجار لغم في ريف حماة."


class Reader:
    """Answers with the hand-made claims where the text is theirs, else with none."""

    def __init__(self, made: Extraction) -> None:
        self.made = made

    def extract(self, report: Report) -> Extraction:
        if report.text == self.made.report.text:
            return replace(self.made, report=report)
        return Extraction(report)


@pytest.fixture
def run(extraction: Extraction, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(khabar.cli.reading, "make_reader", lambda gazetteers: Reader(extraction))

    def invoke(*arguments: object, input: str | bytes | None = None) -> Any:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)

    return invoke


@pytest.fixture
def article(extraction: Extraction, tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(extraction.report.text, "utf-8")
    return path


def test_in_a_pipe_one_json_line_a_report_in_input_order(run: Any, article: Path, tmp_path: Path) -> None:
    lines = tmp_path / "more.jsonl"
    lines.write_text("".join(json.dumps({"doc_id": f"n{n}", "text": TEXT}) + "\n" for n in range(100)))
    done = run("extract", lines, article, "--published", "2021-03-18", "--outlet", "X", "--workers", "2")
    assert done.exit_code == 0 and done.stderr == ""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["doc_id"] for one in found[:-1]] == [f"n{n}" for n in range(100)]
    assert found[-1]["claims"][0]["type"] == "shelling"
    assert (found[-1]["outlet"], found[-1]["published"]) == ("X", "2021-03-18")


def test_formats(run: Any, article: Path) -> None:
    table = run("extract", article, "--format", "table").stdout
    assert "shelling" in table and "2021-03-17" in table and "قصفًا" in table and "\x1b" not in table
    (row,) = csv.DictReader(io.StringIO(run("extract", article, "--format", "csv").stdout))
    assert (row["killed_low"], row["injured_high"], row["perpetrator_ids"]) == ("2", "", "houthis")
    assert row["sources"] == "وكالة “سبأ”; مصدر طبي"
    (whole,) = json.loads(run("extract", article, "--format", "json").stdout)
    assert whole["claims"][0]["evidence"].startswith("قصفًا")
    html = run("extract", article, "--format", "html").stdout
    assert html.startswith("<!doctype html>") and html.rstrip().endswith("</html>") and "summary-en" in html


def test_output_goes_to_a_file_whose_name_tells_the_format(run: Any, article: Path, tmp_path: Path) -> None:
    for name, head in (("x.csv", "doc_id,"), ("x.html", "<!doctype"), ("x.json", "[\n"), ("x.jsonl", '{"doc_id"')):
        done = run("extract", article, "--output", tmp_path / name)
        assert done.exit_code == 0 and done.stdout == ""
        assert (tmp_path / name).read_text("utf-8").startswith(head)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["article.txt", "x.csv", "x.html", "x.json", "x.jsonl"]


@pytest.mark.parametrize("kind", ["text", "jsonl", "cp1256"])
def test_standard_input(run: Any, extraction: Extraction, kind: str) -> None:
    text = extraction.report.text
    data = {
        "text": text.encode(),
        "jsonl": json.dumps({"text": text, "doc_id": "q"}).encode(),
        "cp1256": text.encode("cp1256"),
    }[kind]
    (line,) = run("extract", "-", input=data).stdout.splitlines()
    assert len(json.loads(line)["claims"]) == 1


def test_some_input_failed_the_rest_is_done(run: Any, article: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "أ"}\n{"text"\n')
    done = run("extract", tmp_path / "missing.txt", broken, article)
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    assert f"{broken}, line 2: broken JSON" in done.stderr
    assert "missing.txt: no such file" in done.stderr


def test_another_language_is_told_and_yields_a_record_without_claims(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Two people were wounded in the shelling of the town on Monday.")
    done = run("extract", tmp_path / "x.txt")
    assert done.exit_code == 1 and "not in Arabic" in done.stderr
    record = json.loads(done.stdout)
    assert (record["language"], record["claims"]) == ("en", [])


def test_an_unreadable_date_of_a_line_is_told_with_file_and_line(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": TEXT, "published": "أمس"}))
    done = run("extract", path)
    assert done.exit_code == 0
    assert f"{path}, line 1" in done.stderr and "is no date" in done.stderr
    assert json.loads(done.stdout)["findings"][0]["code"] == "published.unreadable"


@pytest.mark.parametrize(
    "arguments",
    [["--published", "soon"], ["--format", "xml"], ["--gazetteer", "none.csv"], ["--workers", "0"], ["--what"]],
)
def test_wrong_usage_is_2(run: Any, article: Path, arguments: list[str]) -> None:
    done = run("extract", article, *arguments)
    assert done.exit_code == 2
    assert done.stdout == "" and "Traceback" not in done.stderr


def test_odd_characters_survive_with_their_offsets(run: Any, tmp_path: Path) -> None:
    text = f"\u202e{TEXT}\0 مـ ـقـ ـتل \ud83d \u2028 ﻗﺘﻞ"
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": text}))
    done = run("extract", path)
    assert done.exit_code == 0
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["text"] == text


def test_a_table_cannot_steer_the_terminal(run: Any, extraction: Extraction, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        json.dumps({"text": extraction.report.text, "title": "\x1b[2J\u202eعنوان", "outlet": "[bold]x[/bold]"})
    )
    table = run("extract", path, "--format", "table").stdout
    assert "\x1b" not in table and "\u202e" not in table and "[bold]x[/bold]" in table


def khabar_process(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "khabar", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    path.write_text(json.dumps({"text": TEXT * 30}) + "\n")
    path.write_text(path.read_text() * 4000)
    return path


def test_a_closed_pipe_is_no_fault(many: Path) -> None:
    process = khabar_process("extract", many, "--workers", "2")
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""


def test_ctrl_c_ends_at_once_without_a_traceback_and_leaves_no_workers(many: Path) -> None:
    process = khabar_process("extract", many, "--workers", "2", start_new_session=True)
    assert process.stdout and process.stderr
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"khabar: interrupted\n"
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_a_killed_run(many: Path, number: signal.Signals) -> None:
    process = khabar_process("extract", many, "--workers", "2", start_new_session=True)
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.send_signal(number)
    process.communicate(timeout=60)
    for _ in range(50):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("workers are still there")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_told(many: Path) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "khabar", "extract", str(many)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert b"No space left" in done.stderr and b"Traceback" not in done.stderr
    assert khabar_process("extract", many, "--output", "/dev/full").wait(60) == 1


def test_an_unwritable_output_is_told(run: Any, article: Path, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "folder.jsonl"):
        done = run("extract", article, "--output", target)
        assert done.exit_code == 1
