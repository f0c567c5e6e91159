"""Taking a capture apart: headers, and the body with its encodings undone, within limits."""

import re
from email.message import Message
from functools import lru_cache
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import HeaderMap

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.warc.records import Capture, Payload

_CHUNK = 1 << 20


def payload_of(capture: Capture, *, max_body: int) -> Payload:
    """Take a capture's block apart.

    Raises:
        RecordError: the HTTP block is broken, or the decoded body is oversized.
    """
    if not capture.is_response:
        require_size(len(capture.block), max_body)
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


def require_size(length: int, limit: int) -> None:
    """Raise `oversized` for a length above the limit, both in bytes."""
    if length > limit:
        raise RecordError(Outcome.OVERSIZED, f"{length:,} bytes, above the limit")


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
    require_size(len(body), max_body)
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
