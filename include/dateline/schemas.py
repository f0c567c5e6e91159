"""The tables in which stages meet. Parquet files and `core_*` tables share these columns.

One declaration per table: names, types, keys. What a column means is said once, in the comments
of `sql/migrations/`; a test holds the two together. All times are UTC, stored without a zone.
All offsets count Unicode code points into `core_articles.text` of the same `content_hash`.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, Self

import pyarrow as pa

from dateline.errors import RecordError

ID = STRING = pa.string()
INT = pa.int32()
BIGINT = pa.int64()
DOUBLE = pa.float64()
BOOL = pa.bool_()
TIME = pa.timestamp("us")
DATE = pa.date32()
STRINGS = pa.list_(pa.string())
DROPPED = pa.list_(pa.struct([("rule", pa.string()), ("text", pa.string()), ("line", pa.int32())]))
SOURCES_OF = pa.map_(pa.string(), pa.string())
BANDS = 64
"""Bands of a MinHash sketch; two values a band, 32 bits each band."""

Row = dict[str, Any]
"""One row of a table: column name to a plain Python value; a column left out is null."""


@dataclass(frozen=True, slots=True)
class Table:
    """A lake table.

    Args:
        name: name in the lake; the warehouse table is `core_<name>`.
        schema: the columns, in order.
        key: the columns that name a row; rows in files are sorted by them.
    """

    name: str
    schema: pa.Schema
    key: tuple[str, ...]


ARTICLES = Table(
    "articles",
    pa.schema(
        {
            "article_id": ID,
            "url": STRING,
            "canonical_url": STRING,
            "source_id": ID,
            "title": STRING,
            "authors": STRINGS,
            "author_organizations": STRINGS,
            "published_at": TIME,
            "published_precision": STRING,
            "published_zone": STRING,
            "modified_at": TIME,
            "modified_precision": STRING,
            "modified_zone": STRING,
            "fetched_at": TIME,
            "language": STRING,
            "site_name": STRING,
            "section": STRING,
            "tags": STRINGS,
            "image_url": STRING,
            "is_paywalled": BOOL,
            "metadata_sources": SOURCES_OF,
            "text": STRING,
            "word_count": INT,
            "content_hash": STRING,
            "duplicate_of": ID,
            "similarity": DOUBLE,
            "is_syndicated": BOOL,
            "dateline": STRING,
            "dateline_place": STRING,
            "agency": STRING,
            "credits": STRINGS,
            "dropped_lines": DROPPED,
            "extraction_quality": DOUBLE,
            "quality_flags": STRINGS,
            "revision": INT,
            "interval_start": TIME,
            "interval_end": TIME,
            "raw_uri": STRING,
            "raw_offset": BIGINT,
            "coder_version": STRING,
        }
    ),
    key=("article_id", "fetched_at", "raw_uri", "raw_offset"),
)

ENTITIES = Table(
    "entities",
    pa.schema(
        {
            "entity_id": ID,
            "article_id": ID,
            "content_hash": STRING,
            "name": STRING,
            "type": STRING,
            "mention_count": INT,
            "first_offset": INT,
            "salience": DOUBLE,
            "country": STRING,
            "admin1": STRING,
            "lat": DOUBLE,
            "lon": DOUBLE,
            "geonames_id": BIGINT,
            "wikidata_id": STRING,
            "sector": STRING,
            "resolution": STRING,
            "link_confidence": DOUBLE,
            "in_title": BOOL,
        }
    ),
    key=("article_id", "content_hash", "entity_id"),
)

MENTIONS = Table(
    "mentions",
    pa.schema(
        {
            "entity_id": ID,
            "article_id": ID,
            "content_hash": STRING,
            "text": STRING,
            "start_offset": INT,
            "end_offset": INT,
            "form": STRING,
            "confidence": DOUBLE,
        }
    ),
    key=("article_id", "content_hash", "start_offset", "end_offset", "entity_id"),
)

QUOTES = Table(
    "quotes",
    pa.schema(
        {
            "quote_id": ID,
            "article_id": ID,
            "content_hash": STRING,
            "speaker_entity_id": ID,
            "speaker_text": STRING,
            "text": STRING,
            "start_offset": INT,
            "end_offset": INT,
            "verb": STRING,
            "is_direct": BOOL,
            "speaker_confidence": DOUBLE,
        }
    ),
    key=("article_id", "content_hash", "quote_id"),
)

TIME_EXPRESSIONS = Table(
    "time_expressions",
    pa.schema(
        {
            "article_id": ID,
            "content_hash": STRING,
            "text": STRING,
            "start_offset": INT,
            "end_offset": INT,
            "first_day": DATE,
            "last_day": DATE,
            "precision": STRING,
        }
    ),
    key=("article_id", "content_hash", "start_offset", "end_offset"),
)

EVENTS = Table(
    "events",
    pa.schema(
        {
            "event_id": ID,
            "article_id": ID,
            "content_hash": STRING,
            "sentence_start": INT,
            "sentence_end": INT,
            "trigger_text": STRING,
            "trigger_start": INT,
            "trigger_end": INT,
            "event_type": STRING,
            "mode": STRING,
            "contexts": STRINGS,
            "cameo_code": STRING,
            "cameo_root": STRING,
            "quad_class": INT,
            "goldstein": DOUBLE,
            "plover_score": DOUBLE,
            "modality": STRING,
            "attribution_text": STRING,
            "attribution_entity_id": ID,
            "event_date": DATE,
            "event_date_precision": STRING,
            "event_date_text": STRING,
            "location_entity_id": ID,
            "location_name": STRING,
            "location_country": STRING,
            "location_lat": DOUBLE,
            "location_lon": DOUBLE,
            "location_resolution": STRING,
            "killed": INT,
            "injured": INT,
            "detained": INT,
            "quantity": DOUBLE,
            "quantity_unit": STRING,
            "weapon": STRING,
            "rule_id": STRING,
            "confidence": DOUBLE,
            "coder_version": STRING,
            "location_basis": STRING,
        }
    ),
    key=("article_id", "content_hash", "event_id"),
)

EVENT_ACTORS = Table(
    "event_actors",
    pa.schema(
        {
            "event_id": ID,
            "article_id": ID,
            "content_hash": STRING,
            "role": STRING,
            "text": STRING,
            "start_offset": INT,
            "end_offset": INT,
            "entity_id": ID,
            "name": STRING,
            "country": STRING,
            "sector": STRING,
        }
    ),
    key=("article_id", "content_hash", "event_id", "role", "start_offset"),
)

EVENT_DETAILS = Table(
    "event_details",
    pa.schema(
        {
            "event_id": ID,
            "article_id": ID,
            "content_hash": STRING,
            "kind": STRING,
            "text": STRING,
            "start_offset": INT,
            "end_offset": INT,
            "value": DOUBLE,
            "value_high": DOUBLE,
            "unit": STRING,
            "bound": STRING,
        }
    ),
    key=("article_id", "content_hash", "event_id", "kind", "start_offset"),
)

REJECTS = Table(
    "rejects",
    pa.schema(
        {
            "interval_start": TIME,
            "interval_end": TIME,
            "stage": STRING,
            "batch": INT,
            "source_id": ID,
            "url": STRING,
            "outcome": STRING,
            "reason": STRING,
            "raw_uri": STRING,
            "raw_offset": BIGINT,
        }
    ),
    key=("stage", "batch", "source_id", "url", "raw_uri", "raw_offset", "outcome"),
)

LISTINGS = Table(
    "listings",
    pa.schema(
        {
            "interval_start": TIME,
            "interval_end": TIME,
            "source_id": ID,
            "form": STRING,
            "url": STRING,
            "outcome": STRING,
            "reason": STRING,
            "asked_at": TIME,
            "seconds": DOUBLE,
            "next_poll_at": TIME,
            "oldest_at": TIME,
            "newest_at": TIME,
            "shown": BIGINT,
            "discovered": BIGINT,
            "seen": BIGINT,
            "outside_interval": BIGINT,
            "filtered": BIGINT,
            "rejected": BIGINT,
        }
    ),
    key=("source_id", "form", "url"),
)

FETCHES = Table(
    "fetches",
    pa.schema(
        {
            "interval_start": TIME,
            "interval_end": TIME,
            "batch": INT,
            "source_id": ID,
            "document_id": ID,
            "url": STRING,
            "url_key": ID,
            "kind": STRING,
            "dated_at": TIME,
            "outcome": STRING,
            "status": INT,
            "final_url": STRING,
            "fetched_at": TIME,
            "seconds": DOUBLE,
            "body_bytes": BIGINT,
            "payload_digest": STRING,
            "etag": STRING,
            "last_modified": STRING,
            "raw_uri": STRING,
            "raw_offset": BIGINT,
        }
    ),
    key=("source_id", "url", "document_id"),
)

DUPLICATES = Table(
    "duplicates",
    pa.schema(
        {
            "article_id": ID,
            "content_hash": STRING,
            "other_id": ID,
            "other_hash": STRING,
            "similarity": DOUBLE,
            "is_exact": BOOL,
        }
    ),
    key=("article_id", "content_hash", "other_id", "other_hash"),
)
"""Pairs of versions of two articles with the same text or nearly so. The first is the later one,
by (interval_start, published_at with nulls last, fetched_at, article_id, content_hash); one of
them at least is of the interval whose file it is. A pair is a fact about two texts: it is the same
whichever interval finds it."""

BOILERPLATE = Table(
    "boilerplate",
    pa.schema(
        {
            "interval_start": TIME,
            "interval_end": TIME,
            "batch": INT,
            "source_id": ID,
            "site": STRING,
            "line_key": BIGINT,
            "text": STRING,
            "articles": INT,
            "dropped": INT,
        }
    ),
    key=("batch", "source_id", "site", "line_key"),
)
"""Lines that a site repeats: learned from earlier intervals and the batch, dropped in it."""

FINGERPRINTS = Table(
    "fingerprints",
    pa.schema(
        {
            "interval_start": TIME,
            "interval_end": TIME,
            "article_id": ID,
            "content_hash": STRING,
            "source_id": ID,
            "site": STRING,
            "published_at": TIME,
            "fetched_at": TIME,
            "text_md5": STRING,
            "word_count": INT,
            "bands": pa.binary(4 * BANDS),
            "edge_lines": pa.list_(BIGINT),
            "pitch_lines": pa.list_(BIGINT),
        }
    ),
    key=("article_id", "content_hash"),
)
"""What finds copies of an article and lines that repeat, without its text; only in the lake."""

ANNOTATIONS = (ENTITIES, MENTIONS, QUOTES, TIME_EXPRESSIONS, EVENTS, EVENT_ACTORS, EVENT_DETAILS)
"""The tables that hang on one version of one article."""

TABLES = (ARTICLES, *ANNOTATIONS, DUPLICATES, BOILERPLATE, REJECTS, LISTINGS, FETCHES)
"""Tables that the warehouse has, too."""

DocumentKind = Literal["http", "warc", "file"]


@dataclass(frozen=True, slots=True)
class Document:
    """A discovered document: what a source answers, a line of a batch's manifest.

    Args:
        source_id: the source that named it.
        url: its address; for a file of the drop folder `<source_id>:<path>[#<record>]`.
        kind: how its bytes are got: `http` fetches `url`; `warc` copies the record at `offset` of
            the archive `locator`; `file` reads `locator`, its JSON line at byte `offset` if set.
        dated_at: the time, ISO 8601 in UTC, that places it in an interval.
        locator: address of the archive or file; empty for `http`.
        offset: byte offset within `locator`.
    """

    source_id: str
    url: str
    kind: DocumentKind
    dated_at: str
    locator: str = ""
    offset: int | None = None

    @property
    def id(self) -> str:
        """The same for the same document, in whichever run it is discovered."""
        return stable_id(self.source_id, self.url, self.locator, str(self.offset))

    @property
    def dated(self) -> datetime:
        """`dated_at` as a time."""
        return datetime.fromisoformat(self.dated_at)

    def as_row(self) -> Row:
        """The manifest line, as a dictionary."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """The document of a manifest line."""
        return cls(**row)


@dataclass(frozen=True, slots=True)
class Fetch:
    """An earlier capture of an address: what the next request for it starts from.

    Args:
        url_key: `urls.url_key` of the document's address.
        dated_at: the document's date, ISO 8601 in UTC.
        url: WARC-Target-URI of the capture.
        fetched_at: its WARC-Date, ISO 8601 in UTC.
        payload_digest: its WARC-Payload-Digest.
        etag: entity tag of the answer, if it had one.
        last_modified: Last-Modified of the answer, if it had one.
        raw_uri: file that holds the capture, relative to the data root.
        raw_offset: byte offset of the record in that file.
    """

    url_key: str
    dated_at: str
    url: str
    fetched_at: str
    payload_digest: str
    etag: str | None
    last_modified: str | None
    raw_uri: str
    raw_offset: int


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that a stage could not use, before it becomes a row of `core_rejects`."""

    source_id: str
    url: str
    outcome: str
    reason: str
    raw_uri: str | None = None
    raw_offset: int | None = None

    @classmethod
    def of(
        cls,
        error: RecordError,
        source_id: str,
        url: str,
        raw_uri: str | None = None,
        raw_offset: int | None = None,
    ) -> Self:
        """The reject that an error makes of an input."""
        return cls(source_id, url, error.outcome, error.reason, raw_uri, raw_offset)


def stable_id(*parts: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the parts, which no part can imitate."""
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


ADDED = {
    ARTICLES.name: frozenset(
        {
            *("author_organizations", "published_zone", "modified_precision", "modified_zone"),
            *("image_url", "is_paywalled", "metadata_sources", "dateline", "dateline_place"),
            *("agency", "quality_flags"),
        }
    ),
    EVENTS.name: frozenset({"location_basis"}),
}
"""Columns that came after the first version, by table: in files written before, they are null."""
