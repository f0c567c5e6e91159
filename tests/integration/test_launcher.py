"""The launcher, with everything it starts: up, killed, up again, interrupted. Stand-in DAGs."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import httpx
import psutil
import pytest

from dateline.errors import TerminalError
from dateline.orchestration import processes, session
from dateline.orchestration.airflow_api import AirflowApi, ApiError
from dateline.orchestration.home import HomeInUseError
from dateline.orchestration.machine import PortWish
from dateline.orchestration.processes import ProcessRecord
from dateline.orchestration.sample import Days, RunFailedError, SampleLoader
from dateline.orchestration.stack import running_stack
from dateline.settings import Settings

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(300)]

STAND_INS = """
import datetime, pathlib, time
from airflow.sdk import Asset, CronDataIntervalTimetable, dag, task

START = datetime.datetime(2015, 1, 1, tzinfo=datetime.timezone.utc)
DAILY = CronDataIntervalTimetable("0 0 * * *", timezone="UTC")
LOADED = Asset("stand_in")
BROKEN = pathlib.Path(__file__).with_name("broken")

@task(outlets=[LOADED], pool="duckdb_writer")
def load(data_interval_start=None):
    time.sleep(1.5)
    if BROKEN.exists():
        raise RuntimeError("the stand-in is broken")

@task
def build():
    pass

@dag(dag_id="backfill_archive", schedule=DAILY, start_date=START, catchup=False)
def backfill():
    load()

@dag(dag_id="build_marts", schedule=[LOADED], start_date=START)
def marts():
    build()

@dag(dag_id="ingest_news", schedule=None)
def ingest():
    build()

@dag(dag_id="maintain_lake", schedule=None)
def maintain():
    build()

backfill(), marts(), ingest(), maintain()
"""
FIRST, END = datetime(2015, 10, 1, tzinfo=UTC), datetime(2015, 10, 4, tzinfo=UTC)
DAYS = Days.between(FIRST, END)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with stand-in DAGs, and an environment that points to it."""
    folder = tmp_path_factory.mktemp("launcher")
    (folder / "dags").mkdir()
    (folder / "dags" / "stand_ins.py").write_text(STAND_INS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__CORE__DAGS_FOLDER", str(folder / "dags"))
        patch.setenv("DATELINE_HOME", str(folder / "home"))
        patch.setenv("DATELINE_DATA", str(folder / "data"))
        patch.setenv("DATELINE_PRELOAD", "0")  # the stand-ins need nothing of it
        yield folder


class Launched:
    """A launcher in a process of its own, with what it says."""

    def __init__(self, *arguments):
        command = [sys.executable, "-u", "-m", "dateline.orchestration.launcher", *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = []

    def until(self, pattern):
        """Read on to a line with a pattern in it."""
        for line in self.process.stdout:
            self.said.append(line)
            if re.search(pattern, line):
                return line
        pytest.fail(f"the launcher ended without {pattern!r}:\n{''.join(self.said)}")

    def descendants(self):
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def launched(place):
    running = []

    def launch(*arguments):
        running.append(Launched(*arguments))
        return running[-1]

    yield launch
    for each in running:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()
        processes.kill(
            [
                p
                for record in ProcessRecord.all_in(place / "home" / "run")
                for p in record.processes()
            ]
        )


def assert_gone(found, seconds):
    assert found
    gone = processes.wait_gone(found, seconds, hurry=lambda: False)
    assert gone, [process for process in found if processes.alive(process)]


def listening(found):
    return {
        connection.laddr.ip
        for process in found
        for connection in connections(process)
        if connection.status == psutil.CONN_LISTEN
    }


def connections(process):
    """None of a process that has ended: the tasks' workers come and go."""
    try:
        return process.net_connections(kind="inet")
    except psutil.NoSuchProcess:
        return []


def test_killed_in_the_middle_then_started_again_then_interrupted(launched, place):
    first = launched("--once", "--end", "2015-10-04")
    url = first.until(r"Airflow is up").split()[-1]
    first.until(r"backfill_archive 2015-10-01: running")
    started = first.descendants()
    assert listening(started) == {"127.0.0.1"}
    assert httpx.get(f"{url}/api/v2/monitor/health").json()["scheduler"]["status"] == "healthy"
    first.process.kill()
    assert_gone(started, 20.0)

    second = launched("--once", "--end", "2015-10-04")
    second.until(r"an earlier backfill .* is not over")
    for day in (1, 2, 3):
        second.until(rf"backfill_archive 2015-10-0{day}: success|days of the sample were run")
    started = second.descendants()
    second.process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    assert second.process.wait(30) == 130
    assert time.monotonic() - begun < 20
    assert_gone(started, 1.0)
    assert list((place / "home" / "run").iterdir()) == []


def test_interrupted_while_it_starts(launched):
    starting = launched()
    starting.until("starting Airflow")
    started = starting.descendants()
    starting.process.send_signal(signal.SIGTERM)
    assert starting.process.wait(20) == 130
    assert_gone(started, 1.0)


def test_a_port_that_was_asked_for_and_is_taken(launched):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        refused = launched("--port", str(port))
        refused.until(f"port {port} on 127.0.0.1 is taken")
        assert refused.process.wait(20) == 1


def test_a_stack_loads_reloads_and_explains_failures(place):
    """One start for all that can be asked of a running stack."""
    said = []
    broken = place / "dags" / "broken"
    with running_stack(Settings(), port=PortWish(18400), say=said.append) as stack:
        with pytest.raises(HomeInUseError, match=f"process {os.getpid()}"):
            running_stack(Settings()).__enter__()
        stack.await_dags(*session.DAGS)
        assert {"duckdb_writer": 1}.items() <= stack.api.pools().items()
        assert "nlp" in stack.api.pools()

        loader = SampleLoader(stack, said.append)
        loader.load(DAYS, at_once=3)
        assert {run.state for run in stack.api.runs("backfill_archive", DAYS.first, DAYS.last)} == {
            "success"
        }
        assert loader.load(DAYS, at_once=3) is False
        assert said[-1] == "all 3 days of the sample were run before"

        bad = place / "dags" / "bad.py"
        bad.write_text("from airflow.sdk import dag\nraise ValueError('not today')\n")
        broken.touch()
        with pytest.raises(RunFailedError, match=r"(?s)3 of 3 runs.*RuntimeError.*is broken"):
            loader.load(DAYS, at_once=3, again=True)
        broken.unlink()
        loader.load(DAYS, at_once=3)

        session.start_schedules(stack)
        assert stack.api.has_runs("backfill_archive")
        assert not stack.api.has_runs("maintain_lake")
        with pytest.raises(ApiError, match="404"):
            stack.api.unpause("no_such_dag")
        check_wrong_password(stack)
        check_import_error(stack)
        bad.unlink()
    assert httpx_refuses(stack.url)


def check_import_error(stack):
    for _ in range(120):
        if stack.api.import_errors(stack.started):
            break
        stack.pause(0.5)
    with pytest.raises(TerminalError, match=r"(?s)bad\.py.*not today"):
        stack.await_dags(*session.DAGS)


def check_wrong_password(stack):
    api = AirflowApi(stack.url)
    with pytest.raises(ApiError, match="401"):
        api.log_in(stack.user, "wrong")
    api.close()


def httpx_refuses(url):
    try:
        httpx.get(url)
    except httpx.ConnectError:
        return True
    return False
