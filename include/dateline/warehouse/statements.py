"""SQL files of the project: found by name, run with bound parameters.

The only SQL text that Python holds is what the two quoting functions make: identifiers and file
names, where SQL takes no parameter. A file marks such a place with `{name}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dateline.errors import TerminalError
from dateline.partition import Interval
from dateline.schemas import Row

_PLACE = re.compile(r"\{([a-z_]+)\}")


def quote_identifier(*names: str) -> str:
    """Names as SQL identifiers, separated by commas."""
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def quote_literal(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def bounds(interval: Interval | None) -> dict[str, Any]:
    """Parameters `interval_start`, `interval_end`: UTC without a zone, as columns hold them.

    Without an interval both are null, which statements read as "all intervals".
    """
    if interval is None:
        return {"interval_start": None, "interval_end": None}
    return {
        "interval_start": interval.start.replace(tzinfo=None),
        "interval_end": interval.end.replace(tzinfo=None),
    }


@dataclass(frozen=True, slots=True)
class Statements:
    """The SQL files of one folder, run on one connection.

    Args:
        con: the connection.
        folder: folder of the SQL files (`settings.sql`).
    """

    con: duckdb.DuckDBPyConnection
    folder: Path

    def text(self, name: str, **places: str) -> str:
        """The text of `<name>.sql`, its `{places}` filled with quoted names or literals.

        Raises:
            TerminalError: there is no such file.
        """
        path = self.folder / f"{name}.sql"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise TerminalError(f"no SQL file {path}: is DATELINE_SQL right?") from error
        return _PLACE.sub(lambda match: places[match[1]], text)

    def run(self, name: str, params: Mapping[str, Any] | None = None, /, **places: str) -> None:
        """Run all statements of `<name>.sql`, each with those parameters that it names."""
        for statement in self.con.extract_statements(self.text(name, **places)):
            self.con.execute(statement, _wanted(statement, params))

    def run_in_parts(self, name: str, table: str, size: int) -> None:
        """Run `<name>.sql` over parts of a table of ids: what it holds for each bounds the memory.

        Args:
            name: statements with the parameters `part`, from 0, and `parts`.
            table: the table whose ids they share out.
            size: rows of a part, about.
        """
        rows = self.rows("status/count", table=quote_identifier(table))[0]["n"]
        parts = 1 + rows // size
        for part in range(parts):
            self.run(name, {"part": part, "parts": parts})

    def rows(
        self, name: str, params: Mapping[str, Any] | None = None, /, **places: str
    ) -> list[Row]:
        """The rows that the last statement of `<name>.sql` gives, as dictionaries."""
        self.run(name, params, **places)
        columns = [column[0] for column in self.con.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in self.con.fetchall()]


def _wanted(statement: duckdb.Statement, params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    names = statement.named_parameters
    return {name: (params or {})[name] for name in names} or None
