"""Many hosts in one batch: manners seen from the servers, and that no host holds up another."""

import json
import os
import subprocess
import sys
import time
import tracemalloc
from itertools import pairwise

import pytest
from fixtures.fetching import DATE, PAGE, Permit, batch_of, fetch, page, quick, stored
from fixtures.loopback import LoopbackSite
from fixtures.manyhosts import hosts_up

from dateline.fetch import fetch_batch, pages
from dateline.schemas import Document


def fetch_all(settings, hosts, count, **permit):
    documents = [Document("web", url, "http", DATE) for url in hosts.urls(count)]
    allowed = frozenset(host for host, _ in hosts.addresses)
    return fetch_batch(batch_of(settings), documents, settings, [Permit("web", allowed, **permit)])


def by_host(asked):
    found = {}
    for request in sorted(asked, key=lambda request: request.start):
        found.setdefault(request.host, []).append(request)
    return found


@pytest.mark.parametrize("concurrency", [None, 1, 3])
def test_each_host_sees_pauses_and_few_requests_at_once(tmp_path, concurrency):
    settings = quick(
        tmp_path,
        host_delay_seconds=0.1,
        host_concurrency=2,
        max_body_bytes=10**6,
        read_timeout_seconds=10,
        total_timeout_seconds=20,
    )
    with hosts_up(4, latency=0.6) as hosts:
        result = fetch_all(settings, hosts, 24, concurrency=concurrency)
    assert result.tally.as_dict() == {"ok": 24}
    most = concurrency or 2
    for requests in by_host(hosts.asked).values():
        assert len(requests) == 6
        assert all(b.start - a.start >= 0.1 for a, b in pairwise(requests))
        for request in requests:
            assert sum(o.start <= request.start < o.end for o in requests) <= most


def test_a_dead_host_does_not_hold_up_the_others(tmp_path):
    settings = quick(tmp_path, read_timeout_seconds=1.5, fetch_attempts=1, max_body_bytes=10**6)
    with hosts_up(12, dead=[0, 7]) as hosts:
        result = fetch_all(settings, hosts, 120)
    assert result.tally.as_dict() == {"ok": 100, "timeout": 20}
    first = min(request.start for request in hosts.asked)
    assert max(request.end for request in hosts.asked) - first < 1.5


def test_a_page_costs_little_processor_time(tmp_path):
    settings = quick(tmp_path, max_body_bytes=10**6)
    with hosts_up(10) as hosts:
        started = time.process_time()
        result = fetch_all(settings, hosts, 300)
        spent = time.process_time() - started
    assert result.tally.as_dict() == {"ok": 300}
    assert spent / 300 < 0.015  # about 2 ms; more while coverage is measured


def test_one_host_of_many_pages_keeps_its_order(tmp_path):
    settings = quick(tmp_path, host_concurrency=1, max_body_bytes=10**6)
    with hosts_up(1) as hosts:
        result = fetch_all(settings, hosts, 30)
    assert [row["raw_offset"] for row in result.fetches] == sorted(
        row["raw_offset"] for row in result.fetches
    )
    assert [request.path for request in hosts.asked] == [f"/news/{n}" for n in range(30)]


def test_pages_are_stored_as_they_come(tmp_path):
    settings = quick(tmp_path, host_concurrency=4)
    with LoopbackSite() as site:
        delays = {0: 0.3, 1: 0.15, 2: 0}
        for n, delay in delays.items():
            site.serve(f"/{n}", PAGE + b"%d" % n, delay=delay)
        fetch(settings, [page(site, f"/{n}") for n in delays])
    assert [record.body[-1:] for record in stored(settings)] == [b"2", b"1", b"0"]


def test_many_pages_are_never_all_in_memory(tmp_path):
    body = b"<p>" + os.urandom(200_000)
    settings = quick(tmp_path, max_body_bytes=10**6, global_concurrency=8, host_concurrency=4)
    with LoopbackSite() as site:
        for n in range(80):
            site.serve(f"/{n}", body)
        documents = [page(site, f"/{n}", f"feed{n % 12}") for n in range(80)]
        tracemalloc.start()
        result = fetch(settings, documents)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert result.tally.as_dict() == {"ok": 80}
    assert peak < 10_000_000


def test_a_fault_of_the_disk_ends_the_run_and_is_told_as_it_is(tmp_path, monkeypatch):
    settings = quick(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dateline.fetch.journal.Journal._append", full)
    with LoopbackSite() as site:
        site.serve("/a", PAGE)
        with pytest.raises(OSError, match="No space left"):
            fetch(settings, [page(site, f"/{n}") for n in range(9)])


@pytest.mark.parametrize(("files", "workers"), [(100, 25), (1024, 256), (5000, 256), (3, 1)])
def test_workers_leave_half_of_the_files_to_others(monkeypatch, files, workers):
    monkeypatch.setattr("resource.getrlimit", lambda _: (files, files))
    assert pages._workers() == workers


def test_few_open_files_are_enough_for_many_hosts(tmp_path):
    with hosts_up(200) as hosts:
        told = subprocess.run(
            [sys.executable, "-c", MANY_HOSTS, json.dumps(hosts.addresses), str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
    assert told.stdout == "{'ok': 200}\n", told.stderr


MANY_HOSTS = """
import json, resource, sys
from pathlib import Path

from fixtures.fetching import quick
from fixtures.manyhosts import Hosts
from unit.fetch.test_hosts import fetch_all

resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
hosts = Hosts([(host, port) for host, port in json.loads(sys.argv[1])])
print(fetch_all(quick(Path(sys.argv[2]), max_body_bytes=100_000), hosts, 200).tally.as_dict())
"""
