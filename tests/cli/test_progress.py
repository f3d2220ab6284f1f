from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from khabar.cli.progress import count

TEXT = "لم يحدث شيء في المدينة."


def seen(*arguments: object) -> tuple[bytes, bytes]:
    """What a command writes to standard output, and to a terminal at standard error."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "khabar", *map(str, arguments)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}, timeout=60
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # the terminal has been closed
        pass
    os.close(ours)
    return done.stdout, shown


def test_more_than_one_report_shows_a_bar_beside_the_output(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text((json.dumps({"text": TEXT}) + "\n") * 3)
    out, shown = seen("extract", path)
    assert len(out.splitlines()) == 3
    assert b"3/3" in shown


def test_a_terminal_gets_a_table(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT)
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "khabar", "extract", str(tmp_path / "x.txt")]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, env=environment, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0 and "no claims" in shown and "\x1b[1m" in shown


def test_one_report_shows_none(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT)
    out, shown = seen("extract", tmp_path / "x.txt")
    assert len(out.splitlines()) == 1
    assert shown == b""


def test_reports_are_counted_where_that_is_cheap(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text("{}\n" * 7)
    assert count([str(tmp_path), "missing"]) == 9
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(b"{}\n"))
    assert count([str(tmp_path)]) is None
    assert count(["-"]) is None
