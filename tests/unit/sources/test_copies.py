import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fixtures.asking import asked, quick_settings, site_source
from fixtures.loopback import Reply

from dateline.errors import RecordError
from dateline.http import Client
from dateline.sources.copies import Copies

NOON = datetime(2015, 10, 7, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = site_source(home="http://127.0.0.1/")
TAG = '"1"'


@pytest.fixture
def settings(tmp_path):
    return quick_settings(tmp_path, max_body_bytes=10_000)


@pytest.fixture
def get(settings, site):
    """Ask for /list, at a time."""

    def get(fresh_from, *, at=NOON, path="/list", **options):
        async def ask(copies):
            url = site.url(path)
            return await copies.get(url, permits=SOURCE, fresh_from=fresh_from, **options)

        return asked(settings, ask, clock=lambda: at)

    return get


def files(settings):
    return sorted(p for p in (settings.root / "state").rglob("*") if p.is_file())


def conditional(request):
    if request.headers.get("if-none-match") == TAG:
        return Reply(status=304, headers=(("ETag", TAG),))
    headers = (("ETag", TAG), ("Content-Type", "text/xml; charset=ascii"), ("Cache-Control", "A"))
    return Reply("first", headers=headers)


def test_a_copy_serves_what_lies_before_it_without_a_request(site, get):
    site.serve("/list", "first")
    site.serve("/list", "second")
    copy = get(NOON)
    assert (copy.body, copy.fetched_at, copy.not_modified) == (b"first", NOON, False)
    assert copy.seconds > 0
    older = get(NOON - HOUR)
    assert (older.body, older.seconds) == (b"first", None)
    assert site.asked("/list") == 1
    assert get(NOON + HOUR, at=NOON + HOUR).body == b"second"


def test_a_copy_that_is_too_old_is_asked_for_conditionally(site, get):
    site.handle("/list", conditional)
    first = get(NOON)
    assert (first.content_type, first.charset, first.cache_control) == ("text/xml", "ascii", "a")
    again = get(NOON + HOUR, at=NOON + HOUR)
    assert (again.body, again.fetched_at, again.not_modified) == (b"first", NOON + HOUR, True)
    third = get(NOON + 2 * HOUR, at=NOON + 2 * HOUR)
    assert third.not_modified
    assert [r.headers.get("if-none-match") for r in site.requests if r.path == "/list"] == [
        None,
        TAG,
        TAG,
    ]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(status=404), "source_unreachable"),
        (Reply(status=304), "http_error"),  # nobody asked whether it changed
        (Reply("x" * 20_000), "oversized"),
        (Reply(b"\x1f\x8bnot", headers=(("Content-Encoding", "gzip"),)), "broken_record"),
    ],
)
def test_an_answer_that_cannot_be_used_leaves_the_copy_alone(site, settings, get, reply, outcome):
    site.serve("/list", "good")
    site.handle("/list2", lambda _: reply)
    with pytest.raises(RecordError) as error:
        get(NOON, path="/list2")
    assert error.value.outcome == outcome
    get(NOON)
    site.handle("/list", lambda _: reply)
    before = {path: path.read_bytes() for path in files(settings)}
    with pytest.raises(RecordError):
        get(NOON + HOUR, at=NOON + HOUR)
    assert {path: path.read_bytes() for path in files(settings)} == before
    assert get(NOON).body == b"good"


@pytest.mark.parametrize("damage", [b"", b"not a WARC", b"\x1f\x8b\x08\0"])
def test_a_broken_copy_is_fetched_anew(site, settings, get, damage):
    site.handle("/list", conditional)
    get(NOON)
    (copy,) = [path for path in files(settings) if path.name.endswith(".warc.gz")]
    copy.write_bytes(damage)
    again = get(NOON)
    assert (again.body, again.not_modified) == (b"first", False)
    assert get(NOON).body == b"first"
    assert site.asked("/list") == 2


def test_a_killed_write_leaves_the_old_copy(site, settings, get, monkeypatch):
    site.serve("/list", "first")
    site.serve("/list", "second")
    get(NOON)
    monkeypatch.setattr("dateline.sources.copies.WarcWriter.write", _killed)
    with pytest.raises(KeyboardInterrupt):
        get(NOON + HOUR, at=NOON + HOUR)
    assert get(NOON).body == b"first"
    assert len(files(settings)) == 1


def _killed(self, *_):
    self._out.write(b"\x1f\x8b half")
    raise KeyboardInterrupt


def test_the_limit_is_the_caller_s_where_given(site, get):
    site.serve("/list", "x" * 20_000)
    assert len(get(NOON, max_body=30_000).body) == 20_000
    assert get(NOON, max_body=30_000).fetched_at == NOON
    assert site.asked("/list") == 1


def test_many_who_want_one_listing_at_once_ask_once(site, settings):
    site.serve("/list", "first", delay=0.05)

    async def run():
        async with Client(settings) as client:
            copies = Copies(settings, client)
            url = site.url("/list")
            gets = [copies.get(url, permits=SOURCE, fresh_from=NOON) for _ in range(5)]
            return await asyncio.gather(*gets)

    assert {copy.body for copy in asyncio.run(run())} == {b"first"}
    assert site.asked("/list") == 1


def test_a_long_host_name_is_no_fault_of_the_file_system(settings):
    async def held(copies):
        return copies.held(f"http://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example/")

    assert asked(settings, held) is None
