"""What is asked of the HTTP client, under which terms, and what it answers."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple, Protocol, Self

from dateline.settings import Settings
from dateline.warc import Capture

ROBOT = "Dateline"
"""The product token that robots.txt files may name."""


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
    """What an earlier answer said to ask with again (RFC 9110, section 13.1).

    They hold for the address that gave them, and are sent to no other: a redirect's target gets
    them only if `url` names it (RFC 9110, section 15.4). `url` None is the address asked for.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None


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
        delay: pause between two requests to one host.
        at_once: requests at once, all hosts together.
        connect_timeout: for a connection to be made, the name looked up.
        read_timeout: for the next bytes to come.
        total_timeout: for the whole answer.
        redirects: hops that are followed.
        attempts: tries of one request, the first included.
        wait_initial: pause before the second try; it doubles from there.
        wait_max: longest pause; a server that asks for a longer one is not asked again.
        breaker_failures: requests that failed in a row, tries included, after which a host is left
            alone.
        breaker_seconds: for how long, and the longest pause of a host that asks for one.
        crawl_delay_max: a host whose robots.txt asks for a longer pause is not fetched from.
    """

    per_host: int
    delay: float
    at_once: int
    connect_timeout: float
    read_timeout: float
    total_timeout: float
    redirects: int
    attempts: int
    wait_initial: float
    wait_max: float
    breaker_failures: int
    breaker_seconds: float
    crawl_delay_max: float

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings ask for."""
        return cls(
            per_host=settings.host_concurrency,
            delay=settings.host_delay_seconds,
            at_once=settings.global_concurrency,
            connect_timeout=settings.connect_timeout_seconds,
            read_timeout=settings.read_timeout_seconds,
            total_timeout=settings.total_timeout_seconds,
            redirects=settings.max_redirects,
            attempts=settings.fetch_attempts,
            wait_initial=settings.retry_wait_seconds,
            wait_max=settings.retry_wait_max_seconds,
            breaker_failures=settings.breaker_failures,
            breaker_seconds=settings.breaker_seconds,
            crawl_delay_max=settings.max_crawl_delay_seconds,
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all hops of one request.

    Args:
        allow_hosts: hosts that may have private addresses.
        delay: pause between two requests to one host, in seconds.
        concurrency: requests at once to one host.
        max_body: bytes of a body, as received.
        accept: media types that are of use; None for any.
        truncate: whether a longer body is cut at `max_body`, instead of refused.
    """

    allow_hosts: frozenset[str]
    delay: float
    concurrency: int
    max_body: int
    accept: frozenset[str] | None = None
    truncate: bool = False


def status_text(status: int) -> str:
    """Status code and phrase, for reasons."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def may_pass(status: int) -> bool:
    """Whether an error is one that a later request may not meet."""
    return status == HTTPStatus.TOO_MANY_REQUESTS or is_fault(status)


def is_fault(status: int) -> bool:
    """Whether an answer says that the host itself is in trouble (5xx)."""
    return status // 100 == 5  # noqa: PLR2004
