"""The drop folder as a source: text, HTML and JSON lines that somebody put there."""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import quote

from upath import UPath

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.locations import location_of, open_unpacked, resolve
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources.config import FolderSource
from dateline.sources.shown import Shown
from dateline.storage import PART_SUFFIX
from dateline.times import in_utc, read_time

ONE_DOCUMENT = frozenset({".txt", ".text", ".md", ".htm", ".html"})
MANY_DOCUMENTS = frozenset({".jsonl", ".ndjson"})

_DAY = re.compile(r"(?:dt=)?(\d{4}-\d{2}-\d{2})(?:\..*)?")
_URL_SAFE = "/!$&'()*+,;=:@~"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the folder: where it is, what it is called in documents, when it is dated."""

    path: UPath
    location: str
    url: str
    dated_at: datetime
    is_dated_by_path: bool

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path.name.lower().removesuffix(".gz")).suffix


def ask_folder(source: FolderSource, window: Interval, settings: Settings) -> list[Shown]:
    """Ask a drop folder which documents belong to a window, in the order of their paths.

    A file is dated by the deepest part of its path that is a date, `2015-10-07` or
    `dt=2015-10-07`, at 00:00 UTC; else a JSON line by its `published_at`; else by the time of the
    file's last change. What is rejected is shown in the window that its file is dated in, and
    counts as outside of others.

    Args:
        source: the source.
        window: the time in question.
        settings: the settings.

    Returns:
        One answer, for the whole folder.

    Raises:
        OSError: the folder cannot be listed.
    """
    shown = Shown(source.id, "folder", source.path)
    root = resolve(source.path, settings)
    for path in sorted(root.rglob("*"), key=str) if root.exists() else ():
        relative = tuple(path.relative_to(root).parts)
        if path.is_file() and not _is_hidden(relative):
            file = _described(source, path, relative, settings)
            for item in _documents(source, file, settings.max_body_bytes):
                _place(shown, item, file, window)
    return [shown]


def _place(shown: Shown, item: Document | Reject, file: _File, window: Interval) -> None:
    """Put a document, or what cannot be one, where its date belongs."""
    moment = item.dated if isinstance(item, Document) else file.dated_at
    if isinstance(item, Document):
        shown.dated(moment)
    if moment not in window:
        shown.outside += 1
    elif isinstance(item, Document):
        shown.documents.append(item)
    else:
        shown.rejects.append(item)


def _is_hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") for part in parts) or parts[-1].endswith(PART_SUFFIX)


def _described(
    source: FolderSource, path: UPath, relative: tuple[str, ...], settings: Settings
) -> _File:
    by_path = _date_in(relative)
    name = "/".join(relative).encode("utf-8", "surrogateescape")
    return _File(
        path=path,
        location=location_of(path, settings),
        url=f"{source.id}:{quote(name, safe=_URL_SAFE)}",
        dated_at=by_path or in_utc(path.fs.modified(path.path)),
        is_dated_by_path=by_path is not None,
    )


def _documents(source: FolderSource, file: _File, max_body: int) -> Iterator[Document | Reject]:
    if not file.location.isprintable():
        reason = "the file's name is not UTF-8, or has control characters"
        location = file.location.encode("utf-8", "backslashreplace").decode()
        yield Reject(source.id, file.url, Outcome.BROKEN_RECORD, reason, location)
    elif file.suffix in ONE_DOCUMENT:
        yield Document(source.id, file.url, "file", file.dated_at.isoformat(), file.location)
    elif file.suffix in MANY_DOCUMENTS:
        yield from _lines(source, file, max_body)
    else:
        reason = f"not one of {', '.join(sorted(ONE_DOCUMENT | MANY_DOCUMENTS))}"
        yield Reject(source.id, file.url, Outcome.UNSUPPORTED_TYPE, reason, file.location)


def _lines(source: FolderSource, file: _File, max_body: int) -> Iterator[Document | Reject]:
    """Each line of a JSON lines file, blank ones left out; offsets are of unpacked bytes."""
    number, offset = 0, 0
    try:
        with open_unpacked(file.path) as stream:
            for number, (offset, line) in enumerate(_split(stream, max_body), 1):
                if line is None or line.strip():
                    yield _line_document(source, file, number, offset, line)
    except (EOFError, zlib.error, OSError) as error:
        outcome = Outcome.BROKEN_RECORD
        if getattr(error, "errno", None) is not None:
            outcome = Outcome.BROKEN_SOURCE  # the file itself: no permission, or gone meanwhile
        reason = f"after line {number}: {error}"
        yield Reject(source.id, file.url, outcome, reason, file.location, offset)


def _split(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Byte offset and bytes of each line; None for a line above the limit, which is not held."""
    offset = 0
    while line := stream.readline(limit + 1):
        start, part = offset, line
        offset += len(part)
        while len(line) > limit and not part.endswith(b"\n") and (part := stream.readline(limit)):
            offset += len(part)
        yield start, None if len(line) > limit else line


def _line_document(
    source: FolderSource, file: _File, number: int, offset: int, line: bytes | None
) -> Document | Reject:
    url = f"{file.url}#line-{number}"
    try:
        record = _record(line)
        if (name := record.get("id")) is not None:
            url = f"{file.url}#id-{quote(str(name), safe='', errors='replace')}"
        if record.get("url"):
            url = str(http_url(str(record["url"])))
        dated_at = file.dated_at
        if not file.is_dated_by_path and record.get("published_at"):
            dated_at = _moment(str(record["published_at"]))
    except RecordError as error:
        reason = f"line {number}: {error.reason}"
        return Reject(source.id, url, error.outcome, reason, file.location, offset)
    return Document(source.id, url, "file", dated_at.isoformat(), file.location, offset)


def _record(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise RecordError(Outcome.OVERSIZED, "above the limit for a document")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(Outcome.BROKEN_RECORD, f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise RecordError(Outcome.BROKEN_RECORD, "not a JSON object")
    if not any(isinstance(record.get(key), str) for key in ("text", "html")):
        raise RecordError(Outcome.BROKEN_RECORD, 'neither "text" nor "html" is there as a string')
    return record


def _date_in(parts: tuple[str, ...]) -> datetime | None:
    for part in reversed(parts):
        if match := _DAY.fullmatch(part):
            try:
                return datetime.combine(date.fromisoformat(match[1]), time(), UTC)
            except ValueError:
                continue
    return None


def _moment(value: str) -> datetime:
    moment = read_time(value)
    if moment is None:
        raise RecordError(Outcome.UNDATED, f"published_at is not an ISO 8601 time: {value[:60]!r}")
    return in_utc(moment)
