"""Fingerprints: do two warehouses hold the same?"""

import hashlib
from pathlib import Path

import duckdb

from dateline.settings import PROJECT
from dateline.warehouse.statements import Statements, quote_identifier

VOLATILE = {
    "core_runs": frozenset({"seconds"}),
    "core_listings": frozenset({"seconds"}),
    "core_fetches": frozenset({"seconds"}),
    "mart_source_health": frozenset(
        {"listing_seconds_max", "latency_p50", "latency_p95", "latency_p99", "latency_max"}
    ),
}
"""Columns that differ between two runs over the same input."""

_ROWS = 10_000


def fingerprint(con: duckdb.DuckDBPyConnection, folder: Path = PROJECT / "sql") -> dict[str, str]:
    """SHA-256 of the rows of each table, whatever their order; volatile columns left out.

    Args:
        con: a connection whose current database is the one to read.
        folder: folder of the SQL files.

    Returns:
        Table name to 64 hex digits.
    """
    sql = Statements(con, folder)
    columns: dict[str, list[str]] = {}
    for row in sql.rows("dictionary/columns"):
        if row["column_name"] not in VOLATILE.get(row["table_name"], ()):
            columns.setdefault(row["table_name"], []).append(row["column_name"])
    tables = [row["table_name"] for row in sql.rows("status/tables")]
    return {table: _digest(sql, table, columns[table]) for table in tables}


def _digest(sql: Statements, table: str, columns: list[str]) -> str:
    sql.run("fingerprint/rows", table=quote_identifier(table), columns=quote_identifier(*columns))
    digest = hashlib.sha256(repr(columns).encode())
    while rows := sql.con.fetchmany(_ROWS):
        digest.update(b"".join(repr(row).encode("utf-8", "surrogatepass") for row in rows))
    return digest.hexdigest()
