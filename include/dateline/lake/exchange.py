"""Two folders take each other's place in one step, and who works on a lake's folders meanwhile."""

import ctypes
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from upath import UPath

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
LOCAL = ("", "file", "local")
"""Protocols of the local disk."""


def is_local(path: UPath) -> bool:
    """Whether a path is on a local disk."""
    return path.protocol in LOCAL


def exchange(one: Path, other: Path) -> None:
    """Let two folders of one file system take each other's name: renameat2(2) of Linux.

    Raises:
        OSError: the system or the file system cannot do it, or one is not there.
    """
    rename = _renameat2()
    if rename is None:
        raise OSError("this system cannot exchange folders in one step")
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one), None, str(other))


@lru_cache(maxsize=1)
def _renameat2() -> Any:
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


@contextmanager
def folders_held(root: UPath, *, alone: bool) -> Iterator[None]:
    """Hold the folders of a lake on a local disk: together with others who write files, or alone.

    Who exchanges folders is alone, so that no file is written into one that goes away. Elsewhere
    than on a local disk no folder is exchanged, and this does nothing.
    """
    if not is_local(root):
        yield
        return
    path = Path(root.path) / "state" / "lake.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
