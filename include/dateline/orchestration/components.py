"""The launcher's child processes: started, watched, started again after a crash, and stopped."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from dateline.errors import TerminalError
from dateline.orchestration import processes
from dateline.orchestration.processes import ProcessRecord
from dateline.orchestration.stop import StopFlag, StopRequestedError

RESTART_DELAYS = (1.0, 2.0, 4.0)
"""Seconds before the first, second and third restart of a component that crashed."""
HEALTHY_SECONDS = 60.0
"""A component that ran this long before it crashed has all its restarts again."""
POLL_SECONDS = 0.1
LOG_TAIL_LINES = 25


class ComponentError(TerminalError):
    """A component does not run. The message carries the end of its log."""


@dataclass(frozen=True)
class Component:
    """One program to run.

    Args:
        name: name of its log and process record.
        command: absolute path of the program, then its arguments.
        environment: its whole environment.
        stop_signal: what asks it to end.
        uid: numeric user to run as; None for the launcher's own.
        gid: numeric group to run as.
        folder: its working directory; None for the launcher's.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    stop_signal: signal.Signals = signal.SIGTERM
    uid: int | None = None
    gid: int | None = None
    folder: Path | None = None


@dataclass
class _Running:
    """State of one started component."""

    component: Component
    process: subprocess.Popen[bytes]
    record: ProcessRecord | None
    since: float
    watched: bool = True
    crashes: int = 0
    again_at: float | None = None


class Supervisor:
    """Runs components, each in a session of its own with a log file of its own.

    Args:
        home: folder that gets `logs/` and `run/`.
        stop: the flag that ends all waiting.
        say: takes one line of news for the person who watches.
    """

    def __init__(self, home: Path, stop: StopFlag, say: Callable[[str], None]) -> None:
        self._logs = home / "logs"
        self._records = home / "run"
        self._stop = stop
        self._say = say
        self._running: dict[str, _Running] = {}
        self._logs.mkdir(parents=True, exist_ok=True)
        self._records.mkdir(parents=True, exist_ok=True)

    def log(self, name: str) -> Path:
        """The log file of a component."""
        return self._logs / f"{name}.log"

    def clear_leftovers(self, grace: float = 5.0) -> int:
        """End what a killed earlier run left running.

        Returns:
            The number of processes ended.
        """
        records = ProcessRecord.all_in(self._records)
        found = processes.end(records, grace, hurry=lambda: self._stop.urgent)
        for path in self._records.glob("*.json"):
            path.unlink()
        return found

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Have the components ended if this process is killed while the block runs."""
        command = [sys.executable, "-m", "dateline.orchestration.guard", str(self._records)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
            yield

    def run(self, component: Component) -> None:
        """Run a program that ends by itself.

        Raises:
            ComponentError: it failed.
            StopRequestedError: an end was asked for meanwhile; the program was stopped.
        """
        with self.running(component, grace=5.0, watched=False):
            process = self._running[component.name].process
            while process.poll() is None:
                self.pause(POLL_SECONDS)
        if process.returncode != 0:
            raise ComponentError(self._failure(component.name, "failed"))

    @contextmanager
    def running(self, *components: Component, grace: float, watched: bool = True) -> Iterator[None]:
        """Keep components running while the block runs, then stop them.

        Args:
            components: what to start, all at once.
            grace: seconds they get to end by themselves.
            watched: start one again when it ends before its time.
        """
        names = [component.name for component in components]
        try:
            for component in components:
                self._archive_log(component.name)
                self._running[component.name] = replace(self._start(component), watched=watched)
            yield
        finally:
            self._end(names, grace)

    def pause(self, seconds: float) -> None:
        """Wait, keeping an eye on the components.

        Raises:
            ComponentError: one of them crashed too often.
            StopRequestedError: an end was asked for.
        """
        until = time.monotonic() + seconds
        while True:
            if self._stop.requested:
                raise StopRequestedError
            for name in list(self._running):
                self._tend(name)
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, POLL_SECONDS))

    def tail(self, name: str, lines: int = LOG_TAIL_LINES) -> str:
        """The last lines of a component's log."""
        try:
            text = self.log(name).read_text(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def _start(self, component: Component) -> _Running:
        is_other = component.uid is not None
        with self.log(component.name).open("ab") as log:
            process = subprocess.Popen(
                component.command,
                env=dict(component.environment),
                cwd=component.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=component.uid,
                group=component.gid,
                extra_groups=() if is_other else None,
            )
        return _Running(component, process, self._note(component, process.pid), time.monotonic())

    def _note(self, component: Component, pid: int) -> ProcessRecord | None:
        try:
            record = ProcessRecord.of(pid, component.stop_signal)
        except psutil.NoSuchProcess:
            return None
        record.write(self._record(component.name))
        return record

    def _tend(self, name: str) -> None:
        """Notice a crash, and start again when its delay is over."""
        state = self._running[name]
        if not state.watched or state.process.poll() is None:
            return
        if state.again_at is None:
            self._plan_restart(name, state)
        elif time.monotonic() >= state.again_at:
            self._running[name] = replace(self._start(state.component), crashes=state.crashes)

    def _plan_restart(self, name: str, state: _Running) -> None:
        if time.monotonic() - state.since > HEALTHY_SECONDS:
            state.crashes = 0
        if state.crashes >= len(RESTART_DELAYS):
            raise ComponentError(self._failure(name, "keeps failing"))
        if state.record:
            processes.kill(state.record.processes())
        delay = RESTART_DELAYS[state.crashes]
        state.crashes += 1
        state.again_at = time.monotonic() + delay
        code = state.process.returncode
        self._say(f"{name} ended by itself (status {code}); starting it again in {delay:.0f} s")

    def _end(self, names: Sequence[str], grace: float) -> None:
        """Stop components and forget them."""
        states = [self._running.pop(name) for name in names if name in self._running]
        records = [state.record for state in states if state.record]
        processes.end(records, grace, hurry=lambda: self._stop.urgent)
        for state in states:
            state.process.wait()
            self._record(state.component.name).unlink(missing_ok=True)

    def _archive_log(self, name: str) -> None:
        log = self.log(name)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))

    def _record(self, name: str) -> Path:
        return self._records / f"{name}.json"

    def _failure(self, name: str, what: str) -> str:
        return f"{name} {what}. The end of {self.log(name)}:\n{self.tail(name)}"
