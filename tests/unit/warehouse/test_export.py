"""The published copy as files: Parquet by day, CSV, GDELT's event table."""

import csv
import re
from datetime import date

import duckdb
import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.errors import TerminalError
from dateline.settings import PROJECT
from dateline.warehouse import build_marts, check, load, open_published, publish, query
from dateline.warehouse.export import GDELT_FILE, MARKER, export
from dateline.warehouse.extensions import load_extension


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("export"))
    load(
        settings, day(1), write_day(settings, day(1), [[Capture("a", "one"), Capture("b", "two")]])
    )
    load(settings, day(2), write_day(settings, day(2), [[Capture("c", "three")]]))
    check(settings)
    build_marts(settings)
    publish(settings)
    return settings


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def number(settings, table):
    return query(settings, f"SELECT count(*) AS n FROM {table}").column("n")[0].as_py()


@pytest.mark.parametrize("form", ["parquet", "csv", "gdelt"])
def test_the_same_copy_gives_the_same_bytes(published, tmp_path, form):
    export(published, tmp_path / "x", form)
    first = files(tmp_path / "x")
    export(published, tmp_path / "x", form)
    assert files(tmp_path / "x") == first
    assert not (tmp_path / "x.part").exists()


def test_parquet_has_all_rows_by_day(published, tmp_path):
    written = export(published, tmp_path / "x", tables=["core_articles", "dim_event_types"])
    assert written == ["core_articles", "dim_event_types"]
    for table in written:
        found = duckdb.read_parquet(f"{tmp_path}/x/{table}/**/*.parquet")
        assert len(found.fetchall()) == number(published, table)
    assert list((tmp_path / "x" / "core_articles").glob("dt=*"))


def test_csv_has_all_rows(published, tmp_path):
    export(published, tmp_path / "x", "csv", tables=["core_articles"])
    with (tmp_path / "x" / "core_articles.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == number(published, "core_articles")
    assert all(row["authors"] == "" or row["authors"].startswith("[") for row in rows)


def test_days_outside_the_range_are_left_out(published, tmp_path):
    export(published, tmp_path / "x", "csv", tables=["core_articles"], since=date(2040, 1, 1))
    assert len((tmp_path / "x" / "core_articles.csv").read_text().splitlines()) == 1


def test_gdelt_has_61_columns_and_a_row_per_incident(published, tmp_path):
    export(published, tmp_path / "x", "gdelt", header=True)
    header, *rows = (tmp_path / "x" / GDELT_FILE).read_text().splitlines()
    names = header.split("\t")
    assert len(names) == 61
    assert (names[0], names[26], names[-1]) == ("GLOBALEVENTID", "EventCode", "SOURCEURL")
    assert len(rows) == number(published, "mart_incidents") > 0
    assert {len(row.split("\t")) for row in rows} == {61}


def test_a_folder_of_others_is_refused(published, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("kept")
    with pytest.raises(TerminalError, match="not empty and no export made it"):
        export(published, tmp_path / "x")
    assert (tmp_path / "x" / "mine.txt").read_text() == "kept"


def test_unknown_tables_are_told_and_nothing_is_replaced(published, tmp_path):
    export(published, tmp_path / "x", tables=["dim_event_types"])
    with pytest.raises(TerminalError, match="no table nothing"):
        export(published, tmp_path / "x", tables=["nothing"])
    assert (tmp_path / "x" / MARKER).exists()


def test_the_sql_of_the_guide_runs(published, tmp_path):
    export(published, tmp_path / "out", "gdelt", header=True)
    guide = (PROJECT / "docs" / "for_gdelt_users.md").read_text(encoding="utf-8")
    statements = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    assert len(statements) == 6
    with duckdb.connect() as con:
        con.execute(statements[0].replace("out/", f"{tmp_path}/out/"))
        for statement in statements[1:]:
            con.execute(statement).fetchall()


def test_a_ducklake_is_read_where_it_is_put(published, tmp_path):
    with duckdb.connect() as con:
        if not load_extension(con, "ducklake"):
            pytest.skip("the extension ducklake is not there for this DuckDB")
        export(published, tmp_path / "lake", "ducklake", tables=["core_events", "core_articles"])
        con.execute(f"ATTACH 'ducklake:{tmp_path}/lake/catalog.ducklake' AS lake (READ_ONLY)")
        there = con.sql("FROM lake.core_events ORDER BY event_id").to_arrow_table()
    with open_published(published) as con:
        expected = con.sql("FROM core_events ORDER BY event_id").to_arrow_table()
    assert there.to_pylist() == expected.to_pylist() != []
    assert not (tmp_path / "lake.part").exists()


def test_without_its_extension_a_ducklake_is_refused(published, tmp_path, monkeypatch):
    monkeypatch.setattr("dateline.warehouse.export.load_extension", lambda con, name: False)
    with pytest.raises(TerminalError, match="INSTALL ducklake"):
        export(published, tmp_path / "lake", "ducklake")
    assert not (tmp_path / "lake").exists()
