"""A small polite HTTP client: what feeds and article pages are fetched with.

It says who it is, obeys robots.txt, keeps to a few requests at once and a pause between them per
host, tries transient failures again, and reads no more than it may. Names that resolve to
addresses inside a network are refused, on every redirect too, unless the source names the host.
"""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import aiohttp
import stamina
from aiohttp.abc import AbstractResolver, ResolveResult
from protego import Protego
from stamina.instrumentation import RetryDetails, set_on_retry_hooks
from yarl import URL

from dateline import __version__
from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.settings import Settings
from dateline.warc import HTTP_RESPONSE, Capture, payload_of

_log = logging.getLogger(__name__)

ROBOT = "Dateline"
"""The product token that robots.txt files may name."""

_CHUNK = 64 << 10
_HEADER_LIMIT = 32 << 10  # bytes of one header field; pages with long policies exceed 8 kB
_ROBOTS_LIMIT = 500 << 10  # RFC 9309, section 2.5: parse at least 500 kibibytes
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


class Permits(Protocol):
    """What the client and the fetcher need to know of a source."""

    @property
    def id(self) -> str:
        """Name of the source."""

    @property
    def allow_hosts(self) -> frozenset[str]:
        """Hosts that may have private or loopback addresses."""

    @property
    def delay_seconds(self) -> float | None:
        """Pause between two requests to one host; None for the setting."""

    @property
    def concurrency(self) -> int | None:
        """Requests at once to one host; None for the setting."""


class Validators(NamedTuple):
    """What an earlier answer said to ask with again (RFC 9110, section 13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to a request, redirects followed.

    Args:
        capture: the response as received, under the address that it came from.
        status: HTTP status; 304 where the validators still hold.
        requested_url: the address that was asked for first.
        request: HTTP request block of the last hop, as sent.
        seconds: from sending the last hop's request to the last byte of its answer.
    """

    capture: Capture
    status: int
    requested_url: str
    request: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How polite and how patient the client is. Times in seconds.

    Args:
        per_host: requests at once to one host.
        delay: pause between the starts of two requests to one host.
        connect_timeout: for a connection to be made.
        read_timeout: for the next bytes to come.
        total_timeout: for the whole answer.
        redirects: hops that are followed.
        attempts: tries of one request, the first included.
        wait_initial: pause before the second try; it doubles from there.
        wait_max: longest pause; a server that asks for a longer one is not asked again.
    """

    per_host: int = 2
    delay: float = 0.5
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total_timeout: float = 60.0
    redirects: int = 5
    attempts: int = 3
    wait_initial: float = 0.5
    wait_max: float = 15.0

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings ask for."""
        return cls(
            per_host=settings.host_concurrency,
            delay=settings.host_delay_seconds,
            connect_timeout=settings.connect_timeout_seconds,
            read_timeout=settings.read_timeout_seconds,
            total_timeout=settings.total_timeout_seconds,
            redirects=settings.max_redirects,
            attempts=settings.fetch_attempts,
            wait_initial=settings.retry_wait_seconds,
            wait_max=settings.retry_wait_max_seconds,
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """One response, as received; `location` resolved if it is a redirect."""

    status: int
    capture: Capture
    location: URL | None
    retry_after: float | None


class _TransientAnswerError(Exception):
    """A failure worth another try. Holds what the caller gets when there is none left."""

    def __init__(self, result: _Answer | RecordError, after: float | None = None) -> None:
        super().__init__(str(result) if isinstance(result, RecordError) else f"{result.status}")
        self.result = result
        self.after = after


@dataclass
class _Host:
    """The turns at one host."""

    slots: asyncio.Semaphore
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0


class _GuardedResolver(AbstractResolver):
    """Resolves names, and leaves out addresses that are not on the public internet."""

    def __init__(self, allow_hosts: frozenset[str]) -> None:
        self._resolver = aiohttp.ThreadedResolver()
        self._allow_hosts = allow_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of `host`.

        Raises:
            RecordError: it has none that is public, and the source does not name it.
        """
        found = await self._resolver.resolve(host, port, family)
        if host in self._allow_hosts:
            return found
        public = [entry for entry in found if is_public(entry["host"])]
        if not public:
            raise _forbidden(host)
        return public

    async def close(self) -> None:
        """Nothing is held."""


class Client:
    """An asynchronous HTTP client for one run; use it in an `async with` block.

    Args:
        settings: for the contact in the User-Agent and the size limit.
        limits: politeness and patience.
        clock: tells the time of a capture.
    """

    def __init__(
        self,
        settings: Settings,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._limits = limits or Limits.of(settings)
        self._max_body = settings.max_body_bytes
        self._user_agent = f"{ROBOT}/{__version__} (+{settings.contact})"
        self._clock = clock
        self._sessions: dict[frozenset[str], aiohttp.ClientSession] = {}
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[URL, asyncio.Task[Protego | None]] = {}
        set_on_retry_hooks([_log_retry])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._robots.values():
            task.cancel()
        for session in self._sessions.values():
            await session.close()

    async def get(
        self,
        url: str,
        *,
        permits: Permits | None = None,
        validators: Validators | None = None,
        accept: frozenset[str] | None = None,
        max_body: int | None = None,
    ) -> Answer:
        """Fetch a page, following redirects.

        Args:
            url: an absolute http(s) address.
            permits: the source that asks; None for the settings, and public hosts only.
            validators: of the copy at hand: the answer may then be 304, with an empty body.
            accept: media types, lower case, that are of use; others are refused before the body
                is read. None for any. An answer without a type passes, and so does an error.
            max_body: bytes of the body, as received; None for the setting.

        Returns:
            The last answer, whatever its status, under the address it came from.

        Raises:
            RecordError: no answer to use: `bad_url`, `robots_denied`, `timeout`, `network_error`,
                `oversized`, `unsupported_type`, `circuit_open`, or `redirect` when there were too
                many.
        """
        allow_hosts = permits.allow_hosts if permits else frozenset()
        started = asyncio.get_running_loop().time()
        capture = await self._follow(
            http_url(url), allow_hosts, max_body or self._max_body, obey_robots=True
        )
        status = payload_of(capture, max_body=self._max_body).status
        seconds = asyncio.get_running_loop().time() - started
        return Answer(capture, status, url, b"", seconds)

    async def _follow(
        self, url: URL, allow_hosts: frozenset[str], max_body: int, *, obey_robots: bool
    ) -> Capture:
        for _ in range(self._limits.redirects + 1):
            if url.host not in allow_hosts and not is_public(url.host or ""):
                raise _forbidden(url.host or "")
            if obey_robots:
                await self._obey_robots(url, allow_hosts)
            answer = await self._patient(url, allow_hosts, max_body)
            if answer.location is None:
                return answer.capture
            url = http_url(str(answer.location))
        raise RecordError(Outcome.REDIRECT, f"more than {self._limits.redirects} redirects")

    async def _obey_robots(self, url: URL, allow_hosts: frozenset[str]) -> None:
        origin = url.origin()
        if origin not in self._robots:
            self._robots[origin] = asyncio.create_task(self._read_robots(origin, allow_hosts))
        rules = await asyncio.shield(self._robots[origin])
        if rules is not None and not rules.can_fetch(str(url), ROBOT):
            raise RecordError(Outcome.ROBOTS_DENIED, f"{origin}/robots.txt disallows it")

    async def _read_robots(self, origin: URL, allow_hosts: frozenset[str]) -> Protego | None:
        """The rules of a site, None where everything is allowed (RFC 9309, section 2.3.1).

        Raises:
            RecordError: the site cannot answer for now, so nothing may be fetched.
        """
        try:
            capture = await self._follow(
                origin / "robots.txt", allow_hosts, _ROBOTS_LIMIT, obey_robots=False
            )
            payload = payload_of(capture, max_body=_ROBOTS_LIMIT)
        except RecordError as error:
            if error.outcome in (Outcome.NETWORK_ERROR, Outcome.TIMEOUT, Outcome.BAD_URL):
                raise RecordError(error.outcome, f"robots.txt: {error.reason}") from error
            return None
        if _may_pass(payload.status):
            reason = f"robots.txt: {status_text(payload.status)}, so denied for now"
            raise RecordError(Outcome.ROBOTS_DENIED, reason)
        if payload.status >= HTTPStatus.BAD_REQUEST:
            return None
        return Protego.parse(payload.body.decode("utf-8", "replace"))

    async def _patient(self, url: URL, allow_hosts: frozenset[str], max_body: int) -> _Answer:
        """One request, tried again after transient failures."""
        limits = self._limits
        try:
            async for attempt in stamina.retry_context(
                on=self._pause,
                attempts=limits.attempts,
                timeout=None,
                wait_initial=limits.wait_initial,
                wait_max=limits.wait_max,
                wait_jitter=limits.wait_initial,
            ):
                with attempt:
                    return await self._once(url, allow_hosts, max_body)
        except _TransientAnswerError as error:
            if isinstance(error.result, RecordError):
                raise error.result from error
            return error.result
        raise AssertionError  # the loop above returns or raises

    def _pause(self, error: Exception) -> bool | float:
        """Whether to try again, and after how long if the server said so."""
        if not isinstance(error, _TransientAnswerError):
            return False
        if error.after is None:
            return True
        return error.after if error.after <= self._limits.wait_max else False

    async def _once(self, url: URL, allow_hosts: frozenset[str], max_body: int) -> _Answer:
        try:
            async with (
                self._turn(url.host or ""),
                self._session(allow_hosts).get(url, allow_redirects=False) as response,
            ):
                answer = await self._read(response, max_body)
        except TimeoutError as error:
            raise RecordError(Outcome.TIMEOUT, f"no complete answer in time: {error}") from error
        except aiohttp.InvalidURL as error:
            raise RecordError(Outcome.BAD_URL, f"not a valid address: {error}") from error
        except (aiohttp.ClientError, OSError) as error:
            failure = RecordError(Outcome.NETWORK_ERROR, str(error) or type(error).__name__)
            if _is_unknown_name(error):
                raise failure from error
            raise _TransientAnswerError(failure) from error
        if _may_pass(answer.status):
            raise _TransientAnswerError(answer, answer.retry_after)
        return answer

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        """Wait for a free slot at a host, and until its pause is over."""
        host = self._hosts.setdefault(name, _Host(asyncio.Semaphore(self._limits.per_host)))
        loop = asyncio.get_running_loop()
        async with host.slots:
            async with host.gate:
                await asyncio.sleep(max(0.0, host.next_start - loop.time()))
                host.next_start = loop.time() + self._limits.delay
            yield

    def _session(self, allow_hosts: frozenset[str]) -> aiohttp.ClientSession:
        """One session for each set of exceptions: connections are not shared between them."""
        if allow_hosts not in self._sessions:
            limits = self._limits
            self._sessions[allow_hosts] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_GuardedResolver(allow_hosts)),
                timeout=aiohttp.ClientTimeout(
                    total=limits.total_timeout,
                    sock_connect=limits.connect_timeout,
                    sock_read=limits.read_timeout,
                ),
                headers={
                    "User-Agent": self._user_agent,
                    "Accept-Encoding": "gzip, deflate, br",
                },
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                max_line_size=_HEADER_LIMIT,
                max_field_size=_HEADER_LIMIT,
            )
        return self._sessions[allow_hosts]

    async def _read(self, response: aiohttp.ClientResponse, max_body: int) -> _Answer:
        """Take an answer in, its body no further than the limit; of a redirect, no body."""
        target = response.headers.get("Location")
        location = None
        body = bytearray()
        if response.status in _REDIRECTS and target:
            location = _join(response.url, target)
        else:
            await _read_body(response, body, max_body)
        url = str(response.url.with_fragment(None))
        block = _http_block(response, bytes(body))
        capture = Capture(url, self._clock().replace(microsecond=0), HTTP_RESPONSE, block)
        wait = _retry_after(response.headers.get("Retry-After"), self._clock())
        return _Answer(response.status, capture, location, wait)


def http_url(url: str) -> URL:
    """Parse an absolute http(s) address.

    Raises:
        RecordError: it is not one.
    """
    try:
        parsed = URL(url.strip())
        if parsed.scheme in ("http", "https") and parsed.host and parsed.port:
            return parsed
    except ValueError as error:
        raise RecordError(Outcome.BAD_URL, f"not a valid address: {error}") from error
    raise RecordError(Outcome.BAD_URL, "not an absolute http(s) address")


def is_public(host: str) -> bool:
    """Whether a host is a name, or an IP address of the public internet.

    Addresses that carry an IPv4 address inside IPv6 count as that one.
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return True  # a name; its addresses are looked at when it is resolved
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def _may_pass(status: int) -> bool:
    """Whether an error is one that a later request may not meet."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def _is_unknown_name(error: Exception) -> bool:
    """Whether the name service knows that there is no such host; other faults may pass."""
    return (
        isinstance(error, aiohttp.ClientConnectorDNSError)
        and error.os_error.errno == socket.EAI_NONAME
    )


def _log_retry(details: RetryDetails) -> None:
    _log.info("try %d: %s; again in %.1f s", details.retry_num, details.caused_by, details.wait_for)


def _forbidden(host: str) -> RecordError:
    return RecordError(
        Outcome.BAD_URL,
        f"{host} is not a public address; name it in the source's allow_hosts if it is meant",
    )


def status_text(status: int) -> str:
    """Status code and phrase, for reasons."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _join(base: URL, target: str) -> URL:
    try:
        return base.join(URL(target.strip()))
    except ValueError as error:
        raise RecordError(Outcome.REDIRECT, f"redirect to no valid address: {error}") from error


async def _read_body(response: aiohttp.ClientResponse, body: bytearray, limit: int) -> None:
    if (response.content_length or 0) > limit:
        reason = f"{response.content_length:,} bytes announced, above the limit"
        raise RecordError(Outcome.OVERSIZED, reason)
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise RecordError(Outcome.OVERSIZED, f"above {limit:,} bytes")


def _http_block(response: aiohttp.ClientResponse, body: bytes) -> bytes:
    """The answer as a WARC response record holds it.

    Chunks are joined on the way in, so Transfer-Encoding would no longer be true: it is kept under
    the name that Common Crawl's archives use for such headers.
    """
    version = response.version or aiohttp.HttpVersion11
    lines = [f"HTTP/{version.major}.{version.minor} {response.status} {response.reason}".encode()]
    for name, value in response.raw_headers:
        prefix = b"X-Crawl-" if name.lower() == b"transfer-encoding" else b""
        lines.append(prefix + name + b": " + value)
    return b"\r\n".join([*lines, b"", body])


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (TypeError, ValueError):
        return None
