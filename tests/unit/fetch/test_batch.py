import gzip
import json
import os
from itertools import accumulate
from pathlib import Path

import pytest
from fixtures.archives import member, record, response
from fixtures.fetching import DATE, PAGE, batch_of, ends, fetch, page, quick, stored

from dateline.outcomes import Outcome
from dateline.schemas import FETCHES, Document
from dateline.storage import write_rows

HTML = ("Content-Type", "text/html")


@pytest.fixture
def settings(tmp_path):
    return quick(tmp_path)


def archive(tmp_path, *members):
    (tmp_path / "a.warc.gz").write_bytes(b"".join(members))
    starts = [0, *accumulate(map(len, members))]
    return [
        Document("archive", f"http://x.example/{n}", "warc", DATE, "a.warc.gz", start)
        for n, start in enumerate(starts[:-1])
    ]


def inbox(settings, **files):
    folder = Path(settings.data) / "inbox" / "2015-10-07"
    folder.mkdir(parents=True, exist_ok=True)
    documents = []
    for key, content in files.items():
        name = key.replace("_", ".")
        (folder / name).write_bytes(content)
        url, location = f"inbox:2015-10-07/{name}", f"{{data}}/inbox/2015-10-07/{name}"
        documents.append(Document("inbox", url, "file", DATE, location))
    return documents


def test_what_cannot_be_fetched_ends_in_a_named_outcome(site, settings):
    site.serve("/robots.txt", "User-agent: *\nDisallow: /denied\n")
    site.serve("/ok", PAGE)
    site.serve("/moved", status=301, headers=[("Location", "/ok")])
    site.serve("/xhtml", PAGE, headers=[("Content-Type", "application/xhtml+xml")])
    site.raw("/untyped", [b"HTTP/1.1 200 OK\r\n\r\n\xef\xbb\xbf\n<!DOCTYPE html><p>text"])
    site.raw("/untyped.bin", [b"HTTP/1.1 200 OK\r\n\r\n\x00\x01"])
    site.serve("/gzip", gzip.compress(PAGE), headers=[HTML, ("Content-Encoding", "gzip")])
    bomb = gzip.compress(bytes(10**6))
    site.serve("/bomb", bomb, headers=[HTML, ("Content-Encoding", "gzip")])
    site.serve("/gone", "gone", status=410)
    site.serve("/500", "no", status=500)
    site.serve("/heals", "no", status=500)
    site.serve("/heals", PAGE)
    site.serve("/big", "x" * 6000)
    site.serve("/blank", b" \r\n\t\x00")
    site.serve("/nothing", status=204)
    site.serve("/pdf", "%PDF", headers=[("Content-Type", "application/pdf")])
    site.serve("/text", "plain", headers=[("Content-Type", "text/plain")])
    site.serve("/denied", PAGE)
    site.serve("/slow", PAGE, delay=3)
    site.raw("/broken", [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>"])
    site.serve("/loop", status=302, headers=[("Location", "/loop")])
    site.serve("/nowhere", status=302)
    site.serve("/inside", status=302, headers=[("Location", "http://192.168.0.1/")])
    site.serve("/unasked", status=304)
    site.serve("/passed", PAGE, status=203)
    site.serve("/part", PAGE, status=206)
    site.serve("/cut", gzip.compress(PAGE)[:-9], headers=[HTML, ("Content-Encoding", "gzip")])
    site.raw("/packed", [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", PAGE])
    mixed = "text/html; charset*=utf-8''a; charset*1*=x"
    site.serve("/mixed", PAGE, headers=[("Content-Type", mixed)])
    good = ["ok", "moved", "xhtml", "untyped", "gzip", "heals", "passed", "mixed"]
    bad = {
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
        "unasked": "http_error",
        "part": "http_error",
        "cut": "broken_record",
        "packed": "broken_record",
        "no address": "bad_url",
    }
    documents = [page(site, f"/{name}") for name in [*good, *bad][:-1]]
    documents.append(Document("feed", "no address", "http", DATE))
    result = fetch(settings, documents)
    assert ends(result) == bad
    assert result.tally.counts[Outcome.OK] == len(good) == len(stored(settings))
    assert all(reject.reason for reject in result.rejects)
    assert site.asked("/denied") == 0
    rows = {row["url"].rpartition("/")[2]: row for row in result.fetches}
    assert {name: row["outcome"] for name, row in rows.items() if name in bad} == bad
    assert (rows["gone"]["status"], rows["500"]["status"], rows["slow"]["status"]) == (
        410,
        500,
        None,
    )


def test_each_document_has_a_row(site, settings):
    headers = [HTML, ("ETag", '"7"'), ("Last-Modified", "Wed, 07 Oct 2015 08:00:00 GMT")]
    site.serve("/a", PAGE, headers=headers)
    site.serve("/b", status=301, headers=[("Location", "/a#here")])
    documents = [page(site, "/b"), page(site, "/404")]
    moved, missing = fetch(settings, documents, number=3).fetches
    (record,) = stored(settings, number=3)
    assert moved | {"seconds": 0.0} == {
        "interval_start": batch_of(settings).interval.start,
        "interval_end": batch_of(settings).interval.end,
        "batch": 3,
        "source_id": "feed",
        "document_id": documents[0].id,
        "url": site.url("/b"),
        "url_key": moved["url_key"],
        "kind": "http",
        "dated_at": documents[0].dated,
        "outcome": "ok",
        "status": 200,
        "final_url": site.url("/a"),
        "fetched_at": record.fetched_at,
        "seconds": 0.0,
        "body_bytes": len(PAGE),
        "payload_digest": moved["payload_digest"],
        "etag": '"7"',
        "last_modified": "Wed, 07 Oct 2015 08:00:00 GMT",
        "raw_uri": "raw/dt=2015-10-07/20151007T000000Z-20151008T000000Z/feed-0003.warc.gz",
        "raw_offset": record.raw_offset,
    }
    assert 0 <= moved["seconds"] < 5
    assert (missing["outcome"], missing["status"], missing.get("raw_uri")) == (
        "http_error",
        404,
        None,
    )
    assert moved.keys() == set(FETCHES.schema.names) > missing.keys()
    path = batch_of(settings).lake("fetches")
    assert write_rows(path, FETCHES, [moved, missing]) == 2


def test_hosts_are_refused_to_sources_that_do_not_name_them(site, settings):
    site.serve("/ok", PAGE)
    result = fetch(settings, [page(site, "/ok")], hosts=())
    assert result.tally.as_dict() == {"bad_url": 1}
    assert site.requests == []


def test_archived_records_are_copied_unchanged(settings, tmp_path):
    odd = b"Content-Type: text/html\r\nx-odd:  a\r\nContent-Encoding: gzip\r\n"
    body = gzip.compress(PAGE)
    (document,) = archive(tmp_path, member(response(body=body, headers=odd)))
    result = fetch(settings, [document])
    assert result.tally.as_dict() == {"ok": 1}
    (copy,) = stored(settings, "archive")
    assert (copy.body, copy.document_id, copy.source_id) == (PAGE, document.id, "archive")
    assert copy.fetched_at.isoformat() == document.dated_at
    assert copy.headers == (
        ("Content-Type", "text/html"),
        ("x-odd", "a"),
        ("Content-Encoding", "gzip"),
    )
    (row,) = result.fetches
    assert (row["seconds"], row["body_bytes"], row["status"]) == (None, len(body), 200)


def test_archived_records_that_are_no_articles(settings, tmp_path):
    picture = b"Content-Type: image/png\r\n"
    members = {
        "ok": response("http://x.example/ok", PAGE),
        "404": response("http://x.example/404", PAGE, status="404 Not Found"),
        "099": response("http://x.example/099", PAGE, status="099 Odd"),
        "206": response("http://x.example/206", PAGE, status="206 Partial Content"),
        "301": response(b"".decode(), b"", status="301 Moved", headers=b"Location: /\r\n"),
        "image": response("http://x.example/image", b"PNG", headers=picture),
        "empty": response("http://x.example/empty", b""),
        "big": response("http://x.example/big", b"x" * 90_000),
        "bigger": response("http://x.example/bigger", b"x" * 6000),
        "text": record("inbox:1", b"text", "text/plain", date=DATE[:19] + "Z", kind="resource"),
        "pdf": record("inbox:2", b"%PDF", "application/pdf", date=DATE[:19] + "Z", kind="resource"),
        "nothttp": response("http://x.example/", PAGE).replace(b"HTTP/1.1 200 OK", b"Not HTTP, is"),
    }
    documents = archive(tmp_path, *map(member, members.values()))
    result = fetch(settings, documents)
    assert dict(zip(members, (row["outcome"] for row in result.fetches), strict=True)) == {
        "ok": "ok",
        "404": "http_error",
        "099": "http_error",
        "206": "http_error",
        "301": "redirect",
        "image": "unsupported_type",
        "empty": "empty",
        "big": "oversized",
        "bigger": "oversized",
        "text": "ok",
        "pdf": "unsupported_type",
        "nothttp": "broken_record",
    }
    assert {r.raw_uri for r in result.rejects} == {"a.warc.gz"}
    assert all(r.raw_offset for r in result.rejects)


def test_a_crash_over_one_document_costs_that_document(site, settings, tmp_path, monkeypatch):
    def odd(document, capture, *, max_body):
        if b"odd" in capture.block:
            raise IndexError("what nobody thought of")

    monkeypatch.setattr("dateline.fetch.batch.require_article", odd)
    monkeypatch.setattr("dateline.fetch.pages.require_article", odd)
    site.serve("/a", PAGE)
    site.serve("/b", PAGE + b"odd")
    archived = archive(tmp_path, member(response("http://x.example/0", PAGE + b"odd")))
    result = fetch(settings, [*archived, page(site, "/a"), page(site, "/b")])
    assert [row["outcome"] for row in result.fetches] == ["crashed", "ok", "crashed"]
    assert {reject.reason for reject in result.rejects} == {"IndexError: what nobody thought of"}
    assert result.fetches[2]["status"] == 200


def test_a_lack_of_memory_is_no_crash_of_a_document(site, settings, monkeypatch):
    def short(*_, **__):
        raise MemoryError

    monkeypatch.setattr("dateline.fetch.pages.require_article", short)
    site.serve("/a", PAGE)
    with pytest.raises(MemoryError):
        fetch(settings, [page(site, "/a")])


def test_an_archive_that_changed_or_went_since_discovery(settings, tmp_path):
    documents = archive(tmp_path, *[member(response())] * 2)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(path.read_bytes()[:-30])
    assert fetch(settings, documents).tally.as_dict() == {"broken_record": 1, "ok": 1}
    path.unlink()
    gone = Document("other", "http://x.example/", "warc", DATE, "a.warc.gz", 0)
    assert fetch(settings, [gone]).tally.as_dict() == {"broken_record": 1}


def test_files_become_resource_records_of_their_type(settings):
    line = json.dumps({"text": "from a line", "id": 7}).encode()
    documents = inbox(
        settings,
        a_txt="Tïtle\n\ntext".encode(),
        b_html=PAGE,
        c_md=b"# T\n\ntext",
        d_jsonl=line + b"\r\n",
        e_txt_gz=gzip.compress(b"packed text"),
        g_txt=b"\xff\xfe\xfa undecodable \x81",
    )
    two_lines = inbox(settings, f_jsonl_gz=gzip.compress(line + b"\n" + line))[0]
    documents += [
        Document("inbox", f"{two_lines.url}#{start}", "file", DATE, two_lines.locator, start)
        for start in (0, len(line) + 1)
    ]
    result = fetch(settings, documents)
    assert result.tally.as_dict() == {"ok": 8}
    records = stored(settings, "inbox")
    assert [(r.content_type, r.body) for r in records] == [
        ("text/plain", "Tïtle\n\ntext".encode()),
        ("text/html", PAGE),
        ("text/plain", b"# T\n\ntext"),
        ("application/json", line + b"\r\n"),
        ("text/plain", b"packed text"),
        ("text/plain", b"\xff\xfe\xfa undecodable \x81"),
        ("application/json", line + b"\n"),
        ("application/json", line),
    ]
    assert {(r.status, r.charset) for r in records} == {(200, None)}
    assert {r.fetched_at.isoformat() for r in records} == {DATE}
    assert records[0].url == "inbox:2015-10-07/a.txt"
    first = result.fetches[0]
    assert (first["status"], first["seconds"], first["body_bytes"]) == (None, None, 12)


def test_files_that_cannot_be_used(settings):
    documents = inbox(
        settings,
        empty_txt=b"",
        blank_html=b"\n \n",
        big_txt=b"x" * 6000,
        bomb_txt_gz=gzip.compress(bytes(10**7)),
        cut_txt_gz=gzip.compress(os.urandom(3000))[:-500],
        notgz_txt_gz=b"not gzip",
    )
    assert ends(fetch(settings, documents)) == {
        "empty.txt": "empty",
        "blank.html": "empty",
        "big.txt": "oversized",
        "bomb.txt.gz": "oversized",
        "cut.txt.gz": "broken_record",
        "notgz.txt.gz": "broken_record",
    }


def test_a_second_run_asks_nothing_and_changes_nothing(site, settings, tmp_path):
    for n in range(5):
        site.serve(f"/{n}", PAGE + b"%d" % n, headers=[HTML, ("ETag", f'"{n}"')])
    documents = [
        *(page(site, f"/{n}") for n in range(5)),
        *archive(tmp_path, member(response()), member(response("http://x.example/b"))),
        *inbox(settings, a_txt=b"text"),
    ]
    first = fetch(settings, documents)
    folder = batch_of(settings).raw_dir
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(files) == {"feed-0000.warc.gz", "archive-0000.warc.gz", "inbox-0000.warc.gz"}
    asked = len(site.requests)
    (tmp_path / "a.warc.gz").unlink()
    assert fetch(settings, documents) == first
    assert len(site.requests) == asked
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_archives_are_copied_in_the_order_of_the_documents(settings, tmp_path):
    documents = archive(tmp_path, *[member(response(f"http://x.example/{n}")) for n in range(4)])
    path = tmp_path / "a.warc.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[:90] + b"\0" * 9 + whole[99:])  # the first record is broken
    assert fetch(settings, documents).tally.as_dict() == {"broken_record": 1, "ok": 3}
    path.write_bytes(whole)
    assert fetch(settings, documents).tally.as_dict() == {"ok": 4}
    mended = batch_of(settings).warc("archive").read_bytes()
    batch_of(settings).warc("archive").unlink()
    fetch(settings, documents)
    assert batch_of(settings).warc("archive").read_bytes() == mended
    assert [r.url[-1] for r in stored(settings, "archive")] == ["0", "1", "2", "3"]


def test_a_second_run_with_failures_gives_the_same_bytes_and_rows(site, settings):
    site.serve("/1", PAGE)
    site.serve("/3", PAGE + b"3")
    documents = [page(site, f"/{n}") for n in range(4)]
    first = fetch(settings, documents)
    before = batch_of(settings).warc("feed").read_bytes()
    assert fetch(settings, documents) == first
    assert batch_of(settings).warc("feed").read_bytes() == before
    assert (site.asked("/1"), site.asked("/0")) == (1, 2)


def test_what_failed_before_may_come_later(site, settings):
    site.serve("/0", PAGE + b"0")
    site.serve("/2", PAGE + b"2", delay=0.1)
    documents = [page(site, f"/{n}") for n in range(3)]
    fetch(settings, documents)
    kept = stored(settings)
    site.serve("/1", PAGE + b"1")
    assert fetch(settings, documents).tally.as_dict() == {"ok": 3}
    records = stored(settings)
    assert [r.body[-1:] for r in records] == [b"0", b"2", b"1"]
    assert records[:2] == kept
    assert site.asked("/0") == 1


def test_a_document_whose_record_is_broken_is_fetched_again(site, settings):
    for n in range(3):
        site.serve(f"/{n}", PAGE + b"%d" % n)
    documents = [page(site, f"/{n}") for n in range(3)]
    first = fetch(settings, documents)
    path = batch_of(settings).warc("feed")
    whole = path.read_bytes()
    offset = stored(settings)[1].raw_offset
    path.write_bytes(whole[: offset + 60] + b"\0" * 9 + whole[offset + 69 :])
    again = fetch(settings, documents)
    assert again.tally == first.tally
    assert sorted(r.body[-1:] for r in stored(settings)) == [b"0", b"1", b"2"]
    assert len([r for r in site.requests if r.path != "/robots.txt"]) == 4


def test_a_source_of_which_nothing_came_has_an_archive_without_documents(site, settings):
    documents = [page(site, "/404")]
    first = fetch(settings, documents)
    assert stored(settings) == []
    assert batch_of(settings).warc("feed").exists()
    assert fetch(settings, documents) == first


def test_the_same_document_twice_is_stored_once(site, settings):
    site.serve("/a", PAGE)
    result = fetch(settings, [page(site, "/a")] * 3)
    assert result.tally.as_dict() == {"ok": 1, "seen": 2}
    assert len(stored(settings)) == 1


def test_no_documents_no_files(settings):
    assert fetch(settings, []).tally.inputs == 0
    assert not list(batch_of(settings).raw_dir.iterdir())
