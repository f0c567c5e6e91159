"""WARC files as a source: each response or resource record is a document."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from upath import UPath

from dateline.errors import RecordError, TerminalError
from dateline.http import http_url
from dateline.locations import location_of, resolve
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources.config import WarcSource
from dateline.warc import RecordHead, read_heads

_CODES = re.compile(r"(?:%[a-zA-Z])+")
_WILDCARD = re.compile(r"[*?\[]")


def discover_warc(
    source: WarcSource, interval: Interval | None, settings: Settings
) -> Iterator[Document | Reject]:
    """Show the documents of the files that may hold the interval, in the order of the files.

    A broken record has no date: it counts in the interval of the record before it.

    Args:
        source: the source.
        interval: which days' files to read; None for all.
        settings: the settings.
    """
    for path in _files(source, interval, settings):
        location = location_of(path, settings)
        place: datetime | None = None
        for head in read_heads(path, source_id=source.id, address=location):
            if isinstance(head, RecordHead):
                place = head.captured_at or place
                yield _document(source, head, location)
            elif interval is None or place is None or place in interval:
                yield head


def _document(source: WarcSource, head: RecordHead, location: str) -> Document | Reject:
    def reject(outcome: Outcome, reason: str) -> Reject:
        return Reject(source.id, head.url, outcome, reason, location, head.offset)

    if head.captured_at is None:
        return reject(Outcome.UNDATED, "record without a valid WARC-Date")
    if head.is_response:
        try:
            http_url(head.url)
        except RecordError as error:
            return reject(error.outcome, error.reason)
    elif ":" not in head.url:
        return reject(Outcome.BAD_URL, "resource record without an absolute WARC-Target-URI")
    return Document(
        source_id=source.id,
        url=head.url,
        kind="warc",
        dated_at=head.captured_at.astimezone(UTC).isoformat(),
        locator=location,
        offset=head.offset,
    )


def _files(source: WarcSource, interval: Interval | None, settings: Settings) -> list[UPath]:
    """The files that are there, without repetition, in the order of days, then of names."""
    files: dict[str, UPath] = {}
    for pattern in _patterns(source.path, interval):
        for path in sorted(_matches(pattern, settings), key=str):
            files[str(path)] = path
    return list(files.values())


def _patterns(path: str, interval: Interval | None) -> list[str]:
    """The path's strftime codes filled in for each hour of the interval."""
    if not _CODES.search(path):
        return [path]
    if interval is None:
        return [_CODES.sub("*", path)]
    hour = interval.start.replace(minute=0, second=0)
    patterns: list[str] = []
    while hour < interval.end:
        patterns.append(hour.strftime(path))
        hour += timedelta(hours=1)
    return list(dict.fromkeys(patterns))


def _matches(pattern: str, settings: Settings) -> list[UPath]:
    found = _WILDCARD.search(pattern)
    if not found:
        path = resolve(pattern, settings)
        return [path] if path.is_file() else []
    folder, _, _ = pattern[: found.start()].rpartition("/")
    root = resolve(folder or ("/" if pattern.startswith("/") else "."), settings)
    rest = pattern[len(folder) :].lstrip("/")
    if not root.exists():
        return []
    try:
        return [path for path in root.glob(rest) if path.is_file()]
    except ValueError as error:
        raise TerminalError(f"path {pattern!r} of a source of WARC files: {error}") from error
