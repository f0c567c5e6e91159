"""What the launcher asks of the machine: processor cores, and a TCP port on the loopback."""

import os
import socket
from dataclasses import dataclass

from dateline.errors import TerminalError

LOOPBACK = "127.0.0.1"
TRIES = 100


@dataclass(frozen=True)
class PortWish:
    """Which port somebody wants.

    Args:
        number: the port.
        is_explicit: it was asked for, so that another one will not do.
    """

    number: int
    is_explicit: bool = False

    def granted(self) -> int:
        """The port if it is free, else the next free one.

        Raises:
            TerminalError: it is taken and was asked for, or none of the next ones is free.
        """
        if is_free(self.number):
            return self.number
        if self.is_explicit:
            message = f"port {self.number} on {LOOPBACK} is taken; choose another with PORT="
            raise TerminalError(message)
        following = range(self.number + 1, min(self.number + TRIES, 65535) + 1)
        for port in following:
            if is_free(port):
                return port
        raise TerminalError(f"none of the ports {self.number} to {following.stop - 1} is free")


def is_free(port: int) -> bool:
    """Whether a server could listen on a port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
