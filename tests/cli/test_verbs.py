from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import khabar.cli.reading
from khabar import __version__
from khabar.cli import VERBS, app, run
from khabar.model import Extraction, Report


@pytest.fixture
def invoke(extraction: Extraction, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    class Reader:
        def extract(self, report: Report) -> Extraction:
            return replace(extraction, report=report)

    monkeypatch.setattr(khabar.cli.reading, "make_reader", lambda gazetteers=(): Reader())
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_help_lists_the_verbs_and_an_unknown_one_is_wrong_usage(invoke: Callable[..., Any]) -> None:
    shown = invoke("--help").stdout
    assert {"extract", "explain", "demo", "evaluate", "schema", "tag"} <= set(shown.split()) & set(VERBS)
    assert invoke("nonsense").exit_code == 2
    assert invoke("--version").stdout == f"khabar {__version__}\n"


def test_a_verb_is_called_without_loading_the_others() -> None:
    code = (
        "import sys; from khabar.cli import run; run(['schema'])\n"
        "heavy = ('khabar.pipeline', 'khabar.desk', 'numpy', 'rich', 'trafilatura', 'django')\n"
        "print([m for m in sys.modules if m.startswith(heavy)], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == "[]\n"
    assert json.loads(done.stdout)["title"] == "Document"


def test_an_unexpected_fault_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(gazetteers: tuple[str, ...]) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(khabar.cli.reading, "make_reader", fail)
    assert run(["extract", __file__]) == 1
    assert "ZeroDivisionError: oops" in capsys.readouterr().err


def test_explain_tells_reasons_losers_and_rejected_triggers(
    invoke: Callable[..., Any], extraction: Extraction, tmp_path: Path
) -> None:
    (tmp_path / "x.txt").write_text(extraction.report.text, "utf-8")
    shown = invoke("explain", tmp_path / "x.txt").stdout
    for part in ("trigger قصف (triggers)", "not place Ma'rib, other (0.10) farther away", "headline (0.20)", "houthis"):
        assert part in shown
    record = json.loads(invoke("explain", tmp_path / "x.txt", "--json").stdout)
    assert record["rejected"] == [{"text": "قصف", "start": 0, "end": 3, "reason": "headline", "score": 0.2}]


def test_evaluate_claims_reads_the_gold_texts_or_scores_a_file(
    invoke: Callable[..., Any], extraction: Extraction, tmp_path: Path
) -> None:
    from khabar.record import record

    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({**record(extraction), "published": "2021-03-18"}) + "\n")
    shown = invoke("evaluate", "claims", gold, "--by-type", "--calibration").stdout
    assert "slots      P 1.000  R 1.000  F1 1.000  n 10" in shown
    assert "shelling" in shown and "Brier score 0.017 over 1 claims" in shown
    empty = tmp_path / "empty.jsonl"
    empty.write_text(json.dumps({"doc_id": "d1", "claims": []}))
    done = invoke("evaluate", "claims", gold, "--predicted", empty, "--errors")
    assert "detection  P 0.000  R 0.000" in done.stdout
    assert "d1  missed  shelling" in done.stdout and "gold  قصفًا نفذه" in done.stdout
    figures = json.loads(invoke("evaluate", "claims", gold, "--json", "--calibration").stdout)
    assert figures["slots"]["f1"] == 1.0 and figures["calibration"]["bins"][0]["right"] == 1.0


def test_tag_times_prints_a_line_a_text_and_tells_what_it_could_not_read(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "suite": "s", "reference": "2021-03-18", "text": "وقع الهجوم أمس"},
        {"id": "b", "reference": "soon", "text": "أمس"},
        {"id": "c"},
    ]
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{\n")
    done = CliRunner().invoke(app, ["tag", "times", str(path)])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert (found["id"], found["suite"]) == ("a", "s")
    (mention,) = found["expressions"]
    assert (mention["start"], mention["end"], mention["value"]) == (11, 14, "2021-03-17")
    for line, message in ((2, "is no ISO 8601 date"), (3, 'has no "text"'), (4, "broken JSON")):
        assert any(f"line {line}: " in told and message in told for told in done.stderr.splitlines())


def test_demo_prints_a_table_and_says_where_the_page_is(invoke: Callable[..., Any], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = invoke("demo", "--output", page)
    assert done.exit_code == 0
    assert page.as_uri() in done.stdout and "shelling" in done.stdout
    assert page.read_text("utf-8").startswith("<!doctype html>")
