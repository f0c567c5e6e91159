"""Which sitemaps of an index to ask for a window of time.

An index of an outlet's whole archive names thousands of sitemaps. Those that state in their
addresses the days that they hold are asked when these touch the window; of the others, those that
were last changed before the window began cannot hold what was published in it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import chain, zip_longest

from dateline.partition import Interval
from dateline.sources.dates import Period, end_of, periods_in
from dateline.sources.sitemap_entries import Entry

_NEWS = re.compile(r"news[-_]?sitemap|sitemap[-_]?(?:google)?[-_]?news", re.IGNORECASE)
# Names of WordPress (wp-sitemap-taxonomies-…, wp-sitemap-users-…) and of its Yoast SEO plugin
# (category-sitemap.xml, post_tag-sitemap.xml, author-sitemap.xml), and of media sitemaps.
_NO_ARTICLES = re.compile(
    r"[/_-](?:categor(?:y|ies)|(?:post_)?tags?|authors?|pages?|images?|videos?)[-_]?sitemap"
    r"|wp-sitemap-(?:taxonomies|users|posts-page)-",
    re.IGNORECASE,
)
_DAY = timedelta(days=1)  # an outlet's own day begins and ends up to 14 hours from that of UTC


@dataclass
class Choice:
    """The sitemaps of an index that may hold the window, the likeliest first.

    Args:
        urls: their addresses.
        older: how many hold nothing as late as the window.
        later: how many hold nothing as early.
        without_articles: how many hold no articles, by their names.
        begins: start of the earliest of the later ones, UTC.
    """

    urls: list[str] = field(default_factory=list)
    older: int = 0
    later: int = 0
    without_articles: int = 0
    begins: datetime | None = None

    @property
    def is_out_of_reach(self) -> bool:
        """Whether all that the index names begins after the window."""
        return bool(self.later) and not self.older and not self.urls

    @property
    def reason(self) -> str:
        """What was left out, in words; empty if nothing was."""
        total = len(self.urls) + self.older + self.later + self.without_articles
        parts = []
        if out := self.older + self.later:
            parts.append(f"{out:,} of {total:,} sitemaps cannot hold the window")
        if self.is_out_of_reach and self.begins:
            parts.append(f"the first begins at {self.begins.date()}")
        if self.without_articles:
            parts.append(f"{self.without_articles:,} hold no articles by their names")
        return "; ".join(parts)


def choose(entries: Sequence[Entry], window: Interval, *, live: bool) -> Choice:
    """Choose from the sitemaps that an index names.

    Args:
        entries: what the index says of them.
        window: the time in question.
        live: newest first; otherwise those that say their days first, then those that were last
            changed soonest after the window.
    """
    choice = Choice()
    periods = periods_in(entry.loc for entry in entries)
    dated: list[tuple[datetime, str]] = []
    changed: list[tuple[datetime, str]] = []
    unknown: list[str] = []
    for entry in entries:
        period, last = periods.get(entry.loc), end_of(entry.lastmod)
        if _NO_ARTICLES.search(entry.loc):
            choice.without_articles += 1
        elif period:
            start, end = _reach(period)
            if _counted(choice, start, end, window):
                dated.append((start, entry.loc))
        elif last and last < window.start:
            choice.older += 1
        elif last:
            changed.append((last, entry.loc))
        else:
            unknown.append(entry.loc)
    choice.urls = _ordered(dated, changed, unknown, live=live)
    return choice


def _reach(period: Period) -> tuple[datetime, datetime]:
    """The days of a period in any time zone."""
    first, after = (datetime.combine(day, time(), UTC) for day in period)
    return first - _DAY, after + _DAY


def _counted(choice: Choice, start: datetime, end: datetime, window: Interval) -> bool:
    """Whether a time touches the window; counted as older or later if not."""
    if end <= window.start:
        choice.older += 1
    elif start >= window.end:
        choice.later += 1
        choice.begins = min(choice.begins or start + _DAY, start + _DAY)
    else:
        return True
    return False


def _ordered(
    dated: list[tuple[datetime, str]],
    changed: list[tuple[datetime, str]],
    unknown: list[str],
    *,
    live: bool,
) -> list[str]:
    by_date = [url for _, url in sorted(dated, reverse=live)]
    by_change = [url for _, url in sorted(changed, reverse=live)]
    urls = list(dict.fromkeys([*by_date, *by_change, *_from_both_ends(unknown)]))
    return sorted(urls, key=lambda url: bool(_NEWS.search(url)) != live)


def _from_both_ends(urls: Collection[str]) -> list[str]:
    """Last, first, last but one, …: numbered sitemaps have the newest at one of their ends."""
    half = (len(urls) + 1) // 2
    ordered = list(urls)
    pairs = zip_longest(reversed(ordered[len(ordered) - half :]), ordered[: len(ordered) - half])
    return [url for url in chain.from_iterable(pairs) if url is not None]
