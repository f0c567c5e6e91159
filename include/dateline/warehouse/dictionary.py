"""The data dictionary: `docs/data_dictionary.md`, made from the comments of the database.

`python -m dateline.warehouse.dictionary` writes it; with `--check` it only compares.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import duckdb

from dateline.schemas import Row
from dateline.settings import PROJECT
from dateline.warehouse.diagram import diagrams
from dateline.warehouse.migrate import migrate
from dateline.warehouse.statements import Statements

DOCUMENT = PROJECT / "docs" / "data_dictionary.md"

_HEAD = """\
# Data dictionary

Tables of the warehouse, made from the comments in `sql/migrations` by
`python -m dateline.warehouse.dictionary`. Do not edit this page.

`core_` tables are loaded from the lake, whose Parquet files have the same columns; `dim_` tables
are what they refer to; `mart_` tables are derived from both. Times are UTC. Types are DuckDB's.
"""

_MACROS = """\
## Macros

They are in the file itself: any client that opens it has them, `FROM evidence('...')`. Where the
file is only attached, `ATTACH 'published.duckdb' AS p`, either `USE p` or say where the tables are:
`FROM p.evidence('...', db := 'p')`. Made of the comments in `sql/macros`.
"""


def dictionary(folder: Path) -> str:
    """The page, in Markdown.

    Args:
        folder: folder of the SQL files.
    """
    with duckdb.connect(":memory:") as con:
        migrate(con, folder)
        sql = Statements(con, folder)
        tables, columns = sql.rows("dictionary/tables"), sql.rows("dictionary/columns")
        macros = sql.rows("dictionary/macros")
    by_table = {
        name: list(rows) for name, rows in groupby(columns, key=lambda row: row["table_name"])
    }
    sections = [_section(table, by_table[table["table_name"]]) for table in tables]
    return "\n".join([_HEAD, diagrams(folder, tables, columns), *sections, _macros(macros)])


def _section(table: Row, columns: Sequence[Row]) -> str:
    key = ", ".join(f"`{name}`" for name in table["key_columns"])
    lines = [f"## {table['table_name']}", "", table["comment"] or "", ""]
    lines += [f"Key: {key}", ""] if key else []
    lines += ["| Column | Type | Null | Meaning |", "| --- | --- | --- | --- |"]
    lines += [_line(column) for column in columns]
    return "\n".join([*lines, ""])


def _line(column: Row) -> str:
    null = "yes" if column["is_nullable"] else "no"
    meaning = (column["comment"] or "").replace("|", "\\|")
    return f"| `{column['column_name']}` | {column['data_type']} | {null} | {meaning} |"


def _macros(macros: Sequence[Row]) -> str:
    lines = ["| Macro | Gives | Meaning |", "| --- | --- | --- |"]
    for macro in macros:
        given = ", ".join(name for name in macro["parameters"] if name != "db")
        gives = "rows" if macro["is_table"] else "a value"
        meaning = (macro["comment"] or "").replace("|", "\\|")
        lines.append(f"| `{macro['function_name']}({given})` | {gives} | {meaning} |")
    return "\n".join([_MACROS, *lines, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or compare it.

    Returns:
        Exit status: 1 when `--check` finds a difference, otherwise 0.
    """
    parser = argparse.ArgumentParser(description="Make the data dictionary.")
    parser.add_argument("--check", action="store_true", help="compare only; 1 on a difference")
    parser.add_argument("--sql", type=Path, default=PROJECT / "sql", help="folder of SQL files")
    parser.add_argument("--out", type=Path, default=DOCUMENT, help="the page")
    options = parser.parse_args(arguments)
    page = dictionary(options.sql)
    if not options.check:
        options.out.write_text(page, encoding="utf-8")
        return 0
    there = options.out.read_text(encoding="utf-8") if options.out.exists() else ""
    if there == page:
        return 0
    sys.stderr.write(f"{options.out} is not what the migrations say: run this without --check\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
