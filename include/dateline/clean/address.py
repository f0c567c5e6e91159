"""The address that an article is known under: the one its page names, if that can be believed.

Two articles under one address would be taken for versions of one; one article under two addresses
is found by its text later. So an address that a page names is refused where there is doubt.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.urls import canonical_url, is_broken, is_placeholder, site, url_key

_ABSOLUTE = re.compile(r"https?://|//?(?=[^/])", re.IGNORECASE)
_FRONT = re.compile(r"(?:index|default|home)(?:\.\w+)?", re.IGNORECASE)
_PART_OF_A_DATE = re.compile(r"\d{1,2}|(?:19|20)\d\d")
_SLUG_HYPHENS = 2  # a name of three words or more is that of an article, hardly of a section
_A_PART = re.compile(r"/(?:\d{1,2}|amp|print|all|full|page/\d+)/?", re.IGNORECASE)


def canonical(url: str) -> str:
    """The address in its normal form (`urls.canonical_url`).

    Raises:
        RecordError: `bad_url`: it looks like an address and is none.
    """
    if is_broken(url):
        raise RecordError(Outcome.BAD_URL, f"not an address: {url[:200]!r}")
    return canonical_url(url)


def article_address(tree: HtmlElement, url: str) -> str:
    """The canonical address of a page.

    It is the first that the page names (canonical link, then `og:url`) which is on the same site
    (a syndicated copy is no twin) and may be that of an article; else where it was fetched.

    Args:
        tree: the page.
        url: where it was fetched.

    Raises:
        RecordError: `bad_url`: `url` looks like an address and is none.
    """
    fetched = canonical(url)
    return next((named for named in _stated(tree, url) if _is_believed(named, fetched)), fetched)


def _stated(tree: HtmlElement, url: str) -> Iterator[str]:
    """Addresses that the page names as its own; those relative to a folder are mistakes."""
    links = (
        link.get("href")
        for link in tree.iterfind(".//link[@rel]")
        if "canonical" in link.get("rel", "").lower().split()
    )
    graph: Iterable[str] = tree.xpath("//meta[@property='og:url']/@content")
    for text in (*links, *graph):
        if text and _ABSOLUTE.match(text.strip()):
            with suppress(ValueError):
                yield canonical_url(urljoin(url, text.strip()))


def _is_believed(stated: str, fetched: str) -> bool:
    if url_key(stated) == url_key(fetched):
        return True
    if _site(stated) != _site(fetched) or is_placeholder(stated):
        return False
    return _strength(stated) >= _strength(fetched) or _is_whole_of(stated, fetched)


def _site(url: str) -> str | None:
    host = urlsplit(url).hostname
    return site(host) if host else None


def _strength(url: str) -> int:
    """How far an address is that of one article: -1 a home page, 0 perhaps a section's, to 2."""
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part and not _FRONT.fullmatch(part)]
    if re.search(r"\d", parts.query):
        return 2
    if not segments:
        return -1
    if _PART_OF_A_DATE.fullmatch(segments[-1]):
        return 0
    last = segments[-1]
    hyphens = last.count("-") + last.count("_")
    if re.search(r"\d", parts.path) or hyphens >= _SLUG_HYPHENS or "." in last:
        return 2
    return 1 if hyphens else 0


def _is_whole_of(stated: str, fetched: str) -> bool:
    """Whether what was fetched is a page, or a twin, below the address stated."""
    stated = stated.partition("?")[0].rstrip("/")
    rest = fetched.removeprefix(stated)
    return bool(urlsplit(stated).path) and bool(_A_PART.fullmatch(rest))
