"""How the launcher is asked to end. Light to import, so that it is in place at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequestedError(Exception):
    """Somebody asked the launcher to end: Ctrl-C, `kill`, or a closed terminal."""


class StopFlag:
    """Turns the signals that ask for an end into a flag, so that nothing is cut off half-done."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen while the block runs. Under nohup, a closed terminal stays without effect."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._count) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1

    @property
    def requested(self) -> bool:
        """Whether an end was asked for."""
        return self.count > 0

    @property
    def urgent(self) -> bool:
        """Whether it was asked for again: nobody wants to wait for a polite end."""
        return self.count > 1
