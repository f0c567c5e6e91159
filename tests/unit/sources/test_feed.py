import gzip
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.feeds.loopback import Answer, LoopbackSite

from dateline.http import Limits
from dateline.partition import Interval
from dateline.schemas import Document
from dateline.settings import Settings
from dateline.sources import FeedSource, check, discover

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"
DAY = Interval.parse("2015-10-07", "2015-10-08")
QUICK = Limits(delay=0, wait_initial=0.01, wait_max=0.05, read_timeout=0.5, total_timeout=1)
XML = "application/rss+xml; charset=utf-8"


@pytest.fixture
def site():
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def settings(tmp_path):
    return Settings(data=str(tmp_path / "data"), max_body_bytes=100_000)


def serve(site, name, path="/feed", **changes):
    body = (FEEDS / name).read_text(encoding="utf-8").replace("SITE", site.url("")).encode()
    site.routes[path] = replace(Answer(body, content_type=XML), **changes)
    return body


def source(site, path="/feed", hosts=("127.0.0.1",)):
    return FeedSource(
        id="feed", name="Feed", kind="feed", url=site.url(path), allow_hosts=frozenset(hosts)
    )


def show(site, settings, **options):
    return list(discover(source(site, **options), DAY, settings, QUICK))


def test_entries_of_rss_are_dated_by_themselves_or_by_the_feed(site, settings):
    serve(site, "rss2.xml")
    assert show(site, settings) == [
        Document("feed", site.url("/sea-wall"), "http", "2015-10-07T08:30:00+00:00"),
        Document("feed", site.url("/ferry?from=rss&id=2"), "http", "2015-10-06T21:15:00+00:00"),
        Document("feed", site.url("/guid-only"), "http", "2015-10-07T12:00:00+00:00"),
    ]


def test_entries_of_atom_are_dated_by_publication_first(site, settings):
    serve(site, "atom.xml", content_type="application/atom+xml")
    assert show(site, settings) == [
        Document("feed", site.url("/sea-wall"), "http", "2015-10-07T08:30:00+00:00"),
        Document("feed", site.url("/ferry"), "http", "2015-10-06T21:15:00+00:00"),
    ]


def test_an_entry_without_any_date_is_rejected(site, settings):
    serve(site, "undated.xml")
    no_date, bad_date, dated = show(site, settings)
    assert (no_date.outcome, no_date.url) == ("undated", site.url("/no-date"))
    assert bad_date.outcome == "undated"
    assert isinstance(dated, Document)


def test_links_are_resolved_and_only_web_addresses_are_taken(site, settings):
    serve(site, "links.xml", path="/news/feed")
    found = show(site, settings, path="/news/feed")
    assert [item.url for item in found[:2]] == [
        site.url("/from-root"),
        site.url("/news/from-here?x=1"),
    ]
    assert [item.outcome for item in found[2:]] == ["bad_url"] * 4
    assert "'Mail'" in found[2].reason


def test_a_malformed_feed_is_used_as_far_as_it_goes(site, settings):
    serve(site, "malformed.xml")
    urls = [item.url for item in show(site, settings)]
    assert urls[0] == site.url("/readable")


def test_a_compressed_feed_in_another_charset(site, settings):
    body = serve(site, "rss2.xml").decode().replace("Gazette", "Gazette é")
    body = body.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1")
    site.routes["/feed"] = Answer(
        gzip.compress(body), headers={"Content-Encoding": "gzip"}, content_type="text/xml"
    )
    assert len(show(site, settings)) == 3


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", XML])
def test_a_page_instead_of_a_feed_is_a_broken_source(site, settings, content_type):
    serve(site, "page.html", content_type=content_type)
    (reject,) = show(site, settings)
    assert (reject.outcome, reject.url) == ("broken_source", site.url("/feed"))
    assert content_type.partition(";")[0] in reject.reason


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(status=404), "HTTP 404 Not Found"),
        (Answer(status=503), "HTTP 503"),
        (Answer(b"x" * 200_000, content_type=XML), "above the limit"),
        (Answer(parts=(b"<rss>",) * 40, pause=0.1), "in time"),
        (Answer(status=302, headers={"Location": "/feed"}), "redirects"),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/"}), "not a public address"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "absolute http"),
    ],
)
def test_a_feed_that_does_not_come_is_unreachable(site, settings, answer, says):
    site.routes["/feed"] = answer
    (reject,) = show(site, settings)
    assert reject.outcome == "source_unreachable"
    assert says in reject.reason


def test_nobody_at_the_address(site, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/feed"
    closed = source(site).model_copy(update={"url": url})
    (reject,) = discover(closed, DAY, settings, QUICK)
    assert reject.outcome == "source_unreachable"
    assert "Cannot connect" in reject.reason
    result = check(closed, settings, QUICK)
    assert (result.state, result.documents) == ("failed", 0)
    assert "Cannot connect" in result.message


def test_a_loopback_address_is_refused_unless_named(site, settings):
    serve(site, "rss2.xml")
    (reject,) = show(site, settings, hosts=())
    assert reject.outcome == "source_unreachable"
    assert "allow_hosts" in reject.reason
    assert site.requests == []


def test_check_says_what_a_feed_shows(site, settings):
    serve(site, "undated.xml")
    result = check(source(site), settings, QUICK)
    assert (result.source_id, result.kind, result.state) == ("feed", "feed", "ok")
    assert (result.documents, result.newest) == (1, "2015-10-07T08:00:00+00:00")
    assert result.message == "undated: neither the entry nor the feed has a date (and 1 more)"


def test_an_empty_feed_is_empty_and_not_broken(site, settings):
    body = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title></channel></rss>'
    site.routes["/feed"] = Answer(body, content_type=XML)
    assert show(site, settings) == []
    assert check(source(site), settings, QUICK).state == "empty"


def test_entity_bombs_do_not_expand(site, settings):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel>'
        "<title>&e9;</title></channel></rss>"
    )
    site.routes["/feed"] = Answer(body.encode(), content_type=XML)
    assert all(item.outcome for item in show(site, settings))
