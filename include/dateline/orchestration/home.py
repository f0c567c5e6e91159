"""The launcher's home folder: one launcher at a time, and secrets made once."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dateline.errors import TerminalError

USER = "admin"
"""The one user of the Airflow UI."""


class HomeInUseError(TerminalError):
    """Another launcher works in this home."""


@dataclass(frozen=True)
class Secrets:
    """Keys of one installation. They never change, or open sessions and stored values are lost.

    Args:
        fernet_key: encrypts connections in the metadata database; 32 bytes, URL-safe base64.
        jwt_secret: signs the tokens of the API; 64 characters, the length HS512 asks for.
        session_key: signs the cookies of the UI.
    """

    fernet_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    session_key: str = field(repr=False)

    @classmethod
    def generated(cls) -> "Secrets":
        """Fresh ones."""
        fernet_key = base64.urlsafe_b64encode(os.urandom(32)).decode()
        return cls(fernet_key, secrets.token_hex(32), secrets.token_hex(32))


def open_home(home: Path) -> Path:
    """Make the home if there is none.

    Returns:
        Its absolute path, links resolved.

    Raises:
        TerminalError: it belongs to another user, or cannot be made.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        owner = home.stat().st_uid
    except OSError as error:
        raise TerminalError(f"cannot use {home} as home: {error}") from error
    if owner != os.geteuid():
        message = f"{home} belongs to user id {owner}, you are {os.geteuid()}"
        raise TerminalError(f"{message}: run as its owner, or set DATELINE_HOME to another folder")
    return home.resolve()


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home for this process. The lock ends with the process, however that ends.

    Raises:
        HomeInUseError: another process holds it; the message names it.
    """
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            pid = lock.read().strip() or "unknown"
            message = f"already running on {home}, as process {pid}; to end it: kill {pid}"
            raise HomeInUseError(message) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def secrets_of(home: Path) -> Secrets:
    """The home's keys, made at the first call.

    Raises:
        TerminalError: the file was damaged.
    """
    path = home / "secrets.json"
    if not path.exists():
        write_private(path, json.dumps(asdict(Secrets.generated())))
    try:
        return Secrets(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        message = f"{path} is damaged ({error}); remove it, and log in to the UI anew"
        raise TerminalError(message) from error


def password_of(home: Path) -> str:
    """The password of the UI's user, made at the first call, in the file that Airflow reads.

    Raises:
        TerminalError: the file was damaged.
    """
    path = passwords_path(home)
    if not path.exists():
        write_private(path, json.dumps({USER: secrets.token_urlsafe(12)}))
    try:
        return str(json.loads(path.read_text())[USER])
    except (ValueError, KeyError, TypeError) as error:
        raise TerminalError(f"{path} is damaged; remove it for a new password") from error


def passwords_path(home: Path) -> Path:
    """Where Airflow's simple auth manager finds the password."""
    return home / "passwords.json"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in one step."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    part.replace(path)
