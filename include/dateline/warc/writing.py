"""Writing WARC files that have the same bytes for the same input."""

import uuid
from datetime import UTC, datetime
from io import BytesIO
from typing import IO

from fastwarc.warc import HeaderMap
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from dateline import __version__
from dateline.schemas import Document
from dateline.warc.records import DOCUMENT_HEADER, SOURCE_HEADER, Capture

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/dateline/dateline/raw")
_VERSION = "WARC/1.1"


class WarcWriter:
    """Writes one WARC, a gzip member per record.

    The bytes depend on the arguments alone: record ids are UUID 5 of document ids, gzip headers
    hold no time, and dates are those of the captures.

    Args:
        out: where to write.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._writer = WARCWriter(out, gzip=True, warc_version=_VERSION)

    def write_info(self, *, name: str, date: datetime) -> None:
        """Write the `warcinfo` record that a file begins with.

        Args:
            name: the file's name.
            date: start of the data interval; no clock is read.
        """
        fields = {"software": f"Dateline/{__version__}", "format": "WARC File Format 1.1"}
        block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
        headers = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", _record_id(name)),
            ("WARC-Date", _warc_date(date)),
            ("WARC-Filename", name),
        ]
        self._write("warcinfo", headers, "application/warc-fields", block)

    def write(self, capture: Capture, document: Document) -> None:
        """Write one capture as the record of one document, its block unmodified."""
        payload = capture.block
        if capture.is_response:
            payload = payload[HeaderMap().parse(BytesIO(payload)) :]
        digest = Digester("sha1")
        digest.update(payload)
        kind = "response" if capture.is_response else "resource"
        headers = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", _record_id(document.id)),
            ("WARC-Date", _warc_date(capture.captured_at)),
            ("WARC-Target-URI", _one_line(capture.url)),
            ("WARC-Payload-Digest", str(digest)),
            (DOCUMENT_HEADER, document.id),
            (SOURCE_HEADER, document.source_id),
        ]
        self._write(kind, headers, _one_line(capture.content_type), capture.block)

    def _write(
        self, kind: str, headers: list[tuple[str, str]], content_type: str, block: bytes
    ) -> None:
        # The block goes in whole: warcio would write HTTP headers again in a form of its own.
        lines = StatusAndHeaders("", headers, protocol=_VERSION)
        record = ArcWarcRecord("warc", kind, lines, BytesIO(block), None, content_type, len(block))
        self._writer.write_record(record)


def _record_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"


def _warc_date(moment: datetime) -> str:
    """ISO 8601 in UTC with Z; a fraction only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _one_line(text: str) -> str:
    """A header's value: a line break in it would forge another header."""
    return " ".join(text.split())
