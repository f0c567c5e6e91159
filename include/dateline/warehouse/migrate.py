"""Migrations: forward only, each applied once in a transaction and remembered by its checksum."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import duckdb

from dateline.errors import TerminalError
from dateline.warehouse.macros import make_macros
from dateline.warehouse.statements import Statements

_NAME = re.compile(r"(?P<version>\d{4})_[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `sql/migrations`.

    Args:
        version: the number that its name begins with, from 1, without gaps.
        name: name of the file without suffix.
        checksum: SHA-256 of its text, 64 hex digits.
    """

    version: int
    name: str
    checksum: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """The migration in a file.

        Raises:
            TerminalError: its name is not `NNNN_words.sql`.
        """
        named = _NAME.fullmatch(path.stem)
        if named is None:
            raise TerminalError(f"not a migration's name (NNNN_words.sql): {path}")
        text = path.read_text(encoding="utf-8")
        return cls(int(named["version"]), path.stem, hashlib.sha256(text.encode()).hexdigest())


def migrations(folder: Path) -> list[Migration]:
    """The migrations of `folder/migrations`, in order.

    Raises:
        TerminalError: there are none, or their numbers are not 1, 2, 3 and so on.
    """
    found = sorted(
        (Migration.of(path) for path in (folder / "migrations").glob("*.sql")),
        key=lambda migration: migration.version,
    )
    if not found or [m.version for m in found] != list(range(1, len(found) + 1)):
        raise TerminalError(f"migrations are not numbered 1, 2, 3, ... in {folder / 'migrations'}")
    return found


def migrate(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Bring the tables to the newest migration, and the macros to what their files say.

    Args:
        con: a connection that may write.
        folder: folder of the SQL files (`settings.sql`).

    Raises:
        TerminalError: the database has migrations that the folder does not have, or has them
            otherwise, or one or a macro fails.
    """
    sql = Statements(con, folder)
    if not sql.rows("history/exists", {"table": "schema_migrations"}):
        sql.run("history/create")
    known = migrations(folder)
    applied = [Migration(**row) for row in sql.rows("history/applied")]
    _compare(applied, known)
    for migration in known[len(applied) :]:
        _apply(sql, migration)
    if sql.rows("history/exists", {"table": "schema_macros"}):
        make_macros(sql)


def _compare(applied: list[Migration], known: list[Migration]) -> None:
    if len(applied) > len(known):
        raise TerminalError(
            f"the warehouse was made by a newer Dateline: migration {applied[-1].name} is unknown "
            "here; upgrade, or use another DATELINE_WAREHOUSE"
        )
    for was, now in zip(applied, known, strict=False):
        if was != now:
            raise TerminalError(
                f"migration {was.name} of the warehouse is not {now.name} as it stands in "
                "sql/migrations: a migration may not change after it was applied; add a new one"
            )


def _apply(sql: Statements, migration: Migration) -> None:
    sql.con.begin()
    try:
        sql.run(f"migrations/{migration.name}")
        sql.run(
            "history/record",
            {
                "version": migration.version,
                "name": migration.name,
                "checksum": migration.checksum,
            },
        )
    except duckdb.Error as error:
        sql.con.rollback()
        raise TerminalError(f"migration {migration.name} failed: {error}") from error
    sql.con.commit()
