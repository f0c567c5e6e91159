"""What the lake and the ledger hold of some batches, as Arrow tables.

Arrow and not DuckDB's own reader, because the lake may be on any file system that fsspec knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import pyarrow as pa
from upath import UPath

from dateline.errors import TerminalError
from dateline.lake import parts
from dateline.lake.files import conform
from dateline.outcomes import Stage
from dateline.partition import Interval, Partition
from dateline.schemas import (
    ANNOTATIONS,
    ARTICLES,
    BOILERPLATE,
    DUPLICATES,
    FETCHES,
    LISTINGS,
    REJECTS,
    Row,
    Table,
)
from dateline.storage import read_json

LAKE_FILE = "lake_file"
"""Column added to each row: the name of the file that it came from, without folder and suffix."""

COUNTED = (Stage.DISCOVER, Stage.FETCH, Stage.CLEAN, Stage.ANNOTATE)
"""Stages that keep a ledger file and a file of rejects for each batch."""

VERSIONED = (ARTICLES, *ANNOTATIONS)
"""Tables whose rows belong to a version of an article."""

LOADED = (*VERSIONED, DUPLICATES, BOILERPLATE, LISTINGS, FETCHES)
"""Tables that a load takes from the batches of its interval, besides rejects and ledger."""

LEDGER = pa.schema(
    {
        "interval_start": pa.timestamp("us"),
        "interval_end": pa.timestamp("us"),
        "stage": pa.string(),
        "batch": pa.int32(),
        "inputs": pa.int64(),
        "outcomes": pa.map_(pa.string(), pa.int64()),
        "seconds": pa.float64(),
        "versions": pa.map_(pa.string(), pa.string()),
    }
)
"""Columns of `core_runs`."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Rows of some batches: table name to rows, `lake_file` added."""

    tables: dict[str, pa.Table]

    @classmethod
    def of(cls, partitions: Sequence[Partition], tables: Sequence[Table]) -> Self:
        """What some batches have in some tables. A file that is not there has no rows.

        Raises:
            TerminalError: a file is broken or has other columns than its table.
        """
        return cls({table.name: _read(partitions, table) for table in tables})


def rejects(partitions: Sequence[Partition]) -> pa.Table:
    """The rejects of all stages over some batches, columns of `schemas.REJECTS`."""
    return pa.concat_tables(
        [REJECTS.schema.empty_table()]
        + [
            _read_file(path, REJECTS)
            for stage, partition in _counted(partitions)
            if parts.exists(path := partition.lake(REJECTS.name, stage))
        ]
    )


def ledger(partitions: Sequence[Partition]) -> pa.Table:
    """The ledger files of all stages over some batches, columns of `LEDGER`.

    Raises:
        TerminalError: a ledger file is broken.
    """
    paths = [partition.ledger(stage) for stage, partition in _counted(partitions)]
    return pa.Table.from_pylist([_entry(path) for path in paths if path.exists()], schema=LEDGER)


def partition_of(root: str, lake_file: str) -> Partition:
    """The batch whose files have this name."""
    interval_id, _, batch = lake_file.rpartition("-")
    return Partition(root, Interval.from_id(interval_id), int(batch))


def _counted(partitions: Sequence[Partition]) -> Iterable[tuple[Stage, Partition]]:
    return ((stage, partition) for stage in COUNTED for partition in partitions)


def _entry(path: UPath) -> Row:
    try:
        entry: Row = read_json(path)
        interval = Interval.parse(entry["interval_start"], entry["interval_end"])
        return entry | {
            "interval_start": interval.start,
            "interval_end": interval.end,
            "outcomes": sorted(entry["outcomes"].items()),
            "versions": sorted(entry["versions"].items()),
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TerminalError(f"broken ledger file {path}: {error}; run its stage again") from error


def _read(partitions: Sequence[Partition], table: Table) -> pa.Table:
    schema = table.schema.append(pa.field(LAKE_FILE, pa.string()))
    pieces = [schema.empty_table()]
    for partition in partitions:
        path = partition.lake(table.name)
        if parts.exists(path):
            rows = _read_file(path, table)
            names = pa.repeat(pa.scalar(path.stem), rows.num_rows)
            pieces.append(rows.append_column(LAKE_FILE, names))
    return pa.concat_tables(pieces)


def _read_file(path: UPath, table: Table) -> pa.Table:
    try:
        return conform(parts.read(path), table)
    except pa.ArrowException as error:
        raise TerminalError(f"broken Parquet file {path}: {error}; process it again") from error
    except ValueError as error:
        raise TerminalError(
            f"{path} has {error}: it was written by another version; process its interval again"
        ) from error
