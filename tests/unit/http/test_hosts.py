"""Manners, measured at the server: of one client, and of several processes at once."""

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from fixtures.getting import LOOPBACK, QUICK, Source, ask, error, get, outcomes
from fixtures.loopback import LoopbackSite, Reply

from dateline.errors import TerminalError
from dateline.http import Client, hosts
from dateline.http.hostfile import HostFile, HostState
from dateline.settings import PROJECT, Settings

PATIENT = replace(QUICK, total_timeout=10, read_timeout=5)

OTHER = """
import sys
from fixtures.getting import QUICK, Source, ask, outcomes
from dataclasses import replace
limits = replace(QUICK, delay=float(sys.argv[1]), total_timeout=10, read_timeout=5)
names = frozenset(f"127.0.0.{n}" for n in range(1, 9))
print(" ".join(outcomes(ask(*sys.argv[2:], limits=limits, source=Source(allow_hosts=names)))))
"""


def other_process(home, delay, *urls):
    """A client in a process of its own, with the same home."""
    paths = os.pathsep.join([str(PROJECT / "include"), str(PROJECT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", OTHER, str(delay), *urls],
        env=os.environ | {"PYTHONPATH": paths, "DATELINE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )


def gaps(site):
    return [b.at - a.at for a, b in pairwise(sorted(site.requests, key=lambda r: r.at))]


def most_at_once(site):
    """Requests that the server had at once, an answer counting until it was written."""
    return max(
        sum(other.at <= request.at < other.ended for other in site.requests)
        for request in site.requests
    )


def host_file(home, name="127.0.0.1"):
    return home / "hosts" / f"{name}.host"


@pytest.mark.parametrize(
    ("latency", "concurrency"), [(0.0, 1), (0.0, 2), (0.05, 2), (0.3, 1), (0.3, 2), (0.3, 3)]
)
def test_a_host_is_asked_by_few_at_once_and_not_too_often(site, latency, concurrency):
    for n in range(5):
        site.serve(f"/{n}", "x", delay=latency)
    site.serve("/r", status=302, headers=[("Location", "/0")])
    site.serve("/e", "no", 500)
    limits = replace(PATIENT, delay=0.1, per_host=concurrency)
    urls = [site.url(path) for path in ("/r", "/e", *(f"/{n}" for n in range(5)))]
    assert outcomes(ask(*urls, limits=limits)) == ["ok"] * 7
    assert len(site.requests) == 1 + 2 + 3 + 5
    assert min(gaps(site)) >= 0.1
    assert most_at_once(site) <= concurrency


def test_what_a_source_says_comes_before_the_settings(site):
    for n in range(4):
        site.serve(f"/{n}", "x", delay=0.2)
    urls = [site.url(f"/{n}") for n in range(4)]
    ask(*urls, limits=replace(PATIENT, delay=5), source=Source(delay_seconds=0, concurrency=4))
    assert most_at_once(site) >= 3
    site.requests.clear()
    ask(*urls, limits=PATIENT, source=Source(delay_seconds=0.1, concurrency=1))
    assert (most_at_once(site), min(gaps(site)) >= 0.1) == (1, True)


def test_processes_share_a_host(tmp_path):
    with LoopbackSite() as site:
        for n in range(12):
            site.serve(f"/{n}", "x", delay=0.03)
        urls = [site.url(f"/{n}") for n in range(12)]
        others = [other_process(tmp_path, 0.1, *urls[n::3]) for n in range(3)]
        told = [process.communicate(timeout=30)[0].split() for process in others]
        assert told == [["ok"] * 4] * 3
        assert min(gaps(site)) >= 0.1
        assert most_at_once(site) <= 2
        assert 12 < len(site.requests) <= 12 + 3  # and robots.txt


def test_processes_that_are_sent_to_each_others_hosts_end():
    with LoopbackSite("127.0.0.2") as one, LoopbackSite("127.0.0.3") as two:
        for here, there in ((one, two), (two, one)):
            for n in range(6):
                here.serve(f"/{n}", status=302, headers=[("Location", there.url(f"/to{n}"))])
                here.serve(f"/to{n}", "x")
        home = Settings().home
        processes = [
            other_process(home, 0.02, *(site.url(f"/{n}") for n in range(6))) for site in (one, two)
        ]
        told = [process.communicate(timeout=30)[0].split() for process in processes]
        assert told == [["ok"] * 6] * 2
        assert min(gaps(one) + gaps(two)) >= 0.02


def test_a_killed_process_leaves_the_host_to_others(tmp_path):
    with LoopbackSite() as site:
        site.serve("/slow", "x", delay=20)
        site.serve("/a", "x")
        process = other_process(tmp_path, 0, site.url("/slow"))
        while not site.asked("/slow"):
            time.sleep(0.02)
        waiting = other_process(tmp_path, 0, site.url("/a"))
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=2.5)
        assert site.asked("/a") == 0
        process.send_signal(signal.SIGKILL)
        assert waiting.communicate(timeout=10)[0].split() == ["ok"]
        process.communicate()


def test_a_process_gives_others_a_go(site, monkeypatch):
    monkeypatch.setattr(hosts, "_LEASE", 0.2)
    settings = Settings()
    for n in range(30):
        site.serve(f"/{n}", "x", delay=0.04)
    site.serve("/other", "x")

    async def two_clients():
        async with Client(settings, PATIENT) as first, Client(settings, PATIENT) as second:
            many = [first.get(site.url(f"/{n}"), permits=LOOPBACK) for n in range(30)]
            tasks = [asyncio.create_task(one) for one in many]
            await asyncio.sleep(0.1)
            await second.get(site.url("/other"), permits=LOOPBACK)
            unfinished = sum(not task.done() for task in tasks)
            await asyncio.gather(*tasks)
            return unfinished

    assert asyncio.run(two_clients()) > 5
    assert most_at_once(site) <= 2


def test_the_pause_is_handed_on(site):
    settings = Settings()
    site.serve("/a", "x")
    for _ in range(3):
        get(site.url("/a"), settings=settings, source=Source(delay_seconds=0.3))
    assert min(gaps(site)) >= 0.3


# a circuit breaker


def test_a_host_that_keeps_failing_is_left_alone_then_tried_once(site):
    limits = replace(QUICK, attempts=2, breaker_failures=2, breaker_seconds=0.5, per_host=2)
    settings = Settings()
    site.serve("/bad", "no", 500)
    site.serve("/a", "x", delay=0.1)
    bad, good = site.url("/bad"), site.url("/a")

    assert [get(bad, limits=limits, settings=settings).status for _ in range(2)] == [500, 500]
    raised = error(good, limits=limits, settings=settings)
    assert raised.outcome == "circuit_open"
    assert "127.0.0.1 failed 2 times in a row; left alone until 20" in raised.reason
    assert (site.asked("/bad"), site.asked("/a")) == (4, 0)

    time.sleep(0.5)  # one probe, which fails, and nobody else
    results = ask(bad, good, good, limits=limits, settings=settings)
    assert outcomes(results) == ["ok", "circuit_open", "circuit_open"]
    assert (site.asked("/bad"), site.asked("/a")) == (5, 0)

    time.sleep(0.5)  # one probe, which succeeds, and then everybody
    results = ask(good, good, good, limits=limits, settings=settings)
    assert outcomes(results) == ["ok"] * 3
    assert json.loads(host_file(settings.home).read_text())["failures"] == 0


def test_what_was_waiting_ends_when_the_circuit_opens(site):
    limits = replace(QUICK, attempts=1, breaker_failures=2, per_host=1)
    site.serve("/bad", "no", 500, delay=0.02)
    results = ask(*[site.url("/bad")] * 10, limits=limits)
    assert outcomes(results) == ["ok"] * 2 + ["circuit_open"] * 8
    assert site.asked("/bad") == 2


FAULTS = {
    "HTTP 500": [b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n"],
    "a broken connection": [],
    "a malformed header": [b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_request_that_fails_counts_once_however_often_it_was_tried(site, fault):
    limits = replace(QUICK, attempts=3, breaker_failures=2)
    site.serve("/robots.txt", "")
    site.serve("/good", "x")
    site.raw("/bad", FAULTS[fault])
    bad, good = site.url("/bad"), site.url("/good")
    settings = Settings()
    ends = [outcomes(ask(url, limits=limits, settings=settings))[0] for url in (bad, good, bad)]
    failures = json.loads(host_file(settings.home).read_text())["failures"]
    assert (ends[1], failures) == ("ok", 1)
    ask(bad, limits=limits, settings=settings)
    assert error(good, limits=limits, settings=settings).outcome == "circuit_open"


def test_an_answer_to_a_request_under_way_opens_the_host_again(site):
    limits = replace(QUICK, attempts=1, breaker_failures=1, per_host=2)
    site.serve("/robots.txt", "")
    site.serve("/slow", "x", delay=0.2)
    site.serve("/bad", "no", 500, delay=0.05)
    settings = Settings()
    results = ask(site.url("/slow"), site.url("/bad"), limits=limits, settings=settings)
    assert [result.status for result in results] == [200, 500]
    assert get(site.url("/slow"), limits=limits, settings=settings).status == 200


@pytest.mark.parametrize("status", [404, 403, 429, 301])
def test_answers_that_are_no_fault_do_not_open_the_circuit(site, status):
    limits = replace(QUICK, attempts=1, breaker_failures=2)
    site.serve("/a", "no", status)
    assert outcomes(ask(*[site.url("/a")] * 5, limits=limits)) == ["ok"] * 5
    assert site.asked("/a") == 5


def test_refused_connections_and_time_outs_open_the_circuit(site):
    limits = replace(QUICK, attempts=1, breaker_failures=2, total_timeout=0.2)
    site.serve("/slow", "x", delay=2)
    site.serve("/robots.txt", "x")
    results = ask(*[site.url("/slow")] * 3, limits=replace(limits, per_host=1))
    assert outcomes(results) == ["timeout", "timeout", "circuit_open"]
    urls = [f"http://127.0.0.2:{site.port}/{n}" for n in range(2)]
    source = Source(allow_hosts=frozenset({"127.0.0.2"}))
    settings = Settings()
    ends = [outcomes(ask(*urls, limits=limits, source=source, settings=settings)) for _ in range(3)]
    assert ends == [["network_error"] * 2, ["network_error"] * 2, ["circuit_open"] * 2]


def test_what_is_of_no_use_is_still_an_answer(site):
    limits = replace(QUICK, breaker_failures=2, attempts=1)
    site.handle("/bad", lambda _: Reply("no", 500))
    site.serve("/large", "x" * 100)
    urls = [site.url(path) for path in ("/bad", "/large", "/bad", "/large")]
    settings = Settings()
    ends = [ask(url, limits=limits, settings=settings, max_body=10)[0] for url in urls]
    assert outcomes(ends) == ["ok", "oversized", "ok", "oversized"]


# the file


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage", b"[]", b"\xff\xfe", b"{}", b'{"asked_at": "soon"}', b"null", b"[" * 5000],
)
def test_a_file_that_cannot_be_read_says_nothing(site, content):
    settings = Settings()
    site.serve("/a", "x")
    host_file(settings.home).parent.mkdir(parents=True)
    host_file(settings.home).write_bytes(content)
    assert get(site.url("/a"), settings=settings).status == 200


def test_a_state_is_handed_on(tmp_path):
    now = time.monotonic()
    states = [HostState(), HostState(now - 1, 3, now + 60, now + 30)]
    for state in states:
        one, other = HostFile(tmp_path / "a.host"), HostFile(tmp_path / "a.host")
        assert one.try_lock()
        one.store(state)
        assert not other.try_lock()
        one.unlock()
        assert (one.locked, other.try_lock()) == (False, True)
        read = other.load()
        other.unlock()
        assert read.failures == state.failures
        for name in ("asked_at", "shut_until", "pause_until"):
            expected = getattr(state, name)
            assert getattr(read, name) == pytest.approx(expected, abs=0.01) or expected < now - 9


@pytest.mark.parametrize("jump", [-86_400, 86_400])
def test_a_clock_that_jumps_does_no_harm(tmp_path, monkeypatch, jump):
    now, wall = time.monotonic(), time.time()
    file = HostFile(tmp_path / "a.host")
    assert file.try_lock()
    file.store(HostState(now, 1, now + 60, now + 30))
    monkeypatch.setattr(time, "time", lambda: wall + jump)
    read = file.load()
    assert read.asked_at <= time.monotonic()
    assert read.shut_until <= time.monotonic() + 60
    assert read.pause_until <= time.monotonic() + 30
    file.unlock()


def test_a_host_with_colons_has_a_file():
    with LoopbackSite("::1") as site:
        site.serve("/a", "x")
        settings = Settings()
        source = Source(allow_hosts=frozenset({"::1"}))
        assert get(site.url("/a"), source=source, settings=settings).status == 200
        assert host_file(settings.home, "__1").exists()


@pytest.mark.parametrize("length", [120, 121, 245, 253])
def test_long_names_have_a_file(length):
    labels = ".".join(["a" * 60] * 5)[-length:]
    names = {hosts.file_name(labels), hosts.file_name(f"b{labels[1:]}")}
    assert len(names) == 2
    assert max(map(len, names)) <= 120


def test_a_file_that_cannot_be_written_is_said(site):
    settings = Settings()
    host_file(settings.home).mkdir(parents=True)  # permissions would not keep root out
    with pytest.raises(TerminalError, match="cannot keep notes on a host; make it writable"):
        get(site.url("/a"), settings=settings)


def test_notes_that_cannot_be_kept_cost_nothing(site, monkeypatch, caplog):
    def full(*_):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "pwrite", full)
    site.serve("/a", "x")
    assert get(site.url("/a")).status == 200
    assert "notes on a host are not kept" in caplog.text
