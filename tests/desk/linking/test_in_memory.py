"""Linking without an archive: `khabar extract --link`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from khabar.cli import run

NEWS = [
    "قتل ثلاثة مدنيين اليوم في قصف مدفعي لقوات النظام على مدينة سرمين في ريف إدلب.",
    "أفاد مراسلنا بمقتل ثلاثة مدنيين اليوم جراء قصف مدفعي نفذته قوات النظام على مدينة سرمين بريف إدلب.",
    "انفجرت عبوة ناسفة اليوم في مدينة الباب بريف حلب وأصيب شخص واحد.",
]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    lines = [{"doc_id": f"d{n}", "text": text, "published": "2024-05-16"} for n, text in enumerate(NEWS)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize("format", ["jsonl", "json"])
def test_every_claim_gets_its_incident(news: Path, tmp_path: Path, format: str) -> None:
    out = tmp_path / f"out.{format}"
    assert run(["extract", str(news), "--link", "--format", format, "--output", str(out), "--workers", "1"]) == 0
    text = out.read_text("utf-8")
    records = json.loads(text) if format == "json" else [json.loads(line) for line in text.splitlines()]
    ids = [{c["incident_id"] for c in record["claims"]} for record in records]
    assert ids[0] & ids[1] and ids[2] and not ids[2] & (ids[0] | ids[1])


def test_other_formats_are_refused(news: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", str(news), "--link", "--format", "csv"]) == 2
    assert "json or jsonl" in capfd.readouterr().err


def test_it_needs_no_django() -> None:
    code = "import khabar.desk.linking, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
