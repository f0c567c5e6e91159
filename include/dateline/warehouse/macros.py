"""Macros for analysts: made in the warehouse's file, so that any client that opens it has them.

A macro's tables are looked up where the statement that calls it runs: in the database in use. In
one that is only attached they are found by its name, `p.evidence('...', db := 'p')`; so a macro
names its tables by `query_table(concat_ws('.', db, ...))` and calls no other macro.
"""

import hashlib
from pathlib import Path

import duckdb

from dateline.errors import TerminalError
from dateline.warehouse.statements import Statements, quote_identifier

FOLDER = "macros"
"""Folder of the macros within that of the SQL files: one file each, of the macro's name."""


def make_macros(sql: Statements) -> None:
    """Make the macros whose files changed since they were made, and drop those without a file.

    Args:
        sql: statements on a connection that may write, to a database with all migrations.

    Raises:
        TerminalError: a macro is no valid statement.
    """
    wanted = {path.stem: _checksum(path) for path in sorted((sql.folder / FOLDER).glob("*.sql"))}
    there = {row["name"]: row["checksum"] for row in sql.rows("history/macros")}
    if wanted == there:
        return
    sql.con.begin()
    try:
        for name in there.keys() - wanted.keys():
            sql.run("history/drop_macro", {"name": name}, macro=quote_identifier(name))
        for name in (name for name in wanted if wanted[name] != there.get(name)):
            sql.run(f"{FOLDER}/{name}")
            sql.run("history/record_macro", {"name": name, "checksum": wanted[name]})
    except duckdb.Error as error:
        sql.con.rollback()
        raise TerminalError(f"the macros of {sql.folder / FOLDER} failed: {error}") from error
    sql.con.commit()


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
