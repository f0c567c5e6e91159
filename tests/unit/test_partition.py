from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import TerminalError
from dateline.partition import Interval, Partition

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_interval_is_utc_and_half_open():
    interval = Interval.parse("2015-10-07T02:00:00+02:00", "2015-10-08")
    assert interval.id == "20151007T000000Z-20151008T000000Z"
    assert interval.dt == date(2015, 10, 7)
    assert interval.start in interval
    assert interval.end not in interval
    assert interval.end - timedelta(microseconds=1) in interval


@pytest.mark.parametrize(
    ("start", "end"), [("2015-10-07", "2015-10-07"), ("2015-10-08", "2015-10-07"), ("x", "y")]
)
def test_bad_interval_says_so(start, end):
    with pytest.raises(TerminalError):
        Interval.parse(start, end)


@given(MOMENTS, st.integers(1, 10**7), st.integers(0, 9999))
def test_uri_names_the_partition(start, seconds, batch):
    interval = Interval(start, start + timedelta(seconds=seconds + 1))
    for root in ("/data/x", "memory://bucket/x"):
        partition = Partition(root, interval, batch)
        assert Partition.from_uri(partition.uri) == partition


def test_paths_of_two_batches_differ():
    interval = Interval.parse("2015-10-07", "2015-10-08")
    one, two = Partition("/d", interval, 0), Partition("/d", interval, 1)
    for path in (
        lambda p: p.manifest,
        lambda p: p.warc("s"),
        lambda p: p.lake("articles"),
        lambda p: p.lake("rejects", "clean"),
        lambda p: p.ledger("clean"),
    ):
        assert path(one) != path(two)
        assert "dt=2015-10-07" in str(path(one))
