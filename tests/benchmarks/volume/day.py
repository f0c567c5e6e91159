"""One more day, in a process of its own: `python -m benchmarks.volume.day FOLDER ARTICLES DAYS`.

Loads, checks, builds the marts of and publishes the first day that the lake has ahead. Prints the
seconds, the processor time and the peak memory of each step as JSON.
"""

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.volume import Volume

from dateline.stories import Follower
from dateline.warehouse import build_marts, check, load, publish


def main() -> None:
    volume = Volume(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    settings, interval = volume.settings, volume.interval(volume.days)
    follower = Follower() if "stories" in sys.argv[4:] else None
    steps = {
        "load": lambda: load(settings, interval, volume.partitions(volume.days)),
        "check": lambda: check(settings, interval),
        "publish after the load": lambda: publish(settings),
        "marts": lambda: build_marts(settings, [interval], follower),
        "publish after the marts": lambda: publish(settings),
    }
    told = {}
    for name, step in steps.items():
        started, worked = time.perf_counter(), time.process_time()
        step()
        told[name] = {
            "seconds": round(time.perf_counter() - started, 2),
            "cpu": round(time.process_time() - worked, 2),
            "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
