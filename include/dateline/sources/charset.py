"""The text of a listing, whatever its server says of the charset."""

import codecs
from collections.abc import Iterator

from w3lib.encoding import html_body_declared_encoding

from dateline.sources.copies import Copy

_MARKS = (  # the longer ones first: that of UTF-16 begins that of UTF-32
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_CHARSETS = frozenset(  # codecs of Python for other ends; some take time without bounds
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
_LAST_RESORT = "cp1252"


def text_of(copy: Copy) -> str:
    """The text of a feed or page.

    By its byte order mark, or as UTF-16 where zeros say so (XML 1.0, appendix F); else as UTF-8 if
    it is valid UTF-8, which other charsets hardly ever are; else in the charset of the HTTP header,
    then in the one that the document declares, then in Windows-1252. No byte is lost on the way
    but those that no charset has.
    """
    for charset in _charsets(copy):
        try:
            if codecs.lookup(charset).name.replace("_", "-") not in _NO_CHARSETS:
                return copy.body.decode(charset)
        except (LookupError, ValueError):
            continue
    return copy.body.decode(_LAST_RESORT, "replace")


def _charsets(copy: Copy) -> Iterator[str]:
    start = copy.body[:4]
    yield from (charset for mark, charset in _MARKS if start.startswith(mark))
    if b"\0" in start:
        yield "utf-16-be" if start.startswith(b"\0") else "utf-16-le"
    yield "utf-8"
    yield copy.charset or ""
    yield str(html_body_declared_encoding(copy.body) or "")
