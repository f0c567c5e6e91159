from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fixtures.asking import LATER

from dateline.sources.copies import Copy
from dateline.sources.feed_dates import ZONES, plausible, uncommon_date
from dateline.sources.feed_documents import read_feed


def feed(date, name="pubDate"):
    body = f"<rss version='2.0'><channel><item><link>/a</link><{name}>{date}</{name}></item>"
    return Copy("http://a.example/feed", b"", body.encode(), "text/xml", "utf-8", LATER)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wed, 07 Oct 2015 08:30:00 BST", utc(2015, 10, 7, 7, 30)),
        ("Wed, 07 Oct 2015 08:30:00 CEST", utc(2015, 10, 7, 6, 30)),
        ("07 Oct 2015 08:30 IST", utc(2015, 10, 7, 3, 0)),
        ("2015-10-07 08:30:00 AEDT", utc(2015, 10, 6, 21, 30)),
        ("2015-10-07T08:30:00 MSK", utc(2015, 10, 7, 5, 30)),
        ("1444206600", utc(2015, 10, 7, 8, 30)),
        ("1444206600123", utc(2015, 10, 7, 8, 30)),
        ("20151007T083000Z", utc(2015, 10, 7, 8, 30)),
        ("20151007T083000+0200", utc(2015, 10, 7, 6, 30)),
        ("Wed, 07 Oct 2015 08:30:00 EST", utc(2015, 10, 7, 13, 30)),  # feedparser knows it
        ("Wed, 07 Oct 2015 08:30:00 XYZ", utc(2015, 10, 7, 8, 30)),  # nobody knows it
        ("Wed, 07 Oct 2015 08:30:00 GMT", utc(2015, 10, 7, 8, 30)),
        ("Wed, 07 Oct 1989 08:30:00 GMT", None),
        ("Wed, 07 Oct 2017 08:30:00 GMT", None),
        ("Fri, 07 Oct 2016 08:30:00 GMT", utc(2016, 10, 7, 8, 30)),
        ("Thu, 01 Jan 1970 00:00:00 CET", None),
    ],
)
def test_dates_of_entries(text, expected):
    assert read_feed(feed(text)).entries[0].published == expected


@pytest.mark.parametrize(
    "text", ["", "x" * 200, "1 BST", "1" * 11, "2015-10-07", "0001-01-01T00:00:00 JST", "CEST"]
)
def test_what_is_no_uncommon_date(text):
    assert uncommon_date(text) is None


@pytest.mark.parametrize("name", ZONES)
def test_the_zones_are_as_the_database_has_them(name):
    offset, zone = ZONES[name]
    days = (datetime(2015, month, 15, 12, tzinfo=ZoneInfo(zone)) for month in (1, 7))
    offsets = [day.strftime("%z") for day in days if day.tzname() == name]
    assert offsets == [offset] * len(offsets) != []


def test_a_date_is_of_1990_or_later_and_no_more_than_a_year_ahead():
    assert plausible(utc(1990, 1, 1), LATER)
    assert plausible(LATER + timedelta(days=366), LATER)
    assert plausible(LATER + timedelta(days=367), LATER) is None
    assert plausible(None, LATER) is None
