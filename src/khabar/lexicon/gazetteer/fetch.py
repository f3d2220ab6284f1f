"""Download a public list: GeoNames country dumps. Resumes what was begun, and checks what came."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from khabar.errors import GazetteerError

if TYPE_CHECKING:
    import httpx

GEONAMES = "https://download.geonames.org/export/dump"
_CHUNK = 1 << 16
Progress = Callable[[int, int | None], None]


def geonames_url(country: str, server: str = GEONAMES, *, alternates: bool = False) -> str:
    """Address of a country's dump, or of its alternate names; raises GazetteerError for no two-letter code."""
    code = country.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise GazetteerError("is no two-letter country code (SY, IQ, YE, ...)", value=country)
    folder = "/alternatenames" if alternates else ""
    return f"{server.rstrip('/')}{folder}/{code}.zip"


def download(url: str, target: Path, progress: Progress | None = None, *, timeout: float = 30.0) -> Path:
    """Fetch `url` into `target`, going on where an earlier attempt stopped; return `target`.

    `progress` is told the bytes that are there and the whole, None if unknown. Raises GazetteerError where there is no
    network, the server refuses, or what came is no complete archive: the partial file stays for the next attempt.
    """
    import httpx

    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    try:
        with httpx.Client(follow_redirects=True, timeout=timeout) as client:
            _stream(client, url, partial, progress)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise GazetteerError(f"no network, or the server does not answer ({_cause(error)}): {url}") from error
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise GazetteerError(f"the server answers {status} for {url}; is the code right?") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise GazetteerError(
            f"the connection broke ({_cause(error)}) at {_size(partial):,} bytes; run it again to go on: {url}"
        ) from error
    _verify(partial, url)
    partial.replace(target)
    return target


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _cause(error: Exception) -> str:
    return str(error) or type(error).__name__


def _stream(client: httpx.Client, url: str, partial: Path, progress: Progress | None) -> None:
    done = _size(partial)
    headers = {"Range": f"bytes={done}-", "Accept-Encoding": "identity"} if done else {"Accept-Encoding": "identity"}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == 416:  # all of it was there
            return
        response.raise_for_status()
        resumed = response.status_code == 206
        done = done if resumed else 0
        length = response.headers.get("Content-Length")
        total = done + int(length) if length and length.isdecimal() else None
        with partial.open("ab" if resumed else "wb") as out:
            for chunk in response.iter_raw():
                out.write(chunk)
                done += len(chunk)
                if progress:
                    progress(done, total)


def _verify(path: Path, url: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except zipfile.BadZipFile:
        broken = path.name
    if broken is not None:
        size = _size(path)
        path.unlink(missing_ok=True)
        raise GazetteerError(f"what came ({size:,} bytes) is no complete archive; it was removed, run it again: {url}")


def fetch_geonames(country: str, folder: Path, progress: Progress | None = None, *, server: str = GEONAMES) -> Path:
    """Download a country's dump and its alternate names into one archive in `folder`; return it.

    A country without a file of alternate names is no fault: the dump carries names too.
    """
    code = country.strip().upper()
    dump = download(geonames_url(country, server), folder / f"{code}.zip", progress)
    try:
        names = download(geonames_url(country, server, alternates=True), folder / f"{code}-names.zip", progress)
    except GazetteerError:
        return dump
    joined = folder / f"geonames-{code}.zip"
    with zipfile.ZipFile(joined, "w", zipfile.ZIP_DEFLATED) as out:
        _copy(dump, f"{code}.txt", out, f"{code}.txt")
        _copy(names, f"{code}.txt", out, "alternateNamesV2.txt")
    return joined


def _copy(archive: Path, member: str, out: zipfile.ZipFile, name: str) -> None:
    with zipfile.ZipFile(archive) as source:
        if member not in source.namelist():
            raise GazetteerError(f"holds no {member}", path=archive)
        with source.open(member) as inside, out.open(name, "w", force_zip64=True) as outside:
            while chunk := inside.read(_CHUNK):
                outside.write(chunk)
