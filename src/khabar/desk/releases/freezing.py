"""Freeze a selection of incidents as a numbered folder that describes itself."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from khabar import __version__
from khabar.desk.releases.comparing import Change, Frozen, compare, read_release
from khabar.desk.releases.fields import fields, policy, text
from khabar.desk.releases.folders import folder_of, numbers
from khabar.desk.releases.published import Published
from khabar.desk.releases.selection import Selection
from khabar.desk.releases.writing import FORMATS, as_lines, digest
from khabar.errors import ArchiveError

_FRICTIONLESS = {"text": "string", "int": "integer", "float": "number", "date": "date", "list": "string"}
_MEDIA = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "jsonld": "application/ld+json",
    "jsonl": "application/jsonl",
    "json": "application/json",
    "md": "text/markdown",
    "cff": "application/yaml",
}


def freeze(
    selection: Selection,
    base: Path,
    number: int,
    *,
    title: str,
    publisher: str,
    licence: str = "",
    withdrawn: Mapping[str, str] | None = None,
) -> tuple[Path, list[Change], dict[str, str]]:
    """Write release `number` under `base`, whole or not at all: its folder, changes since the one before, checksums.

    Raises ArchiveError for a number that exists.
    """
    target = folder_of(base, number)
    if target.exists():
        raise ArchiveError(
            f"release {number} exists ({target}) and is never overwritten: leave --number out to make the next one",
            path=target,
            value=str(number),
        )
    files = _data(selection.incidents, withdrawn or {})
    changes = _changes(selection.incidents, withdrawn or {}, base, number)
    files["codebook.md"] = _codebook(selection, title).encode("utf-8")
    files["CHANGELOG.md"] = _changelog(changes, number, base).encode("utf-8")
    files["CITATION.cff"] = _citation(selection, number, title, publisher, licence).encode("utf-8")
    files["datapackage.json"] = _package(files, selection, number, title, licence)
    sums = {name: digest(content) for name, content in sorted(files.items())}
    files["checksums.sha256"] = "".join(f"{hashed}  {name}\n" for name, hashed in sums.items()).encode("utf-8")
    _write(files, base, target)
    return target, changes, sums


def _data(incidents: Sequence[Published], withdrawn: Mapping[str, str]) -> dict[str, bytes]:
    files = {
        f"incidents.{FORMATS[n].ending}": FORMATS[n].write(incidents) for n in ("csv", "geojson", "parquet", "jsonld")
    }
    files["incidents.jsonl"] = as_lines(incidents)
    files["withdrawn.json"] = (
        json.dumps(dict(sorted(withdrawn.items())), ensure_ascii=False, indent=1) + "\n"
    ).encode()
    return files


def _changes(incidents: Sequence[Published], withdrawn: Mapping[str, str], base: Path, number: int) -> list[Change]:
    earlier = [n for n in numbers(base) if n < number]
    old = read_release(folder_of(base, earlier[-1])) if earlier else Frozen({}, {})
    lines = as_lines(incidents).decode("utf-8").split("\n")
    new = {i["incident_id"]: i for i in (json.loads(line) for line in lines if line)}
    return compare(old, Frozen(new, dict(withdrawn)))


def _codebook(selection: Selection, title: str) -> str:
    return text("codebook.md").format(
        title=title,
        version=__version__,
        as_of=selection.as_of.isoformat(),
        rule=selection.rule,
        delay=selection.delay,
        waiting=selection.waiting,
        decimals=policy()["coordinate_decimals"],
        rows="\n".join(f"| `{f.name}` | {f.kind} | `{f.hxl}` | {f.about} |" for f in fields()),
    )


def _changelog(changes: Sequence[Change], number: int, base: Path) -> str:
    earlier = [n for n in numbers(base) if n < number]
    head = f"# Release {number}\n\n"
    if not earlier:
        return f"{head}The first release: {len(changes)} incidents.\n"
    lines = "\n".join(f"- {change.line()}" for change in changes) or "Nothing changed."
    return f"{head}Changes since release {earlier[-1]}:\n\n{lines}\n"


def _citation(selection: Selection, number: int, title: str, publisher: str, licence: str) -> str:
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this data, please cite it as below."',
        "type: dataset",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f'version: "{number}"',
        f"date-released: {selection.as_of.date().isoformat()}",
        "authors:",
        f"  - name: {json.dumps(publisher, ensure_ascii=False)}",
        *([f"license: {licence}"] if licence else []),
    ]
    return "\n".join(lines) + "\n"


def _package(files: Mapping[str, bytes], selection: Selection, number: int, title: str, licence: str) -> bytes:
    """`datapackage.json` after the Frictionless Data Package specification, version 1."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": f"khabar-release-{number}",
        "title": title,
        "version": str(number),
        "created": selection.as_of.isoformat(),
        **({"licenses": [{"name": licence}]} if licence else {}),
        "resources": [_resource(name, content) for name, content in sorted(files.items())],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _resource(name: str, content: bytes) -> dict[str, Any]:
    ending = name.rsplit(".", 1)[-1]
    about: dict[str, Any] = {
        "name": name.lower().replace(".", "-"),
        "path": name,
        "format": ending,
        "mediatype": _MEDIA.get(ending, "application/octet-stream"),
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{digest(content)}",
    }
    if name == "incidents.csv":
        about["profile"] = "tabular-data-resource"
        about["dialect"] = {"commentChar": "#"}  # the HXL row begins with one
        about["schema"] = {
            "fields": [{"name": f.name, "type": _FRICTIONLESS[f.kind], "description": f.about} for f in fields()],
            "primaryKey": "incident_id",
        }
    return about


def _write(files: Mapping[str, bytes], base: Path, target: Path) -> None:
    base.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=base))
    try:
        for name, content in files.items():
            (making / name).write_bytes(content)
        making.chmod(0o755)
        os.rename(making, target)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        raise
