from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.sources.polling import SHORTEST, Wishes, is_due, pause_after

NOON = datetime(2015, 10, 7, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONGEST = 6 * HOUR
NONE = Wishes()


def every(gap, count, newest=NOON):
    return [newest - gap * n for n in range(count)]


def pause(dates, wishes=NONE, **options):
    return pause_after(NOON, dates, wishes, **{"longest": LONGEST} | options)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (every(20 * MINUTE, 30), 20 * MINUTE),
        (every(MINUTE, 30), SHORTEST),
        (every(DAY, 30), LONGEST),
        (every(30 * MINUTE, 2), 15 * MINUTE),  # two entries: half of what the feed holds
        (every(HOUR, 30, NOON - 20 * HOUR), 2 * HOUR),  # silent for 20 hours
        (every(HOUR, 30, NOON - 400 * DAY), LONGEST),  # silent for good
        ([*every(10 * MINUTE, 20), NOON - 90 * DAY], 10 * MINUTE),  # one old entry is pinned
        ([*every(10 * MINUTE, 20), NOON + DAY], 10 * MINUTE),  # one is dated ahead
        ([], HOUR),
        ([NOON - HOUR], HOUR),
    ],
)
def test_a_feed_is_asked_about_as_often_as_it_gets_an_entry(dates, expected):
    assert pause(dates) == expected
    assert pause(list(reversed(dates))) == expected


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(ttl_minutes=60), HOUR),
        (Wishes(ttl_minutes=1), 20 * MINUTE),
        (Wishes(ttl_minutes=100_000), 290 * MINUTE),  # by then half of the entries are gone
        (Wishes(cache_control="max-age=86400"), 290 * MINUTE),
        (Wishes(cache_control="public, max-age=1800"), 30 * MINUTE),
        (Wishes(cache_control="s-maxage=7200"), 20 * MINUTE),
        (Wishes(cache_control="max-age=soon"), 20 * MINUTE),
        (Wishes(skip_hours=frozenset({12, 13})), 2 * HOUR),
        (Wishes(skip_hours=frozenset(range(23))), 290 * MINUTE),
        (Wishes(skip_hours=frozenset({3})), 20 * MINUTE),
    ],
)
def test_the_publisher_may_ask_for_longer_within_bounds(wishes, expected):
    assert pause(every(20 * MINUTE, 30), wishes) == expected


def test_no_wish_leaves_time_to_miss_entries():
    wishes = Wishes(360, frozenset({12, 13, 14}), "max-age=86400")
    assert pause(every(10 * MINUTE, 13), wishes) == HOUR
    assert pause([*every(10 * MINUTE, 12), NOON - 90 * DAY], wishes) == HOUR
    assert pause(every(MINUTE, 5), wishes) == SHORTEST


def test_what_the_list_of_sources_says_comes_first():
    assert pause(every(DAY, 9), Wishes(ttl_minutes=300), fixed_minutes=2) == 2 * MINUTE
    assert pause([], fixed_minutes=10_000) == 10_000 * MINUTE


def test_the_longest_pause_may_be_shorter_than_the_shortest():
    assert pause(every(DAY, 9), longest=timedelta()) == timedelta()


def test_hourly_runs_ask_an_hourly_feed_every_hour():
    late = timedelta(minutes=7)
    assert is_due(NOON + HOUR, NOON + late, HOUR)
    assert not is_due(NOON + HOUR, NOON + late, 2 * HOUR)
    assert is_due(NOON + 2 * HOUR, NOON + late, 2 * HOUR)


@given(
    st.lists(st.integers(-9_000_000, 9_000_000).map(lambda n: NOON + MINUTE * n)),
    st.integers(0, 10_000),
    st.frozensets(st.integers(0, 23)),
    st.integers(0, 20_000),
)
def test_any_feed_has_a_pause_within_bounds(dates, ttl, hours, age):
    wishes = Wishes(ttl, hours, f"max-age={age}")
    assert SHORTEST <= pause(dates, wishes) <= LONGEST
