"""Records of WARC files against the digests that they state."""

import zlib

from fastwarc.warc import ArchiveIterator, WarcRecordType
from upath import UPath

_STATED = "WARC-Payload-Digest"


def faults_of(path: UPath) -> tuple[int, list[str]]:
    """Compare the payloads of a WARC with their digests.

    Returns:
        The number of records that state one, and what is wrong, with the place of the record.
    """
    records = 0
    faults: list[str] = []
    place = 0
    try:
        with path.open("rb") as stream:
            kinds = WarcRecordType.response | WarcRecordType.resource
            for record in ArchiveIterator(stream, record_types=kinds, parse_http=False):
                place = record.stream_pos
                if _STATED not in record.headers:
                    continue
                records += 1
                if record.record_type == WarcRecordType.response:
                    record.parse_http()
                if not record.verify_payload_digest():
                    faults.append(f"offset {place}: another digest than the record states")
    except (OSError, ValueError, RuntimeError, zlib.error) as error:
        faults.append(f"after offset {place}: {error}")
    return records, faults
