"""Connections to the warehouse: one writer at a time, readers on the published copy."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import stamina

from dateline.errors import TerminalError, TransientError
from dateline.settings import Settings
from dateline.urls import url_key
from dateline.warehouse.migrate import migrate
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
    con = _wait_for(path, settings.lock_wait_seconds)
    try:
        migrate(con, settings.sql)
        yield con
    finally:
        con.close()


def _is_lock_conflict(error: Exception) -> bool:
    return isinstance(error, duckdb.IOException) and "Could not set lock" in str(error)


def _wait_for(path: Path, seconds: float) -> duckdb.DuckDBPyConnection:
    config = CONFIG | {"temp_directory": str(path.parent / "spill")}
    attempts = {"attempts": None, "timeout": seconds} if seconds else {"attempts": 1}
    try:
        for attempt in stamina.retry_context(
            on=_is_lock_conflict, wait_initial=0.1, wait_max=2.0, wait_jitter=0.5, **attempts
        ):
            with attempt:
                return duckdb.connect(str(path), config=config)
    except _UNREADABLE as error:
        if _is_lock_conflict(error):
            raise TransientError(_who_holds(path, error)) from error
        raise TerminalError(f"cannot open the warehouse {path}: {error}") from error
    raise AssertionError("unreachable: the loop returns or raises")


def _who_holds(path: Path, error: Exception) -> str:
    found = _HOLDER.search(str(error))
    holder = f"process {found['pid']} ({found['program']})" if found else "another process"
    return f"{holder} holds the warehouse {path}; try again when it has ended"


@contextmanager
def open_published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published copy for reading.

    What is open keeps its state when a newer copy is published; what is opened later sees the
    newer one, in the same process too (the copy is attached to a database of its own in memory).
    Statements can neither write to the copy nor reach other files. They may call `add_functions`'.

    Raises:
        TerminalError: nothing is published, or the copy cannot be read.
    """
    path = published_path(settings)
    if not path.exists():
        raise TerminalError(
            f"nothing is published yet in {path.parent}: run `make run`, "
            "or `dateline run --start ... --end ...`"
        )
    con = duckdb.connect(":memory:", config=CONFIG)
    try:
        try:
            add_functions(con)
            Statements(con, settings.sql).run("publish/open", path=quote_literal(str(path)))
        except _UNREADABLE as error:
            raise TerminalError(f"cannot open the published copy {path}: {error}") from error
        yield con
    finally:
        con.close()


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
