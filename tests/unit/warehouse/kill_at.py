"""Run a step of the warehouse and die by SIGKILL right before its n-th statement.

Arguments: data root, step (load, marts, stories or publish), number of the statement from 1; of
stories, those of their tables are counted.
"""

import os
import signal
import sys

from unit.warehouse.lake_builder import day, settings_in

from dateline.partition import Partition
from dateline.stories import Follower
from dateline.warehouse import build_marts, load, publish, statements

countdown = int(sys.argv[3])
wanted = statements._wanted


def count_down(*arguments):
    global countdown  # noqa: PLW0603
    if sys.argv[2] == "stories" and "stor" not in arguments[0].query:
        return wanted(*arguments)
    countdown -= 1
    if countdown == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return wanted(*arguments)


statements._wanted = count_down
settings = settings_in(sys.argv[1])
if sys.argv[2] == "load":
    load(settings, day(2), [Partition(settings.data, day(2))])
elif sys.argv[2] == "marts":
    build_marts(settings, [day(2)])
elif sys.argv[2] == "stories":
    build_marts(settings, [day(2)], Follower())
else:
    publish(settings)
sys.stdout.write(f"statements left {countdown}\n")
