"""Feeds as listings: which of a feed's entries belong to a window of time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Reject
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies, Copy
from dateline.sources.dates import day_in_address, midnight
from dateline.sources.feed_documents import MAX_BYTES, Entry, Feed, read_feed
from dateline.sources.listing import absolute, fail, get_copy, place, place_at_end, place_day, stamp
from dateline.sources.polling import Wishes, is_due, pause_after
from dateline.sources.shown import Shown

MAX_PAGES = 20
"""Pages of a paged feed that are read for one window."""

_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_GENERATED = 0.5  # share of entries with one time above which it is when the feed was made
_FEW = 3  # entries that may well have one time, where others have another
_WRONG_ZONE = timedelta(days=1)  # a time with the wrong zone's label is no further ahead


async def ask_feed(
    source: SiteSource, url: str, window: Interval, copies: Copies, *, live: bool
) -> Shown:
    """Ask a feed which documents belong to a window.

    An entry is dated by when it was published or last updated, whichever is later: an update is a
    version to fetch. When the feed was made is no date of an entry. One without a date has the day
    in its address (see `place_day`); else, in a live run, it belongs to the end of the window, as
    does one dated up to a day ahead, by the wrong zone; else it has the date that it states, or the
    feed's own. Entries with the same address are one item.

    A live run asks a feed that is due and reads the copy at hand of one that is not: an entry that
    was dated far ahead may belong to the window now. A run over history asks where no copy was
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


class _When(NamedTuple):
    """When an item was published or updated.

    Args:
        own: its own date; at midnight in UTC, it is a day.
        stated: the date that it states, which may be when the feed was made.
    """

    own: datetime | None = None
    stated: datetime | None = None

    def is_told(self, fetched_at: datetime) -> bool:
        """Whether its own date can be, as seen when the feed was fetched."""
        return self.own is not None and not fetched_at < self.own <= fetched_at + _WRONG_ZONE


_NEVER = _When()


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
        self._items: dict[str, _When] = {}
        self._before: Feed | None = None

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
        self._say_gap(feed)
        async for page in self._pages(feed, copy):
            self._take(page)
        for url, when in self._items.items():
            self._sort(url, when, feed.dated_at, copy.fetched_at)
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
            self._before = read_feed(copy)
            pause = self._pause(copy, self._before)
        except RecordError:
            return True  # a copy that is no feed tells no rhythm
        return is_due(self._window.end, copy.fetched_at, pause)

    def _pause(self, copy: Copy, feed: Feed) -> timedelta:
        return pause_after(
            copy.fetched_at,
            _dates(feed),
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
        for entry, when in dated_entries(feed):
            try:
                url = absolute(feed.url, entry.link)
            except RecordError as error:
                reason = f"entry {entry.title[:80]!r}: {error.reason}"
                self._reject(entry.link, Outcome.BAD_URL, reason)
                continue
            day = None if when.own else day_in_address(url)
            own = midnight(day) if day else when.own
            known = self._items.get(url, _NEVER)
            self._items[url] = _When(_later(own, known.own), _later(when.stated, known.stated))
            if own:
                self.shown.dated(own)

    def _sort(
        self, url: str, when: _When, feed_dated: datetime | None, fetched_at: datetime
    ) -> None:
        """Put an item where it belongs."""
        shown, window = self.shown, self._window
        if not self._source.wants(url):
            shown.filtered += 1
        elif self._live and not when.is_told(fetched_at):
            place_at_end(shown, window, url)
        elif when.own and when.own.time() == time():
            place_day(shown, window, url, when.own.date(), live=self._live)
        elif moment := when.own or when.stated or feed_dated:
            place(shown, window, url, moment)
        else:
            self._reject(url, Outcome.UNDATED, "neither the entry nor the feed has a date")

    def _say_gap(self, feed: Feed) -> None:
        """Say where nothing that the last copy showed is left: more may have come in between."""
        last = max(_dates(self._before), default=None) if self._before else None
        first = min(_dates(feed), default=None)
        if last and first and last < first and not feed.next_url:
            self.shown.reason = f"entries may have been missed since {stamp(last)}"

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


def dated_entries(feed: Feed) -> Iterable[tuple[Entry, _When]]:
    """The entries, each with its dates.

    A time that most entries share is when the feed was made, and no date of an entry. Midnight is
    a day without a time, which they may share.
    """
    not_published = _shared([entry.published for entry in feed.entries])
    not_updated = _shared([entry.updated for entry in feed.entries])
    for entry in feed.entries:
        published = None if entry.published == not_published else entry.published
        updated = None if entry.updated == not_updated else entry.updated
        yield entry, _When(_later(published, updated), _later(entry.published, entry.updated))


def _shared(times: Sequence[datetime | None]) -> datetime | None:
    """The time that most have, if any."""
    counts = Counter(moment for moment in times if moment and moment.time() != time())
    moment, count = counts.most_common(1)[0] if counts else (None, 0)
    is_of_all = count == len(times) > 1
    return moment if is_of_all or (count > _FEW and count > len(times) * _GENERATED) else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _dates(feed: Feed) -> Iterator[datetime]:
    """The entries' own dates."""
    return (when.own for _, when in dated_entries(feed) if when.own)
