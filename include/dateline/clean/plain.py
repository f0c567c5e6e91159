"""Text that was already extracted somewhere else: plain files and JSON lines."""

import json
from datetime import datetime
from typing import Any

from dateline.clean.address import canonical
from dateline.clean.metadata.times import parse_time
from dateline.clean.page import read_page
from dateline.clean.parts import Line, Metadata, Parts
from dateline.cleaning import Cleaning
from dateline.errors import RecordError
from dateline.outcomes import Outcome


def read_text(text: str, url: str, title: str | None = None) -> Parts:
    """Split a text into title and paragraphs.

    Args:
        text: one paragraph a line, blank lines ignored. Its first line is the title, unless it is
            the only one, or a title is given.
        url: the address it is known under.
        title: the title, where it is known; the first line then goes only if it repeats it.
    """
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    if title is None and len(lines) > 1:
        title, lines = lines[0], lines[1:]
    elif title is not None and lines and lines[0] == title:
        lines = lines[1:]
    metadata = Metadata(title=title, sources={"title": "given"} if title else {})
    return Parts([Line(line) for line in lines], canonical(url), metadata)


def read_json(text: str, url: str, fetched_at: datetime | None, cleaning: Cleaning) -> Parts:
    """Read one JSON line; see `read_object`.

    Raises:
        RecordError: `broken_record`: not JSON, and as `read_object`.
    """
    try:
        line = json.loads(text)
    except ValueError as error:
        raise RecordError(Outcome.BROKEN_RECORD, f"not JSON: {error}") from error
    return read_object(line, url, fetched_at, cleaning)


def read_object(line: Any, url: str, fetched_at: datetime | None, cleaning: Cleaning) -> Parts:
    """Read an object with `text` or `html`, and metadata that outranks what the page says.

    Args:
        line: keys `text` or `html`, and optionally `title`, `authors` (list, or names with `;`
            between), `published_at` (ISO 8601), `site_name`, `section`, `tags`.
        url: where it was fetched.
        fetched_at: when, if known.
        cleaning: how the source's pages are cleaned.

    Raises:
        RecordError: `broken_record`: no object, or a key of the wrong type; `no_text` and such
            from the page.
    """
    if not isinstance(line, dict):
        raise RecordError(Outcome.BROKEN_RECORD, f"not a JSON object but {type(line).__name__}")
    html, body = _string(line, "html"), _string(line, "text")
    given = body if html is None else html
    if given is not None and not given.strip():
        raise RecordError(Outcome.EMPTY, "the JSON line's text is empty")
    if html is not None:
        parts = read_page(html, url, fetched_at, cleaning)
    elif body is not None:
        parts = read_text(body, url, _string(line, "title"))
    else:
        raise RecordError(Outcome.BROKEN_RECORD, "neither text nor html in the JSON line")
    return _with_metadata(parts, line)


def _with_metadata(parts: Parts, line: dict[str, Any]) -> Parts:
    about = parts.metadata
    given: dict[str, Any] = {
        "title": _string(line, "title"),
        "authors": _strings(line, "authors"),
        "site_name": _string(line, "site_name"),
        "section": _string(line, "section"),
        "tags": _strings(line, "tags"),
    }
    for name, value in given.items():
        if value:
            setattr(about, name, value)
            about.sources[name] = "given"
    if stated := _string(line, "published_at"):
        about.published = parse_time(stated)
        if about.published is None:
            raise RecordError(Outcome.BROKEN_RECORD, f"published_at is no time: {stated!r}")
        about.sources["published_at"] = "given"
    return parts


def _string(line: dict[str, Any], key: str) -> str | None:
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise RecordError(Outcome.BROKEN_RECORD, f"{key} is no string but {value!r:.40}")
    return None if value is None else _encodable(value)


def _encodable(text: str) -> str:
    """JSON can hold half of a surrogate pair, which no text can: it becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _strings(line: dict[str, Any], key: str) -> list[str]:
    value = line.get(key) or []
    values = value.split(";") if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise RecordError(Outcome.BROKEN_RECORD, f"{key} is no list of strings: {value!r:.40}")
    return [_encodable(item.strip()) for item in values if item.strip()]
