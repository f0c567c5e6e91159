"""Writing WARC files that have the same bytes for the same input.

A document that came over HTTP makes three records: its `request` and a `metadata` record, then
the `response` that both name in WARC-Concurrent-To; or in the response's place a `revisit`, where
an earlier capture has the same content. The response comes last so that a file that was cut off
never holds one without the other two.
"""

import uuid
import zlib
from base64 import b32encode
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha1
from io import BytesIO
from typing import IO, NamedTuple, Self

from fastwarc.warc import HeaderMap

from dateline import __version__
from dateline.schemas import Document
from dateline.warc.records import (
    DOCUMENT_HEADER,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    SOURCE_HEADER,
    WARC_FIELDS,
    Capture,
)

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/dateline/dateline/raw")
_LEVEL = 4  # on news pages: 25 % less time than zlib's default, for files 3 % larger
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"  # WARC 1.1, section 6.7
_NOT_MODIFIED = 304

Fields = Iterable[tuple[str, str]]


class Original(NamedTuple):
    """The capture that a revisit record refers to.

    Args:
        record_id: its WARC-Record-ID.
        url: its WARC-Target-URI.
        captured_at: its WARC-Date.
        payload_digest: its WARC-Payload-Digest.
    """

    record_id: str
    url: str
    captured_at: datetime
    payload_digest: str


class Exchange(NamedTuple):
    """What is told of a capture beside the answer itself.

    Args:
        request: the HTTP request as sent; empty if it is not known.
        seconds: from sending the request to the last byte of the answer.
    """

    request: bytes
    seconds: float


class WarcWriter:
    """Writes one WARC, a gzip member per record.

    The bytes depend on the arguments alone: record ids are UUID 5 of what is captured and when,
    gzip headers hold no time, and dates are those of the captures.

    Args:
        out: where to write.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write_info(self, *, name: str, date: datetime) -> None:
        """Write the `warcinfo` record that a file begins with.

        Args:
            name: the file's name.
            date: start of the data interval; no clock is read.
        """
        fields = [("software", f"Dateline/{__version__}"), ("format", "WARC File Format 1.1")]
        headers = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", _record_id("warcinfo", name, _warc_date(date))),
            ("WARC-Date", _warc_date(date)),
            ("WARC-Filename", name),
        ]
        self._write(headers, WARC_FIELDS, _fields(fields))

    def write(self, capture: Capture, document: Document) -> None:
        """Write one capture as the record of one document, its block unmodified."""
        self._write_content(_Subject.of(capture, document), capture)

    def write_exchange(
        self,
        capture: Capture,
        document: Document,
        exchange: Exchange,
        original: Original | None = None,
    ) -> None:
        """Write the records of one document that came over HTTP.

        Args:
            capture: the answer.
            document: the document; where its address is not the answer's, the metadata record
                names it as `via`.
            exchange: the request, and how long it took.
            original: an earlier capture of the same content: a revisit record takes the place of
                the response, with its headers and without its body.
        """
        subject = _Subject.of(capture, document)
        concurrent = ("WARC-Concurrent-To", subject.id_of("revisit" if original else "response"))
        if exchange.request:
            self._write([*subject.headers("request"), concurrent], HTTP_REQUEST, exchange.request)
        fields = [("fetchTimeMs", str(round(exchange.seconds * 1000)))]
        if document.url != capture.url:
            fields.insert(0, ("via", document.url))
        self._write([*subject.headers("metadata"), concurrent], WARC_FIELDS, _fields(fields))
        if original:
            self._write_revisit(subject, capture, original)
        else:
            self._write_content(subject, capture)

    def write_refusal(self, document: Document, fields: Fields) -> None:
        """Write down that a document was tried and not taken, as a `metadata` record."""
        nothing = Capture(document.url, document.dated, "", b"")
        headers = _Subject.of(nothing, document).headers("metadata")
        self._write(headers, WARC_FIELDS, _fields(fields))

    def _write_content(self, subject: "_Subject", capture: Capture) -> None:
        headers = subject.headers("response" if capture.is_response else "resource")
        headers.append(("WARC-Payload-Digest", payload_digest(capture)))
        self._write(headers, capture.content_type, capture.block)

    def _write_revisit(self, subject: "_Subject", capture: Capture, original: Original) -> None:
        length, status = _http_head(capture.block)
        is_not_modified = status == _NOT_MODIFIED
        profile = "server-not-modified" if is_not_modified else "identical-payload-digest"
        headers = [
            *subject.headers("revisit"),
            ("WARC-Profile", _PROFILE + profile),
            ("WARC-Payload-Digest", original.payload_digest),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", _warc_date(original.captured_at)),
        ]
        self._write(headers, HTTP_RESPONSE, capture.block[:length])

    def _write(self, headers: Fields, content_type: str, block: bytes) -> None:
        lines = [
            *headers,
            ("WARC-Block-Digest", _digest(block)),
            ("Content-Type", content_type),
            ("Content-Length", str(len(block))),
        ]
        head = b"WARC/1.1\r\n" + _fields(lines) + b"\r\n"
        record = b"".join((head, block, b"\r\n\r\n"))
        self._out.write(zlib.compress(record, _LEVEL, zlib.MAX_WBITS | 16))


class _Subject(NamedTuple):
    """What the records of one document have in common."""

    document_id: str
    source_id: str
    url: str
    date: str

    @classmethod
    def of(cls, capture: Capture, document: Document) -> Self:
        date = _warc_date(capture.captured_at)
        return cls(document.id, document.source_id, capture.url, date)

    def id_of(self, kind: str) -> str:
        return _record_id(kind, self.document_id, self.date)

    def headers(self, kind: str) -> list[tuple[str, str]]:
        return [
            ("WARC-Type", kind),
            ("WARC-Record-ID", self.id_of(kind)),
            ("WARC-Date", self.date),
            ("WARC-Target-URI", self.url),
            (DOCUMENT_HEADER, self.document_id),
            (SOURCE_HEADER, self.source_id),
        ]


def payload_digest(capture: Capture) -> str:
    """WARC-Payload-Digest of a capture: SHA-1 in base 32 over the body as it was received."""
    length, _ = _http_head(capture.block) if capture.is_response else (0, 0)
    return _digest(memoryview(capture.block)[length:])


def _digest(data: bytes | memoryview) -> str:
    # SHA-1 in base 32 is what CDX files and other archives compare by; nothing relies on secrecy.
    return "sha1:" + b32encode(sha1(data, usedforsecurity=False).digest()).decode()


def _http_head(block: bytes) -> tuple[int, int]:
    """Bytes of the HTTP headers, their blank line included, and the status."""
    headers = HeaderMap()
    length = headers.parse(BytesIO(block))
    return length, headers.status_code or 0


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, ' '.join(parts))}>"


def _warc_date(moment: datetime) -> str:
    """ISO 8601 in UTC with Z; a fraction only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _fields(fields: Fields) -> bytes:
    """Named fields, a line each: a line break in a value would forge another field."""
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in fields)
    return "".join(lines).encode("utf-8", "replace")
