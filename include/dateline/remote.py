"""Files on other machines, read with patience and in pieces of a bounded size."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, TypeVar, cast

import stamina
from aiohttp import ClientResponseError, ClientTimeout
from upath import UPath

from dateline import __version__
from dateline.settings import Settings

FORWARDS = 8 << 20
"""Bytes to ask for at once of a file that is read from end to end."""

HERE_AND_THERE = 256 << 10
"""Bytes to ask for at once of a file of which some records are read."""

_PATIENCE = 10  # a piece may take as many times as long as a page
_NEAR = frozenset({"", "file", "local", "memory"})
_WEB = ("http://", "https://")
_NOT_FOUND, _SERVER_ERROR = 404, 500
_PASSING = frozenset({408, 429})  # request timeout, too many requests
_LASTING = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError, ValueError)
T = TypeVar("T")


def storage_options(url: str, settings: Settings) -> dict[str, Any]:
    """How the file system of an address is to behave: on the web we say who we are."""
    if not url.lower().startswith(_WEB):
        return {}
    timeout = ClientTimeout(
        total=_PATIENCE * settings.total_timeout_seconds,
        sock_connect=settings.connect_timeout_seconds,
        sock_read=settings.read_timeout_seconds,
    )
    agent = f"Dateline/{__version__} (+{settings.contact})"
    client = {"headers": {"User-Agent": agent}, "timeout": timeout}
    return {"client_kwargs": client, "block_size": HERE_AND_THERE, "cache_type": "readahead"}


@contextmanager
def open_patiently(path: UPath, settings: Settings, *, at_once: int) -> Iterator[IO[bytes]]:
    """Open a file for reading; faults of the network that may pass are waited for.

    What failed is asked for again from the byte that was reached, with back-off and jitter, as
    often as `fetch_attempts` allows, in turn for each piece. Not more than two pieces are held.

    Args:
        path: a file on any file system.
        settings: the settings.
        at_once: bytes of a piece; `FORWARDS` or `HERE_AND_THERE`.

    Raises:
        OSError: there is no such file, or it cannot be reached.
    """
    if path.protocol in _NEAR:
        with path.open("rb") as near:
            yield near
        return

    def opened() -> IO[bytes]:
        return cast("IO[bytes]", path.open("rb", block_size=at_once, cache_type="readahead"))

    with _trying(opened, settings) as stream:
        yield cast("IO[bytes]", _Patient(stream, settings))


class _Patient:
    """A file whose reading is tried again."""

    def __init__(self, stream: IO[bytes], settings: Settings) -> None:
        self._stream = stream
        self._settings = settings

    def read(self, size: int = -1, /) -> bytes:
        return _trying(lambda: self._stream.read(size), self._settings)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return _trying(lambda: self._stream.seek(offset, whence), self._settings)

    def tell(self) -> int:
        return self._stream.tell()


def _trying(work: Callable[[], T], settings: Settings) -> T:
    """Do something over the network, again while it fails in a way that may pass.

    Raises:
        OSError: it failed for good. File systems raise what they like: all of it comes as this.
    """
    caller = stamina.RetryingCaller(
        attempts=settings.fetch_attempts,
        timeout=None,
        wait_initial=settings.retry_wait_seconds,
        wait_max=settings.retry_wait_max_seconds,
        wait_jitter=settings.retry_wait_seconds,
    )
    try:
        return caller(_may_pass, work)
    except Exception as error:
        raise _told(error) from error


def _may_pass(error: Exception) -> bool:
    """Whether trying again may help. fsspec takes any failure of opening for a missing file."""
    cause = error.__cause__ if isinstance(error, FileNotFoundError) else None
    told = cause or error
    if isinstance(told, ClientResponseError):
        return told.status in _PASSING or told.status >= _SERVER_ERROR
    return not isinstance(told, _LASTING)


def _told(error: Exception) -> OSError:
    """The error with a number, which tells it from a fault of the file's content."""
    cause = error.__cause__ or error
    if isinstance(cause, ClientResponseError) and cause.status != _NOT_FOUND:
        return OSError(errno.EIO, f"HTTP status {cause.status}")
    if isinstance(error, FileNotFoundError) and not _may_pass(error):
        return FileNotFoundError(errno.ENOENT, "no such file")
    return OSError(errno.EIO, str(cause) or type(cause).__name__)
