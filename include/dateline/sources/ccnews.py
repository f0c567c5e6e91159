"""Common Crawl's news archive: WARC files by the time at which each was begun.

Each month has a listing, `crawl-data/CC-NEWS/YYYY/MM/warc.paths.gz`, of files that are named
`CC-NEWS-YYYYMMDDhhmmss-NNNNN.warc.gz`; see https://commoncrawl.org/blog/news-dataset-available.
"""

import gzip
import re
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO

from upath import UPath

from dateline.locations import resolve
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.remote import FORWARDS, open_patiently
from dateline.settings import Settings
from dateline.sources.collection import Collection
from dateline.sources.config import CcNewsSource
from dateline.sources.shown import Shown

BEGINS = datetime(2016, 8, 1, tzinfo=UTC)
"""The month of the first listing."""

_STAMP = re.compile(r"CC-NEWS-(\d{14})-\d+\.warc\.gz$")
_LAG = timedelta(minutes=5)  # between a page's date and the writing of its record, at most
_LIMIT = 64 << 20  # bytes of an unpacked listing; those of a month with 2,000 files have 150,000


@dataclass
class _Listing:
    """A month's listing: its files and the times at which they were begun, sorted."""

    shown: Shown
    files: list[tuple[datetime, UPath]] = field(default_factory=list)


def ask_ccnews(source: CcNewsSource, window: Interval, settings: Settings) -> list[Shown]:
    """Ask Common Crawl's news archive which pages it captured within a window.

    A file holds what was captured from the time in its name to that of the next file; only files
    that may hold the window are read, as streams. Each capture of a page is a document.

    Args:
        source: the source.
        window: the time in question.
        settings: the settings.

    Returns:
        An answer for each month of the window, and for those next to it whose files reach in.
    """
    if window.end <= BEGINS:
        shown = Shown(source.id, "cc_news", source.base)
        _out_of_reach(shown, f"CC-NEWS begins in {BEGINS:%B %Y}")
        return [shown]
    listings = _listings(source, window, settings)
    first, until = _span([begun for each in listings for begun, _ in each.files], window)
    for listing in listings:
        collection = Collection(
            listing.shown, window, settings, hosts=source.hosts, languages=source.languages
        )
        paths = [path for begun, path in listing.files if first <= begun < until]
        for path in paths:
            collection.read(path, listed=True)
        collection.conclude()
        if listing.files and not paths:
            begun, _ = listing.files[0]
            _out_of_reach(listing.shown, f"its first file was begun at {begun:%Y-%m-%d %H:%M}")
    inner = {_listing_name(month) for month in _months(window.start, window.end)}
    return [
        each.shown
        for each in listings
        if each.shown.items or any(each.shown.url.endswith(name) for name in inner)
    ]


def newest_listing(source: CcNewsSource, now: datetime, settings: Settings) -> Shown:
    """Try the newest month's listing, and read none of its files, which have a gigabyte each.

    Returns:
        Its answer, in which each file counts as an item outside.
    """
    months = (now, now.replace(day=1) - timedelta(days=1))  # this month's may not be there yet
    listings = (_listing(source, month, settings) for month in months)
    listing = next((each for each in listings if each.files), None)
    if listing is None:
        return _listing(source, now, settings).shown
    for begun, _ in listing.files:
        listing.shown.dated(begun)
        listing.shown.outside += 1
    return listing.shown


def _listings(source: CcNewsSource, window: Interval, settings: Settings) -> list[_Listing]:
    """The listings of the window's months, and of those next to it that its border touches."""
    months = _months(window.start, window.end + _LAG)
    listings = [_listing(source, month, settings) for month in months]
    first = listings[0]
    if not first.shown.rejects and not any(begun <= window.start for begun, _ in first.files[:1]):
        month_before = window.start.replace(day=1) - timedelta(days=1)
        listings.insert(0, _listing(source, month_before, settings))
    return listings


def _listing(source: CcNewsSource, month: datetime, settings: Settings) -> _Listing:
    """Read a month's listing; why it cannot be read is in its answer."""
    url = f"{source.base.rstrip('/')}/{_listing_name(month)}"
    listing = _Listing(Shown(source.id, "cc_news", url))
    base = resolve(source.base, settings)
    try:
        names = _names(base / _listing_name(month), settings)
    except FileNotFoundError:
        _out_of_reach(listing.shown, f"no listing of {month:%B %Y}")
    except (OSError, EOFError, zlib.error) as error:
        broken = isinstance(error, gzip.BadGzipFile | EOFError | zlib.error)
        outcome = Outcome.BROKEN_SOURCE if broken else Outcome.SOURCE_UNREACHABLE
        listing.shown.fail(outcome, str(error))
    else:
        listing.files = [(begun, base / name) for begun, name in names]
        if not names:
            listing.shown.fail(Outcome.BROKEN_SOURCE, "a listing that names no file of CC-NEWS")
    return listing


def _names(path: UPath, settings: Settings) -> list[tuple[datetime, str]]:
    """The files that a listing names, by the times at which they were begun."""
    with open_patiently(path, settings, at_once=FORWARDS) as stream:
        content = stream.read(_LIMIT)
    if content.startswith(b"\x1f\x8b"):  # some servers unpack it on the way
        with gzip.open(BytesIO(content)) as packed:
            content = packed.read(_LIMIT)
    found = []
    for name in content.decode("ascii", "replace").split():
        if stamp := _STAMP.search(name):
            with suppress(ValueError):
                begun = datetime.strptime(stamp[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                found.append((begun, name.lstrip("/")))
    return sorted(found)


def _span(begun: Sequence[datetime], window: Interval) -> tuple[datetime, datetime]:
    """From when and until when a file that may hold the window was begun.

    Args:
        begun: when the files were begun, sorted.
        window: the time in question.
    """
    until = window.end + _LAG
    before = bisect_right(begun, window.start)
    return (begun[before - 1] if before else window.start), until


def _months(start: datetime, end: datetime) -> list[datetime]:
    """A day of each month that [start, end) touches."""
    months, day = [], start
    while day < end:
        months.append(day)
        day = (day.replace(day=1) + timedelta(days=31)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
    return months


def _listing_name(month: datetime) -> str:
    return f"crawl-data/CC-NEWS/{month:%Y/%m}/warc.paths.gz"


def _out_of_reach(shown: Shown, reason: str) -> None:
    shown.outcome, shown.reason = Outcome.OUT_OF_REACH, reason
