"""The layout of a compacted file, and reading parts of it.

Its rows are those of its parts, one part after another in order of their names. Its row groups
consist of whole parts. The key `dateline.parts` of its metadata lists name, row group, first row
in that group and number of rows of each part. Its name holds the SHA-256 of its bytes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from dateline.schemas import ADDED, Table

PREFIX = "compacted-"
"""How the names of compacted files begin; `*Z-*Z-*.parquet` matches none of them."""

_PARTS = b"dateline.parts"
_CACHED = 4  # row groups that stay at hand: parts are asked for one after another


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part lies in a compacted file: row group, first row in it, rows."""

    group: int
    first: int
    rows: int


def compacted_files(folder: UPath) -> list[UPath]:
    """The compacted files of a day: none or one; two after a kill where no disk is local."""
    return sorted(folder.glob(f"{PREFIX}*.parquet"), key=str) if folder.exists() else []


def places(path: UPath) -> dict[str, Place]:
    """The parts of a compacted file, by the name of the file that each had.

    Raises:
        pyarrow.ArrowException, OSError, ValueError: it is missing or broken.
    """
    return _places(str(path))


@lru_cache(maxsize=256)
def _places(path: str) -> dict[str, Place]:
    """The name changes with the content, so what was read once stays true."""
    with UPath(path).open("rb") as source, pq.ParquetFile(source) as file:
        listed = json.loads((file.metadata.metadata or {})[_PARTS])
    return {name: Place(*place) for name, *place in listed}


def described(parts: Sequence[tuple[str, Place]]) -> dict[bytes, bytes]:
    """The metadata of a compacted file with these parts."""
    listed = [[name, place.group, place.first, place.rows] for name, place in parts]
    return {_PARTS: json.dumps(listed, separators=(",", ":")).encode()}


def slice_of(path: UPath, place: Place, columns: Sequence[str] | None) -> pa.Table:
    """The rows of one part."""
    wanted = None if columns is None else tuple(columns)
    return _group(str(path), place.group, wanted).slice(place.first, place.rows)


@lru_cache(maxsize=_CACHED)
def _group(path: str, group: int, columns: tuple[str, ...] | None) -> pa.Table:
    with UPath(path).open("rb") as source, pq.ParquetFile(source) as file:
        names = None if columns is None else list(columns)
        return file.read_row_group(group, names, use_threads=False)


def own_table(source: IO[bytes] | pa.BufferReader, columns: Sequence[str] | None) -> pa.Table:
    """The rows of a file of its own."""
    with pq.ParquetFile(source) as file:
        return file.read(None if columns is None else list(columns), use_threads=False)


def conform(rows: pa.Table, table: Table) -> pa.Table:
    """Rows with the columns that their table has today: null where they are newer than the file.

    Raises:
        ValueError: the columns are those of no version of the table.
    """
    unlike = set(rows.column_names) ^ set(table.schema.names)
    older = ADDED.get(table.name, frozenset()) - set(rows.column_names)
    if unlike - older:
        raise ValueError(f"other columns than {table.name} ({', '.join(sorted(unlike))})")
    for name in sorted(older):
        rows = rows.append_column(name, pa.nulls(rows.num_rows, table.schema.field(name).type))
    return rows.select(table.schema.names).cast(table.schema)


def digest(path: UPath) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as source:
        found = hashlib.sha256()
        while chunk := source.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def require_whole(path: UPath) -> None:
    """Compare a compacted file with the checksum in its name.

    Raises:
        ValueError: they differ.
        OSError: it cannot be read.
    """
    if path.stem != f"{PREFIX}{digest(path)}":
        raise ValueError("another checksum than its name says")
