"""Make one DuckDB file like another by writing only the blocks in which they differ.

A DuckDB file is three headers of 4,096 bytes and blocks of one size, each of which begins with the
64-bit checksum of the rest of it. DuckDB never changes a block in place: a checkpoint writes new
ones, and what did not change stays where it is. So blocks with one checksum at one place are the
same, and to compare two files, 8 bytes of each block are read. Source: "Storage versions and
format" in DuckDB's documentation, and `MainHeader` and `DatabaseHeader` in its source code.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

HEADER = 4096
"""Bytes of a header; the first is the file's, two are the database's, of which one counts."""

_MAGIC = slice(8, 12)
_BLOCK_SIZE = slice(HEADER + 40, HEADER + 48)
_CHECKSUM = 8
_AT_ONCE = 16 << 20


def update(source: BinaryIO, target: Path) -> int:
    """Make a file that was a copy of an earlier state like `source`.

    Nobody may have it open. If this is interrupted, the file is of no use: a block may have the
    checksum of its new content and half of the old one.

    Args:
        source: an open DuckDB file that nobody writes, with no write-ahead log.
        target: the file to change; what it is does not matter, only how much has to be written.

    Returns:
        How many bytes were written.
    """
    written = 0
    with target.open("r+b") as out:
        size = os.fstat(source.fileno()).st_size
        for start, stop in _differing(source, out, size):
            written += stop - start
            for at in range(start, stop, _AT_ONCE):
                data = os.pread(source.fileno(), min(_AT_ONCE, stop - at), at)
                os.pwrite(out.fileno(), data, at)
        os.ftruncate(out.fileno(), size)
        os.fsync(out.fileno())
    return written


def copy(source: BinaryIO, target: Path) -> int:
    """Write the whole of `source` into a new file; the number of bytes."""
    source.seek(0)
    with target.open("wb") as out:
        shutil.copyfileobj(source, out, _AT_ONCE)
        os.fsync(out.fileno())
        return out.tell()


def _differing(one: BinaryIO, other: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of `one` that `other` does not have, in order: the headers, and runs of blocks."""
    block = _block_size(one)
    if block is None or block != _block_size(other):
        yield 0, size
        return
    start = 0
    for here in range(3 * HEADER, size, block):
        if _checksum(one, here) == _checksum(other, here):
            if start < here:
                yield start, here
            start = here + block
    if start < size:
        yield start, size


def _block_size(file: BinaryIO) -> int | None:
    """Bytes of a block; None where the file is none of DuckDB's."""
    headers = os.pread(file.fileno(), 2 * HEADER, 0)
    if headers[_MAGIC] != b"DUCK":
        return None
    size = int.from_bytes(headers[_BLOCK_SIZE], "little")
    return size if size >= HEADER else None


def _checksum(file: BinaryIO, at: int) -> bytes:
    return os.pread(file.fileno(), _CHECKSUM, at)
