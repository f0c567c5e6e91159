"""Adding a site to the list of sources: its feeds and sitemaps are found, tried, written down."""

import asyncio
import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import cast
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain
from lxml import etree, html
from protego import Protego
from trafilatura import extract_metadata
from trafilatura.feeds import BLACKLIST, FEED_TYPES, FeedParameters, determine_feed

from dateline.errors import RecordError, TerminalError
from dateline.http import Client, http_url
from dateline.outcomes import ANSWERED, Outcome
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources.charset import text_of
from dateline.sources.config import SiteSource, load_sources, make_source
from dateline.sources.copies import Copies, Copy
from dateline.sources.feed import ask_feed
from dateline.sources.feed_documents import read_feed
from dateline.sources.home import article_links
from dateline.sources.list_file import append_entry
from dateline.sources.listing import absolute
from dateline.sources.shown import Shown
from dateline.sources.sitemap import ask_sitemap
from dateline.sources.sitemap_entries import read_entries
from dateline.sources.values import language

FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json")
"""Where feeds lie on many sites; tried where the page names none."""

SITEMAP_PATHS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
"""Where sitemaps lie on many sites; tried where robots.txt names none."""

MOST_CANDIDATES = 12
"""Feeds, and sitemaps, that are tried."""

_DAY = timedelta(days=1)
_ID_LENGTH = 64
_FEED_TYPE = re.compile(r"rss|atom|rdf|feed")  # others of FEED_TYPES, as text/xml, are much else


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a listing that was tried.

    Args:
        form: the form of the listing.
        url: its address.
        outcome: `ok` if it can be used; otherwise why not.
        items: how many usable items it shows, of whatever date.
        message: why it cannot be used, in words.
    """

    form: str
    url: str
    outcome: Outcome
    items: int
    message: str


@dataclass(frozen=True, slots=True)
class Added:
    """What was written.

    Args:
        source: the new entry.
        text: the entry as TOML.
        tried: each listing that was tried, those that were not taken included.
    """

    source: SiteSource
    text: str
    tried: list[Tried]


@dataclass
class _Found:
    """What the site itself tells."""

    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    name: str = ""
    language: str | None = None
    has_articles: bool = False


def add_site(
    url: str,
    settings: Settings,
    now: datetime,
    *,
    source_id: str | None = None,
    name: str | None = None,
    allow_hosts: Collection[str] = (),
) -> Added:
    """Find the feeds and sitemaps of a site, try each, and write an entry to the list of sources.

    Args:
        url: address of the site, of a section, or of a feed or sitemap itself.
        settings: the settings; they name the list.
        now: the time.
        source_id: id of the entry; from the host's name if not given.
        name: name of the entry; from the page if not given.
        allow_hosts: hosts that may have private addresses; written to the entry.

    Raises:
        TerminalError: the address does not answer, nothing usable was found, the id or one of the
            listings is in the list already, or the entry would not be valid.
    """
    listed = load_sources(settings.sources)
    visitor = _visitor(url, source_id, name, allow_hosts)
    if any(source.id == visitor.id for source in listed):
        raise TerminalError(f"the list has a source {visitor.id} already; choose another --id")
    found, tried = asyncio.run(_explore(visitor, url, settings, now))
    source = _entry(visitor, url, found, tried, named=name)
    _require_new(source, [each for each in listed if isinstance(each, SiteSource)])
    return Added(source, append_entry(settings.sources, source), [_tried(s) for s in tried])


def _visitor(
    url: str, source_id: str | None, name: str | None, allow_hosts: Collection[str]
) -> SiteSource:
    """The source in whose name the site is asked."""
    try:
        host = http_url(url).host or ""
        domain = extract_domain(url, fast=True) or host
        source = make_source(
            {
                "kind": "site",
                "id": source_id or _short(host, domain),
                "name": name or domain,
                "home": url,
                "allow_hosts": sorted(allow_hosts),
            }
        )
    except RecordError as error:
        raise TerminalError(f"cannot add {url}: {error.reason}") from error
    except TerminalError as error:
        raise TerminalError(f"cannot add {url}: {'; '.join(str(error).splitlines())}") from error
    return cast(SiteSource, source)


def _short(host: str, domain: str) -> str:
    """An id: the registered domain without its suffix, or the IP address."""
    try:
        name = str(ipaddress.ip_address(host))
    except ValueError:
        name = domain.partition(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:_ID_LENGTH] or "site"


async def _explore(
    visitor: SiteSource, url: str, settings: Settings, now: datetime
) -> tuple[_Found, list[Shown]]:
    """What the site tells of itself, and what its listings show."""
    async with Client(settings) as client:
        copies = Copies(settings, client)
        found = await _find(visitor, url, copies, now)
        window = Interval(now - _DAY, now)
        feeds = [
            ask_feed(visitor, feed, window, copies, live=False)
            for feed in found.feeds[:MOST_CANDIDATES]
        ]
        sitemaps = [
            ask_sitemap(visitor, sitemap, window, copies, live=True)
            for sitemap in found.sitemaps[:MOST_CANDIDATES]
        ]
        tried = await asyncio.gather(*feeds)
        return found, [*tried, *(answer[0] for answer in await asyncio.gather(*sitemaps))]


async def _find(visitor: SiteSource, url: str, copies: Copies, now: datetime) -> _Found:
    try:
        page = await copies.get(url, permits=visitor, fresh_from=now)
    except RecordError as error:
        told = error.reason.replace("in the source's allow_hosts", "with --allow-host")
        raise TerminalError(f"cannot add {url}: {told}") from error
    if _is_feed(page):
        return _Found(feeds=[url])
    if _is_sitemap(page):
        return _Found(sitemaps=[url])
    found = _on_page(page, visitor)
    found.feeds = found.feeds or [urljoin(page.url, path) for path in FEED_PATHS]
    in_robots = await _sitemaps_in_robots(visitor, page.url, copies, now)
    found.sitemaps = in_robots or [urljoin(page.url, path) for path in SITEMAP_PATHS]
    return found


def _is_feed(page: Copy) -> bool:
    try:
        return bool(read_feed(page).entries)
    except RecordError:
        return False


def _is_sitemap(page: Copy) -> bool:
    try:
        return bool(list(islice(read_entries(page.body), 1)))
    except RecordError:
        return False


def _on_page(page: Copy, visitor: SiteSource) -> _Found:
    """Feeds that the page names, its site's name and language, and whether it links to articles."""
    text = text_of(page)
    metadata = extract_metadata(text)
    found = _Found(name=(metadata.sitename or "") if metadata else "")
    try:
        parser = html.HTMLParser(encoding="utf-8")
        tree = html.document_fromstring(text.encode(), parser=parser)
        found.feeds = _feeds_named(tree, page.url)
        found.language = _language(tree.get("lang") or "")
        found.has_articles = bool(article_links(page, visitor))
    except (RecordError, etree.LxmlError, ValueError):
        pass  # what was found so far counts
    found.feeds = found.feeds or _feeds_guessed(text, page.url)
    return found


def _feeds_named(tree: html.HtmlElement, url: str) -> list[str]:
    """Feeds that the page's `link` elements name, those of comments left out."""
    bases = [base for base in tree.xpath("//base/@href") if base.strip()]
    base = (bases and _joined(url, bases[0])) or url
    feeds: list[str] = []
    for link in tree.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if (
            "alternate" in (link.get("rel") or "").lower().split()
            and kind in FEED_TYPES
            and _FEED_TYPE.search(kind)
        ):
            feeds.append(_joined(base, link.get("href") or ""))
    named = filter(None, dict.fromkeys(feeds))
    return [feed for feed in named if feed != url and not BLACKLIST.search(feed)]


def _joined(base: str, link: str) -> str:
    """The address that a link of a page names; empty if it names none."""
    try:
        return absolute(base, link.strip())
    except RecordError:
        return ""


def _feeds_guessed(text: str, url: str) -> list[str]:
    """Links of the page that look like feeds."""
    parts = urlsplit(url)
    params = FeedParameters(f"{parts.scheme}://{parts.netloc}", parts.hostname or "", url)
    return list(dict.fromkeys(determine_feed(text, params)))


def _language(tag: str) -> str | None:
    """The ISO 639 code that a page's language begins with, if it is one."""
    try:
        return language(tag)
    except ValueError:
        return None


async def _sitemaps_in_robots(
    visitor: SiteSource, url: str, copies: Copies, now: datetime
) -> list[str]:
    try:
        robots = await copies.get(urljoin(url, "/robots.txt"), permits=visitor, fresh_from=now)
    except RecordError:
        return []  # it has none, which is nothing wrong
    rules = Protego.parse(robots.body.decode("utf-8", "replace"))
    named = dict.fromkeys(_joined(url, sitemap) for sitemap in rules.sitemaps)
    return [sitemap for sitemap in named if sitemap]


def _entry(
    visitor: SiteSource, url: str, found: _Found, tried: Sequence[Shown], *, named: str | None
) -> SiteSource:
    """The entry, with the listings that could be used.

    Raises:
        TerminalError: there are none.
    """
    feeds = tuple(_usable(tried, "feed"))
    sitemaps = tuple(_usable(tried, "sitemap"))
    home = url if found.has_articles and not feeds else None
    if not (feeds or sitemaps or home):
        told = "; ".join(f"{each.url}: {each.message}" for each in map(_tried, tried))
        raise TerminalError(f"no feed, sitemap or links to articles at {url} ({told})")
    return visitor.model_copy(
        update={
            "name": named or found.name.strip() or visitor.name,
            "language": found.language,
            "feeds": feeds,
            "sitemaps": sitemaps,
            "home": home,
        }
    )


def _usable(tried: Iterable[Shown], form: str) -> Iterator[str]:
    return (shown.url for shown in tried if shown.form == form and _is_usable(shown))


def _is_usable(shown: Shown) -> bool:
    return shown.outcome in ANSWERED and bool(shown.form != "feed" or shown.items)


def _tried(shown: Shown) -> Tried:
    """What is told of a listing; why a usable one has nothing for the last day does not matter."""
    usable = _is_usable(shown)
    outcome = Outcome.OK if usable else Outcome.EMPTY if shown.outcome in ANSWERED else None
    items = shown.items - sum(reject.url == shown.url for reject in shown.rejects)
    reason = "" if usable else shown.reason or "no entries"
    return Tried(shown.form, shown.url, outcome or shown.outcome, items, reason)


def _require_new(source: SiteSource, listed: Sequence[SiteSource]) -> None:
    for other in listed:
        both = {_plain(url) for url in source.listings} & {_plain(url) for url in other.listings}
        if both:
            raise TerminalError(f"{min(both)} is listed already, as {other.id}")


def _plain(url: str) -> str:
    """An address without what does not tell two listings apart."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")
