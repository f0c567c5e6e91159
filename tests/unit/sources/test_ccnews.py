import gzip
import random

import pytest
from fixtures.archives import member, record, response
from fixtures.loopback import LoopbackSite, Reply
from fixtures.ranges import part, serve_ranges
from upath import UPath

from dateline import remote
from dateline.locations import resolve
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources.ccnews import ask_ccnews
from dateline.sources.config import CcNewsSource
from dateline.warc import read_capture

DAY = Interval.parse("2016-09-02", "2016-09-03")
FOLDER = "crawl-data/CC-NEWS"


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=str(tmp_path / "data"),
        sources=tmp_path / "sources.toml",
        retry_wait_seconds=0.01,
        retry_wait_max_seconds=0.02,
        read_timeout_seconds=2,
    )


def source(base, **changes):
    return CcNewsSource(id="ccnews", name="CC-NEWS", kind="ccnews", base=base, **changes)


def page(url, date, **changes):
    """A response record, with the request record that CC-NEWS keeps before it."""
    request = record(
        url,
        b"GET / HTTP/1.1\r\n\r\n",
        "application/http; msgtype=request",
        date=date,
        kind="request",
    )
    return member(request) + member(response(url, date=date, **changes))


def name(stamp, number=0):
    return f"{FOLDER}/{stamp[:4]}/{stamp[4:6]}/CC-NEWS-{stamp}-{number:05d}.warc.gz"


def listing(month, *names):
    return f"{FOLDER}/{month}/warc.paths.gz", gzip.compress(
        "".join(f"{n}\n" for n in names).encode()
    )


ARCHIVE = {
    name("20160901223000"): page("http://a.example/1", "2016-09-01T22:40:00Z")
    + page("http://a.example/2", "2016-09-02T00:00:00Z"),
    name("20160902001000", 1): page("http://www.a.example/3", "2016-09-02T00:10:01Z")
    + page("http://b.example/4", "2016-09-02T12:00:00Z")
    + page("http://a.example/3", "2016-09-02T12:00:00Z"),
    name("20160902235500", 2): page("http://a.example/5", "2016-09-02T23:59:59Z")
    + page("http://a.example/6", "2016-09-03T00:00:00Z"),
    name("20160903000200", 3): page("http://a.example/7", "2016-09-02T23:59:58Z")
    + page("http://a.example/8", "2016-09-03T00:03:00Z"),
    name("20160903040000", 4): b"never read",
}


@pytest.fixture
def folder(tmp_path):
    """Writes files below a local folder, and gives its location."""

    def write(files=ARCHIVE, listings=None):
        if listings is None:
            listings = [listing("2016/09", *sorted(files, reverse=True))]
        for path, content in [*files.items(), *listings]:
            file = tmp_path / "mirror" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return str(tmp_path / "mirror")

    return write


def urls(shown):
    return [document.url.removeprefix("http://") for document in shown.documents]


def test_the_files_that_may_hold_the_window_are_read(folder, settings):
    (shown,) = ask_ccnews(source(folder()), DAY, settings)
    assert urls(shown) == [
        "a.example/2",
        "www.a.example/3",
        "b.example/4",
        "a.example/3",
        "a.example/5",
        "a.example/7",
    ]
    assert (shown.outcome, shown.form, shown.outside, shown.items) == ("ok", "cc_news", 3, 9)
    assert shown.url.endswith("/crawl-data/CC-NEWS/2016/09/warc.paths.gz")
    assert shown.oldest_at.isoformat() == "2016-09-01T22:40:00+00:00"
    assert shown.newest_at.isoformat() == "2016-09-03T00:03:00+00:00"
    assert len({document.id for document in shown.documents}) == 6


def test_hosts_and_languages_are_filtered(folder, settings):
    base = folder(
        {
            name("20160902001000"): page(
                "http://a.example/de", "2016-09-02T01:00:00Z", body=b'<html lang="de-AT">'
            )
            + page("http://a.example/en", "2016-09-02T01:00:00Z", body=b"<html lang=en>")
            + page("http://a.example/none", "2016-09-02T01:00:00Z")
            + page("http://b.example/en", "2016-09-02T01:00:00Z", body=b"<html lang=en>")
            + page("http://b.example/en", "2016-09-03T01:00:00Z", body=b"<html lang=en>")
        }
    )
    (shown,) = ask_ccnews(source(base, hosts=("a.example",), languages=("en",)), DAY, settings)
    assert urls(shown) == ["a.example/en", "a.example/none"]
    assert (shown.filtered, shown.outside) == (2, 1)


def test_an_hour_reads_the_file_that_was_begun_before_it(folder, settings):
    hour = Interval.parse("2016-09-02T12:00", "2016-09-02T13:00")
    (shown,) = ask_ccnews(source(folder()), hour, settings)
    assert urls(shown) == ["b.example/4", "a.example/3"]
    assert shown.items == 3


def test_the_first_file_of_a_month_may_lie_in_the_month_before(folder, settings):
    files = {
        name("20160831233000"): page("http://a.example/1", "2016-09-01T00:20:00Z"),
        name("20160901003000"): page("http://a.example/2", "2016-09-01T00:40:00Z"),
        name("20160930233000"): page("http://a.example/3", "2016-09-30T23:40:00Z"),
        name("20161001000100"): page("http://a.example/4", "2016-09-30T23:59:00Z"),
        name("20161001020000"): b"never read",
    }
    months = {"2016/08": 1, "2016/09": 3, "2016/10": 5}
    taken = iter(sorted(files))
    listings, done = [], 0
    for month, until in months.items():
        listings.append(listing(month, *(next(taken) for _ in range(until - done))))
        done = until
    base = folder(files, listings)
    first = Interval.parse("2016-09-01", "2016-09-02")
    before, shown = ask_ccnews(source(base), first, settings)
    assert (urls(before), urls(shown)) == (["a.example/1"], ["a.example/2"])
    assert "/2016/08/" in before.url
    last = Interval.parse("2016-09-30", "2016-10-01")
    shown, after = ask_ccnews(source(base), last, settings)
    assert (urls(shown), urls(after)) == (["a.example/3"], ["a.example/4"])
    both = ask_ccnews(source(base), Interval.parse("2016-08-31", "2016-10-02"), settings)
    assert [len(shown.documents) for shown in both] == [1, 2, 1]


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (("2015-10-07", "2015-10-08"), "CC-NEWS begins in August 2016"),
        (("2016-07-31", "2016-08-01"), "CC-NEWS begins in August 2016"),
        (("2016-08-02", "2016-08-03"), "no listing of August 2016"),
        (("2016-09-01", "2016-09-02"), None),
        (("2016-09-01", "2016-09-01T12:00"), "its first file was begun at 2016-09-01 22:30"),
        (("2016-09-20", "2016-09-21"), "the newest record is of 2016-09-02 12:00"),
    ],
)
def test_what_is_out_of_reach_is_said(folder, settings, window, reason):
    files = dict(list(ARCHIVE.items())[:2])
    (shown,) = ask_ccnews(source(folder(files)), Interval.parse(*window), settings)
    if reason:
        assert (shown.outcome, shown.reason) == ("out_of_reach", reason)
    else:
        assert (shown.outcome, urls(shown)) == ("ok", ["a.example/1"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>Sorry</html>", "names no file"),
        (b"", "names no file"),
        (gzip.compress(b"a\nb\n" * 999)[:-20], "end-of-stream"),
        (b"\x1f\x8b\x08 but no gzip at all", ""),
        (gzip.compress(f"{FOLDER}/2016/09/CC-NEWS-20169902001000-00000.warc.gz".encode()), "names"),
    ],
)
def test_a_listing_that_cannot_be_read(folder, settings, content, reason):
    base = folder({}, [(listing("2016/09")[0], content)])
    (shown,) = ask_ccnews(source(base), DAY, settings)
    assert shown.outcome == "broken_source"
    assert reason in shown.reason
    assert [reject.outcome for reject in shown.rejects] == ["broken_source"]


def test_a_listing_may_come_unpacked(folder, settings):
    path, packed = listing("2016/09", *ARCHIVE)
    base = folder(ARCHIVE, [(path, gzip.decompress(packed))])
    assert len(ask_ccnews(source(base), DAY, settings)[0].documents) == 6


def test_a_file_that_is_missing_costs_itself_only(folder, settings):
    files = dict(list(ARCHIVE.items())[:1])
    base = folder(files, [listing("2016/09", *ARCHIVE)])
    (shown,) = ask_ccnews(source(base), DAY, settings)
    assert (shown.outcome, urls(shown)) == ("ok", ["a.example/2"])
    assert [r.outcome for r in shown.rejects] == ["source_unreachable"] * 3
    assert all(reject.reason and reject.raw_uri == reject.url for reject in shown.rejects)
    files = {next(iter(ARCHIVE)): b""}
    (shown,) = ask_ccnews(source(folder(files, [])), DAY, settings)
    assert shown.outcome == "broken_source"


def test_on_any_file_system(settings):
    for path, content in [*ARCHIVE.items(), listing("2016/09", *ARCHIVE)]:
        file = UPath("memory://ccnews-test") / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (shown,) = ask_ccnews(source("memory://ccnews-test/"), DAY, settings)
    assert len(shown.documents) == 6


# Over the network


def noise(n):
    return random.Random(n).randbytes(60_000)


BIG = {
    name("20160902001000"): b"".join(
        page(f"http://a.example/{n}", "2016-09-02T01:00:00Z", body=noise(n)) for n in range(20)
    ),
    name("20160902010000", 1): page("http://a.example/last", "2016-09-02T02:00:00Z"),
}
FIRST = next(iter(BIG))


@pytest.fixture
def site():
    with LoopbackSite() as site:
        site.serve("/" + listing("")[0], status=404)
        for path, content in [*BIG.items(), listing("2016/09", *BIG)]:
            serve_ranges(site, f"/{path}", content)
        yield site


@pytest.fixture
def pieces(monkeypatch):
    """Files are asked for in pieces of 100 kB."""
    monkeypatch.setattr("dateline.sources.collection.FORWARDS", 100_000)


def test_over_http_each_byte_is_asked_for_once(site, settings, pieces):
    asked = serve_ranges(site, f"/{FIRST}", BIG[FIRST])
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    assert (shown.outcome, len(shown.documents), shown.rejects) == ("ok", 21, [])
    assert asked[0][0] == 0
    assert [start for start, _ in asked[1:]] == [end for _, end in asked[:-1]]
    assert asked[-1][1] == len(BIG[FIRST])
    assert max(end - start for start, end in asked) < 200_000
    agents = {request.headers["user-agent"] for request in site.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("Dateline/")


def test_a_dropped_connection_is_taken_up_where_it_was(site, settings, pieces):
    content = BIG[FIRST]
    asked = serve_ranges(
        site,
        f"/{FIRST}",
        content,
        lambda n, _: part(content, 0, 164_000, drop_at=90_000) if n in (3, 4) else None,
    )
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    assert (len(shown.documents), shown.rejects) == (21, [])
    assert sum(end - start for start, end in asked) == len(content)


def test_a_server_that_is_busy_is_asked_again(site, settings, pieces):
    busy = Reply("slow down", 503)
    serve_ranges(site, f"/{FIRST}", BIG[FIRST], lambda n, _: busy if n in (1, 2) else None)
    serve_ranges(
        site,
        "/" + listing("2016/09")[0],
        listing("2016/09", *BIG)[1],
        lambda n, _: busy if n < 2 else None,
    )
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    assert (len(shown.documents), shown.rejects) == (21, [])


def test_a_file_that_stays_away_costs_itself_only(site, settings, pieces):
    serve_ranges(site, f"/{FIRST}", BIG[FIRST], lambda n, _: Reply("", 503) if n > 2 else None)
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    assert shown.outcome == "ok"
    assert 2 < len(shown.documents) < 20
    assert shown.documents[-1].url == "http://a.example/last"
    (reject,) = shown.rejects
    assert (reject.outcome, reject.raw_uri) == ("source_unreachable", site.url(f"/{FIRST}"))
    assert "HTTP status 503" in reject.reason


def test_a_status_that_will_not_pass_is_not_asked_again(site, settings):
    site.forget(f"/{FIRST}")
    site.serve(f"/{FIRST}", status=403)
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    (reject,) = shown.rejects
    assert "HTTP status 403" in reject.reason
    assert site.asked(f"/{FIRST}") == 2  # HEAD, then GET


def test_a_listing_that_does_not_answer(settings):
    with LoopbackSite() as site:
        path = "/" + listing("2016/09")[0]
        site.serve(path, status=500)
        (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
        assert (shown.outcome, shown.reason) == ("source_unreachable", "[Errno 5] HTTP status 500")
        assert site.asked(path) == 2 * settings.fetch_attempts
        gone = site.url("/")
    (shown,) = ask_ccnews(source(gone), DAY, settings)
    assert shown.outcome == "source_unreachable"
    assert [reject.outcome for reject in shown.rejects] == ["source_unreachable"]


def test_a_server_without_ranges_is_told_of(site, settings, pieces):
    content = BIG[FIRST]
    serve_ranges(site, f"/{FIRST}", content, lambda *_: Reply(content))
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    (reject,) = shown.rejects
    assert reject.outcome == "source_unreachable"
    assert "range requests" in reject.reason


def test_a_server_that_does_not_say_how_long_a_file_is(site, settings):
    chunked = [("Transfer-Encoding", "chunked")]
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BIG[FIRST]), BIG[FIRST])
    site.handle(
        f"/{FIRST}",
        lambda request: Reply(b"" if request.method == "HEAD" else body, headers=chunked),
    )
    (shown,) = ask_ccnews(source(site.url("/")), DAY, settings)
    (reject,) = shown.rejects
    assert reject.outcome == "source_unreachable"
    assert urls(shown) == ["a.example/last"]


def test_records_are_read_here_and_there_without_the_whole_file(settings):
    body = random.Random(1).randbytes(30_000)
    parts = [member(response(f"http://a.example/{n}", body)) for n in range(400)]
    content = b"".join(parts)
    offsets = [sum(map(len, parts[:n])) for n in (3, 4, 5, 200, 390)]
    with LoopbackSite() as site:
        asked = serve_ranges(site, "/a.warc.gz", content)
        path = resolve(site.url("/a.warc.gz"), settings)
        with path.open("rb") as stream:
            found = [read_capture(stream, at, max_body=10**6).url[-3:] for at in offsets]
        assert found == ["e/3", "e/4", "e/5", "200", "390"]
        total = sum(end - start for start, end in asked)
        assert len(asked) <= 4
        assert total < 4 * (remote.HERE_AND_THERE + 2 * len(parts[0]))
        asked.clear()
        with remote.open_patiently(path, settings, at_once=remote.HERE_AND_THERE) as stream:
            assert read_capture(stream, offsets[3], max_body=10**6).url[-3:] == "200"
        assert len(asked) == 1
