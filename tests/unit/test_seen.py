import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.partition import Interval, Partition
from dateline.schemas import ARTICLES, FETCHES
from dateline.seen import _History, earlier, held
from dateline.settings import Settings
from dateline.storage import write_rows
from dateline.urls import url_key

PAGE = "https://www.harbour.example/2026/patrol-boats"
KEY = url_key(PAGE)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


def hour(number):
    """The hour that many hours after 20 November began."""
    start = DAY + timedelta(hours=number)
    return Interval(start, start + timedelta(hours=1))


def fetched(interval, **columns):
    """A row of a page got at the end of an interval."""
    at = columns.pop("fetched_at", interval.end + timedelta(minutes=1))
    return {
        "interval_start": interval.start,
        "interval_end": interval.end,
        "batch": 0,
        "source_id": "harbour",
        "document_id": "d",
        "url": PAGE,
        "url_key": KEY,
        "kind": "http",
        "dated_at": interval.start,
        "outcome": "ok",
        "status": 200,
        "final_url": PAGE,
        "fetched_at": at,
        "payload_digest": "sha1:AAAA",
        "etag": '"1"',
        "last_modified": None,
        "raw_uri": f"raw/{interval.id}.warc.gz",
        "raw_offset": 400,
        **columns,
    }


def keep(settings, interval, *rows, batch=0):
    path = Partition(settings.data, interval, batch).lake("fetches")
    write_rows(path, FETCHES, rows)
    return path


def test_an_empty_lake_holds_nothing(settings):
    assert held(settings, hour(1), {KEY}) == {}
    assert earlier(settings, hour(1), {KEY}) == {}


def test_no_question_opens_no_file(settings):
    keep(settings, hour(0), fetched(hour(0))).write_bytes(b"broken")
    assert earlier(settings, hour(1), set()) == {}


def test_a_capture_is_found_with_all_that_a_conditional_request_needs(settings):
    keep(settings, hour(0), fetched(hour(0), final_url=f"{PAGE}/", last_modified="yesterday"))
    (fetch,) = earlier(settings, hour(1), {KEY, "0" * 16}).values()
    assert fetch.url_key == KEY
    assert fetch.url == f"{PAGE}/"
    assert fetch.dated_at == "2026-11-20T00:00:00+00:00"
    assert fetch.fetched_at == "2026-11-20T01:01:00+00:00"
    assert (fetch.etag, fetch.last_modified) == ('"1"', "yesterday")
    assert (fetch.raw_uri, fetch.raw_offset) == (f"raw/{hour(0).id}.warc.gz", 400)
    assert fetch.payload_digest == "sha1:AAAA"


def test_without_a_redirect_noted_the_address_asked_for_is_the_captures(settings):
    keep(settings, hour(0), fetched(hour(0), final_url=None))
    assert earlier(settings, hour(1), {KEY})[KEY].url == PAGE


def test_the_newest_capture_counts_whichever_interval_and_batch_it_is_in(settings):
    late = DAY + timedelta(days=9)  # an interval that was run again long after
    keep(settings, hour(0), fetched(hour(0), fetched_at=late, payload_digest="sha1:NEW"))
    keep(settings, hour(1), fetched(hour(1)))
    keep(settings, hour(1), fetched(hour(1), payload_digest="sha1:B"), batch=1)
    assert earlier(settings, hour(2), {KEY})[KEY].payload_digest == "sha1:NEW"


def test_unchanged_since_the_capture_stays_and_the_newest_validators_count(settings):
    revisit = {"outcome": "not_modified", "raw_uri": "raw/revisit", "raw_offset": 9}
    keep(settings, hour(0), fetched(hour(0), last_modified="monday"))
    keep(settings, hour(1), fetched(hour(1), **revisit, etag='"2"'))
    keep(settings, hour(2), fetched(hour(2), **revisit, etag=None, last_modified="tuesday"))
    fetch = earlier(settings, hour(3), {KEY})[KEY]
    assert fetch.raw_uri == f"raw/{hour(0).id}.warc.gz"
    assert fetch.fetched_at == "2026-11-20T01:01:00+00:00"
    assert (fetch.etag, fetch.last_modified) == ('"2"', "tuesday")
    assert fetch.dated_at == "2026-11-20T02:00:00+00:00"


def test_a_new_capture_puts_away_the_validators_of_the_old_one(settings):
    keep(settings, hour(0), fetched(hour(0)))
    keep(settings, hour(1), fetched(hour(1), outcome="not_modified", etag='"2"'))
    keep(settings, hour(2), fetched(hour(2), etag=None))
    assert earlier(settings, hour(3), {KEY})[KEY].etag is None


def test_only_unchanged_within_reach_is_no_capture_to_start_from(settings):
    keep(settings, hour(0), fetched(hour(0)))
    keep(settings, hour(48), fetched(hour(48), outcome="not_modified"))
    assert earlier(settings, hour(49), {KEY}, days=1) == {}
    assert held(settings, hour(49), {KEY}, days=1) == {KEY: hour(48).start}


def test_what_failed_is_held_but_no_capture(settings):
    failed = {"outcome": "oversized", "fetched_at": None, "raw_uri": None, "raw_offset": None}
    keep(settings, hour(0), fetched(hour(0), **failed, payload_digest=None))
    assert held(settings, hour(1), {KEY}) == {KEY: hour(0).start}
    assert earlier(settings, hour(1), {KEY}) == {}


@pytest.mark.parametrize("missing", ["payload_digest", "raw_uri", "raw_offset"])
def test_a_capture_that_cannot_be_referred_to_is_none(settings, missing):
    keep(settings, hour(0), fetched(hour(0), **{missing: None}))
    assert earlier(settings, hour(1), {KEY}) == {}


def test_held_is_under_the_newest_date(settings):
    keep(settings, hour(0), fetched(hour(0), dated_at=DAY + timedelta(minutes=50)))
    keep(settings, hour(1), fetched(hour(1), dated_at=DAY + timedelta(minutes=10)))
    keep(settings, hour(2), fetched(hour(2), url_key="f" * 16), fetched(hour(2), dated_at=None))
    assert held(settings, hour(3), {KEY}) == {KEY: DAY + timedelta(minutes=50)}


def test_neither_itself_nor_what_ends_later_counts(settings):
    day = Interval(DAY, DAY + timedelta(days=1))
    for interval in (hour(5), hour(6), day):
        keep(settings, interval, fetched(interval))
    assert held(settings, hour(5), {KEY}) == {}
    assert held(settings, hour(6), {KEY}) == {KEY: hour(5).start}
    assert held(settings, day, {KEY}) == {KEY: hour(6).start}


def test_how_far_back_is_a_setting(settings):
    keep(settings, hour(0), fetched(hour(0)))
    month_later = hour(24 * 30 - 1)
    assert held(settings, month_later, {KEY}) == {KEY: DAY}
    assert held(settings, hour(24 * 30), {KEY}) == {}
    assert held(settings, hour(24 * 30), {KEY}, days=31) == {KEY: DAY}
    assert held(Settings(data=settings.data, seen_days=0), hour(1), {KEY}) == {}
    assert held(settings, month_later, {KEY}, days=1_000_000) == {KEY: DAY}


@pytest.mark.parametrize("kind", ["no parquet", "empty", "another table", "other types"])
def test_a_foreign_or_broken_file_costs_itself(settings, caplog, kind):
    keep(settings, hour(0), fetched(hour(0)))
    bad = Partition(settings.data, hour(1)).lake("fetches")
    if kind == "another table":
        write_rows(bad, ARTICLES, [{"article_id": "a"}])
    elif kind == "other types":
        import pyarrow as pa
        import pyarrow.parquet as pq

        row = fetched(hour(1)) | {"dated_at": "soon"}
        pq.write_table(pa.Table.from_pylist([row]), bad.path)
    else:
        bad.write_bytes(b"" if kind == "empty" else b"PAR1 and no more")
    with caplog.at_level(logging.WARNING, "dateline.seen"):
        assert held(settings, hour(2), {KEY}) == {KEY: DAY}
    assert [bad.name in message for message in caplog.messages] == [True]


def test_names_that_no_interval_has_are_passed_over(settings):
    path = keep(settings, hour(0), fetched(hour(0)))
    path.rename(path.with_name("20261120T990000Z-20261120T010000Z-0000.parquet"))
    path.with_name(".x.parquet.part").write_bytes(b"")
    assert held(settings, hour(1), {KEY}) == {}


OUTCOMES = st.sampled_from(["ok", "not_modified", "http_error"])


@given(st.lists(st.tuples(OUTCOMES, st.integers(0, 5)), max_size=6), st.randoms())
def test_the_order_of_files_does_not_matter(fetches, random):
    rows = [
        fetched(hour(number), outcome=outcome, fetched_at=DAY + timedelta(hours=at))
        for number, (outcome, at) in enumerate(fetches)
    ]
    answers = []
    for _ in range(2):
        history = _History()
        for row in rows:
            history.add(row)
        answers.append(history.last())
        random.shuffle(rows)
    assert answers[0] == answers[1]


def test_an_answer_does_not_depend_on_what_else_is_asked(settings):
    keys = [f"{number:016x}" for number in range(700)]
    for number in range(3):
        interval = hour(number)
        keep(settings, interval, *(fetched(interval, url_key=key, url=key) for key in keys))
    together = earlier(settings, hour(3), keys)
    assert list(together) == keys
    assert earlier(settings, hour(3), keys[5:6]) == {keys[5]: together[keys[5]]}


@pytest.mark.parametrize(
    ("columns", "is_held"),
    [
        ({"outcome": "timeout"}, False),
        ({"outcome": "network_error"}, False),
        ({"outcome": "circuit_open"}, False),
        ({"outcome": "http_error", "status": 503}, False),
        ({"outcome": "http_error", "status": 429}, False),
        ({"outcome": "http_error", "status": 404}, True),
        ({"outcome": "oversized", "status": None}, True),
        ({"outcome": "robots_denied", "status": None}, True),
    ],
)
def test_what_failed_in_a_way_that_may_pass_is_known_and_not_held(settings, columns, is_held):
    keep(settings, hour(0), fetched(hour(0), **columns))
    (dated,) = held(settings, hour(1), {KEY}).values()
    assert (dated is not None) == is_held
    keep(settings, hour(1), fetched(hour(1)))
    assert held(settings, hour(2), {KEY}) == {KEY: hour(1).start}
