"""Migrations: from nothing, from every earlier version, and never over another history."""

import functools
import shutil
from typing import NamedTuple

import duckdb
import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.errors import TerminalError
from dateline.partition import Partition
from dateline.settings import PROJECT, Settings
from dateline.stories import Follower, Parameters
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


CAPTURES = {
    1: [Capture("a"), Capture("b", "two"), Capture("c", "three", source="other")],
    2: [Capture("a", "new"), Capture("d", "two", site="copy.example")],
}
"""Two days: an article is corrected, and another copies one of the day before."""

SINCE = {
    "listings": 6,
    "fetches": 6,
    "duplicates": 7,
    "boilerplate": 7,
    "time_expressions": 8,
    "event_details": 9,
}
"""The version from which on the lake has a table."""

NEWEST = len(migrations(FOLDER))

SINCE_CHECKS = 4
"""The version from which on all is there that checks read; those before get it by the next load."""

DERIVED_LATER = {"dim_actors": 8}
"""Tables that the next load fills, and the version from which on they are as now."""


def write_lake(settings, number, captures, version) -> list[Partition]:
    """A day of the lake as that version wrote it."""
    partitions = write_day(settings, day(number), [captures], [("clean", "no_text")])
    for table, since in SINCE.items():
        if version < since:
            partitions[0].lake(table).unlink(missing_ok=True)
    return partitions


def bring_up_to_date(settings) -> None:
    build_marts(settings, placer=Follower(Parameters(window=2)))
    check(settings)


class Loaded(NamedTuple):
    """A warehouse that the newest version loaded from an earlier version's lake."""

    settings: Settings
    rows: dict[str, str]
    rows_later: dict[str, str]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """By version: what the newest version makes of its lake, and of the days that follow."""

    @functools.cache
    def of(version: int) -> Loaded:
        settings = settings_in(tmp_path_factory.mktemp("loaded") / "data")
        for number, captures in CAPTURES.items():
            load(settings, day(number), write_lake(settings, number, captures, version))
        bring_up_to_date(settings)
        later = copy_of(settings, tmp_path_factory.mktemp("later"))
        go_on(later, version)
        return Loaded(settings, contents(settings), contents(later))

    lakes = sorted({0, *SINCE.values()})
    return lambda version: of(max(since for since in lakes if since <= version))


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_a_warehouse_of_every_earlier_version_goes_on(loaded, folder, tmp_path, version):
    """With rows in all tables that it had: none is lost, and they become what is loaded today.

    Then another day comes, and the days before are loaded again, as a backfill does.
    """
    fresh = loaded(version)
    old = copy_of(fresh.settings, tmp_path)
    shutil.rmtree(old.warehouse_dir)
    remove_from(folder, version + 1)
    filled = downgrade(fresh.settings, old, folder)
    upgraded = contents(old)
    assert {"core_articles", "core_article_revisions", "core_captures"} <= filled
    assert [t for t in filled if t.startswith("core_") and upgraded[t] != fresh.rows[t]] == []
    if version >= SINCE_CHECKS:
        bring_up_to_date(old)
        upgraded = contents(old)
        assert {name for name in upgraded if upgraded[name] != fresh.rows[name]} <= {
            name for name, since in DERIVED_LATER.items() if version < since
        }
    go_on(old, version)
    assert contents(old) == fresh.rows_later
    publish(old)
    assert run_saved(old, "history_gaps").num_rows == 0
    states = {row["source_id"]: row["state"] for row in run_saved(old, "source_health").to_pylist()}
    assert states == {"wire": "ok", "other": "ok" if version >= SINCE["listings"] else None}


def go_on(settings, version) -> None:
    """Load a third day, and the first two again, with the newest version."""
    for number, captures in ({3: [Capture("a", "newer")]} | CAPTURES).items():
        lake = NEWEST if number == 3 else version
        load(settings, day(number), write_lake(settings, number, captures, lake))
    bring_up_to_date(settings)


def copy_of(settings, folder) -> Settings:
    return settings_in(shutil.copytree(settings.data, folder / "data"))


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


def downgrade(settings, old, folder) -> set[str]:
    """Write what the warehouse holds into a file that has the older migrations only.

    Returns:
        The tables that have rows.
    """
    old.warehouse_dir.mkdir()
    filled = set()
    with duckdb.connect(str(warehouse_path(old)), config=CONFIG) as con:
        migrate(con, folder)
        con.execute(f"ATTACH '{warehouse_path(settings)}' AS new (READ_ONLY)")
        for (table,) in con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() "
            "AND NOT starts_with(table_name, 'schema_') "
            "AND NOT starts_with(table_name, 'mart_stale_')"
        ).fetchall():
            names = ", ".join(
                f'"{name}"'
                for (name,) in con.execute(
                    "SELECT column_name FROM duckdb_columns() WHERE table_name = $1 "
                    "AND database_name = current_database() AND column_name IN (SELECT column_name "
                    "FROM duckdb_columns() WHERE table_name = $1 AND database_name = 'new')",
                    [table],
                ).fetchall()
            )
            con.execute(f"INSERT INTO {table} BY NAME SELECT {names} FROM new.{table}")
            if con.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,):
                filled.add(table)
    return filled


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
