"""How a robots.txt is had, kept, and done without (RFC 9309, sections 2.3 and 2.4)."""

import gzip
import json
import time
from dataclasses import replace

import pytest
from fixtures.getting import NOBODY, QUICK, Source, ask, error, get, outcomes
from fixtures.loopback import LoopbackSite

from dateline.settings import Settings

SECRET = "User-agent: Dateline\nDisallow: /secret\n"
PACKED = gzip.compress(SECRET.encode())


def drip():
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        time.sleep(0.1)
        yield b"x"


def endless():
    yield b"HTTP/1.1 200 OK\r\n\r\n" + SECRET.encode()
    while True:
        yield b"# and more of this\n" * 500


def outcome_of(site, path="/secret", **options):
    (result,) = ask(site.url(path), **options)
    return outcomes([result])[0], getattr(result, "reason", "")


@pytest.mark.parametrize(
    ("status", "headers", "body", "outcome"),
    [
        (404, [], SECRET, "ok"),
        (403, [], SECRET, "ok"),
        (401, [], SECRET, "ok"),
        (410, [], SECRET, "ok"),
        (451, [], SECRET, "ok"),
        (500, [], "", "circuit_open"),
        (503, [], "", "circuit_open"),
        (429, [("Retry-After", "999")], "", "circuit_open"),
        (302, [("Location", "/robots.txt")], "", "ok"),
        (302, [("Location", "ftp://site.example/robots.txt")], "", "bad_url"),
        (302, [], SECRET, "robots_denied"),
        (204, [], "", "ok"),
        (200, [], "", "ok"),
        (200, [("Content-Type", "image/png")], SECRET, "robots_denied"),
        (200, [], b"\xff\xfe\x00garbage", "ok"),
        (200, [], SECRET.encode() + b"#" * 600_000, "robots_denied"),
        (200, [], b"#" * 600_000 + b"\n" + SECRET.encode(), "ok"),
        (200, [("Content-Encoding", "gzip")], PACKED, "robots_denied"),
        (200, [("Content-Encoding", "gzip")], PACKED[:30], "circuit_open"),
        (200, [("Content-Encoding", "gzip")], gzip.compress(b"#" * 90_000_000), "circuit_open"),
        (200, [("Content-Encoding", "gzip")], SECRET, "robots_denied"),
        (304, [], "", "http_error"),
    ],
)
def test_what_came_and_what_it_means(site, status, headers, body, outcome):
    site.serve("/robots.txt", body, status, headers)
    site.serve("/secret", "x")
    assert outcome_of(site)[0] == outcome
    assert site.asked("/secret") == (outcome == "ok")


@pytest.mark.parametrize(
    ("chunks", "outcome"),
    [(drip, "timeout"), (endless, "robots_denied"), (list, "network_error")],
)
def test_what_does_not_come(site, chunks, outcome):
    site.raw("/robots.txt", chunks)
    started = time.monotonic()
    ended, reason = outcome_of(site)
    assert ended == outcome
    assert "robots.txt" in reason
    assert time.monotonic() - started < 3
    assert site.asked("/secret") == 0


def test_redirects_are_followed_to_other_hosts(site):
    with LoopbackSite("127.0.0.2") as other:
        for n in range(4):
            site.serve(f"/{n}", status=302, headers=[("Location", site.url(f"/{n + 1}"))])
        site.serve("/robots.txt", status=301, headers=[("Location", "/0")])
        site.serve("/4", "never reached: the sixth hop", status=302)
        site.serve("/secret", "x")
        site.forget("/3")
        site.serve("/3", status=302, headers=[("Location", other.url("/rules"))])
        other.serve("/rules", SECRET)
        source = Source(allow_hosts=frozenset({"127.0.0.1", "127.0.0.2"}))
        assert outcome_of(site, source=source)[0] == "robots_denied"
        assert other.asked("/rules") == 1
        assert other.asked("/robots.txt") == 0


def test_more_than_five_redirects_are_no_file(site):
    site.serve("/robots.txt", status=301, headers=[("Location", "/0")])
    for n in range(6):
        site.serve(f"/{n}", status=302, headers=[("Location", f"/{n + 1}")])
    site.serve("/6", SECRET)
    site.serve("/secret", "x")
    assert outcome_of(site)[0] == "ok"


def test_a_copy_is_kept_for_later_clients_and_asked_for_again_when_it_is_old(site):
    settings = Settings(robots_hours=1 / 3600)
    site.serve("/robots.txt", SECRET)
    site.serve("/robots.txt", "", 404)
    site.serve("/secret", "x")
    assert [outcome_of(site, settings=settings)[0] for _ in range(2)] == ["robots_denied"] * 2
    assert site.asked("/robots.txt") == 1
    time.sleep(1.1)
    assert [outcome_of(site, settings=settings)[0] for _ in range(2)] == ["ok"] * 2
    assert site.asked("/robots.txt") == 2


def kept(site, settings, days):
    """A copy of so many days ago."""
    folder = settings.home / "hosts"
    folder.mkdir(parents=True)
    fetched_at = time.time() - days * 86_400
    text = json.dumps({"fetched_at": fetched_at, "body": SECRET})
    (folder / f"127.0.0.1.http.{site.port}.robots").write_text(text)


@pytest.mark.parametrize(
    ("days", "secret", "other"),
    [
        (0.5, "robots_denied", "ok"),
        (29, "robots_denied", "ok"),
        (31, "circuit_open", "circuit_open"),
        (-1, "circuit_open", "circuit_open"),
    ],
)
def test_an_old_copy_serves_while_no_new_one_can_be_had(site, days, secret, other):
    settings = Settings()
    kept(site, settings, days)
    site.serve("/robots.txt", "", 503)
    site.serve("/other", "x")
    options = {"settings": settings, "limits": replace(QUICK, attempts=1)}
    ends = [outcome_of(site, path, **options)[0] for path in ("/secret", "/other")]
    assert ends == [secret, other]


@pytest.mark.parametrize("text", ["", "null", "[]", '{"body": 1, "fetched_at": 2}', "{}", "\x00"])
def test_a_copy_that_cannot_be_read_is_none(site, text):
    settings = Settings()
    kept(site, settings, 0)
    (path,) = (settings.home / "hosts").glob("*.robots")
    path.write_text(text)
    site.serve("/secret", "x")
    assert outcome_of(site, settings=settings)[0] == "ok"


def test_a_failure_is_for_all_documents_and_tried_again_after_a_while(site):
    limits = replace(QUICK, attempts=1, breaker_seconds=0.5, breaker_failures=99)
    site.serve("/robots.txt", "", 500)
    site.serve("/robots.txt", "", 404)
    site.serve("/a", "x")
    settings = Settings()
    assert (
        outcomes(ask(*[site.url("/a")] * 4, limits=limits, settings=settings))
        == ["circuit_open"] * 4
    )
    assert site.asked("/robots.txt") == 1
    assert get(site.url("/a"), limits=limits, settings=settings).status == 200


def test_sources_without_permission_do_not_spoil_it_for_others(site):
    site.serve("/a", "x")
    settings = Settings()
    url = site.url("/a", host="localhost")
    assert error(url, source=NOBODY, settings=settings).outcome == "bad_url"
    source = Source(allow_hosts=frozenset({"localhost"}))
    assert get(url, source=source, settings=settings).status == 200


def test_a_copy_that_cannot_be_kept_costs_nothing(site, caplog):
    settings = Settings()
    site.serve("/robots.txt", SECRET)
    site.serve("/a", "x")
    (settings.home / "hosts" / f"127.0.0.1.http.{site.port}.robots").mkdir(parents=True)
    assert get(site.url("/a"), settings=settings).status == 200
    assert "robots.txt is not kept" in caplog.text


def test_why_a_site_is_not_asked_is_told(site):
    site.serve("/robots.txt", "", 503)
    ended, reason = outcome_of(site)
    said = "robots.txt: HTTP 503 Service Unavailable, so not asked for now"
    assert (ended, reason) == ("circuit_open", said)


def test_an_empty_file_is_kept_as_one(site):
    settings = Settings()
    site.serve("/robots.txt", "")
    site.serve("/secret", "x")
    assert [outcome_of(site, settings=settings)[0] for _ in range(2)] == ["ok"] * 2
    assert site.asked("/robots.txt") == 1
