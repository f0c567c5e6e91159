"""HTML to an article's parts: the tree is parsed once, for the text and all that is said of it."""

from datetime import datetime

from dateline.clean.address import article_address
from dateline.clean.extraction.recipe import extract
from dateline.clean.extraction.trees import parse
from dateline.clean.metadata import read_metadata
from dateline.clean.parts import Metadata, Parts, Profile
from dateline.cleaning import Cleaning


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
    found = extract(tree, url, profile)
    return Parts(found.lines, address, metadata, found.method, found.agreement, profile)


def _profile(metadata: Metadata, cleaning: Cleaning) -> Profile:
    """News, unless the source or the page says that it is something else."""
    if cleaning.profile != "auto":
        return cleaning.profile
    return "generic" if metadata.is_news is False else "news"
