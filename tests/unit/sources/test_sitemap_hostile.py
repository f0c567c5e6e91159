"""Sitemaps that are wrong, endless or meant to harm: each ends in one named outcome, in time."""

import gzip
import time
import tracemalloc

import pytest
from fixtures.loopback import LoopbackSite, Reply
from fixtures.sitemaps import NAMESPACES, ask, found, gazette, index, page, urlset

from dateline.errors import RecordError
from dateline.settings import Settings
from dateline.sources.sitemap_entries import MOST_ENTRIES, read_entries

HEAD = f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>'
TAIL = "</urlset>"


@pytest.fixture(scope="module")
def site():
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=str(tmp_path / "data"),
        home=tmp_path / "home",
        host_delay_seconds=0,
        fetch_attempts=1,
        read_timeout_seconds=1,
        total_timeout_seconds=2,
        host_concurrency=8,
    )


def entities(bomb, root="urlset"):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 15))
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY e0 "ha">{levels}'
        f'<!ENTITY file SYSTEM "file:///etc/hostname">]><{root}>{bomb}</{root}>'
    )


def one(site, path="/a", date="2016-09-01"):
    return page(site.url(path), date)


def spaces(length):
    """A gzip bomb: blanks, packed a thousand to one."""
    return gzip.compress(HEAD.encode() + b" " * length + TAIL.encode())


BROKEN = {
    "empty": (lambda _: "", "empty"),
    "blanks": (lambda _: " \n ", "empty"),
    "html": (lambda _: "<!doctype html><html><body><p>Sorry<br></body></html>", "an HTML page"),
    "xhtml": (lambda _: '<?xml version="1.0"?><html><p>Sorry</p></html>', "its root is <html>"),
    "json": (lambda _: '{"error": "no"}', "neither XML nor a list of addresses"),
    "feed": (lambda _: "<rss version='2.0'><channel/></rss>", "a feed: list it under feeds"),
    "atom": (lambda _: "<feed xmlns='http://www.w3.org/2005/Atom'/>", "list it under feeds"),
    "svg": (lambda _: "<svg/>", "its root is <svg>"),
    "binary": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither XML nor a list"),
    "no gzip": (lambda _: b"\x1f\x8b" + b"\0" * 100, "cannot be unpacked"),
    "cut head": (lambda _: gzip.compress(HEAD.encode())[:12], "breaks off"),
    "deep": (lambda _: HEAD + "<url>" * 100_000, "Premature end"),
    "gzip bomb": (lambda _: spaces(200_000_000), "more than 52,428,800 bytes"),
    "elements": (lambda _: HEAD + "<a/>" * 2_100_000 + TAIL, "more than 2,000,000 elements"),
    "attribute bomb": (
        lambda _: entities("").replace("<urlset>", '<urlset a="&e14;">').encode("utf-16"),
        "entity amplification",
    ),
    "http 500": (lambda _: Reply("", 500), "HTTP 500"),
    "oversized": (lambda _: Reply(b"", 200, [("Content-Length", "99999999")]), "above the limit"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_sitemap_gives_one_reject(site, settings, name):
    make, says = BROKEN[name]
    body = make(site)
    path = f"/broken/{name.replace(' ', '-')}.xml"
    reply = body if isinstance(body, Reply) else Reply(body)
    site.handle(path, lambda _: reply)
    (shown,) = ask(gazette(site, path), settings)
    outcome = "source_unreachable" if name == "http 500" else "broken_source"
    assert [reject.outcome for reject in shown.rejects] == [outcome]
    assert shown.outcome == outcome
    assert says in shown.reason
    assert not shown.documents


def cut(site):
    body = (HEAD + one(site) + one(site, "/never", "2016-08-01") * 5_000 + TAIL).encode()
    return gzip.compress(body)[:-60]


PARTLY = {
    "cut": (lambda s: HEAD + one(s) + one(s, "/b")[:-6], "broken_source", "line 1: "),
    "cut gzip": (cut, "broken_source", "breaks off"),
    "trailing rubbish": (lambda s: HEAD + one(s) + TAIL + "<more/>", "broken_source", "Extra"),
    "control characters": (
        lambda s: HEAD + "<url>\x00\x01</url>" + one(s) + TAIL,
        "broken_source",
        "Invalid char",
    ),
    "wrong tag": (
        lambda s: HEAD + one(s).replace("</url>", "</item>") + TAIL,
        "broken_source",
        "mismatch",
    ),
    "wrong charset": (
        lambda s: (HEAD + one(s) + one(s, "/caf\xe9") + TAIL).encode("latin-1"),
        "broken_source",
        "Invalid bytes",
    ),
    "million locs": (lambda s: HEAD + one(s) * 300_000 + TAIL, "oversized", "50,000 entries"),
    "long loc": (lambda s: HEAD + one(s, "/" + "x" * 9_000_000) + one(s), "bad_url", "2,048"),
    "javascript": (lambda s: urlset(page("javascript:alert(1)"), one(s)), "bad_url", "absolute"),
    "relative": (lambda s: urlset(page("/b", "2016-09-01"), one(s)), "bad_url", "absolute"),
    "no port": (lambda s: urlset(page("http://a:99999/"), one(s)), "bad_url", ""),
    "empty loc": (lambda s: urlset(page("", "2016-09-01"), one(s)), "bad_url", "absolute"),
    "no date": (lambda s: urlset(page(s.url("/b"), "yesterday"), one(s)), "undated", "no date"),
    "impossible date": (
        lambda s: urlset(page(s.url("/b"), "2016-02-31", "2016-13-01"), one(s)),
        "undated",
        "no date",
    ),
    "long date": (lambda s: urlset(page(s.url("/b"), "1" * 100_000), one(s)), "undated", ""),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", PARTLY)
def test_what_could_be_read_is_kept_and_the_fault_told(site, settings, name):
    make, outcome, says = PARTLY[name]
    path = f"/partly/{name.replace(' ', '-')}.xml"
    site.serve(path, make(site))
    (shown,) = ask(gazette(site, path), settings)
    assert found([shown])[0] == ("/a", "2016-09-01T00:00:00+00:00")
    assert shown.outcome == "ok"
    told = {reject.outcome: reject.reason for reject in shown.rejects}
    assert says in told[outcome]
    assert all(len(reject.url) <= 300 for reject in shown.rejects)


def test_a_loc_in_the_wrong_charset_is_no_address(site, settings):
    body = (HEAD + one(site, "/caf\xe9") + one(site) + TAIL).encode("latin-1")
    site.serve("/latin.xml", body)
    (shown,) = ask(gazette(site, "/latin.xml"), settings)
    assert sorted(reject.outcome for reject in shown.rejects) == ["bad_url", "broken_source"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_entities_are_neither_expanded_nor_loaded(charset):
    body = entities("<url><loc>http://a.example/&e14;&file;</loc></url>").encode(charset)
    entries = read_entries(body)
    if charset == "utf-8":
        assert [entry.loc for entry in entries] == ["http://a.example/&e14;&file;"]
    else:
        with pytest.raises(RecordError, match="entity amplification"):
            list(entries)


@pytest.mark.timeout(20)
def test_a_dtd_elsewhere_is_not_loaded(site, settings):
    doctype = f'<!DOCTYPE urlset SYSTEM "{site.url("/evil.dtd")}">'
    site.serve("/dtd.xml", urlset(one(site)).replace("<urlset", f"{doctype}<urlset"))
    (shown,) = ask(gazette(site, "/dtd.xml"), settings)
    assert len(shown.documents) == 1
    assert site.asked("/evil.dtd") == 0


def test_dates_in_the_future_belong_to_intervals_to_come(site, settings):
    site.serve("/future.xml", urlset(one(site, "/b", "2099-01-01"), one(site)))
    (shown,) = ask(gazette(site, "/future.xml"), settings)
    assert (len(shown.documents), shown.outside) == (1, 1)


def test_private_addresses_are_another_site(site, settings):
    locs = ("http://10.0.0.1/", "http://[::1]/", "http://localhost/", "http://metadata/")
    site.serve("/private.xml", urlset(*(page(loc, "2016-09-01") for loc in locs)))
    (shown,) = ask(gazette(site, "/private.xml"), settings)
    assert (shown.documents, shown.filtered) == ([], 4)


def test_an_index_that_names_itself(site, settings):
    site.serve("/loop.xml", index(site.url("/loop.xml"), site.url("/loop.xml#x")))
    (shown,) = ask(gazette(site, "/loop.xml"), settings)
    assert {(r.outcome, r.reason) for r in shown.rejects[:1]} == {
        ("broken_source", "an index that leads to it")
    }


def test_indexes_that_name_each_other(site, settings):
    site.serve("/ping.xml", index(site.url("/pong.xml")))
    site.serve("/pong.xml", index(site.url("/ping.xml"), site.url("/pages.xml")))
    site.serve("/pages.xml", urlset(one(site)))
    shown = ask(gazette(site, "/ping.xml"), settings)
    assert len(shown) == 3
    assert len(found(shown)) == 1
    assert [r.url for s in shown for r in s.rejects] == [site.url("/ping.xml")]


@pytest.mark.timeout(20)
def test_an_endless_descent_of_indexes(site, settings):
    for n in range(10):
        site.serve(f"/depth-{n}x", index(site.url(f"/depth-{n + 1}x")))
    shown = ask(gazette(site, "/depth-0x"), settings)
    assert len(shown) == 4
    (reject,) = shown[-1].rejects
    assert reject.reason == "not asked: indexes are nested more than 3 deep"


@pytest.mark.timeout(60)
def test_an_index_that_makes_ever_more_indexes(site, settings):
    def more(request):
        return Reply(index(*(site.url(f"{request.path}/i{n}x") for n in range(50))))

    for first in range(50):
        site.handle(f"/wide/i{first}x", more)
    site.handle("/wide", more)
    shown = ask(gazette(site, "/wide"), settings)
    assert len(shown) == 201


@pytest.mark.timeout(20)
def test_a_sitemap_that_drips_ends_in_time(site, settings):
    def drip():
        yield b"HTTP/1.1 200 OK\r\n\r\n" + HEAD.encode()
        while not site.stop.wait(0.2):
            yield b" "

    site.raw("/drip.xml", drip)
    start = time.monotonic()
    (shown,) = ask(gazette(site, "/drip.xml"), settings)
    assert shown.outcome == "source_unreachable"
    assert time.monotonic() - start < 10


@pytest.mark.timeout(60)
def test_memory_does_not_grow_with_the_entries():
    entry = page("https://news.example/a", "2016-09-01")

    def peak(n):
        body = (HEAD + entry * n + TAIL).encode()
        tracemalloc.start()
        count = sum(1 for _ in read_entries(body))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == n
        return top

    few, many = peak(5_000), peak(MOST_ENTRIES)
    assert many < few * 1.5 + 200_000
