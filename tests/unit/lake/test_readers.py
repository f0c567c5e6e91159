"""Tools that know nothing of Dateline read the lake: the same rows, and only the days asked for.

`docs/operations.md` says how.
"""

import re
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.partition import lake_dir
from dateline.schemas import DUPLICATES, TABLES
from dateline.storage import PART_SUFFIX, write_rows
from dateline.warehouse import load, open_warehouse

DAYS = (1, 2, 3)
READ = [table for table in TABLES if table.name != "boilerplate"]  # no rows in these days
ADDED_LATER = ["dateline", "agency", "quality_flags"]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Three days of two batches, loaded; no article is captured twice: all rows are in core."""
    settings = settings_in(tmp_path_factory.mktemp("lake"))
    for number in DAYS:
        captures = [[Capture(f"{number}{batch}", f"{number}-{batch}")] for batch in "ab"]
        partitions = write_day(settings, day(number), captures, [("fetch", "http_error")])
        pair = {name: f"{name}{number}" for name in DUPLICATES.schema.names[:4]}
        pair |= {"similarity": 1.0, "is_exact": True}
        write_rows(partitions[0].lake("duplicates"), DUPLICATES, [pair])
        load(settings, day(number), partitions)
    return settings


def arrow_of(folder: Path, wanted: str | None = None) -> pa.Table:
    data = ds.dataset(folder, format="parquet", partitioning="hive")
    return data.to_table(filter=None if wanted is None else pc.field("dt") == wanted)


def polars_of(folder: Path, wanted: str | None = None) -> pa.Table:
    frame = pl.scan_parquet(folder, hive_partitioning=True, hive_schema={"dt": pl.Date})
    if wanted is not None:
        frame = frame.filter(pl.col("dt") == pl.lit(wanted).str.to_date())
    return frame.collect().to_arrow()


def duckdb_of(folder: Path, wanted: str | None = None) -> pa.Table:
    chosen = "" if wanted is None else f"WHERE dt = DATE '{wanted}'"
    with duckdb.connect() as con:
        files = f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true)"
        return con.sql(f"SELECT * FROM {files} {chosen}").to_arrow_table()


READERS = [arrow_of, polars_of, duckdb_of]


def rows_of(table: pa.Table, names: list[str]) -> list[str]:
    return sorted(map(repr, (tuple(row[name] for name in names) for row in table.to_pylist())))


@pytest.mark.parametrize("table", READ, ids=lambda table: table.name)
def test_each_reader_sees_the_same_rows(lake, table):
    folder = Path(lake_dir(lake.data, table.name).path)
    plain = [f.name for f in table.schema if not pa.types.is_nested(f.type)]
    seen = [rows_of(read(folder), plain) for read in READERS]
    assert seen[0]
    assert seen[0] == seen[1] == seen[2]


COMPARED = ("articles", "entities", "mentions", "events", "event_actors", "fetches", "listings")


@pytest.mark.parametrize("name", COMPARED)
def test_they_are_the_rows_of_the_warehouse(lake, name):
    (table,) = (table for table in TABLES if table.name == name)
    keys = [name for name in table.key if name != "fetched_at"]
    with open_warehouse(lake) as con:
        loaded = con.sql(f"SELECT {', '.join(keys)} FROM core_{name}").to_arrow_table()
    for read in READERS:
        assert rows_of(read(Path(lake_dir(lake.data, name).path)), keys) == rows_of(loaded, keys)


@pytest.mark.parametrize("table", READ, ids=lambda table: table.name)
def test_all_files_of_a_table_have_its_schema(lake, table):
    for path in lake_dir(lake.data, table.name).glob("*/*.parquet"):
        schema = pq.read_schema(path.path)
        assert schema.names == table.schema.names
        for field, declared in zip(schema, table.schema, strict=True):
            assert field.type.equals(declared.type) or pa.types.is_nested(field.type)


@pytest.mark.parametrize("read", READERS)
def test_files_of_other_days_are_not_opened(lake, tmp_path, read):
    """They are broken here: who opened one would fail."""
    folder = tmp_path / "articles"
    shutil.copytree(lake_dir(lake.data, "articles").path, folder)
    wanted = str(day(2).dt)
    whole = rows_of(read(folder, wanted), ["article_id"])
    for path in sorted(folder.glob("*/*.parquet"))[1:]:  # all take the schema from the first file
        if path.parent.name != f"dt={wanted}":
            path.write_bytes(b"broken")
    assert rows_of(read(folder, wanted), ["article_id"]) == whole
    assert len(whole) == 2


def test_duckdb_says_how_many_files_it_scans(lake):
    folder = lake_dir(lake.data, "mentions").path
    with duckdb.connect() as con:
        plan = con.execute(
            f"EXPLAIN ANALYZE SELECT count(text) FROM read_parquet('{folder}/*/*.parquet', "
            f"hive_partitioning = true) WHERE dt = DATE '{day(2).dt}'"
        ).fetchall()[0][1]
    assert re.search(r"Scanning Files: 2/6", plan)
    assert re.search(r"Total Files Read: 2\b", plan)


def test_files_that_are_being_written_are_passed_over(lake, tmp_path):
    folder = tmp_path / "articles"
    shutil.copytree(lake_dir(lake.data, "articles").path, folder)
    one = next(folder.glob("*/*.parquet"))
    (one.parent / f".{one.name}.0f{PART_SUFFIX}").write_bytes(b"half")
    assert arrow_of(folder).num_rows == duckdb_of(folder).num_rows == 6
    glob = pl.scan_parquet(f"{folder}/*/*.parquet", hive_partitioning=True)
    assert glob.select(pl.len()).collect().item() == 6


def test_files_of_before_columns_were_added_are_read_by_name(lake, tmp_path):
    """The older file first: the columns that it lacks are null in its rows."""
    folder = tmp_path / "articles"
    shutil.copytree(lake_dir(lake.data, "articles").path, folder)
    oldest = min(folder.glob("*/*.parquet"))
    pq.write_table(pq.ParquetFile(oldest).read().drop_columns(ADDED_LATER), oldest)
    with duckdb.connect() as con:
        by_name = con.execute(
            f"SELECT agency FROM read_parquet('{folder}/*/*.parquet', union_by_name = true)"
        ).fetchall()
    schema = next(table for table in TABLES if table.name == "articles").schema
    known = ds.dataset(folder, format="parquet", schema=schema, partitioning="hive")
    newest = pl.read_parquet_schema(max(folder.glob("*/*.parquet")))
    frame = pl.scan_parquet(
        folder, schema=newest, missing_columns="insert", hive_partitioning=False
    )
    assert len(by_name) == known.to_table(["agency"]).num_rows == 6
    assert frame.select("agency").collect().height == 6
