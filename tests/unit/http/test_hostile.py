"""Servers that mean harm, or are broken: each ends a document in one named outcome, in time."""

import asyncio
import gzip
import time
import zlib
from dataclasses import dataclass, replace
from itertools import chain, repeat

import brotli
import psutil
import pytest
from fixtures.getting import QUICK, Source
from fixtures.loopback import LoopbackSite

from dateline.errors import RecordError
from dateline.http import Client
from dateline.settings import Settings
from dateline.warc import payload_of

MAX_BODY = 1_000_000
LIMITS = replace(QUICK, total_timeout=0.8, read_timeout=0.5, attempts=2)
OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html\r\n"
MEGABYTE = b"x" * (1 << 20)
ZEROS = bytes(30_000_000)


def packed(encoding, data):
    head = HTML + f"Content-Encoding: {encoding}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    return [head, data]


def chunked(*parts):
    return [HTML + b"Transfer-Encoding: chunked\r\n\r\n", *parts]


def sized(length, *parts):
    return [HTML + b"Content-Length: " + length + b"\r\n\r\n", *parts]


def slowly(*parts, every=0.05):
    """Parts with a pause before each."""

    def chunks():
        for part in parts if len(parts) > 1 else repeat(parts[0]):
            time.sleep(every)
            yield part

    return chunks


def for_ever(start, part):
    return lambda: chain([start], repeat(part))


def zstd_bomb():
    """Frames of RLE blocks: 128 kB each from 4 bytes (RFC 8878, section 3.1.1.2)."""
    size = 128 << 10
    block = (size << 3 | 1 << 1).to_bytes(3, "little") + b"x"
    last = (size << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"x"
    # magic; no content size, window of 128 kB (exponent 7)
    return b"\x28\xb5\x2f\xfd" + b"\x00\x38" + block * 400 + last


def nested(times, data):
    for _ in range(times):
        data = gzip.compress(data)
    return packed(", ".join(["gzip"] * times), data)


RAW = {
    # nothing, or no HTTP
    "an answer of no bytes": ([], "network_error"),
    "a connection that stays silent": (slowly(b"", b"", every=2), "timeout"),
    "a line of garbage": ([b"\x00\x01\x02\x03garbage\r\n\r\n"], "network_error"),
    "another protocol": ([b"SSH-2.0-OpenSSH_9.9\r\n"], "network_error"),
    "a TLS alert": ([b"\x15\x03\x01\x00\x02\x02\x46"], "network_error"),
    "HTTP/0.9, a body alone": ([b"<html>an article</html>"], "network_error"),
    "HTTP/2 without being asked": ([b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], "network_error"),
    "a version that is none": ([b"HTTP/9.9 200 OK\r\n\r\n"], "network_error"),
    "a status line that is cut": ([b"HTTP/1.1 2"], "network_error"),
    "a status of two digits": ([b"HTTP/1.1 20 OK\r\n\r\nx"], "network_error"),
    "a status of words": ([b"HTTP/1.1 OK fine\r\n\r\nx"], "network_error"),
    "a status line without end": (for_ever(b"HTTP/1.1 200 ", MEGABYTE), "network_error"),
    "status 999": ([b"HTTP/1.1 999 Request denied\r\nContent-Length: 1\r\n\r\nx"], "999"),
    "status 000": ([b"HTTP/1.1 000 None\r\nContent-Length: 1\r\n\r\nx"], "broken_record"),
    "status 100 for ever": (for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "timeout"),
    "status 103 for ever, slowly": (slowly(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "timeout"),
    "status 101, other protocol": ([b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nx"], "101"),
    # headers
    "a header of 10 MB": ([OK + b"X-Long: ", *[MEGABYTE] * 10, b"\r\n\r\nx"], "network_error"),
    "a name of 10 MB": ([OK, *[MEGABYTE] * 10, b": x\r\n\r\nx"], "network_error"),
    "10,000 headers": ([OK + b"X-A: b\r\n" * 10_000 + b"\r\nx"], "network_error"),
    "10 MB of headers": (
        [OK, *[b"X-A: " + b"b" * 1000 + b"\r\n"] * 10_000, b"\r\nx"], "network_error"),
    "headers without end": (for_ever(OK, b"X-A: b\r\n"), "network_error"),
    "headers that drip": (slowly(b"H"), "network_error"),
    "good headers that drip": (
        slowly(*chain(OK.decode().encode().splitlines(keepends=True), [b"X-A: b\r\n"] * 99)),
        "timeout"),
    "a NUL in a header": ([OK + b"X-A: a\x00b\r\n\r\nx"], "network_error"),
    "a NUL in a name": ([OK + b"X\x00A: a\r\n\r\nx"], "network_error"),
    "a header without colon": ([OK + b"nonsense\r\n\r\nx"], "network_error"),
    "a header that is folded": ([OK + b"X-A: a\r\n  b\r\n\r\nx"], "ok"),
    "a header of bytes": ([OK + b"X-A: \xff\xfe\r\nContent-Length: 1\r\n\r\nx"], "ok"),
    "a type of bytes": ([OK + b"Content-Type: \xff\xfe/\x80\r\n\r\nx"], "unsupported_type"),
    "a type of 30 kB": (
        [OK + b"Content-Type: " + b"a" * 30_000 + b"\r\n\r\nx"], "unsupported_type"),
    "a phrase of bytes": ([b"HTTP/1.1 200 \xff\xfe\r\nContent-Length: 1\r\n\r\nx"], "ok"),
    "a thousand cookies": ([OK + b"Set-Cookie: a=b\r\n" * 1000 + b"\r\nx"], "network_error"),
    # lengths
    "a length too long": (sized(b"100", b"x"), "network_error"),
    "a length too short": (sized(b"1", b"xyz"), "ok or network_error"),
    "a length below zero": (sized(b"-1", b"x"), "network_error"),
    "a length of words": (sized(b"many", b"x"), "network_error"),
    "a length with a sign": (sized(b"+1", b"x"), "network_error"),
    "a length beyond 64 bits": (sized(b"9" * 30, b"x"), "network_error"),
    "a length in hexadecimal": (sized(b"0x10", b"x"), "network_error"),
    "a length of a terabyte": (sized(b"1000000000000", b"x"), "oversized"),
    "two lengths": (
        [HTML + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"], "network_error"),
    "a length, and chunks": (
        [HTML + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
        "network_error"),
    "a length of zero and a body": (sized(b"0", b"xyz"), "ok or network_error"),
    # bodies
    "a body without end": (for_ever(HTML + b"\r\n", MEGABYTE), "oversized"),
    "chunks without end": (for_ever(chunked()[0], b"3e8\r\n" + b"x" * 1000 + b"\r\n"), "oversized"),
    "a body that drips": (
        slowly(*chain([HTML + b"Content-Length: 999\r\n\r\n"], repeat(b"x", 99))), "timeout"),
    "a body that stops": (
        slowly(HTML + b"Content-Length: 9\r\n\r\n", b"x", every=0.7), "timeout"),
    "chunks that drip": (
        slowly(*chain(chunked(), repeat(b"1\r\nx\r\n", 99))), "timeout"),
    "chunks cut short": (chunked(b"5\r\nxx"), "network_error"),
    "chunks without the last": (chunked(b"5\r\nxxxxx\r\n"), "network_error"),
    "a chunk of garbage": (chunked(b"zz\r\nxx\r\n"), "network_error or timeout"),
    "a chunk beyond 64 bits": (chunked(b"f" * 20 + b"\r\nxx\r\n"), "network_error or timeout"),
    "a chunk below zero": (chunked(b"-1\r\nxx\r\n"), "network_error or timeout"),
    "a chunk longer than it says": (
        chunked(b"1\r\nxxxxx\r\n0\r\n\r\n"), "network_error or timeout"),
    "a chunk's extension without end": (for_ever(chunked()[0] + b"1;", MEGABYTE), "timeout"),
    "trailers without end": (
        for_ever(b"".join(chunked(b"0\r\n")), b"X-A: b\r\n"), "network_error"),
    "an encoding that is none": (
        [HTML + b"Transfer-Encoding: nonsense\r\n\r\nxyz"], "broken_record"),
    # bombs
    "a gzip bomb": (packed("gzip", gzip.compress(ZEROS)), "oversized"),
    "a bomb in members": (packed("gzip", gzip.compress(bytes(900_000)) * 50), "oversized"),
    "a deflate bomb": (packed("deflate", zlib.compress(ZEROS)), "oversized"),
    "a brotli bomb": (packed("br", brotli.compress(ZEROS, quality=1)), "oversized"),
    "a zstd bomb": (packed("zstd", zstd_bomb()), "oversized"),
    "gzip in gzip in gzip, a bomb": (nested(3, ZEROS), "oversized"),
    "gzip that is cut": (packed("gzip", gzip.compress(b"text" * 99)[:30]), "ok"),
    "gzip with a wrong sum": (
        packed("gzip", gzip.compress(b"text")[:-8] + bytes(8)), "broken_record"),
    "gzip that is not": (packed("gzip", b"<p>text"), "ok"),
    "brotli that is not": (packed("br", b"\xff\xfe\xfd"), "broken_record"),
}  # fmt: skip


REDIRECTS = {
    "to itself": (b"/r", "redirect"),
    "to nowhere": (b"", "302"),
    "to a file": (b"file:///etc/passwd", "bad_url"),
    "to data": (b"data:text/html,x", "bad_url"),
    "to gopher": (b"gopher://127.0.0.1:70/", "bad_url"),
    "to a script": (b"javascript:alert(1)", "bad_url"),
    "to a private address": (b"http://10.0.0.1/", "bad_url"),
    "to the metadata service": (b"http://169.254.169.254/latest/", "bad_url"),
    "to the metadata service by IPv6": (b"http://[fd00:ec2::254]/", "bad_url"),
    "to loopback in decimal": (b"http://2130706434/", "bad_url"),
    "to loopback in octal": (b"http://0177.0.0.2/", "bad_url"),
    "to loopback in hexadecimal": (b"http://0x7f000002/", "bad_url"),
    "to loopback inside IPv6": (b"http://[::ffff:127.0.0.2]/", "bad_url"),
    "to this host": (b"http://0.0.0.0:22/", "bad_url"),
    "to a private address behind a name": (b"http://news.example@10.0.0.1/", "bad_url"),
    "to port 0": (b"http://127.0.0.1:0/", "bad_url"),
    "to a port that is none": (b"http://127.0.0.1:99999/", "redirect"),
    "to a port nobody listens on": (b"http://127.0.0.1:1/", "network_error"),
    "to bytes": (b"http://\xff\xfe/\x80", "redirect"),
    "to a path of bytes": (b"/caf\xe9", "404"),
    "to a NUL": (b"/a\x00b", "network_error"),
    "to blanks": (b"   ", "302"),
    "to a broken address": (b"http://[::1", "redirect"),
    "to a host of 300 letters": (b"http://" + b"a" * 300 + b"/", "bad_url"),
    "to a name with a label too long": (b"http://" + b"a" * 70 + b".example/", "bad_url"),
    "to a name in IDN that is not": ("http://\u2024\u2024/".encode(), "bad_url"),
    "to punycode that is not": (b"http://xn--\x61\x61\x61-\x2d\x2d/", "bad_url"),
    "to a name of dots": (b"http://.../", "bad_url"),
    "to two places": (b"/one, /two", "404"),
    "to a header of its own": (b"/a%0d%0aX-Evil:%201", "404"),
    "to an address of 30 kB": (b"/" + b"a" * 30_000, "404"),
}


@dataclass
class End:
    """What a case came to."""

    outcome: str
    seconds: float
    faults: list[dict]


def end_of(url):
    """Ask for a page, take it apart as the fetcher would, and see what that comes to."""
    faults = []

    async def one():
        asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
        source = Source(allow_hosts=frozenset({"127.0.0.1"}))
        accept = frozenset({"text/html"})
        async with Client(Settings(max_body_bytes=MAX_BODY), LIMITS) as client:
            return await client.get(url, permits=source, accept=accept)

    started = time.monotonic()
    try:
        answer = asyncio.run(one())
        payload_of(answer.capture, max_body=MAX_BODY)
        outcome = "ok" if answer.status == 200 else str(answer.status)
    except RecordError as error:
        outcome = str(error.outcome)
    return End(outcome, time.monotonic() - started, faults)


def check(end, expected):
    """Two outcomes are expected where it depends on how the bytes are cut into packets."""
    assert end.outcome in expected.split(" or ")
    assert end.seconds < 3
    assert end.faults == []


@pytest.mark.parametrize("name", RAW)
def test_answers(site, name):
    chunks, outcome = RAW[name]
    site.raw("/r", chunks)
    before = psutil.Process().memory_info().rss
    check(end_of(site.url("/r")), outcome)
    assert psutil.Process().memory_info().rss - before < 100 << 20


@pytest.mark.parametrize("name", REDIRECTS)
def test_redirects(site, name):
    target, outcome = REDIRECTS[name]
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + b"\r\n\r\n"
    site.raw("/r", [head])
    check(end_of(site.url("/r")), outcome)


def test_a_thousand_hops(site):
    for n in range(1000):
        site.serve(f"/{n}", status=302, headers=[("Location", f"/{n + 1}")])
    check(end_of(site.url("/0")), "redirect")
    assert len(site.requests) == 7


def test_two_hosts_that_point_at_each_other(site):
    site.serve("/a", status=301, headers=[("Location", "/b")])
    site.serve("/b", status=301, headers=[("Location", "/a#again")])
    check(end_of(site.url("/a")), "redirect")
    assert len(site.requests) == 3


def test_two_places_to_go_to(site):
    site.raw("/r", [b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\n\r\n"])
    check(end_of(site.url("/r")), "404")


def test_a_redirect_whose_body_has_no_end(site):
    head = b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"
    site.raw("/r", for_ever(head, MEGABYTE))
    check(end_of(site.url("/r")), "404")


def test_a_server_that_talks_before_it_is_asked():
    """The answer to the first request brings a second one along, that nobody asked for."""
    with LoopbackSite() as site:
        both = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
        site.raw("/r", [both + both])
        check(end_of(site.url("/r")), "ok")
