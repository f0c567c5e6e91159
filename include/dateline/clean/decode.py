"""Bytes to text: what is said of the charset, checked against what the bytes allow."""

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode, read_bom, resolve_encoding

from dateline.errors import RecordError
from dateline.outcomes import Outcome

_REPLACEMENT = "\ufffd"
_NOISE = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1f]")
_MAX_FOREIGN = 0.3
"""Share of bytes that are no UTF-8 above which text is not taken for UTF-8 with Windows-1252 in it.
West European prose in Windows-1252 has a twentieth of its bytes beyond ASCII, a sixth in a dense
sentence; East Asian and Cyrillic text in charsets of their own has most of them there."""
_MAX_NOISE = 0.02
"""Share of replacement and control characters above which the bytes are no text at all."""
_SAMPLE = 200_000
"""Bytes that the guess looks at."""


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _windows_1252)


def decode_page(body: bytes, charset: str | None) -> str:
    """Decode an HTML page, never failing on single bad bytes.

    Bytes that are valid UTF-8 are UTF-8, whatever is declared: no other charset gives that by
    chance. Else the WHATWG order holds (byte order mark, HTTP header, meta element, UTF-8), with
    Windows-1252 for what is no UTF-8 in a page that says it is, and a guess where that fails.

    Args:
        body: bytes without content encoding.
        charset: the charset parameter of the HTTP header, if any.

    Raises:
        RecordError: `empty` or `undecodable`.
    """
    _require_bytes(body)
    text = _utf8(body)
    if text is None:
        header = f"text/html; charset={charset}" if charset else None
        name, text = html_to_unicode(header, body)
        if resolve_encoding(name) == "utf-8":
            text = _mixed(body)
    return _without_noise(text)


def decode_text(body: bytes, charset: str | None) -> str:
    """Decode a plain text: byte order mark, valid UTF-8, the charset given, then a guess.

    Raises:
        RecordError: `empty` or `undecodable`.
    """
    _require_bytes(body)
    marked, mark = read_bom(body)
    if marked:
        return _without_noise(body[len(mark or b"") :].decode(marked, "replace"))
    name = resolve_encoding(charset or "") or "utf-8"
    text = _utf8(body)
    if text is None:
        text = _mixed(body) if name == "utf-8" else body.decode(name, "replace")
    return _without_noise(text)


def decode_json(body: bytes) -> str:
    """Decode a JSON text, which RFC 8259 has in UTF-8.

    Raises:
        RecordError: `empty` or `undecodable`.
    """
    _require_bytes(body)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(Outcome.UNDECODABLE, f"JSON is not UTF-8: {error}") from error


def _require_bytes(body: bytes) -> None:
    if not body.strip():
        raise RecordError(Outcome.EMPTY, "no bytes, or only blanks")


def _utf8(body: bytes) -> str | None:
    """The text of valid UTF-8; None for all else, and for what could be ISO-2022 or UTF-16."""
    if b"\x1b" in body or b"\x00" in body:
        return None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _mixed(body: bytes) -> str:
    """UTF-8 with Windows-1252 in it, or wholly in another charset that nobody declared."""
    foreign = body.decode("utf-8", "replace").count(_REPLACEMENT)
    if foreign > _MAX_FOREIGN * len(body):
        best = from_bytes(body[:_SAMPLE]).best()
        if best is not None:
            return body.decode(best.encoding, "replace")
    return body.decode("utf-8", "windows-1252")


def _without_noise(text: str) -> str:
    noise = len(_NOISE.findall(text))
    if noise > _MAX_NOISE * len(text):
        reason = f"{noise} of {len(text)} characters are no text in any charset tried"
        raise RecordError(Outcome.UNDECODABLE, reason)
    return text.replace("\x00", "")
