"""Fetching at speed: pages of many loopback hosts into WARC, with and without pauses.

Each measurement is a process of its own, so that its memory is its own.
"""

import json
import os
import subprocess
import sys
from itertools import pairwise

from fixtures.manyhosts import PAGE_BYTES, hosts_up

from dateline.settings import PROJECT

HOSTS = 50
RATE = 300  # pages per second, at least
"""Of processor time; of time on the clock, too, where nothing else keeps the machine busy."""

MEMORY = 400  # MB, at most
MEASURE = """
import json, resource, sys, time
from pathlib import Path
from fixtures.fetching import DATE, Permit, batch_of, quick
from dateline.fetch import fetch_batch
from dateline.schemas import Document

folder, hosts, changes = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
urls = json.loads(sys.stdin.read())
settings = quick(folder, **changes)
documents = [Document("web", url, "http", DATE) for url in urls]
wall, cpu = time.perf_counter(), time.process_time()
permits = [Permit("web", frozenset(hosts))]
result = fetch_batch(batch_of(settings), documents, settings, permits)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
size = batch_of(settings).warc("web").stat().st_size
print(json.dumps([result.tally.as_dict(), wall, cpu, rss, size]))
"""
PATIENT = {
    "max_body_bytes": 10**6,
    "read_timeout_seconds": 20,
    "total_timeout_seconds": 60,
    "breaker_failures": 5,
}


def measure(folder, hosts, pages, **changes):
    """Outcomes, seconds, CPU seconds, peak memory in MB and size of the WARC of one fetch."""
    names = json.dumps([host for host, _ in hosts.addresses])
    environment = os.environ | {"PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, folder, names, json.dumps(PATIENT | changes)],
        input=json.dumps(hosts.urls(pages)),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return json.loads(done.stdout)


def tell(capsys, text):
    with capsys.disabled():
        print(f"\n{text}")


def test_pages_per_second_and_memory(tmp_path, capsys):
    memory = {}
    idle = os.getloadavg()[0] < 1
    for pages in (1_000, 10_000):
        with hosts_up(HOSTS) as hosts:
            tally, wall, cpu, rss, size = measure(tmp_path / str(pages), hosts, pages)
        assert tally == {"ok": pages}
        assert len(hosts.asked) == pages
        memory[pages] = rss
        tell(
            capsys,
            f"fetch {pages:,} pages of {PAGE_BYTES // 1000} kB from {HOSTS} hosts: "
            f"{pages / wall:,.0f} pages/s, {cpu / pages * 1000:.2f} ms CPU per page, "
            f"{rss:.0f} MB, {size / pages / 1000:.1f} kB of WARC per page",
        )
    assert pages / cpu >= RATE
    if idle:
        assert pages / wall >= RATE
    assert memory[10_000] < MEMORY
    assert memory[10_000] <= memory[1_000] * 1.2


def test_manners_towards_many_hosts(tmp_path, capsys):
    delay, pages = 0.1, 20 * HOSTS
    with hosts_up(HOSTS, latency=0.6) as hosts:
        tally, wall, *_ = measure(tmp_path, hosts, pages, host_delay_seconds=delay)
    assert tally == {"ok": pages}
    gaps, most = [], 0
    for host, _ in hosts.addresses:
        requests = sorted((r for r in hosts.asked if r.host == host), key=lambda r: r.start)
        gaps += [b.start - a.start for a, b in pairwise(requests)]
        most = max(most, *(sum(o.start <= r.start < o.end for o in requests) for r in requests))
    best = delay * pages / HOSTS
    tell(
        capsys,
        f"{pages:,} pages with pauses of {delay} s: closest {min(gaps):.4f} s, "
        f"{most} at once, {wall:.1f} s for {best:.1f} s of pauses",
    )
    assert min(gaps) >= delay
    assert most <= 2


def test_a_dead_host_among_good_ones(tmp_path, capsys):
    pages, rates = 60 * HOSTS, {}
    for dead in ((), (25,)):
        with hosts_up(HOSTS, dead=dead) as hosts:
            tally, wall, *_ = measure(
                tmp_path / str(dead), hosts, pages, read_timeout_seconds=3, fetch_attempts=1
            )
        good = pages - 60 * len(dead)
        assert tally["ok"] == good
        busy = max(r.end for r in hosts.asked) - min(r.start for r in hosts.asked)
        rates[dead] = good / busy
        tell(
            capsys,
            f"{len(dead)} of {HOSTS} hosts dead: the others at {good / busy:,.0f} pages/s, "
            f"all over after {wall:.1f} s, {tally}",
        )
    assert rates[25,] > 0.7 * rates[()]
