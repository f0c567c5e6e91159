"""Compaction: the files of a day of a table become one, in one step; and back again.

The new state of the day's folder is built elsewhere under the data root, and the two folders take
each other's place (`exchange`). Who lists the folder sees the old files or the new one. What a
process leaves that is killed is either an unfinished folder or the old files of a finished one.

Object storage has no folders to exchange: there the compacted file is written, then the files that
it replaces are removed; the readers of `parts` see each part once at any moment.
"""

import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from dateline import storage
from dateline.lake import sums
from dateline.lake.exchange import exchange, folders_held, is_local
from dateline.lake.files import (
    PREFIX,
    Place,
    compacted_files,
    conform,
    described,
    digest,
    own_table,
    places,
    require_whole,
    slice_of,
)
from dateline.partition import lake_dir
from dateline.schemas import ARTICLES, FINGERPRINTS, TABLES, Table

log = logging.getLogger(__name__)

GROUP_ROWS = 50_000
"""Rows of a row group of a compacted file, at most, unless one part has more."""

WIDE = {ARTICLES.name: 5_000, FINGERPRINTS.name: 10_000}
"""The same for tables of large rows: a row group takes some 30 MB in memory."""

_COMPACTED = {table.name: table for table in (*TABLES, FINGERPRINTS)}
_State = dict[str, tuple[int, object]]


class _FaultyError(Exception):
    """A file cannot be compacted."""


def compact(root: UPath, before: date) -> int:
    """Compact the days of all tables that have more than one file.

    A day with a file that is broken, or that changes meanwhile, is left as it is, with a warning.

    Args:
        root: root of the data.
        before: days from this one on are left alone.

    Returns:
        The number of files that there are less.
    """
    saved = 0
    for name, table in sorted(_COMPACTED.items()):
        folder = lake_dir(str(root), name)
        days = sorted(folder.glob("dt=*"), key=str) if folder.exists() else []
        for day in days:
            if day.name < f"dt={before}":
                saved += _compact_day(root, day, table)
    return saved


def _compact_day(root: UPath, folder: UPath, table: Table) -> int:
    state = _state(folder)
    if len(state) <= 1:
        return 0
    try:
        with _building(root) as built:
            path = _write_compacted(folder, built, table, state)
            if is_local(root):
                _swap_in(root, folder, built, state)
            else:
                _move_in(folder, path, state)
    except _FaultyError as error:
        log.warning("%s is not compacted: %s", folder, error)
        return 0
    return len(state) - 1


def _state(folder: UPath) -> _State:
    """The files of a day, by name, with size and time of the last change."""
    files = [path for path in folder.iterdir() if path.name.endswith(".parquet")]
    stats = {path.name: path.fs.info(path.path) for path in files}
    return {
        name: (info["size"], info.get("mtime", info.get("LastModified", info.get("created"))))
        for name, info in sorted(stats.items())
    }


@contextmanager
def _building(root: UPath) -> Iterator[UPath]:
    """A new folder; at the end it is removed, with what it holds then."""
    folder = root / "state" / "compaction" / uuid.uuid4().hex
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        remove_folder(folder)


def remove_folder(folder: UPath) -> None:
    """Remove a folder and what is in it; nothing happens if it is not there."""
    if is_local(folder):
        shutil.rmtree(folder.path, ignore_errors=True)
    elif folder.exists():
        folder.fs.rm(folder.path, recursive=True)


def _sources(folder: UPath, state: _State) -> dict[str, tuple[UPath, Place | None]]:
    """Each part of a day and where its rows are, in order of names; own files come first."""
    found: dict[str, tuple[UPath, Place | None]] = {}
    for name in state:
        if name.startswith(PREFIX):
            try:
                require_whole(folder / name)
                inside = places(folder / name)
            except (pa.ArrowException, OSError, KeyError, ValueError) as error:
                raise _FaultyError(f"{name} is broken: {error}") from error
            found = {part: (folder / name, place) for part, place in inside.items()} | found
    own = {name for name in state if not name.startswith(PREFIX)}
    return dict(sorted((found | {name: (folder / name, None) for name in own}).items()))


def _rows(path: UPath, place: Place | None, table: Table) -> pa.Table:
    """The rows of a part, its checksum verified where one was kept.

    Raises:
        _FaultyError: the file is broken, gone, or of another table.
    """
    try:
        if place:
            rows = slice_of(path, place, None)
        else:
            known = sums.noted(path)
            if known not in (None, digest(path)):
                raise _FaultyError(f"{path.name} has another checksum than when it was written")
            with path.open("rb") as source:
                rows = own_table(source, None)
        return conform(rows, table)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _FaultyError(f"{path.name}: {error}") from error


def _write_compacted(folder: UPath, built: UPath, table: Table, state: _State) -> UPath:
    """Write the compacted file of a day into a new folder."""
    unnamed = built / "unnamed"
    with unnamed.open("wb") as out:
        _write_groups(out, table, _sources(folder, state))
        _settle(out)
    path = built / f"{PREFIX}{digest(unnamed)}.parquet"
    unnamed.fs.mv(unnamed.path, path.path)
    return path


def _write_groups(
    out: IO[bytes], table: Table, sources: dict[str, tuple[UPath, Place | None]]
) -> None:
    parts: list[tuple[str, Place]] = []
    held: list[pa.Table] = [table.schema.empty_table()]
    rows, group = 0, 0
    most = WIDE.get(table.name, GROUP_ROWS)
    with pq.ParquetWriter(out, table.schema, **storage.PARQUET) as writer:
        for name, (path, place) in sources.items():
            read = _rows(path, place, table)
            if rows and rows + read.num_rows > most:
                writer.write_table(pa.concat_tables(held), row_group_size=rows)
                held, rows, group = [], 0, group + 1
            parts.append((name, Place(group, rows, read.num_rows)))
            held.append(read)
            rows += read.num_rows
        writer.write_table(pa.concat_tables(held), row_group_size=max(rows, 1))
        writer.add_key_value_metadata(described(parts))


def _settle(out: IO[bytes]) -> None:
    """Have the bytes on the disk before the files that they replace go."""
    out.flush()
    try:
        os.fsync(out.fileno())
    except (OSError, AttributeError):
        return  # object storage settles on its own


def _swap_in(root: UPath, folder: UPath, built: UPath, state: _State) -> None:
    """Let the new folder take the old one's place, unless that has changed."""
    with folders_held(root, alone=True):
        if _state(folder) != state or len(list(folder.iterdir())) != len(state):
            raise _FaultyError("it is being written to")
        try:
            exchange(Path(built.path), Path(folder.path))
        except OSError as error:
            raise _FaultyError(f"folders cannot be exchanged here: {error}") from error


def _move_in(folder: UPath, path: UPath, state: _State) -> None:
    """Move the compacted file in, then remove what it replaces, older compacted files first."""
    path.fs.mv(path.path, (folder / path.name).path)
    for name in sorted(state, key=lambda name: (not name.startswith(PREFIX), name)):
        if name != path.name and _state(folder).get(name) == state[name]:
            (folder / name).unlink()


def unpack(folder: UPath, table: Table) -> None:
    """Give each part of a day a file of its own again, in one step, on a local disk.

    A compacted file that is broken is set aside, in `state/broken`, and its parts are missing.
    """
    root = folder.parent.parent.parent
    with folders_held(root, alone=True), _building(root) as built:
        compacted = compacted_files(folder)
        for path in compacted:
            _unpack_file(path, folder, built, table)
        if not compacted:
            return
        for path in folder.iterdir():
            if path not in compacted:
                (built / path.name).unlink(missing_ok=True)
                os.link(path.path, (built / path.name).path)
        exchange(Path(built.path), Path(folder.path))


def _unpack_file(path: UPath, folder: UPath, built: UPath, table: Table) -> None:
    try:
        require_whole(path)
        for name, place in places(path).items():
            if not (folder / name).exists():
                storage.write_table(built / name, slice_of(path, place, None))
                sums.note(folder / name, built / name)
    except (pa.ArrowException, OSError, KeyError, ValueError):
        aside = folder.parent.parent.parent / "state" / "broken" / table.name / folder.name
        aside.mkdir(parents=True, exist_ok=True)
        os.link(path.path, (aside / path.name).path)
        log.exception("%s is broken and set aside in %s", path, aside)
