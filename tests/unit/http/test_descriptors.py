"""Many hosts, and few files that may be open."""

import os
import subprocess
import sys

from fixtures.loopback import LoopbackSite

from dateline.settings import PROJECT

MANY = """
import asyncio, resource, socket, sys
from collections import Counter
from dataclasses import replace
from dateline.http import Client
from dateline.settings import Settings
from fixtures.getting import QUICK, Source, outcomes

resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
names = [f"site{n}.example" for n in range(int(sys.argv[4]))]
known = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest: known("127.0.0.1", *rest)
limits = replace(QUICK, total_timeout=20, connect_timeout=20, read_timeout=9, at_once=8)
source = Source(allow_hosts=frozenset(names))

async def ask():
    workers = asyncio.Semaphore(24)
    async with Client(Settings(), limits) as client:
        async def get(name):
            async with workers:
                return await client.get(f"http://{name}:{sys.argv[3]}/a", permits=source)
        return await asyncio.gather(*map(get, names), return_exceptions=True)

print(dict(Counter(outcomes(asyncio.run(ask())))))
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def many(tmp_path, soft, hard, hosts):
    paths = os.pathsep.join([str(PROJECT / "include"), str(PROJECT / "tests")])
    with LoopbackSite() as site:
        site.serve("/a", "x")
        done = subprocess.run(
            [sys.executable, "-c", MANY, *map(str, (soft, hard, site.port, hosts))],
            env=os.environ | {"PYTHONPATH": paths, "DATELINE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    return done.stdout.splitlines()


def test_few_files_are_enough_for_many_hosts(tmp_path):
    assert many(tmp_path, 72, 72, 200) == ["{'ok': 200}", "72"]


def test_more_are_asked_for_where_they_may_be_had(tmp_path):
    assert many(tmp_path, 72, 4000, 3) == ["{'ok': 3}", "4000"]
