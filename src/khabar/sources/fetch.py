"""Fetch over http(s) with care: public addresses only, limits on size and time, redirects checked, robots heeded."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from khabar import __version__
from khabar.errors import InputError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WEB_ROBOTS_LIMIT = 512_000

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched, and how. Times are seconds, sizes bytes after decompression."""

    allow_private: bool = False
    max_bytes: int = 10_000_000
    max_seconds: float = 60.0
    connect_seconds: float = 10.0
    max_redirects: int = 5
    heed_robots: bool = True
    pause_seconds: float = 1.0
    user_agent: str = f"khabar/{__version__} (news archive)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where the redirects ended; `body` is empty for `unchanged` (HTTP 304)."""

    url: str
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False


def is_url(source: str) -> bool:
    """Whether `source` is meant as an address on the web."""
    return source.lower().startswith(("http://", "https://"))


def resolve(host: str, port: int, allow_private: bool) -> list[str]:
    """The IP addresses of `host`; raises InputError for an unknown host or one that is private and not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError("the host is unknown, or there is no network", value=host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for address in addresses:
            if not _is_public(address):
                message = f"{host} is a private address ({address}): allow it with --allow-private if you trust it"
                raise InputError(message, value=host)
    return addresses


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    teredo = getattr(ip, "teredo", None)
    hidden = [inner, *(teredo or ())]
    return all(part.is_global and not part.is_multicast for part in (ip, *hidden) if part is not None)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that a second DNS answer cannot lead elsewhere."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception | None = None
        for address in resolve(host, port, self._allow_private):
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or httpcore.ConnectError(f"no address for {host}")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("only http and https are fetched")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _client(policy: Policy) -> httpx.Client:
    transport = httpx.HTTPTransport(retries=0, trust_env=False)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        network_backend=_CheckedBackend(policy.allow_private),
        max_connections=10,
        keepalive_expiry=5.0,
    )
    timeout = httpx.Timeout(policy.max_seconds, connect=policy.connect_seconds)
    headers = {"User-Agent": policy.user_agent, "Accept-Encoding": "gzip, deflate"}
    return httpx.Client(transport=transport, timeout=timeout, headers=headers, trust_env=False, follow_redirects=False)


@dataclass(slots=True)
class Fetcher:
    """Fetches politely: one host is asked at most once per `policy.pause_seconds` (or its own Crawl-delay)."""

    policy: Policy = field(default_factory=Policy)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _http: httpx.Client | None = None
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """The answer of `url`; raises InputError for whatever does not end in a page, with the reason."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        deadline = self.clock() + self.policy.max_seconds
        here = url
        for _ in range(self.policy.max_redirects + 1):
            self._check(here)
            if self.policy.heed_robots and not self._allowed(here):
                raise InputError("its robots.txt asks not to fetch this page", path=here)
            answer, target = self._once(here, headers, deadline, self.policy.max_bytes)
            if target is None:
                return answer
            here = urljoin(here, target)
        raise InputError(f"redirects more than {self.policy.max_redirects} times", path=url)

    def close(self) -> None:
        """Give connections back."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _check(self, url: str) -> None:
        parts = _split(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError("only http:// and https:// addresses are fetched", path=url)
        if parts.username or parts.password:
            raise InputError("addresses with a user name or password are not fetched", path=_without_user(url))

    def _once(self, url: str, headers: Mapping[str, str], deadline: float, limit: int) -> tuple[Fetched, str | None]:
        """One request: the answer, and where a redirect points."""
        self._wait(url)
        if self._http is None:
            self._http = _client(self.policy)
        try:
            with self._http.stream("GET", url, headers=dict(headers)) as response:
                if response.status_code in _REDIRECTS and response.headers.get("location"):
                    return Fetched(url, b""), str(response.headers["location"])
                if response.status_code == 304:
                    return _fetched(url, response, b"", unchanged=True), None
                if response.status_code != 200:
                    raise InputError(f"answers HTTP {response.status_code} {response.reason_phrase}".rstrip(), path=url)
                return _fetched(url, response, self._body(response, url, deadline, limit)), None
        except InputError as error:
            raise InputError(error.message, path=error.path or url, value=error.value) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, httpcore.TimeoutException) as error:
            raise InputError(_reason(error), path=url) from error

    def _body(self, response: httpx.Response, url: str, deadline: float, limit: int) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > limit:
                raise InputError(f"is larger than {limit / 1_000_000:g} MB", path=url)
            if self.clock() > deadline:
                raise InputError(f"takes longer than {self.policy.max_seconds:g} s", path=url)
        return bytes(body)

    def _wait(self, url: str) -> None:
        host = _split(url).netloc
        robots = self._robots.get(_origin(url))
        delay = robots.crawl_delay(self.policy.user_agent) if robots is not None else None
        pause = max(self.policy.pause_seconds, float(delay or 0))
        due = self._last.get(host, -pause) + pause
        if (rest := due - self.clock()) > 0:
            self.sleep(min(rest, 60.0))
        self._last[host] = self.clock()

    def _allowed(self, url: str) -> bool:
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        return self._robots[origin].can_fetch(self.policy.user_agent, url)

    def _read_robots(self, origin: str) -> RobotFileParser:
        """RFC 9309: no robots.txt (4xx) allows everything, a server in trouble (5xx) nothing for now."""
        robots = RobotFileParser()
        here, deadline = f"{origin}/robots.txt", self.clock() + self.policy.max_seconds
        try:
            for _ in range(self.policy.max_redirects + 1):
                self._check(here)
                answer, target = self._once(here, {}, deadline, _WEB_ROBOTS_LIMIT)
                if target is None:
                    robots.parse(answer.body.decode("utf-8", "replace").splitlines())
                    return robots
                here = urljoin(here, target)
        except InputError as error:
            if "HTTP 5" in error.message:
                robots.disallow_all = True  # type: ignore[attr-defined]
                return robots
        robots.allow_all = True  # type: ignore[attr-defined]
        return robots


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InputError("is no valid address", path=url) from error
    return parts


def _origin(url: str) -> str:
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}"


def _without_user(url: str) -> str:
    parts = _split(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _fetched(url: str, response: httpx.Response, body: bytes, unchanged: bool = False) -> Fetched:
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    return Fetched(
        url,
        body,
        header.get_content_type() if response.headers.get("content-type") else "",
        header.get_content_charset() or "",
        response.headers.get("etag", ""),
        response.headers.get("last-modified", ""),
        unchanged,
    )


def _reason(error: Exception) -> str:
    match error:
        case httpx.TimeoutException() | httpcore.TimeoutException():
            return "does not answer in time"
        case httpx.ConnectError() | httpcore.ConnectError():
            if "certificate" in str(error).lower():
                return f"its certificate cannot be trusted ({error})"
            return "cannot be reached: check the address and the network"
        case httpx.DecodingError():
            return "sends data that cannot be decompressed"
        case httpx.InvalidURL():
            return "is no valid address"
    return f"breaks off ({error or type(error).__name__})"
