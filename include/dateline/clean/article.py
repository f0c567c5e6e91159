"""One raw record to one row of `core_articles`, or the reason why there is none.

In two steps: a *draft* is all that one record tells by itself; `finish` makes a row of it, without
the lines that its source was found to repeat, which only shows when many drafts are there.
"""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import urlsplit

from dateline import __version__
from dateline.clean.decode import decode_json, decode_page, decode_text
from dateline.clean.lines.tidying import tidy
from dateline.clean.page import read_page
from dateline.clean.parts import Line, Moment, Parts, Tidied, as_text
from dateline.clean.plain import read_json, read_object, read_text
from dateline.clean.quality import assess
from dateline.cleaning import DEFAULT, Cleaning
from dateline.errors import RecordError
from dateline.knowledge import fingerprint
from dateline.language import detect_language
from dateline.outcomes import Outcome
from dateline.schemas import Row, stable_id
from dateline.urls import site, url_key
from dateline.warc import RawRecord

_T = TypeVar("_T")

LEARNED = "learned_boilerplate"
"""Rule id of lines that are dropped because their source repeats them."""


@dataclass(slots=True)
class Draft:
    """An article before the lines that its source repeats are taken out.

    Args:
        parts: what was extracted.
        tidied: what the line rules made of it.
        placed: columns that say where the record is from.
        cleaning: how the source's pages are cleaned.
    """

    parts: Parts
    tidied: Tidied
    placed: Row
    cleaning: Cleaning = DEFAULT

    @property
    def site(self) -> str:
        """The outlet that the article is on, by its address; empty where that is no web address."""
        host = urlsplit(self.parts.canonical_url).hostname
        return site(host) if host else ""

    @property
    def article_id(self) -> str:
        """`article_id` of the row to come."""
        return url_key(self.parts.canonical_url)


def clean(record: RawRecord, cleaning: Cleaning = DEFAULT, *, min_words: int = 0) -> Row:
    """Clean one record of the raw zone by itself; see `draft` and `finish`."""
    return finish(draft(record, cleaning), min_words=min_words)


def draft(record: RawRecord, cleaning: Cleaning = DEFAULT) -> Draft:
    """Read one record of the raw zone, up to the lines that its source may repeat.

    Args:
        record: what a source gave, with its bytes.
        cleaning: how the source's pages are cleaned.

    Raises:
        RecordError: with the outcome that the record ends in.
    """
    placed = {
        "url": record.url,
        "source_id": record.source_id,
        "fetched_at": record.fetched_at,
        "raw_uri": record.raw_uri,
        "raw_offset": record.raw_offset,
    }
    return _guarded(lambda: _draft(_read_record(record, cleaning), cleaning, placed))


def clean_object(line: Any, cleaning: Cleaning = DEFAULT) -> Row:
    """Clean one line of `dateline clean`: an object with `url`, and `html` or `text`.

    Returns:
        The columns of `schemas.ARTICLES` that the line decides.

    Raises:
        RecordError: with the outcome that the line ends in.
    """
    url = line.get("url") if isinstance(line, dict) else None
    if not isinstance(url or "", str):
        raise RecordError(Outcome.BROKEN_RECORD, f"url is no string but {url!r:.40}")
    drafted = _guarded(lambda: _draft(read_object(line, url or "", None, cleaning), cleaning, {}))
    return finish(drafted)


def finish(drafted: Draft, repeated: Collection[int] = (), *, min_words: int = 0) -> Row:
    """The row of a draft.

    Args:
        drafted: the draft.
        repeated: places of lines, in `tidied.lines`, that the source repeats.
        min_words: an article with fewer words is rejected.

    Returns:
        A row of `schemas.ARTICLES`; `interval_start`, `interval_end` are the caller's to fill.

    Raises:
        RecordError: `no_text`: nothing is left; `too_short`; `crashed`.
    """
    row = _guarded(lambda: _row(drafted, frozenset(repeated)))
    if row["word_count"] < min_words:
        reason = f"{row['word_count']} words; {min_words} are asked for"
        raise RecordError(Outcome.TOO_SHORT, reason)
    return row


def _read_record(record: RawRecord, cleaning: Cleaning) -> Parts:
    if record.content_type == "text/plain":
        return read_text(decode_text(record.body, record.charset), record.url)
    if record.content_type == "application/json":
        return read_json(decode_json(record.body), record.url, record.fetched_at, cleaning)
    page = decode_page(record.body, record.charset)
    return read_page(page, record.url, record.fetched_at, cleaning)


def _guarded(work: Callable[[], _T]) -> _T:
    """A library that fails on one page costs that page: no page is a reason to stop."""
    try:
        return work()
    except RecordError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__} in cleaning: {error}"
        raise RecordError(Outcome.CRASHED, reason[:500]) from error


def _draft(parts: Parts, cleaning: Cleaning, placed: Row) -> Draft:
    parts.lines = [
        replace(line, text=unicodedata.normalize("NFC", line.text)) for line in parts.lines
    ]
    profile = parts.profile if cleaning.profile == "auto" else cleaning.profile
    host = urlsplit(parts.canonical_url).hostname or ""
    tidied = tidy(parts.lines, parts.metadata, profile, cleaning, host=host)
    return Draft(parts, tidied, placed, cleaning)


def _row(drafted: Draft, repeated: frozenset[int]) -> Row:
    """The columns that content decides.

    Raises:
        RecordError: `no_text`: nothing is left after the line rules.
    """
    parts, tidied = drafted.parts, drafted.tidied
    kept, dropped = _without(tidied, repeated)
    text = as_text(kept)
    words = len(text.split())
    if not any(map(str.isalnum, text)):
        raise RecordError(Outcome.NO_TEXT, "no text is left after cleaning")
    language = detect_language(text)
    quality, flags = assess(parts, tidied, language)
    about = parts.metadata
    return drafted.placed | {
        "article_id": drafted.article_id,
        "canonical_url": parts.canonical_url,
        "title": about.title,
        "authors": about.authors,
        "author_organizations": about.author_organizations,
        **_time("published", about.published),
        **_time("modified", about.modified),
        "language": language,
        "site_name": about.site_name,
        "section": about.section,
        "tags": about.tags,
        "image_url": about.image_url,
        "is_paywalled": about.is_paywalled,
        "metadata_sources": sorted((about.sources | {"text": parts.method}).items()),
        "text": text,
        "word_count": words,
        "content_hash": stable_id(about.title or "", text),
        "is_syndicated": tidied.agency is not None,
        "dateline": tidied.dateline,
        "dateline_place": tidied.dateline_place,
        "agency": tidied.agency,
        "credits": tidied.credits,
        "dropped_lines": dropped,
        "extraction_quality": quality,
        "quality_flags": sorted(flags),
        "coder_version": cleaner_version(),
    }


def _without(
    tidied: Tidied, repeated: frozenset[int]
) -> tuple[list[Line], list[dict[str, str | int]]]:
    """The lines that stay, and the dropped ones in order of place."""
    kept, dropped = [], list(tidied.dropped)
    for number, (line, place) in enumerate(zip(tidied.lines, tidied.places, strict=True)):
        if number in repeated:
            dropped.append({"rule": LEARNED, "text": line.text, "line": place})
        else:
            kept.append(line)
    return kept, sorted(dropped, key=lambda drop: drop["line"])


def _time(name: str, moment: Moment | None) -> Row:
    return {
        f"{name}_at": moment and moment.at,
        f"{name}_precision": moment and moment.precision,
        f"{name}_zone": moment and moment.zone,
    }


@lru_cache(maxsize=1)
def cleaner_version() -> str:
    """Versions that decide what cleaning gives."""
    return f"dateline {__version__}, trafilatura {version('trafilatura')}, rules {fingerprint()}"
