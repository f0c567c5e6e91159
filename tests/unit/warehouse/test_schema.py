"""One declaration per table: DDL, Parquet schema, keys, comments and dictionary agree.

Each comparison is a function that tells the differences; tests break one side after another and
see that it is told.
"""

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sql.test_statements import insert, plain_value
from upath import UPath

from dateline.schemas import DROPPED, FINGERPRINTS, MENTIONS, TABLES
from dateline.settings import PROJECT
from dateline.storage import write_rows
from dateline.warehouse import dictionary
from dateline.warehouse.checks import checks
from dateline.warehouse.lake import LEDGER
from dateline.warehouse.migrate import migrate, migrations
from dateline.warehouse.statements import Statements, bounds

FOLDER = PROJECT / "sql"
KEYS = tomllib.loads((FOLDER / "dictionary" / "keys.toml").read_text(encoding="utf-8"))
BECAUSE = KEYS.pop("because")
REFERENCES = tomllib.loads((FOLDER / "dictionary" / "references.toml").read_text(encoding="utf-8"))[
    "reference"
]

TYPES = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us"): "TIMESTAMP",
    pa.date32(): "DATE",
    pa.list_(pa.string()): "VARCHAR[]",
    DROPPED: 'STRUCT("rule" VARCHAR, "text" VARCHAR, "line" INTEGER)[]',
    pa.map_(pa.string(), pa.int64()): "MAP(VARCHAR, BIGINT)",
    pa.map_(pa.string(), pa.string()): "MAP(VARCHAR, VARCHAR)",
}

DESIGNED = [
    "core_articles",
    "core_article_revisions",
    "core_entities",
    "core_mentions",
    "core_quotes",
    "core_events",
    "core_event_actors",
    "core_event_details",
    "core_duplicates",
    "core_boilerplate",
    "core_rejects",
    "core_listings",
    "core_fetches",
    "core_runs",
    "core_checks",
    "dim_checks",
    "dim_sources",
    "dim_places",
    "dim_actors",
    "dim_event_types",
    "dim_dates",
    "mart_incidents",
    "mart_stories",
    "mart_story_articles",
    "mart_event_daily",
    "mart_dyads_daily",
    "mart_actor_daily",
    "mart_source_health",
    "mart_pipeline_freshness",
    "schema_migrations",
    "schema_macros",
]

PARQUET = {
    **{f"core_{table.name}": table.schema for table in TABLES},
    "core_article_revisions": TABLES[0].schema,
    "core_runs": LEDGER,
}
"""Tables of the warehouse that are rows of lake files, and the schema of those."""


@pytest.fixture(scope="module")
def migrated():
    with duckdb.connect(":memory:") as con:
        migrate(con, FOLDER)
        yield con


@pytest.fixture
def con(migrated) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables, empty; what a test changes is rolled back."""
    migrated.begin()
    yield migrated
    migrated.rollback()


def columns(con, table: str) -> list[tuple[str, str]]:
    return con.execute(
        "SELECT column_name, replace(data_type, '\"', '') FROM duckdb_columns() "
        "WHERE table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()


def drift(con, parquet: dict[str, pa.Schema]) -> list[str]:
    """Where tables and lake files differ, column by column, in their order."""
    told = []
    for table, schema in parquet.items():
        declared = [(f.name, TYPES.get(f.type, str(f.type)).replace('"', "")) for f in schema]
        there = columns(con, table)
        for place in range(max(len(declared), len(there))):
            pair = declared[place : place + 1], there[place : place + 1]
            if pair[0] != pair[1]:
                told.append(f"{table}, column {place + 1}: Parquet {pair[0]}, table {pair[1]}")
    return told


def uncommented(con) -> list[str]:
    """Tables and columns that nobody says the meaning of."""
    return [
        name
        for (name,) in con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE coalesce(trim(comment), '') = '' "
            "AND NOT temporary UNION ALL "
            "SELECT table_name || '.' || column_name FROM duckdb_columns() "
            "WHERE NOT internal AND database_name = current_database() "
            "AND coalesce(trim(comment), '') = '' ORDER BY ALL"
        ).fetchall()
    ]


def keyless(con) -> list[str]:
    """Tables without a key: neither in the DDL nor declared, and no word on why not."""
    tables = Statements(con, FOLDER).rows("dictionary/tables")
    keyed = {row["table_name"] for row in tables if row["key_columns"]}
    return sorted({row["table_name"] for row in tables} - keyed - KEYS.keys() - BECAUSE.keys())


def test_tables_have_the_columns_of_their_lake_files(con):
    assert drift(con, PARQUET) == []


def test_lake_files_have_the_columns_that_are_declared(tmp_path):
    for table in (*TABLES, FINGERPRINTS):
        path = UPath(tmp_path) / f"{table.name}.parquet"
        write_rows(path, table, [])
        assert pq.read_schema(str(path)).remove_metadata() == table.schema
        assert set(table.key) <= set(table.schema.names)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE core_mentions ADD COLUMN extra VARCHAR", "column 9: Parquet []"),
        ("ALTER TABLE core_mentions DROP COLUMN form", "column 7: Parquet [('form', 'VARCHAR')]"),
        (
            "ALTER TABLE core_mentions ALTER start_offset TYPE BIGINT",
            "column 5: Parquet [('start_offset', 'INTEGER')], table [('start_offset', 'BIGINT')]",
        ),
        ("ALTER TABLE core_mentions RENAME form TO kind", "table [('kind', 'VARCHAR')]"),
    ],
)
def test_a_change_of_a_table_is_told(con, change, told):
    con.execute(change)
    assert told in drift(con, PARQUET)[0]


def swapped(schema: pa.Schema) -> pa.Schema:
    fields = list(schema)
    return pa.schema([fields[1], fields[0], *fields[2:]])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda s: s.append(pa.field("extra", pa.string())), "column 9: Parquet [('extra'"),
        (lambda s: s.remove(0), "column 1: Parquet [('article_id', 'VARCHAR')]"),
        (lambda s: s.set(4, pa.field("start_offset", pa.int64())), "('start_offset', 'BIGINT')"),
        (lambda s: s.set(7, pa.field("confidence", pa.float32())), "('confidence', 'float')"),
        (
            swapped,
            "column 1: Parquet [('article_id', 'VARCHAR')], table [('entity_id', 'VARCHAR')]",
        ),
    ],
)
def test_a_change_of_the_lake_is_told(con, change, told):
    changed = change(replace(MENTIONS).schema)
    assert told in drift(con, PARQUET | {"core_mentions": changed})[0]


def test_all_tables_of_the_design_are_there(con):
    there = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert set(DESIGNED) <= there


def test_every_table_and_column_has_a_comment(con):
    assert uncommented(con) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("CREATE TABLE mart_new (day DATE)", ["mart_new", "mart_new.day"]),
        ("COMMENT ON TABLE core_runs IS NULL", ["core_runs"]),
        ("COMMENT ON TABLE core_runs IS ' '", ["core_runs"]),
        ("COMMENT ON COLUMN dim_places.lat IS NULL", ["dim_places.lat"]),
        ("ALTER TABLE mart_stories ADD COLUMN extra VARCHAR", ["mart_stories.extra"]),
    ],
)
def test_a_missing_comment_is_told(con, change, told):
    con.execute(change)
    assert uncommented(con) == told


def test_every_table_has_a_key(con):
    assert keyless(con) == []
    assert not KEYS.keys() & BECAUSE.keys()
    there = {row["table_name"] for row in Statements(con, FOLDER).rows("dictionary/tables")}
    assert KEYS.keys() | BECAUSE.keys() <= there


def test_a_table_without_a_key_is_told(con):
    con.execute("CREATE TABLE mart_new (day DATE)")
    con.execute("CREATE TABLE mart_keyed (day DATE PRIMARY KEY)")
    assert keyless(con) == ["mart_new"]


def table_schema(con, table: str) -> pa.Schema:
    return con.sql(f"FROM {table} LIMIT 0").to_arrow_table().schema


def other_value(kind: pa.DataType):
    """A value that `plain_value` does not give."""
    value = plain_value(kind)
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return "other"
    return value.replace(day=2)


def found_keys(con) -> list[tuple[str, int]]:
    sql = Statements(con, FOLDER)
    sql.run("check/scope_all", bounds(None))
    found = [*sql.rows("checks/unique_keys"), *sql.rows("checks/mart_unique_keys")]
    return [(row["table_name"], row["rows"]) for row in found]


@pytest.mark.parametrize("table", KEYS)
def test_every_declared_key_is_checked(con, table):
    """Two rows with one key are found, and are not when they differ in any column of it."""
    schema = table_schema(con, table)
    key = {name: plain_value(schema.field(name).type) for name in KEYS[table]}
    insert(con, table, [key])
    for name in key:
        insert(con, table, [key | {name: other_value(schema.field(name).type)}])
    assert found_keys(con) == []
    insert(con, table, [key])
    assert found_keys(con) == [(table, 2)]


@pytest.mark.parametrize(
    "each", REFERENCES, ids=lambda r: f"{r['table']}({','.join(r['columns'])})"
)
def test_every_reference_is_of_columns_that_are_there(con, each):
    key = [*each.get("key", each["columns"]), *each.get("fixed", {})]
    assert set(each["columns"]) <= set(table_schema(con, each["table"]).names)
    assert set(key) <= set(table_schema(con, each["refers_to"]).names)
    assert len(each.get("key", each["columns"])) == len(each["columns"])
    assert each.get("optional") or each.get("checked_by") in {c.name for c in checks(FOLDER)}


@pytest.mark.parametrize(
    "each",
    [r for r in REFERENCES if "checked_by" in r],
    ids=lambda r: f"{r['table']}({','.join(r['columns'])})",
)
def test_a_row_without_the_row_that_it_names_is_found(con, each):
    """Where the row is there, the check is silent; where another is there only, it is not."""
    sql, check = Statements(con, FOLDER), f"checks/{each['checked_by']}"
    schema = table_schema(con, each["table"])
    named = {name: other_value(schema.field(name).type) for name in each["columns"]}
    meant = dict(zip(each.get("key", each["columns"]), named.values(), strict=True))
    meant |= each.get("fixed", {})
    own = {"article_id": "own"} if each["table"] == each["refers_to"] else {}
    insert(con, each["table"], [own | named])
    sql.run("check/scope_all", bounds(None))
    before = sql.rows(check)
    assert before
    insert(con, each["refers_to"], [meant])
    sql.run("check/scope_all", bounds(None))
    after = sql.rows(check)
    assert len([row for row in before if row not in after]) == 1


def test_written_dictionary_is_what_the_migrations_say():
    assert dictionary.main(["--check"]) == 0


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE core_mentions ADD COLUMN extra VARCHAR;",
        "ALTER TABLE core_mentions ALTER start_offset TYPE BIGINT;",
        "COMMENT ON COLUMN core_mentions.form IS 'Something else.';",
        "COMMENT ON TABLE core_mentions IS NULL;",
    ],
)
def test_a_dictionary_of_other_tables_is_told(tmp_path, capsys, change):
    folder = shutil.copytree(FOLDER, tmp_path / "sql")
    number = len(migrations(folder)) + 1
    (folder / "migrations" / f"{number:04}_change.sql").write_text(change)
    assert dictionary.main(["--check", "--sql", str(folder)]) == 1
    assert "without --check" in capsys.readouterr().err


def test_check_of_the_dictionary_sees_a_difference(tmp_path, capsys):
    page = tmp_path / "page.md"
    assert dictionary.main(["--check", "--out", str(page)]) == 1
    assert dictionary.main(["--out", str(page)]) == 0
    assert dictionary.main(["--check", "--out", str(page)]) == 0
    page.write_text(page.read_text().replace("Headline", "Title"))
    assert dictionary.main(["--check", "--out", str(page)]) == 1
    assert "without --check" in capsys.readouterr().err


def test_dictionary_tells_keys_types_and_nulls():
    page = dictionary.dictionary(FOLDER)
    assert "## core_runs\n" in page
    assert "Key: `interval_start`, `interval_end`, `stage`, `batch`" in page
    assert "| `seconds` | DOUBLE | no | Time the stage took, wall-clock seconds." in page
