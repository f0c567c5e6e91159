"""What a page says about its article, and where it says so."""

from datetime import datetime

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from dateline.clean.metadata.times import read_times
from dateline.clean.parts import Metadata


def read_metadata(tree: HtmlElement, url: str, fetched_at: datetime | None) -> Metadata:
    """Read the metadata of a page.

    Args:
        tree: the page; it is not changed.
        url: where it was fetched.
        fetched_at: when, if known; no date later than this is believed.
    """
    found = extract_metadata(tree, default_url=url)
    published, modified, sources = read_times(tree, url, fetched_at)
    return Metadata(
        title=found.title,
        authors=[name for raw in (found.author or "").split(";") if (name := raw.strip())],
        published=published,
        modified=modified,
        site_name=found.sitename,
        section=next(iter(found.categories or []), None),
        tags=list(found.tags or []),
        sources=sources,
    )
