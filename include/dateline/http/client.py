"""The client: redirects, robots.txt and second tries, each request in its turn at its host."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Self

import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks
from yarl import URL

from dateline.errors import RecordError
from dateline.http.addresses import http_url, require_public
from dateline.http.descriptors import raise_limit
from dateline.http.hosts import Hosts
from dateline.http.robots_files import RobotsFiles
from dateline.http.terms import (
    Answer,
    Limits,
    Permits,
    Terms,
    Validators,
    is_fault,
    may_pass,
    status_text,
)
from dateline.http.wire import Received, Wire, WireError
from dateline.outcomes import Outcome
from dateline.settings import Settings

_log = logging.getLogger(__name__)
_NOT_MODIFIED = 304
_PER_HOST = 16  # files that may be open, per host whose connections are kept for the next request
_NO_VALIDATORS = Validators()


class _AgainError(Exception):
    """A failure after which another try is made; `after` so many seconds if the server says so."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


def _pause(error: Exception) -> bool | float:
    """Whether to try again, and after how long."""
    if not isinstance(error, _AgainError):
        return False
    return True if error.after is None else error.after


class Client:
    """An asynchronous HTTP client for one run; use it in an `async with` block.

    It says who it is, obeys robots.txt, keeps to a few requests at once and a pause between them
    per host, tries transient failures again, leaves alone hosts that keep failing, and reads no
    more than it may. What it learns of a host is kept in `settings.home`, where the processes of a
    machine share it: they speak to a host one at a time.

    Args:
        settings: for the contact in the User-Agent, the limits, and where notes are kept.
        limits: politeness and patience; None for those of the settings.
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
        self._clock = clock
        self._kept_hosts = raise_limit() // _PER_HOST
        folder = settings.home / "hosts"
        self._hosts = Hosts(folder, self._limits)
        self._wire = Wire(self._limits, settings.contact)
        self._robots = RobotsFiles(
            folder, settings.robots_hours, self._limits.breaker_seconds, self._read_robots
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._robots.close()
        await self._wire.close()
        self._hosts.close()

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
                `oversized`, `unsupported_type`, `circuit_open`, `redirect` when there were too
                many, or `http_error` for a 304 to a request without validators.
        """
        terms = self._terms(permits, accept, self._max_body if max_body is None else max_body)
        start = http_url(url)
        known = _usable(validators or _NO_VALIDATORS)
        holder = start if known.url is None else http_url(known.url)
        got = await self._follow(start, terms, known, holder, obey_robots=True)
        return Answer(got.capture, got.status, url, got.request, got.seconds)

    def _terms(
        self, permits: Permits | None, accept: frozenset[str] | None, max_body: int
    ) -> Terms:
        limits = self._limits
        if permits is None:
            return Terms(frozenset(), limits.delay, limits.per_host, max_body, accept)
        delay, concurrency = permits.delay_seconds, permits.concurrency
        return Terms(
            permits.allow_hosts,
            limits.delay if delay is None else delay,
            limits.per_host if concurrency is None else concurrency,
            max_body,
            accept,
        )

    async def _read_robots(self, url: URL, terms: Terms) -> Received:
        return await self._follow(url, terms, _NO_VALIDATORS, url, obey_robots=False)

    async def _follow(
        self, url: URL, terms: Terms, validators: Validators, holder: URL, *, obey_robots: bool
    ) -> Received:
        """Ask until an answer is no redirect; `holder` is the address the validators hold for."""
        asked: set[URL] = set()
        for _ in range(self._limits.redirects + 1):
            require_public(url, terms.allow_hosts)
            asked.add(url)
            now = await self._obey_robots(url, terms) if obey_robots else terms
            conditional = url == holder and any(validators[:2])
            headers = _headers(terms.accept, validators if conditional else _NO_VALIDATORS)
            got = await self._patient(url, headers, now)
            if got.location is None:
                if got.status == _NOT_MODIFIED and not conditional:
                    raise RecordError(Outcome.HTTP_ERROR, "HTTP 304 to an unconditional request")
                return got
            url = http_url(str(got.location)).with_fragment(None)
            if url in asked:
                raise RecordError(Outcome.REDIRECT, f"redirects in a loop, back to {url}"[:500])
        raise RecordError(Outcome.REDIRECT, f"more than {self._limits.redirects} redirects")

    async def _obey_robots(self, url: URL, terms: Terms) -> Terms:
        """The terms, with the pause that the site asks for.

        Raises:
            RecordError: the site does not want the address fetched.
        """
        origin = url.origin()
        rules = await self._robots.rules(origin, terms)
        if not rules.allows(str(url)):
            raise RecordError(Outcome.ROBOTS_DENIED, f"{origin}/robots.txt disallows it")
        if rules.crawl_delay <= terms.delay:
            return terms
        longest = self._limits.crawl_delay_max
        if rules.crawl_delay > longest:
            reason = f"{origin}/robots.txt asks for {rules.crawl_delay:g} s between requests"
            raise RecordError(Outcome.ROBOTS_DENIED, f"{reason}, above the {longest:g} s we wait")
        return replace(terms, delay=rules.crawl_delay)

    async def _patient(self, url: URL, headers: dict[str, str], terms: Terms) -> Received:
        """One request, tried again after transient failures."""
        limits = self._limits
        async for attempt in stamina.retry_context(
            on=_pause,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.wait_initial,
            wait_max=limits.wait_max,
            wait_jitter=limits.wait_initial,
        ):
            with attempt:
                is_last = attempt.num >= limits.attempts
                return await self._once(url, headers, terms, is_last=is_last)
        raise AssertionError  # the loop above returns or raises

    async def _once(
        self, url: URL, headers: dict[str, str], terms: Terms, *, is_last: bool
    ) -> Received:
        """One try in its turn. The host's record is kept: of all tries, what the last came to.

        Raises:
            _AgainError: it failed, and another try is worth it.
            RecordError: there is no answer to use.
        """
        host = self._hosts[(url.raw_host or "").rstrip(".")]
        if len(self._hosts) > self._kept_hosts:
            headers = headers | {"Connection": "close"}
        async with host.turn(terms.delay, terms.concurrency) as turn:
            try:
                now = self._clock().replace(microsecond=0)
                got = await self._wire.exchange(url, headers, turn, terms, now)
            except WireError as error:
                if error.again and not is_last and host.may_be_tried_again:
                    raise _AgainError(str(error)) from error
                if error.is_host:
                    host.failed()
                elif turn.is_seen:
                    host.succeeded()
                raise error.failure from error
            after = None if got.retry_after is None else host.pause(got.retry_after)
            if may_pass(got.status) and not is_last and host.may_be_tried_again:
                raise _AgainError(status_text(got.status), after)
            if is_fault(got.status):
                host.failed()
            else:
                host.succeeded()
            return got


def _usable(validators: Validators) -> Validators:
    """The validators, without what cannot stand in a header."""
    etag, last_modified, url = (v if v and v.isprintable() else None for v in validators)
    return Validators(etag, last_modified, url)


@lru_cache(maxsize=64)
def _accept_header(accept: frozenset[str] | None) -> str:
    """The media types that are of use, and anything else before nothing at all."""
    return ", ".join([*sorted(accept or ()), "*/*;q=0.1" if accept else "*/*"])


def _headers(accept: frozenset[str] | None, validators: Validators) -> dict[str, str]:
    headers = {"Accept": _accept_header(accept)}
    known = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return headers | {name: value for name, value in known.items() if value}


def _log_retry(details: RetryDetails) -> None:
    _log.info("try %d: %s; again in %.1f s", details.retry_num, details.caused_by, details.wait_for)


set_on_retry_hooks([_log_retry])  # once, for all retries of a process: one line of the log each
