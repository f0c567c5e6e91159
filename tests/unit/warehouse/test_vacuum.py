"""Disk is given back, and nothing else changes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.errors import TransientError
from dateline.warehouse import fingerprint, load, open_published, open_warehouse, publish, vacuum
from dateline.warehouse.connect import warehouse_path

NOW = datetime.now(UTC)
COMMENTS = "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL"
KEYS = "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL"


@pytest.fixture
def settings(tmp_path):
    settings = settings_in(tmp_path, lock_wait_seconds=0)
    load(settings, day(1), write_day(settings, day(1), [[Capture("a"), Capture("b")]]))
    publish(settings)
    return settings


def state(settings):
    with open_warehouse(settings) as con:
        told = [con.execute(query).fetchall() for query in (COMMENTS, KEYS)]
        return fingerprint(con), told


def test_a_warehouse_with_many_free_blocks_is_written_anew(settings):
    with open_warehouse(settings) as con:
        con.execute("CREATE TABLE big AS SELECT hash(i) AS h FROM range(9_000_000) AS t (i)")
        con.execute("CREATE TABLE last AS SELECT hash(i) AS h FROM range(50_000) AS t (i)")
        con.execute("CHECKPOINT")
        con.execute("DROP TABLE big")
    path = warehouse_path(settings)
    before, size = state(settings), path.stat().st_size
    saved = vacuum(settings, NOW)
    assert saved == size - path.stat().st_size > 50_000_000
    assert state(settings) == before
    assert vacuum(settings, NOW) == 0
    load(settings, day(2), write_day(settings, day(2), [[Capture("c")]]))
    publish(settings)
    with open_published(settings) as con, open_warehouse(settings) as written:
        assert fingerprint(con) == fingerprint(written)
    assert {p.name for p in path.parent.iterdir()} <= {
        *("dateline.duckdb", "published.duckdb", ".published.spare", "spill")
    }


def test_one_without_is_left_alone(settings):
    before = warehouse_path(settings).stat()
    assert vacuum(settings, NOW) == 0
    assert warehouse_path(settings).stat().st_ino == before.st_ino


def test_old_leftovers_of_copies_go_and_the_spare_stays(settings):
    publish(settings)
    folder = settings.warehouse_dir
    old, young = folder / ".published.7.next", folder / ".published.8.next"
    for stray in (old, young, folder / ".vacuum.duckdb"):
        stray.write_bytes(b"half")
    days_ago = (NOW - timedelta(days=2)).timestamp()
    for path in folder.iterdir():
        if path != young:
            os.utime(path, (days_ago, days_ago))
    assert vacuum(settings, NOW - timedelta(days=1)) == 8
    names = {path.name for path in folder.iterdir()}
    assert names >= {"dateline.duckdb", "published.duckdb", ".published.spare", young.name}
    assert not names & {old.name, ".vacuum.duckdb"}


def test_the_writer_is_waited_for(settings, tmp_path):
    assert vacuum(settings_in(tmp_path / "nothing"), NOW) == 0
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(warehouse_path(settings))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        holder.stdout.readline()
        with pytest.raises(TransientError):
            vacuum(settings, NOW)
        holder.communicate(b"\n")
