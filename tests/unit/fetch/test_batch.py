import asyncio
import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from fixtures.feeds.archives import member, record, response
from fixtures.feeds.loopback import Answer, LoopbackSite

from dateline.fetch import fetch_batch
from dateline.http import Limits
from dateline.outcomes import Outcome
from dateline.partition import Interval, Partition
from dateline.schemas import Document
from dateline.settings import Settings
from dateline.sources import FolderSource, WarcSource, discover
from dateline.warc import read_records

DAY = Interval.parse("2015-10-07", "2015-10-08")
DATE = "2015-10-07T08:00:00Z"
QUICK = Limits(
    per_host=4, delay=0, wait_initial=0.01, wait_max=0.05, read_timeout=0.4, total_timeout=1
)
PAGE = b"<html><p>An article.</p></html>"


@dataclass(frozen=True)
class Permit:
    id: str
    allow_hosts: frozenset[str] = frozenset()


@pytest.fixture
def site():
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=str(tmp_path / "data"), sources=tmp_path / "sources.toml", max_body_bytes=5000
    )


@pytest.fixture
def partition(settings):
    return Partition(settings.data, DAY)


@pytest.fixture
def fetch(settings, partition):
    def fetch(documents, *, hosts=("127.0.0.1",)):
        permits = [Permit(document.source_id, frozenset(hosts)) for document in documents]
        result = fetch_batch(partition, documents, settings, permits, QUICK)
        assert result.tally.inputs == len(documents)
        rejected = sum(result.tally.counts.values()) - result.tally.counts[Outcome.OK]
        assert len(result.rejects) == rejected - result.tally.counts[Outcome.SEEN]
        return result

    return fetch


@pytest.fixture
def stored(partition):
    return lambda source_id: list(read_records(partition.warc(source_id), max_body=10**6))


def page(site, path, source_id="feed"):
    return Document(source_id, site.url(path), "http", DATE)


def archive(settings, tmp_path, *members):
    (tmp_path / "a.warc.gz").write_bytes(b"".join(members))
    source = WarcSource(id="archive", name="A", kind="warc", path="a.warc.gz")
    return [item for item in discover(source, DAY, settings) if isinstance(item, Document)]


def inbox(settings, **files):
    folder = Path(settings.data) / "inbox" / "2015-10-07"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    source = FolderSource(id="inbox", name="I", kind="folder")
    return [item for item in discover(source, DAY, settings) if isinstance(item, Document)]


def ends(documents, result):
    """Last part of each rejected document's address: its outcome."""
    return {reject.url.rpartition("/")[2]: str(reject.outcome) for reject in result.rejects}


def test_pages_are_stored_in_the_order_of_the_documents(site, fetch, stored):
    paths = [f"/{n}" for n in range(12)]
    for n, path in enumerate(paths):
        site.routes[path] = Answer(parts=(PAGE, b"<!-- %d -->" % n), pause=0.05 * (n % 3))
    documents = [page(site, path) for path in reversed(paths)]
    assert fetch(documents).tally.as_dict() == {"ok": 12}
    records = stored("feed")
    assert [r.document_id for r in records] == [document.id for document in documents]
    assert [r.url for r in records] == [document.url for document in documents]
    assert records[0].body == PAGE + b"<!-- 11 -->"
    assert {r.source_id for r in records} == {"feed"}


def test_what_cannot_be_fetched_ends_in_a_named_outcome(site, fetch, stored):
    site.routes |= {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /denied\n", content_type="text/plain"),
        "/ok": Answer(PAGE),
        "/moved": Answer(status=301, headers={"Location": "/ok"}),
        "/xhtml": Answer(PAGE, content_type="application/xhtml+xml"),
        "/untyped": Answer(b"\xef\xbb\xbf\n<!DOCTYPE html><p>text", content_type=None),
        "/untyped.bin": Answer(b"\x00\x01", content_type=None),
        "/gzip": Answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
        "/bomb": Answer(gzip.compress(bytes(10**6)), headers={"Content-Encoding": "gzip"}),
        "/gone": Answer(b"gone", 410),
        "/500": Answer(b"no", 500),
        "/heals": lambda _, before: Answer(PAGE, 200 if before else 500),
        "/big": Answer(b"x" * 6000),
        "/blank": Answer(b" \r\n\t\x00"),
        "/nothing": Answer(status=204),
        "/pdf": Answer(b"%PDF", content_type="application/pdf"),
        "/text": Answer(b"plain", content_type="text/plain"),
        "/denied": Answer(PAGE),
        "/slow": Answer(parts=(PAGE,) * 30, pause=0.1),
        "/broken": Answer(PAGE, announce=500),
        "/loop": Answer(status=302, headers={"Location": "/loop"}),
        "/nowhere": Answer(status=302),
        "/inside": Answer(status=302, headers={"Location": "http://192.168.0.1/"}),
    }
    good = ["ok", "moved", "xhtml", "untyped", "gzip", "heals"]
    documents = [page(site, path) for path in site.routes if path != "/robots.txt"]
    documents.append(Document("feed", "no address", "http", DATE))
    result = fetch(documents)
    assert ends(documents, result) == {
        "untyped.bin": "unsupported_type",
        "bomb": "oversized",
        "gone": "http_error",
        "500": "http_error",
        "big": "oversized",
        "blank": "empty",
        "nothing": "empty",
        "pdf": "unsupported_type",
        "text": "unsupported_type",
        "denied": "robots_denied",
        "slow": "timeout",
        "broken": "network_error",
        "loop": "redirect",
        "nowhere": "redirect",
        "inside": "bad_url",
        "no address": "bad_url",
    }
    assert result.tally.counts[Outcome.OK] == len(good) == len(stored("feed"))
    assert all(reject.reason for reject in result.rejects)
    assert site.asked("/denied") == 0


def test_hosts_are_refused_to_sources_that_do_not_name_them(site, fetch):
    site.routes["/ok"] = Answer(PAGE)
    result = fetch([page(site, "/ok")], hosts=())
    assert result.tally.as_dict() == {"bad_url": 1}
    assert site.requests == []


def test_archived_records_are_copied_unchanged(settings, tmp_path, fetch, stored):
    odd = b"Content-Type: text/html\r\nx-odd:  a\r\nContent-Encoding: gzip\r\n"
    body = gzip.compress(PAGE)
    (document,) = archive(settings, tmp_path, member(response(body=body, headers=odd)))
    assert fetch([document]).tally.as_dict() == {"ok": 1}
    (copy,) = stored("archive")
    assert (copy.body, copy.document_id, copy.source_id) == (PAGE, document.id, "archive")
    assert copy.fetched_at.isoformat() == document.dated_at
    assert copy.headers == (
        ("Content-Type", "text/html"),
        ("x-odd", "a"),
        ("Content-Encoding", "gzip"),
    )


def test_archived_records_that_are_no_articles(settings, tmp_path, fetch):
    picture = b"Content-Type: image/png\r\n"
    members = [
        response("http://x.example/ok", PAGE),
        response("http://x.example/404", PAGE, status="404 Not Found"),
        response("http://x.example/301", b"", status="301 Moved", headers=b"Location: /\r\n"),
        response("http://x.example/image", b"PNG", headers=picture),
        response("http://x.example/empty", b""),
        response("http://x.example/big", b"x" * 90_000),
        response("http://x.example/bigger", b"x" * 6000),
        record("inbox:1", b"text", "text/plain", date=DATE, kind="resource"),
        record("inbox:pdf", b"%PDF", "application/pdf", date=DATE, kind="resource"),
        response("http://x.example/nothttp", PAGE).replace(b"HTTP/1.1 200 OK", b"Not HTTP, is it"),
    ]
    documents = archive(settings, tmp_path, *map(member, members))
    result = fetch(documents)
    assert result.tally.counts[Outcome.OK] == 2
    assert ends(documents, result) == {
        "404": "http_error",
        "301": "redirect",
        "image": "unsupported_type",
        "empty": "empty",
        "big": "oversized",
        "bigger": "oversized",
        "inbox:pdf": "unsupported_type",
        "nothttp": "broken_record",
    }
    assert {r.raw_uri for r in result.rejects} == {"a.warc.gz"}
    assert all(r.raw_offset for r in result.rejects)


def test_an_archive_that_changed_or_went_since_discovery(settings, tmp_path, fetch):
    documents = archive(settings, tmp_path, *[member(response())] * 2)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(path.read_bytes()[:-30])
    assert fetch(documents).tally.as_dict() == {"broken_record": 1, "ok": 1}
    path.unlink()
    gone = Document("other", "http://x.example/", "warc", DATE, "a.warc.gz", 0)
    assert fetch([gone]).tally.as_dict() == {"broken_record": 1}


def test_files_become_resource_records_of_their_type(settings, fetch, stored):
    line = json.dumps({"text": "from a line", "id": 7}).encode()
    documents = inbox(
        settings,
        a_txt="Tïtle\n\ntext".encode(),
        b_html=PAGE,
        c_md=b"# T\n\ntext",
        d_jsonl=line + b"\r\n\n" + b'{"html": "<p>"}',
        e_txt_gz=gzip.compress(b"packed text"),
        f_jsonl_gz=gzip.compress(line + b"\n" + line),
        g_txt=b"\xff\xfe\xfa undecodable \x81",
    )
    assert fetch(documents).tally.as_dict() == {"ok": 9}
    records = stored("inbox")
    assert [(r.content_type, r.body) for r in records] == [
        ("text/plain", "Tïtle\n\ntext".encode()),
        ("text/html", PAGE),
        ("text/plain", b"# T\n\ntext"),
        ("application/json", line + b"\r\n"),
        ("application/json", b'{"html": "<p>"}'),
        ("text/plain", b"packed text"),
        ("application/json", line + b"\n"),
        ("application/json", line),
        ("text/plain", b"\xff\xfe\xfa undecodable \x81"),
    ]
    assert {(r.status, r.charset) for r in records} == {(200, None)}
    assert {r.fetched_at.isoformat() for r in records} == {"2015-10-07T00:00:00+00:00"}
    assert records[0].url == "inbox:2015-10-07/a.txt"
    assert records[3].url == "inbox:2015-10-07/d.jsonl#id-7"


def test_files_that_cannot_be_used(settings, fetch):
    documents = inbox(
        settings,
        empty_txt=b"",
        blank_html=b"\n \n",
        big_txt=b"x" * 6000,
        bomb_txt_gz=gzip.compress(bytes(10**7)),
        cut_txt_gz=gzip.compress(os.urandom(3000))[:-500],
        notgz_txt_gz=b"not gzip",
    )
    assert ends(documents, fetch(documents)) == {
        "empty.txt": "empty",
        "blank.html": "empty",
        "big.txt": "oversized",
        "bomb.txt.gz": "oversized",
        "cut.txt.gz": "broken_record",
        "notgz.txt.gz": "broken_record",
    }


def test_a_second_run_fetches_nothing_and_changes_nothing(
    site, settings, tmp_path, fetch, partition
):
    site.routes |= {f"/{n}": Answer(PAGE + b"%d" % n) for n in range(5)}
    documents = [
        *(page(site, f"/{n}") for n in range(5)),
        *archive(settings, tmp_path, member(response()), member(response("http://x.example/b"))),
        *inbox(settings, a_txt=b"text"),
    ]
    first = fetch(documents)
    files = {path.name: path.read_bytes() for path in partition.raw_dir.iterdir()}
    assert set(files) == {"feed-0000.warc.gz", "archive-0000.warc.gz", "inbox-0000.warc.gz"}
    asked = len(site.requests)
    (tmp_path / "a.warc.gz").unlink()
    assert fetch(documents) == first
    assert len(site.requests) == asked
    assert {path.name: path.read_bytes() for path in partition.raw_dir.iterdir()} == files


def test_a_second_run_with_failures_gives_the_same_bytes_and_counts(site, fetch, partition):
    site.routes |= {"/1": Answer(PAGE), "/3": Answer(PAGE + b"3")}
    documents = [page(site, f"/{n}") for n in range(4)]
    first = fetch(documents)
    before = partition.warc("feed").read_bytes()
    assert fetch(documents) == first
    assert partition.warc("feed").read_bytes() == before
    assert site.asked("/1") == 1


def test_what_failed_before_may_come_later_in_its_place(site, fetch, stored, partition):
    site.routes |= {"/0": Answer(PAGE + b"0"), "/2": Answer(PAGE + b"2"), "/1": Answer(status=500)}
    documents = [page(site, f"/{n}") for n in range(3)]
    fetch(documents)
    kept = stored("feed")
    site.routes["/1"] = Answer(PAGE + b"1")
    assert fetch(documents).tally.as_dict() == {"ok": 3}
    records = stored("feed")
    assert [r.body[-1:] for r in records] == [b"0", b"1", b"2"]
    assert (records[0], records[2].fetched_at) == (kept[0], kept[1].fetched_at)
    assert site.asked("/0") == 1


def test_a_source_of_which_nothing_came_has_an_archive_without_documents(site, fetch, stored):
    documents = [page(site, "/404")]
    first = fetch(documents)
    assert stored("feed") == []
    assert fetch(documents) == first


def test_the_same_document_twice_is_stored_once(site, fetch, stored):
    site.routes["/a"] = Answer(PAGE)
    result = fetch([page(site, "/a")] * 3)
    assert result.tally.as_dict() == {"ok": 1, "seen": 2}
    assert len(stored("feed")) == 1


def test_no_documents_no_files(fetch, partition):
    assert fetch([]).tally.inputs == 0
    assert not partition.raw_dir.exists()


def test_a_run_that_is_broken_off_leaves_the_old_file(site, settings, partition, fetch):
    site.routes |= {"/0": Answer(PAGE), "/1": Answer(status=500)}
    documents = [page(site, "/0"), page(site, "/1")]
    fetch(documents)
    before = partition.warc("feed").read_bytes()
    site.routes["/1"] = Answer(parts=(PAGE,) * 100, pause=0.1)

    async def broken_off():
        from dateline.fetch.batch import _fetch

        permits = [Permit("feed", frozenset({"127.0.0.1"}))]
        await asyncio.wait_for(_fetch(partition, documents, settings, permits, Limits()), 0.4)

    with pytest.raises(TimeoutError):
        asyncio.run(broken_off())
    assert [path.name for path in partition.raw_dir.iterdir()] == ["feed-0000.warc.gz"]
    assert partition.warc("feed").read_bytes() == before


def test_sources_are_fetched_side_by_side(site, fetch):
    site.routes["/a"] = Answer(parts=(PAGE, b" "), pause=0.15)
    documents = [page(site, "/a", f"feed{n}") for n in range(20)]
    assert fetch(documents).tally.as_dict() == {"ok": 20}
    starts = sorted(r.start for r in site.requests if r.path == "/a")
    assert starts[3] - starts[0] < 0.15


def test_many_pages_are_never_all_in_memory(site, settings, partition):
    import tracemalloc

    body = b"<p>" + os.urandom(300_000)
    site.routes |= {f"/{n}": Answer(body) for n in range(120)}
    roomy = settings.model_copy(update={"max_body_bytes": 10**6})
    documents = [page(site, f"/{n}", f"feed{n % 12}") for n in range(120)]
    permits = [Permit(f"feed{n}", frozenset({"127.0.0.1"})) for n in range(12)]
    tracemalloc.start()
    result = fetch_batch(partition, documents, roomy, permits, QUICK)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.tally.counts[Outcome.OK] == 120
    assert peak < 25_000_000
