"""Going through a WARC record by record. A fault costs one record and not the file."""

from collections.abc import Callable, Iterator
from typing import IO, TypeVar

from fastwarc.warc import ArchiveIterator, WarcHeader, WarcRecord, WarcRecordType

from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.schemas import Reject
from dateline.warc.crashes import guarded
from dateline.warc.spans import addressable, end_of_record, next_start, size, starts_record

MOST_FAULTS = 1_000
"""Faults in a row after which a file is given up: it was made to keep its reader busy."""

_URI = WarcHeader.WARC_TARGET_URI  # six times faster to look up than by name
_LENGTH = WarcHeader.CONTENT_LENGTH
_CONTENT = int(WarcRecordType.response) | int(WarcRecordType.resource)
_WHOLE = "compressed as a whole, not record by record: run `warcio recompress` on it"
T = TypeVar("T")


class _FaultError(RecordError):
    """Reading cannot go on here: the rest of the file must be searched for the next record."""

    def __init__(self, offset: int, reason: str, outcome: Outcome = Outcome.BROKEN_RECORD) -> None:
        super().__init__(outcome, reason)
        self.offset = offset


class _Resume(Exception):  # noqa: N818 - not an error
    """What follows a record cannot be read from it: start anew at an offset.

    Args:
        offset: where.
        cut: the fault of the record itself, if it does not end.
    """

    def __init__(self, offset: int, cut: _FaultError | None = None) -> None:
        super().__init__()
        self.offset = offset
        self.cut = cut


def scan(
    stream: IO[bytes], read: Callable[[WarcRecord], T | None], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply a function to each response and resource record of a file.

    Args:
        stream: a file that can seek; it is read forwards, except around faults.
        read: what to make of a record; None passes it over. A `RecordError` becomes a reject.
        uri: what rejects call the file.
        source_id: for rejects.

    Raises:
        OSError: the file cannot be read.
    """
    at: int | None = 0
    faults = 0
    while at is not None:
        try:
            for item in _run(stream, at, read, uri, source_id):
                faults = 0
                yield item
        except _Resume as end:
            at = end.offset if end.offset < size(stream) else None
        except _FaultError as fault:
            faults += 1
            at = next_start(stream, fault.offset + 1)
            outcome, reason = _told(stream, fault, faults, is_last=at is None)
            yield Reject(source_id, uri, outcome, reason, uri, fault.offset)
            if outcome is Outcome.BROKEN_SOURCE:
                return
        else:
            return


def record_at(stream: IO[bytes], offset: int) -> WarcRecord:
    """The record that starts at a byte offset, its block not read yet.

    Raises:
        RecordError: there is none, or it is broken.
    """
    try:
        for record in _records(stream, offset):
            return record
    except _FaultError as fault:
        raise RecordError(Outcome.BROKEN_RECORD, fault.reason) from fault
    raise RecordError(Outcome.BROKEN_RECORD, "no record here")


def target_of(record: WarcRecord) -> str:
    """WARC-Target-URI, without the angle brackets that WARC 1.0 writers put around it."""
    return (record.headers.get(_URI) or "").strip().strip("<>")


def has_length(record: WarcRecord) -> bool:
    """Whether a record has the Content-Length that the standard asks for."""
    return record.headers.get(_LENGTH) is not None


def _told(
    stream: IO[bytes], fault: _FaultError, faults: int, *, is_last: bool
) -> tuple[Outcome, str]:
    """What to tell of a fault: the file's, or one record's."""
    if fault.offset == 0 and is_last and not starts_record(stream, 0):
        return Outcome.BROKEN_SOURCE, "not a WARC file" if size(stream) else "empty file"
    if faults >= MOST_FAULTS:
        return Outcome.BROKEN_SOURCE, f"{faults:,} faults in a row: the rest is not read"
    return fault.outcome, fault.reason


def _run(
    stream: IO[bytes], at: int, read: Callable[[WarcRecord], T | None], uri: str, source_id: str
) -> Iterator[T | Reject]:
    """Apply `read` to the content records from `at` up to the end or the first fault.

    What was read is given out when its record was found to end: a gzip member that is cut off may
    go on as nonsense, unpacked from the bytes of the next one, for as long as was announced.
    """
    held: T | Reject | None = None
    try:
        for number, record in enumerate(_records(stream, at)):
            if held is not None:
                yield held
                held = None
            if number == 1 and not addressable(stream, record.stream_pos):
                raise _FaultError(record.stream_pos, _WHOLE, Outcome.BROKEN_SOURCE)
            if int(record.record_type) & _CONTENT or not has_length(record):
                held = _item(record, read, uri, source_id)
    except _Resume as end:
        if end.cut and held is not None and not isinstance(held, Reject):
            raise end.cut from end
        if held is not None:
            yield held
        raise
    if held is not None:
        yield held


def _item(
    record: WarcRecord, read: Callable[[WarcRecord], T | None], uri: str, source_id: str
) -> T | Reject | None:
    """What a record gives, or the reject of one that is whole and cannot be used."""
    offset = record.stream_pos
    try:
        with guarded(f"{uri} at {offset}"):
            return read(record)
    except RecordError as error:
        if error.outcome is Outcome.BROKEN_RECORD:
            raise _FaultError(offset, error.reason) from error
        url = target_of(record) or uri
        return Reject(source_id, url, error.outcome, error.reason, uri, offset)


def _records(stream: IO[bytes], at: int) -> Iterator[WarcRecord]:
    """All records from `at` on; what fastwarc cannot read becomes a fault where it begins."""
    stream.seek(at)
    last: int | None = None
    iterator = iter(ArchiveIterator(stream, parse_http=False))
    reason = "the file ends within a record"
    try:
        for record in iterator:
            last = record.stream_pos
            yield record
    except OSError as error:
        if error.errno is not None:  # the file system's fault, not the file's
            raise
        reason = str(error)
    if last is None:
        raise _FaultError(at, reason)
    end = end_of_record(stream, last)
    if end is None:
        raise _Resume(next_start(stream, last + 1) or size(stream), _FaultError(last, reason))
    if end < size(stream):
        raise _Resume(end)
