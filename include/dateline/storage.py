"""Reading and writing files of the zones: written under a temporary name, then replaced.

Parquet options are pinned and rows sorted, so that the same rows give the same bytes.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from upath import UPath

from dateline.schemas import Row, Table

PART_SUFFIX = ".part"
"""Ending of files that are being written. Readers pass over them; a killed run may leave some."""


PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "data_page_version": "1.0",
    "write_statistics": True,
    "store_schema": False,
}
"""How Parquet files are written: the same rows give the same bytes."""


@contextmanager
def replacing(path: UPath, through: UPath | None = None) -> Iterator[IO[bytes]]:
    """Open a temporary file for writing; on success it replaces `path` in one step.

    On an error the temporary file is removed and `path` stays as it was.

    Args:
        path: the file to replace.
        through: folder of the temporary file, on the same file system; beside `path` if None.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = (through or path.parent) / f".{path.name}.{uuid.uuid4().hex}{PART_SUFFIX}"
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as out:
            yield out
        path.fs.mv(part.path, path.path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_rows(
    path: UPath, table: Table, rows: Iterable[Row], *, through: UPath | None = None
) -> int:
    """Write rows as one Parquet file, sorted by the table's key.

    Args:
        path: where; replaced if there.
        table: the declaration that the file follows.
        rows: plain dictionaries; aware datetimes are stored as UTC.
        through: folder of the temporary file; see `replacing`.

    Returns:
        The number of rows.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column.
    """
    rows = list(rows)
    data = pa.Table.from_pylist(rows, schema=table.schema)
    order = pc.sort_indices(data, sort_keys=[(name, "ascending") for name in table.key])
    write_table(path, data.take(order), through=through)
    return len(rows)


def write_table(path: UPath, data: pa.Table, *, through: UPath | None = None) -> None:
    """Write rows that are in order as one Parquet file; arguments as `write_rows`."""
    with replacing(path, through) as out:
        pq.write_table(data, out, row_group_size=100_000, **PARQUET)


def read_rows(path: UPath) -> list[Row]:
    """All rows of one Parquet file."""
    with path.open("rb") as source:
        rows: list[Row] = pq.read_table(source).to_pylist()
    return rows


def write_json(path: UPath, value: Any) -> None:
    """Write one JSON document, keys sorted."""
    with replacing(path) as out:
        out.write(json.dumps(value, sort_keys=True, ensure_ascii=False).encode() + b"\n")


def read_json(path: UPath) -> Any:
    """Read one JSON document."""
    return json.loads(path.read_bytes())


def write_jsonl(path: UPath, rows: Iterable[Row]) -> None:
    """Write JSON lines, in the order given."""
    with replacing(path) as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def read_jsonl(path: UPath) -> list[Row]:
    """Read JSON lines written by `write_jsonl`."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]
