"""Publishing: whole copies only, and readers never notice."""

import hashlib
import logging
import subprocess
import sys
import time

import duckdb
import pytest
from unit.warehouse.lake_builder import Capture, day, write_day

from dateline.errors import TransientError
from dateline.settings import PROJECT
from dateline.warehouse import (
    check,
    fingerprint,
    load,
    open_published,
    open_warehouse,
    publish,
    query,
)
from dateline.warehouse.connect import published_path, warehouse_path
from dateline.warehouse.publish import SPARE

FILES = {".published.spare", "dateline.duckdb", "published.duckdb"}

READ = """
import sys
from dateline.settings import Settings
from dateline.warehouse import query
settings = Settings(data=sys.argv[1])
question = "SELECT count(*) AS n, count(DISTINCT article_id) AS d FROM core_articles"
answers = 0
print("reading", flush=True)
while not sys.stdin.closed and answers < 500:
    (row,) = query(settings, question).to_pylist()
    assert row["n"] == row["d"] > 0, row
    answers += 1
    if answers == int(sys.argv[2]):
        break
print(answers)
"""


def load_day(settings, number, *names):
    captures = [Capture(name, f"{name} of {number}") for name in names]
    load(settings, day(number), write_day(settings, day(number), [captures]))


def test_the_copy_holds_what_the_warehouse_holds(settings):
    load_day(settings, 1, "a", "b")
    path = publish(settings)
    with open_warehouse(settings) as con:
        written = fingerprint(con)
    with open_published(settings) as con:
        assert fingerprint(con) == written
    assert path == published_path(settings)
    assert {p.name for p in path.parent.iterdir()} <= FILES


def test_comments_and_keys_are_in_the_copy(settings):
    publish(settings)
    here = "WHERE database_name = current_database() ORDER BY ALL"
    for columns in (
        "table_name, comment, has_primary_key FROM duckdb_tables()",
        "table_name, column_name, comment, is_nullable FROM duckdb_columns()",
    ):
        statement = f"SELECT {columns} {here}"
        with open_warehouse(settings) as con:
            written = con.execute(statement).fetchall()
        with open_published(settings) as con:
            assert con.execute(statement).fetchall() == written


def test_the_copy_opens_without_dateline(settings):
    load_day(settings, 1, "a")
    with duckdb.connect(str(publish(settings)), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM core_articles").fetchone() == (1,)


def test_an_open_reader_keeps_its_state(settings):
    load_day(settings, 1, "a")
    publish(settings)
    with open_published(settings) as con:
        assert con.execute("SELECT count(*) FROM core_articles").fetchone() == (1,)
        load_day(settings, 2, "b", "c")
        publish(settings)
        assert con.execute("SELECT count(*) FROM core_articles").fetchone() == (1,)
        assert con.execute("SELECT count(*) FROM core_mentions").fetchone() == (2,)
    assert query(settings, "SELECT count(*) AS n FROM core_articles").to_pylist() == [{"n": 3}]


def test_readers_are_answered_while_copies_are_replaced(settings):
    load_day(settings, 1, "a")
    publish(settings)
    with subprocess.Popen(
        [sys.executable, "-c", READ, settings.data, "30"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(PROJECT / "include")},
    ) as reader:
        assert reader.stdout.readline() == "reading\n"
        number = 2
        while reader.poll() is None:
            load_day(settings, number, "b", "c")
            publish(settings)
            number += 1
        assert reader.stdout.read() == "30\n", reader.stderr.read()
    assert number > 2


def test_the_copy_is_the_warehouse_byte_for_byte_whatever_was_written(settings):
    path = published_path(settings)
    for number in range(1, 6):
        load_day(settings, number, "a", "b", f"new {number}")
        publish(settings)
        assert path.read_bytes() == warehouse_path(settings).read_bytes()


def test_publishing_writes_what_changed_since_the_spare_copy(settings, caplog):
    caplog.set_level(logging.INFO, "dateline.warehouse.publish")
    many = [Capture(f"a{n}", f"content {n}", text=long_text(n)) for n in range(2000)]
    load(settings, day(1), write_day(settings, day(1), [many]))
    publish(settings)
    publish(settings)  # all is copied until there are two
    caplog.clear()
    publish(settings)
    load_day(settings, 2, "b")
    publish(settings)
    check(settings, day(2))
    publish(settings)
    check(settings, day(1))
    publish(settings)
    unchanged, load_added, load_and_check, check_twice = (
        record.args[1] for record in caplog.records if "MB written" in record.message
    )
    size = published_path(settings).stat().st_size / 1e6
    assert unchanged < 0.02  # the headers
    assert load_added <= load_and_check <= size
    assert check_twice < size / 4


def long_text(number: int) -> str:
    """A text that does not compress well."""
    return " ".join(hashlib.sha256(f"{number} {part}".encode()).hexdigest() for part in range(40))


def test_a_reader_of_the_spare_copy_keeps_it(settings):
    load_day(settings, 1, "a")
    publish(settings)
    held = (
        "import sys, duckdb; con = duckdb.connect(sys.argv[1], read_only=True); "
        "print('held', flush=True); sys.stdin.readline(); "
        "print(con.execute('SELECT count(*) FROM core_articles').fetchone()[0])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, str(published_path(settings))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        reader.stdout.readline()
        with open_published(settings) as con:
            for number in range(2, 6):
                load_day(settings, number, "b", "c")
                publish(settings)
            assert con.execute("SELECT count(*) FROM core_articles").fetchone() == (1,)
        assert reader.communicate("go\n")[0] == "1\n"
    question = "SELECT count(*) AS n FROM core_articles"
    assert query(settings, question).to_pylist() == [{"n": 3}]


def test_a_spare_that_is_the_read_copy_itself_is_not_written_to(settings):
    load_day(settings, 1, "a")
    path = publish(settings)
    path.with_name(SPARE).unlink(missing_ok=True)
    path.with_name(SPARE).hardlink_to(path)  # as a process leaves it that dies between two steps
    with open_published(settings) as con:
        load_day(settings, 2, "b")
        publish(settings)
        assert con.execute("SELECT count(*) FROM core_articles").fetchone() == (1,)
    assert query(settings, "SELECT count(*) AS n FROM core_articles").to_pylist() == [{"n": 2}]


def test_a_spare_that_is_no_database_is_written_anew(settings):
    load_day(settings, 1, "a")
    path = publish(settings)
    path.with_name(SPARE).write_bytes(b"no database at all")
    publish(settings)
    assert path.read_bytes() == warehouse_path(settings).read_bytes()


def test_leftovers_of_a_killed_run_are_removed(settings):
    path = publish(settings)
    for name in (".published.99999.next", ".published.99999.next.wal"):
        path.with_name(name).write_bytes(b"half")
    publish(settings)
    assert {p.name for p in path.parent.iterdir()} <= FILES


def test_publishing_while_another_process_loads_can_be_tried_again(settings):
    publish(settings)
    held = (
        "import sys, duckdb; con = duckdb.connect(sys.argv[1]); "
        "print('held', flush=True); sys.stdin.read()"
    )
    writer = settings.warehouse_dir / "dateline.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", held, str(writer)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        with pytest.raises(TransientError, match=rf"process {process.pid} of \w+ since .* -c "):
            publish(settings.model_copy(update={"lock_wait_seconds": 0}))
        started = time.monotonic()
        assert query(settings, "SELECT 1 AS x").num_rows == 1
        assert time.monotonic() - started < 5
        process.stdin.close()
