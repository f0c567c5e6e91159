"""What a run has got of a batch so far: it outlives the run's death.

A journal is a WARC beside the batch's manifest, written document by document. The run that takes
up the batch goes on from there; when the raw zone holds all, the journal is removed. It also tells
of documents that were tried and not taken: a run that only goes on does not ask for them again.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

import stamina

from dateline.errors import RecordError, TerminalError, TransientError
from dateline.outcomes import Outcome
from dateline.partition import Partition
from dateline.schemas import Document, stable_id
from dateline.settings import Settings
from dateline.warc import Holding, WarcWriter, read_holdings

SUFFIX = ".journal"
"""Ending of journals. One of a killed run holds what no other file has: it is no leftover."""

_NOT_OURS = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)
_LOCAL = ("", "file", "local")


class Refusal(NamedTuple):
    """Why a document was tried and not taken."""

    error: RecordError
    status: int | None


class Journal:
    """The open journal of one batch; see `open_journal`.

    Args:
        stream: the file, locked, for reading and appending without a buffer.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.spans: dict[str, tuple[int, int]] = {}  # document id to first byte, byte after last
        self.refusals: dict[str, Refusal] = {}  # document id to why
        self._end = 0
        for holding in read_holdings(stream):
            self._end = holding.end
            if holding.offset is None:
                self.refusals[holding.document_id] = _refusal(holding)
            else:
                self.spans[holding.document_id] = (holding.start, holding.end)
        stream.truncate(self._end)

    def __contains__(self, document_id: str) -> bool:
        return document_id in self.spans or document_id in self.refusals

    def records(self, document_id: str) -> bytes:
        """The records of a document that was taken in."""
        start, end = self.spans[document_id]
        self._stream.seek(start)
        return self._stream.read(end - start)

    def take(self, document: Document, records: bytes) -> None:
        """Take in the records of a document."""
        self.spans[document.id] = self._append(records)

    def refuse(self, document: Document, refusal: Refusal) -> None:
        """Note that a document was tried and is not taken.

        Where its host was left alone it was not even tried: that is not written, so that the next
        run asks for it.
        """
        self.refusals[document.id] = refusal
        error, status = refusal
        if error.outcome is Outcome.CIRCUIT_OPEN:
            return
        fields = [("outcome", str(error.outcome)), ("reason", error.reason)]
        if status is not None:
            fields.append(("status", str(status)))
        records = BytesIO()
        WarcWriter(records).write_refusal(document, fields)
        self._append(records.getvalue())

    def _append(self, records: bytes) -> tuple[int, int]:
        """Write records behind the last ones; the kernel has them when this returns."""
        start, left = self._end, memoryview(records)
        while left:
            left = left[self._stream.write(left) :]
        self._end += len(records)
        return start, self._end


@contextmanager
def open_journal(partition: Partition, settings: Settings) -> Iterator[Journal]:
    """Open a batch's journal and hold its lock; without an error it is removed at the end.

    Raises:
        TransientError: another process fetches this batch.
        TerminalError: the file cannot be written where it must lie.
    """
    path = journal_path(partition, settings)
    with _opened(path, settings.lock_wait_seconds) as stream:
        yield Journal(stream)
        path.unlink()


def journal_path(partition: Partition, settings: Settings) -> Path:
    """Where a batch's journal is: beside its manifest, or under the home if that is remote."""
    manifest = partition.manifest
    if manifest.protocol in _LOCAL:
        return Path(manifest.path).with_name(f".{manifest.stem}{SUFFIX}")
    return settings.home / "journals" / f"{stable_id(partition.uri)}{SUFFIX}"


def _opened(path: Path, seconds: float) -> IO[bytes]:
    """Open a journal; where its place is not ours to write to, no retry helps."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _locked(path, seconds)
    except OSError as error:
        if error.errno not in _NOT_OURS:
            raise
        place = error.filename or path
        raise TerminalError(
            f"{place} cannot be written: {error.strerror}; the data root must belong to the user "
            "who runs this"
        ) from error


def _locked(path: Path, seconds: float) -> IO[bytes]:
    """Open a file that no other process has locked, waiting so many seconds for it."""
    attempts = {"attempts": None, "timeout": seconds} if seconds else {"attempts": 1}
    try:
        for attempt in stamina.retry_context(
            on=BlockingIOError, wait_initial=0.1, wait_max=2.0, wait_jitter=0.5, **attempts
        ):
            with attempt:
                return _lock(path)
    except BlockingIOError as error:
        raise TransientError(f"another process fetches this batch: {path} is locked") from error
    raise AssertionError  # the loop above returns or raises


def _lock(path: Path) -> IO[bytes]:
    """Open and lock a file, or raise BlockingIOError.

    The process that held the lock may have removed the file: then the lock is on nothing.
    """
    with ExitStack() as opened:
        stream = opened.enter_context(path.open("a+b", buffering=0))
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _require_there(path, stream)
        opened.pop_all()
    return stream


def _require_there(path: Path, stream: IO[bytes]) -> None:
    try:
        there = os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        there = False
    if not there:
        raise BlockingIOError(f"{path} was removed")


def _refusal(holding: Holding) -> Refusal:
    fields = holding.fields
    error = RecordError(Outcome(fields["outcome"]), fields.get("reason", ""))
    return Refusal(error, int(fields["status"]) if "status" in fields else None)
