"""The compact index of one gazetteer: a SQLite file, built once, opened read-only, searched word by word.

`place` holds the places, `node` every run of words that begins or is a name, so that the longest name at a word is
found by a few point look-ups. Nothing is held in memory while building: ten million rows need disk, not RAM.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, cast

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer.entry import Feature, GazetteerEntry, GazetteerRow
from khabar.lexicon.gazetteer.spelling import ALIAS, ARTICLED, MAIN, keys

FORMAT = "6"
_SCHEMA = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; PRAGMA cache_size=-32000;
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE place(id INTEGER PRIMARY KEY, ref TEXT, name TEXT, name_en TEXT, feature TEXT, lat REAL, lon REAL,
  adm1 TEXT, adm2 TEXT, adm3 TEXT, country TEXT, population INTEGER, code TEXT, radius REAL);
CREATE TABLE node(words TEXT PRIMARY KEY, more INTEGER, refs BLOB) WITHOUT ROWID;
CREATE TEMP TABLE staged(words TEXT, ref INTEGER);
"""


class Node(NamedTuple):
    """A run of words: whether longer names begin with it, and the places it names.

    A place is `(its number, how the name stands to it)`, as in `spelling`.
    """

    more: bool
    refs: tuple[tuple[int, int], ...]


EMPTY = Node(False, ())


def build(
    rows: Iterable[GazetteerRow],
    path: Path,
    *,
    about: dict[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the index of `rows` to `path` (atomically) and return the number of places.

    `progress` is told the number of places done. Raises GazetteerError where the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        db = sqlite3.connect(temporary, isolation_level=None)
        try:
            db.executescript(_SCHEMA)
            db.execute("BEGIN")
            count = _stage(db, rows, progress)
            db.executemany("INSERT INTO node VALUES (?,?,?)", _nodes(db))
            meta = {"format": FORMAT, "places": str(count), **(about or {})}
            db.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
            db.execute("COMMIT")
        finally:
            db.close()
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        message = f"cannot write the index: {error}; free some space or set KHABAR_HOME"
        raise GazetteerError(message, path=path) from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _stage(db: sqlite3.Connection, rows: Iterable[GazetteerRow], progress: Callable[[int], None] | None) -> int:
    places: list[tuple[object, ...]] = []
    names: list[tuple[str, int]] = []
    count = 0

    def flush() -> None:
        db.executemany(f"INSERT INTO place VALUES ({','.join('?' * 14)})", places)
        db.executemany("INSERT INTO staged VALUES (?,?)", names)
        places.clear()
        names.clear()
        if progress:
            progress(count)

    for row in rows:
        count += 1
        places.append(_record(count, row.entry))
        names.extend((words, count * 8 + quality) for words, quality in _all_keys(row))
        if len(places) >= 5000:
            flush()
    flush()
    return count


def _record(number: int, e: GazetteerEntry) -> tuple[object, ...]:
    place = (number, e.id, e.name, e.name_en, e.feature, e.lat, e.lon)
    return (*place, *e.admin, e.country, e.population, e.code, e.radius_km)


def _all_keys(row: GazetteerRow) -> Iterator[tuple[str, int]]:
    best: dict[str, int] = {}
    for name, least in ((row.entry.name, MAIN), *((alias, ALIAS) for alias in row.aliases)):
        for words, quality in keys(name):
            known = best.get(words, 3)
            article = (quality | (known if words in best else 0)) & ARTICLED
            best[words] = min(known & 3, max(quality & 3, least)) + article
    return iter(best.items())


def _nodes(db: sqlite3.Connection) -> Iterator[tuple[str, int, bytes | None]]:
    """Every run of words once, in order; in sorted order a run stands directly before the names that begin with it."""
    staged = db.execute("SELECT words, ref FROM staged ORDER BY words, ref")
    held: tuple[str, bytes | None] | None = None
    open_runs: list[str] = []
    for words, group in groupby(staged, key=lambda row: cast(str, row[0])):
        refs = array("I", sorted({row[1] for row in group})).tobytes()
        parts = words.split(" ")
        for size in range(1, len(parts)):
            run = " ".join(parts[:size])
            if size > len(open_runs) or open_runs[size - 1] != run:
                if held is not None:
                    yield held[0], int(run.startswith(held[0] + " ")), held[1]
                held = (run, None)
                del open_runs[size - 1 :]
                open_runs.append(run)
        if held is not None:
            yield held[0], int(words.startswith(held[0] + " ")), held[1]
        held = (words, refs)
        del open_runs[len(parts) - 1 :]
        open_runs.append(words)
    if held is not None:
        yield held[0], 0, held[1]


class Index:
    """One index file, open for reading by any number of threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self.about = self._read_about()

    def __reduce__(self) -> tuple[type[Index], tuple[Path]]:
        return Index, (self.path,)

    def _read_about(self) -> dict[str, str]:
        try:
            found = dict(self._db.execute("SELECT name, value FROM meta").fetchall())
        except sqlite3.Error as error:
            raise GazetteerError(
                f"is no gazetteer index ({error}); remove it and add the list again", path=self.path
            ) from error
        if found.get("format") != FORMAT:
            raise GazetteerError("was built by another version of khabar; add the list again", path=self.path)
        return found

    @property
    def _db(self) -> sqlite3.Connection:
        # A connection belongs to one thread of one process: a forked worker opens its own.
        held = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            held = (os.getpid(), sqlite3.connect(uri, uri=True, cached_statements=16))
            held[1].execute("PRAGMA mmap_size=268435456")
            self._local.held = held
        return cast(sqlite3.Connection, held[1])

    def __len__(self) -> int:
        return int(self.about["places"])

    def runs(self) -> Iterator[str]:
        """Every run of words that begins or is a name."""
        return (words for (words,) in self._db.execute("SELECT words FROM node"))

    def node(self, words: str) -> Node | None:
        """The node of a run of words (folded, without articles), or None."""
        row = self._db.execute("SELECT more, refs FROM node WHERE words=?", (words,)).fetchone()
        if row is None:
            return None
        if row[1] is None:
            return Node(bool(row[0]), ())
        packed = array("I")
        packed.frombytes(row[1])
        return Node(bool(row[0]), tuple((ref >> 3, ref & 7) for ref in packed))

    def places(self, ids: Sequence[int]) -> list[GazetteerEntry]:
        """Entries by number, in the order asked for."""
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(f"SELECT * FROM place WHERE id IN ({marks})", tuple(ids)).fetchall()
        found = {row[0]: _entry(row) for row in rows}
        return [found[number] for number in ids if number in found]

    def all(self) -> Iterator[GazetteerEntry]:
        """Every entry, in the order of the list."""
        return (_entry(row) for row in self._db.execute("SELECT * FROM place ORDER BY id"))

    def search(self, words: str, latin: str, limit: int) -> list[GazetteerEntry]:
        """Entries whose Arabic key begins with `words` or whose English name contains `latin`."""
        ids: list[int] = []
        if words:
            query = "SELECT refs FROM node WHERE words>=? AND words<? AND refs IS NOT NULL ORDER BY words LIMIT ?"
            for (refs,) in self._db.execute(query, (words, words + "\U0010ffff", limit)):
                packed = array("I")
                packed.frombytes(refs)
                ids.extend(ref >> 3 for ref in packed)
        elif latin:
            query = "SELECT id FROM place WHERE name_en LIKE ? ORDER BY length(name_en), id LIMIT ?"
            ids.extend(row[0] for row in self._db.execute(query, (f"%{latin}%", limit)))
        return self.places(list(dict.fromkeys(ids))[:limit])


def _entry(row: tuple[object, ...]) -> GazetteerEntry:
    _, ref, name, name_en, feature, lat, lon, adm1, adm2, adm3, country, population, code, radius = row
    return GazetteerEntry(
        cast(str, ref),
        cast(str, name),
        cast(str, name_en),
        cast(Feature, feature),
        cast("float | None", lat),
        cast("float | None", lon),
        (cast(str, adm1), cast(str, adm2), cast(str, adm3)),
        cast(str, country),
        cast(int, population),
        cast(str, code),
        cast("float | None", radius),
    )
