"""Bytes to text: what is said of the charset, checked against what the bytes allow."""

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode, read_bom, resolve_encoding

from dateline.errors import RecordError
from dateline.outcomes import Outcome

_REPLACEMENT = "\ufffd"
_MAX_REPLACED = 0.002
"""Share of characters that a declared charset may fail on before another one is tried. A page
with one bad byte keeps its charset; one declared as UTF-8 and written in Windows-1252 does not."""
_MAX_NOISE = 0.02
"""Share of replacement and control characters above which the bytes are no text at all."""
_SAMPLE = 200_000
"""Bytes that the guess looks at."""


def decode_page(body: bytes, charset: str | None) -> str:
    """Decode an HTML page, never failing on single bad bytes.

    The order is the WHATWG one (byte order mark, HTTP header, meta element, UTF-8); where that
    leaves too many replacement characters, Windows-1252 and charset-normalizer are tried.

    Args:
        body: bytes without content encoding.
        charset: the charset parameter of the HTTP header, if any.

    Raises:
        RecordError: `empty` or `undecodable`.
    """
    _require_bytes(body)
    header = f"text/html; charset={charset}" if charset else None
    _, text = html_to_unicode(header, body)
    if text.count(_REPLACEMENT) > _MAX_REPLACED * len(text):
        text = _guess(body) or text
    return _without_noise(text)


def decode_text(body: bytes, charset: str | None) -> str:
    """Decode a plain text: byte order mark, then the charset given, then UTF-8, then a guess.

    Raises:
        RecordError: `empty` or `undecodable`.
    """
    _require_bytes(body)
    marked, mark = read_bom(body)
    for name in (marked, resolve_encoding(charset or ""), "utf-8"):
        try:
            return _without_noise(body[len(mark or b"") :].decode(name or "utf-8"))
        except (LookupError, UnicodeDecodeError):
            continue
    return _without_noise(_guess(body) or body.decode("utf-8", "replace"))


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


def _guess(body: bytes) -> str | None:
    try:
        return body.decode("cp1252")  # what browsers fall back to
    except UnicodeDecodeError:
        best = from_bytes(body[:_SAMPLE]).best()
        return None if best is None else body.decode(best.encoding, "replace")


def _without_noise(text: str) -> str:
    noise = sum(c == _REPLACEMENT or (c < " " and c not in "\t\n\r\f") for c in text)
    if noise > _MAX_NOISE * len(text):
        reason = f"{noise} of {len(text)} characters are no text in any charset tried"
        raise RecordError(Outcome.UNDECODABLE, reason)
    return text.replace("\x00", "")
