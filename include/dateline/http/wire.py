"""One request and its answer, byte for byte, within limits of size and time."""

import errno
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
from yarl import URL

from dateline import __version__
from dateline.errors import RecordError
from dateline.http.addresses import GuardedResolver, is_unknown_name
from dateline.http.hosts import Turn
from dateline.http.terms import ROBOT, Limits, Terms
from dateline.outcomes import Outcome
from dateline.warc import HTTP_RESPONSE, Capture

_CHUNK = 64 << 10
_LOOKUPS = 4  # of names, per request at once: one that hangs outlasts the request that waits
_OUT_OF_FILES = (errno.EMFILE, errno.ENFILE)
_HEADER_LIMIT = 32 << 10  # bytes of one header field; pages with long policies exceed 8 kB
_HEADERS_LIMIT = 256  # header fields of one answer
_KEPT = 5.0  # seconds that idle connections are kept: with many hosts they are many
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Received:
    """One answer, as received; `location` resolved if it is a redirect.

    Args:
        status: HTTP status.
        capture: the answer, of a redirect without its body.
        location: where a redirect leads.
        retry_after: seconds that the server asks to wait.
        request: request block, as sent.
        seconds: from the sending of the request to the last byte.
    """

    status: int
    capture: Capture
    location: URL | None
    retry_after: float | None
    request: bytes
    seconds: float


class WireError(Exception):
    """No answer to use.

    Args:
        failure: what the document ends in.
        again: whether another try may do better.
        is_host: whether it is the host that failed, and not what it sent that is of no use.
    """

    def __init__(self, failure: RecordError, *, again: bool = False, is_host: bool = True) -> None:
        super().__init__(failure.reason)
        self.failure = failure
        self.again = again
        self.is_host = is_host


class Wire:
    """Connections to hosts. Those of different sources' exceptions are not shared.

    Args:
        limits: patience.
        contact: address in the User-Agent.
    """

    def __init__(self, limits: Limits, contact: str) -> None:
        self._limits = limits
        self._user_agent = f"{ROBOT}/{__version__} (+{contact})"
        self._sessions: dict[frozenset[str], aiohttp.ClientSession] = {}
        self._threads = ThreadPoolExecutor(_LOOKUPS * limits.at_once, "names")

    async def close(self) -> None:
        """Close all connections. Nothing waits for names that are still looked up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for session in self._sessions.values():
            await session.close()

    async def exchange(
        self, url: URL, headers: Mapping[str, str], turn: Turn, terms: Terms, now: datetime
    ) -> Received:
        """Send one request, and take its answer in.

        Args:
            url: where to.
            headers: besides those of every request.
            turn: told when the request goes out, and when the answer begins.
            terms: size limit, media types, exceptions.
            now: time of the capture.

        Raises:
            WireError: there is no answer to use.
        """
        session = self._session(terms.allow_hosts)
        try:
            async with session.get(
                url, allow_redirects=False, headers=headers, trace_request_ctx=turn
            ) as response:
                turn.seen()
                return await _received(response, turn, terms, now)
        except RecordError as error:
            raise WireError(error, is_host=False) from error
        except TimeoutError as error:
            reason = f"no complete answer in time: {error}".rstrip(": ")
            again = isinstance(error, aiohttp.ConnectionTimeoutError)
            raise WireError(RecordError(Outcome.TIMEOUT, reason), again=again) from error
        except ValueError as error:  # of aiohttp.InvalidURL, or of IDNA
            failure = RecordError(Outcome.BAD_URL, f"not a valid address: {error}")
            raise WireError(failure, is_host=False) from error
        except (aiohttp.ClientError, OSError) as error:
            reason = str(error).replace(" ssl:default", "") or type(error).__name__
            failure = RecordError(Outcome.NETWORK_ERROR, " ".join(reason.split())[:500])
            is_host = getattr(error, "errno", None) not in _OUT_OF_FILES
            raise WireError(failure, again=_may_do_better(error), is_host=is_host) from error

    def _session(self, allow_hosts: frozenset[str]) -> aiohttp.ClientSession:
        if allow_hosts not in self._sessions:
            limits = self._limits
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_on_sent)
            self._sessions[allow_hosts] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=GuardedResolver(allow_hosts, self._threads),
                    limit=0,  # turns at hosts are the limit
                    keepalive_timeout=_KEPT,
                ),
                timeout=aiohttp.ClientTimeout(
                    total=limits.total_timeout,
                    connect=limits.connect_timeout,
                    sock_read=limits.read_timeout,
                ),
                headers={
                    "User-Agent": self._user_agent,
                    "Accept-Encoding": "gzip, br",  # "deflate" is one format or the other
                },
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                max_line_size=_HEADER_LIMIT,
                max_field_size=_HEADER_LIMIT,
                max_headers=_HEADERS_LIMIT,
                trace_configs=[trace],
            )
        return self._sessions[allow_hosts]


async def _on_sent(
    _: aiohttp.ClientSession,
    context: SimpleNamespace,
    __: aiohttp.TraceRequestHeadersSentParams,
) -> None:
    """Tell the turn. aiohttp would send again at once where a kept connection was closed."""
    turn: Turn = context.trace_request_ctx
    if turn.is_sent:
        raise aiohttp.ServerDisconnectedError
    turn.sent()


def _may_do_better(error: Exception) -> bool:
    """Whether a fault of the network may pass: no broken HTTP, no bad certificate, no such host."""
    lasting = (aiohttp.ClientResponseError, aiohttp.ClientSSLError)
    return not isinstance(error, lasting) and not is_unknown_name(error)


async def _received(
    response: aiohttp.ClientResponse, turn: Turn, terms: Terms, now: datetime
) -> Received:
    """Take an answer in, its body no further than the limit; of a redirect, no body."""
    status = response.status
    target = response.headers.get("Location")
    location = _join(response.url, target) if status in _REDIRECTS and target else None
    body = bytearray()
    if location is None:
        _require_type(response, terms.accept)
        await _read_body(response, body, terms)
    block = _http_block(response, bytes(body))
    url = str(response.url.with_fragment(None))
    return Received(
        status,
        Capture(url, now, HTTP_RESPONSE, block),
        location,
        _retry_after(response.headers.get("Retry-After"), now),
        _request_block(response.request_info),
        turn.seconds,
    )


def _require_type(response: aiohttp.ClientResponse, accept: frozenset[str] | None) -> None:
    """Raise `unsupported_type` for an answer of a type that is of no use."""
    if accept is None or not response.ok:
        return
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and media_type not in accept:
        raise RecordError(Outcome.UNSUPPORTED_TYPE, f"{media_type[:100]} is no type we read")


async def _read_body(response: aiohttp.ClientResponse, body: bytearray, terms: Terms) -> None:
    limit = terms.max_body
    if not terms.truncate and (response.content_length or 0) > limit:
        reason = f"{response.content_length:,} bytes announced, above the limit"
        raise RecordError(Outcome.OVERSIZED, reason)
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > limit:
            if terms.truncate:
                del body[limit:]
                return
            raise RecordError(Outcome.OVERSIZED, f"above {limit:,} bytes")


def _http_block(response: aiohttp.ClientResponse, body: bytes) -> bytes:
    """The answer as a WARC response record holds it.

    Chunks are joined on the way in, so Transfer-Encoding would no longer be true: it is kept under
    the name that Common Crawl's archives use for such headers.
    """
    version = response.version or aiohttp.HttpVersion11
    status = f"HTTP/{version.major}.{version.minor} {response.status:03} {response.reason}"
    lines = [status.encode("utf-8", "surrogateescape")]
    for name, value in response.raw_headers:
        prefix = b"X-Crawl-" if name.lower() == b"transfer-encoding" else b""
        lines.append(prefix + name + b": " + value)
    return b"\r\n".join([*lines, b"", body])


def _request_block(request: aiohttp.RequestInfo) -> bytes:
    """The request as a WARC request record holds it."""
    lines = [f"{request.method} {request.url.raw_path_qs} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def _join(base: URL, target: str) -> URL:
    try:
        return base.join(URL(target.strip()))
    except ValueError as error:
        raise RecordError(Outcome.REDIRECT, f"redirect to no valid address: {error}") from error


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        seconds = (parsedate_to_datetime(value) - now).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, seconds)
