"""The rows of table `fetches`: what became of each document of a manifest.

They are read off the raw zone, so that a second run gives the same rows without a request.
"""

from dateline.outcomes import Outcome
from dateline.partition import Partition
from dateline.schemas import Document, Row
from dateline.urls import url_key
from dateline.warc import Holding


def row_of(partition: Partition, document_id: str, document: Document, outcome: Outcome) -> Row:
    """The columns that every document has."""
    return {
        **partition.interval.as_row(),
        "batch": partition.batch,
        "source_id": document.source_id,
        "document_id": document_id,
        "url": document.url,
        "url_key": url_key(document.url),
        "kind": document.kind,
        "dated_at": document.dated,
        "outcome": str(outcome),
    }


def columns_of(holding: Holding, document: Document, raw_uri: str) -> Row:
    """What else is known of a document that the raw zone holds.

    Args:
        holding: its records.
        document: the document.
        raw_uri: the file, relative to the data root.
    """
    fetch_time = holding.fields.get("fetchTimeMs")
    return {
        "status": holding.status,
        "final_url": document.url if holding.url == document.url else holding.url,
        "fetched_at": holding.captured_at,
        "seconds": int(fetch_time) / 1000 if fetch_time else None,
        "body_bytes": holding.body_bytes,
        "payload_digest": holding.payload_digest,
        "etag": holding.etag,
        "last_modified": holding.last_modified,
        "raw_uri": raw_uri,
        "raw_offset": holding.offset,
    }


def outcome_of(holding: Holding) -> Outcome:
    """What became of a document that the raw zone holds."""
    return Outcome.NOT_MODIFIED if holding.is_revisit else Outcome.OK
