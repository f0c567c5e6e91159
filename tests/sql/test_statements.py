"""Each statement of `sql/` on small tables: given these rows, expect those.

The cases are TOML files, one per statement, under `cases/` at the statement's path. A row names
the columns that matter; others are null, or a plain value where the table forbids null. Expected
rows are compared in the columns that they name.
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dateline.outcomes import NOT_REJECTS, Outcome, Stage
from dateline.schemas import REJECTS, Table
from dateline.settings import PROJECT
from dateline.warehouse.connect import add_functions
from dateline.warehouse.dims import SOURCES
from dateline.warehouse.incidents import ASSIGNED
from dateline.warehouse.lake import LAKE_FILE, LEDGER, LOADED, VERSIONED
from dateline.warehouse.migrate import migrate
from dateline.warehouse.originals import CHOSEN
from dateline.warehouse.statements import Statements, bounds, quote_identifier

FOLDER = PROJECT / "sql"
CASES = Path(__file__).parent / "cases"

ELSEWHERE = {
    "check/words": "the cases of the checks of texts",
    "checks/quality_anomalies": "unit/warehouse/test_anomalies.py",
    "checks/volume_anomalies": "unit/warehouse/test_anomalies.py",
    "history/create": "unit/warehouse/test_migrate.py",
    "history/record": "unit/warehouse/test_migrate.py",
    "history/record_macro": "unit/warehouse/test_macros.py",
    "history/drop_macro": "unit/warehouse/test_macros.py",
    "macros/article_url": "unit/warehouse/test_macros.py",
    "macros/distance_km": "unit/warehouse/test_macros.py",
    "macros/dyad": "unit/warehouse/test_macros.py",
    "macros/events_near": "unit/warehouse/test_macros.py",
    "macros/evidence": "unit/warehouse/test_macros.py",
    "macros/within_km": "unit/warehouse/test_macros.py",
    "macros/word_forms": "unit/warehouse/test_search.py",
    "macros/word_stem": "unit/warehouse/test_search.py",
    "search/stem": "unit/warehouse/test_search.py",
    "session/quiet": "unit/warehouse/test_connect.py",
    "publish/checkpoint": "unit/warehouse/test_publish.py",
    "publish/open": "unit/warehouse/test_publish.py",
    "dictionary/columns": "unit/warehouse/test_schema.py",
    "dictionary/macros": "unit/warehouse/test_macros.py",
    "dictionary/tables": "unit/warehouse/test_schema.py",
    "export/columns": "unit/warehouse/test_export.py",
    "export/csv": "unit/warehouse/test_export.py",
    "export/csv_days": "unit/warehouse/test_export.py",
    "export/ducklake": "unit/warehouse/test_export.py",
    "export/ducklake_close": "unit/warehouse/test_export.py",
    "export/ducklake_days": "unit/warehouse/test_export.py",
    "export/ducklake_open": "unit/warehouse/test_export.py",
    "export/gdelt": "unit/warehouse/test_export.py",
    "export/open": "unit/warehouse/test_export.py",
    "export/parquet": "unit/warehouse/test_export.py",
    "export/parquet_days": "unit/warehouse/test_export.py",
    "status/tables": "unit/warehouse/test_query.py",
    "vacuum/blocks": "unit/warehouse/test_vacuum.py",
    "vacuum/rewrite": "unit/warehouse/test_vacuum.py",
}
"""Statements about the database itself or about many rows, tested where named."""

TEXT, TIME = pa.string(), pa.timestamp("us")
CAPTURE = {
    "article_id": TEXT,
    "content_hash": TEXT,
    "text_md5": TEXT,
    "source_id": TEXT,
    "published_at": TIME,
    "fetched_at": TIME,
    "interval_start": TIME,
    "interval_end": TIME,
    "lake_file": TEXT,
    "raw_uri": TEXT,
    "raw_offset": pa.int64(),
}
INTERVAL = {"interval_start": TIME, "interval_end": TIME}
VERSION = {"revision": pa.int64(), "is_current": pa.bool_(), "is_held": pa.bool_()}


def _lake(prefix: str, tables: Sequence[Table]) -> dict[str, pa.Schema]:
    return {
        f"{prefix}_{table.name}": table.schema.append(pa.field(LAKE_FILE, TEXT)) for table in tables
    }


VIEWS: dict[str, pa.Schema] = (
    _lake("lake", LOADED)
    | _lake("recalled", VERSIONED)
    | {"lake_rejects": REJECTS.schema, "lake_ledger": LEDGER, "listed_sources": SOURCES}
    | {
        name: pa.schema(columns)
        for name, columns in {
            "touched_articles": {"article_id": TEXT},
            "affected_articles": {"article_id": TEXT},
            "touched_intervals": INTERVAL,
            "given_intervals": INTERVAL,
            "checked_intervals": INTERVAL,
            "checked_days": {"first_day": pa.date32(), "last_day": pa.date32()},
            "staged_captures": CAPTURE,
            "touched_captures": CAPTURE | {"outcome": TEXT, "capture_rank": pa.int64()},
            "touched_versions": CAPTURE | VERSION,
            "text_groups": {
                **dict.fromkeys(("article_id", "content_hash", "source_id", "site"), TEXT),
                **dict.fromkeys(("agency", "text_md5"), TEXT),
                **dict.fromkeys(("place", "text_place"), pa.int64()),
            },
            "chosen_originals": {name: CHOSEN.field(name).type for name in CHOSEN.names},
            "rebuilt_days": {"day": pa.date32()},
            "touched_stories": {"story_id": TEXT},
            "placed_articles": {
                **dict.fromkeys(("article_id", "content_hash", "story_id"), TEXT),
                "similarity": pa.float64(),
            },
            "rebuilt_events": {
                "event_id": TEXT,
                "article_id": TEXT,
                "source_id": TEXT,
                "site": TEXT,
                "published_at": TIME,
                "is_original": pa.bool_(),
                "event_date": pa.date32(),
                "event_type": TEXT,
                "quad_class": pa.int32(),
                "source_country": TEXT,
                "target_country": TEXT,
                "goldstein": pa.decimal128(9, 4),
                "killed": pa.int32(),
                "injured": pa.int32(),
                "confidence": pa.float64(),
            },
            "incident_days": {"day": pa.date32(), "event_type": TEXT},
            "rebuilt_types": {"day": pa.date32(), "event_type": TEXT},
            "changed_incidents": {"incident_id": TEXT},
            "wanted_events": {
                "event_id": TEXT,
                "incident_id": TEXT,
                "incident_date": pa.date32(),
            },
            "assigned_events": {name: ASSIGNED.field(name).type for name in ASSIGNED.names},
            "check_results": {
                "check_name": TEXT,
                "severity": TEXT,
                "about": TEXT,
                "failing_rows": pa.int64(),
                "sample": TEXT,
            },
            "knowledge_plover": dict.fromkeys(
                ("type", "quad_class", "plover_score", "cameo_roots", "description", "source"),
                TEXT,
            ),
            "knowledge_cameo": dict.fromkeys(("code", "name", "goldstein", "source"), TEXT),
            "knowledge_actors": dict.fromkeys(
                (
                    *("actor_id", "name", "aliases", "type", "country", "sector", "office"),
                    *("valid_from", "valid_to", "wikidata_id", "source"),
                ),
                TEXT,
            ),
        }.items()
    }
)
"""What Python or an earlier statement of the same run puts beside the tables."""

SCOPE = {"checked_intervals", "checked_days"}
"""Those of them that a check gets from the statements of `sql/check`."""

LISTS = {
    "outcomes": [str(outcome) for outcome in Outcome],
    "not_rejects": sorted(NOT_REJECTS),
    "stages": [str(stage) for stage in Stage],
}


def statement_names() -> set[str]:
    found = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.sql")}
    return {name for name in found if not name.startswith("migrations/")}


def case_names() -> list[str]:
    return sorted(p.relative_to(CASES).with_suffix("").as_posix() for p in CASES.rglob("*.toml"))


def cases() -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}: {case['about']}")
        for name in case_names()
        for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    ]


def test_every_statement_has_a_case():
    assert sorted(statement_names() - set(case_names()) - ELSEWHERE.keys()) == []
    assert sorted(set(case_names()) - statement_names()) == []


@pytest.fixture(scope="module")
def migrated():
    with duckdb.connect(":memory:") as con:
        migrate(con, FOLDER)
        add_functions(con)
        yield con


@pytest.fixture
def con(migrated):
    """The tables, empty; what a case puts in is rolled back."""
    migrated.begin()
    yield migrated
    migrated.rollback()


@pytest.mark.parametrize(("name", "case"), cases())
def test_statement(con, name, case):
    sql = Statements(con, FOLDER)
    places = {k: quote_identifier(*_as_list(v)) for k, v in case.get("places", {}).items()}
    put_views(con, sql.text(name, **places), case.get("given", {}))
    for table, rows in case.get("given", {}).items():
        if table not in VIEWS:
            insert(con, table, rows)
    if name.startswith("checks/"):
        put_scope(sql, case.get("given", {}))
    result = sql.rows(name, LISTS | case.get("params", {}), **places)
    if "result" in case:
        assert_rows(result, case["result"])
    for table, rows in case.get("expected", {}).items():
        con.execute(f"SELECT * FROM {quote_identifier(table)} ORDER BY ALL")
        columns = [column[0] for column in con.description]
        there = [dict(zip(columns, row, strict=True)) for row in con.fetchall()]
        assert_rows(sorted_rows(there, rows), sorted_rows(rows, rows))


def put_views(con, text: str, given: dict[str, list]) -> None:
    """Make the views that the statement reads, with the rows given or none."""
    made = set(re.findall(r"TEMP (?:TABLE|VIEW) (\w+)", text))
    for name, schema in VIEWS.items():
        if re.search(rf"\b{name}\b", text) and name not in made | SCOPE:
            rows = [_for_arrow(row, schema) for row in given.get(name, [])]
            con.register(f"{name}_rows", pa.Table.from_pylist(rows, schema=schema))
            con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_rows")


def put_scope(sql: Statements, given: dict[str, list]) -> None:
    """Have a check look at all rows, and at those intervals and days only that the case gives."""
    sql.run("check/scope_all", bounds(None))
    sql.run("check/words")
    for name in sorted(given.keys() & SCOPE):
        data = pa.Table.from_pylist(given[name], schema=pa.schema(VIEWS[name]))
        sql.con.register(f"{name}_rows", data)
        sql.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_rows")


def insert(con, table: str, rows: list[dict[str, Any]]) -> None:
    schema = con.sql(f"FROM {table} LIMIT 0").to_arrow_table().schema
    required = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND NOT is_nullable", [table]
    ).fetchall()
    filled = {name: plain_value(schema.field(name).type) for (name,) in required}
    data = [_for_arrow(filled | row, schema) for row in rows]
    con.register("given_rows", pa.Table.from_pylist(data, schema=schema))
    con.execute(f"INSERT INTO {table} BY NAME FROM given_rows")


def plain_value(kind: pa.DataType) -> Any:
    """A value for a column that a case does not care about."""
    if pa.types.is_list(kind) or pa.types.is_map(kind):
        return []
    if pa.types.is_timestamp(kind):
        return datetime(2015, 10, 1)  # noqa: DTZ001
    if pa.types.is_date(kind):
        return date(2015, 10, 1)
    if pa.types.is_boolean(kind):
        return False
    return "" if pa.types.is_string(kind) else 0


def _for_arrow(row: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    unknown = row.keys() - set(schema.names)
    assert not unknown, f"no columns {unknown}"
    return {
        name: list(value.items()) if isinstance(value, dict) else value
        for name, value in row.items()
    }


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def sorted_rows(rows: list[dict], like: list[dict]) -> list[dict]:
    names = sorted({name for row in like for name in row})
    return sorted(
        ({name: row.get(name) for name in names} for row in rows),
        key=lambda row: repr(list(row.values())),
    )


def assert_rows(found: list[dict], expected: list[dict]) -> None:
    """Equal in the columns that the expectation names anywhere; absent is null."""
    names = sorted({name for row in expected for name in row})
    assert [{n: row[n] for n in names} for row in found] == [
        {n: row.get(n) for n in names} for row in expected
    ]
