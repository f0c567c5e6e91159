"""Keyword search: which stemmer its words are matched with.

The query `search` calls `word_stem`. The warehouse has a macro of this name that cuts off endings
of plurals; where the extension fts is installed, its stemmer takes the macro's place.
"""

import duckdb

from dateline.warehouse.extensions import load_extension
from dateline.warehouse.statements import Statements

_STEMMER = "word_stem"


def needs_stemmer(statement: str) -> bool:
    """Whether a statement matches words by their stems."""
    return _STEMMER in statement


def use_stemmer(con: duckdb.DuckDBPyConnection, sql: Statements) -> bool:
    """Have `word_stem` be the stemmer of fts on this connection.

    Args:
        con: a connection that may still reach files.
        sql: its statements.

    Returns:
        Whether it is; otherwise the warehouse's own macro serves.
    """
    if not load_extension(con, "fts"):
        return False
    sql.run("search/stem")
    return True
