"""Text that was already extracted somewhere else: plain files and JSON lines."""

import json
from datetime import datetime
from typing import Any

from dateline.clean.address import canonical
from dateline.clean.page import parse_time, read_page
from dateline.clean.parts import Parts
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
    return Parts(title=title, lines=lines, canonical_url=canonical(url))


def read_json(text: str, url: str, fetched_at: datetime | None) -> Parts:
    """Read one JSON line; see `read_object`.

    Raises:
        RecordError: `broken_record`: not JSON, and as `read_object`.
    """
    try:
        line = json.loads(text)
    except ValueError as error:
        raise RecordError(Outcome.BROKEN_RECORD, f"not JSON: {error}") from error
    return read_object(line, url, fetched_at)


def read_object(line: Any, url: str, fetched_at: datetime | None) -> Parts:
    """Read an object with `text` or `html`, and metadata that outranks what the page says.

    Args:
        line: keys `text` or `html`, and optionally `title`, `authors` (list, or names with `;`
            between), `published_at` (ISO 8601), `site_name`, `section`, `tags`.
        url: where it was fetched.
        fetched_at: when, if known.

    Raises:
        RecordError: `broken_record`: no object, or a key of the wrong type; `no_text` and such
            from the page.
    """
    if not isinstance(line, dict):
        raise RecordError(Outcome.BROKEN_RECORD, f"not a JSON object but {type(line).__name__}")
    if line.get("html") == "" or line.get("text") == "":
        raise RecordError(Outcome.EMPTY, "the JSON line's text is empty")
    if (html := _string(line, "html")) is not None:
        parts = read_page(html, url, fetched_at)
        parts.title = _string(line, "title") or parts.title
    elif (body := _string(line, "text")) is not None:
        parts = read_text(body, url, _string(line, "title"))
    else:
        raise RecordError(Outcome.BROKEN_RECORD, "neither text nor html in the JSON line")
    return _with_metadata(parts, line)


def _with_metadata(parts: Parts, line: dict[str, Any]) -> Parts:
    if stated := _string(line, "published_at"):
        parts.published_at, parts.published_precision = parse_time(stated)
        if parts.published_at is None:
            raise RecordError(Outcome.BROKEN_RECORD, f"published_at is no ISO time: {stated!r}")
    parts.authors = _strings(line, "authors") or parts.authors
    parts.site_name = _string(line, "site_name") or parts.site_name
    parts.section = _string(line, "section") or parts.section
    parts.tags = _strings(line, "tags") or parts.tags
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
