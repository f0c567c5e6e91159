"""Connections to the warehouse: one writer at a time, readers on the published copy."""

import re
import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psutil
import stamina

from dateline.errors import TerminalError, TransientError
from dateline.settings import Settings
from dateline.urls import url_key
from dateline.warehouse.migrate import migrate
from dateline.warehouse.search import use_stemmer
from dateline.warehouse.statements import Statements, quote_literal

WAREHOUSE = "dateline.duckdb"
"""File of the warehouse that the loader writes."""

PUBLISHED = "published.duckdb"
"""File of the read copy."""

CONFIG: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": True,
    "storage_compatibility_version": "v1.5.0",
}
"""Fixed settings of every connection. The number of threads is free: no result depends on it."""

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")
_read_here: Counter[tuple[int, int]] = Counter()
_UNREADABLE = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException)


def warehouse_path(settings: Settings) -> Path:
    """Path of the warehouse's file."""
    return settings.warehouse_dir / WAREHOUSE


def published_path(settings: Settings) -> Path:
    """Path of the read copy's file."""
    return settings.warehouse_dir / PUBLISHED


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, with its tables as the newest migration has them.

    The lock is held until the block ends. Where another process holds it, opening is tried again
    with growing pauses for `settings.lock_wait_seconds`.

    Raises:
        TransientError: another process held the lock all the time; it is named.
        TerminalError: the file is no database that this DuckDB reads, or has other migrations.
    """
    path = warehouse_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    con = _wait_for(path, settings)
    try:
        Statements(con, settings.sql).run("session/quiet")
        migrate(con, settings.sql)
        yield con
    finally:
        con.close()


def is_read_here(path: Path) -> bool:
    """Whether this process has a file open by `open_published`, under whatever name.

    Locks tell of other processes only.
    """
    return _read_here[_file_id(path)] > 0


def _file_id(path: Path) -> tuple[int, int]:
    there = path.stat()
    return there.st_dev, there.st_ino


def _is_lock_conflict(error: Exception) -> bool:
    return isinstance(error, duckdb.IOException) and "Could not set lock" in str(error)


def _config(settings: Settings) -> dict[str, Any]:
    return CONFIG | {
        "memory_limit": settings.duckdb_memory,
        "temp_directory": str(settings.warehouse_dir / "spill"),
    }


def _wait_for(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    seconds = settings.lock_wait_seconds
    attempts = {"attempts": None, "timeout": seconds} if seconds else {"attempts": 1}
    try:
        for attempt in stamina.retry_context(
            on=_is_lock_conflict, wait_initial=0.1, wait_max=2.0, wait_jitter=0.5, **attempts
        ):
            with attempt:
                return duckdb.connect(str(path), config=_config(settings))
    except _UNREADABLE as error:
        if _is_lock_conflict(error):
            raise TransientError(_who_holds(path, error)) from error
        raise TerminalError(f"cannot open the warehouse {path}: {error}") from error
    raise AssertionError("unreachable: the loop returns or raises")


def _who_holds(path: Path, error: Exception) -> str:
    found = _HOLDER.search(str(error))
    holder = _describe(int(found["pid"]), found["program"]) if found else "another process"
    return f"{holder} holds the warehouse {path}; try again when it has ended"


def _describe(pid: int, program: str) -> str:
    """A process as a person knows it: number, owner, since when, and its command."""
    try:
        process = psutil.Process(pid)
        command = textwrap.shorten(shlex.join(process.cmdline()), 200)
        began = datetime.fromtimestamp(process.create_time(), UTC)
        return f"process {pid} of {process.username()} since {began:%Y-%m-%d %H:%M:%SZ} ({command})"
    except (psutil.Error, KeyError):
        return f"process {pid} ({program})"


@contextmanager
def open_published(
    settings: Settings, *, with_stemmer: bool = False, for_export: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published copy for reading.

    What is open keeps its state when a newer copy is published; what is opened later sees the
    newer one, in the same process too (the copy is attached to a database of its own in memory).
    Statements can neither write to the copy nor reach other files. They may call `add_functions`'.

    Args:
        settings: the settings.
        with_stemmer: have `word_stem` be the stemmer of the extension fts, where it is installed.
        for_export: let the project's own statements write files, and use one thread.

    Raises:
        TerminalError: nothing is published, or the copy cannot be read.
    """
    path = published_path(settings)
    if not path.exists():
        raise TerminalError(
            f"nothing is published yet in {path.parent}: run `make run`, "
            "or `dateline run --start ... --end ...`"
        )
    with _marked_as_read(path), closing(_in_memory(settings)) as con:
        try:
            add_functions(con)
            sql = Statements(con, settings.sql)
            if with_stemmer:
                use_stemmer(con, sql)
            sql.run("session/quiet")
            opening = "export/open" if for_export else "publish/open"
            sql.run(opening, path=quote_literal(str(path)))
        except _UNREADABLE as error:
            raise TerminalError(f"cannot open the published copy {path}: {error}") from error
        yield con


def _in_memory(settings: Settings) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config=_config(settings))


@contextmanager
def _marked_as_read(path: Path) -> Iterator[None]:
    """Have `is_read_here` say so of the file that has this name now, until the block ends."""
    file = _file_id(path)
    _read_here[file] += 1
    try:
        yield
    finally:
        _read_here[file] -= 1


def add_functions(con: duckdb.DuckDBPyConnection) -> None:
    """Give statements of a connection the function `url_key(address)`, as `core_fetches` has it."""
    con.create_function("url_key", url_key, ["VARCHAR"], "VARCHAR")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block did, or nothing of it when it raises.

    Raises:
        TransientError: the disk or another connection was in the way.
        TerminalError: a row breaks a rule of its table.
    """
    con.begin()
    try:
        yield
        con.commit()
    except BaseException as error:
        _roll_back(con)
        if isinstance(error, duckdb.ConstraintException):
            raise TerminalError(f"a row breaks a rule of its table: {error}") from error
        if isinstance(error, (duckdb.IOException, duckdb.TransactionException)):
            raise TransientError(f"the warehouse could not be written: {error}") from error
        raise


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    """Roll back; a commit that failed has ended the transaction already."""
    with suppress(duckdb.TransactionException):
        con.rollback()
