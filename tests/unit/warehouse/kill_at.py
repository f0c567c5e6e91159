"""Runs steps of the warehouse in forks of itself, and has them die by SIGKILL where asked.

Reads lines of JSON, `{"root": data root, "do": [step, ...], "dies_before": n or null}`: the steps
are load, marts, publish and fingerprint, the number is that of the statement or write to a file
before which it dies, counted from 1 over all steps. Answers one line each: the signal that it died
of or its exit status, and the fingerprint. A fork has everything imported and no database open.
"""

import json
import os
import signal
import sys
from pathlib import Path

from unit.warehouse.lake_builder import day, settings_in

from dateline.partition import Partition
from dateline.stories import Follower
from dateline.warehouse import (
    build_marts,
    fingerprint,
    load,
    open_published,
    open_warehouse,
    publish,
    statements,
)

COUNTED = [
    (statements, "_wanted"),  # called once for each statement
    (os, "pwrite"),
    (os, "ftruncate"),
    (Path, "replace"),
    (Path, "hardlink_to"),
    (Path, "unlink"),
]


def die_before(number: int) -> None:
    left = number

    def counted(function):
        def count_down(*arguments, **named):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)

        return count_down

    for owner, name in COUNTED:
        setattr(owner, name, counted(getattr(owner, name)))


def run(root: str, steps: list[str], dies_before: int | None) -> dict[str, str]:
    settings, found = settings_in(root), {}
    if dies_before is not None:
        die_before(dies_before)
    for step in steps:
        if step == "load":
            load(settings, day(2), [Partition(settings.data, day(2))])
        elif step == "marts":
            build_marts(settings, [day(2)], Follower())
        elif step == "publish":
            publish(settings)
        else:
            opened = open_warehouse if step == "written" else open_published
            with opened(settings) as con:
                found[step] = fingerprint(con)
    return found


def serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            found = run(request["root"], request["do"], request["dies_before"])
            os.write(writing, json.dumps(found).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            found = pipe.read()
        _, status = os.waitpid(child, 0)
        answer = {"status": os.waitstatus_to_exitcode(status), "found": json.loads(found or b"{}")}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
