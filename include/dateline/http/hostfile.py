"""What the processes of one machine tell each other of a host: a locked file for each.

The process that holds the lock speaks to the host; the kernel frees it when the process dies.
What it leaves behind is when it last asked, and whether the host is left alone. Times are kept by
the wall clock, which may jump: a time ahead is believed only as far as its own length.
"""

import errno
import fcntl
import json
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import TerminalError

_log = logging.getLogger(__name__)


@dataclass
class HostState:
    """How things stand with a host. Times are seconds of the monotonic clock.

    Args:
        asked_at: by when the last request has arrived.
        failures: failures in a row.
        shut_until: until when the host is left alone because it failed.
        pause_until: until when the host itself asked to be left alone.
    """

    asked_at: float = float("-inf")
    failures: int = 0
    shut_until: float = float("-inf")
    pause_until: float = float("-inf")


class HostFile:
    """The file of one host.

    Args:
        path: where it is, in a folder that is there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def locked(self) -> bool:
        """Whether this process holds it."""
        return self._file is not None

    def try_lock(self) -> bool:
        """Take the lock if it is free, and there is room for an open file.

        Raises:
            TerminalError: the file cannot be written.
        """
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                return False
            raise TerminalError(
                f"cannot keep notes on a host; make it writable: {error}"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def unlock(self) -> None:
        """Give the lock back, if it is held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def load(self) -> HostState:
        """What was last stored; a fresh state if that cannot be read. The lock must be held."""
        assert self._file is not None
        to_monotonic = time.monotonic() - time.time()
        try:
            held = json.loads(os.pread(self._file, 4096, 0))
            return HostState(
                asked_at=min(held["asked_at"], time.time()) + to_monotonic,
                failures=int(held["failures"]),
                shut_until=_believed(held["shut_until"], held["shut_seconds"]) + to_monotonic,
                pause_until=_believed(held["pause_until"], held["pause_seconds"]) + to_monotonic,
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            return HostState()

    def store(self, state: HostState) -> None:
        """Keep a state for whoever locks the file next. The lock must be held."""
        assert self._file is not None
        now = time.monotonic()
        to_wall = time.time() - now
        held = {
            "asked_at": _finite(state.asked_at + to_wall),
            "failures": state.failures,
            "shut_until": _finite(state.shut_until + to_wall),
            "shut_seconds": _finite(state.shut_until - now),
            "pause_until": _finite(state.pause_until + to_wall),
            "pause_seconds": _finite(state.pause_until - now),
        }
        data = json.dumps(held).encode()
        try:
            os.pwrite(self._file, data, 0)
            os.ftruncate(self._file, len(data))
        except OSError as error:
            _log.warning("notes on a host are not kept in %s: %s", self._path, error)


def _believed(until: float, seconds: float) -> float:
    """A time ahead, no further ahead than it was when it was stored."""
    return min(until, time.time() + max(0.0, seconds))


def _finite(value: float) -> float:
    """JSON has no infinity; zero is long ago, or no time at all."""
    return round(value, 3) if value > 0 else 0.0
