"""Dates in addresses: the day an article was published, the time that a dated archive holds.

Outlets put the day of publication into the path (`/2016/09/01/`, `/2016-09-01-title`,
`title-20160901.html`, `/2016/sep/01/`), and the day, week, month or year into the names of archive
sitemaps (`sitemap-2016-09.xml`, `?yyyy=2016&mm=09&dd=01`, `2016w35`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from dateline.partition import Interval
from dateline.times import in_utc, read_time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "|".join(f"{name}[a-z]*" for name in _MONTHS)
_YEAR = r"(?<![0-9])(?P<year>199[0-9]|20[0-4][0-9])"
_MM, _DD = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12][0-9]|3[01])"
_SEPARATED = rf"[/_.-](?P<month>{_MM}|[1-9]|{_NAMED})[/_.-](?P<day>{_DD}|[1-9])"
_PACKED = rf"[/_.-]?(?P<month2>{_MM})(?P<day2>{_DD})"
_DAY = re.compile(rf"{_YEAR}(?:{_SEPARATED}|{_PACKED})(?![0-9])", re.IGNORECASE)
_MONTH = re.compile(
    rf"{_YEAR}(?:[/_.-]?(?P<month>{_MM})|[/_.-](?P<month2>{_NAMED}))(?![0-9])", re.IGNORECASE
)
_WEEK = re.compile(rf"{_YEAR}[/_.-]?w(?:eek)?[/_.-]?(?P<week>[0-9]{{1,2}})(?![0-9])", re.IGNORECASE)
_ONE_YEAR = re.compile(rf"{_YEAR}(?![0-9])")
_QUERY = re.compile(
    r"\b(?:yyyy|year|y)=(?P<year>199[0-9]|20[0-4][0-9])"
    r"(?:&(?:amp;)?(?:mm|month|m)=(?P<month>[0-9]{1,2}))?"
    r"(?:&(?:amp;)?(?:dd|day|d)=(?P<day>[0-9]{1,2}))?(?![0-9])",
    re.IGNORECASE,
)
_ENDS = re.compile(r"$|[/?&#]|\.[a-z]+(?:$|[?#])")
_LONGEST = 2048  # characters of an address that are looked at; sitemaps.org allows no more
_LONGEST_TIME = 64
_DAY_ONLY = len("2016-09-01")
_EARLIEST = timedelta(hours=14)  # before midnight in UTC a day begins in Kiribati (UTC+14)
_LATEST = timedelta(hours=36)  # after it, the day ends at UTC-12


class Dated(NamedTuple):
    """When an article is dated: a moment in UTC; where only the day is known, its midnight."""

    at: datetime
    is_day: bool


class Period(NamedTuple):
    """Days from `first` up to, but not including, `after`."""

    first: date
    after: date


def day_in_address(url: str) -> date | None:
    """The day that the address of an article states, which is the outlet's own day.

    It must begin or end a part of the path, or be a value of the query: a day in the middle of a
    title is what the article is about.
    """
    target = _after_host(url)
    for match in _DAY.finditer(target):
        if target[: match.start()][-1:] in ("/", "=") or _ENDS.match(target, match.end()):
            for period in _days(match):
                return period.first
    return None


def date_of(url: str, published: str = "", modified: str = "") -> Dated | None:
    """The time that places an article in an interval, or None if there is no date.

    It is the time of publication; else the day in the address; else the time of modification. A
    day has the time of a modification on the same day, else it stands for its midnight in UTC.
    A day in the address that comes after the modification is no day of publication.

    Args:
        url: address of the article.
        published: ISO 8601 or RFC 5322 time, as a listing states it; empty if it does not.
        modified: the same, of the last modification.
    """
    said, changed = _read(published), _read(modified)
    if said and not _is_day(published):
        return Dated(in_utc(said), is_day=False)
    day = said.date() if said else day_in_address(url)
    if day is None or (changed and not said and day > changed.date() + timedelta(days=1)):
        return Dated(in_utc(changed), _is_day(modified)) if changed else None
    if changed and changed.date() == day:
        return Dated(in_utc(changed), _is_day(modified))
    return Dated(midnight(day), is_day=True)


def midnight(day: date) -> datetime:
    """The start of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def may_touch(day: date, window: Interval) -> bool:
    """Whether some of a day, in any time zone, lies in a window."""
    return window.start - _LATEST < midnight(day) < window.end + _EARLIEST


def _is_day(text: str) -> bool:
    return len(text.strip()) <= _DAY_ONLY


def end_of(modified: str) -> datetime | None:
    """The latest moment that a time of modification can mean; a bare day has no zone."""
    moment = _read(modified)
    if moment is None or not _is_day(modified):
        return moment and in_utc(moment)
    try:
        return in_utc(moment) + timedelta(days=2)
    except OverflowError:
        return in_utc(moment)


def periods_in(urls: Iterable[str]) -> dict[str, Period]:
    """The time that each sitemap of an index holds, as far as the addresses say.

    Addresses that differ in their numbers only are read alike, all to the same precision, or not
    at all: `sitemap-2016.xml` is a year among years, and a number among `sitemap-1.xml` and
    `sitemap-3000.xml`.
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        alike[re.sub(r"[0-9]+", "0", _after_host(url))].append(url)
    return dict(chain.from_iterable(map(_read_alike, alike.values())))


def _read_alike(urls: list[str]) -> Iterator[tuple[str, Period]]:
    for read in _READERS:
        periods = [read(_after_host(url)) for url in urls]
        if all(periods):
            return ((u, p) for u, p in zip(urls, periods, strict=True) if p)
    return iter(())


def _hull(
    pattern: re.Pattern[str], read: Callable[[re.Match[str]], Iterator[Period]], target: str
) -> Period | None:
    """From the first to the last of the periods that an address names."""
    found = [period for match in pattern.finditer(target) for period in read(match)]
    if not found:
        return None
    return Period(min(p.first for p in found), max(p.after for p in found))


def _days(match: re.Match[str]) -> Iterator[Period]:
    month = match["month"] or match["month2"]
    day = match["day"] or match["day2"]
    yield from _period(match["year"], month, day)


def _months(match: re.Match[str]) -> Iterator[Period]:
    yield from _period(match["year"], match["month"] or match["month2"])


def _years(match: re.Match[str]) -> Iterator[Period]:
    yield from _period(match["year"])


def _weeks(match: re.Match[str]) -> Iterator[Period]:
    try:
        first = date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
    except ValueError:
        return
    yield Period(first, first + timedelta(days=7))


def _query(match: re.Match[str]) -> Iterator[Period]:
    yield from _period(match["year"], match["month"], match["day"])


def _period(year: str, month: str | None = None, day: str | None = None) -> Iterator[Period]:
    """One period, or none where there is no such day."""
    try:
        first = date(int(year), _month_number(month), int(day or 1))
    except ValueError:
        return
    if day:
        yield Period(first, first + timedelta(days=1))
    elif month:
        yield Period(first, (first + timedelta(days=31)).replace(day=1))
    else:
        yield Period(first, first.replace(year=first.year + 1))


def _month_number(month: str | None) -> int:
    if month is None:
        return 1
    return int(month) if month.isdigit() else 1 + _MONTHS.index(month[:3].lower())


_READERS = (
    partial(_hull, _QUERY, _query),
    partial(_hull, _DAY, _days),
    partial(_hull, _WEEK, _weeks),
    partial(_hull, _MONTH, _months),
    partial(_hull, _ONE_YEAR, _years),
)
"""From the most telling form to the least."""


def _after_host(url: str) -> str:
    return "/" + url[:_LONGEST].partition("://")[2].partition("/")[2]


def _read(text: str) -> datetime | None:
    text = text.strip()
    return read_time(text) if 0 < len(text) <= _LONGEST_TIME else None
