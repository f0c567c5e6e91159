import asyncio
import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from fixtures.feeds.loopback import Answer, LoopbackSite

from dateline import __version__
from dateline.errors import RecordError
from dateline.http import Client, Limits, _is_unknown_name, http_url, is_public
from dateline.settings import Settings
from dateline.warc import HTTP_RESPONSE, payload_of

QUICK = Limits(
    delay=0, wait_initial=0.01, wait_max=0.1, connect_timeout=1, read_timeout=0.4, total_timeout=1
)
LOOPBACK = frozenset({"127.0.0.1"})
NOON = datetime(2015, 10, 7, 12, 0, 0, 5, UTC)


@pytest.fixture
def site():
    with LoopbackSite() as site:
        yield site


def run(*urls, limits=QUICK, allow_hosts=LOOPBACK, **settings):
    """Get addresses at once with one client; errors are given, not raised."""

    async def all_of_them():
        async with Client(Settings(**settings), limits, lambda: NOON) as client:
            gets = (client.get(url, allow_hosts=allow_hosts) for url in urls)
            return await asyncio.gather(*gets, return_exceptions=True)

    return asyncio.run(all_of_them())


def get(url, **options):
    (result,) = run(url, **options)
    if isinstance(result, BaseException):
        raise result
    return result


def error(url, **options):
    with pytest.raises(RecordError) as raised:
        get(url, **options)
    return raised.value


def body_of(capture):
    return payload_of(capture, max_body=10**6).body


def test_the_answer_is_kept_as_it_came(site):
    site.routes["/a"] = Answer(b"<p>caf\xe9", headers={"X-Odd": "  a: b ", "Set-Cookie": "c=1"})
    capture = get(site.url("/a#part"))
    assert (capture.url, capture.content_type) == (site.url("/a"), HTTP_RESPONSE)
    assert capture.captured_at == NOON.replace(microsecond=0)
    head, _, body = capture.block.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\nServer: ")
    assert b"X-Odd: a: b" in head
    assert body == b"<p>caf\xe9"


def test_compressed_bodies_stay_compressed(site):
    packed = gzip.compress(b"<p>text", mtime=0)
    site.routes["/a"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    capture = get(site.url("/a"))
    assert capture.block.endswith(packed)
    assert body_of(capture) == b"<p>text"


def test_chunks_are_joined_and_the_header_is_renamed(site):
    site.routes["/a"] = Answer(
        parts=(b"5\r\n<p>te\r\n", b"2\r\nxt\r\n", b"0\r\n\r\n"),
        headers={"Transfer-Encoding": "chunked"},
    )
    capture = get(site.url("/a"))
    assert b"\r\nX-Crawl-Transfer-Encoding: chunked\r\n" in capture.block
    assert body_of(capture) == b"<p>text"


def test_it_says_who_it_is(site):
    site.routes["/a"] = Answer(b"x")
    get(site.url("/a"), contact="mailto:desk@news.example")
    for request in site.requests:
        expected = f"Dateline/{__version__} (+mailto:desk@news.example)"
        assert request.headers["User-Agent"] == expected
        assert "Cookie" not in request.headers


def test_redirects_are_followed_and_the_last_address_is_told(site):
    site.routes["/a"] = Answer(status=301, headers={"Location": "b?x=1"})
    site.routes["/b?x=1"] = Answer(status=308, headers={"Location": site.url("/c")})
    site.routes["/c"] = Answer(b"there", headers={"Location": "ignored"})
    capture = get(site.url("/a"))
    assert capture.url == site.url("/c")
    assert body_of(capture) == b"there"


@pytest.mark.parametrize(
    ("location", "outcome", "says"),
    [
        ("/loop", "redirect", "more than 5"),
        ("http://169.254.169.254/latest/meta-data", "bad_url", "allow_hosts"),
        ("http://localhost:1/", "bad_url", "localhost"),
        ("http://[::1]/", "bad_url", "::1"),
        ("ftp://news.example/", "bad_url", "absolute"),
        ("http://[bad", "redirect", "no valid address"),
    ],
)
def test_redirects_that_are_not_followed(site, location, outcome, says):
    site.routes["/loop"] = Answer(status=302, headers={"Location": location})
    raised = error(site.url("/loop"))
    assert raised.outcome == outcome
    assert says in raised.reason


def test_a_redirect_without_a_target_is_an_answer(site):
    site.routes["/a"] = Answer(status=302)
    assert payload_of(get(site.url("/a")), max_body=100).status == 302


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://2130706433:1/",
        "http://0x7f.1:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://0.0.0.0:1/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
    ],
)
def test_addresses_inside_a_network_are_refused(url):
    raised = error(url, allow_hosts=frozenset())
    assert raised.outcome == "bad_url"
    assert "not a public address" in raised.reason or "not a valid address" in raised.reason


def test_an_exception_is_for_one_source_only(site):
    site.routes["/a"] = Answer(b"x")

    async def two_sources():
        async with Client(Settings(), QUICK) as client:
            url = site.url("/a", host="localhost")
            await client.get(url, allow_hosts=frozenset({"localhost"}))
            with pytest.raises(RecordError, match="not a public"):
                await client.get(url)

    asyncio.run(two_sources())


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("news.example", True),
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("fe80::1%eth0", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
    ],
)
def test_what_is_public(host, public):
    assert is_public(host) is public


@pytest.mark.parametrize(
    "url", ["", "/a", "a b", "news.example/a", "ftp://x/", "http://", "http://x:99999/", "http:/x"]
)
def test_what_is_no_address(url):
    with pytest.raises(RecordError) as raised:
        http_url(url)
    assert raised.value.outcome == "bad_url"


def test_errors_that_pass_are_tried_again(site):
    site.routes["/a"] = lambda _, before: Answer(b"now", 500 if before < 2 else 200)
    assert body_of(get(site.url("/a"))) == b"now"
    assert site.asked("/a") == 3


def test_errors_that_stay_are_the_answer(site):
    site.routes["/500"] = Answer(b"no", 500)
    assert payload_of(get(site.url("/500")), max_body=100).status == 500
    assert payload_of(get(site.url("/404")), max_body=100).status == 404
    assert (site.asked("/500"), site.asked("/404")) == (3, 1)


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_respected_up_to_a_bound(site, as_date):
    def answer(_, before):
        after = format_datetime(NOON + timedelta(seconds=1), usegmt=True) if as_date else "1"
        return Answer(b"x", 200 if before else 429, {"Retry-After": after})

    site.routes["/a"] = answer
    limits = Limits(delay=0, wait_initial=0.01, wait_max=1.5)
    started = time.monotonic()
    assert payload_of(get(site.url("/a"), limits=limits), max_body=100).status == 200
    assert time.monotonic() - started > 0.9
    site.routes["/b"] = Answer(b"x", 503, {"Retry-After": "3600"})
    assert payload_of(get(site.url("/b"), limits=limits), max_body=100).status == 503
    assert site.asked("/b") == 1


def test_a_connection_that_breaks_is_tried_again_then_an_error(site):
    site.routes["/a"] = Answer(b"half", announce=100)
    raised = error(site.url("/a"))
    assert raised.outcome == "network_error"
    assert site.asked("/a") == 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(parts=(b"", b"late"), pause=0.6),
        Answer(parts=(b"x",) * 30, pause=0.1),
    ],
)
def test_slow_answers_end_in_time(site, answer):
    site.routes["/a"] = answer
    started = time.monotonic()
    assert error(site.url("/a")).outcome == "timeout"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x" * 2000),
        Answer(parts=(b"7d0\r\n" + b"x" * 2000,), headers={"Transfer-Encoding": "chunked"}),
    ],
)
def test_a_body_above_the_limit_is_not_read(site, answer):
    site.routes["/a"] = answer
    assert error(site.url("/a"), max_body_bytes=1000).outcome == "oversized"


def test_headers_without_end_are_an_error(site):
    site.routes["/a"] = Answer(b"x", headers={"X-Long": "a" * 100_000})
    assert error(site.url("/a")).outcome == "network_error"
    site.routes["/b"] = Answer(b"x", headers={"Content-Security-Policy": "a" * 12_000})
    assert body_of(get(site.url("/b"))) == b"x"


ROBOTS = b"User-agent: *\nDisallow: /private\n\nUser-agent: Dateline\nDisallow: /secret\n"


def test_robots_txt_is_asked_once_and_obeyed(site):
    site.routes |= {
        "/robots.txt": Answer(ROBOTS, content_type="text/plain"),
        "/private": Answer(b"open to us"),
        "/secret": Answer(b"x"),
        "/a": Answer(status=302, headers={"Location": "/secret"}),
    }
    results = run(*(site.url(path) for path in ("/private", "/secret", "/a")))
    assert body_of(results[0]) == b"open to us"
    assert [result.outcome for result in results[1:]] == ["robots_denied"] * 2
    assert (site.asked("/robots.txt"), site.asked("/secret")) == (1, 0)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(status=404), None),
        (Answer(status=403), None),
        (Answer(status=500), "robots_denied"),
        (Answer(status=429, headers={"Retry-After": "999"}), "robots_denied"),
        (Answer(status=302, headers={"Location": "/robots.txt"}), None),
        (Answer(b"\xff\xfe\x00garbage"), None),
        (Answer(b"User-agent: *\nDisallow: /\n" + b"#" * 600_000), None),
        (Answer(parts=(b"x",) * 30, pause=0.1), "timeout"),
        (Answer(gzip.compress(ROBOTS), headers={"Content-Encoding": "gzip"}), "robots_denied"),
    ],
)
def test_robots_txt_that_is_odd(site, answer, outcome):
    site.routes |= {"/robots.txt": answer, "/secret": Answer(b"x")}
    (result,) = run(site.url("/secret"))
    assert getattr(result, "outcome", None) == outcome


def test_a_host_is_asked_by_few_at_once_and_not_too_often(site):
    page = Answer(parts=(b"x",), pause=0.25)
    site.routes |= {f"/{n}": page for n in range(6)}
    limits = Limits(per_host=2, delay=0.08, total_timeout=5)
    run(*(site.url(f"/{n}") for n in range(6)), limits=limits)
    requests = sorted(site.requests, key=lambda request: request.start)
    starts = [request.start for request in requests]
    assert min(b - a for a, b in pairwise(starts)) > 0.06
    for request in requests:
        others = sum(o.start < request.start < o.end - 0.02 for o in requests)
        assert others < 2


def test_a_retry_is_logged_and_nothing_is_printed(site, capfd, caplog):
    site.routes["/a"] = lambda _, before: Answer(b"now", 200 if before else 500)
    caplog.set_level("INFO", "dateline.http")
    get(site.url("/a"))
    assert capfd.readouterr().out == ""
    assert [record.name for record in caplog.records] == ["dateline.http"]
    assert "500" in caplog.text


@pytest.mark.parametrize(
    ("code", "unknown"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)]
)
def test_only_a_name_that_nobody_knows_is_not_asked_for_again(code, unknown):
    key = ConnectionKey("news.example", 80, False, True, None, None, None)
    failure = aiohttp.ClientConnectorDNSError(key, socket.gaierror(code, "from the name service"))
    assert _is_unknown_name(failure) is unknown
