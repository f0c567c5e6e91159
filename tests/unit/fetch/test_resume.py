"""SIGKILL in the middle of a fetch, and two processes at one batch: each page is asked for once."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from fixtures.fetching import PAGE, batch_of, fetch, page, quick, stored
from fixtures.loopback import LoopbackSite, Reply
from unit.fetch.fetch_process import documents_of, run
from warcio.archiveiterator import ArchiveIterator

from dateline.errors import RecordError, TerminalError, TransientError
from dateline.fetch.journal import Refusal, journal_path, open_journal
from dateline.outcomes import Outcome
from dateline.partition import Partition
from dateline.settings import PROJECT

PAGES = 60
AT_ONCE = 8  # four hosts, two requests each


@pytest.fixture
def sites():
    with ExitStack() as stack:
        sites = [stack.enter_context(LoopbackSite(f"127.0.0.{n}")) for n in range(1, 5)]
        for site in sites:
            site.serve("/robots.txt", "User-agent: *\nDisallow: /denied\n")
        yield sites


@pytest.fixture
def urls(sites):
    """Pages of four hosts; some are missing, some refused by robots.txt."""
    urls = []
    for n in range(PAGES):
        site = sites[n % 4]
        kind = "missing" if n % 10 == 3 else "denied" if n % 10 == 7 else "page"
        if kind == "page":
            site.serve(f"/{kind}/{n}", PAGE + b"%d" % n, delay=0.02)
        urls.append(site.url(f"/{kind}/{n}"))
    return urls


def start(folder, urls, die_after="no"):
    arguments = [str(folder), json.dumps(urls), str(die_after)]
    environment = os.environ | {"PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"}
    script = Path(__file__).with_name("fetch_process.py")
    return subprocess.Popen([sys.executable, script, *arguments], env=environment)


def requests(sites):
    """How often each page was asked for."""
    return Counter(
        site.url(request.path)
        for site in sites
        for request in list(site.requests)
        if request.path != "/robots.txt"
    )


def check(result, folder, urls):
    """Nothing is lost: each page is stored once, or has its reject."""
    kinds = Counter(url.split("/")[3] for url in urls)
    assert result.tally.as_dict() == {
        "http_error": kinds["missing"],
        "ok": kinds["page"],
        "robots_denied": kinds["denied"],
    }
    settings = quick(folder)
    records = [record for n in (0, 1) for record in stored(settings, f"source{n}")]
    assert sorted(r.url for r in records) == sorted(url for url in urls if "/page/" in url)
    assert all(r.body == PAGE + r.url.rpartition("/")[2].encode() for r in records)
    for n in (0, 1):
        with batch_of(settings).warc(f"source{n}").open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
    assert not list(batch_of(settings).raw_dir.glob(".*"))


@pytest.mark.parametrize("moment", [1, 12, 40])
def test_a_killed_run_is_gone_on_with(sites, urls, tmp_path, moment):
    process = start(tmp_path, urls)
    while sum(requests(sites).values()) < moment:
        assert process.poll() is None
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    time.sleep(0.05)
    before = requests(sites)
    assert not batch_of(quick(tmp_path)).warc("source0").exists()
    result = run(tmp_path, urls)
    asked = requests(sites)
    assert asked.keys() == {url for url in urls if "/denied/" not in url}
    assert max(asked.values()) <= 2
    again = [url for url in before if asked[url] == 2]
    assert len(again) <= AT_ONCE
    assert sum(before.values()) - len(again) >= moment - AT_ONCE
    check(result, tmp_path, urls)
    assert run(tmp_path, urls) == result


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_run_killed_while_it_writes_the_archives_asks_nothing_again(
    sites, urls, tmp_path, written
):
    assert start(tmp_path, urls, min(written, 1)).wait() == -signal.SIGKILL
    before = requests(sites)
    if written == 2:
        (batch_of(quick(tmp_path)).raw_dir / ".source1-0000.warc.gz.0.part").write_bytes(b"half")
    result = run(tmp_path, urls)
    assert requests(sites) == before
    assert set(before.values()) == {1}
    (batch_of(quick(tmp_path)).raw_dir / ".source1-0000.warc.gz.0.part").unlink(missing_ok=True)
    check(result, tmp_path, urls)


def test_two_processes_at_one_batch_do_not_harm_each_other(sites, urls, tmp_path):
    go_on = threading.Event()

    def last(request):
        go_on.wait(30)
        return Reply(PAGE + b"56")

    sites[0].handle("/page/56", last)
    process = start(tmp_path, urls)
    while not sites[0].asked("/page/56"):
        assert process.poll() is None
        time.sleep(0.01)
    with pytest.raises(TransientError):
        run(tmp_path, urls)
    go_on.set()
    assert process.wait() == 0
    assert set(requests(sites).values()) == {1}
    assert set(requests(sites)) == {url for url in urls if "/denied/" not in url}


def test_whoever_waits_finds_the_work_done(site, tmp_path):
    site.serve("/a", PAGE)
    settings = quick(tmp_path, lock_wait_seconds=10)
    path = journal_path(batch_of(settings), settings)
    path.parent.mkdir(parents=True)
    holder = """
import fcntl, pathlib, sys, time
path = pathlib.Path(sys.argv[1])
stream = path.open("a+b")
fcntl.flock(stream, fcntl.LOCK_EX)
print("locked", flush=True)
time.sleep(0.5)
path.unlink()
"""
    with subprocess.Popen([sys.executable, "-c", holder, path], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline()
        assert fetch(settings, [page(site, "/a")]).tally.as_dict() == {"ok": 1}


def test_a_lock_on_a_journal_that_is_gone_is_none(tmp_path, monkeypatch):
    settings = quick(tmp_path, lock_wait_seconds=10)
    path = journal_path(batch_of(settings), settings)
    removed = []

    def late(stream, operation):
        if not removed:  # its last owner removes it between opening and locking
            removed.append(path.unlink())
        flock(stream, operation)

    flock = fcntl.flock
    monkeypatch.setattr("fcntl.flock", late)
    with open_journal(batch_of(settings), settings):
        assert path.exists()
    assert removed
    assert not path.exists()


def test_who_cannot_wait_is_told_why(tmp_path):
    settings = quick(tmp_path)
    path = journal_path(batch_of(settings), settings)
    path.parent.mkdir(parents=True)
    with path.open("a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(TransientError, match="another process"):
            fetch(settings, [])


def a_file_for_a_folder(path):
    path.parent.parent.mkdir(parents=True)
    path.parent.write_text("")


def a_folder_for_a_file(path):
    path.mkdir(parents=True)


@pytest.mark.parametrize("fault", [a_file_for_a_folder, a_folder_for_a_file])
def test_a_place_that_cannot_be_written_is_told(tmp_path, fault):
    settings = quick(tmp_path)
    fault(journal_path(batch_of(settings), settings))
    with pytest.raises(TerminalError, match="cannot be written"):
        fetch(settings, [])


@pytest.mark.skipif(os.geteuid() == 0, reason="file modes do not bind root")
@pytest.mark.parametrize("is_there", [False, True])
def test_a_data_root_of_another_user_is_told(tmp_path, is_there):
    settings = quick(tmp_path)
    path = journal_path(batch_of(settings), settings)
    path.parent.mkdir(parents=True)
    if is_there:
        path.touch(0o444)
    else:
        path.parent.chmod(0o555)
    with pytest.raises(TerminalError, match="cannot be written: Permission denied"):
        fetch(settings, [])


@pytest.mark.parametrize("cut", range(1, 500, 60))
def test_a_torn_end_costs_the_record_being_written(tmp_path, cut):
    settings, documents = quick(tmp_path), documents_of([f"http://x.example/{n}" for n in range(3)])
    with pytest.raises(KeyboardInterrupt), open_journal(batch_of(settings), settings) as journal:
        for n, document in enumerate(documents):
            error = RecordError(Outcome.HTTP_ERROR, f"reason {n}: colon\nand line")
            journal.refuse(document, Refusal(error, 404 + n))
        raise KeyboardInterrupt
    path = journal_path(batch_of(settings), settings)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    left = sum(document.id in _journal(settings).refusals for document in documents)
    assert left == 2 - (cut - 1) * 3 // len(whole)
    assert whole.startswith(path.read_bytes())


def _journal(settings):
    with pytest.raises(KeyboardInterrupt), open_journal(batch_of(settings), settings) as journal:
        raise KeyboardInterrupt
    return journal


def test_a_reason_survives(tmp_path):
    settings, (document,) = quick(tmp_path), documents_of(["http://x.example/"])
    error = RecordError(Outcome.TIMEOUT, "nothing: came\r\nin time é")
    with pytest.raises(KeyboardInterrupt), open_journal(batch_of(settings), settings) as journal:
        journal.refuse(document, Refusal(error, None))
        raise KeyboardInterrupt
    refusal = _journal(settings).refusals[document.id]
    assert (refusal.error.outcome, refusal.status) == (Outcome.TIMEOUT, None)
    assert refusal.error.reason == "nothing: came in time é"


def test_a_host_left_alone_is_asked_by_the_next_run(tmp_path):
    settings, (document,) = quick(tmp_path), documents_of(["http://x.example/"])
    with pytest.raises(KeyboardInterrupt), open_journal(batch_of(settings), settings) as journal:
        journal.refuse(document, Refusal(RecordError(Outcome.CIRCUIT_OPEN, "left alone"), None))
        assert document.id in journal
        raise KeyboardInterrupt
    assert document.id not in _journal(settings)


def test_the_journal_of_a_remote_zone_is_local(tmp_path):
    settings = quick(tmp_path, data="memory://lake")
    here = journal_path(Partition("memory://lake", batch_of(settings).interval), settings)
    there = journal_path(Partition("memory://lake", batch_of(settings).interval, 1), settings)
    assert here.is_relative_to(tmp_path / "home")
    assert here != there


def test_a_remote_zone(site, tmp_path):
    settings = quick(tmp_path, data=f"memory://{tmp_path.name}")
    site.serve("/a", PAGE)
    first = fetch(settings, [page(site, "/a"), page(site, "/b")])
    assert fetch(settings, [page(site, "/a"), page(site, "/b")]) == first
    assert [record.body for record in stored(settings)] == [PAGE]
    assert site.asked("/a") == 1
