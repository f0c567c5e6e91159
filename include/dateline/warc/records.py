"""What a WARC record is to the rest of the pipeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dateline.outcomes import Outcome

HTTP_REQUEST = "application/http; msgtype=request"
HTTP_RESPONSE = "application/http; msgtype=response"
WARC_FIELDS = "application/warc-fields"
DOCUMENT_HEADER = "WARC-Dateline-Document"
SOURCE_HEADER = "WARC-Dateline-Source"
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One captured document, as the cleaner wants it.

    Args:
        url: WARC-Target-URI.
        source_id: the source that gave it; empty in a foreign archive.
        document_id: `Document.id`; None in a foreign archive.
        status: HTTP status; 200 for resource records.
        content_type: media type, lower case, without parameters; empty if none was given.
        charset: charset parameter of the content type, lower case.
        body: the payload, its transfer and content encodings undone.
        fetched_at: WARC-Date, UTC.
        raw_uri: address of the file.
        raw_offset: byte offset of the record in the file.
        headers: HTTP headers in order, as received.
    """

    url: str
    source_id: str
    document_id: str | None
    status: int
    content_type: str
    charset: str | None
    body: bytes
    fetched_at: datetime
    raw_uri: str
    raw_offset: int
    headers: Headers


@dataclass(frozen=True, slots=True)
class RecordHead:
    """What the WARC headers of one captured document say, its body passed over.

    Args:
        url: WARC-Target-URI.
        is_response: a response record; a resource record otherwise.
        captured_at: WARC-Date, UTC; None where it has none that is valid.
        document_id: `Document.id`; None in a foreign archive.
        offset: byte offset of the record in the file.
        outcome: `ok`, or why the selection leaves it out: `outside_interval`, `filtered`.
    """

    url: str
    is_response: bool
    captured_at: datetime | None
    document_id: str | None
    offset: int
    outcome: Outcome = Outcome.OK


@dataclass(frozen=True, slots=True)
class Capture:
    """The content of one WARC record, byte for byte: what is copied from archive to archive.

    Args:
        url: address that was captured.
        captured_at: time of the capture, UTC.
        content_type: of the block: `HTTP_RESPONSE`, or the file's media type.
        block: HTTP status line, headers and body as received; of a resource, the file's bytes.
    """

    url: str
    captured_at: datetime
    content_type: str
    block: bytes

    @property
    def is_response(self) -> bool:
        """Whether the block is an HTTP response."""
        return is_http(self.content_type)


class Payload(NamedTuple):
    """The parts of a capture's block; `body` with its transfer and content encodings undone."""

    status: int
    content_type: str
    charset: str | None
    headers: Headers
    body: bytes


def is_http(content_type: str) -> bool:
    """Whether a WARC record's Content-Type says that its block is an HTTP message."""
    return content_type.lower().startswith("application/http")
