"""Outlets on the web: all listings of a site, each for itself."""

import asyncio
from collections.abc import Awaitable

from dateline.partition import Interval
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies
from dateline.sources.feed import ask_feed
from dateline.sources.home import ask_home
from dateline.sources.listing import crashed
from dateline.sources.shown import Form, Shown
from dateline.sources.sitemap import ask_sitemaps


async def ask_site(
    source: SiteSource, window: Interval, copies: Copies, *, live: bool
) -> list[Shown]:
    """Ask the listings of a site which documents belong to a window, side by side.

    A listing that is away, broken or denied costs itself only.

    Args:
        source: the site.
        window: the time in question.
        copies: fetches listings and keeps them.
        live: the run follows the clock.

    Returns:
        What each showed: feeds, then sitemaps, then the home page. A sitemap index may be several.
    """
    feeds = [
        _guarded(source, "feed", url, _alone(ask_feed(source, url, window, copies, live=live)))
        for url in source.feeds
    ]
    sitemaps = [
        _guarded(source, "sitemap", url, ask_sitemaps(source, window, copies, live=live))
        for url in source.sitemaps[:1]
    ]
    homes = [
        _guarded(source, "home_page", url, _alone(ask_home(source, url, window, copies, live=live)))
        for url in [source.home]
        if url
    ]
    answers = await asyncio.gather(*feeds, *sitemaps, *homes)
    return [shown for listing in answers for shown in listing]


async def _alone(asking: Awaitable[Shown]) -> list[Shown]:
    return [await asking]


async def _guarded(
    source: SiteSource, form: Form, url: str, asking: Awaitable[list[Shown]]
) -> list[Shown]:
    """What a listing shows; a fault of ours in reading it costs it only."""
    try:
        return await asking
    except Exception as error:  # noqa: BLE001 - becomes the outcome `crashed`, with its reason
        return [crashed(source.id, form, url, error)]
