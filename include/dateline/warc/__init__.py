"""Reading and writing WARC files (ISO 28500), the form of the raw zone.

fastwarc reads. What is added here is what a pipeline needs around it: bodies with their transfer
and content encodings undone within a size limit, faults that cost one record and not the file,
verbatim copies, and writing that is fast and gives the same bytes for the same input.
"""

from dateline.warc.crashes import guarded
from dateline.warc.holdings import Holding, read_holdings
from dateline.warc.payload import payload_of
from dateline.warc.reading import (
    read_capture,
    read_heads,
    read_record,
    read_records,
    stream_heads,
)
from dateline.warc.records import (
    DOCUMENT_HEADER,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    SOURCE_HEADER,
    Capture,
    Headers,
    Payload,
    RawRecord,
    RecordHead,
)
from dateline.warc.selection import EVERYTHING, Selection
from dateline.warc.writing import Exchange, Original, WarcWriter, payload_digest

__all__ = [
    "DOCUMENT_HEADER",
    "EVERYTHING",
    "HTTP_REQUEST",
    "HTTP_RESPONSE",
    "SOURCE_HEADER",
    "Capture",
    "Exchange",
    "Headers",
    "Holding",
    "Original",
    "Payload",
    "RawRecord",
    "RecordHead",
    "Selection",
    "WarcWriter",
    "guarded",
    "payload_digest",
    "payload_of",
    "read_capture",
    "read_heads",
    "read_holdings",
    "read_record",
    "read_records",
    "stream_heads",
]
