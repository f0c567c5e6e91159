"""Questions to the published copy, and their answers as table, CSV, JSON or Parquet."""

import csv
import io
import json
import math
import re
import shutil
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, get_args

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from dateline.errors import TerminalError
from dateline.settings import Settings
from dateline.warehouse.connect import open_published
from dateline.warehouse.search import needs_stemmer
from dateline.warehouse.statements import Statements, quote_identifier

Format = Literal["table", "csv", "json", "parquet"]

STATUS_INTERVALS = 10
"""How many intervals the status report lists, the latest."""

TOPICS = ("events", "actors", "places", "stories", "sources", "pipeline")
"""What saved queries are about, in the order of the catalogue."""

_HEADER = re.compile(
    r"^-- (?P<name>about|topic|dashboard|note|example): (?P<value>.+)$", re.MULTILINE
)
_PARAM = re.compile(r"^-- param: (?P<name>\w+) = ?(?P<value>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file of `sql/queries`.

    Args:
        name: name of the file without suffix.
        about: the question that it answers.
        topic: what it is about, one of `TOPICS`.
        is_dashboard: it is quick enough to be asked again and again, under 100 ms.
        notes: how to read the answer.
        no_example: why the catalogue has no example of it; empty if it has.
        params: its parameters, each with the value taken where none is given.
        text: the statement.
    """

    name: str
    about: str
    topic: str
    is_dashboard: bool
    notes: tuple[str, ...]
    no_example: str
    params: dict[str, str]
    text: str


class Section(NamedTuple):
    """A part of the status report.

    Args:
        title: what it tells.
        header: names of the columns.
        rows: one tuple per row, as long as the header.
    """

    title: str
    header: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def query(
    settings: Settings, sql: str, params: Mapping[str, Any] | Sequence[Any] | None = None
) -> pa.Table:
    """Run a statement on the published copy.

    Args:
        settings: the settings.
        sql: one or more statements; the answer is that of the last.
        params: values of `$name` or `?`.

    Returns:
        The rows. A name that several columns share gets `_1`, `_2` from its second place on.

    Raises:
        TerminalError: nothing is published, or the statement is wrong or tries to write.
    """
    with open_published(settings, with_stemmer=needs_stemmer(sql)) as con:
        try:
            answer = con.execute(sql, params or None)
            table = _as_arrow(answer) if answer else None
        except duckdb.Error as error:
            raise TerminalError(str(error)) from error
    if table is None:
        raise TerminalError("that is no statement")
    return table.rename_columns(_distinct(table.column_names))


def _as_arrow(answer: duckdb.DuckDBPyConnection) -> pa.Table:
    """All rows. DuckDB 2 warns of a copy that `sql` would save, which takes fewer statements."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)
        return answer.to_arrow_table()


def _distinct(names: list[str]) -> list[str]:
    """`a, a, b` becomes `a, a_1, b`, as DuckDB names the columns of a subquery."""
    seen: Counter[str] = Counter()
    distinct: list[str] = []
    for name in names:
        candidate = name
        while candidate in distinct:
            seen[name] += 1
            candidate = f"{name}_{seen[name]}"
        distinct.append(candidate)
    return distinct


def saved_queries(settings: Settings) -> list[SavedQuery]:
    """The queries of `sql/queries`, by name."""
    return [_saved(path) for path in sorted((settings.sql / "queries").glob("*.sql"))]


def run_saved(settings: Settings, name: str, params: Mapping[str, str] | None = None) -> pa.Table:
    """Run a saved query of `sql/queries`.

    Args:
        settings: the settings.
        name: its name.
        params: values of its parameters that are not to have their defaults.

    Raises:
        TerminalError: there is no such query or parameter, a value is not of the kind that the
            parameter takes, or nothing is published.
    """
    known = {saved.name: saved for saved in saved_queries(settings)}
    if name not in known:
        raise TerminalError(f"no saved query {name!r}; there are: {', '.join(known)}")
    saved, given = known[name], dict(params or {})
    if unknown := sorted(given.keys() - saved.params.keys()):
        raise TerminalError(
            f"{name} has no parameter {', '.join(unknown)}; it has: {', '.join(saved.params)}"
        )
    try:
        return query(settings, saved.text, saved.params | given)
    except TerminalError as error:
        if not isinstance(
            error.__cause__, (duckdb.ConversionException, duckdb.OutOfRangeException)
        ):
            raise
        raise TerminalError(_wrong_value(saved, given, error)) from error


def _wrong_value(saved: SavedQuery, given: Mapping[str, str], error: TerminalError) -> str:
    """Which parameter has a value that cannot be cast; DuckDB names the value only."""
    message = str(error).splitlines()[0]
    guilty = [
        f"{name}={value}"
        for name, value in given.items()
        if value and (f"'{value}'" in message or f'"{value}"' in message)
    ]
    usual = ", ".join(f"{name}={value}" for name, value in saved.params.items())
    told = " or ".join(guilty) or "a value"
    return f"{saved.name}: {told} is not of the right kind: {message}; by default: {usual}"


def _saved(path: Path) -> SavedQuery:
    text = path.read_text(encoding="utf-8")
    headers: dict[str, list[str]] = {}
    for match in _HEADER.finditer(text):
        headers.setdefault(match["name"], []).append(match["value"].strip())
    for name in ("about", "topic"):
        if len(headers.get(name, ())) != 1:
            raise TerminalError(f"{path} needs one line `-- {name}: ...`")
    (topic,) = headers["topic"]
    if topic not in TOPICS:
        raise TerminalError(f"{path}: no topic {topic!r}; there are: {', '.join(TOPICS)}")
    return SavedQuery(
        name=path.stem,
        about=headers["about"][0],
        topic=topic,
        is_dashboard=headers.get("dashboard") == ["yes"],
        notes=tuple(headers.get("note", ())),
        no_example=" ".join(headers.get("example", ())).removeprefix("no").lstrip(",: "),
        params={name: value.strip() for name, value in _PARAM.findall(text)},
        text=text,
    )


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


def status(settings: Settings) -> list[Section]:
    """How the published copy stands: tables, freshness, stages, intervals, sources, failed checks.

    Raises:
        TerminalError: nothing is published, or by another version with other tables.
    """
    with open_published(settings) as con:
        try:
            return _sections(Statements(con, settings.sql))
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise TerminalError(
                "another version of Dateline published the copy that is read; the next run "
                f"publishes one of this version ({error})"
            ) from error


def _sections(sql: Statements) -> list[Section]:
    return [
        Section("Tables", ("table", "rows"), list(_counts(sql))),
        _section(sql, "Freshness", "status/freshness"),
        _section(sql, "Stages, all intervals", "status/stages"),
        _section(
            sql,
            f"Articles of the last {STATUS_INTERVALS} intervals",
            "status/intervals",
            {"intervals": STATUS_INTERVALS},
        ),
        _section(sql, "Sources, their last intervals", "queries/source_health"),
        _section(sql, "Checks that found something", "status/checks"),
    ]


def _section(
    sql: Statements, title: str, name: str, params: Mapping[str, Any] | None = None
) -> Section:
    sql.run(name, params)
    header = tuple(column[0] for column in sql.con.description or ())
    return Section(title, header, sql.con.fetchall())


def render(result: pa.Table, form: str, out: BinaryIO, *, width: int | None = None) -> None:
    """Write an answer as UTF-8 text or as a Parquet file.

    Args:
        result: the answer.
        form: `table`, `csv`, `json` (an array of objects, one a line) or `parquet`.
        out: where.
        width: characters that a line of a table may take; None takes the terminal's.

    Raises:
        TerminalError: there is no such form.
    """
    if form not in get_args(Format):
        raise TerminalError(f"no format {form!r}; there are: {', '.join(get_args(Format))}")
    if form == "parquet":
        pq.write_table(result, out, compression="zstd")
        return
    names, rows = result.column_names, plain_rows(result)
    if form == "table":
        out.write(_table(names, rows, width or _terminal_width()).encode())
    else:
        out.write((_csv if form == "csv" else _json)(names, rows).encode())


def _terminal_width() -> int:
    return shutil.get_terminal_size((160, 24)).columns


def plain_rows(result: pa.Table) -> list[list[Any]]:
    """The rows of an answer as Python's values; nested ones as lists and dictionaries."""
    columns = [_plain_column(column) for column in result.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _plain_column(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_nested(column.type):
        return [_plain(value) for value in column]
    if column.type == pa.timestamp("ns"):  # finer than Python's times
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    return values


def _plain(value: pa.Scalar) -> Any:
    """A nested value as lists and dictionaries; a struct without names for its fields is a list."""
    if not value.is_valid:
        return None
    if pa.types.is_map(value.type):
        return {str(_plain(entry["key"])): _plain(entry["value"]) for entry in value.values}
    if pa.types.is_struct(value.type):
        names = [field.name for field in value.type]
        fields = [_plain(value[position]) for position in range(len(names))]
        return dict(zip(names, fields, strict=True)) if all(names) else fields
    if pa.types.is_nested(value.type):
        return [_plain(item) for item in value.values]
    return value.as_py()


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
    """JSON knows no infinity and no NaN: they become null."""
    objects = [
        json.dumps(
            {
                name: None if isinstance(value, float) and not math.isfinite(value) else value
                for name, value in zip(names, row, strict=True)
            },
            default=str,
            ensure_ascii=False,
        )
        for row in rows
    ]
    return "[" + ",\n".join(objects) + "]\n"


def _table(names: list[str], rows: list[list[Any]], width: int) -> str:
    """Columns side by side; below one another, a record at a time, where they have no room."""
    fits = sum(len(name) + 3 for name in names) <= width
    body = _side_by_side(names, rows, width) if fits else _records(names, rows)
    return f"{body}\n({len(rows)} {'row' if len(rows) == 1 else 'rows'})\n"


def _side_by_side(names: list[str], rows: list[list[Any]], width: int) -> str:
    table = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, name in enumerate(names):
        numeric = all(isinstance(row[position], (int, float, type(None))) for row in rows)
        table.add_column(
            Text(name),
            justify="right" if rows and numeric else "left",
            overflow="fold",
            min_width=len(name),
        )
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _records(names: list[str], rows: list[list[Any]]) -> str:
    longest = max(len(name) for name in names)
    records = [
        "\n".join(
            f"{name:>{longest}}  {_cell(value)}" for name, value in zip(names, row, strict=True)
        )
        for row in rows
    ]
    return "\n\n".join(records)
