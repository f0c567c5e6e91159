"""Home pages as listings: links that lead to articles."""

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from courlan.filters import is_navigation_page, is_not_crawlable, type_filter
from lxml import etree, html

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.sources.charset import text_of
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies, Copy
from dateline.sources.dates import day_in_address
from dateline.sources.listing import fail, get_copy, place_at_end, place_day, stamp
from dateline.sources.shown import Shown
from dateline.urls import registrable_domain

MAX_BYTES = 5 << 20
"""Bytes of a home page."""

MAX_LINKS = 2_000
"""Links to articles that are taken from one page; home pages of news sites have a few hundred."""

_WORDS_OF_A_SLUG = 4
_WORD_BREAK = re.compile(r"[-_+]|%20")
_NUMBER = re.compile(r"\d{5,}")  # articles are numbered so; sections and years are not
_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{10,}")


async def ask_home(
    source: SiteSource, url: str, window: Interval, copies: Copies, *, live: bool
) -> Shown:
    """Ask a home page which documents belong to a window.

    A link is dated by the day in its address, of which a live run does not know the zone (see
    `place_day`). One without belongs to the end of the window in a live run, and to no window of a
    run over history. A home page shows what is new, so it is
    asked by live runs only; runs over history read the copy that these left.

    Args:
        source: the site.
        url: address of the page.
        window: the time in question.
        copies: fetches listings and keeps them.
        live: the run follows the clock.
    """
    shown = Shown(source.id, "home_page", url)
    if live:
        copy = await get_copy(shown, source, copies, fresh_from=window.end, max_body=MAX_BYTES)
    else:
        copy = copies.held(url, max_body=MAX_BYTES)
        shown.asked_at = copy.fetched_at if copy else None
    if copy:
        await _read(shown, source, copy, window, live=live)
    if not live and not shown.documents and shown.outcome is Outcome.OK:
        of_when = f"; the copy of {stamp(copy.fetched_at)} has none of them" if copy else ""
        shown.outcome = Outcome.OUT_OF_REACH
        shown.reason = f"a home page shows what is new, and is asked by live runs{of_when}"
    return shown


async def _read(
    shown: Shown, source: SiteSource, copy: Copy, window: Interval, *, live: bool
) -> None:
    try:
        links = await asyncio.to_thread(article_links, copy, source)
    except RecordError as error:
        fail(shown, error)
        return
    for link in links:
        day = day_in_address(link)
        if not source.wants(link):
            shown.filtered += 1
        elif day:
            place_day(shown, window, link, day, live=live)
        elif live:
            place_at_end(shown, window, link)
        else:
            shown.outside += 1


def article_links(copy: Copy, source: SiteSource) -> list[str]:
    """Links of a page that lead to articles of the same site, each once, in the page's order.

    Where the source says which addresses to include, these are taken instead of what looks like
    an article.

    Raises:
        RecordError: it is no HTML page.
    """
    site = _site(copy.url)
    found: dict[str, None] = {}
    for url in _links(copy):
        wanted = source.wants(url) if source.include else looks_like_an_article(url)
        if wanted and _site(url) == site and url.rstrip("/") != copy.url.rstrip("/"):
            found[url] = None
        if len(found) == MAX_LINKS:
            break
    return list(found)


def _links(copy: Copy) -> Iterator[str]:
    """Absolute addresses of all links."""
    parser = html.HTMLParser(encoding="utf-8", recover=True)
    try:
        tree = html.document_fromstring(text_of(copy).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise RecordError(Outcome.BROKEN_SOURCE, f"not an HTML page: {error}") from error
    base = next(iter(tree.xpath("//base/@href")), "")
    for href in tree.xpath("//a/@href"):
        try:
            yield str(http_url(urldefrag(urljoin(urljoin(copy.url, base), href.strip()))[0]))
        except (RecordError, ValueError):
            continue  # mailto:, javascript: and the like: no link to a page


def looks_like_an_article(url: str) -> bool:
    """Whether an address looks like an article's: a day, a long number or code, or many words.

    Addresses of tags, authors, page numbers, logins and files are none.
    """
    if not type_filter(url, strict=True) or is_navigation_page(url) or is_not_crawlable(url):
        return False
    parts = urlsplit(url)
    name = parts.path.rstrip("/").rpartition("/")[2].lower()
    return bool(
        day_in_address(url)
        or len(_WORD_BREAK.split(name)) >= _WORDS_OF_A_SLUG
        or _NUMBER.search(name)
        or _CODE.fullmatch(name)
    )


def _site(url: str) -> str:
    """The registered domain of an address's host."""
    return registrable_domain(urlsplit(url).hostname or "")
