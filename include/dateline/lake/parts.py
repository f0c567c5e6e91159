"""Parts of the lake: what one batch has in one table, in a file of its own or in its day's one.

A part is named by the path that its own file has (`Partition.lake`), also when its rows are in the
compacted file of its day. A file of its own counts before the same part of a compacted file.
"""

from collections.abc import Iterable, Sequence

import pyarrow as pa
from upath import UPath

from dateline import storage
from dateline.lake import sums
from dateline.lake.compacting import unpack
from dateline.lake.exchange import folders_held, is_local
from dateline.lake.files import compacted_files, own_table, places, slice_of
from dateline.schemas import Row, Table

_ATTEMPTS = 5


def parts_of(folder: UPath) -> list[UPath]:
    """The parts of one day of a table, in order of their names."""
    for _ in range(_ATTEMPTS):
        try:
            return _parts_of(folder)
        except FileNotFoundError:  # compacted again since the folder was listed
            continue
    return _parts_of(folder)


def _parts_of(folder: UPath) -> list[UPath]:
    if not folder.exists():
        return []
    names = {path.name for path in folder.glob("*Z-*Z-*.parquet")}
    for path in compacted_files(folder):
        names |= places(path).keys()
    return [folder / name for name in sorted(names)]


def exists(part: UPath) -> bool:
    """Whether the lake has a part."""
    return part.exists() or any(part.name in places(p) for p in compacted_files(part.parent))


def read(part: UPath, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a part, with some or all of its columns.

    Raises:
        FileNotFoundError: the lake has no such part.
        pyarrow.ArrowException, OSError: its file is broken.
        KeyError: it has not the columns.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _read(part, columns)
        except FileNotFoundError:  # its day may have been compacted meanwhile
            continue
    return _read(part, columns)


def _read(part: UPath, columns: Sequence[str] | None) -> pa.Table:
    try:
        with part.open("rb") as source:
            return own_table(source, columns)
    except FileNotFoundError:
        for path in compacted_files(part.parent):
            if place := places(path).get(part.name):
                return slice_of(path, place, columns)
        raise


def read_rows(part: UPath) -> list[Row]:
    """All rows of a part.

    Raises: as `read`.
    """
    rows: list[Row] = read(part).to_pylist()
    return rows


def write_rows(part: UPath, table: Table, rows: Iterable[Row]) -> int:
    """Write or replace a part, and keep its checksum; arguments and errors as `storage.write_rows`.

    On a local disk a day whose compacted file has the part is unpacked first, so that readers who
    know nothing of parts see it once.
    """
    root = part.parent.parent.parent.parent
    rows = list(rows)
    while True:
        with folders_held(root, alone=False):
            if not is_local(root) or not _is_packed(part):
                written = storage.write_rows(part, table, rows, through=root / "state" / "writing")
                sums.note(part)
                return written
        unpack(part.parent, table)


def _is_packed(part: UPath) -> bool:
    """Whether a compacted file has the part, or is broken, which nobody can know."""
    try:
        return any(part.name in places(path) for path in compacted_files(part.parent))
    except (pa.ArrowException, KeyError, ValueError):
        return True
