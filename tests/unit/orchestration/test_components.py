"""The supervisor, with real child processes."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from dateline.orchestration import components, processes
from dateline.orchestration.components import Component, ComponentError, Supervisor
from dateline.orchestration.processes import ProcessRecord
from dateline.orchestration.stop import StopFlag, StopRequestedError

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


@pytest.fixture
def stop():
    return StopFlag()


@pytest.fixture
def news():
    return []


@pytest.fixture
def supervisor(tmp_path, stop, news):
    return Supervisor(tmp_path, stop, news.append)


@pytest.fixture
def quick(monkeypatch):
    """Restarts without delay."""
    monkeypatch.setattr(components, "RESTART_DELAYS", (0.0, 0.0))


def python(code, name="child"):
    return Component(name, (sys.executable, "-c", code), os.environ)


def record_of(tmp_path, name="child"):
    return ProcessRecord.read(tmp_path / "run" / f"{name}.json")


def until(condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("this did not happen in time")


def test_a_program_runs_to_its_end(supervisor, tmp_path):
    supervisor.run(python("print('made')"))
    assert supervisor.log("child").read_text() == "made\n"
    assert record_of(tmp_path) is None


def test_a_failure_shows_the_end_of_the_log(supervisor):
    with pytest.raises(ComponentError, match=r"(?s)child failed.*no space on the moon"):
        supervisor.run(python("import sys; print('x\\n' * 99); sys.exit('no space on the moon')"))


def test_the_log_of_the_run_before_is_kept(supervisor):
    supervisor.run(python("print('first')"))
    supervisor.run(python("print('second')"))
    assert supervisor.log("child").read_text() == "second\n"
    assert supervisor.log("child").with_suffix(".log.1").read_text() == "first\n"


def test_a_component_runs_in_a_session_of_its_own_and_ends_with_the_block(supervisor, tmp_path):
    with supervisor.running(python(SLEEP), grace=5.0):
        record = record_of(tmp_path)
        assert os.getsid(record.pid) == record.pid
        supervisor.pause(0.2)
    assert record.processes() == []
    assert record_of(tmp_path) is None


def test_a_component_that_will_not_end_is_killed(supervisor, tmp_path):
    with supervisor.running(python(STUBBORN), grace=0.3):
        record = record_of(tmp_path)
        until(lambda: supervisor.tail("child") == "up")
    assert record.processes() == []


def test_a_component_ends_when_the_block_fails(supervisor, tmp_path):
    def fail():
        with supervisor.running(python(SLEEP), grace=5.0):
            raise OSError(record_of(tmp_path).pid)

    with pytest.raises(OSError, match=r"\d+") as failure:
        fail()
    assert not psutil.pid_exists(failure.value.args[0])


@pytest.mark.usefixtures("quick")
def test_a_component_that_crashes_is_started_again(supervisor, tmp_path, news):
    with supervisor.running(python(SLEEP), grace=5.0):
        first = record_of(tmp_path)
        os.kill(first.pid, signal.SIGKILL)
        until(lambda: supervisor.pause(0.05) or record_of(tmp_path) != first)
    assert news == ["child ended by itself (status -9); starting it again in 0 s"]


@pytest.mark.usefixtures("quick")
def test_a_component_that_keeps_crashing_is_given_up(supervisor, news):
    with (
        pytest.raises(ComponentError, match=r"(?s)child keeps failing.*bad day"),
        supervisor.running(python("import sys; sys.exit('bad day')"), grace=5.0),
    ):
        supervisor.pause(30.0)
    assert len(news) == 2


def test_an_asked_for_end_ends_the_waiting(supervisor, stop, tmp_path):
    begun = time.monotonic()
    with (
        stop.listening(),
        pytest.raises(StopRequestedError),
        supervisor.running(python(SLEEP), grace=5.0),
    ):
        os.kill(os.getpid(), signal.SIGINT)
        supervisor.pause(60.0)
    assert time.monotonic() - begun < 10
    assert record_of(tmp_path) is None


def test_a_second_signal_shortens_the_grace(supervisor, stop):
    with stop.listening(), supervisor.running(python(STUBBORN), grace=60.0):
        until(lambda: supervisor.tail("child") == "up")
        begun = time.monotonic()
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(os.getpid(), number)
    assert stop.urgent
    assert time.monotonic() - begun < 10


def test_signals_are_given_back(stop):
    before = signal.getsignal(signal.SIGTERM)
    with stop.listening():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_what_a_killed_run_left_is_ended(tmp_path, stop, news):
    with subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True) as orphan:
        record = ProcessRecord.of(orphan.pid, signal.SIGTERM)
        supervisor = Supervisor(tmp_path, stop, news.append)
        record.write(tmp_path / "run" / "scheduler.json")
        (tmp_path / "run" / "damaged.json").write_text("{")
        assert supervisor.clear_leftovers() == 1
        assert orphan.wait() == -signal.SIGTERM
    assert list((tmp_path / "run").iterdir()) == []


LAUNCHER = """
import os, pathlib, sys
from dateline.orchestration.components import Component, Supervisor
from dateline.orchestration.stop import StopFlag
child = Component("child", (sys.executable, "-c", sys.argv[2]), os.environ)
supervisor = Supervisor(pathlib.Path(sys.argv[1]), StopFlag(), print)
with supervisor.guarded(), supervisor.running(child, grace=5.0):
    supervisor.pause(60.0)
"""


def test_the_components_of_a_killed_launcher_end(tmp_path):
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path), SLEEP]
    with subprocess.Popen(command) as launcher:
        until(lambda: record_of(tmp_path) is not None)
        record = record_of(tmp_path)
        guard = psutil.Process(launcher.pid).children()[0]
        launcher.kill()
    until(lambda: not record.processes())
    until(lambda: not processes.alive(guard))
