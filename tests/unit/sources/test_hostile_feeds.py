"""Feeds that are broken, wrong or hostile: each ends in one named outcome, none in a hang."""

import gzip
import json
import time
from dataclasses import dataclass
from itertools import repeat

import pytest
from fixtures.asking import DAY, LATER, RSS, asked, quick_settings, site_source
from fixtures.loopback import LoopbackSite

from dateline.sources.feed import ask_feed

SECONDS = 8.0
"""For one case, with room for a busy machine; the slowest takes a second or two."""

DATE = "Wed, 07 Oct 2015 08:00:00 GMT"
ITEM = f"<item><title>Pier</title><link>/good</link><pubDate>{DATE}</pubDate></item>"
OPEN, CLOSE = '<rss version="2.0"><channel><title>T</title>', "</channel></rss>"
GOOD = f'<?xml version="1.0" encoding="UTF-8"?>{OPEN}{ITEM}{CLOSE}'
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@dataclass
class Case:
    """A body and what it is to end in: the outcome, documents, and outcomes of rejects."""

    body: str | bytes
    outcome: str = "ok"
    documents: int = 0
    rejects: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = RSS


def broken(body, headers=RSS):
    return Case(body, "broken_source", 0, ("broken_source",), headers)


def dtd(inner, text="T"):
    return f'<?xml version="1.0"?><!DOCTYPE rss [{inner}]>{OPEN}{text}{ITEM}{CLOSE}'


def xml(charset):
    return (("Content-Type", f"application/xml; charset={charset}"),)


def items(*each):
    return OPEN + "".join(each) + CLOSE


def dated(date):
    return items(f"<item><link>/a</link><pubDate>{date}</pubDate></item>")


def linked(link):
    return items(f"<item><link>{link}</link><pubDate>{DATE}</pubDate></item>")


PACKED = (*RSS, ("Content-Encoding", "gzip"))
JSON = (("Content-Type", "application/feed+json"),)
JSON_FEED = {"version": "https://jsonfeed.org/version/1", "title": "T"}

CASES = {
    "as it should be": Case(GOOD, documents=1),
    # entities and declarations
    "billion laughs": broken(dtd(BOMB, "&e9;")),
    "quadratic blow-up": broken(dtd(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 50_000)),
    "external entity": broken(dtd('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")),
    "external entity by http": broken(dtd('<!ENTITY x SYSTEM "http://127.0.0.1/x">', "&x;")),
    "parameter entity": broken(dtd('<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;')),
    "bomb in utf-16": broken(dtd(BOMB, "&e9;").encode("utf-16")),
    "bomb in utf-16 without a mark": broken(dtd(BOMB, "&e9;").encode("utf-16-le")),
    "bomb in utf-32": broken(dtd(BOMB, "&e9;").encode("utf-32")),
    "bomb in utf-7": broken(dtd(BOMB, "&e9;").replace("<", "+ADw-").encode(), xml("utf-7")),
    "bomb behind a comment": broken(f"<!-- {OPEN} -->" + dtd(BOMB, "&e9;")),
    "bomb in lower case": broken(dtd(BOMB.lower(), "&e9;")),
    "external document type": Case(
        f'<!DOCTYPE rss PUBLIC "-//X//DTD RSS 0.91//EN" "http://127.0.0.1/rss.dtd">{items(ITEM)}',
        documents=1,
    ),
    "entities of HTML, undeclared": Case(
        GOOD.replace("Pier", "&nbsp;&eacute;&bogus;"), documents=1
    ),
    # size and depth
    "deep nesting": broken(OPEN + "<a>" * 100_000),
    "deep nesting, closed": broken(OPEN + "<a>" * 60_000 + "</a>" * 60_000 + CLOSE),
    "deep JSON": broken('{"items":' + "[" * 100_000, JSON),
    "very many empty items": broken(items(*repeat("<item/>", 600_000))),
    "very many items of JSON": broken(json.dumps(JSON_FEED | {"items": [{}] * 300_000}), JSON),
    "gzip bomb": broken(gzip.compress(b"<rss>" + b" " * 60_000_000), PACKED),
    "one title of four megabytes": Case(GOOD.replace("Pier", "x" * 4_000_000), documents=1),
    "five megabytes of ampersands": broken(OPEN + "&" * 4_500_000),
    "one title of ampersands": Case(GOOD.replace("Pier", "&" * 150_000), documents=1),
    "one tag of attributes": Case(
        GOOD.replace("<item>", "<item " + " a='1'" * 100_000 + ">"), documents=1
    ),
    "comments without end": broken("<!--" * 500_000),
    "declarations without end": broken("<!DOCTYPE" * 200_000),
    "openings without end": broken("<!" * 400_000),
    "smaller-thans without end": broken(OPEN[:4] + "<" * 2_000_000),
    "many dates": Case(
        items(f"<item><link>/a</link>{'<pubDate>x</pubDate>' * 20_000}</item>"),
        rejects=("undated",),
    ),
    # what is no feed
    "HTML": broken("<!doctype html><html><body><p>We have moved</body></html>"),
    "empty": broken(""),
    "blanks": broken(" \n" * 1000),
    "zeros": broken(b"\0" * 100_000),
    "noise": broken(bytes(range(256)) * 100),
    "the name of a file": broken("/etc/passwd"),
    "an address": broken("http://127.0.0.1/feed"),
    "JSON that is no feed": broken('{"items": []}', JSON),
    "JSON that breaks off": broken('{"version": "https://jsonfeed.org/version/1", "ite', JSON),
    "JSON with a huge number": broken('{"items": ' + "9" * 100_000 + "}", JSON),
    "JSON of another shape": broken(json.dumps(JSON_FEED | {"items": {"url": "/a"}}), JSON),
    "a sitemap": broken("<urlset><url><loc>http://127.0.0.1/a</loc></url></urlset>"),
    # charsets
    "latin-1 that says it is UTF-8": Case(GOOD.replace("Pier", "Jetée").encode("latin-1"), "ok", 1),
    "UTF-8 that says it is latin-1": Case(
        GOOD.replace("Pier", "Jetée").replace("UTF-8", "ISO-8859-1"), "ok", 1, (), xml("iso-8859-1")
    ),
    "utf-16": Case(GOOD.encode("utf-16"), documents=1),
    "utf-16 without a mark": Case(GOOD.encode("utf-16-be"), documents=1),
    "utf-16 of the other kind": Case(GOOD.encode("utf-16-le"), documents=1),
    "shift_jis": Case(
        GOOD.replace("UTF-8", "Shift_JIS").replace("Pier", "桟橋").encode("shift_jis"), documents=1
    ),
    "a charset that is none": Case(GOOD, "ok", 1, (), xml("x-klingon")),
    "a codec without bounds": Case(
        GOOD.replace("Pier", "Jetée" * 10_000).encode("latin-1"), "ok", 1, (), xml("punycode")
    ),
    "a codec that is no charset": Case(
        GOOD.replace("Pier", "Jetée").encode("latin-1"), "ok", 1, (), xml("rot13")
    ),
    "control characters": Case(GOOD.replace("Pier", "\x01\x02\x0bPier\x00"), documents=1),
    "references to no character": Case(
        GOOD.replace("Pier", "&#xD800;&#0;&#99999999999;&#x110000;&br;&#" + "9" * 100_000 + ";"),
        documents=1,
    ),
    "what the parser fails at": broken(
        '<rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel>'
        "<item><georss:point>1 2</item></georss:point>" + CLOSE
    ),
    "lone surrogates": Case(GOOD.replace("Pier", "&#xD800;"), documents=1),
    # dates
    "a date in 2099": Case(dated("Wed, 07 Oct 2099 08:00:00 GMT"), rejects=("undated",)),
    "a date in 99999": Case(dated("99999-10-07T08:00:00Z"), rejects=("undated",)),
    "the first of dates": Case(dated("0001-01-01T00:00:00+14:00"), rejects=("undated",)),
    "the 45th of October": Case(dated("Wed, 45 Oct 2015 08:00:00 GMT"), rejects=("undated",)),
    "a date of 200 kB": Case(dated("1 " * 100_000), rejects=("undated",)),
    "a zone that is none": Case(dated("Wed, 07 Oct 2015 08:00:00 +9999")),
    # links
    "no link": Case(items(f"<item><pubDate>{DATE}</pubDate></item>"), rejects=("bad_url",)),
    "a link to a script": Case(linked("javascript:alert(1)"), rejects=("bad_url",)),
    "a link to a file": Case(linked("file:///etc/passwd"), rejects=("bad_url",)),
    "a link with a broken host": Case(linked("http://[1:2/x"), rejects=("bad_url",)),
    "a link with a port that is none": Case(
        linked("http://a.example:99999/"), rejects=("bad_url",)
    ),
    "a link with a lone surrogate": Case(linked("http://a.example/&#xD800;"), documents=1),
    "a relative link": Case(linked("?story=1"), documents=1),
    # malformed
    "breaks off": Case(GOOD[:-20] + "<item><title>Half", documents=1, rejects=("bad_url",)),
    "unclosed and crossed": Case(
        GOOD.replace("<title>Pier</title>", "<b><i>Pier</b><br>"), "ok", 1
    ),
    "two roots": Case(GOOD + GOOD[38:], documents=1),
    "words before the XML": Case("Warning: 1\n" + GOOD, documents=1),
    "unquoted attributes": Case(GOOD.replace('"2.0"', "2.0"), documents=1),
    "wrong namespace": Case(GOOD.replace("<rss ", '<rss xmlns="urn:x" '), documents=1),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_feed_ends_in_one_named_outcome(tmp_path, name):
    case = CASES[name]
    with LoopbackSite() as site:
        site.serve("/feed", case.body, headers=case.headers)
        source = site_source(feeds=[site.url("/feed")])

        async def ask(copies):
            return await ask_feed(source, site.url("/feed"), DAY, copies, live=False)

        started = time.monotonic()
        shown = asked(quick_settings(tmp_path), ask, clock=lambda: LATER)
        seconds = time.monotonic() - started
        asked_for = {request.path for request in site.requests}
    assert shown.outcome == case.outcome, shown.reason
    assert len(shown.documents) == case.documents
    assert tuple(reject.outcome for reject in shown.rejects) == case.rejects
    assert all(reject.reason for reject in shown.rejects)
    assert asked_for <= {"/feed", "/robots.txt"}
    assert seconds < SECONDS


def endless():
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n" + OPEN.encode()
    yield from repeat(ITEM.encode() * 1000)


def fifty_megabytes():
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n" + OPEN.encode()
    yield from repeat(ITEM.encode() * 1000, 50_000)


def dripping():
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n" + OPEN.encode()
    for _ in range(100):
        time.sleep(0.1)
        yield b" "


def cut_off():
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + GOOD.encode()


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("stream", "outcome"),
    [
        (endless, "broken_source"),
        (fifty_megabytes, "broken_source"),
        (dripping, "source_unreachable"),
        (cut_off, "source_unreachable"),
    ],
)
def test_a_feed_that_does_not_end_or_breaks_off_is_left(tmp_path, stream, outcome):
    with LoopbackSite() as site:
        site.raw("/feed", stream)
        source = site_source(feeds=[site.url("/feed")])

        async def ask(copies):
            return await ask_feed(source, site.url("/feed"), DAY, copies, live=False)

        started = time.monotonic()
        shown = asked(quick_settings(tmp_path), ask)
        assert time.monotonic() - started < SECONDS
    assert (shown.outcome, shown.items) == (outcome, 1)
