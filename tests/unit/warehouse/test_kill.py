"""SIGKILL in the middle of load, marts and publish: a rerun ends where an undisturbed run does."""

import shutil
import signal
import subprocess
import sys

import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.partition import Partition
from dateline.settings import PROJECT
from dateline.stories import Follower
from dateline.warehouse import (
    build_marts,
    fingerprint,
    load,
    open_published,
    open_warehouse,
    publish,
)


def finish(settings) -> dict[str, str]:
    """Load, build and publish the second day; what the warehouse and the copy hold then."""
    load(settings, day(2), [Partition(settings.data, day(2))])
    build_marts(settings, [day(2)], Follower())
    publish(settings)
    with open_warehouse(settings) as con:
        written = fingerprint(con)
    with open_published(settings) as con:
        assert fingerprint(con) == written
    return written


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """One day loaded and published; the lake has the second day, which changes the first."""
    settings = settings_in(tmp_path_factory.mktemp("before"))
    first = [Capture("a", "one"), Capture("b", "two"), Capture("c", "three")]
    load(settings, day(1), write_day(settings, day(1), [first]))
    build_marts(settings, [day(1)], Follower())
    publish(settings)
    write_day(settings, day(2), [[Capture("a", "changed"), Capture("b", "two"), Capture("d")]])
    return settings


@pytest.fixture(scope="module")
def expected(before, tmp_path_factory):
    return finish(copy_of(before, tmp_path_factory.mktemp("expected")))


def copy_of(settings, folder):
    return settings_in(shutil.copytree(settings.data, folder / "data"))


def killed(settings, step: str, statement: int) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(PROJECT / "tests/unit/warehouse/kill_at.py"),
            *(settings.data, step, str(statement)),
        ],
        env={"PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, f"{done.stdout}{done.stderr}"


@pytest.mark.parametrize(
    ("step", "statement"),
    [("load", n) for n in (8, 20, 32, 43, 46)]
    + [("marts", n) for n in (10, 21)]
    + [("stories", n) for n in (9, 16)]
    + [("publish", n) for n in (5, 6)],
)
def test_a_rerun_after_a_kill_ends_where_an_undisturbed_run_does(
    before, expected, tmp_path, step, statement
):
    settings = copy_of(before, tmp_path)
    if step != "load":
        load(settings, day(2), [Partition(settings.data, day(2))])
    with open_published(settings) as con:
        published = fingerprint(con)
    killed(settings, step, statement)
    with open_published(settings) as con:
        assert fingerprint(con) == published
    assert finish(settings) == expected
    assert sorted(p.name for p in settings.warehouse_dir.iterdir()) == [
        "dateline.duckdb",
        "published.duckdb",
    ]
