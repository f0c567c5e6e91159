"""Sitemaps as a source: what is new, from news sitemaps, and history, from dated archives.

An entry is dated by its news publication date; else by the day in its address; else by its
`lastmod`, which is the time of the last modification and may be years after publication. The first
two are what date filters of a backfill rest on.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from courlan import extract_domain
from yarl import URL

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.sources.archive import choose
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies
from dateline.sources.dates import moment_of
from dateline.sources.entries import MOST_BYTES, MOST_CHARACTERS, Entry, read_entries
from dateline.sources.faults import Faults
from dateline.sources.listing import fail, get_copy, stamp
from dateline.sources.shown import Shown

MOST_LIVE = 20
"""Sitemaps that a live run asks, at most, for each that the source lists."""

MOST = 200
"""The same for a run over history, which asks each of them once in all: copies are kept."""

DEEPEST = 3
"""Levels of indexes that are followed. sitemaps.org allows one; some sites have two."""

_TOLD_ADDRESS = 200  # characters of an address that is too long


@dataclass
class _Sitemap:
    """A sitemap to ask, and the indexes that lead to it."""

    url: str
    above: tuple[str, ...] = ()


@dataclass
class _Answer:
    """What a sitemap showed, and the sitemaps that it leads to."""

    sitemap: _Sitemap
    shown: Shown
    below: list[str] = field(default_factory=list)


async def ask_sitemap(
    source: SiteSource, url: str, window: Interval, copies: Copies, *, live: bool
) -> list[Shown]:
    """Ask a sitemap, and of those that it leads to each that may hold the window.

    Args:
        source: the source; only pages of its own site are taken.
        url: address of a sitemap or an index.
        window: the time in question.
        copies: where sitemaps are got: a copy that was fetched after the window serves.
        live: the run follows the clock: few sitemaps are asked, the newest first.

    Returns:
        What each sitemap showed, the one asked for first.
    """
    walk = _Walk(source, window, copies, live=live)
    level = [_Sitemap(url)]
    shown: list[Shown] = []
    while level:
        answers = await asyncio.gather(*(walk.ask(sitemap) for sitemap in level))
        shown += [answer.shown for answer in answers]
        level = walk.next_level(answers)
    return shown


class _Walk:
    """Asks the sitemaps under one that the source lists, each once."""

    def __init__(self, source: SiteSource, window: Interval, copies: Copies, *, live: bool) -> None:
        self._source = source
        self._window = window
        self._copies = copies
        self._live = live
        self._most = MOST_LIVE if live else MOST
        self._known = {str(URL(address)) for address in source.sitemaps}  # asked by themselves
        self._asked = 0
        listed = (*source.feeds, *source.sitemaps, *filter(None, [source.home]))
        self._sites = {_site_of(URL(address).host or "") for address in listed}

    async def ask(self, sitemap: _Sitemap) -> _Answer:
        """Ask one sitemap."""
        answer = _Answer(sitemap, Shown(self._source.id, "sitemap", sitemap.url))
        copy = await get_copy(
            answer.shown,
            self._source,
            self._copies,
            fresh_from=self._window.end,
            max_body=MOST_BYTES,
        )
        if copy:
            self._read(copy.body, answer)
        return answer

    def next_level(self, answers: Sequence[_Answer]) -> list[_Sitemap]:
        """The sitemaps that the answers lead to, within the limits; what is left out is told."""
        level: list[_Sitemap] = []
        for answer in answers:
            above = (*answer.sitemap.above, answer.sitemap.url)
            left_out = 0
            for url in answer.below:
                if url in above:
                    _reject(answer.shown, url, Outcome.BROKEN_SOURCE, "an index that leads to it")
                elif url in self._known:
                    continue
                elif len(above) > DEEPEST:
                    reason = f"not asked: indexes are nested more than {DEEPEST} deep"
                    _reject(answer.shown, url, Outcome.BROKEN_SOURCE, reason)
                elif self._asked == self._most:
                    left_out += 1
                else:
                    self._asked += 1
                    self._known.add(url)
                    level.append(_Sitemap(url, above))
            self._tell(answer.shown, left_out)
        return level

    def _tell(self, shown: Shown, left_out: int) -> None:
        """Say that sitemaps were not asked; over history it is a loss, and rejected."""
        if not left_out:
            return
        reason = f"{left_out:,} sitemaps not asked: one run asks {self._most} at most"
        _say(shown, reason)
        if not self._live:
            _reject(shown, shown.url, Outcome.OVERSIZED, reason)

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
        moment = moment_of(entry.loc, entry.published, entry.lastmod)
        if moment:
            shown.dated(moment)
            if moment not in self._window:
                shown.outside += 1
                return
        url = _address(entry.loc, faults)
        if url is None or url in taken:
            return
        if not self._is_own(url) or not self._source.wants(url):
            shown.filtered += 1
        elif moment is None:
            faults.add(url, Outcome.UNDATED, "no date: neither of its own nor in its address")
        else:
            taken.add(url)
            shown.documents.append(Document(shown.source_id, url, "http", moment.isoformat()))

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
        return _site_of(URL(url).host or "") in self._sites

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


@lru_cache(maxsize=4096)
def _site_of(host: str) -> str:
    """The registered domain of a host; of an IP address or a bare name, itself."""
    return extract_domain(f"https://{host}/") or host
