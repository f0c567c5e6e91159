"""Getting documents that lie in files: archived records, and files of the drop folder."""

import errno
import zlib
from contextlib import AbstractContextManager, ExitStack
from pathlib import PurePosixPath
from typing import IO, Self

from dateline.errors import RecordError
from dateline.locations import open_unpacked, resolve
from dateline.outcomes import Outcome
from dateline.remote import HERE_AND_THERE, open_patiently
from dateline.schemas import Document
from dateline.settings import Settings
from dateline.warc import Capture, read_capture

_MEDIA_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".jsonl": "application/json",
    ".ndjson": "application/json",
}
_TEXT = "text/plain"


class Files:
    """Reads documents from files; the file read last stays open, as the next is likely in it.

    Args:
        settings: for the data root and the size limit.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._location = ""
        self._opened: IO[bytes] | OSError = FileNotFoundError()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def capture(self, document: Document) -> Capture:
        """The archived record or the file that a document names.

        Raises:
            RecordError: it is broken, gone, out of reach or oversized.
        """
        limit = self._settings.max_body_bytes
        try:
            stream = self._at(document.locator, unpacked=document.kind == "file")
            if document.kind == "warc":
                return read_capture(stream, document.offset or 0, max_body=limit)
            stream.seek(document.offset or 0)
            whole = document.offset is None
            content = stream.read(limit + 1) if whole else stream.readline(limit + 1)
        except OSError as error:
            raise RecordError(self._outcome(error), f"cannot be read: {error}") from error
        except (EOFError, zlib.error) as error:
            raise RecordError(Outcome.BROKEN_RECORD, f"cannot be read: {error}") from error
        if len(content) > limit:
            raise RecordError(Outcome.OVERSIZED, f"above {limit:,} bytes")
        name = PurePosixPath(document.locator.lower().removesuffix(".gz"))
        media_type = _MEDIA_TYPES.get(name.suffix, _TEXT)
        return Capture(document.url, document.dated, media_type, content)

    def _at(self, location: str, *, unpacked: bool) -> IO[bytes]:
        """The file at a location. What is out of reach is not tried for each of its documents."""
        if location != self._location:
            self._open.close()
            self._location = location
            try:
                self._opened = self._open.enter_context(self._opening(location, unpacked=unpacked))
            except OSError as error:
                self._opened = error
        if isinstance(self._opened, OSError):
            raise self._opened
        return self._opened

    def _opening(self, location: str, *, unpacked: bool) -> AbstractContextManager[IO[bytes]]:
        path = resolve(location, self._settings)
        if unpacked:
            return open_unpacked(path)
        return open_patiently(path, self._settings, at_once=HERE_AND_THERE)

    def _outcome(self, error: OSError) -> Outcome:
        """What a fault means: one of the network, told by its number, goes for the whole file."""
        if error.errno != errno.EIO:
            return Outcome.BROKEN_RECORD
        self._opened = error
        return Outcome.NETWORK_ERROR
