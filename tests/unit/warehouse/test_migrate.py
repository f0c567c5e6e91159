"""Migrations: from nothing, from every earlier version, and never over another history."""

import shutil

import duckdb
import pytest
from unit.warehouse.lake_builder import Capture, day, write_day

from dateline.errors import TerminalError
from dateline.settings import PROJECT, Settings
from dateline.warehouse import (
    build_marts,
    check,
    fingerprint,
    load,
    open_warehouse,
    publish,
    run_saved,
    status,
)
from dateline.warehouse.connect import CONFIG, published_path, warehouse_path
from dateline.warehouse.migrate import migrate, migrations

FOLDER = PROJECT / "sql"
NEXT = f"{len(migrations(FOLDER)) + 1:04}"
"""Number of a migration that is not there yet."""


@pytest.fixture
def con():
    with duckdb.connect(":memory:") as con:
        yield con


@pytest.fixture
def folder(tmp_path):
    """A copy of the SQL files, to change."""
    return shutil.copytree(FOLDER, tmp_path / "sql")


def shape(con) -> list[tuple]:
    return con.execute(
        "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY ALL"
    ).fetchall()


def applied(con) -> list[str]:
    return [
        name
        for (name,) in con.execute("SELECT name FROM schema_migrations ORDER BY version").fetchall()
    ]


def test_each_is_applied_once_and_remembered(con):
    migrate(con, FOLDER)
    first = shape(con)
    migrate(con, FOLDER)
    assert shape(con) == first
    assert applied(con) == [migration.name for migration in migrations(FOLDER)]


@pytest.mark.parametrize("version", range(1, len(migrations(FOLDER)) + 1))
def test_every_earlier_version_becomes_the_newest(con, folder, version):
    later = [m for m in migrations(folder) if m.version > version]
    for migration in later:
        (folder / "migrations" / f"{migration.name}.sql").unlink()
    migrate(con, folder)
    assert len(applied(con)) == version
    migrate(con, FOLDER)
    with duckdb.connect(":memory:") as fresh:
        migrate(fresh, FOLDER)
        assert shape(con) == shape(fresh)


def test_a_warehouse_of_before_listings_were_kept_is_upgraded(settings, folder, tmp_path):
    """What the new version loads from such a lake, an old warehouse has after its upgrade."""
    for number, captures in ((1, [Capture("a"), Capture("b", "two")]), (2, [Capture("a", "new")])):
        partitions = write_day(settings, day(number), [captures], [("clean", "no_text")])
        for table in ("listings", "fetches", "time_expressions", "event_details"):
            partitions[0].lake(table).unlink()
        load(settings, day(number), partitions)
    build_marts(settings)
    remove_from(folder, 6)
    old = Settings(data=settings.data, warehouse=str(tmp_path / "old"))
    downgrade(settings, old, folder)
    build_marts(old, [])
    upgraded, loaded = contents(old), contents(settings)
    for found in (upgraded, loaded):  # offices come with the next load
        found.pop("dim_actors")
    assert upgraded == loaded
    check(old)
    load(old, day(2), write_day(old, day(2), [[Capture("a", "newer")]]))
    build_marts(old, [day(2)])
    check(old)
    publish(old)
    assert run_saved(old, "history_gaps").num_rows == 0
    (health,) = run_saved(old, "source_health").to_pylist()
    assert (health["state"], health["discovered"], health["fetched"]) == ("ok", 1, 1)


def test_a_copy_published_by_an_older_version_is_named(settings, folder):
    remove_from(folder, 6)
    published_path(settings).parent.mkdir(parents=True)
    with duckdb.connect(str(published_path(settings)), config=CONFIG) as con:
        migrate(con, folder)
    with pytest.raises(TerminalError, match="another version of Dateline"):
        status(settings)


def remove_from(folder, version: int) -> None:
    """Take away the migrations from a version on."""
    for migration in migrations(folder)[version - 1 :]:
        (folder / "migrations" / f"{migration.name}.sql").unlink()


def downgrade(settings, old, folder) -> None:
    """Write what the warehouse holds into a file that has the older migrations only."""
    old.warehouse_dir.mkdir()
    with duckdb.connect(str(warehouse_path(old)), config=CONFIG) as con:
        migrate(con, folder)
        con.execute(f"ATTACH '{warehouse_path(settings)}' AS new (READ_ONLY)")
        for (table,) in con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() "
            "AND table_name NOT IN ('schema_migrations', 'mart_stale_days')"
        ).fetchall():
            names = ", ".join(
                name
                for (name,) in con.execute(
                    "SELECT column_name FROM duckdb_columns() "
                    "WHERE table_name = ? AND database_name = current_database()",
                    [table],
                ).fetchall()
            )
            con.execute(f"INSERT INTO {table} BY NAME SELECT {names} FROM new.{table}")


def contents(settings) -> dict[str, str]:
    with open_warehouse(settings) as con:
        return fingerprint(con)


def test_a_changed_migration_is_refused(con, folder):
    migrate(con, FOLDER)
    path = folder / "migrations" / "0002_annotations.sql"
    path.write_text(path.read_text() + "-- changed\n")
    with pytest.raises(TerminalError, match=r"0002_annotations .* may not change"):
        migrate(con, folder)


def test_a_newer_warehouse_is_refused(con, folder):
    (folder / "migrations" / f"{NEXT}_more.sql").write_text("CREATE TABLE more (a INTEGER);")
    migrate(con, folder)
    with pytest.raises(TerminalError, match=f"newer Dateline: migration {NEXT}_more"):
        migrate(con, FOLDER)


def test_a_failing_migration_leaves_nothing(con, folder):
    path = folder / "migrations" / f"{NEXT}_broken.sql"
    path.write_text("CREATE TABLE half (a INTEGER); CREATE TABLE half (a INTEGER);")
    with pytest.raises(TerminalError, match=f"migration {NEXT}_broken failed"):
        migrate(con, folder)
    assert f"{NEXT}_broken" not in applied(con)
    path.write_text("CREATE TABLE half (a INTEGER);")
    migrate(con, folder)
    assert applied(con)[-1] == f"{NEXT}_broken"


@pytest.mark.parametrize(
    "name", ["8_short.sql", f"{NEXT}-dash.sql", "9000_gap.sql", "0005_again.sql"]
)
def test_names_and_numbers_are_checked(folder, name):
    (folder / "migrations" / name).write_text("SELECT 1;")
    with pytest.raises(TerminalError, match="migration"):
        migrations(folder)


def test_a_folder_without_migrations_is_named(con, tmp_path):
    with pytest.raises(TerminalError, match="DATELINE_SQL"):
        migrate(con, tmp_path)
