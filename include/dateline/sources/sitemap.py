"""Sitemaps as a source: what is new, from news sitemaps, and history, from dated archives.

An entry is dated by its news publication date; else by the day in its address; else by its
`lastmod`, which is the time of the last modification and may be years after publication. The first
two are what date filters of a backfill rest on.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from yarl import URL

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Reject
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies, Copy
from dateline.sources.dates import Dated, date_of, may_touch
from dateline.sources.faults import Faults
from dateline.sources.listing import crashed, fail, get_copy, place, place_day, stamp
from dateline.sources.shown import Shown
from dateline.sources.sitemap_choice import choose
from dateline.sources.sitemap_entries import MOST_BYTES, MOST_CHARACTERS, Entry, read_entries
from dateline.urls import registrable_domain

MOST_LIVE = 20
"""Sitemaps that a live run asks, at most, for each that the source lists."""

MOST = 200
"""The same for a run over history. Copies that serve do not count: another run gets further."""

DEEPEST = 3
"""Levels of indexes that are followed. sitemaps.org allows one; some sites have two."""

_TOLD_ADDRESS = 200  # characters of an address that is too long


@dataclass
class _Sitemap:
    """A sitemap to ask, and the answer of the index that leads to it."""

    url: str
    index: "_Answer | None" = None

    @property
    def above(self) -> tuple[str, ...]:
        """The indexes that lead to it, the one that the source lists first."""
        return (*self.index.sitemap.above, self.index.sitemap.url) if self.index else ()


@dataclass
class _Answer:
    """What a sitemap showed, the sitemaps that it leads to, and how many of them were not asked."""

    sitemap: _Sitemap
    shown: Shown
    below: list[str] = field(default_factory=list)
    left_out: int = 0


async def ask_sitemap(
    source: SiteSource, url: str, window: Interval, copies: Copies, *, live: bool
) -> list[Shown]:
    """Ask one sitemap, as `ask_sitemaps` does; what it showed comes first."""
    return await ask_sitemaps(
        source.model_copy(update={"sitemaps": (url,)}), window, copies, live=live
    )


async def ask_sitemaps(
    source: SiteSource, window: Interval, copies: Copies, *, live: bool
) -> list[Shown]:
    """Ask the sitemaps of a source, and of those that they lead to each that may hold the window.

    Each is asked and told of once, however many lead to it. A fault of ours costs its sitemap.

    Args:
        source: the source; only pages of its own site are taken.
        window: the time in question.
        copies: where sitemaps are got: a copy that was fetched after the window serves.
        live: the run follows the clock: few sitemaps are asked, the newest first.

    Returns:
        What each sitemap showed: those that the source lists, then those that these lead to.
    """
    walk = _Walk(source, window, copies, live=live)
    level = [_Sitemap(url) for url in source.sitemaps]
    shown: list[Shown] = []
    while level:
        asked = await asyncio.gather(*(walk.ask(sitemap) for sitemap in level))
        answers = [answer for answer in asked if answer]
        shown += [answer.shown for answer in answers]
        walk.tell_left_out(level)
        level = list(walk.next_level(answers))
    return shown


class _Walk:
    """Asks the sitemaps of a source, each once."""

    def __init__(self, source: SiteSource, window: Interval, copies: Copies, *, live: bool) -> None:
        self._source = source
        self._window = window
        self._copies = copies
        self._live = live
        self._most = MOST_LIVE if live else MOST
        self._known = {str(URL(address)) for address in source.sitemaps}  # asked by themselves
        self._asked: Counter[str] = Counter()  # by the sitemap that the source lists
        listed = (*source.feeds, *source.sitemaps, *filter(None, [source.home]))
        self._sites = {registrable_domain(URL(address).host or "") for address in listed}

    async def ask(self, sitemap: _Sitemap) -> _Answer | None:
        """Ask one sitemap; None for one beyond the limit, which its index takes note of."""
        answer = _Answer(sitemap, Shown(self._source.id, "sitemap", sitemap.url))
        try:
            copy = self._fresh(sitemap, answer.shown)
            if not copy and sitemap.index and not self._may_ask(sitemap):
                sitemap.index.left_out += 1
                return None
            copy = copy or await get_copy(
                answer.shown,
                self._source,
                self._copies,
                fresh_from=self._window.end,
                max_body=MOST_BYTES,
            )
            if copy:
                self._read(copy.body, answer)
        except Exception as error:  # noqa: BLE001 - becomes the outcome `crashed`, with its reason
            return _Answer(sitemap, crashed(self._source.id, "sitemap", sitemap.url, error))
        return answer

    def _fresh(self, sitemap: _Sitemap, shown: Shown) -> Copy | None:
        """The copy at hand that serves a run over history; it costs no request."""
        copy = None if self._live else self._copies.held(sitemap.url, max_body=MOST_BYTES)
        if copy is None or copy.fetched_at < self._window.end:
            return None
        shown.asked_at = copy.fetched_at
        return copy

    def _may_ask(self, sitemap: _Sitemap) -> bool:
        root = sitemap.above[0]
        self._asked[root] += 1
        return self._asked[root] <= self._most

    def next_level(self, answers: Iterable[_Answer]) -> Iterator[_Sitemap]:
        """The sitemaps that the answers lead to, each once."""
        for answer in answers:
            above = (*answer.sitemap.above, answer.sitemap.url)
            for url in answer.below:
                if url in above:
                    _reject(answer.shown, url, Outcome.BROKEN_SOURCE, "an index that leads to it")
                elif url in self._known:
                    continue
                elif len(above) > DEEPEST:
                    reason = f"not asked: indexes are nested more than {DEEPEST} deep"
                    _reject(answer.shown, url, Outcome.BROKEN_SOURCE, reason)
                else:
                    self._known.add(url)
                    yield _Sitemap(url, answer)

    def tell_left_out(self, level: Iterable[_Sitemap]) -> None:
        """Say of indexes that sitemaps were not asked; over history it is a loss, and rejected."""
        for index in {id(each.index): each.index for each in level if each.index}.values():
            if not index.left_out:
                continue
            reason = f"{index.left_out:,} sitemaps not asked: one run asks {self._most} at most"
            _say(index.shown, reason)
            if not self._live:
                _reject(index.shown, index.shown.url, Outcome.OVERSIZED, reason)

    def _read(self, body: bytes, answer: _Answer) -> None:
        """Sort the entries of a sitemap: documents, rejects, counts, and further sitemaps."""
        shown = answer.shown
        faults = Faults(shown.source_id, shown.url)
        sitemaps: list[Entry] = []
        taken: set[str] = set()
        pages = indexed = 0
        try:
            for entry in read_entries(body):
                if entry.is_sitemap:
                    indexed += 1
                    self._take_sitemap(entry, sitemaps, shown, faults)
                else:
                    pages += 1
                    self._take_page(entry, taken, shown, faults)
        except RecordError as error:
            if not pages + indexed:
                fail(shown, error)
                return
            reason = f"{error.reason}; {pages + indexed:,} entries were read"
            faults.add(shown.url, error.outcome, reason)
        shown.rejects += faults.rejects()
        self._judge(shown, pages)
        self._choose(sitemaps, answer)

    def _take_page(self, entry: Entry, taken: set[str], shown: Shown, faults: Faults) -> None:
        dated = date_of(entry.loc, entry.published, entry.lastmod)
        if dated:
            shown.dated(dated.at)
            if not self._may_hold(dated):
                shown.outside += 1
                return
        url = _address(entry.loc, faults)
        if url is None or url in taken:
            return
        if not self._is_own(url) or not self._source.wants(url):
            shown.filtered += 1
        elif dated is None:
            faults.add(url, Outcome.UNDATED, "no date: neither of its own nor in its address")
        else:
            taken.add(url)
            if dated.is_day:
                place_day(shown, self._window, url, dated.at.date(), live=self._live)
            else:
                place(shown, self._window, url, dated.at)

    def _may_hold(self, dated: Dated) -> bool:
        """Whether the window holds a date; of a day without a zone, whether it may (live runs)."""
        if self._live and dated.is_day:
            return may_touch(dated.at.date(), self._window)
        return dated.at in self._window

    def _take_sitemap(
        self, entry: Entry, sitemaps: list[Entry], shown: Shown, faults: Faults
    ) -> None:
        url = _address(entry.loc, faults)
        if url is None:
            return
        if self._is_own(url):
            sitemaps.append(entry._replace(loc=url.partition("#")[0]))
        else:
            shown.filtered += 1

    def _is_own(self, url: str) -> bool:
        """Whether an address is on the source's site: sitemaps.org lets one speak for its own."""
        return registrable_domain(URL(url).host or "") in self._sites

    def _judge(self, shown: Shown, pages: int) -> None:
        """Say where a sitemap of pages cannot show the window."""
        if not pages or shown.documents:
            return
        if shown.oldest_at is None:
            _out_of_reach(shown, f"none of its {pages:,} entries has a date")
        elif shown.oldest_at >= self._window.end:
            _out_of_reach(shown, f"reaches back to {stamp(shown.oldest_at)} only")

    def _choose(self, sitemaps: list[Entry], answer: _Answer) -> None:
        """Choose the sitemaps that may hold the window."""
        if not sitemaps:
            return
        choice = choose(sitemaps, self._window, live=self._live)
        answer.below = choice.urls
        if choice.is_out_of_reach:
            _out_of_reach(answer.shown, choice.reason)
        else:
            _say(answer.shown, choice.reason)


def _address(loc: str, faults: Faults) -> str | None:
    """The address of an entry, or None for one that is rejected."""
    reason = ""
    if len(loc) > MOST_CHARACTERS:
        reason = f"an address of more than {MOST_CHARACTERS:,} characters"
    elif "\ufffd" in loc:
        reason = "bytes that are no text in the sitemap's charset"
    else:
        try:
            return str(http_url(loc))
        except RecordError as error:
            reason = error.reason
    faults.add(loc[:_TOLD_ADDRESS], Outcome.BAD_URL, reason)
    return None


def _out_of_reach(shown: Shown, reason: str) -> None:
    if shown.outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
        shown.outcome = Outcome.OUT_OF_REACH
    _say(shown, reason)


def _say(shown: Shown, reason: str) -> None:
    shown.reason = "; ".join(filter(None, [shown.reason, reason]))


def _reject(shown: Shown, url: str, outcome: Outcome, reason: str) -> None:
    shown.rejects.append(Reject(shown.source_id, url, outcome, reason))
