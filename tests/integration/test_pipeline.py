import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from integration.runs import files, tables

from dateline import pipeline
from dateline.partition import Interval, Partition
from dateline.settings import Settings
from dateline.warehouse import query

DAY = Interval.parse("2015-10-07", "2015-10-08")
ARCHIVES = ("warc", "folder")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The sample's 7 October, run once in this process."""
    settings = Settings(data=str(tmp_path_factory.mktemp("undisturbed")))
    pipeline.run(settings, DAY, ARCHIVES)
    return settings


def rows(settings, statement):
    return query(settings, statement).to_pylist()


def test_the_day_is_in_the_published_copy(undisturbed):
    (count,) = rows(
        undisturbed, "select count(*) as n, count(distinct url) as u from core_articles"
    )
    assert count["n"] >= 4
    assert count["n"] == count["u"]
    assert rows(undisturbed, "select 1 as x from core_events limit 1")
    assert rows(undisturbed, "select 1 as x from mart_event_daily limit 1")


def test_every_input_ends_in_one_outcome_from_stage_to_stage(undisturbed):
    runs = {
        row["stage"]: row
        for row in rows(
            undisturbed,
            "select stage, sum(inputs)::int as inputs, "
            "sum(list_sum(map_values(outcomes)))::int as outcomes, "
            "sum(coalesce(outcomes['ok'], 0))::int as ok from core_runs group by stage",
        )
    }
    assert set(runs) == {"discover", "fetch", "clean", "annotate", "load"}
    for row in runs.values():
        assert row["inputs"] == row["outcomes"]
    assert runs["discover"]["ok"] == runs["fetch"]["inputs"]
    assert runs["fetch"]["ok"] == runs["clean"]["inputs"]
    assert runs["clean"]["ok"] == runs["annotate"]["inputs"] == runs["load"]["inputs"]


def test_same_interval_twice_gives_the_same_bytes_and_tables(undisturbed):
    before = files(undisturbed, "lake"), files(undisturbed, "raw"), tables(undisturbed)
    pipeline.run(undisturbed, DAY, ARCHIVES)
    assert (files(undisturbed, "lake"), files(undisturbed, "raw"), tables(undisturbed)) == before


def test_another_root_and_smaller_batches_give_the_same_tables(undisturbed, tmp_path):
    settings = Settings(data=str(tmp_path / "elsewhere"))
    pipeline.run(settings, DAY, ARCHIVES)
    assert files(settings, "lake") == files(undisturbed, "lake")
    assert tables(settings) == tables(undisturbed)


def test_an_interval_without_documents_is_in_the_ledger(tmp_path):
    settings = Settings(data=str(tmp_path))
    assert pipeline.run(settings, Interval.parse("2014-01-01", "2014-01-02"), ARCHIVES) == {}
    stages = rows(settings, "select stage, inputs from core_runs order by stage")
    assert stages == [{"stage": "discover", "inputs": 0}, {"stage": "load", "inputs": 0}]


def test_a_run_keeps_the_rejects_of_sources_that_it_does_not_ask(tmp_path):
    settings = Settings(data=str(tmp_path))
    inbox = tmp_path / "inbox" / "2015-10-07"
    inbox.mkdir(parents=True)
    (inbox / "a.pdf").write_bytes(b"%PDF")
    for kind in ("folder", "warc", "folder"):
        pipeline.run(settings, DAY, (kind,))
        rejects = rows(settings, "select url from core_rejects where stage = 'discover'")
        assert rejects == [{"url": "inbox:2015-10-07/a.pdf"}]


def test_a_latecomer_belongs_to_the_first_interval_that_sees_it(tmp_path):
    settings = Settings(data=str(tmp_path))
    inbox = tmp_path / "inbox" / "2015-10-07"
    inbox.mkdir(parents=True)
    text = "Dredgers return to the river\n" + "Dredgers came back to the river on Tuesday. " * 9
    (inbox / "dredgers.txt").write_text(text, encoding="utf-8")

    def hour(number, *, live):
        interval = Interval.parse(f"2015-10-07T{number:02}:00", f"2015-10-07T{number + 1:02}:00")
        return pipeline.discover(settings, interval, ("folder",), live=live)

    assert hour(9, live=False) == []
    (taken,) = hour(10, live=True)
    assert hour(11, live=True) == []
    assert hour(8, live=True) == [], "an hour that is run again takes nothing that another holds"
    assert hour(10, live=True) == [taken]


def wait_for(path, *, missing=None, seconds=60.0):
    """Wait until `path` is there, with `missing` still absent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if path.exists():
            assert missing is None or not missing.exists(), "the moment has passed"
            return
        time.sleep(0.001)
    raise AssertionError(f"{path} never came")


def killed_run(settings, moment, missing=None, delay=0.0):
    """Start the run in a process of its own and kill -9 it at a moment."""
    arguments = ["run", "--start", "2015-10-07", "--end", "2015-10-08"]
    arguments += [word for kind in ARCHIVES for word in ("--kind", kind)]
    process = subprocess.Popen(
        [sys.executable, "-c", "from dateline.cli import main; main()", *arguments],
        env=os.environ | {"DATELINE_DATA": settings.data},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(moment, missing=missing)
        time.sleep(delay)
    finally:
        process.kill()
        output, _ = process.communicate()
    assert process.returncode == -9, output.decode()


@pytest.mark.parametrize(
    ("stage", "delay"),
    [("process", 0.0), ("process", 0.5), ("load", 0.0), ("load", 0.05), ("load", 0.2)],
)
def test_kill_in_the_middle_then_rerun_equals_an_undisturbed_run(
    undisturbed, tmp_path, stage, delay
):
    settings = Settings(data=str(tmp_path / "data"))
    partition = Partition(settings.data, DAY)
    if stage == "process":
        killed_run(settings, partition.ledger("fetch"), partition.ledger("annotate"), delay)
        assert not partition.ledger("annotate").exists()
    else:
        writer = Path(settings.warehouse_dir) / "dateline.duckdb"
        killed_run(settings, writer, delay=delay)
        assert partition.ledger("annotate").exists()
    pipeline.run(settings, DAY, ARCHIVES)
    assert files(settings, "lake") == files(undisturbed, "lake")
    assert tables(settings) == tables(undisturbed)


def test_readers_are_answered_while_a_load_runs(undisturbed, tmp_path):
    settings = Settings(data=str(tmp_path / "data"))
    shutil.copytree(undisturbed.data, settings.data)
    published = rows(settings, "select count(*) as n from core_articles")
    process = subprocess.Popen(
        [sys.executable, "-m", "integration.hold_writer"],
        env=os.environ | {"DATELINE_DATA": settings.data, "PYTHONPATH": "tests"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout.readline() == b"holding\n"
        assert rows(settings, "select count(*) as n from core_articles") == published
    finally:
        process.communicate(b"\n", timeout=30)
