from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.partition import Interval
from dateline.sources.dates import date_of, day_in_address, end_of, may_touch, periods_in

DAYS = st.dates(date(1990, 1, 1), date(2049, 12, 31))
FORMS = (
    "https://news.example/%Y/%m/%d/harbour-opens",
    "https://news.example/world/%Y/%b/%d/harbour-opens",
    "https://news.example/%Y-%m-%d-harbour-opens.html",
    "https://news.example/n1/%Y/%m%d/c1002-28.html",
    "https://news.example/english/%Y-%m/%d/c_135.htm",
    "https://news.example/harbour-opens-%Y%m%d.html",
    "https://news.example/harbour-opens-%Y%m%d/",
    "https://news.example/article?id=4&date=%Y-%m-%d",
)


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_in_an_address_is_read_back(day, form):
    assert day_in_address(day.strftime(form)) == day


@given(st.text(), DAYS)
def test_no_address_breaks_the_reading(text, day):
    assert day_in_address(text) is None or isinstance(day_in_address(text), date)
    assert all(period.first < period.after for period in periods_in([text, str(day)]).values())
    assert date_of(text, text, text) is None or date_of(text, text, text).at.tzinfo is UTC


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/world-37241234",
        "https://news.example/news/20345612",
        "https://news.example/2016/02/31/no-such-day",
        "https://news.example/how-2001-09-11-changed-us",
        "https://2016-09-01.example/harbour-opens",
        "https://news.example/2016/09/",
        "https://news.example/1820/09/01/old",
        "https://news.example/" + "x" * 3000 + "/2016/09/01/",
        "",
    ],
)
def test_what_is_no_day_of_publication(url):
    assert day_in_address(url) is None


def in_september(*last):
    return datetime(2016, 9, *last, tzinfo=UTC)


PLAIN, DATED = "https://news.example/a", "https://news.example/2016/09/01/a"


@pytest.mark.parametrize(
    ("url", "published", "modified", "moment"),
    [
        (PLAIN, "2016-09-01T08:30:00+02:00", "2016-09-05", in_september(1, 6, 30)),
        (PLAIN, "Thu, 01 Sep 2016 08:30:00 GMT", "", in_september(1, 8, 30)),
        (PLAIN, "2016-09-01", "2016-09-01T10:00Z", in_september(1, 10)),
        (PLAIN, "2016-09-01", "2016-09-03T10:00Z", in_september(1)),
        (PLAIN, "soon", "2016-09-03T10:00Z", in_september(3, 10)),
        (PLAIN, "", " 2016-09-03 ", in_september(3)),
        (DATED, "", "", in_september(1)),
        (DATED, "", "2016-09-01T10:00Z", in_september(1, 10)),
        (DATED, "", "2016-09-01T23:30:00-05:00", in_september(2, 4, 30)),
        (DATED, "", "2026-01-01", in_september(1)),
        (DATED, "", "2016-08-01", datetime(2016, 8, 1, tzinfo=UTC)),
        (PLAIN, "", "2016-09", None),
        (PLAIN, "", "0001-01-01T00:00:00+14:00", None),
        (PLAIN, "", "9" * 5000, None),
        (PLAIN, "", "", None),
    ],
)
def test_an_entry_is_dated_by_publication_then_address_then_modification(
    url, published, modified, moment
):
    dated = date_of(url, published, modified)
    assert (dated and dated.at) == moment


@pytest.mark.parametrize(
    ("url", "published", "modified", "is_day"),
    [
        (PLAIN, "2016-09-01T08:30:00+02:00", "2016-09-05", False),
        (PLAIN, "2016-09-01", "2016-09-01T10:00Z", False),
        (PLAIN, "2016-09-01", "2016-09-03T10:00Z", True),
        (PLAIN, "2016-09-01", "2016-09-01", True),
        (PLAIN, "", "2016-09-03", True),
        (PLAIN, "", "2016-09-03T10:00Z", False),
        (DATED, "", "", True),
        (DATED, "", "2016-09-01T10:00Z", False),
        (DATED, "", "2026-01-01", True),
    ],
)
def test_a_date_without_a_time_is_a_day(url, published, modified, is_day):
    assert date_of(url, published, modified).is_day is is_day


def test_a_day_touches_a_window_in_any_zone():
    day = date(2016, 9, 1)
    for first, last, touches in (
        ("2016-08-31T09", "2016-08-31T10", False),
        ("2016-08-31T10", "2016-08-31T11", True),
        ("2016-09-02T11", "2016-09-02T12", True),
        ("2016-09-02T12", "2016-09-02T13", False),
    ):
        assert may_touch(day, Interval.parse(first, last)) is touches
    assert not may_touch(date.min, Interval.parse("2016-09-01", "2016-09-02"))
    assert not may_touch(date.max, Interval.parse("2016-09-01", "2016-09-02"))


def test_a_bare_day_of_modification_lasts_in_every_time_zone():
    assert end_of("2016-09-01") == in_september(3)
    assert end_of("2016-09-01T10:00Z") == in_september(1, 10)
    assert end_of("9999-12-31") == datetime(9999, 12, 31, tzinfo=UTC)
    assert end_of("") is None


def period(url, *others):
    return tuple(map(str, periods_in([url, *others]).get(url, ())))


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [
        ("sitemap.xml?yyyy=2016&mm=09&dd=01", "2016-09-01", "2016-09-02"),
        ("sitemap.xml?yyyy=2016&amp;mm=09&amp;dd=01", "2016-09-01", "2016-09-02"),
        ("archive.xml?year=2016&month=9", "2016-09-01", "2016-10-01"),
        ("sitemap-2016-09-01.xml", "2016-09-01", "2016-09-02"),
        ("sitemap_20160901_1.xml.gz", "2016-09-01", "2016-09-02"),
        ("sitemap-20160901-20160915.xml", "2016-09-01", "2016-09-16"),
        ("sitemap-2016w35.xml", "2016-08-29", "2016-09-05"),
        ("article/2016/09.xml", "2016-09-01", "2016-10-01"),
        ("sitemap-201612.xml", "2016-12-01", "2017-01-01"),
        ("2016/september.xml", "2016-09-01", "2016-10-01"),
        ("2016/09/posts-7.xml", "2016-09-01", "2016-10-01"),
        ("sitemap-2016.xml", "2016-01-01", "2017-01-01"),
        ("sitemap-2016-7.xml", "2016-01-01", "2017-01-01"),
    ],
)
def test_the_time_that_a_sitemap_holds(name, first, after):
    assert period(f"https://news.example/{name}") == (first, after)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://news.example/sitemap-2016.xml", "https://news.example/sitemap-1.xml"),
        ("https://news.example/sitemap-201609.xml", "https://news.example/sitemap-201633.xml"),
        ("https://news.example/post-sitemap7.xml", "https://news.example/post-sitemap8.xml"),
        ("https://news.example/s-2016w60.xml", "https://news.example/s-x.xml"),
    ],
)
def test_numbers_beside_other_numbers_are_no_dates(url, other):
    assert period(url, other) in ((), ("2016-01-01", "2017-01-01"))
    if "w60" not in url:
        assert period(url, other) == ()


@given(DAYS, st.sampled_from(("s-%Y-%m-%d.xml", "s-%Y-%m.xml", "%Y/%m/s.xml", "s?y=%Y&m=%m")))
def test_a_day_lies_in_the_period_of_its_sitemap(day, form):
    url = "https://news.example/" + day.strftime(form)
    found = periods_in([url])[url]
    assert found.first <= day < found.after <= day + timedelta(days=32)
