"""How fast reports get into the archive: `python benchmarks/ingest.py REPORTS.jsonl.gz [--without-reader]`.

Ingests the file twice into a new archive (SQLite, in a temporary folder; or KHABAR_DATABASE, which must be empty) and
prints rates, processor seconds and peak memory. `--without-reader` leaves reading out: what remains is the archive.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time


class NoReader:
    """Finds nothing."""

    def extract(self, report):  # type: ignore[no-untyped-def]
        from khabar.model import Extraction

        return Extraction(report)


def main() -> None:
    path, without = sys.argv[1], "--without-reader" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("KHABAR_DATABASE", f"sqlite:///{folder}/archive.sqlite3")
        from khabar.desk.archive.opening import create

        create()
        from khabar.desk.ingest import commands
        from khabar.desk.ingest.routing import Intake
        from khabar.desk.ingest.running import default_reader

        for run in ("first", "second"):
            start, used = time.monotonic(), sum(os.times()[:4])
            reader = NoReader if without else default_reader
            counts = commands.ingest_sources([path], Intake(), reader=reader).counts
            seconds, used = time.monotonic() - start, sum(os.times()[:4]) - used
            rate = counts["seen"] / seconds
            print(f"{run}: {counts['seen']} reports, {counts['new_reports']} new, {seconds:.1f} s, {rate:.0f}/s")
            print(f"       {used:.1f} s of processor, {1000 * used / counts['seen']:.2f} ms a report")
        kilobytes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(f"peak memory: {kilobytes[0] // 1024} MB, largest worker {kilobytes[1] // 1024} MB")


if __name__ == "__main__":
    main()
