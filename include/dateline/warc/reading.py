"""Reading what WARC files hold, in constant memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO

from fastwarc.warc import WarcHeader, WarcRecord, WarcRecordType
from upath import UPath

from dateline.errors import RecordError
from dateline.outcomes import Outcome, Tally
from dateline.schemas import Reject
from dateline.warc.crashes import guarded
from dateline.warc.payload import HttpHead, http_head, opening_of, payload_from, require_size
from dateline.warc.records import (
    DOCUMENT_HEADER,
    SOURCE_HEADER,
    Capture,
    RawRecord,
    RecordHead,
    is_http,
)
from dateline.warc.scanning import has_length, record_at, scan, target_of
from dateline.warc.selection import EVERYTHING, OPENING, Selection

_TYPE = WarcHeader.CONTENT_TYPE  # faster to look up than by name
_HEADER_ROOM = 64 << 10  # bytes that HTTP headers may add to a body within the limit


def read_records(
    path: UPath,
    *,
    max_body: int,
    source_id: str = "",
    address: str | None = None,
    selection: Selection = EVERYTHING,
    left_out: Tally | None = None,
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
        selection: which records are wanted; what others hold is not parsed.
        left_out: counts the records that are not wanted, `outside_interval` or `filtered`.

    Raises:
        OSError: the file cannot be opened or read at all.
    """
    uri = address or str(path)
    tally = Tally() if left_out is None else left_out

    def read(record: WarcRecord) -> RawRecord | None:
        found = _raw_record(record, uri, source_id, max_body, selection)
        if isinstance(found, RawRecord):
            return found
        tally.add(found)
        return None

    with path.open("rb") as stream:
        yield from scan(stream, read, uri, source_id)


def read_heads(
    path: UPath,
    *,
    source_id: str = "",
    address: str | None = None,
    selection: Selection = EVERYTHING,
) -> Iterator[RecordHead | Reject]:
    """Read which documents a WARC holds, passing over bodies; faults as in `read_records`."""
    with path.open("rb") as stream:
        yield from stream_heads(
            stream, address or str(path), source_id=source_id, selection=selection
        )


def stream_heads(
    stream: IO[bytes], address: str, *, source_id: str = "", selection: Selection = EVERYTHING
) -> Iterator[RecordHead | Reject]:
    """Read which documents an open WARC holds, from its beginning.

    Args:
        stream: a file that can seek; it is read forwards, except around faults.
        address: what rejects call the file.
        source_id: for rejects.
        selection: which records are wanted; each is told of, with what becomes of it.

    Raises:
        OSError: the file cannot be read.
    """
    return scan(stream, lambda record: _record_head(record, selection), address, source_id)


def read_record(
    path: UPath, offset: int, *, max_body: int, source_id: str = ""
) -> RawRecord | Reject:
    """Read the one record that starts at a byte offset; a reject says why it cannot be used."""
    with path.open("rb") as stream:
        try:
            with guarded(f"{path} at {offset}"):
                record = record_at(stream, offset)
                found = _raw_record(record, str(path), source_id, max_body, EVERYTHING)
        except RecordError as error:
            return Reject(source_id, str(path), error.outcome, error.reason, str(path), offset)
        assert isinstance(found, RawRecord)
        return found


def read_capture(stream: IO[bytes], offset: int, *, max_body: int) -> Capture:
    """Read the record at a byte offset, its block unchanged.

    Args:
        stream: an open WARC that can seek.
        offset: where the record starts.
        max_body: bytes; a larger record is not loaded.

    Raises:
        RecordError: the record is broken or oversized.
    """
    record = record_at(stream, offset)
    require_size(record.content_length, max_body + _HEADER_ROOM)
    block = _read(record)
    _whole(record, len(block))
    content_type = record.headers.get(_TYPE) or ""
    return Capture(target_of(record), _require_date(record.record_date), content_type, block)


def _record_head(record: WarcRecord, selection: Selection) -> RecordHead:
    url, captured_at = target_of(record), record.record_date
    outcome = selection.judge_head(url, captured_at)
    if outcome is Outcome.OK:
        if selection.languages:
            outcome = _judge_opening(record, selection)
        else:
            _whole(record, _pass_over(record, record.content_length))
    return RecordHead(
        url=url,
        is_response=record.record_type == WarcRecordType.response,
        captured_at=captured_at,
        document_id=record.headers.get(DOCUMENT_HEADER),
        offset=record.stream_pos,
        outcome=outcome,
    )


def _judge_opening(record: WarcRecord, selection: Selection) -> Outcome:
    """Judge a page by its first bytes, and pass over the rest.

    Raises:
        RecordError: it is broken.
    """
    head = _http_head(record)
    length = record.content_length
    opening = _read(record, min(length, 2 * OPENING))  # packed, it may be longer than unpacked
    _whole(record, len(opening) + _pass_over(record, length - len(opening)))
    return _judge_page(head, opening, selection)


def _judge_page(head: HttpHead | None, body: bytes, selection: Selection) -> Outcome:
    if head is None:
        return selection.judge_page("", body[:OPENING])
    opening = opening_of(body, head.fields, OPENING)
    return selection.judge_page(head.fields.get("content-language", ""), opening)


def _raw_record(
    record: WarcRecord, uri: str, source_id: str, max_body: int, selection: Selection
) -> RawRecord | Outcome:
    """Read one content record, or say why the selection leaves it out.

    Raises:
        RecordError: it is broken or oversized.
    """
    url, fetched_at = target_of(record), record.record_date
    outcome = selection.judge_head(url, fetched_at)
    if outcome is not Outcome.OK:
        return outcome
    require_size(record.content_length, max_body + _HEADER_ROOM)
    head = _http_head(record)
    body = _read(record)
    _whole(record, len(body))
    _require_date(fetched_at)
    if selection.languages and _judge_page(head, body, selection) is not Outcome.OK:
        return Outcome.FILTERED
    payload = payload_from(head, record.headers.get(_TYPE) or "", body, max_body=max_body)
    document_id = record.headers.get(DOCUMENT_HEADER)
    named = record.headers.get(SOURCE_HEADER) if document_id else None
    return RawRecord(
        url=url,
        source_id=named or source_id,
        document_id=document_id,
        status=payload.status,
        content_type=payload.content_type,
        charset=payload.charset,
        body=payload.body,
        fetched_at=fetched_at,
        raw_uri=uri,
        raw_offset=record.stream_pos,
        headers=payload.headers,
    )


def _http_head(record: WarcRecord) -> HttpHead | None:
    """Read the HTTP head of a response, so that its body is what is left to read."""
    if not is_http(record.headers.get(_TYPE) or ""):
        return None
    try:
        record.parse_http(max_header_len=_HEADER_ROOM)
    except OSError as error:
        raise _broken(error, "HTTP headers: ") from error
    return http_head(record.http_headers)


def _read(record: WarcRecord, length: int = -1) -> bytes:
    """Read what is left of a record, or its next bytes."""
    try:
        content: bytes = record.reader.read(length)
    except OSError as error:
        raise _broken(error) from error
    return content


def _pass_over(record: WarcRecord, length: int) -> int:
    """Pass over the next bytes of a record; returns how many there were."""
    try:
        passed: int = record.consume(length)
    except OSError as error:
        raise _broken(error) from error
    return passed


def _broken(error: OSError, where: str = "") -> OSError | RecordError:
    """What an error is that came while a record was read: the file system's, or the record's."""
    if error.errno is not None:
        return error
    return RecordError(Outcome.BROKEN_RECORD, f"{where}{error}")


def _require_date(moment: datetime | None) -> datetime:
    if moment is None:
        raise RecordError(Outcome.UNDATED, "record without a valid WARC-Date")
    return moment


def _whole(record: WarcRecord, length: int) -> None:
    """Raise unless `length` bytes are all that the record announced."""
    if length < record.content_length:
        reason = f"{length} bytes of the {record.content_length} announced"
        raise RecordError(Outcome.BROKEN_RECORD, reason)
    if not length and not has_length(record):
        raise RecordError(Outcome.BROKEN_RECORD, "record without a Content-Length")
