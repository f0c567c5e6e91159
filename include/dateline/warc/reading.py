"""Reading WARC files in constant memory. A fault costs one record and not the file."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, TypeVar

from fastwarc.warc import ArchiveIterator, WarcHeader, WarcRecord, WarcRecordType
from upath import UPath

from dateline.errors import RecordError
from dateline.outcomes import Outcome, Tally
from dateline.schemas import Reject
from dateline.warc.payload import HttpHead, http_head, opening_of, payload_from, require_size
from dateline.warc.records import (
    DOCUMENT_HEADER,
    SOURCE_HEADER,
    Capture,
    RawRecord,
    RecordHead,
    is_http,
)
from dateline.warc.selection import EVERYTHING, OPENING, Selection
from dateline.warc.spans import addressable, end_of_record, next_start, size, starts_record

_URI = WarcHeader.WARC_TARGET_URI  # six times faster to look up than by name
_TYPE = WarcHeader.CONTENT_TYPE
_LENGTH = WarcHeader.CONTENT_LENGTH
_CONTENT = int(WarcRecordType.response) | int(WarcRecordType.resource)
_HEADER_ROOM = 64 << 10  # bytes that HTTP headers may add to a body within the limit
T = TypeVar("T")


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
        yield from _scan(stream, read, uri, source_id)


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
    return _scan(stream, lambda record: _record_head(record, selection), address, source_id)


def read_record(
    path: UPath, offset: int, *, max_body: int, source_id: str = ""
) -> RawRecord | Reject:
    """Read the one record that starts at a byte offset; a reject says why it cannot be used."""
    with path.open("rb") as stream:
        try:
            record = _record_at(stream, offset)
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
    record = _record_at(stream, offset)
    require_size(record.content_length, max_body + _HEADER_ROOM)
    block = _read(record)
    _whole(record, len(block))
    content_type = record.headers.get(_TYPE) or ""
    return Capture(_target(record), _require_date(record.record_date), content_type, block)


def document_spans(path: UPath) -> dict[str, tuple[int, int]]:
    """Where our documents lie in a WARC: document id to first byte and byte after the last.

    Documents whose record is broken are left out.
    """
    spans = {}
    heads = [head for head in read_heads(path) if isinstance(head, RecordHead)]
    with path.open("rb") as stream:
        for head in heads:
            end = end_of_record(stream, head.offset)
            if head.document_id and end is not None:
                spans[head.document_id] = (head.offset, end)
    return spans


class _FaultError(RecordError):
    """Reading cannot go on here: the rest of the file must be searched for the next record."""

    def __init__(self, offset: int, reason: str, outcome: Outcome = Outcome.BROKEN_RECORD) -> None:
        super().__init__(outcome, reason)
        self.offset = offset


def _scan(
    stream: IO[bytes], read: Callable[[WarcRecord], T | None], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply `read` to each content record; after a fault go on where the next record starts."""
    at: int | None = 0
    while at is not None:
        try:
            yield from _run(stream, at, read, uri, source_id)
        except _FaultError as fault:
            at = next_start(stream, fault.offset + 1)
            outcome, reason = fault.outcome, fault.reason
            if fault.offset == 0 and at is None and not starts_record(stream, 0):
                outcome = Outcome.BROKEN_SOURCE
                reason = "not a WARC file" if size(stream) else "empty file"
            if reason:
                yield Reject(source_id, uri, outcome, reason, uri, fault.offset)
            if outcome is Outcome.BROKEN_SOURCE:
                return
        else:
            return


def _run(
    stream: IO[bytes], at: int, read: Callable[[WarcRecord], T | None], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply `read` to the content records from `at` up to the end or the first fault.

    A record for which it gives None is passed over.
    """
    for number, record in enumerate(_records(stream, at)):
        offset = record.stream_pos
        if number == 1 and not addressable(stream, offset):
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
            if item is not None:
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
    if last is None or fault.offset < size(stream):
        raise fault


def _fault_after(stream: IO[bytes], at: int, last: int | None, reason: str) -> _FaultError:
    """The fault behind the record at `last`.

    Where that record itself does not end, it has been given out already: the fault then has no
    reason, and makes no second reject of the same record.
    """
    if last is None:
        return _FaultError(at, reason)
    end = end_of_record(stream, last)
    return _FaultError(last, "") if end is None else _FaultError(end, reason)


def _record_at(stream: IO[bytes], offset: int) -> WarcRecord:
    try:
        for record in _records(stream, offset):
            return record
    except _FaultError as fault:
        raise RecordError(Outcome.BROKEN_RECORD, fault.reason) from fault
    raise RecordError(Outcome.BROKEN_RECORD, "no record here")


def _record_head(record: WarcRecord, selection: Selection) -> RecordHead:
    url, captured_at = _target(record), record.record_date
    outcome = selection.judge_head(url, captured_at)
    if outcome is Outcome.OK:
        if selection.languages:
            outcome = _judge_opening(record, selection)
        else:
            _whole(record, record.consume(record.content_length))
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
    _whole(record, len(opening) + record.consume(length - len(opening)))
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
    url, fetched_at = _target(record), record.record_date
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
    if not length and not _has_length(record):
        raise RecordError(Outcome.BROKEN_RECORD, "record without a Content-Length")


def _has_length(record: WarcRecord) -> bool:
    return record.headers.get(_LENGTH) is not None


def _target(record: WarcRecord) -> str:
    """WARC-Target-URI, without the angle brackets that WARC 1.0 writers put around it."""
    return (record.headers.get(_URI) or "").strip().strip("<>")
