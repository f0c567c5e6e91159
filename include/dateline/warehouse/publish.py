"""Publish: replace the read copy with the warehouse as it stands, in one step.

Two copies take turns. The one that was published before the last stays as a spare: it lacks no
more than what changed since, and only that is written (see `blocks`). Then it takes the name of
the read copy, and what had that name becomes the spare.
"""

import fcntl
import logging
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from dateline.errors import TerminalError
from dateline.settings import Settings
from dateline.warehouse import blocks
from dateline.warehouse.connect import is_read_here, open_warehouse, published_path, warehouse_path
from dateline.warehouse.statements import Statements

log = logging.getLogger(__name__)

SPARE = ".published.spare"
"""File of the copy that was published before the one that is read."""

_NEXT = ".published.{pid}.next"


def publish(settings: Settings) -> Path:
    """Bring a copy of the warehouse up to date and let it replace the read copy.

    Who has the old copy open keeps reading it unchanged; who opens it later sees the new one. The
    cost grows with what changed since the last two times, not with the warehouse. Where the spare
    copy is missing, or somebody still reads it, all is copied.

    Returns:
        Path of the read copy.

    Raises:
        TransientError: another process holds the warehouse.
        TerminalError: checks failed; readers keep the copy that they have.
    """
    path = published_path(settings)
    following = path.with_name(_NEXT.format(pid=os.getpid()))
    # A process that closes a file gives up its locks on it, those of DuckDB too (POSIX): what is
    # read here of the warehouse's file is closed after the connection.
    with ExitStack() as closed_last, open_warehouse(settings) as con:
        _remove_leftovers(path.parent)
        sql = Statements(con, settings.sql)
        _require_sound(sql)
        sql.run("publish/checkpoint")
        source = closed_last.enter_context(warehouse_path(settings).open("rb"))
        try:
            written = _make(source, path, following)
            _take_turns(path, following)
        finally:
            _remove_leftovers(path.parent)
    log.info("published %s: %.1f MB written", path, written / 1e6)
    return path


def _require_sound(sql: Statements) -> None:
    """Refuse to publish what a check of severity `fail` found rows in."""
    failed = [
        f"{row['check_name']} ({row['failing_rows']} rows, "
        f"{row['interval_start'] or 'all'} to {row['interval_end'] or 'all'})"
        for row in sql.rows("publish/obstacles")
    ]
    if failed:
        raise TerminalError(
            "not published, for these checks failed; run their intervals again when the cause is "
            f"mended: {', '.join(failed)}"
        )


def _make(source: BinaryIO, path: Path, following: Path) -> int:
    """Make the next copy, of the spare one if that can be had; the number of bytes written."""
    spare = path.with_name(SPARE)
    if not _is_free(spare, path):
        spare.unlink(missing_ok=True)
        return blocks.copy(source, following)
    spare.replace(following)
    return blocks.update(source, following)


def _is_free(spare: Path, path: Path) -> bool:
    """Whether there is a spare copy that nobody reads, and that is not the read copy itself.

    It is the read copy's second name when a process was killed while copies took turns.
    """
    if not spare.exists() or (path.exists() and spare.samefile(path)) or is_read_here(spare):
        return False
    with spare.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _take_turns(path: Path, following: Path) -> None:
    """Give the read copy's name to the next copy, and the spare's to what had it."""
    with suppress(OSError):  # the first time; or a file system without second names
        path.with_name(SPARE).hardlink_to(path)
    following.replace(path)


def _remove_leftovers(folder: Path) -> None:
    """Remove unfinished copies. Called while holding the writer's lock: nobody else makes one."""
    for path in folder.glob(_NEXT.format(pid="*") + "*"):
        path.unlink(missing_ok=True)
