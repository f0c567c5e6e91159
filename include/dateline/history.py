"""Files of the lake that lie around an interval: what work on it may know of its neighbours."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from upath import UPath

from dateline.lake import parts_of
from dateline.partition import Interval, lake_dir
from dateline.schemas import Table
from dateline.settings import Settings

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_READERS = 4  # files read at once: on object storage the time goes into waiting
_CHUNK = 256  # files whose contents are held at once
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def files_before(settings: Settings, interval: Interval, table: Table, days: int) -> list[UPath]:
    """Files of other intervals that ended by this one's end, to be read by `lake.read`.

    Args:
        settings: the settings.
        interval: the interval that asks; its own files are left out.
        table: the table.
        days: how long before this interval's end they may have begun.

    Returns:
        The files in order of interval and name.
    """
    first = interval.end - min(timedelta(days=days), interval.end - _FIRST)
    return [
        path
        for other, path in _files(settings, table, first, interval.end)
        if other != interval and first <= other.start and other.end <= interval.end
    ]


def files_around(settings: Settings, interval: Interval, table: Table, days: int) -> list[UPath]:
    """Files of other intervals that begin up to some days before or after this one.

    Args, order: as `files_before`.
    """
    reach = timedelta(days=days)
    first = interval.start - min(reach, interval.start - _FIRST)
    last = interval.start + min(reach, _LAST - interval.start)
    return [
        path
        for other, path in _files(settings, table, first, last)
        if other != interval and first <= other.start <= last
    ]


def read_each(paths: Sequence[UPath], table: Table, read: Callable[[UPath], _T]) -> Iterator[_T]:
    """What is read of some files, in their order, a few at a time.

    Args:
        paths: the files.
        table: the table that they are of.
        read: reads one; it is called in threads. A file that cannot be read, as it is missing,
            broken, or another table's, is passed over with a warning.
    """
    import pyarrow as pa

    def attempt(path: UPath) -> list[_T]:
        try:
            return [read(path)]
        except (pa.ArrowException, KeyError, OSError) as error:
            log.warning("%s is passed over, no table of %s: %s", path, table.name, error)
            return []

    with ThreadPoolExecutor(_READERS) as pool:
        for start in range(0, len(paths), _CHUNK):
            for found in pool.map(attempt, paths[start : start + _CHUNK]):
                yield from found


def _files(
    settings: Settings, table: Table, first: datetime, last: datetime
) -> list[tuple[Interval, UPath]]:
    folder = lake_dir(settings.data, table.name)
    days = [
        day
        for day in (folder.glob("dt=*") if folder.exists() else ())
        if f"dt={first.date()}" <= day.name <= f"dt={last.date()}"
    ]
    named = ((_interval_of(path), path) for day in days for path in parts_of(day))
    found = [(other, path) for other, path in named if other]
    return sorted(found, key=lambda entry: (entry[0], entry[1].name))


def _interval_of(path: UPath) -> Interval | None:
    """The interval that a file's name begins with."""
    try:
        return Interval.from_id("-".join(path.name.split("-")[:2]))
    except ValueError:
        return None
