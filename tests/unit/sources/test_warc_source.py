import sys
import tracemalloc
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fixtures.archives import member, record, response
from fixtures.loopback import LoopbackSite
from fixtures.ranges import serve_ranges
from fsspec.implementations.memory import MemoryFileSystem

from dateline.errors import TerminalError
from dateline.partition import Interval
from dateline.schemas import Document
from dateline.settings import Settings
from dateline.sources.config import WarcSource
from dateline.sources.warc import ask_warc
from dateline.warc import HTTP_RESPONSE, Capture, WarcWriter

DATE = "2015-10-07T08:00:00Z"
DAY = Interval.parse("2015-10-07", "2015-10-08")
MONTHS = Interval.parse("2015-10-01", "2015-12-01")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=str(tmp_path / "data"), sources=tmp_path / "sources.toml", retry_wait_seconds=0.01
    )


def show(settings, path, window=DAY, **changes):
    source = WarcSource(id="archive", name="Archive", kind="warc", path=path, **changes)
    (shown,) = ask_warc(source, window, settings)
    return shown


def test_each_response_and_resource_is_a_document(settings, tmp_path):
    parts = [
        member(record("", b"software: test\r\n", "application/warc-fields", date=DATE, kind=kind))
        for kind in ("warcinfo", "request", "metadata")
    ]
    parts.insert(1, member(response("http://news.example/a")))
    parts.append(member(record("inbox:b.txt", b"text", "text/plain", date=DATE, kind="resource")))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(parts))
    shown = show(settings, "a.warc.gz")
    assert shown.documents == [
        Document(
            "archive",
            "http://news.example/a",
            "warc",
            "2015-10-07T08:00:00+00:00",
            "a.warc.gz",
            len(parts[0]),
        ),
        Document(
            "archive",
            "inbox:b.txt",
            "warc",
            "2015-10-07T08:00:00+00:00",
            "a.warc.gz",
            sum(map(len, parts[:4])),
        ),
    ]
    assert (shown.outcome, shown.form, shown.url, shown.items) == ("ok", "warc", "a.warc.gz", 2)
    assert shown.oldest_at == shown.newest_at == datetime(2015, 10, 7, 8, tzinfo=UTC)
    assert (shown.asked_at, shown.seconds, shown.rejects) == (None, None, [])


def test_only_the_files_of_the_window_are_read(settings, tmp_path):
    for day in ("06", "07", "08"):
        (tmp_path / f"x-201510{day}.warc").write_bytes(response(date=f"2015-10-{day}T08:00:00Z"))
    shown = show(settings, "x-%Y%m%d.warc")
    assert ([d.dated_at[:10] for d in shown.documents], shown.outside) == (["2015-10-07"], 0)
    two = Interval.parse("2015-10-06T12:00", "2015-10-07T12:00")
    shown = show(settings, "x-%Y%m%d.warc", two)
    assert ([d.dated_at[:10] for d in shown.documents], shown.outside) == (["2015-10-07"], 1)
    shown = show(settings, "x-*.warc")
    assert ([d.dated_at[:10] for d in shown.documents], shown.outside) == (["2015-10-07"], 2)


def test_codes_and_wildcards_work_together(settings, tmp_path):
    for name in ("2015/10/CC-20151007-2.warc", "2015/10/CC-20151007-1.warc", "2015/11/x.warc"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(response(f"http://news.example/{name}"))
    shown = show(settings, "news/%Y/%m/CC-%Y%m%d-*.warc")
    assert [item.locator for item in shown.documents] == [
        "news/2015/10/CC-20151007-1.warc",
        "news/2015/10/CC-20151007-2.warc",
    ]
    assert len(show(settings, "news/**/*.warc").documents) == 3
    assert len(show(settings, str(tmp_path / "news" / "*" / "1?" / "*.warc")).documents) == 3


@pytest.mark.parametrize(
    ("path", "window", "reason"),
    [
        ("x-%Y%m%d.warc", DAY, "no file for 2015-10-07"),
        ("x-%Y%m%d-*.warc", DAY, "no file for 2015-10-07"),
        ("x-%Y%m.warc", MONTHS, "no file for 2015-10-01 to 2015-11-30"),
        ("nowhere/*.warc", DAY, "no file"),
        ("{data}/nowhere.warc", DAY, "no file"),
        ("old.warc", DAY, "the newest record is of 2015-10-06 08:00"),
        ("new.warc", DAY, "the oldest record is of 2015-10-08 00:00"),
        ("*.warc", DAY, None),
        ("empty.warc", DAY, None),
    ],
)
def test_a_window_that_no_file_reaches(settings, tmp_path, path, window, reason):
    (tmp_path / "old.warc").write_bytes(response(date="2015-10-06T08:00:00Z"))
    (tmp_path / "new.warc").write_bytes(response(date="2015-10-08T00:00:00Z"))
    info = record("", b"software: test\r\n", "application/warc-fields", date=DATE, kind="warcinfo")
    (tmp_path / "empty.warc").write_bytes(info)
    shown = show(settings, path, window)
    assert (shown.documents, shown.rejects) == ([], [])
    assert (shown.outcome, shown.reason) == (("out_of_reach", reason) if reason else ("ok", ""))


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="from 3.13 on every pattern can be")
def test_a_pattern_that_cannot_be_is_said(settings, tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(TerminalError, match=r"a/b\*\*"):
        show(settings, "a/b**.warc")


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "broken_source"),
        (b"<html>This is a page.</html>" * 50, "broken_source"),
        (member(b"<html>This is a page.</html>"), "broken_source"),
        (member(response() + response()), "broken_source"),
        (response(date="yesterday"), "undated"),
        (response("dns:news.example"), "bad_url"),
        (response("/relative"), "bad_url"),
        (record("no-scheme", b"text", "text/plain", date=DATE, kind="resource"), "bad_url"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_place(settings, tmp_path, content, outcome):
    (tmp_path / "a.warc").write_bytes(content)
    shown = show(settings, "a.warc")
    reject = shown.rejects[-1]
    assert (reject.source_id, reject.outcome) == ("archive", outcome)
    assert reject.raw_uri == "a.warc"
    assert reject.reason
    if outcome == "broken_source" and not shown.documents:
        assert (shown.outcome, shown.reason) == (outcome, reject.reason)
    else:
        assert shown.outcome == "ok"


def test_a_file_that_is_no_archive_costs_itself_only(settings, tmp_path):
    (tmp_path / "a.warc").write_bytes(b"no archive")
    (tmp_path / "b.warc").write_bytes(response())
    shown = show(settings, "?.warc")
    assert (shown.outcome, len(shown.documents)) == ("ok", 1)
    assert [reject.outcome for reject in shown.rejects] == ["broken_source"]


def test_a_broken_record_counts_in_the_window_of_the_one_before_it(settings, tmp_path):
    whole = [
        member(response("http://news.example/1", date="2015-10-06T23:00:00Z")),
        member(response("http://news.example/2", b"y" * 500, date="2015-10-07T01:00:00Z")),
        member(response("http://news.example/3", date="2015-10-07T02:00:00Z")),
    ]
    (tmp_path / "a.warc.gz").write_bytes(whole[0] + whole[1][:-20] + whole[2])
    before = Interval.parse("2015-10-06", "2015-10-07")
    counts = [
        (len(shown.documents), len(shown.rejects), shown.outside)
        for shown in (show(settings, "a.warc.gz", window) for window in (before, DAY))
    ]
    assert sum(documents + rejects for documents, rejects, _ in counts) == 3
    assert {documents + rejects + outside for documents, rejects, outside in counts} == {3}


def test_what_is_outside_of_the_window_is_counted_whatever_it_is(settings, tmp_path):
    late = "2015-10-09T00:00:00Z"
    content = [
        response("dns:a.example", date=late),
        response("/relative", date=late),
        response("http://a.example/", date="never"),
        response("http://b.example/"),
        response("http://a.example/", date="never"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(content))
    shown = show(settings, "a.warc")
    assert (len(shown.documents), shown.outside) == (1, 3)
    assert [(r.outcome, r.url) for r in shown.rejects] == [("undated", "http://a.example/")]


def test_responses_that_are_no_pages_are_told_of_once(settings, tmp_path):
    urls = [f"{scheme}:{n}.example" for n in range(5) for scheme in ("dns", "whois")]
    urls += ["http://[bad/", "http://", "http://a.example/"]
    (tmp_path / "a.warc").write_bytes(b"".join(map(response, urls)))
    shown = show(settings, "a.warc")
    assert [reject.url for reject in shown.rejects] == [*urls[:2], *urls[-3:-1]]
    assert {reject.outcome for reject in shown.rejects} == {"bad_url"}
    assert (len(shown.documents), shown.filtered, shown.items) == (1, 8, 13)


def test_hosts_and_languages_are_filtered(settings, tmp_path):
    pages = [
        ("http://a.example/en", b"<html lang=en>"),
        ("http://www.a.example/fr", b"<html lang='fr'>"),
        ("http://a.example/unknown", b"<html>"),
        ("http://nota.example/en", b"<html lang=en>"),
        ("http://b.example/en", b"<html lang=en>"),
        ("inbox:c.txt", b"<html lang=en>"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(response(url, body) for url, body in pages))
    shown = show(settings, "a.warc", hosts=("A.example",), languages=("en",))
    assert [d.url for d in shown.documents] == [pages[0][0], pages[2][0]]
    assert shown.filtered == 4


def test_the_raw_zone_of_another_root_is_a_collection(settings, tmp_path):
    moment = datetime(2015, 10, 7, 8, tzinfo=UTC)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Text"
    out = BytesIO()
    writer = WarcWriter(out)
    writer.write_info(name="site-0000.warc.gz", date=moment)
    url = "http://news.example/a"
    writer.write(Capture(url, moment, HTTP_RESPONSE, block), Document("site", url, "http", DATE))
    others = [
        member(record(url, b"x: y\r\n", "application/warc-fields", date=DATE, kind=kind))
        for kind in ("request", "metadata", "revisit")
    ]
    folder = tmp_path / "other" / "raw" / "dt=2015-10-07" / "20151007T000000Z-20151008T000000Z"
    folder.mkdir(parents=True)
    (folder / "site-0000.warc.gz").write_bytes(out.getvalue() + b"".join(others))
    shown = show(settings, "other/raw/dt=%Y-%m-%d/**/*.warc.gz")
    assert [(d.source_id, d.url) for d in shown.documents] == [("archive", url)]
    assert shown.items == 1


def test_faults_of_the_file_system_cost_the_file(settings, tmp_path):
    (tmp_path / "a.warc").symlink_to("/proc/self/mem")  # reading fails with EIO
    (tmp_path / "b.warc").write_bytes(response())
    shown = show(settings, "?.warc")
    assert (shown.outcome, len(shown.documents)) == ("ok", 1)
    assert [(r.outcome, r.raw_uri) for r in shown.rejects] == [("source_unreachable", "a.warc")]
    assert show(settings, "a.warc").outcome == "source_unreachable"


def test_a_folder_that_cannot_be_listed_is_a_source_that_is_away(settings, monkeypatch):
    def away(*_, **__):
        raise ConnectionError("no route to host")

    monkeypatch.setattr(MemoryFileSystem, "exists", away)
    shown = show(settings, "memory://away-test/*.warc")
    assert (shown.outcome, shown.reason) == ("source_unreachable", "no route to host")
    assert [reject.outcome for reject in shown.rejects] == ["source_unreachable"]


def test_over_http(settings):
    with LoopbackSite() as site:
        serve_ranges(site, "/2015-10-07.warc.gz", member(response()))
        shown = show(settings, site.url("/%Y-%m-%d.warc.gz"))
        assert len(shown.documents) == 1
        assert shown.documents[0].locator == site.url("/2015-10-07.warc.gz")
        later = Interval.parse("2015-10-08", "2015-10-09")
        shown = show(settings, site.url("/%Y-%m-%d.warc.gz"), later)
        assert (shown.outcome, shown.reason) == ("out_of_reach", "no file for 2015-10-08")
        site.serve("/2015-10-09.warc.gz", status=502)
        shown = show(settings, site.url("/2015-10-09.warc.gz"), later)
        assert shown.outcome == "source_unreachable"
        assert "HTTP status 502" in shown.reason


def test_ids_do_not_depend_on_where_the_project_lies(tmp_path):
    found = []
    for name in ("one", "two"):
        root = tmp_path / name
        (root / "data").mkdir(parents=True)
        (root / "a.warc").write_bytes(response())
        (root / "data" / "b.warc").write_bytes(response())
        settings = Settings(data=str(root / "data"), sources=root / "sources.toml")
        paths = ("a.warc", "{data}/b.warc")
        found.append([d.id for path in paths for d in show(settings, path).documents])
    assert found[0] == found[1]
    assert len(set(found[0])) == 2


def test_memory_does_not_grow_with_what_is_outside_of_the_window(settings, tmp_path):
    peaks = []
    for count in (300, 3000):
        late = [
            response(f"http://a.example/{n}", date="2015-10-09T00:00:00Z") for n in range(count)
        ]
        (tmp_path / "a.warc").write_bytes(response() + b"".join(late))
        tracemalloc.start()
        shown = show(settings, "a.warc")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert (len(shown.documents), shown.outside) == (1, count)
    assert peaks[1] < 1.2 * peaks[0]
