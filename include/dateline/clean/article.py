"""One raw record to one row of `core_articles`, or the reason why there is none."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from dateline import __version__
from dateline.clean.decode import decode_json, decode_page, decode_text
from dateline.clean.page import read_page
from dateline.clean.parts import Parts
from dateline.clean.plain import read_json, read_object, read_text
from dateline.clean.rules import drop_lines
from dateline.errors import RecordError
from dateline.language import detect_language
from dateline.outcomes import Outcome
from dateline.schemas import Row, stable_id
from dateline.urls import url_key
from dateline.warc import RawRecord


def clean(record: RawRecord, *, min_words: int = 0) -> Row:
    """Clean one record of the raw zone.

    Args:
        record: what a source gave, with its bytes.
        min_words: an article with fewer words is rejected.

    Returns:
        A row of `schemas.ARTICLES`; `interval_start`, `interval_end` are the caller's to fill.

    Raises:
        RecordError: with the outcome that the record ends in.
    """
    article = _guarded(lambda: _article(_read_record(record)))
    if article["word_count"] < min_words:
        reason = f"{article['word_count']} words; {min_words} are asked for"
        raise RecordError(Outcome.TOO_SHORT, reason)
    return article | {
        "url": record.url,
        "source_id": record.source_id,
        "fetched_at": record.fetched_at,
        "raw_uri": record.raw_uri,
        "raw_offset": record.raw_offset,
    }


def clean_object(line: Any) -> Row:
    """Clean one line of `dateline clean`: an object with `url`, and `html` or `text`.

    Returns:
        The columns of `schemas.ARTICLES` that the line decides.

    Raises:
        RecordError: with the outcome that the line ends in.
    """
    url = line.get("url") if isinstance(line, dict) else None
    if not isinstance(url or "", str):
        raise RecordError(Outcome.BROKEN_RECORD, f"url is no string but {url!r:.40}")
    return _guarded(lambda: _article(read_object(line, url or "", None)))


def _read_record(record: RawRecord) -> Parts:
    if record.content_type == "text/plain":
        return read_text(decode_text(record.body, record.charset), record.url)
    if record.content_type == "application/json":
        return read_json(decode_json(record.body), record.url, record.fetched_at)
    return read_page(decode_page(record.body, record.charset), record.url, record.fetched_at)


def _guarded(work: Callable[[], Row]) -> Row:
    """A library that fails on one page costs that page: no page is a reason to stop."""
    try:
        return work()
    except RecordError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__} in cleaning: {error}"
        raise RecordError(Outcome.CRASHED, reason[:500]) from error


def _article(parts: Parts) -> Row:
    """The columns that content decides.

    Raises:
        RecordError: `no_text`: nothing is left after the line rules.
    """
    lines, dropped = drop_lines([unicodedata.normalize("NFC", line) for line in parts.lines])
    text = "\n".join(lines)
    words = len(text.split())
    if not words:
        raise RecordError(Outcome.NO_TEXT, "no text is left after cleaning")
    return {
        "article_id": url_key(parts.canonical_url),
        "canonical_url": parts.canonical_url,
        "title": parts.title,
        "authors": parts.authors,
        "published_at": parts.published_at,
        "published_precision": parts.published_precision,
        "modified_at": parts.modified_at,
        "language": detect_language(text),
        "site_name": parts.site_name,
        "section": parts.section,
        "tags": parts.tags,
        "text": text,
        "word_count": words,
        "content_hash": stable_id(parts.title or "", text),
        "credits": [],
        "dropped_lines": dropped,
        "coder_version": cleaner_version(),
    }


@lru_cache(maxsize=1)
def cleaner_version() -> str:
    """Versions that decide what cleaning gives."""
    return f"dateline {__version__}, trafilatura {version('trafilatura')}"
