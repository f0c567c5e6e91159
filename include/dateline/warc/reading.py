"""Reading WARC files in constant memory. A fault costs one record and not the file."""

from collections.abc import Callable, Iterator
from typing import IO, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from upath import UPath

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.schemas import Reject
from dateline.warc.payload import payload_of, require_size
from dateline.warc.records import DOCUMENT_HEADER, SOURCE_HEADER, Capture, RawRecord, RecordHead
from dateline.warc.spans import addressable, end_of_record, next_start, size, starts_record

_CONTENT = int(WarcRecordType.response) | int(WarcRecordType.resource)
_HEADER_ROOM = 64 << 10  # bytes that HTTP headers may add to a body within the limit
T = TypeVar("T")


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
    stream: IO[bytes], read: Callable[[WarcRecord], T], uri: str, source_id: str
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
    stream: IO[bytes], at: int, read: Callable[[WarcRecord], T], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply `read` to the content records from `at` up to the end or the first fault."""
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
    require_size(record.content_length, max_body + _HEADER_ROOM)
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


def _target(record: WarcRecord) -> str:
    """WARC-Target-URI, without the angle brackets that WARC 1.0 writers put around it."""
    return (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
