"""HTML to an article's parts, by trafilatura: one parse of the tree, its text and metadata."""

from datetime import datetime, timedelta
from typing import Any

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document
from trafilatura.utils import load_html

from dateline.clean.address import article_address
from dateline.clean.parts import Parts
from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.times import in_utc, read_time

_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
_CLOCK_SLACK = timedelta(days=1)
"""A page may be dated this much after it was fetched: zones differ, and clocks are wrong."""


def read_page(html: str, url: str, fetched_at: datetime | None) -> Parts:
    """Extract the article of a page.

    Args:
        html: the decoded page.
        url: where it was fetched.
        fetched_at: when, if known; no date later than this is believed.

    Raises:
        RecordError: `no_text`: the page holds no article; `bad_url`: `url` is broken.
    """
    tree = load_html(html)
    if tree is None:
        raise RecordError(Outcome.NO_TEXT, "not an HTML page")
    modified, title = _modified(tree), _title_element(tree)
    address = article_address(tree, url)
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={
            "deferred_url_extractor": True,  # the date in an address has no time of day
            "extensive_search": True,
            "original_date": True,
            "outputformat": _DATE_FORMAT,
            "max_date": (fetched_at + _CLOCK_SLACK).replace(tzinfo=None) if fetched_at else None,
        },
    )
    if not isinstance(found, Document) or not found.text:
        raise RecordError(Outcome.NO_TEXT, "no article found in the page")
    published_at, precision = parse_time(found.date)
    return Parts(
        title=found.title or title,
        lines=[line for raw in found.text.splitlines() if (line := raw.strip())],
        authors=[name for raw in (found.author or "").split(";") if (name := raw.strip())],
        published_at=published_at,
        published_precision=precision,
        modified_at=modified,
        site_name=found.sitename,
        section=_first(found.categories),
        tags=list(found.tags or []),
        canonical_url=address,
    )


def parse_time(text: str | None) -> tuple[datetime | None, str | None]:
    """A time in UTC and how exact it is: `second`, or `day` where no time of day is given.

    Args:
        text: ISO 8601 date or time; without a zone it is read as UTC. None is taken as no date.
    """
    moment = read_time(text or "")
    if moment is None:
        return None, None
    is_day = moment.tzinfo is None and moment.time() == datetime.min.time()
    return in_utc(moment), "day" if is_day else "second"


def _title_element(tree: HtmlElement) -> str | None:
    """The first title element, also where a page without a head has it in its body."""
    words: list[str] = str(tree.xpath("string((//title)[1])")).split()
    return " ".join(words) or None


def _modified(tree: HtmlElement) -> datetime | None:
    stated: Any = tree.xpath("//meta[@property='article:modified_time']/@content")
    return parse_time(str(stated[0]))[0] if stated else None


def _first(values: list[str] | None) -> str | None:
    return values[0] if values else None
