from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from khabar.errors import GazetteerError
from khabar.lexicon.gazetteer.fetch import download, fetch_geonames, geonames_url


def archive(member: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr(member, text)
    return made.getvalue()


class Server(ThreadingHTTPServer):
    """Files by path; `cut` breaks the connection after so many bytes; `ranges` collects the ranges asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cut = 0
        self.ranges: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        body = self.server.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = 0
        if wanted := self.headers.get("Range"):
            self.server.ranges.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        part = body[start:]
        self.wfile.write(part[: self.server.cut] if self.server.cut else part)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()


def test_a_broken_download_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.files["/SY.zip"] = body = archive("SY.txt", "x" * 1000)
    server.cut = 60
    target = tmp_path / "SY.zip"
    with pytest.raises(GazetteerError, match=r"the connection broke .* at 60 bytes; run it again"):
        download(f"{server.url}/SY.zip", target)
    assert not target.exists()
    server.cut = 0
    told: list[tuple[int, int | None]] = []
    download(f"{server.url}/SY.zip", target, lambda done, total: told.append((done, total)))
    assert server.ranges == ["bytes=60-"]
    assert target.read_bytes() == body
    assert told[-1] == (len(body), len(body))


def test_what_is_no_archive_is_thrown_away(server: Server, tmp_path: Path) -> None:
    server.files["/SY.zip"] = b"<html>moved</html>"
    with pytest.raises(GazetteerError, match="is no complete archive"):
        download(f"{server.url}/SY.zip", tmp_path / "SY.zip")
    assert list(tmp_path.iterdir()) == []


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="no network"):
        download("http://127.0.0.1:1/SY.zip", tmp_path / "SY.zip", timeout=2)


def test_a_country_that_is_not_there(server: Server, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="answers 404"):
        fetch_geonames("XX", tmp_path, server=server.url)
    with pytest.raises(GazetteerError, match="no two-letter country code"):
        geonames_url("Syria")


def test_dump_and_names_become_one_archive(server: Server, tmp_path: Path) -> None:
    server.files["/SY.zip"] = archive("SY.txt", "dump")
    server.files["/alternatenames/SY.zip"] = archive("SY.txt", "names")
    with zipfile.ZipFile(fetch_geonames("sy", tmp_path, server=server.url)) as made:
        assert {name: made.read(name) for name in made.namelist()} == {
            "SY.txt": b"dump", "alternateNamesV2.txt": b"names",
        }  # fmt: skip
