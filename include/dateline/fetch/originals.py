"""The captures that revisit records refer to: an earlier fetch counts while the raw zone has it."""

from datetime import datetime

from fastwarc.warc import ArchiveIterator
from upath import UPath

from dateline.schemas import Fetch
from dateline.times import in_utc
from dateline.warc import Original


def original_of(earlier: Fetch, root: UPath) -> Original | None:
    """The capture that an earlier fetch made.

    Args:
        earlier: the earlier fetch.
        root: data root.

    Returns:
        None where its file is gone, or holds something else at that place: what is the same as
        nothing at hand must be stored again.
    """
    try:
        with (root / earlier.raw_uri).open("rb") as stream:
            stream.seek(earlier.raw_offset)
            record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
    except OSError:
        return None
    if record is None or record.headers.get("WARC-Payload-Digest") != earlier.payload_digest:
        return None
    captured_at = in_utc(datetime.fromisoformat(earlier.fetched_at))
    record_id = record.headers.get("WARC-Record-ID") or ""
    return Original(record_id, earlier.url, captured_at, earlier.payload_digest)
