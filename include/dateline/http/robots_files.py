"""The robots.txt files of sites: asked for once, obeyed, and kept for later runs."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from yarl import URL

from dateline.errors import RecordError
from dateline.http.hosts import file_name
from dateline.http.robots import LIMIT, Rules
from dateline.http.terms import ROBOT, Terms, is_fault, status_text
from dateline.http.wire import Received
from dateline.outcomes import Outcome
from dateline.warc import payload_of

_log = logging.getLogger(__name__)
_STALE = 30 * 86_400.0  # seconds that an old copy serves while no new one can be had
_MAX_BODY = 20 << 20  # bytes of a robots.txt with its compression undone

Read = Callable[[URL, Terms], Awaitable[Received]]
"""Fetches an address, redirects followed, robots.txt not asked."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """A robots.txt at hand; `body` None where there is none, so that all is allowed."""

    fetched_at: float
    body: bytes | None

    @property
    def age(self) -> float:
        """Seconds since it was fetched; a time ahead of the clock is no time."""
        age = time.time() - self.fetched_at
        return age if age >= 0 else float("inf")


class _NotNowError(RecordError):
    """A file that is there, but cannot be had for now: nothing is asked for until it can be."""

    def __init__(self, why: str) -> None:
        super().__init__(Outcome.CIRCUIT_OPEN, f"robots.txt: {why}, so not asked for now")


class RobotsFiles:
    """The rules of the sites that one client asks (RFC 9309, sections 2.3 and 2.4).

    A file that is not there (4xx) allows everything. One that cannot be read for now (5xx, no
    connection, or 429: the site is asking for less, not for more) has nothing asked for until it
    can be, unless a copy of the last 30 days is at hand. Redirects are followed to any host; too
    many of them count as no file.

    Args:
        folder: where copies are kept, shared by the processes of the machine.
        hours: how long a copy is used before it is asked for again.
        retry_seconds: how long a failure stands before it is tried again.
        read: fetches an address.
    """

    def __init__(self, folder: Path, hours: float, retry_seconds: float, read: Read) -> None:
        self._folder = folder
        self._fresh_seconds = hours * 3600
        self._retry_seconds = retry_seconds
        self._read = read
        self._held: dict[
            tuple[URL, frozenset[str]], tuple[asyncio.Task[Rules | RecordError], float]
        ] = {}

    async def rules(self, origin: URL, terms: Terms) -> Rules:
        """The rules of a site.

        Raises:
            RecordError: they cannot be had for now, so nothing may be fetched.
        """
        key = (origin, terms.allow_hosts)
        now = time.monotonic()
        task, since = self._held.get(key, (None, 0.0))
        if task is None or self._is_over(task, now - since):
            task = asyncio.create_task(self._rules(origin, terms))
            self._held[key] = task, now
        result = await asyncio.shield(task)
        if isinstance(result, RecordError):
            raise RecordError(result.outcome, result.reason) from result
        return result

    async def close(self) -> None:
        """End what is being read."""
        tasks = [task for task, _ in self._held.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_over(self, task: asyncio.Task[Rules | RecordError], age: float) -> bool:
        if not task.done():
            return False
        result = task.result()
        if isinstance(result, RecordError):
            is_shut = result.outcome is Outcome.CIRCUIT_OPEN and type(result) is RecordError
            return is_shut or age >= self._retry_seconds  # a host knows when it is open again
        return age >= self._fresh_seconds

    async def _rules(self, origin: URL, terms: Terms) -> Rules | RecordError:
        copy = self._load(origin)
        if copy is None or copy.age >= self._fresh_seconds:
            try:
                body = await self._fetched(origin, terms)
            except RecordError as error:
                if copy is None or copy.age >= _STALE or error.outcome is Outcome.BAD_URL:
                    return error
                _log.info("%s/robots.txt: %s; an older copy is used", origin, error.reason)
            else:
                copy = _Copy(time.time(), body)
                self._store(origin, copy)
        return Rules() if copy.body is None else Rules.parse(copy.body, ROBOT)

    async def _fetched(self, origin: URL, terms: Terms) -> bytes | None:
        """The file; None if there is none.

        Raises:
            RecordError: it cannot be read for now.
        """
        terms = Terms(terms.allow_hosts, terms.delay, terms.concurrency, LIMIT, truncate=True)
        try:
            answer = await self._read(origin / "robots.txt", terms)
        except RecordError as error:
            if error.outcome is Outcome.REDIRECT:
                return None
            raise RecordError(error.outcome, f"robots.txt: {error.reason}") from error
        if is_fault(answer.status) or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _NotNowError(status_text(answer.status))
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return None
        try:
            return payload_of(answer.capture, max_body=_MAX_BODY).body[:LIMIT]
        except RecordError as error:
            raise _NotNowError(error.reason) from error

    def _path(self, origin: URL) -> Path:
        host = file_name(origin.raw_host or "")
        return self._folder / f"{host}.{origin.scheme}.{origin.port}.robots"

    def _load(self, origin: URL) -> _Copy | None:
        try:
            held = json.loads(self._path(origin).read_bytes())
            body = held["body"]
            return _Copy(
                float(held["fetched_at"]), None if body is None else body.encode("latin-1")
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _store(self, origin: URL, copy: _Copy) -> None:
        path = self._path(origin)
        body = None if copy.body is None else copy.body.decode("latin-1")
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            part.write_text(json.dumps({"fetched_at": copy.fetched_at, "body": body}), "utf-8")
            part.replace(path)
        except OSError as error:
            _log.warning("%s/robots.txt is not kept: %s", origin, error)
