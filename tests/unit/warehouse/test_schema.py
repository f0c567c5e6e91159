"""One declaration per table: DDL, Parquet schema, comments and dictionary agree."""

import duckdb
import pyarrow as pa
import pytest

from dateline.schemas import DROPPED, TABLES
from dateline.settings import PROJECT
from dateline.warehouse import dictionary
from dateline.warehouse.lake import LEDGER
from dateline.warehouse.migrate import migrate

FOLDER = PROJECT / "sql"

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


@pytest.fixture(scope="module")
def con():
    with duckdb.connect(":memory:") as con:
        migrate(con, FOLDER)
        yield con


def columns(con, table: str) -> list[tuple[str, str]]:
    return con.execute(
        "SELECT column_name, replace(data_type, '\"', '') FROM duckdb_columns() "
        "WHERE table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()


@pytest.mark.parametrize(
    ("name", "schema"),
    [(f"core_{table.name}", table.schema) for table in TABLES]
    + [("core_article_revisions", TABLES[0].schema), ("core_runs", LEDGER)],
)
def test_tables_have_the_columns_of_their_parquet_files(con, name, schema):
    declared = [(field.name, TYPES[field.type].replace('"', "")) for field in schema]
    assert columns(con, name) == declared


def test_all_tables_of_the_design_are_there(con):
    there = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert set(DESIGNED) <= there


def test_every_table_and_column_has_a_comment(con):
    bare = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = '' UNION ALL "
        "SELECT table_name || '.' || column_name FROM duckdb_columns() "
        "WHERE NOT internal AND coalesce(comment, '') = ''"
    ).fetchall()
    assert bare == []


def test_written_dictionary_is_what_the_migrations_say():
    assert dictionary.main(["--check"]) == 0


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
