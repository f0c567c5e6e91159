"""Where records start and end in a file: for going on after a fault, and for copies."""

import re
import zlib
from typing import IO

_CHUNK = 1 << 20
_HEADER_ROOM = 64 << 10  # bytes that HTTP headers may add to a body within the limit
_START = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d+)", re.IGNORECASE | re.MULTILINE)
_PADDING = b"\r\n\0"


def size(stream: IO[bytes]) -> int:
    """Length of the file in bytes."""
    return stream.seek(0, 2)


def starts_record(stream: IO[bytes], offset: int) -> bool:
    """Whether a WARC record, plain or the start of a gzip member, lies at `offset`."""
    stream.seek(offset)
    head = stream.read(512)
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def addressable(stream: IO[bytes], offset: int) -> bool:
    """Whether the record that is being read at `offset` can be found there again."""
    position = stream.tell()
    starts = starts_record(stream, offset)
    stream.seek(position)
    return starts


def next_start(stream: IO[bytes], offset: int) -> int | None:
    """The first byte from `offset` on where a record starts, or None."""
    while True:
        stream.seek(offset)
        chunk = stream.read(_CHUNK)
        for match in _START.finditer(chunk):
            if starts_record(stream, offset + match.start()):
                return offset + match.start()
        if len(chunk) < _CHUNK:
            return None
        offset += len(chunk) - 16  # a start may lie across two chunks


def end_of_record(stream: IO[bytes], offset: int) -> int | None:
    """The byte after the record at `offset`, or None where the file ends or breaks before it."""
    stream.seek(offset)
    head = stream.read(_HEADER_ROOM)
    if head.startswith(b"\x1f\x8b"):
        return _end_of_member(stream, offset)
    length = _LENGTH.search(head)
    blank = head.find(b"\r\n\r\n")
    if not length or blank < 0:
        return None
    end = offset + blank + 4 + int(length[1])
    if end > size(stream):
        return None
    stream.seek(end)
    tail = stream.read(64)
    return end + len(tail) - len(tail.lstrip(_PADDING))


def _end_of_member(stream: IO[bytes], offset: int) -> int | None:
    member, read = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
    stream.seek(offset)
    while not member.eof:
        chunk = member.unconsumed_tail or stream.read(_CHUNK)
        if not chunk:
            return None
        read += len(chunk) if not member.unconsumed_tail else 0
        try:
            member.decompress(chunk, _CHUNK)
        except zlib.error:
            return None
    return offset + read - len(member.unused_data)
