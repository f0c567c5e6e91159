"""HTML to an article's parts: the tree is parsed once, for the text and all that is said of it."""

from datetime import datetime

from lxml.html import HtmlElement

from dateline.clean.address import article_address
from dateline.clean.extraction.recipe import Extraction, extract
from dateline.clean.extraction.trees import parse
from dateline.clean.metadata import read_metadata
from dateline.clean.parts import Line, Metadata, Parts, Profile
from dateline.cleaning import Cleaning
from dateline.errors import RecordError

_LITTLE = 0.2
"""Share of the stated text below which what a page shows is not its article."""


def read_page(html: str, url: str, fetched_at: datetime | None, cleaning: Cleaning) -> Parts:
    """Extract the article of a page.

    Args:
        html: the decoded page.
        url: where it was fetched.
        fetched_at: when, if known; no date later than this is believed.
        cleaning: how the source's pages are cleaned.

    Raises:
        RecordError: `no_text`: the page holds no article; `oversized`: it is too large to
            be read; `bad_url`: `url` is broken.
    """
    tree = parse(html)
    address = article_address(tree, url)
    metadata = read_metadata(tree, url, fetched_at)
    profile = _profile(metadata, cleaning)
    found = _extract(tree, url, profile, metadata.text or "")
    return Parts(found.lines, address, metadata, found.method, found.agreement, profile)


def _extract(tree: HtmlElement, url: str, profile: Profile, stated: str) -> Extraction:
    """What is extracted; the text that JSON-LD states where the page itself shows little of it.

    Some pages are drawn by scripts from data, and hold no more than a line of their article.

    Raises:
        RecordError: `no_text`: neither gives a text.
    """
    lines = [Line(text) for text in stated.splitlines()]
    try:
        found = extract(tree, url, profile)
    except RecordError:
        if not lines:
            raise
        return Extraction(lines, "json-ld")
    shown = sum(len(line.text) for line in found.lines)
    is_little = found.method == "rescue" or shown < _LITTLE * len(stated)
    return Extraction(lines, "json-ld") if lines and is_little else found


def _profile(metadata: Metadata, cleaning: Cleaning) -> Profile:
    """News, unless the source or the page says that it is something else."""
    if cleaning.profile != "auto":
        return cleaning.profile
    return "generic" if metadata.is_news is False else "news"
