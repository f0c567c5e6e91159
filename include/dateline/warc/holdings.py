"""What a file of our own raw zone holds of each document: where its records lie, what they say."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dateline.warc.records import DOCUMENT_HEADER
from dateline.warc.spans import next_start

_CHUNK = 32 << 10
_GZIP = zlib.MAX_WBITS | 16
_CONTENT = int(WarcRecordType.response) | int(WarcRecordType.resource) | int(WarcRecordType.revisit)


@dataclass(frozen=True, slots=True)
class Holding:
    """One document in a raw zone file.

    Args:
        document_id: `Document.id`.
        start: first byte of its records.
        end: the byte after the last of them.
        offset: first byte of the record of its content; None where it was tried and not taken.
        is_revisit: its content is that of an earlier capture.
        url: WARC-Target-URI.
        captured_at: WARC-Date.
        status: HTTP status; None for a file.
        body_bytes: length of the body as received; None where the record does not hold it.
        payload_digest: WARC-Payload-Digest.
        etag: entity tag of the answer.
        last_modified: Last-Modified of the answer, as sent.
        fields: of its metadata record.
    """

    document_id: str
    start: int
    end: int
    offset: int | None
    is_revisit: bool
    url: str
    captured_at: datetime | None
    status: int | None
    body_bytes: int | None
    payload_digest: str | None
    etag: str | None
    last_modified: str | None
    fields: dict[str, str]


def read_holdings(stream: IO[bytes]) -> Iterator[Holding]:
    """Read what a WARC that `WarcWriter` wrote holds, in constant memory.

    Records that are broken or cut off are passed over, with the other records of their document.

    Args:
        stream: an open `.warc.gz` that can seek.
    """
    begun, start, fields = "", 0, dict[str, str]()
    for first, end, data in _members(stream):
        record = _record(data)
        document_id = record.headers.get(DOCUMENT_HEADER) if record else None
        if record is None or not document_id:
            begun = ""
            continue
        if document_id != begun:
            begun, start, fields = document_id, first, {}
        content = bool(int(record.record_type) & _CONTENT)
        if record.record_type == WarcRecordType.metadata:
            fields = _fields_of(record)
        if content or "outcome" in fields:
            offset = first if content else None
            yield _holding(record, document_id, (start, end), offset, fields)
            begun = ""


def _record(data: bytes) -> WarcRecord | None:
    try:
        return next(iter(ArchiveIterator(BytesIO(data))), None)
    except OSError:  # a gzip member that is no record
        return None


def _holding(
    record: WarcRecord,
    document_id: str,
    span: tuple[int, int],
    offset: int | None,
    fields: dict[str, str],
) -> Holding:
    http = record.http_headers
    is_revisit = record.record_type == WarcRecordType.revisit
    return Holding(
        document_id,
        *span,
        offset,
        is_revisit,
        url=record.headers.get("WARC-Target-URI") or "",
        captured_at=record.record_date,
        status=http.status_code if http else None,
        body_bytes=None if is_revisit else record.content_length,
        payload_digest=record.headers.get("WARC-Payload-Digest"),
        etag=http.get("ETag") if http else None,
        last_modified=http.get("Last-Modified") if http else None,
        fields=fields,
    )


def _fields_of(record: WarcRecord) -> dict[str, str]:
    lines = record.reader.read().decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, _, value in pairs}


def _members(stream: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """First byte, byte after the last and content of each gzip member that is whole."""
    start: int | None = 0
    while start is not None:
        stream.seek(start)
        held = b""
        while member := _inflate(stream, held):
            data, length, held = member
            yield start, start + length, data
            start += length
        start = next_start(stream, start + 1)


def _inflate(stream: IO[bytes], held: bytes) -> tuple[bytes, int, bytes] | None:
    """Content and length of one gzip member, and what was read behind it.

    None where it is broken or cut off, or there is none.

    Args:
        stream: where to read on.
        held: bytes that were read before and begin the member.
    """
    unpacker, parts, length = zlib.decompressobj(_GZIP), [], 0
    chunk = held or stream.read(_CHUNK)
    while chunk:
        length += len(chunk)
        try:
            parts.append(unpacker.decompress(chunk))
        except zlib.error:
            return None
        if unpacker.eof:
            rest = unpacker.unused_data
            return b"".join(parts), length - len(rest), rest
        chunk = stream.read(_CHUNK)
    return None
