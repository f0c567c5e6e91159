"""Turns at hosts: few requests at once, a pause between them, none to a host in trouble.

One process of the machine speaks to a host at a time (see `hostfile`); within it, those who wait
are served in the order in which they came. A pause is counted from when the last request has
surely arrived: from the beginning of its answer, or, while there is none, from some slack after
it was sent.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from dateline.errors import RecordError, TerminalError
from dateline.http.hostfile import HostFile, HostState
from dateline.http.terms import Limits
from dateline.outcomes import Outcome

_SLACK = 0.25  # seconds in which a request arrives, and a busy server notices it
_POLL = 0.03  # seconds between two looks at a lock that another process holds
_NAME_LIMIT = 120  # characters
_LEASE = 15.0  # seconds after which a process lets others have a go


class Hosts:
    """The hosts that one client speaks to.

    Args:
        folder: of the files that processes share.
        limits: politeness and patience.

    Raises:
        TerminalError: the folder cannot be made.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TerminalError(f"cannot keep notes on hosts in {folder}: {error}") from error
        self._folder = folder
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.at_once)
        self._hosts: dict[str, Host] = {}

    def __getitem__(self, name: str) -> "Host":
        """The host of a name; names are those of `URL.raw_host`."""
        if name not in self._hosts:
            file = HostFile(self._folder / f"{file_name(name)}.host")
            self._hosts[name] = Host(name, file, self._limits, self._slots)
        return self._hosts[name]

    def __len__(self) -> int:
        """Hosts spoken to so far."""
        return len(self._hosts)

    def close(self) -> None:
        """Let other processes have all hosts."""
        for host in self._hosts.values():
            host.leave()


class Host:
    """One host, as this process knows it."""

    def __init__(self, name: str, file: HostFile, limits: Limits, slots: asyncio.Semaphore) -> None:
        self._name = name
        self._file = file
        self._limits = limits
        self._slots = slots
        self._state = HostState()
        self._gate = asyncio.Lock()
        self._changed = asyncio.Event()
        self._present = 0  # turns waiting or running
        self._running = 0
        self._locked_at = 0.0
        self._latest: Turn | None = None

    @asynccontextmanager
    async def turn(self, delay: float, concurrency: int) -> AsyncIterator["Turn"]:
        """Wait for a turn at the host: one request.

        Args:
            delay: seconds to the request before.
            concurrency: requests at once, this one included.

        Raises:
            RecordError: `circuit_open`: the host is left alone for now.
        """
        self._present += 1
        try:
            turn = await self._start(delay, concurrency)
            try:
                yield turn
            finally:
                turn.end()
                self._running -= 1
                self._changed.set()
                self._slots.release()
        finally:
            self._present -= 1
            if not self._present:
                self.leave()

    @property
    def is_shut(self) -> bool:
        """Whether a request would end at once."""
        now = time.monotonic()
        return now < self._state.shut_until or now + self._limits.wait_max < self._state.pause_until

    @property
    def may_be_tried_again(self) -> bool:
        """Whether a request that failed may be sent again: not to a host that is on trial."""
        return not self.is_shut and not self._is_on_trial

    @property
    def _is_on_trial(self) -> bool:
        return self._state.failures >= self._limits.breaker_failures

    def pause(self, seconds: float) -> float:
        """Leave the host alone for as long as it asks, and no longer than one that fails.

        Returns:
            For how many seconds.
        """
        limits = self._limits
        seconds = min(seconds, max(limits.breaker_seconds, limits.wait_max))
        self._state.pause_until = max(self._state.pause_until, time.monotonic() + seconds)
        self._keep()
        return seconds

    def succeeded(self) -> None:
        """The host answered: failures in a row are over, and so is what they led to."""
        if self._state.failures:
            self._state.failures = 0
            self._state.shut_until = float("-inf")
            self._keep()

    def failed(self) -> None:
        """The host did not answer a request, or only said that it is in trouble."""
        self._state.failures += 1
        if self._is_on_trial:
            self._state.shut_until = time.monotonic() + self._limits.breaker_seconds
        self._keep()

    def leave(self) -> None:
        """Let other processes have the host."""
        if self._file.locked:
            self._keep()
            self._file.unlock()

    async def _start(self, delay: float, concurrency: int) -> "Turn":
        """Pass the gate, one after another. It stays shut until the turn's request is sent."""
        await self._gate.acquire()
        try:
            await self._may_start(delay, concurrency)
            await self._slots.acquire()
        except BaseException:
            self._gate.release()
            raise
        self._running += 1
        return Turn(self)

    async def _may_start(self, delay: float, concurrency: int) -> None:
        while True:
            await self._hold()
            self._require_open()
            if self._running >= (1 if self._is_on_trial else concurrency):
                await self._news()
                continue
            after = self._state.asked_at + delay if delay else 0.0
            wait = max(after, self._state.pause_until) - time.monotonic()
            if wait <= 0:
                return
            await self._news(wait)

    async def _hold(self) -> None:
        """Have the host to this process, and give it away from time to time."""
        if self._file.locked and time.monotonic() - self._locked_at > _LEASE:
            while self._running:
                await self._news()
            self.leave()
            await asyncio.sleep(2 * _POLL)
        while not self._file.locked:
            if self._file.try_lock():
                self._locked_at = time.monotonic()
                self._state = self._file.load()
            else:
                await asyncio.sleep(_POLL * random.uniform(0.5, 1))  # noqa: S311 - not a secret

    async def _news(self, seconds: float | None = None) -> None:
        """Wait until a request arrived or ended, and no longer than a time."""
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def _require_open(self) -> None:
        if not self.is_shut:
            return
        now = time.monotonic()
        shut, pause = self._state.shut_until, self._state.pause_until
        until = datetime.now(UTC) + timedelta(seconds=max(shut, pause) - now)
        failures = self._state.failures
        why = f"failed {failures} times in a row" if shut > now else "asked for a pause"
        reason = f"{self._name} {why}; left alone until {until:%Y-%m-%d %H:%M:%S} UTC"
        raise RecordError(Outcome.CIRCUIT_OPEN, reason)

    def _keep(self) -> None:
        if self._file.locked:
            self._file.store(self._state)

    def _sent(self, turn: "Turn") -> None:
        self._state.asked_at = turn.sent_at + _SLACK
        self._latest = turn
        self._keep()
        self._gate.release()

    def _seen(self, turn: "Turn") -> None:
        if turn is self._latest:  # the others were sent before it
            self._state.asked_at = time.monotonic()
            self._changed.set()


class Turn:
    """One request's turn at a host. Its maker says how far the request has come."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._is_sent = self._is_seen = False
        self.sent_at = 0.0

    @property
    def seconds(self) -> float:
        """Since the request was sent."""
        return time.monotonic() - self.sent_at

    @property
    def is_sent(self) -> bool:
        """Whether the request was sent."""
        return self._is_sent

    @property
    def is_seen(self) -> bool:
        """Whether the request has arrived."""
        return self._is_seen

    def sent(self) -> None:
        """The request goes out now."""
        if not self._is_sent:
            self._is_sent = True
            self.sent_at = time.monotonic()
            self._host._sent(self)  # noqa: SLF001 - a turn is a part of its host

    def seen(self) -> None:
        """The request has arrived: its answer begins, or it came to nothing."""
        if not self._is_seen:
            self._is_seen = True
            self._host._seen(self)  # noqa: SLF001

    def end(self) -> None:
        """The turn is over. A connection that was not made counts as a request."""
        self.sent()
        self.seen()


def file_name(host: str) -> str:
    """A host's name as the name of a file; colons of IPv6 are no part of one everywhere.

    File systems take 255 bytes, with what is put behind the name; a long name becomes its hash.
    """
    plain = host.replace(":", "_")
    return plain if len(plain) <= _NAME_LIMIT else sha256(plain.encode()).hexdigest()
