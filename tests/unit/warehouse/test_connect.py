"""One writer, and readers that wait for nobody."""

import subprocess
import sys
import threading
import time

import pytest
from unit.warehouse.lake_builder import settings_in

from dateline.errors import TerminalError, TransientError
from dateline.warehouse import open_published, open_warehouse, publish
from dateline.warehouse.connect import transaction, warehouse_path

HOLD = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(settings):
    """Another process that has the warehouse open, until its input is closed."""
    with open_warehouse(settings):
        pass
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(warehouse_path(settings))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.stdin.close()


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_whoever_holds_the_lock_is_named(settings, holder, seconds):
    waiting = settings.model_copy(update={"lock_wait_seconds": seconds})
    started = time.monotonic()
    with (
        pytest.raises(TransientError, match=f"process {holder.pid} .*holds the warehouse"),
        open_warehouse(waiting),
    ):
        pass
    assert time.monotonic() - started >= seconds


def test_a_lock_that_is_released_is_taken(settings, holder):
    release = threading.Timer(0.6, holder.stdin.close)
    release.start()
    with open_warehouse(settings) as con:
        assert con.execute("SELECT count(*) FROM core_runs").fetchone() == (0,)
    release.join()


def test_a_file_that_is_no_database_is_named(settings):
    path = warehouse_path(settings)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(TerminalError, match="cannot open the warehouse"), open_warehouse(settings):
        pass


def test_the_file_can_be_read_by_older_clients(settings):
    with open_warehouse(settings) as con:
        (tags,) = con.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchone()
    assert tags["storage_version"].startswith("v1.5")


def test_before_anything_is_published_there_is_advice(settings):
    with pytest.raises(TerminalError, match="nothing is published yet"), open_published(settings):
        pass


def test_a_broken_published_copy_is_named(settings):
    publish(settings).write_bytes(b"no database" * 1000)
    with (
        pytest.raises(TerminalError, match="cannot open the published copy"),
        open_published(settings),
    ):
        pass


def test_readers_in_one_process_see_their_own_copies(settings):
    publish(settings)
    with open_published(settings) as early:
        with open_warehouse(settings) as con:
            con.execute("INSERT INTO mart_stale_days VALUES ('2015-10-01')")
        publish(settings)
        with open_published(settings) as late:
            counts = [
                con.execute("SELECT count(*) FROM mart_stale_days").fetchone()[0]
                for con in (early, late)
            ]
    assert counts == [0, 1]


def test_what_fails_inside_a_transaction_is_undone(settings):
    with open_warehouse(settings) as con:
        with pytest.raises(ZeroDivisionError), transaction(con):
            con.execute("INSERT INTO mart_stale_days VALUES ('2015-10-01')")
            raise ZeroDivisionError
        assert con.execute("SELECT count(*) FROM mart_stale_days").fetchone() == (0,)


def test_a_write_in_the_way_of_another_may_be_tried_again(settings):
    with open_warehouse(settings) as con, con.cursor() as two:
        con.execute("INSERT INTO mart_stale_days VALUES ('2015-10-01')")
        two.begin()
        two.execute("DELETE FROM mart_stale_days")
        with pytest.raises(TransientError, match="could not be written"), transaction(con):
            con.execute("DELETE FROM mart_stale_days")
        two.rollback()


def test_no_warehouse_folder_is_asked_for_with_a_remote_root():
    settings = settings_in("memory://nowhere")
    with pytest.raises(TerminalError, match="DATELINE_WAREHOUSE"), open_warehouse(settings):
        pass


def test_no_progress_bar_stands_among_what_is_written(settings):
    question = "SELECT current_setting('enable_progress_bar')"
    with open_warehouse(settings) as con:
        assert con.execute(question).fetchone() == (False,)
    publish(settings)
    with open_published(settings) as con:
        assert con.execute(question).fetchone() == (False,)
