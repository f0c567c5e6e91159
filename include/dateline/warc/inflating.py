"""Undoing gzip and deflate (RFC 1950 to 1952), and telling where a stream does not end."""

import zlib

_STEP = 16 << 10  # bytes fed at once: what is left of them is copied at the end of each member
_WINDOW = 15  # bits, the most that deflate knows
_GZIP, _ZLIB, _RAW = _WINDOW | 16, _WINDOW, -_WINDOW  # as zlib names the forms


class Inflater:
    """A body with its compression undone, to be read from its beginning.

    Args:
        body: one or more members of gzip, one zlib stream, or one of deflate without a header,
            which is what some servers call deflate.
    """

    def __init__(self, body: bytes) -> None:
        self._form = _form(body)
        self._left = memoryview(body)
        self._fed = b""
        self._stream = zlib.decompressobj(self._form)

    def read(self, size: int) -> bytes:
        """The next bytes, `size` at most; none at the end.

        Raises:
            OSError: the stream is broken, does not end, or has something behind it.
        """
        part = b""
        while not part and not self._at_end():
            self._fed = self._fed or self._next()
            try:
                part = self._stream.decompress(self._fed, size)
            except zlib.error as error:
                raise OSError(str(error)) from error
            if not self._fed and not part and not self._stream.eof:
                raise OSError("it is cut off before its end")
            self._fed = self._stream.unused_data or self._stream.unconsumed_tail
        return part

    def _at_end(self) -> bool:
        """Whether all was read; begins the next member where there is one."""
        if not self._stream.eof:
            return False
        if not self._fed and not self._left:
            return True
        if self._form != _GZIP:
            raise OSError("there are bytes behind its end")
        self._stream = zlib.decompressobj(self._form)
        return False

    def _next(self) -> bytes:
        """What to feed next; nothing at the end, when zlib may still hold back what it read."""
        fed, self._left = bytes(self._left[:_STEP]), self._left[_STEP:]
        return fed


def _form(body: bytes) -> int:
    """How a body is packed, by its first bytes; a zlib header is a multiple of 31."""
    if body.startswith(b"\x1f\x8b"):
        return _GZIP
    method, check = int.from_bytes(body[:1]) & 0x0F, int.from_bytes(body[:2])
    return _ZLIB if method == zlib.DEFLATED and check % 31 == 0 else _RAW
