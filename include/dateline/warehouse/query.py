"""Questions to the published copy, and their answers as table, CSV, JSON or Parquet."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from dateline.errors import TerminalError
from dateline.schemas import Row
from dateline.settings import Settings
from dateline.warehouse.connect import open_published
from dateline.warehouse.statements import Statements, quote_identifier

Format = Literal["table", "csv", "json", "parquet"]

_ABOUT = re.compile(r"^-- about: (?P<about>.+)$", re.MULTILINE)
_PARAM = re.compile(r"^-- param: (?P<name>\w+) = (?P<value>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file of `sql/queries`.

    Args:
        name: name of the file without suffix.
        about: the question that it answers.
        params: its parameters, each with the value taken where none is given.
        text: the statement.
    """

    name: str
    about: str
    params: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """How the published copy stands.

    Args:
        runs: the ledger per interval and stage: inputs, outcomes, seconds.
        tables: table and its number of rows.
        freshness: the row of `mart_pipeline_freshness`; empty before marts were built.
        checks: results of checks that selected rows.
    """

    runs: list[Row]
    tables: list[Row]
    freshness: list[Row]
    checks: list[Row]


def query(
    settings: Settings, sql: str, params: Mapping[str, Any] | Sequence[Any] | None = None
) -> pa.Table:
    """Run a statement on the published copy.

    Args:
        settings: the settings.
        sql: one or more statements; the answer is that of the last.
        params: values of `$name` or `?`.

    Returns:
        The rows. A name that several columns share gets a number from its second place on.

    Raises:
        TerminalError: nothing is published, or the statement is wrong or tries to write.
    """
    with open_published(settings) as con:
        try:
            return con.execute(sql, params or None).to_arrow_table()
        except duckdb.Error as error:
            raise TerminalError(str(error)) from error


def saved_queries(settings: Settings) -> list[SavedQuery]:
    """The analyses of `sql/queries`, by name."""
    return [_saved(path) for path in sorted((settings.sql / "queries").glob("*.sql"))]


def run_saved(settings: Settings, name: str, params: Mapping[str, str] | None = None) -> pa.Table:
    """Run an analysis of `sql/queries`.

    Args:
        settings: the settings.
        name: its name.
        params: values of its parameters that are not to have their defaults.

    Raises:
        TerminalError: there is no such analysis or parameter, or nothing is published.
    """
    known = {saved.name: saved for saved in saved_queries(settings)}
    if name not in known:
        raise TerminalError(f"no analysis {name!r}; there are: {', '.join(known)}")
    saved, given = known[name], dict(params or {})
    if unknown := sorted(given.keys() - saved.params.keys()):
        raise TerminalError(
            f"{name} has no parameter {', '.join(unknown)}; it has: {', '.join(saved.params)}"
        )
    return query(settings, saved.text, saved.params | given)


def _saved(path: Path) -> SavedQuery:
    text = path.read_text(encoding="utf-8")
    about = _ABOUT.search(text)
    if about is None:
        raise TerminalError(f"{path} lacks `-- about: ...`")
    return SavedQuery(path.stem, about["about"], dict(_PARAM.findall(text)), text)


def table_counts(settings: Settings) -> list[tuple[str, int]]:
    """Tables of the published copy and how many rows they have, by name.

    Raises:
        TerminalError: nothing is published.
    """
    with open_published(settings) as con:
        return _counts(Statements(con, settings.sql))


def _counts(sql: Statements) -> list[tuple[str, int]]:
    names = [row["table_name"] for row in sql.rows("status/tables")]
    return [
        (name, sql.rows("status/count", table=quote_identifier(name))[0]["n"]) for name in names
    ]


def status(settings: Settings) -> Status:
    """How the published copy stands.

    Raises:
        TerminalError: nothing is published.
    """
    with open_published(settings) as con:
        sql = Statements(con, settings.sql)
        return Status(
            runs=sql.rows("status/runs"),
            tables=[{"table_name": name, "rows": n} for name, n in _counts(sql)],
            freshness=sql.rows("status/freshness"),
            checks=sql.rows("status/checks"),
        )


def render(result: pa.Table, form: str, *, width: int = 160) -> bytes:
    """The answer as bytes to write: UTF-8 text, or a Parquet file.

    Args:
        result: the answer.
        form: `table`, `csv`, `json` (an array of objects, one a line) or `parquet`.
        width: columns of characters that a table may take.

    Raises:
        TerminalError: there is no such form.
    """
    if form not in get_args(Format):
        raise TerminalError(f"no format {form!r}; there are: {', '.join(get_args(Format))}")
    if form == "parquet":
        return _parquet(result)
    names, rows = result.column_names, _plain_rows(result)
    if form == "table":
        return _table(names, rows, width).encode()
    return (_csv if form == "csv" else _json)(names, rows).encode()


def _plain_rows(result: pa.Table) -> list[list[Any]]:
    columns = [column.to_pylist(maps_as_pydicts="strict") for column in result.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _parquet(result: pa.Table) -> bytes:
    with io.BytesIO() as out:
        pq.write_table(result, out, compression="zstd")
        return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        return json.dumps(value, default=str, ensure_ascii=False)
    return str(value)


def _csv(names: list[str], rows: list[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _json(names: list[str], rows: list[list[Any]]) -> str:
    objects = [
        json.dumps(dict(zip(names, row, strict=True)), default=str, ensure_ascii=False)
        for row in rows
    ]
    return "[" + ",\n".join(objects) + "]\n"


def _table(names: list[str], rows: list[list[Any]], width: int) -> str:
    out = io.StringIO()
    table = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, name in enumerate(names):
        numeric = all(isinstance(row[position], (int, float, type(None))) for row in rows)
        table.add_column(name, justify="right" if rows and numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value).replace("[", "\\[") for value in row))
    Console(file=out, width=width, color_system=None).print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    rows_word = "row" if len(rows) == 1 else "rows"
    return "\n".join([*lines, f"({len(rows)} {rows_word})", ""])
