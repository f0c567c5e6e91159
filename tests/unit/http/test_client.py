import asyncio
import gzip
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
import stamina
from fixtures.getting import LOOPBACK, NOON, QUICK, Source, ask, body_of, error, get, outcomes
from fixtures.loopback import LoopbackSite, Reply

from dateline import __version__
from dateline.errors import TerminalError
from dateline.http import Client, Validators, status_text
from dateline.settings import Settings
from dateline.warc import HTTP_RESPONSE

ROBOTS = "User-agent: *\nDisallow: /private\n\nUser-agent: Dateline\nDisallow: /secret\n"
HTML = frozenset({"text/html", "application/xhtml+xml"})


def chunked(*parts):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return [head, *parts]


def test_the_answer_is_kept_as_it_came(site):
    site.serve("/a", b"<p>caf\xe9", headers=[("X-Odd", "  a: b "), ("Set-Cookie", "c=1")])
    answer = get(site.url("/a#part"))
    capture = answer.capture
    assert (answer.status, answer.requested_url) == (200, site.url("/a#part"))
    assert (capture.url, capture.content_type) == (site.url("/a"), HTTP_RESPONSE)
    assert capture.captured_at == NOON.replace(microsecond=0)
    head, _, body = capture.block.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\nX-Odd: a: b\r\nSet-Cookie: c=1\r\n")
    assert body == b"<p>caf\xe9"


def test_the_request_is_kept_as_it_was_sent(site):
    site.serve("/a?b=%20c", "x", delay=0.2)
    validators = Validators('"tag"', "Wed, 07 Oct 2015 12:00:00 GMT")
    answer = get(site.url("/a?b=%20c"), validators=validators, accept=HTML)
    assert answer.request == site.requests[-1].head
    assert answer.request.startswith(b"GET /a?b=%20c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert 0.2 <= answer.seconds < 1


def test_compressed_bodies_stay_compressed(site):
    packed = gzip.compress(b"<p>text", mtime=0)
    site.serve("/a", packed, headers=[("Content-Encoding", "gzip")])
    answer = get(site.url("/a"))
    assert answer.capture.block.endswith(packed)
    assert body_of(answer) == b"<p>text"


def test_chunks_are_joined_and_the_header_is_renamed(site):
    site.raw("/a", chunked(b"5\r\n<p>te\r\n", b"2\r\nxt\r\n", b"0\r\n\r\n"))
    answer = get(site.url("/a"))
    assert b"\r\nX-Crawl-Transfer-Encoding: chunked\r\n" in answer.capture.block
    assert body_of(answer) == b"<p>text"


def test_it_says_who_it_is(site):
    site.serve("/a", "x")
    get(site.url("/a"), settings=Settings(contact="mailto:desk@news.example"))
    for request in site.requests:
        expected = f"Dateline/{__version__} (+mailto:desk@news.example)"
        assert request.headers["user-agent"] == expected
        assert "cookie" not in request.headers
        assert request.headers["accept-encoding"] == "gzip, br"
    assert [request.headers["accept"] for request in site.requests] == ["*/*", "*/*"]


# redirects


def test_redirects_are_followed_and_the_last_address_is_told(site):
    site.serve("/a", status=301, headers=[("Location", "b?x=1")])
    site.serve("/b?x=1", status=308, headers=[("Location", site.url("/c"))])
    site.serve("/c", "there", headers=[("Location", "ignored")])
    answer = get(site.url("/a"))
    assert (answer.capture.url, answer.requested_url) == (site.url("/c"), site.url("/a"))
    assert body_of(answer) == b"there"


@pytest.mark.parametrize(
    ("location", "outcome", "says"),
    [
        ("/loop", "redirect", "in a loop"),
        ("http://169.254.169.254/latest/meta-data", "bad_url", "allow_hosts"),
        ("http://localhost:1/", "bad_url", "localhost"),
        ("http://[::1]/", "bad_url", "::1"),
        ("ftp://news.example/", "bad_url", "absolute"),
        ("http://[bad", "redirect", "no valid address"),
    ],
)
def test_redirects_that_are_not_followed(site, location, outcome, says):
    site.serve("/loop", status=302, headers=[("Location", location)])
    raised = error(site.url("/loop"))
    assert raised.outcome == outcome
    assert says in raised.reason
    assert site.asked("/loop") == 1


def test_no_more_redirects_than_may_be(site):
    for n in range(9):
        site.serve(f"/{n}", status=302, headers=[("Location", f"/{n + 1}")])
    raised = error(site.url("/0"))
    assert (raised.outcome, raised.reason) == ("redirect", "more than 5 redirects")
    assert [site.asked(f"/{n}") for n in range(8)] == [1, 1, 1, 1, 1, 1, 0, 0]


def test_a_redirect_without_a_target_is_an_answer(site):
    site.serve("/a", status=302)
    assert get(site.url("/a")).status == 302


# conditional requests


def test_validators_are_sent_and_304_comes_back(site):
    def answer(request):
        known = request.headers.get("if-none-match") == '"1"'
        return Reply("" if known else "x", 304 if known else 200, [("ETag", '"1"')])

    site.handle("/a", answer)
    assert get(site.url("/a")).status == 200
    answer = get(site.url("/a"), validators=Validators(etag='"1"'))
    assert answer.status == 304
    assert b'\r\nETag: "1"\r\n' in answer.capture.block
    assert body_of(answer) == b""
    assert site.asked("/a") == 2


def test_a_date_is_a_validator_too(site):
    site.serve("/a", status=304)
    date = "Wed, 07 Oct 2015 12:00:00 GMT"
    assert get(site.url("/a"), validators=Validators(last_modified=date)).status == 304
    assert site.requests[-1].headers["if-modified-since"] == date


def test_validators_go_to_the_address_that_gave_them(site):
    site.serve("/a", status=302, headers=[("Location", "/b")])
    site.serve("/b", "x")
    get(site.url("/a"), validators=Validators('"1"'))
    get(site.url("/a"), validators=Validators('"1"', url=site.url("/b")))
    pages = [r for r in site.requests if r.path != "/robots.txt"]
    assert [(r.path, r.headers.get("if-none-match")) for r in pages] == [
        ("/a", '"1"'),
        ("/b", None),
        ("/a", None),
        ("/b", '"1"'),
    ]


def test_304_to_an_unconditional_request_is_an_error(site):
    site.serve("/a", status=304)
    raised = error(site.url("/a"))
    assert (raised.outcome, site.asked("/a")) == ("http_error", 1)


def test_validators_that_cannot_stand_in_a_header_are_left_out(site):
    site.serve("/a", "x")
    get(site.url("/a"), validators=Validators('"1"\r\nX-Evil: 1', "\x00"))
    assert {"if-none-match", "x-evil", "if-modified-since"}.isdisjoint(site.requests[-1].headers)


# types of content


@pytest.mark.parametrize(
    ("content_type", "status", "outcome"),
    [
        ("text/html; charset=utf-8", 200, "ok"),
        ("TEXT/HTML", 200, "ok"),
        ("", 200, "ok"),
        ("image/png", 404, "ok"),
        ("image/png", 200, "unsupported_type"),
        ("text", 200, "unsupported_type"),
    ],
)
def test_types_of_no_use_are_refused_before_the_body(site, content_type, status, outcome):
    def answer():
        yield f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\n\r\n".encode()
        while outcome != "ok" and not site.stop.wait(0.2):
            yield b"x"

    site.raw("/a", answer)
    started = time.monotonic()
    assert outcomes(ask(site.url("/a"), accept=HTML)) == [outcome]
    assert time.monotonic() - started < 0.8


def test_the_types_of_use_are_asked_for(site):
    site.serve("/a", "x")
    get(site.url("/a"), accept=HTML)
    assert site.requests[-1].headers["accept"] == "application/xhtml+xml, text/html, */*;q=0.1"


# second tries


def test_errors_that_pass_are_tried_again(site):
    for status in (500, 503, 200):
        site.serve("/a", "now", status)
    assert body_of(get(site.url("/a"))) == b"now"
    assert site.asked("/a") == 3


def test_errors_that_stay_are_the_answer(site):
    site.serve("/500", "no", 500)
    answers = [get(site.url(path)).status for path in ("/500", "/404")]
    assert answers == [500, 404]
    assert (site.asked("/500"), site.asked("/404")) == (3, 1)


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_respected(site, as_date):
    after = format_datetime(NOON + timedelta(seconds=1), usegmt=True) if as_date else "1"
    site.serve("/a", "x", 429, [("Retry-After", after)])
    site.serve("/a", "x")
    started = time.monotonic()
    assert get(site.url("/a"), limits=replace(QUICK, wait_max=1.5)).status == 200
    assert time.monotonic() - started > 0.9


def test_a_pause_that_is_too_long_is_for_all_documents_and_for_later_clients(site):
    site.serve("/a", "x", 503, [("Retry-After", "3600")])
    site.serve("/b", "x")
    settings = Settings()
    assert get(site.url("/a"), settings=settings).status == 503
    later = error(site.url("/b"), settings=settings)
    assert later.outcome == "circuit_open"
    assert "asked for a pause; left alone until" in later.reason
    assert (site.asked("/a"), site.asked("/b")) == (1, 0)


def test_a_short_pause_is_for_all_documents(site):
    site.serve("/a", "x", 429, [("Retry-After", "1")])
    site.serve("/a", "x")
    site.serve("/b", "x", delay=0.05)
    limits = replace(QUICK, wait_max=1.5, per_host=1)
    assert outcomes(ask(site.url("/a"), site.url("/b"), limits=limits)) == ["ok", "ok"]
    refused, *others = [r.at for r in site.requests if r.path != "/robots.txt"]
    assert min(others) - refused > 0.9


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "-5", "Wed, 07 Oct 2015 11:00:00 GMT", "1.5"),
        "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 0001 00:00:00 +2359",
    ],
)
def test_retry_after_that_says_nothing(site, value):
    site.serve("/a", "x", 503, [("Retry-After", value)])
    site.serve("/a", "x")
    assert get(site.url("/a")).status == 200


@pytest.mark.parametrize(
    "value", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -2359"]
)
def test_retry_after_for_ever_is_as_long_as_the_circuit_stays_open(site, value):
    site.serve("/a", "x", 503, [("Retry-After", value)])
    site.serve("/a", "x")
    limits = replace(QUICK, breaker_seconds=0.5)
    settings = Settings()
    assert get(site.url("/a"), limits=limits, settings=settings).status == 503
    assert error(site.url("/a"), limits=limits, settings=settings).outcome == "circuit_open"
    time.sleep(0.5)
    assert get(site.url("/a"), limits=limits, settings=settings).status == 200


def test_a_connection_that_breaks_is_tried_again_then_an_error(site):
    site.raw("/a", [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"half"])
    assert error(site.url("/a")).outcome == "network_error"
    assert site.asked("/a") == 3


def test_a_kept_connection_that_was_closed_is_not_used_again_without_a_pause(site):
    """aiohttp sends such a request again at once: the server would see two in a moment."""
    site.serve("/a", "x")
    site.raw("/b", [])
    source = Source(delay_seconds=0.2)
    results = ask(site.url("/a"), site.url("/b"), source=source)
    assert outcomes(results) == ["ok", "network_error"]
    at = [request.at for request in site.requests]
    assert min(b - a for a, b in pairwise(at)) >= 0.2


@pytest.mark.parametrize("pause", [0.6, 0.1])
def test_slow_answers_end_in_time(site, pause):
    def drip():
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
        for _ in range(30):
            site.stop.wait(pause)
            yield b"x"

    site.raw("/a", drip)
    started = time.monotonic()
    assert error(site.url("/a")).outcome == "timeout"
    assert time.monotonic() - started < 2
    assert site.asked("/a") == 1


@pytest.mark.parametrize(
    "chunks",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n", b"x" * 2000],
        chunked(b"7d0\r\n" + b"x" * 2000),
    ],
)
def test_a_body_above_the_limit_is_not_read(site, chunks):
    site.raw("/a", chunks)
    assert error(site.url("/a"), max_body=1000).outcome == "oversized"
    assert error(site.url("/a"), settings=Settings(max_body_bytes=1000)).outcome == "oversized"
    assert site.asked("/a") == 2


def test_headers_that_are_too_long_are_an_error(site):
    site.serve("/a", "x", headers=[("X-Long", "a" * 100_000)])
    assert error(site.url("/a")).outcome == "network_error"
    site.serve("/b", "x", headers=[("Content-Security-Policy", "a" * 12_000)])
    assert body_of(get(site.url("/b"))) == b"x"


def test_a_retry_is_logged_and_nothing_is_printed(site, capfd, caplog):
    site.serve("/a", "no", 500)
    site.serve("/a", "now")
    caplog.set_level("INFO", "dateline.http")
    get(site.url("/a"))
    assert capfd.readouterr().out == ""
    assert [record.name for record in caplog.records] == ["dateline.http.client"]
    assert "HTTP 500" in caplog.text


def test_retries_of_others_keep_one_form_of_log_line(caplog):
    caplog.set_level("INFO")
    for attempt in stamina.retry_context(on=OSError, attempts=2, wait_initial=0, wait_jitter=0):
        with attempt:
            if attempt.num == 1:
                raise OSError("of the disk")
    Client(Settings(), QUICK)
    assert [record.getMessage() for record in caplog.records] == [
        "try 1: of the disk; again in 0.0 s"
    ]


# robots.txt


def test_robots_txt_is_asked_once_and_obeyed(site):
    site.serve("/robots.txt", ROBOTS, headers=[("Content-Type", "text/plain")])
    site.serve("/private", "open to us")
    site.serve("/secret", "x")
    site.serve("/a", status=302, headers=[("Location", "/secret")])
    results = ask(*(site.url(path) for path in ("/private", "/secret", "/a")))
    assert body_of(results[0]) == b"open to us"
    assert outcomes(results[1:]) == ["robots_denied"] * 2
    assert (site.asked("/robots.txt"), site.asked("/secret")) == (1, 0)


def test_a_crawl_delay_is_kept(site):
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n")
    for n in range(3):
        site.serve(f"/{n}", "x")
    ask(*(site.url(f"/{n}") for n in range(3)), limits=replace(QUICK, delay=0.05))
    at = [request.at for request in site.requests]
    assert min(b - a for a, b in pairwise(at)) >= 0.3


def test_a_crawl_delay_that_is_too_long_is_a_refusal(site):
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 61\n")
    raised = error(site.url("/a"))
    assert raised.outcome == "robots_denied"
    assert "asks for 61 s between requests, above the 60 s we wait" in raised.reason


# the whole


def test_one_client_asks_no_more_at_once_than_it_may():
    running, most = set(), [0]

    def answer(request):
        running.add(id(request))
        most[0] = max(most[0], len(running))
        time.sleep(0.05)
        running.discard(id(request))
        return Reply("x")

    limits = replace(QUICK, at_once=3, total_timeout=5)
    names = [f"127.0.0.{n}" for n in range(2, 8)]
    sites = [LoopbackSite(name) for name in names]
    for site in sites:
        site.__enter__()
        site.handle("/a", answer)
    source = Source(allow_hosts=frozenset(names))
    results = ask(*(site.url("/a") for site in sites), limits=limits, source=source)
    for site in sites:
        site.__exit__(None, None, None)
    assert outcomes(results) == ["ok"] * 6
    assert most[0] <= 3


def test_no_place_for_notes_is_said(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(TerminalError, match="cannot keep notes on hosts"):
        ask("http://127.0.0.1:1/", settings=Settings(home=tmp_path / "home"))


def test_a_client_may_be_left_while_it_asks(site):
    site.serve("/robots.txt", "x", delay=5)

    async def leave():
        async with Client(Settings(), QUICK) as client:
            task = asyncio.create_task(client.get(site.url("/a"), permits=LOOPBACK))
            await asyncio.sleep(0.1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    started = time.monotonic()
    asyncio.run(leave())
    assert time.monotonic() - started < 1


def test_status_text():
    assert [status_text(404), status_text(999)] == ["HTTP 404 Not Found", "HTTP 999"]
