"""Feeds as listings: which of a feed's entries belong to a window of time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, time, timedelta

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Reject
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies, Copy
from dateline.sources.dates import day_in_address
from dateline.sources.feed_documents import MAX_BYTES, Entry, Feed, read_feed
from dateline.sources.listing import absolute, fail, get_copy, place, stamp
from dateline.sources.polling import Wishes, is_due, pause_after
from dateline.sources.shown import Shown

MAX_PAGES = 20
"""Pages of a paged feed that are read for one window."""

_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_GENERATED = 0.5  # share of entries with one `updated` above which it is when the feed was made
_FEW = 3  # entries that may well have been updated together
_LAST = timedelta(seconds=1)


async def ask_feed(
    source: SiteSource, url: str, window: Interval, copies: Copies, *, live: bool
) -> Shown:
    """Ask a feed which documents belong to a window.

    An entry is dated by when it was published or last updated, whichever is later: an update is a
    version to fetch. One without a date has the day in its address; else, in a live run, it
    belongs to the end of the window; else it has the feed's own date. Entries with the same
    address are one item.

    A live run asks a feed that is due and reads the copy at hand of one that is not: an entry that
    was dated ahead may belong to the window now. A run over history asks where no copy was
    fetched after the window's end. Pages with older entries are asked for while they may reach
    into the window.

    Args:
        source: the site.
        url: address of the feed.
        window: the time in question.
        copies: fetches listings and keeps them.
        live: the run follows the clock.
    """
    asker = _Asker(source, Shown(source.id, "feed", url), window, copies, live=live)
    await asker.ask()
    return asker.shown


class _Asker:
    """Asks one feed; `shown` takes what it shows."""

    def __init__(
        self, source: SiteSource, shown: Shown, window: Interval, copies: Copies, *, live: bool
    ) -> None:
        self.shown = shown
        self._source = source
        self._window = window
        self._copies = copies
        self._live = live
        self._items: dict[str, datetime | None] = {}

    async def ask(self) -> None:
        copy = await self._copy()
        if copy is None:
            return
        try:
            feed = await asyncio.to_thread(read_feed, copy)
        except RecordError as error:
            fail(self.shown, error)
            return
        self.shown.next_poll_at = copy.fetched_at + self._pause(copy, feed)
        async for page in self._pages(feed, copy):
            self._take(page)
        for url, dated in self._items.items():
            self._sort(url, dated, feed.dated_at)
        if not self._live:
            self._say_reach()

    async def _copy(self) -> Copy | None:
        """The copy at hand in a live run, while the feed is not due; else as of now."""
        shown, end = self.shown, self._window.end
        held = self._copies.held(shown.url, max_body=MAX_BYTES) if self._live else None
        if held and held.fetched_at < end and not await asyncio.to_thread(self._is_due, held):
            shown.outcome = Outcome.NOT_DUE
            shown.reason = f"the copy of {stamp(held.fetched_at)} is read"
            shown.asked_at = held.fetched_at
            return held
        return await get_copy(shown, self._source, self._copies, fresh_from=end, max_body=MAX_BYTES)

    def _is_due(self, copy: Copy) -> bool:
        try:
            pause = self._pause(copy, read_feed(copy))
        except RecordError:
            return True  # a copy that is no feed tells no rhythm
        return is_due(self._window.end, copy.fetched_at, pause)

    def _pause(self, copy: Copy, feed: Feed) -> timedelta:
        return pause_after(
            copy.fetched_at,
            filter(None, (dated for _, dated in dated_entries(feed))),
            Wishes(feed.ttl_minutes, feed.skip_hours, copy.cache_control),
            longest=timedelta(hours=self._copies.settings.poll_max_hours),
            fixed_minutes=self._source.poll_minutes,
        )

    async def _pages(self, feed: Feed, copy: Copy) -> AsyncIterator[Feed]:
        """The feed, and pages with older entries (RFC 5005) that may reach into the window."""
        asked = {self.shown.url, feed.url}
        yield feed
        pages = 1
        while feed.next_url and self._may_go_back():
            if pages == MAX_PAGES:
                self.shown.reason = f"read no further than {MAX_PAGES} pages"
                return
            pages += 1
            try:
                url = absolute(feed.url, feed.next_url)
                if url in asked:
                    return
                asked.add(url)
                feed = await self._page(url, _ANY_TIME if feed.is_archive else copy.fetched_at)
            except RecordError as error:
                self._reject(feed.next_url, Outcome.SOURCE_UNREACHABLE, f"a page: {error.reason}")
                return
            yield feed

    def _may_go_back(self) -> bool:
        oldest = self.shown.oldest_at
        return oldest is not None and oldest >= self._window.start

    async def _page(self, url: str, fresh_from: datetime) -> Feed:
        page = await self._copies.get(
            url, permits=self._source, fresh_from=fresh_from, max_body=MAX_BYTES
        )
        return await asyncio.to_thread(read_feed, page)

    def _take(self, feed: Feed) -> None:
        """Take the entries of one page in, those with the same address as one item."""
        for entry, dated in dated_entries(feed):
            try:
                url = absolute(feed.url, entry.link)
            except RecordError as error:
                reason = f"entry {entry.title[:80]!r}: {error.reason}"
                self._reject(entry.link, Outcome.BAD_URL, reason)
                continue
            day = None if dated else day_in_address(url)
            own = datetime.combine(day, time(), UTC) if day else dated
            self._items[url] = max(filter(None, (own, self._items.get(url))), default=None)
            if own:
                self.shown.dated(own)

    def _sort(self, url: str, dated: datetime | None, feed_dated: datetime | None) -> None:
        """Put an item where it belongs."""
        shown, window = self.shown, self._window
        moment = dated or (window.end - _LAST if self._live else feed_dated)
        if not self._source.wants(url):
            shown.filtered += 1
        elif moment is None:
            self._reject(url, Outcome.UNDATED, "neither the entry nor the feed has a date")
        elif place(shown, window, url, moment) and self._live and dated is None:
            shown.undated.add(url)

    def _reject(self, url: str, outcome: Outcome, reason: str) -> None:
        self.shown.rejects.append(Reject(self._source.id, url, outcome, reason))

    def _say_reach(self) -> None:
        """Say how far back the feed goes, where that is not as far as the window."""
        shown, window = self.shown, self._window
        if shown.oldest_at is None or shown.oldest_at <= window.start:
            return
        reach = f"reaches back to {stamp(shown.oldest_at)} only"
        shown.reason = f"{shown.reason}; {reach}" if shown.reason else reach
        answered = shown.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
        if answered and not shown.documents and shown.oldest_at >= window.end:
            shown.outcome = Outcome.OUT_OF_REACH


def dated_entries(feed: Feed) -> Iterable[tuple[Entry, datetime | None]]:
    """The entries, each with its own date, if it has one.

    Where most entries have the same `updated`, that is when the feed was made, and does not count.
    """
    stamps = Counter(entry.updated for entry in feed.entries if entry.updated)
    made_at, times = stamps.most_common(1)[0] if stamps else (None, 0)
    if times <= _FEW or times <= len(feed.entries) * _GENERATED:
        made_at = None
    for entry in feed.entries:
        updated = None if entry.published and entry.updated == made_at else entry.updated
        yield entry, max(filter(None, (entry.published, updated)), default=None)
