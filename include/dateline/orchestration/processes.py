"""Finding and ending the processes that belong to a component, without touching any other.

A component is the leader of its own session, so its helpers, workers and tasks are found by
session id, also after the leader died. A record on disk names the leader by process id *and*
start time, because process ids are used again.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

START_TOLERANCE_SECONDS = 2.0
"""The start time of a process is derived from the boot time, which the clock's slewing moves."""
KILL_SECONDS = 5.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class ProcessRecord:
    """What is written down about a started component.

    Args:
        pid: process id of the session's leader.
        started: its start, seconds since the epoch.
        stop_signal: number of the signal that asks it to end.
    """

    pid: int
    started: float
    stop_signal: int

    @classmethod
    def of(cls, pid: int, stop_signal: signal.Signals) -> "ProcessRecord":
        """Record a process that was just started.

        Raises:
            psutil.NoSuchProcess: it has ended already.
        """
        return cls(pid, psutil.Process(pid).create_time(), int(stop_signal))

    @classmethod
    def read(cls, path: Path) -> "ProcessRecord | None":
        """Read a record; None where the file cannot be understood."""
        try:
            return cls(**json.loads(path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    @classmethod
    def all_in(cls, folder: Path) -> list["ProcessRecord"]:
        """All records of a folder that can be understood."""
        return [record for record in map(cls.read, sorted(folder.glob("*.json"))) if record]

    def write(self, path: Path) -> None:
        """Write the record in one step."""
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)))
        part.replace(path)

    def processes(self) -> list[psutil.Process]:
        """All processes alive that belong to the recorded component."""
        try:
            leader = psutil.Process(self.pid)
            is_ours = abs(leader.create_time() - self.started) <= START_TOLERANCE_SECONDS
            found = family(leader) if is_ours else []
        except psutil.NoSuchProcess:
            found = session_members(self.pid)
        return [process for process in found if alive(process)]

    def leaders(self, found: Sequence[psutil.Process]) -> list[psutil.Process]:
        """Whom to ask among the component's processes: its leader, or all if that is gone."""
        own = [p for p in found if p.pid == self.pid]
        return own or [p for p in found if _session(p) == self.pid]


def session_members(session: int) -> list[psutil.Process]:
    """Processes of one session."""
    return [process for process in psutil.process_iter() if _session(process) == session]


def _session(process: psutil.Process) -> int | None:
    """The id of a process's session, which is its leader's process id; None if it ended."""
    try:
        return os.getsid(process.pid)
    except (ProcessLookupError, PermissionError):
        return None


def family(leader: psutil.Process) -> list[psutil.Process]:
    """A session's leader, its descendants and the rest of its session, each once."""
    try:
        descendants = leader.children(recursive=True)
    except psutil.NoSuchProcess:
        descendants = []
    return list(dict.fromkeys([leader, *descendants, *session_members(leader.pid)]))


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs; one that ended and was not yet reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def send(process: psutil.Process, number: int) -> None:
    """Send a signal; a process that ended meanwhile is no error."""
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def wait_gone(found: Sequence[psutil.Process], seconds: float, hurry: Callable[[], bool]) -> bool:
    """Wait until processes have ended.

    Args:
        found: the processes.
        seconds: how long at most.
        hurry: asked again and again; true ends the waiting.

    Returns:
        Whether all have ended.
    """
    until = time.monotonic() + seconds
    while any(alive(process) for process in found):
        if hurry() or time.monotonic() > until:
            return False
        time.sleep(POLL_SECONDS)
    return True


def kill(found: Iterable[psutil.Process]) -> None:
    """End processes at once and wait until they are gone."""
    left = [process for process in found if alive(process)]
    for process in left:
        send(process, signal.SIGKILL)
    wait_gone(left, KILL_SECONDS, hurry=lambda: False)


def end(records: Sequence[ProcessRecord], grace: float, hurry: Callable[[], bool]) -> int:
    """Ask components to end, wait for all of them together, then kill what is left.

    Args:
        records: the components.
        grace: seconds between asking and killing.
        hurry: asked again and again; true means to kill now.

    Returns:
        The number of processes that were found.
    """
    found = [process for record in records for process in record.processes()]
    for record in records:
        for process in record.leaders(found):
            send(process, record.stop_signal)
    wait_gone(found, grace, hurry)
    started_since = [process for record in records for process in record.processes()]
    kill([*found, *started_since])
    return len(found)
