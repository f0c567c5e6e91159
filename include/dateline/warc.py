"""Reading and writing WARC files (ISO 28500), the form of the raw zone.

fastwarc reads, warcio writes. What is added here is what a pipeline needs around them: bodies with
their transfer and content encodings undone within a size limit, faults that cost one record and
not the file, verbatim copies, and writing that gives the same bytes for the same input.
"""

import re
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from functools import lru_cache
from io import BytesIO
from typing import IO, NamedTuple, TypeVar

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType
from upath import UPath
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from dateline import __version__
from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.schemas import Document, Reject

HTTP_RESPONSE = "application/http; msgtype=response"
DOCUMENT_HEADER = "WARC-Dateline-Document"
SOURCE_HEADER = "WARC-Dateline-Source"

Headers = tuple[tuple[str, str], ...]

_CONTENT = int(WarcRecordType.response) | int(WarcRecordType.resource)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/dateline/dateline/raw")
_VERSION = "WARC/1.1"
_HEADER_ROOM = 64 << 10  # bytes that HTTP headers may add to a body within the limit
_CHUNK = 1 << 20
_START = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d+)", re.IGNORECASE | re.MULTILINE)
_PADDING = b"\r\n\0"

T = TypeVar("T")


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
    """What the WARC headers of one captured document say, its body passed over."""

    url: str
    is_response: bool
    captured_at: datetime | None
    document_id: str | None
    offset: int


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
        return self.content_type.lower().startswith("application/http")


class Payload(NamedTuple):
    """The parts of a capture's block; `body` with its transfer and content encodings undone."""

    status: int
    content_type: str
    charset: str | None
    headers: Headers
    body: bytes


def read_records(
    path: UPath, *, max_body: int, source_id: str = "", address: str | None = None
) -> Iterator[RawRecord | Reject]:
    """Read the response and resource records of a WARC, in constant memory.

    A record that cannot be read gives one reject with the file's address and its offset, and
    reading goes on where the next record starts. A file without any record gives one reject,
    `broken_source`.

    Args:
        path: a `.warc` or `.warc.gz` on any file system.
        max_body: bytes; a larger body, as stored or decoded, gives a reject, `oversized`.
        source_id: for rejects, and for records that do not name their source.
        address: what records and rejects call the file; its path if not given.

    Raises:
        OSError: the file cannot be opened or read at all.
    """
    uri = address or str(path)

    def read(record: WarcRecord) -> RawRecord:
        return _raw_record(record, uri, record.stream_pos, source_id, max_body)

    with path.open("rb") as stream:
        yield from _scan(stream, read, uri, source_id)


def read_heads(
    path: UPath, *, source_id: str = "", address: str | None = None
) -> Iterator[RecordHead | Reject]:
    """Read which documents a WARC holds, passing over bodies; faults as in `read_records`."""
    with path.open("rb") as stream:
        yield from _scan(stream, _record_head, address or str(path), source_id)


def read_record(
    path: UPath, offset: int, *, max_body: int, source_id: str = ""
) -> RawRecord | Reject:
    """Read the one record that starts at a byte offset; a reject says why it cannot be used."""
    with path.open("rb") as stream:
        try:
            record = _record_at(stream, offset)
            return _raw_record(record, str(path), offset, source_id, max_body)
        except RecordError as error:
            return Reject(source_id, str(path), error.outcome, error.reason, str(path), offset)


def read_capture(stream: IO[bytes], offset: int, *, max_body: int) -> Capture:
    """Read the record at a byte offset, its block unchanged.

    Args:
        stream: an open WARC that can seek.
        offset: where the record starts.
        max_body: bytes; a larger record is not loaded.

    Raises:
        RecordError: the record is broken or oversized.
    """
    return _capture(_record_at(stream, offset), max_body)


def payload_of(capture: Capture, *, max_body: int) -> Payload:
    """Take a capture's block apart.

    Raises:
        RecordError: the HTTP block is broken, or the decoded body is oversized.
    """
    if not capture.is_response:
        _limit(len(capture.block), max_body)
        return Payload(200, *_media_type(capture.content_type), (), capture.block)
    lines = HeaderMap()
    try:
        length = lines.parse(BytesIO(capture.block))
    except OSError as error:
        raise RecordError(Outcome.BROKEN_RECORD, f"HTTP headers: {error}") from error
    status = lines.status_code
    if not status:
        raise RecordError(Outcome.BROKEN_RECORD, "no HTTP status line")
    media_type = _media_type(lines.get("Content-Type") or "")
    body = _decoded(capture.block[length:], lines, max_body)
    return Payload(status, *media_type, lines.to_tuples(), body)


def document_spans(path: UPath) -> dict[str, tuple[int, int]]:
    """Where our documents lie in a WARC: document id to first byte and byte after the last.

    Documents whose record is broken are left out.
    """
    spans = {}
    heads = [head for head in read_heads(path) if isinstance(head, RecordHead)]
    with path.open("rb") as stream:
        for head in heads:
            end = _end_of_record(stream, head.offset)
            if head.document_id and end is not None:
                spans[head.document_id] = (head.offset, end)
    return spans


class _FaultError(RecordError):
    """Reading cannot go on here: the rest of the file must be searched for the next record."""

    def __init__(self, offset: int, reason: str, outcome: Outcome = Outcome.BROKEN_RECORD) -> None:
        super().__init__(outcome, reason)
        self.offset = offset


def _scan(
    stream: IO[bytes], read: Callable[[WarcRecord], T], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply `read` to each content record; after a fault go on where the next record starts."""
    at: int | None = 0
    while at is not None:
        try:
            yield from _run(stream, at, read, uri, source_id)
        except _FaultError as fault:
            at = _next_start(stream, fault.offset + 1)
            outcome, reason = fault.outcome, fault.reason
            if fault.offset == 0 and at is None and not _starts_record(stream, 0):
                outcome = Outcome.BROKEN_SOURCE
                reason = "not a WARC file" if _size(stream) else "empty file"
            if reason:
                yield Reject(source_id, uri, outcome, reason, uri, fault.offset)
            if outcome is Outcome.BROKEN_SOURCE:
                return
        else:
            return


def _run(
    stream: IO[bytes], at: int, read: Callable[[WarcRecord], T], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply `read` to the content records from `at` up to the end or the first fault."""
    for number, record in enumerate(_records(stream, at)):
        offset = record.stream_pos
        if number == 1 and not _addressable(stream, offset):
            reason = "compressed as a whole, not record by record: run `warcio recompress` on it"
            raise _FaultError(offset, reason, Outcome.BROKEN_SOURCE)
        if not int(record.record_type) & _CONTENT and _has_length(record):
            continue
        try:
            item = read(record)
        except RecordError as error:
            if error.outcome is Outcome.BROKEN_RECORD:
                raise _FaultError(offset, error.reason) from error
            url = _target(record) or uri
            yield Reject(source_id, url, error.outcome, error.reason, uri, offset)
        else:
            yield item


def _records(stream: IO[bytes], at: int) -> Iterator[WarcRecord]:
    """All records from `at` on; what fastwarc cannot read becomes a fault where it begins."""
    stream.seek(at)
    last: int | None = None
    iterator = iter(ArchiveIterator(stream, parse_http=False))
    while True:
        try:
            record = next(iterator, None)
        except OSError as error:
            if error.errno is not None:  # the file system's fault, not the file's
                raise
            raise _fault_after(stream, at, last, str(error)) from error
        if record is None:
            break
        last = record.stream_pos
        yield record
    fault = _fault_after(stream, at, last, "the file ends within a record")
    if last is None or fault.offset < _size(stream):
        raise fault


def _fault_after(stream: IO[bytes], at: int, last: int | None, reason: str) -> _FaultError:
    """The fault behind the record at `last`.

    Where that record itself does not end, it has been given out already: the fault then has no
    reason, and makes no second reject of the same record.
    """
    if last is None:
        return _FaultError(at, reason)
    end = _end_of_record(stream, last)
    return _FaultError(last, "") if end is None else _FaultError(end, reason)


def _record_at(stream: IO[bytes], offset: int) -> WarcRecord:
    try:
        for record in _records(stream, offset):
            return record
    except _FaultError as fault:
        raise RecordError(Outcome.BROKEN_RECORD, fault.reason) from fault
    raise RecordError(Outcome.BROKEN_RECORD, "no record here")


def _record_head(record: WarcRecord) -> RecordHead:
    _whole(record, record.consume(record.content_length))
    return RecordHead(
        url=_target(record),
        is_response=record.record_type == WarcRecordType.response,
        captured_at=record.record_date,
        document_id=record.headers.get(DOCUMENT_HEADER),
        offset=record.stream_pos,
    )


def _raw_record(
    record: WarcRecord, uri: str, offset: int, source_id: str, max_body: int
) -> RawRecord:
    """Read one content record.

    Raises:
        RecordError: it is broken or oversized.
    """
    capture = _capture(record, max_body)
    payload = payload_of(capture, max_body=max_body)
    return RawRecord(
        url=capture.url,
        source_id=record.headers.get(SOURCE_HEADER) or source_id,
        document_id=record.headers.get(DOCUMENT_HEADER),
        status=payload.status,
        content_type=payload.content_type,
        charset=payload.charset,
        body=payload.body,
        fetched_at=capture.captured_at,
        raw_uri=uri,
        raw_offset=offset,
        headers=payload.headers,
    )


def _capture(record: WarcRecord, max_body: int) -> Capture:
    """The record's block, if it is all there and not much above the limit."""
    _limit(record.content_length, max_body + _HEADER_ROOM)
    try:
        block = record.reader.read()
    except OSError as error:
        if error.errno is not None:
            raise
        raise RecordError(Outcome.BROKEN_RECORD, str(error)) from error
    _whole(record, len(block))
    date = record.record_date
    if date is None:
        raise RecordError(Outcome.UNDATED, "record without a valid WARC-Date")
    return Capture(_target(record), date, record.headers.get("Content-Type") or "", block)


def _whole(record: WarcRecord, length: int) -> None:
    """Raise unless `length` bytes are all that the record announced."""
    if length < record.content_length:
        reason = f"{length} bytes of the {record.content_length} announced"
        raise RecordError(Outcome.BROKEN_RECORD, reason)
    if not length and not _has_length(record):
        raise RecordError(Outcome.BROKEN_RECORD, "record without a Content-Length")


def _has_length(record: WarcRecord) -> bool:
    return "Content-Length" in record.headers


def _limit(length: int, limit: int) -> None:
    if length > limit:
        raise RecordError(Outcome.OVERSIZED, f"{length:,} bytes, above the limit")


def _target(record: WarcRecord) -> str:
    """WARC-Target-URI, without the angle brackets that WARC 1.0 writers put around it."""
    return (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")


@lru_cache(maxsize=1024)
def _media_type(value: str) -> tuple[str, str | None]:
    """Media type in lower case and charset of a Content-Type header."""
    if not value.strip():
        return "", None
    message = Message()
    message["Content-Type"] = " ".join(value.split())
    media_type = value.partition(";")[0].strip().lower()
    return media_type, message.get_content_charset() or None


def _decoded(body: bytes, headers: HeaderMap, max_body: int) -> bytes:
    """The body with chunks joined and compression undone.

    Archives often keep the header and store the decoded body: so an encoding that the first bytes
    do not show is taken as undone already.

    Raises:
        RecordError: the body is oversized when decoded, or breaks the rules of its encoding.
    """
    transfer = headers.get("Transfer-Encoding")
    if transfer and "chunked" in transfer.lower() and re.match(rb"[0-9a-fA-F]+[;\r ]", body):
        body = _unpack(ChunkedReader(BytesIO(body)), "chunked", max_body)
    for encoding in reversed((headers.get("Content-Encoding") or "").lower().split(",")):
        if reader := _decoder(encoding.strip(), body):
            body = _unpack(reader, encoding, max_body)
    _limit(len(body), max_body)
    return body


def _decoder(encoding: str, body: bytes) -> WarcReader | None:
    if encoding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return GzipReader(BytesIO(body))
    if encoding == "deflate" and body[:1] == b"\x78":
        return GzipReader(BytesIO(body), zlib=True)
    if encoding == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        return ZstdReader(BytesIO(body))
    if encoding == "br" and body and body.lstrip()[:1] != b"<":
        return BrotliReader(BytesIO(body))
    return None


def _unpack(reader: WarcReader, encoding: str, max_body: int) -> bytes:
    """Read a decoder to its end, and no further than the limit."""
    parts, length = [], 0
    try:
        while length <= max_body and (part := reader.read(min(_CHUNK, max_body + 1 - length))):
            parts.append(part)
            length += len(part)
    except OSError as error:
        raise RecordError(Outcome.BROKEN_RECORD, f"body is not {encoding}: {error}") from error
    if length > max_body:
        raise RecordError(Outcome.OVERSIZED, f"above {max_body:,} bytes when decoded")
    return b"".join(parts)


def _size(stream: IO[bytes]) -> int:
    return stream.seek(0, 2)


def _starts_record(stream: IO[bytes], offset: int) -> bool:
    """Whether a WARC record, plain or the start of a gzip member, lies at `offset`."""
    stream.seek(offset)
    head = stream.read(512)
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def _addressable(stream: IO[bytes], offset: int) -> bool:
    """Whether the record that is being read at `offset` can be found there again."""
    position = stream.tell()
    starts = _starts_record(stream, offset)
    stream.seek(position)
    return starts


def _next_start(stream: IO[bytes], offset: int) -> int | None:
    """The first byte from `offset` on where a record starts, or None."""
    while True:
        stream.seek(offset)
        chunk = stream.read(_CHUNK)
        for match in _START.finditer(chunk):
            if _starts_record(stream, offset + match.start()):
                return offset + match.start()
        if len(chunk) < _CHUNK:
            return None
        offset += len(chunk) - 16  # a start may lie across two chunks


def _end_of_record(stream: IO[bytes], offset: int) -> int | None:
    """The byte after the record at `offset`, or None where the file ends or breaks before it."""
    stream.seek(offset)
    head = stream.read(_HEADER_ROOM)
    if head.startswith(b"\x1f\x8b"):
        return _end_of_member(stream, offset)
    length = _LENGTH.search(head)
    blank = head.find(b"\r\n\r\n")
    if not length or blank < 0:
        return None
    end = offset + blank + 4 + int(length[1])
    if end > _size(stream):
        return None
    stream.seek(end)
    tail = stream.read(64)
    return end + len(tail) - len(tail.lstrip(_PADDING))


def _end_of_member(stream: IO[bytes], offset: int) -> int | None:
    member, read = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
    stream.seek(offset)
    while not member.eof:
        chunk = member.unconsumed_tail or stream.read(_CHUNK)
        if not chunk:
            return None
        read += len(chunk) if not member.unconsumed_tail else 0
        try:
            member.decompress(chunk, _CHUNK)
        except zlib.error:
            return None
    return offset + read - len(member.unused_data)


class WarcWriter:
    """Writes one WARC, a gzip member per record.

    The bytes depend on the arguments alone: record ids are UUID 5 of document ids, gzip headers
    hold no time, and dates are those of the captures.

    Args:
        out: where to write.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._writer = WARCWriter(out, gzip=True, warc_version=_VERSION)

    def write_info(self, *, name: str, date: datetime) -> None:
        """Write the `warcinfo` record that a file begins with.

        Args:
            name: the file's name.
            date: start of the data interval; no clock is read.
        """
        fields = {"software": f"Dateline/{__version__}", "format": "WARC File Format 1.1"}
        block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
        headers = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", _record_id(name)),
            ("WARC-Date", _warc_date(date)),
            ("WARC-Filename", name),
        ]
        self._write("warcinfo", headers, "application/warc-fields", block)

    def write(self, capture: Capture, document: Document) -> None:
        """Write one capture as the record of one document, its block unmodified."""
        payload = capture.block
        if capture.is_response:
            payload = payload[HeaderMap().parse(BytesIO(payload)) :]
        digest = Digester("sha1")
        digest.update(payload)
        kind = "response" if capture.is_response else "resource"
        headers = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", _record_id(document.id)),
            ("WARC-Date", _warc_date(capture.captured_at)),
            ("WARC-Target-URI", _one_line(capture.url)),
            ("WARC-Payload-Digest", str(digest)),
            (DOCUMENT_HEADER, document.id),
            (SOURCE_HEADER, document.source_id),
        ]
        self._write(kind, headers, _one_line(capture.content_type), capture.block)

    def _write(
        self, kind: str, headers: list[tuple[str, str]], content_type: str, block: bytes
    ) -> None:
        # The block goes in whole: warcio would write HTTP headers again in a form of its own.
        lines = StatusAndHeaders("", headers, protocol=_VERSION)
        record = ArcWarcRecord("warc", kind, lines, BytesIO(block), None, content_type, len(block))
        self._writer.write_record(record)


def _record_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"


def _warc_date(moment: datetime) -> str:
    """ISO 8601 in UTC with Z; a fraction only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _one_line(text: str) -> str:
    """A header's value: a line break in it would forge another header."""
    return " ".join(text.split())
