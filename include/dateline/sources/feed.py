"""RSS and Atom feeds as a source: each entry's link is a document."""

import asyncio
import calendar
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from dateline.errors import RecordError
from dateline.http import Client, Limits, http_url, status_text
from dateline.outcomes import Outcome
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources.config import FeedSource
from dateline.warc import Capture, Payload, payload_of

_OK = 200
_DATES = ("published_parsed", "updated_parsed", "created_parsed")


def discover_feed(
    source: FeedSource, settings: Settings, limits: Limits | None = None
) -> Iterator[Document | Reject]:
    """Show what the feed holds now, in its own order.

    An entry is dated by when it was published, else updated, else by the feed's own date.

    Args:
        source: the source.
        settings: the settings.
        limits: politeness and patience of the HTTP client.
    """
    try:
        capture = asyncio.run(_get(source, settings, limits))
        payload = payload_of(capture, max_body=settings.max_body_bytes)
        feed = _parsed(capture.url, payload)
    except RecordError as error:
        outcome = (
            error.outcome if error.outcome is Outcome.BROKEN_SOURCE else Outcome.SOURCE_UNREACHABLE
        )
        yield Reject(source.id, source.url, outcome, error.reason)
        return
    for entry in feed.entries:
        yield _document(source, capture.url, entry, feed.feed)


async def _get(source: FeedSource, settings: Settings, limits: Limits | None) -> Capture:
    async with Client(settings, limits) as client:
        return await client.get(source.url, allow_hosts=source.allow_hosts)


def _parsed(url: str, payload: Payload) -> Any:
    """The feed, as feedparser reads it; malformed XML is used as far as it goes.

    Raises:
        RecordError: the answer is an error, or no feed.
    """
    if payload.status != _OK:
        raise RecordError(Outcome.SOURCE_UNREACHABLE, status_text(payload.status))
    headers = {"content-location": url}
    if payload.content_type:
        charset = f"; charset={payload.charset}" if payload.charset else ""
        headers["content-type"] = payload.content_type + charset
    feed = feedparser.parse(payload.body, response_headers=headers)
    if not feed.version and not feed.entries:
        fault = feed.get("bozo_exception")
        reason = f"not a feed ({payload.content_type or 'no content type'})"
        raise RecordError(Outcome.BROKEN_SOURCE, f"{reason}: {fault}" if fault else reason)
    return feed


def _document(source: FeedSource, base: str, entry: Any, feed: Any) -> Document | Reject:
    link = str(entry.get("link") or "").encode("utf-8", "replace").decode()
    try:
        url = str(http_url(urljoin(base, link)) if link else http_url(link))
    except (RecordError, ValueError) as error:
        reason = error.reason if isinstance(error, RecordError) else str(error)
        title = str(entry.get("title", ""))[:80]
        return Reject(source.id, link, Outcome.BAD_URL, f"entry {title!r}: {reason}")
    dated_at = _date_of(entry) or _date_of(feed)
    if dated_at is None:
        return Reject(source.id, url, Outcome.UNDATED, "neither the entry nor the feed has a date")
    return Document(source.id, url, "http", dated_at.isoformat())


def _date_of(element: Any) -> datetime | None:
    """The first date that feedparser could read, which it gives in UTC."""
    for name in _DATES:
        # dict.get: feedparser's own warns, and gives one date under another's name
        parsed: time.struct_time | None = dict.get(element, name)
        if parsed:
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None
