"""Reading and writing WARC files (ISO 28500), the form of the raw zone.

fastwarc reads, warcio writes. What is added here is what a pipeline needs around them: bodies with
their transfer and content encodings undone within a size limit, faults that cost one record and
not the file, verbatim copies, and writing that gives the same bytes for the same input.
"""

from dateline.warc.payload import payload_of
from dateline.warc.reading import (
    document_spans,
    read_capture,
    read_heads,
    read_record,
    read_records,
)
from dateline.warc.records import (
    DOCUMENT_HEADER,
    HTTP_RESPONSE,
    SOURCE_HEADER,
    Capture,
    Headers,
    Payload,
    RawRecord,
    RecordHead,
)
from dateline.warc.writing import WarcWriter

__all__ = [
    "DOCUMENT_HEADER",
    "HTTP_RESPONSE",
    "SOURCE_HEADER",
    "Capture",
    "Headers",
    "Payload",
    "RawRecord",
    "RecordHead",
    "WarcWriter",
    "document_spans",
    "payload_of",
    "read_capture",
    "read_heads",
    "read_record",
    "read_records",
]
