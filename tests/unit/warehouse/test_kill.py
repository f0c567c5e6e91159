"""SIGKILL before each statement and write of load, marts and publish.

A rerun ends where an undisturbed run does, and readers never see a half of anything.
"""

import json
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.settings import PROJECT
from dateline.stories import Follower
from dateline.warehouse import build_marts, load, publish

STEPS = ["load", "marts", "publish"]
EVERYTHING = [*STEPS, "written", "read"]


class Forks:
    """Asks `kill_at.py`."""

    def __init__(self, process) -> None:
        self.process = process

    def run(self, root, steps, dies_before=None):
        request = {"root": str(root), "do": steps, "dies_before": dies_before}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["found"]


@contextmanager
def forks():
    with subprocess.Popen(
        [sys.executable, str(PROJECT / "tests/unit/warehouse/kill_at.py")],
        env={"PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Forks(process)
        process.stdin.close()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A day loaded and published, twice, so that there is a spare copy.

    The lake has a second day, which changes articles of the first.
    """
    settings = settings_in(tmp_path_factory.mktemp("before"))
    first = [Capture("a", "one"), Capture("b", "two"), Capture("c", "three")]
    load(settings, day(1), write_day(settings, day(1), [first]))
    publish(settings)
    build_marts(settings, [day(1)], Follower())
    publish(settings)
    write_day(settings, day(2), [[Capture("a", "changed"), Capture("b", "two"), Capture("d")]])
    return settings.data


@pytest.mark.timeout(900)
@pytest.mark.parametrize("step", STEPS)
def test_a_rerun_after_a_kill_anywhere_ends_where_an_undisturbed_run_does(before, tmp_path, step):
    done = STEPS[: STEPS.index(step)]
    with forks() as forked:
        undisturbed = shutil.copytree(before, tmp_path / "undisturbed")
        status, expected = forked.run(undisturbed, EVERYTHING)
        assert status == 0
        assert expected["written"] == expected["read"]
        until_step = shutil.copytree(before, tmp_path / "until")
        _, published = forked.run(until_step, [*done, "read"])
        died_at = 0
        while True:
            root = shutil.copytree(until_step, tmp_path / "killed")
            status, _ = forked.run(root, [step], dies_before=died_at + 1)
            if status == 0:
                break
            assert status == -signal.SIGKILL
            died_at += 1
            _, seen = forked.run(root, ["read"])
            # Only the very last steps of publish come after the new copy has its name.
            assert seen == published or (step == "publish" and seen == {"read": expected["read"]})
            assert forked.run(root, EVERYTHING) == (0, expected), f"killed before {died_at}"
            names = {path.name for path in (root / "warehouse").iterdir()}
            assert names <= {"dateline.duckdb", "published.duckdb", ".published.spare"}
            shutil.rmtree(root)
    assert died_at > {"load": 40, "marts": 30, "publish": 6}[step]
