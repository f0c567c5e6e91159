"""Reading feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom and JSON Feed, malformed ones included.

A feed is data from a stranger. It is decoded here, refused if it declares entities, nests deeper or
holds more tags than feeds do, and only then given to the parser, as bytes and never as a name
that a parser might open.
"""

import calendar
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.sources.charset import text_of
from dateline.sources.copies import Copy
from dateline.sources.feed_dates import MAX_LENGTH, plausible, uncommon_date
from dateline.times import in_utc, read_time

MAX_BYTES = 5 << 20
"""Bytes of a feed; the largest full-text feeds of news sites have 2 MB or so."""

_MAX_TAGS = 100_000  # the parser's time grows with their number; an entry has some 40
_MAX_OPENINGS = {b"<": _MAX_TAGS, b"&": 200_000}  # and with that of these, where none is a tag
_MAX_ITEMS = 20_000  # of a JSON feed
_MAX_DIGITS = 12  # of a character reference, leading zeros included
_MAX_DEPTH = 5_000  # unclosed elements of malformed feeds count; the time is quadratic in it
_TAG = re.compile(rb"<(/)?[A-Za-z][^<>]*?(/)?>")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed.

    Args:
        link: its address as written, maybe relative; empty if it has none.
        title: its title, for messages.
        published: when it was published, UTC.
        updated: when it was last updated, UTC.
    """

    link: str
    title: str
    published: datetime | None
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says.

    Args:
        url: its address, for relative links.
        entries: in the feed's order.
        dated_at: date of the feed as a whole, UTC.
        next_url: the page with older entries (RFC 5005: `next`, or `prev-archive`), if any.
        is_archive: that page is an archive document, which does not change any more.
        ttl_minutes: how long the feed asks to be left alone, in minutes.
        skip_hours: hours of the day, in UTC, in which nothing is published.
    """

    url: str
    entries: list[Entry] = field(default_factory=list)
    dated_at: datetime | None = None
    next_url: str = ""
    is_archive: bool = False
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()


def read_feed(copy: Copy) -> Feed:
    """Read a feed, as far as it can be read. What cannot be a date is none, see `plausible`.

    Raises:
        RecordError: it is no feed, or one that a parser must not be given.
    """
    feed = _any_feed(copy)
    entries = [
        replace(
            entry,
            published=plausible(entry.published, copy.fetched_at),
            updated=plausible(entry.updated, copy.fetched_at),
        )
        for entry in feed.entries
    ]
    return replace(feed, entries=entries, dated_at=plausible(feed.dated_at, copy.fetched_at))


def _any_feed(copy: Copy) -> Feed:
    text = text_of(copy).strip()
    if text.startswith("{"):
        return _json_feed(copy, text)
    if not text:
        raise _no_feed(copy, "empty")
    text = _REFERENCE.sub(_of_a_character, _DECLARATION.sub("", text))
    feed = _parsed(copy, text.encode("utf-8", "replace"))
    if not feed.version and not feed.entries:
        raise _no_feed(copy, feed.get("bozo_exception"))
    return _xml_feed(copy, feed, text)


def _of_a_character(reference: re.Match[str]) -> str:
    """A character reference as it is, if there is such a character; the parser fails at others."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) <= _MAX_DIGITS else sys.maxunicode + 1
    is_one = 0 < number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF  # noqa: PLR2004
    return reference[0] if is_one else "\ufffd"


def _parsed(copy: Copy, data: bytes) -> Any:
    """What feedparser makes of a feed.

    Raises:
        RecordError: the feed is refused, or feedparser fails at it.
    """
    _require_harmless(data)
    headers = {"content-location": copy.url, "content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(
            BytesIO(data),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it raises whatever its parts raise
        reason = f"the parser failed: {type(error).__name__}: {error}"
        raise RecordError(Outcome.BROKEN_SOURCE, reason) from error


def _require_harmless(data: bytes) -> None:
    """Refuse what costs a parser more than a feed can be worth.

    Raises:
        RecordError: entities are declared (which may expand without end, or name files), or there
            are too many elements, or too deep.
    """
    if _ENTITY.search(data):
        raise RecordError(Outcome.BROKEN_SOURCE, "declares XML entities, so it is not read")
    for opening, limit in _MAX_OPENINGS.items():
        if data.count(opening) > limit:
            reason = f"more than {limit:,} of {opening.decode()!r}"
            raise RecordError(Outcome.BROKEN_SOURCE, reason)
    depth = 0
    for tag in _TAG.finditer(data):
        if not tag[2]:
            depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > _MAX_DEPTH:
            raise RecordError(Outcome.BROKEN_SOURCE, f"nests deeper than {_MAX_DEPTH:,} elements")


def _no_feed(copy: Copy, fault: object = None) -> RecordError:
    reason = f"not a feed ({copy.content_type or 'no content type'})"
    return RecordError(Outcome.BROKEN_SOURCE, f"{reason}: {fault}" if fault else reason)


def _xml_feed(copy: Copy, parsed: Any, text: str) -> Feed:
    links = {
        str(each.get("rel")): str(each.get("href", "")) for each in parsed.feed.get("links", [])
    }
    archive = links.get("prev-archive", "")
    return Feed(
        url=copy.url,
        entries=[_xml_entry(entry) for entry in parsed.entries],
        dated_at=_moment(parsed.feed, "published", "updated"),
        next_url=archive or links.get("next", ""),
        is_archive=bool(archive),
        ttl_minutes=_minutes(parsed.feed.get("ttl")),
        skip_hours=_skip_hours(text),
    )


def _xml_entry(entry: Any) -> Entry:
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    return Entry(
        link=_clean(link),
        title=_clean(entry.get("title", "")),
        published=_moment(entry, "published", "created"),
        updated=_moment(entry, "updated"),
    )


def _moment(element: Any, *names: str) -> datetime | None:
    """The first date that can be read; feedparser gives its own in UTC."""
    for name in names:
        if moment := uncommon_date(str(dict.get(element, name, ""))):
            return moment
        # dict.get: feedparser's own warns, and gives one date under another's name
        parsed: struct_time | None = dict.get(element, f"{name}_parsed")
        if parsed:
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _clean(value: object) -> str:
    """Text without what UTF-8 cannot hold."""
    return str(value).encode("utf-8", "replace").decode()


def _minutes(value: object) -> int | None:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else None


def _skip_hours(text: str) -> frozenset[int]:
    """Hours of RSS's skipHours; feedparser keeps only the last of them."""
    start = text.find("<skipHours>")
    part = text[start : text.find("</skipHours>", start)] if start >= 0 else ""
    hours = (int(hour) % 24 for hour in re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", part))
    found = frozenset(hours)
    return found if len(found) < len(_HOURS) else frozenset()


def _json_feed(copy: Copy, text: str) -> Feed:
    """JSON Feed, https://www.jsonfeed.org/version/1.1/.

    Raises:
        RecordError: it is not one.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_feed(copy, f"not JSON: {error}") from error
    items = value.get("items")
    if "jsonfeed.org/version/" not in str(value.get("version")) or not isinstance(items, list):
        raise _no_feed(copy, "JSON, but no JSON Feed")
    if len(items) > _MAX_ITEMS:
        raise RecordError(Outcome.BROKEN_SOURCE, f"more than {_MAX_ITEMS:,} items")
    return Feed(
        url=copy.url,
        entries=list(map(_json_entry, items)),
        next_url=_clean(value.get("next_url") or ""),
    )


def _json_entry(item: Any) -> Entry:
    """An item; what is no object has neither link nor title."""
    values: dict[str, Any] = item if isinstance(item, dict) else {}
    link = next(_addresses(values), "")
    return Entry(
        link=_clean(link),
        title=_clean(values.get("title") or values.get("id") or ""),
        published=_json_moment(values.get("date_published")),
        updated=_json_moment(values.get("date_modified")),
    )


def _addresses(item: dict[str, Any]) -> Iterator[str]:
    yield from (item[key] for key in ("url", "external_url") if isinstance(item.get(key), str))
    if str(item.get("id")).startswith(("http://", "https://")):
        yield str(item["id"])


def _json_moment(value: object) -> datetime | None:
    text = value if isinstance(value, str) and len(value) <= MAX_LENGTH else ""
    moment = read_time(text)
    return in_utc(moment) if moment else None
