"""Records of components, and ending what they name, with real processes."""

import signal
import subprocess
import sys
import time

import psutil
import pytest

from dateline.orchestration import processes
from dateline.orchestration.processes import ProcessRecord

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
FAMILY = (
    "import subprocess, sys, time\n"
    f"subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])\n"
    "print('started', flush=True)\n"
    "time.sleep(60)\n"
)


def never():
    return False


@pytest.fixture
def family():
    """The record of a component with a child that takes no SIGTERM."""
    command = [sys.executable, "-c", FAMILY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as leader:
        leader.stdout.readline()
        record = ProcessRecord.of(leader.pid, signal.SIGTERM)
        members = record.processes()
        yield record, leader
        for process in members:
            processes.send(process, signal.SIGKILL)


def test_a_record_survives_the_disk(tmp_path, family):
    record, _ = family
    record.write(tmp_path / "one.json")
    assert ProcessRecord.read(tmp_path / "one.json") == record
    assert ProcessRecord.all_in(tmp_path) == [record]


@pytest.mark.parametrize("text", ["", "{}", "[1]", "none"])
def test_a_damaged_record_is_passed_over(tmp_path, text):
    (tmp_path / "one.json").write_text(text)
    assert ProcessRecord.all_in(tmp_path) == []


def test_the_whole_family_ends(family):
    record, leader = family
    members = record.processes()
    assert len(members) == 2
    assert processes.end([record], 0.5, never) == 2
    assert not any(processes.alive(member) for member in members)
    assert leader.wait() == -signal.SIGTERM


def test_nobody_waits_in_a_hurry(family):
    record, _ = family
    begun = time.monotonic()
    processes.end([record], 60.0, hurry=lambda: True)
    assert time.monotonic() - begun < 5
    assert record.processes() == []


def test_members_are_found_after_their_leader_died(family):
    record, leader = family
    leader.kill()
    leader.wait()
    assert len(record.processes()) == 1
    processes.end([record], 0.2, never)
    assert record.processes() == []


def test_another_process_with_the_same_id_is_left_alone(family):
    record, leader = family
    stranger = ProcessRecord(record.pid, record.started - 3600, record.stop_signal)
    assert stranger.processes() == []
    assert processes.end([stranger], 0.1, never) == 0
    assert leader.poll() is None


def test_a_process_that_was_not_reaped_counts_as_ended():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        process = psutil.Process(child.pid)
        assert processes.wait_gone([process], 10.0, never)
        assert process.status() == psutil.STATUS_ZOMBIE


def test_a_signal_to_an_ended_process_is_no_error():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        process = psutil.Process(child.pid)
    processes.send(process, signal.SIGTERM)
