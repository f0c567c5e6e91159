"""Taking a capture apart: headers, and the body with its encodings undone, within limits."""

import re
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple, Protocol

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import HeaderMap

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.warc.inflating import Inflater
from dateline.warc.records import Capture, Headers, Payload

_CHUNK = 1 << 20
_STEP = 4096
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]+[;\r ]")
_BLANKS = b" \t\r\n\f\v\0\xef\xbb\xbf"  # and the byte order mark
_TRANSFER = ("transfer-encoding", "x-crawl-transfer-encoding")
_TRANSFERS = frozenset({"", "chunked", "identity"})


class _Reader(Protocol):
    """What undoes an encoding; it raises OSError where the body breaks its rules."""

    def read(self, size: int, /) -> bytes: ...


class HttpHead(NamedTuple):
    """Status and headers of an HTTP response.

    Args:
        status: three digits.
        headers: names and values in order, as received.
        fields: name in lower case to value; of a repeated header, the first.
    """

    status: int
    headers: Headers
    fields: Mapping[str, str]


def payload_of(capture: Capture, *, max_body: int) -> Payload:
    """Take a capture's block apart.

    Raises:
        RecordError: the HTTP block is broken, or the decoded body is oversized.
    """
    if not capture.is_response:
        return payload_from(None, capture.content_type, capture.block, max_body=max_body)
    lines = HeaderMap()
    try:
        length = lines.parse(BytesIO(capture.block))
    except OSError as error:
        raise RecordError(Outcome.BROKEN_RECORD, f"HTTP headers: {error}") from error
    return payload_from(http_head(lines), "", capture.block[length:], max_body=max_body)


def payload_from(
    head: HttpHead | None, content_type: str, body: bytes, *, max_body: int
) -> Payload:
    """What a stored body holds.

    Args:
        head: the HTTP head before it; None for a file's bytes.
        content_type: of a file; a response has its own.
        body: the body as stored.
        max_body: bytes, as stored and decoded.

    Raises:
        RecordError: the body breaks the rules of its encoding, or is oversized.
    """
    if head is None:
        require_size(len(body), max_body)
        return Payload(200, *_media_type(content_type), (), body)
    media_type = _media_type(head.fields.get("content-type", ""))
    return Payload(head.status, *media_type, head.headers, _decoded(body, head.fields, max_body))


def http_head(lines: HeaderMap) -> HttpHead:
    """Status and headers of a response whose HTTP lines were parsed.

    Raises:
        RecordError: there is no status line.
    """
    status = lines.status_code
    if not status:
        raise RecordError(Outcome.BROKEN_RECORD, "no HTTP status line")
    headers = lines.to_tuples()
    return HttpHead(status, headers, {name.lower(): value for name, value in reversed(headers)})


def opening_of(body: bytes, fields: Mapping[str, str], length: int) -> bytes:
    """The first bytes of a body, decoded as far as that is possible.

    Args:
        body: the stored body, or its beginning.
        fields: HTTP headers, as of `HttpHead`.
        length: bytes, at most.
    """
    for encoding in _encodings(fields):
        if reader := _reader(encoding, body):
            body = _first(reader, length)
    return body[:length]


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
    try:
        charset = message.get_content_charset()
    except (TypeError, ValueError, LookupError, AttributeError):  # RFC 2231 parts that do not fit
        charset = None
    return media_type, charset or None


def _decoded(body: bytes, fields: Mapping[str, str], max_body: int) -> bytes:
    """The body with chunks joined and compression undone.

    Raises:
        RecordError: the body is oversized when decoded, or breaks the rules of its encoding.
    """
    _require_transfer(fields)
    for encoding in _encodings(fields):
        if reader := _reader(encoding, body):
            body = _unpack(reader, encoding, max_body)
    require_size(len(body), max_body)
    return body


def _require_transfer(fields: Mapping[str, str]) -> None:
    """Raise unless a body was sent in a way that clients must know: in chunks, or as it is."""
    for name in _TRANSFER:
        value = fields.get(name, "")
        if not {part.strip() for part in value.lower().split(",")} <= _TRANSFERS:
            raise RecordError(Outcome.BROKEN_RECORD, f"sent with Transfer-Encoding {value[:100]}")


def _encodings(fields: Mapping[str, str]) -> list[str]:
    """The encodings that headers tell of, the last applied first."""
    if "content-encoding" not in fields and "transfer-encoding" not in fields:
        return []
    applied = f"{fields.get('content-encoding', '')},{fields.get('transfer-encoding', '')}"
    return [encoding.strip() for encoding in reversed(applied.lower().split(","))]


def _reader(encoding: str, body: bytes) -> _Reader | None:
    """What undoes an encoding.

    Archives often keep the header and store the decoded body: so an encoding that the first bytes
    do not show is taken as undone already, and gives None.
    """
    if encoding == "chunked" and _CHUNK_SIZE.match(body):
        return ChunkedReader(BytesIO(body))
    if encoding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return Inflater(body)
    if encoding == "deflate" and not _is_markup(body):
        return Inflater(body)
    if encoding == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        return ZstdReader(BytesIO(body))
    if encoding == "br" and not _is_markup(body):
        return BrotliReader(BytesIO(body))
    return None


def _is_markup(body: bytes) -> bool:
    """Whether a body is HTML or nothing at all, and so not packed."""
    return body[:_STEP].lstrip(_BLANKS)[:1] in (b"<", b"")


def _unpack(reader: _Reader, encoding: str, max_body: int) -> bytes:
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


def _first(reader: _Reader, length: int) -> bytes:
    """The first bytes that a decoder gives; what breaks or ends early gives what came before."""
    parts, held = [], 0
    with suppress(OSError):
        while held < length and (part := reader.read(min(_STEP, length - held))):
            parts.append(part)
            held += len(part)
    return b"".join(parts)
