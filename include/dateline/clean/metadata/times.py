"""When an article was published, and when it was changed."""

from datetime import datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement

from dateline.clean.parts import Moment
from dateline.times import in_utc, read_time

_DATE_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
_CLOCK_SLACK = timedelta(days=1)
"""A page may be dated this much after it was fetched: zones differ, and clocks are wrong."""


def read_times(
    tree: HtmlElement, url: str, fetched_at: datetime | None
) -> tuple[Moment | None, Moment | None, dict[str, str]]:
    """Times of publication and of the last change, and where they were found.

    Args:
        tree: the page; it is not changed.
        url: where it was fetched.
        fetched_at: when, if known; no date later than this is believed.

    Returns:
        Published, modified, and for each of the two (`published_at`, `modified_at`) its source.
    """
    latest = (fetched_at + _CLOCK_SLACK).replace(tzinfo=None) if fetched_at else None
    found = find_date(
        tree,
        url=url,
        original_date=True,
        outputformat=_DATE_FORMAT,
        max_date=latest,
        deferred_url_extractor=True,
    )
    published = parse_time(found) if found else None
    return published, None, {"published_at": "htmldate"} if published else {}


def parse_time(text: str) -> Moment | None:
    """An ISO 8601 date or time; without a zone it is read as UTC."""
    moment = read_time(text)
    if moment is None:
        return None
    is_day = moment.tzinfo is None and moment.time() == datetime.min.time()
    offset = moment.strftime("%z") if moment.tzinfo else ""
    zone = f"{offset[:3]}:{offset[3:5]}" if offset else None
    return Moment(in_utc(moment), "day" if is_day else "second", zone)
