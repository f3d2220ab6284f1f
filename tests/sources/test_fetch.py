"""Fetching: only what is public, only so much, only so long, and politely."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from khabar.errors import InputError
from khabar.sources import fetch
from khabar.sources.fetch import Fetcher, Policy, resolve


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = Fetcher(Policy(allow_private=True, pause_seconds=0, max_bytes=50_000, max_seconds=5))
    yield made
    made.close()


def test_a_page_comes_with_what_the_next_request_needs(site: Any, fetcher: Fetcher) -> None:
    url = site.put("/a", "نص", etag='"7"', last_modified="Wed, 01 May 2024 08:00:00 GMT")
    answer = fetcher.get(url)
    assert (answer.body.decode(), answer.content_type, answer.charset) == ("نص", "text/html", "utf-8")
    assert (answer.etag, answer.last_modified) == ('"7"', "Wed, 01 May 2024 08:00:00 GMT")
    again = fetcher.get(url, etag=answer.etag, last_modified=answer.last_modified)
    assert (again.unchanged, again.body) == (True, b"")
    assert site.asked[-1][1]["if-modified-since"] == answer.last_modified
    assert site.asked[-1][1]["user-agent"].startswith("khabar/")


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://example.org/a", "http://", "http://[broken", "http://a:port/", "gopher://x"]
)
def test_only_http_is_fetched(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(InputError, match=r"http|valid address"):
        fetcher.get(url)


def test_addresses_with_passwords_are_refused_without_repeating_them(fetcher: Fetcher) -> None:
    with pytest.raises(InputError, match="password") as caught:
        fetcher.get("http://rima:s3cret@example.org/")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[fe80::1]",
        "[2002:7f00:1::]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_private_addresses_are_refused(host: str) -> None:
    with pytest.raises(InputError, match="--allow-private"):
        Fetcher(Policy(heed_robots=False)).get(f"http://{host}:9/")


def test_a_redirect_into_the_private_network_is_refused(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host counts as public; the one it points to does not."""
    real = fetch._is_public
    monkeypatch.setattr(fetch, "_is_public", lambda address: address == "127.0.0.1" or real(address))
    url = site.put("/a", status=302, location="http://169.254.169.254/latest/meta-data")
    with pytest.raises(InputError, match=r"169\.254\.169\.254 is a private address"):
        Fetcher(Policy(pause_seconds=0)).get(url)


def test_the_address_that_was_checked_is_the_one_connected_to(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time (DNS rebinding) leads nowhere else."""
    answers = iter(["127.0.0.1", "127.0.0.99"])
    looked_up = []

    def once(host: str, port: int, **_: object) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    site.put("/a", "نص")
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: once(host, *a) if host == "rebind.example" else real(host, *a, **k)
    )
    policy = Policy(allow_private=True, pause_seconds=0, heed_robots=False)
    assert Fetcher(policy).get(f"http://rebind.example:{site.port}/a").body.decode() == "نص"
    assert looked_up == ["rebind.example"]
    assert site.asked[0][1]["host"] == f"rebind.example:{site.port}"


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://example.org/"])
def test_a_redirect_to_another_scheme_is_refused(site: Any, fetcher: Fetcher, target: str) -> None:
    with pytest.raises(InputError, match="only http"):
        fetcher.get(site.put("/a", status=301, location=target))


def test_redirects_are_followed_and_end(site: Any, fetcher: Fetcher) -> None:
    site.put("/b", "نص")
    assert fetcher.get(site.put("/a", status=301, location="/b")).url == site.url("/b")
    with pytest.raises(InputError, match="redirects more than 5 times"):
        fetcher.get(site.put("/round", status=302, location="/round"))


@pytest.mark.parametrize("squeezed", [False, True])
def test_too_much_is_refused_also_when_compressed(site: Any, fetcher: Fetcher, squeezed: bool) -> None:
    body = b"x" * 60_000
    headers = {"content_encoding": "gzip"} if squeezed else {}
    url = site.put("/a", gzip.compress(body) if squeezed else body, **headers)
    with pytest.raises(InputError, match=r"larger than 0\.05 MB"):
        fetcher.get(url)


def test_broken_compression(site: Any, fetcher: Fetcher) -> None:
    with pytest.raises(InputError, match="cannot be decompressed"):
        fetcher.get(site.put("/a", b"no gzip at all", content_encoding="gzip"))


@pytest.mark.parametrize(("status", "reason"), [(404, "HTTP 404"), (500, "HTTP 500"), (403, "HTTP 403")])
def test_errors_of_the_server(site: Any, fetcher: Fetcher, status: int, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        fetcher.get(site.put("/a", status=status))


def test_a_body_that_ends_early(site: Any, fetcher: Fetcher) -> None:
    with pytest.raises(InputError, match="breaks off"):
        fetcher.get(site.put("/a", b"short", content_length="500"))


def test_nobody_there() -> None:
    with pytest.raises(InputError, match="cannot be reached"):
        Fetcher(Policy(allow_private=True, heed_robots=False)).get("http://127.0.0.1:9/")


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(InputError, match="unknown, or there is no network"):
        resolve("nowhere.example", 80, allow_private=False)


def test_a_server_that_dribbles_is_cut_off() -> None:
    """Every byte comes in time; all of them together do not."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def dribble() -> None:
        connected, _ = listening.accept()
        with connected:
            connected.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            while not stop.wait(0.05):
                try:
                    connected.sendall(b"x")
                except OSError:
                    return

    threading.Thread(target=dribble, daemon=True).start()
    policy = Policy(allow_private=True, pause_seconds=0, heed_robots=False, max_seconds=0.4)
    try:
        with pytest.raises(InputError, match=r"takes longer than 0\.4 s"):
            Fetcher(policy).get(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    finally:
        stop.set()
        listening.close()


def test_robots_are_heeded(site: Any, fetcher: Fetcher) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    with pytest.raises(InputError, match=r"robots\.txt"):
        fetcher.get(site.put("/private/a", "نص"))
    fetcher.get(site.put("/public/a", "نص"))
    assert site.paths() == ["/robots.txt", "/public/a"]


def test_robots_in_trouble_forbid_for_now(site: Any, fetcher: Fetcher) -> None:
    site.put("/robots.txt", status=503)
    with pytest.raises(InputError, match=r"robots\.txt"):
        fetcher.get(site.put("/a", "نص"))


def test_one_host_is_not_pressed(site: Any) -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    site.put("/a", "نص")
    polite = Fetcher(Policy(allow_private=True, pause_seconds=3, heed_robots=False), sleep=sleep, clock=lambda: now[0])
    for _ in range(3):
        polite.get(site.url("/a"))
    assert slept == [3.0, 3.0]


def test_a_crawl_delay_is_heeded(site: Any) -> None:
    slept: list[float] = []
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    site.put("/a", "نص")
    Fetcher(Policy(allow_private=True, pause_seconds=0), sleep=slept.append, clock=lambda: 0.0).get(site.url("/a"))
    assert slept == [7.0]
