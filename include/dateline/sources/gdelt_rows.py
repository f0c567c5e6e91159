"""Reading one of GDELT 2.0's lists: a zip archive with one tab-separated file, without a header.

Columns are those of GDELT's codebooks: "The GDELT Event Database Data Format Codebook V2.0"
(events, mentions) and "GDELT Global Knowledge Graph Codebook V2.1" (gkg).
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import IO, NamedTuple
from zipfile import BadZipFile, ZipFile

from langcodes import standardize_tag

from dateline.errors import RecordError
from dateline.outcomes import Outcome

MOST_PACKED = 50 << 20
"""Bytes of one list; the largest, of the knowledge graph, have some 14 MB."""

MOST_BYTES = 128 << 20
"""Bytes of one list, unpacked; a list of the knowledge graph grows threefold."""

MOST_ROWS = 200_000
"""Rows of one list; mentions have some ten thousand."""

STAMP = "%Y%m%d%H%M%S"
"""How GDELT writes times, all in UTC."""

_LONGEST_ROW = 4 << 20
_STAMP_DIGITS = 14
_WEB = b"1"


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table has what; positions from 0.

    Args:
        suffix: ending of the names of its lists.
        columns: how many columns it has.
        time: position of the quarter of an hour in which GDELT saw the article.
        address: position of the article's address.
        collection: position of the kind of address: 1 is one on the open web; the others are
            citations and identifiers. None where the table does not tell.
        translation: position of what is told of a translation, `srclc:fra;…` for one from French.
            None where the table does not tell.
    """

    suffix: str
    columns: int
    time: int
    address: int
    collection: int | None = None
    translation: int | None = None


TABLES = {
    # DATEADDED, SOURCEURL
    "events": Table("export.CSV.zip", columns=61, time=59, address=60),
    # MentionTimeDate, MentionIdentifier, MentionType, MentionDocTranslationInfo
    "mentions": Table(
        "mentions.CSV.zip", columns=16, time=2, address=5, collection=3, translation=14
    ),
    # V2.1DATE, V2DOCUMENTIDENTIFIER, V2SOURCECOLLECTIONIDENTIFIER, V2.1TRANSLATIONINFO
    "gkg": Table("gkg.csv.zip", columns=27, time=1, address=4, collection=2, translation=25),
}
"""The tables, by their names in the list of sources."""


class Row(NamedTuple):
    """An article that GDELT saw.

    Args:
        address: where, or the citation of what is not on the web.
        seen_at: the quarter of an hour, UTC.
        is_web: whether the address is one on the open web.
        language: of an article that GDELT translated, ISO 639-1 where there is such a code; None
            where the table does not tell.
    """

    address: str
    seen_at: datetime
    is_web: bool
    language: str | None


def read_rows(body: bytes, table: Table) -> Iterator[Row | str]:
    """Read a list.

    Args:
        body: the archive.
        table: the table that the list is of.

    Yields:
        A row, or which line it is and what is wrong with it.

    Raises:
        RecordError: after the rows that could be read: `broken_source` for what is no archive of
            one file or breaks off, `oversized` for what is unpacked to more than the limits.
    """
    for number, line in enumerate(_lines(body), 1):
        if number > MOST_ROWS:
            raise RecordError(Outcome.OVERSIZED, f"more than {MOST_ROWS:,} rows")
        row = _row(line, table)
        yield f"line {number}: {row}" if isinstance(row, str) else row


def _lines(body: bytes) -> Iterator[bytes]:
    try:
        with ZipFile(BytesIO(body)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) != 1:
                reason = f"{len(members)} files in the archive, not one"
                raise RecordError(Outcome.BROKEN_SOURCE, reason)
            with archive.open(members[0]) as stream:
                yield from _split(stream)
    # NotImplementedError (a RuntimeError): a method of compression that zipfile does not know;
    # RuntimeError: a password
    except (BadZipFile, RuntimeError, zlib.error, EOFError, OSError, ValueError) as error:
        raise RecordError(Outcome.BROKEN_SOURCE, f"not a zip archive: {error}") from error


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, each no longer than the limit and one byte; the rest of a longer one is left out."""
    length = 0
    is_rest = False
    while line := stream.readline(_LONGEST_ROW + 1):
        length += len(line)
        if length > MOST_BYTES:
            raise RecordError(Outcome.OVERSIZED, f"more than {MOST_BYTES:,} bytes when unpacked")
        if not is_rest:
            yield line
        is_rest = not line.endswith(b"\n")


def _row(line: bytes, table: Table) -> Row | str:
    """A row, or what is wrong with it."""
    if len(line) > _LONGEST_ROW:
        return f"more than {_LONGEST_ROW:,} bytes"
    cells = line.rstrip(b"\r\n").split(b"\t")
    if not table.address < len(cells) <= table.columns:  # empty columns at the end may be missing
        return f"{len(cells)} columns, not {table.columns}"
    seen_at = _moment(cells[table.time])
    if seen_at is None:
        return f"not a time: {cells[table.time][:20]!r}"
    try:
        address = cells[table.address].decode().strip()
    except UnicodeDecodeError:
        return f"the address is not UTF-8: {cells[table.address][:80]!r}"
    if table.collection is None:
        is_web = address.lower().startswith(("http://", "https://"))
    else:
        is_web = cells[table.collection] == _WEB
    return Row(address, seen_at, is_web, _language(cells, table.translation))


@lru_cache(maxsize=256)
def _moment(stamp: bytes) -> datetime | None:
    if len(stamp) != _STAMP_DIGITS or not stamp.isdigit():
        return None
    try:
        return datetime.strptime(stamp.decode(), STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _language(cells: list[bytes], position: int | None) -> str | None:
    if position is None:
        return None
    told = cells[position] if position < len(cells) else b""
    code = told.partition(b"srclc:")[2].partition(b";")[0]
    return _short_code(code.decode("ascii", "replace").strip()) if code else "en"


@lru_cache(maxsize=256)
def _short_code(code: str) -> str:
    """ISO 639-1 for a code of ISO 639-3 or 639-2: `fra` is `fr`."""
    try:
        return standardize_tag(code).partition("-")[0]
    except ValueError:
        return code
