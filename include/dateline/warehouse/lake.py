"""What the lake and the ledger hold of some batches, as Arrow tables.

Arrow and not DuckDB's own reader, because the lake may be on any file system that fsspec knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from dateline.errors import TerminalError
from dateline.outcomes import Stage
from dateline.partition import Interval, Partition
from dateline.schemas import (
    ANNOTATIONS,
    ARTICLES,
    BOILERPLATE,
    DUPLICATES,
    EVENTS,
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

ADDED = {
    ARTICLES.name: frozenset(
        {
            *("author_organizations", "published_zone", "modified_precision", "modified_zone"),
            *("image_url", "is_paywalled", "metadata_sources", "dateline", "dateline_place"),
            *("agency", "quality_flags"),
        }
    ),
    EVENTS.name: frozenset({"location_basis"}),
}
"""Columns that came after the first version, by table: in files written before, they are null."""

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
            if (path := partition.lake(REJECTS.name, stage)).exists()
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
        if path.exists():
            rows = _read_file(path, table)
            names = pa.repeat(pa.scalar(path.stem), rows.num_rows)
            pieces.append(rows.append_column(LAKE_FILE, names))
    return pa.concat_tables(pieces)


def _read_file(path: UPath, table: Table) -> pa.Table:
    try:
        with path.open("rb") as source:
            rows: Any = pq.ParquetFile(source).read()
    except pa.ArrowException as error:
        raise TerminalError(f"broken Parquet file {path}: {error}; process it again") from error
    unlike = set(rows.column_names) ^ set(table.schema.names)
    older = ADDED.get(table.name, frozenset()) - set(rows.column_names)
    if unlike - older:
        raise TerminalError(
            f"{path} has other columns than {table.name} ({', '.join(sorted(unlike))}): "
            "it was written by another version; process its interval again"
        )
    for name in older:
        rows = rows.append_column(name, pa.nulls(rows.num_rows, table.schema.field(name).type))
    return rows.select(table.schema.names).cast(table.schema)
