"""The published copy as files that others read: Parquet by day, CSV, GDELT's event table."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import duckdb

from dateline.errors import TerminalError
from dateline.settings import Settings
from dateline.warehouse.connect import open_published
from dateline.warehouse.extensions import load_extension
from dateline.warehouse.statements import Statements, quote_identifier, quote_literal

ExportFormat = Literal["parquet", "csv", "gdelt", "ducklake"]

MARKER = ".dateline-export"
"""File that says of a folder that an export made it and may replace it."""

GDELT_FILE = "events.export.CSV"
"""Name of the event table, after GDELT's own."""

DUCKLAKE_FILE = "catalog.ducklake"
"""Name of the catalogue of an exported DuckLake; its Parquet files are in `data/`."""

_DAYS = ("published_at", "event_date", "incident_date", "published_on", "day", "first_published_at")
_FIRST, _LAST = "0001-01-01", "9999-12-30"


def export(
    settings: Settings,
    folder: Path,
    form: ExportFormat = "parquet",
    *,
    tables: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    header: bool = False,
) -> list[str]:
    """Write tables of the published copy to a folder, which appears when it is complete.

    Args:
        settings: the settings.
        folder: where to; made new, empty, or made by an earlier export, which is replaced.
        form: `parquet` has a folder per table, with `dt=YYYY-MM-DD` where `day_column` names
            one; `csv` a file per table; `ducklake` the catalogue `catalog.ducklake` and its files,
            where that extension of DuckDB is installed; `gdelt` the file `events.export.CSV`, one
            row per incident.
        tables: names of tables; default: all. Of no use with `gdelt`.
        since: first day; tables without a day are written as a whole.
        until: last day.
        header: have a header in the file of `gdelt`, which GDELT's own files have not.

    Returns:
        What was written, by name.

    Raises:
        TerminalError: the folder is in use otherwise, a table is unknown, or nothing is published.
    """
    if form not in get_args(ExportFormat):
        raise TerminalError(f"no format {form!r}; there are: {', '.join(get_args(ExportFormat))}")
    folder = folder.resolve()
    _refuse_foreign(folder)
    part = folder.with_name(f"{folder.name}.part")
    _refuse_foreign(part)
    days = {
        "since": quote_literal(since.isoformat() if since else _FIRST),
        "until": quote_literal(until.isoformat() if until else _LAST),
    }
    with open_published(settings, for_export=True) as con:
        sql = Statements(con, settings.sql)
        chosen = {} if form == "gdelt" else _chosen(sql, tables)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        (part / MARKER).touch()
        try:
            if form == "gdelt":
                _write_gdelt(sql, part, days, header=header)
            with _ducklake(sql, part, folder) if form == "ducklake" else nullcontext():
                for table, day in chosen.items():
                    _write_table(sql, part, form, table=table, day=day, days=days)
        except duckdb.Error as error:
            raise TerminalError(f"cannot export: {error}") from error
    shutil.rmtree(folder, ignore_errors=True)
    part.replace(folder)
    return list(chosen) or [GDELT_FILE]


@contextmanager
def _ducklake(sql: Statements, part: Path, folder: Path) -> Iterator[None]:
    """Have a DuckLake attached that is made in `part` and will be in `folder`."""
    if not load_extension(sql.con, "ducklake"):
        raise TerminalError(
            "DuckDB's extension ducklake is not installed: run INSTALL ducklake in DuckDB, or "
            f"install the package duckdb-extension-ducklake=={duckdb.__version__}"
        )
    file = part / DUCKLAKE_FILE
    sql.run(
        "export/ducklake_open",
        catalogue=quote_literal(f"ducklake:{file}"),
        data=quote_literal(f"{part / 'data'}/"),
    )
    yield
    sql.run(
        "export/ducklake_close",
        file=quote_literal(str(file)),
        data=quote_literal(f"{folder / 'data'}/"),
    )


def day_column(columns: Sequence[str]) -> str | None:
    """The column of a table that its partitions and `since` and `until` go by, if it has one.

    Args:
        columns: its columns of days or moments.
    """
    return next((name for name in (*_DAYS, "interval_start") if name in columns), None)


def _refuse_foreign(folder: Path) -> None:
    if folder.is_file() or (
        folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists()
    ):
        raise TerminalError(f"{folder} is not empty and no export made it: choose another folder")


def _chosen(sql: Statements, tables: Sequence[str]) -> dict[str, str | None]:
    known = {row["table_name"]: day_column(row["days"] or ()) for row in sql.rows("export/columns")}
    if unknown := sorted(set(tables) - known.keys()):
        raise TerminalError(f"no table {', '.join(unknown)}; there are: {', '.join(known)}")
    return {name: day for name, day in known.items() if not tables or name in tables}


def _write_table(
    sql: Statements,
    part: Path,
    form: str,
    *,
    table: str,
    day: str | None,
    days: dict[str, str],
) -> None:
    path = part / (f"{table}.csv" if form == "csv" else table)
    if form == "parquet" and day is None:
        path.mkdir()
        path = path / "data_0.parquet"
    places = {"table": quote_identifier(table), "path": quote_literal(str(path))}
    if day is None:
        sql.run(f"export/{form}", **places)
    else:
        sql.run(f"export/{form}_days", day=quote_identifier(day), **places, **days)


def _write_gdelt(sql: Statements, part: Path, days: dict[str, str], *, header: bool) -> None:
    sql.run(
        "export/gdelt",
        path=quote_literal(str(part / GDELT_FILE)),
        fips=quote_literal(str(sql.folder / "export" / "fips_countries.csv")),
        header="true" if header else "false",
        **days,
    )
