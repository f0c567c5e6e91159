"""Reading a sitemap: its bytes become entries, one after another, as far as they can be read.

The form is sitemaps.org 0.9 with the news extension, an index of sitemaps, or plain text with one
address a line. Names count without their namespaces, which are often wrong or left out. Nothing
is held but the entry that is being read; no entity is expanded, nothing is loaded.
"""

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from dateline.errors import RecordError
from dateline.outcomes import Outcome

MOST_BYTES = 50 << 20
"""Bytes of one sitemap, unpacked (sitemaps.org, protocol 0.9)."""

MOST_ENTRIES = 50_000
"""Entries of one sitemap (sitemaps.org, protocol 0.9)."""

MOST_CHARACTERS = 2_048
"""Characters of one address (sitemaps.org, protocol 0.9: fewer than that)."""

_CHUNK = 64 << 10
_FIELDS = {"loc": ("url", "sitemap"), "lastmod": ("url", "sitemap"), "publication_date": ("news",)}
_FEEDS = frozenset({"rss", "feed", "rdf"})
_BARE = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)", re.DOTALL
)
_HTML = (b"<!doctype html", b"<html")
_MOST_ELEMENTS = 40 * MOST_ENTRIES  # an entry of the news and image extensions has about 20
_GZIP = b"\x1f\x8b"
_GZIP_BITS = 31  # zlib: a gzip header, the largest window
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")


class Entry(NamedTuple):
    """What a sitemap says of one address, as it says it; empty where it says nothing.

    Args:
        loc: the address; longer ones are cut to one character more than is allowed.
        lastmod: time of the last modification.
        published: publication date of the news extension.
        is_sitemap: the address is that of a sitemap.
    """

    loc: str
    lastmod: str = ""
    published: str = ""
    is_sitemap: bool = False


def read_entries(body: bytes) -> Iterator[Entry]:
    """Read a sitemap.

    Args:
        body: its bytes, as served; packed with gzip or not.

    Yields:
        Its entries, in order.

    Raises:
        RecordError: after the entries that could be read: `broken_source` for what is no sitemap
            or breaks off, `oversized` for what is longer than the protocol allows.
    """
    content, fault = _unpacked(body)
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.lower().startswith(_HTML):
        raise _broken("an HTML page")
    try:
        if start:
            yield from _limited(_of_xml(content) if _is_xml(start) else _of_text(content))
        elif not fault:
            raise _broken("empty")
    except RecordError as error:
        raise fault or error from error  # what was cut off has no end
    if fault:
        raise fault


def _limited(entries: Iterator[Entry]) -> Iterator[Entry]:
    for number, entry in enumerate(entries):
        if number == MOST_ENTRIES:
            raise RecordError(Outcome.OVERSIZED, f"more than {MOST_ENTRIES:,} entries")
        yield entry


def _unpacked(body: bytes) -> tuple[bytes, RecordError | None]:
    """The bytes, unpacked within the limit, and what kept the rest from being unpacked."""
    too_long = RecordError(Outcome.OVERSIZED, f"more than {MOST_BYTES:,} bytes")
    parts, length = [], 0
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(_GZIP_BITS)
        try:
            parts.append(unpacker.decompress(body, MOST_BYTES + 1 - length))
        except zlib.error as error:
            return b"".join(parts), _broken(f"cannot be unpacked: {error}")
        length += len(parts[-1])
        if length > MOST_BYTES:
            return b"".join(parts)[:MOST_BYTES], too_long
        if not unpacker.eof:
            return b"".join(parts), _broken("breaks off: the end of the packed file is missing")
        body = unpacker.unused_data
    if parts:
        return b"".join(parts) if len(parts) > 1 else parts[0], None
    return body[:MOST_BYTES], too_long if len(body) > MOST_BYTES else None


def _is_xml(start: bytes) -> bool:
    return start.startswith((b"<", *_WIDE))


def _of_xml(content: bytes) -> Iterator[Entry]:
    """Entries of XML, whose faults are passed over where the parser knows how to go on."""
    if not content.startswith(_WIDE):
        content = _BARE.sub(_repaired, content.lstrip())
    target = _Target()
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    for start in range(0, len(content), _CHUNK):
        parser.feed(content[start : start + _CHUNK])
        yield from target.taken()
        if target.elements > _MOST_ELEMENTS:
            raise RecordError(Outcome.OVERSIZED, f"more than {_MOST_ELEMENTS:,} elements")
    parser.close()
    yield from target.taken()
    _require_sound(target, parser.feed_error_log)


def _repaired(match: re.Match[bytes]) -> bytes:
    """An ampersand that begins none of XML's own references stands for itself.

    Addresses hold them often. No other entity is declared where it may be (sitemaps.org: only
    these five), and one that is declared is not expanded.
    """
    return b"&amp;" if match[0] == b"&" else match[0]


def _require_sound(target: "_Target", log: etree._ListErrorLog) -> None:
    """Raise `broken_source` for what is no sitemap, or could be read in part only."""
    if target.root in _FEEDS:
        raise _broken("a feed: list it under feeds")
    if not target.count and target.root not in ("", "urlset", "sitemapindex"):
        raise _broken(f"not a sitemap: its root is <{target.root[:40]}>")
    for fault in log:
        if fault.level == etree.ErrorLevels.FATAL:  # a prefix that is not declared is none
            raise _broken(f"line {fault.line}: {fault.message.strip()}")


def _of_text(content: bytes) -> Iterator[Entry]:
    lines = content.decode("utf-8-sig", "replace").splitlines()
    addresses = [line.strip() for line in lines if line.strip()]
    if not addresses[0].lower().startswith(("http://", "https://")):
        raise _broken("neither XML nor a list of addresses")
    for address in addresses:
        yield Entry(address[: MOST_CHARACTERS + 1])


class _Target:
    """Receives what the parser reads.

    `root` is the name of the first element, `elements` and `count` are how many elements and
    entries there were so far.
    """

    def __init__(self) -> None:
        self.root = ""
        self.count = 0
        self.elements = 0
        self._taken: list[Entry] = []
        self._path: list[str] = []
        self._values: dict[str, str] = {}
        self._text: list[str] | None = None
        self._length = 0

    def taken(self) -> list[Entry]:
        """The entries since the last call."""
        taken, self._taken = self._taken, []
        return taken

    def start(self, tag: str, _attributes: object) -> None:
        self.elements += 1
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        self.root = self.root or name
        if name in _FIELDS["loc"]:
            self._values = {}
        parent = self._path[-1] if self._path else ""
        is_field = parent in _FIELDS.get(name, ()) and name not in self._values
        self._text, self._length = ([] if is_field else None), 0
        self._path.append(name)

    def data(self, text: str) -> None:
        if self._text is not None and self._length <= MOST_CHARACTERS:
            self._text.append(text)
            self._length += len(text)

    def end(self, _tag: str) -> None:
        name = self._path.pop()
        if self._text is not None:
            self._values[name] = "".join(self._text).strip()[: MOST_CHARACTERS + 1]
            self._text = None
        elif name in _FIELDS["loc"] and "loc" in self._values:
            self.count += 1
            self._taken.append(
                Entry(
                    self._values["loc"],
                    self._values.get("lastmod", ""),
                    self._values.get("publication_date", ""),
                    name == "sitemap",
                )
            )

    def close(self) -> None:
        """Nothing is left to hand over."""


def _broken(reason: str) -> RecordError:
    return RecordError(Outcome.BROKEN_SOURCE, reason)
