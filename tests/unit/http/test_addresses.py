import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from fixtures.getting import NOBODY, QUICK, Source, ask, body_of, error, get, outcomes
from fixtures.loopback import LoopbackSite

from dateline.errors import RecordError
from dateline.http import Client, addresses, http_url, is_public
from dateline.http.addresses import GuardedResolver, is_unknown_name
from dateline.settings import Settings


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://127.0.0.1.:1/",
        "http://2130706433:1/",
        "http://0x7f.1:1/",
        "http://0x7f000001:1/",
        "http://0177.0.0.1:1/",
        "http://127.1:1/",
        "http://0:1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://[::127.0.0.1]:1/",
        "http://0.0.0.0:1/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00:ec2::254]/latest/meta-data",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2001:0:7f00:1::]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://[ff02::1]/",
        "http://news.example@127.0.0.1:1/",
        "http://news.example:80@[::1]:1/",
        "http://127.0.0.1:1#@news.example/",
        "http://127.0.0.1:1\\@news.example/",
        "http://\u2460\u2461\u2466.0.0.1:1/",
    ],
)
def test_addresses_inside_a_network_are_refused(url):
    raised = error(url, source=NOBODY)
    assert raised.outcome == "bad_url"
    assert "not a public address" in raised.reason or "not a" in raised.reason


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("news.example", True),
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:8.8.8.8", True),
        ("2002:808:808::", True),
        ("64:ff9b::808:808", True),
        ("134744072", True),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("5f00::1", False),
        ("2001:db8::1", False),
        ("3fff::1", True),
        ("100.64.0.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.0.9", False),
        ("192.0.0.192", False),
        ("192.88.99.1", False),
        ("168.63.129.16", False),
        ("64:ff9b::a83f:8110", False),
        ("168.63.129.17", True),
        ("::", False),
        ("::7f00:1", False),
    ],
)
def test_what_is_public(host, public):
    assert is_public(host) is public


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/a",
        "a b",
        "news.example/a",
        "ftp://x/",
        "file:///etc/passwd",
        "data:text/html,x",
        "javascript:alert(1)",
        "http://",
        "http://x:99999/",
        "http://x:0/",
        "http:/x",
        "http://[bad",
        f"http://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}/",
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(RecordError) as raised:
        http_url(url)
    assert raised.value.outcome == "bad_url"


def test_an_exception_is_for_one_source_only(site):
    site.serve("/a", "x")

    async def two_sources():
        async with Client(Settings(), QUICK) as client:
            url = site.url("/a", host="localhost")
            await client.get(url, permits=Source(allow_hosts=frozenset({"localhost"})))
            with pytest.raises(RecordError, match="not a public"):
                await client.get(url)

    asyncio.run(two_sources())


def answer_of_dns(monkeypatch, answers):
    """Have the system's resolver give addresses, one list after another, the last for ever."""
    turns = {name: list(lists) for name, lists in answers.items()}
    asked = []

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        if host not in turns:
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        found = turns[host].pop(0) if len(turns[host]) > 1 else turns[host][0]
        families = (socket.AF_INET6 if ":" in one else socket.AF_INET for one in found)
        return [
            (family, socket.SOCK_STREAM, 6, "", (one, port, 0, 0) if ":" in one else (one, port))
            for family, one in zip(families, found, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254", "::ffff:127.0.0.1"],
)
def test_a_name_that_leads_inside_is_refused(site, monkeypatch, address):
    answer_of_dns(monkeypatch, {"news.example": [[address]]})
    raised = error(site.url("/a", host="news.example"), source=NOBODY)
    assert raised.outcome == "bad_url"
    assert "news.example is not a public address" in raised.reason
    assert site.requests == []


def test_a_name_that_leads_inside_later_is_refused_then(monkeypatch):
    """Rebinding: the connection goes to the address that was checked, not to a later answer."""
    monkeypatch.setattr(addresses, "is_public", lambda host: host != "127.0.0.1")
    asked = answer_of_dns(monkeypatch, {"news.example": [["127.0.0.2"], ["127.0.0.1"]]})
    with LoopbackSite("127.0.0.2") as outside, LoopbackSite("127.0.0.1", outside.port) as inside:
        outside.serve("/a", "from the address that was checked")
        url = outside.url("/a", host="news.example")
        assert body_of(get(url, source=NOBODY)).startswith(b"from the address")
        assert asked == ["news.example"]
        assert error(url, source=NOBODY).outcome == "bad_url"
        assert inside.requests == []


def test_of_several_addresses_only_public_ones_are_used(monkeypatch):
    answer_of_dns(monkeypatch, {"news.example": [["127.0.0.1", "93.184.216.34", "::1"]]})

    async def resolve():
        with ThreadPoolExecutor(1) as threads:
            return await GuardedResolver(frozenset(), threads).resolve("news.example", 80)

    assert [entry["host"] for entry in asyncio.run(resolve())] == ["93.184.216.34"]


def test_a_redirect_to_a_name_that_leads_inside_is_refused(site, monkeypatch):
    answer_of_dns(monkeypatch, {"inside.example": [["127.0.0.1"]]})
    site.serve("/a", status=302, headers=[("Location", site.url("/b", host="inside.example"))])
    assert error(site.url("/a")).outcome == "bad_url"
    assert site.asked("/b") == 0


def test_a_robots_txt_that_redirects_inside_is_refused(site, monkeypatch):
    asked = answer_of_dns(monkeypatch, {"inside.example": [["127.0.0.1"]]})
    target = site.url("/secret", host="inside.example")
    site.serve("/robots.txt", status=302, headers=[("Location", target)])
    site.serve("/a", "x")
    assert error(site.url("/a")).outcome == "bad_url"
    assert (site.asked("/secret"), "inside.example" in asked) == (0, True)


def test_a_name_that_the_source_allows_may_lead_inside(site, monkeypatch):
    answer_of_dns(monkeypatch, {"inside.example": [["127.0.0.1"]]})
    site.serve("/a", "x")
    source = Source(allow_hosts=frozenset({"inside.example"}))
    assert body_of(get(site.url("/a", host="inside.example"), source=source)) == b"x"


def test_proxies_of_the_environment_are_not_used(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, site.url("/"))
    raised = error("http://127.0.0.9:1/", source=NOBODY)
    (refused,) = ask(site.url("/"), source=NOBODY)
    assert raised.outcome == refused.outcome == "bad_url"
    site.serve("/a", "direct")
    assert body_of(get(site.url("/a"))) == b"direct"
    assert [request.path for request in site.requests] == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("code", "unknown"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)]
)
def test_only_a_name_that_nobody_knows_is_not_asked_for_again(code, unknown):
    key = ConnectionKey("news.example", 80, False, True, None, None, None)
    failure = aiohttp.ClientConnectorDNSError(key, socket.gaierror(code, "from the name service"))
    assert is_unknown_name(failure) is unknown


def test_names_that_nobody_answers_for_hold_up_no_others(site, monkeypatch, capfd):
    known, stop = socket.getaddrinfo, threading.Event()

    def getaddrinfo(host, *args, **kwargs):
        if host.endswith(".example"):
            stop.wait(5)
        return known("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    site.serve("/a", "x")
    names = [f"dead{n}.example" for n in range(30)]
    source = Source(allow_hosts=frozenset({*names, "localhost"}))
    limits = replace(QUICK, attempts=1, connect_timeout=0.5)
    started = time.monotonic()
    urls = [site.url("/a", host=name) for name in (*names, "localhost")]
    results = ask(*urls, limits=limits, source=source)
    assert outcomes(results) == ["timeout"] * 30 + ["ok"]
    assert time.monotonic() - started < 3
    stop.set()
    time.sleep(0.1)
    assert capfd.readouterr().err == ""
