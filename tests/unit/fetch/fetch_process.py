"""Fetch a batch in a process of its own, to be killed, or to die by SIGKILL at a step of the end.

Arguments: folder, addresses of pages as JSON, `no` or the number of the WARC, from 1, that is the
last to be written before the process dies.
"""

import json
import os
import signal
import sys
from pathlib import Path

from fixtures.fetching import DATE, Permit, batch_of, quick

from dateline.fetch import batch
from dateline.schemas import Document

HOSTS = frozenset({f"127.0.0.{n}" for n in range(1, 9)})


def documents_of(urls):
    return [Document(f"source{n % 2}", url, "http", DATE) for n, url in enumerate(urls)]


def run(folder, urls):
    permits = [Permit("source0", HOSTS), Permit("source1", HOSTS)]
    settings = quick(Path(folder), read_timeout_seconds=10, total_timeout_seconds=20)
    return batch.fetch_batch(batch_of(settings), documents_of(urls), settings, permits)


def die_after(count):
    """Die before the WARC that follows so many is written."""
    take_in = batch._take_in

    def counting(*arguments):
        nonlocal count
        if not count:
            os.kill(os.getpid(), signal.SIGKILL)
        count -= 1
        take_in(*arguments)

    batch._take_in = counting


if __name__ == "__main__":
    if sys.argv[3] != "no":
        die_after(int(sys.argv[3]))
    run(sys.argv[1], json.loads(sys.argv[2]))
